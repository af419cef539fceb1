package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/message"
	"switchboard/sqlc"
)

// contentFrom reads what a message has besides its text.
func contentFrom(raw []byte) message.Content {
	var c message.Content
	_ = json.Unmarshal(raw, &c) // written by us alone
	return c
}

func contentTo(c message.Content) ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return raw, nil
}

// lasting notes for how many seconds messages of a conversation stay.
func lasting(m *message.Message, seconds int32) {
	if after := int(seconds); after > 0 && !m.Type.Acts() {
		m.Content.ExpiresAfter = &after
	}
}

func marksFrom(raw []byte) []message.Mark {
	var all []message.Mark
	_ = json.Unmarshal(raw, &all) // written by us alone
	return all
}

// FindMessage is an account's message by its id or WhatsApp's.
func (s *Store) FindMessage(ctx context.Context, accountID uuid.UUID, ref string) (message.Message, error) {
	var id *uuid.UUID
	if parsed, err := uuid.Parse(ref); err == nil {
		id = &parsed
	}
	found, err := s.q.MessageFind(ctx, sqlc.MessageFindParams{AccountID: accountID, ID: id, WaID: ref})
	if err != nil {
		return message.Message{}, translate(err, aMessage)
	}
	return messageByID(ctx, s.q, found)
}

// Used tells whether an idempotency key was used for this very request.
func (s *Store) Used(ctx context.Context, accountID uuid.UUID, key string, requestHash []byte) (bool, error) {
	used, err := s.q.IdempotencyGet(ctx, sqlc.IdempotencyGetParams{AccountID: accountID, Key: key})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return bytes.Equal(used.RequestHash, requestHash), translate(err, aMessage)
}

// Versions are what a message said before it was edited.
func (s *Store) Versions(ctx context.Context, id uuid.UUID) ([]message.Version, error) {
	rows, err := s.q.MessageVersions(ctx, id)
	if err != nil {
		return nil, translate(err, aMessage)
	}
	out := make([]message.Version, len(rows))
	for i, r := range rows {
		out[i] = message.Version{Text: r.Body, At: r.At.UTC()}
	}
	return out, nil
}

// resolve finds the message that another is about, and what only that one knows: whose it
// is, which answers were voted for, which answer of a menu is meant.
func resolve(ctx context.Context, q *sqlc.Queries, in *message.Inbound, chatID, menuID uuid.UUID, now time.Time) error {
	for _, t := range []*message.Target{in.Content.Target, quotedTarget(in.Content.Quoted)} {
		if t == nil {
			continue
		}
		about, err := messageOfChat(ctx, q, chatID, t.MessageID)
		if err != nil {
			return err
		}
		if about == nil {
			continue
		}
		author := about.Author()
		t.ID, t.Type, t.Author = &about.ID, string(about.Type), &author
		if in.Content.Quoted != nil && in.Content.Quoted.MessageID == about.WAID && in.Content.Quoted.Text == "" {
			in.Content.Quoted.Text = about.Text
		}
		message.Vote(in, *about, now)
	}
	return choose(ctx, q, in, chatID, menuID, now)
}

func quotedTarget(quoted *message.Quoted) *message.Target {
	if quoted == nil {
		return nil
	}
	return &quoted.Target
}

// messageOfChat is nil when there is none.
func messageOfChat(ctx context.Context, q *sqlc.Queries, chatID uuid.UUID, waID string) (*message.Message, error) {
	id, err := q.MessageOfChat(ctx, sqlc.MessageOfChatParams{ChatID: chatID, WaID: waID})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := messageByID(ctx, q, id)
	return &m, err
}

// choose takes a text for the answer to the menu that waits for one; menuID is the newest
// of the conversation, or zero.
func choose(ctx context.Context, q *sqlc.Queries, in *message.Inbound, chatID, menuID uuid.UUID, now time.Time) error {
	if in.FromMe || in.Type != message.Text {
		return nil
	}
	var menu *message.Message
	var err error
	if quoted := in.Content.Quoted; quoted != nil {
		menu, err = messageOfChat(ctx, q, chatID, quoted.MessageID)
	} else if in.Chat.Group == "" && menuID != uuid.Nil {
		var newest message.Message
		newest, err = messageByID(ctx, q, menuID)
		menu = &newest
	}
	if err != nil || menu == nil {
		return err
	}
	message.Choose(in, *menu, now)
	return nil
}

// affect does to the target what a message is about: a reaction shows, a text is
// replaced, a vote counts. Only authors edit and delete, and a group's admins delete,
// which WhatsApp's server watches over.
func affect(ctx context.Context, q *sqlc.Queries, m message.Message, at time.Time) error {
	if m.Type == message.Timer && m.Content.ExpiresAfter != nil {
		return q.ChatTimer(ctx, sqlc.ChatTimerParams{ID: m.ChatID, ExpiresAfter: int32(*m.Content.ExpiresAfter)})
	}
	t := m.Content.Target
	if t == nil || t.ID == nil {
		return nil
	}
	id := *t.ID
	own := t.Author != nil && t.Author.Me == (m.Direction == message.Outgoing)
	switch m.Type {
	case message.Reaction:
		return mark(ctx, q, id, message.Mark{Kind: message.MarkReaction, Person: m.Author(), Emoji: m.Content.Emoji, At: at}, m.Content.Emoji == "")
	case message.PollVote:
		return mark(ctx, q, id, message.Mark{Kind: message.MarkVote, Person: m.Author(), Answers: m.Content.Vote, At: at}, len(m.Content.Vote) == 0)
	case message.Choice:
		if len(m.Content.Vote) > 0 {
			if err := mark(ctx, q, id, message.Mark{Kind: message.MarkVote, Person: m.Author(), Answers: m.Content.Vote, At: at}, false); err != nil {
				return err
			}
		}
		return answered(ctx, q, id, at)
	case message.Edit:
		if !own {
			return nil
		}
		_, err := q.MessageEdit(ctx, sqlc.MessageEditParams{ID: id, Body: m.Text, At: &at})
		return err
	case message.Delete:
		if !own && m.Chat.Group == "" {
			return nil
		}
		_, err := q.MessageDelete(ctx, sqlc.MessageDeleteParams{ID: id, At: &at})
		return err
	}
	return nil
}

// answered closes a menu: the next "2" may answer something else.
func answered(ctx context.Context, q *sqlc.Queries, id uuid.UUID, at time.Time) error {
	menu, err := messageByID(ctx, q, id)
	if err != nil || menu.Content.Options == nil {
		return err
	}
	menu.Content.Options.Answered = &at
	raw, err := contentTo(menu.Content)
	if err != nil {
		return err
	}
	return q.MessageContent(ctx, sqlc.MessageContentParams{ID: id, Content: raw})
}

func mark(ctx context.Context, q *sqlc.Queries, id uuid.UUID, k message.Mark, takenBack bool) error {
	if takenBack {
		return q.MarkDelete(ctx, sqlc.MarkDeleteParams{MessageID: id, Kind: k.Kind, PersonKey: k.Key(), At: k.At})
	}
	raw, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("encode mark: %w", err)
	}
	return q.MarkPut(ctx, sqlc.MarkPutParams{MessageID: id, Kind: k.Kind, PersonKey: k.Key(), Mark: raw, At: k.At})
}
