package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/sqlc"
)

const (
	anAIConfig = "AI configuration"
	aTool      = "Tool"
	aDocument  = "Document"
)

// AIConfig is an account's configuration with its sealed keys; NotFound when it has none.
func (s *Store) AIConfig(ctx context.Context, accountID uuid.UUID) (reply.Config, error) {
	c, err := aiConfig(ctx, s.q, accountID)
	return c, translate(err, anAIConfig)
}

func aiConfig(ctx context.Context, q *sqlc.Queries, accountID uuid.UUID) (reply.Config, error) {
	r, err := q.AIConfigGet(ctx, accountID)
	if err != nil {
		return reply.Config{}, err
	}
	c, err := configFrom(r)
	if err != nil {
		return c, err
	}
	keys, err := q.AIKeys(ctx, accountID)
	for _, k := range keys {
		c.Keys[reply.Provider(k.Provider)] = k.Sealed
	}
	return c, err
}

// configFrom is a configuration without its keys.
func configFrom(r sqlc.AiConfig) (reply.Config, error) {
	c := reply.Defaults(r.AccountID)
	if err := json.Unmarshal(r.Settings, &c); err != nil {
		return c, fmt.Errorf("read settings: %w", err)
	}
	c.IsActive, c.DebounceMS, c.TakeoverMinutes = r.IsActive, int(r.DebounceMs), int(r.TakeoverS)/60
	c.CreatedAt, c.UpdatedAt = r.CreatedAt.UTC(), r.UpdatedAt.UTC()
	return c, nil
}

// ChangeAIConfig writes what change makes of a configuration, with its keys, in one
// transaction.
func (s *Store) ChangeAIConfig(ctx context.Context, accountID uuid.UUID, change func(old *reply.Config) (reply.Config, error)) (c reply.Config, takenBack []message.Message, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, accountID); err != nil {
			return translate(err, anAccount)
		}
		was, err := aiConfig(ctx, q, accountID)
		old := &was
		if errors.Is(err, pgx.ErrNoRows) {
			old, err = nil, nil
		}
		if err != nil {
			return err
		}
		takenBack = nil
		if c, err = change(old); err != nil {
			return err
		}
		if err := putAIConfig(ctx, q, c); err != nil {
			return err
		}
		if !c.IsActive {
			takenBack, err = takeBack(ctx, q, accountID, nil, c.UpdatedAt)
		}
		return err
	})
	return c, takenBack, translate(err, anAIConfig)
}

func putAIConfig(ctx context.Context, q *sqlc.Queries, c reply.Config) error {
	settings, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	if err := q.AIConfigSave(ctx, sqlc.AIConfigSaveParams{
		AccountID: c.AccountID, IsActive: c.IsActive, DebounceMs: int32(c.DebounceMS), TakeoverS: int32(c.TakeoverMinutes * 60),
		Settings: settings, Now: c.UpdatedAt,
	}); err != nil {
		return err
	}
	if err := q.AIKeysClear(ctx, c.AccountID); err != nil {
		return err
	}
	for p, sealed := range c.Keys {
		if err := q.AIKeyAdd(ctx, sqlc.AIKeyAddParams{AccountID: c.AccountID, Provider: string(p), Sealed: sealed}); err != nil {
			return err
		}
	}
	return nil
}

// DeleteAIConfig removes settings, keys, what is owed and drafts that wait, and takes back
// answers that wait; NotFound when there are no settings.
func (s *Store) DeleteAIConfig(ctx context.Context, accountID uuid.UUID, now time.Time) (takenBack []message.Message, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if err := q.AccountQueue(ctx, []uuid.UUID{accountID}); err != nil {
			return err
		}
		n, err := q.AIConfigDelete(ctx, sqlc.AIConfigDeleteParams{AccountID: accountID, Now: &now})
		if err := affected(n, err, anAIConfig); err != nil {
			return err
		}
		takenBack, err = takeBack(ctx, q, accountID, nil, now)
		return err
	})
	return takenBack, translate(err, anAIConfig)
}

func toolFrom(r sqlc.AiTool) reply.HTTPTool {
	return reply.HTTPTool{
		ID: r.ID, AccountID: r.AccountID, Name: r.Name, Description: r.Description, Parameters: r.Parameters, URL: r.Url,
		IsActive: r.IsActive, CreatedAt: r.CreatedAt.UTC(), SealedSecret: r.Secret,
	}
}

// Tools are an account's tools, by name.
func (s *Store) Tools(ctx context.Context, accountID uuid.UUID) ([]reply.HTTPTool, error) {
	rows, err := s.q.AIToolList(ctx, accountID)
	out := make([]reply.HTTPTool, len(rows))
	for i, r := range rows {
		out[i] = toolFrom(r)
	}
	return out, translate(err, aTool)
}

// Tool is one tool; NotFound when there is none.
func (s *Store) Tool(ctx context.Context, id uuid.UUID) (reply.HTTPTool, error) {
	r, err := s.q.AIToolGet(ctx, id)
	return toolFrom(r), translate(err, aTool)
}

// SaveTool makes or changes a tool; Conflict ("name_taken", "too_many_tools").
func (s *Store) SaveTool(ctx context.Context, t reply.HTTPTool, most int) error {
	n, err := s.q.AIToolSave(ctx, sqlc.AIToolSaveParams{
		ID: t.ID, AccountID: t.AccountID, Name: t.Name, Description: t.Description, Parameters: t.Parameters, Url: t.URL, Secret: t.SealedSecret,
		IsActive: t.IsActive, CreatedAt: t.CreatedAt, Most: int32(most),
	})
	switch {
	case violates(err, "ai_tools_name"):
		return fault.Bad("name", "The account has a tool of this name.").WithCode("name_taken")
	case err == nil && n == 0:
		return fault.Newf(fault.Conflict, "The account has %d tools; it cannot have more.", most).WithCode("too_many_tools")
	}
	return translate(err, aTool)
}

// DeleteTool removes a tool.
func (s *Store) DeleteTool(ctx context.Context, id uuid.UUID) error {
	n, err := s.q.AIToolDelete(ctx, id)
	return affected(n, err, aTool)
}

func documentFrom(r sqlc.AiDocument) reply.Document {
	return reply.Document{ID: r.ID, AccountID: r.AccountID, Name: r.Name, Mimetype: r.Mimetype, Characters: int(r.Characters), CreatedAt: r.CreatedAt.UTC()}
}

// Documents are what an account's model knows, newest first.
func (s *Store) Documents(ctx context.Context, accountID uuid.UUID) ([]reply.Document, error) {
	rows, err := s.q.AIDocumentList(ctx, accountID)
	out := make([]reply.Document, len(rows))
	for i, r := range rows {
		out[i] = documentFrom(r)
	}
	return out, translate(err, aDocument)
}

// Document is one document; NotFound when there is none.
func (s *Store) Document(ctx context.Context, id uuid.UUID) (reply.Document, error) {
	r, err := s.q.AIDocumentGet(ctx, id)
	return documentFrom(r), translate(err, aDocument)
}

// AddDocument keeps a document in passages; Conflict ("too_much_knowledge").
func (s *Store) AddDocument(ctx context.Context, d reply.Document, passages []string, most int) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, d.AccountID); err != nil {
			return translate(err, anAccount)
		}
		n, err := q.AIDocumentAdd(ctx, sqlc.AIDocumentAddParams{
			ID: d.ID, AccountID: d.AccountID, Name: d.Name, Mimetype: d.Mimetype, Characters: int32(d.Characters), CreatedAt: d.CreatedAt, Most: int32(most),
		})
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Newf(fault.Conflict, "The account would know more than %d characters. Remove a document first.", most).WithCode("too_much_knowledge")
		}
		return q.AIPassagesAdd(ctx, sqlc.AIPassagesAddParams{DocumentID: d.ID, AccountID: d.AccountID, Bodies: passages})
	}), aDocument)
}

// DeleteDocument removes a document.
func (s *Store) DeleteDocument(ctx context.Context, id uuid.UUID) error {
	n, err := s.q.AIDocumentDelete(ctx, id)
	return affected(n, err, aDocument)
}

// Knowledge are the passages that fit a question best.
func (s *Store) Knowledge(ctx context.Context, accountID uuid.UUID, question string, n int) ([]string, error) {
	found, err := s.q.AIKnowledge(ctx, sqlc.AIKnowledgeParams{AccountID: accountID, Question: question, Lim: int32(n)})
	return found, translate(err, aDocument)
}
