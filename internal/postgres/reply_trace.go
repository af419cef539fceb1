package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/sqlc"
)

const (
	aTrace = "Trace"
	aDraft = "Draft"
)

func addTrace(ctx context.Context, q *sqlc.Queries, t reply.Trace) error {
	detail, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("write trace: %w", err)
	}
	return q.AITraceAdd(ctx, sqlc.AITraceAddParams{
		ID: t.ID, AccountID: t.AccountID, ChatID: t.ChatID, MessageID: t.MessageID, Outcome: string(t.Outcome), Detail: detail, CreatedAt: t.CreatedAt,
	})
}

func traceFrom(r sqlc.AiTrace) (reply.Trace, error) {
	t := reply.Trace{}
	if err := json.Unmarshal(r.Detail, &t); err != nil {
		return t, fmt.Errorf("read trace: %w", err)
	}
	t.MessageID = r.MessageID // null when the message is gone
	return t, nil
}

// Traces are how answers came about, newest first.
func (s *Store) Traces(ctx context.Context, accountID uuid.UUID, f reply.TraceFilter, p message.Page) (message.List[reply.Trace], error) {
	out := message.List[reply.Trace]{Items: []reply.Trace{}}
	before := messageCursor{ID: uuid.Max}
	if err := readCursor(p.Cursor, &before); err != nil {
		return out, err
	}
	rows, err := s.q.AITraceList(ctx, sqlc.AITraceListParams{AccountID: accountID, ChatID: f.ChatID, Outcome: string(f.Outcome), Before: before.ID, Lim: int32(p.Limit) + 1})
	if err != nil {
		return out, translate(err, aTrace)
	}
	for i, r := range rows {
		if i == p.Limit {
			out.Next = writeCursor(messageCursor{ID: rows[i-1].ID})
			break
		}
		t, err := traceFrom(r)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, t)
	}
	return out, nil
}

// Trace is one trace; NotFound when there is none.
func (s *Store) Trace(ctx context.Context, id uuid.UUID) (reply.Trace, error) {
	r, err := s.q.AITraceGet(ctx, id)
	if err != nil {
		return reply.Trace{}, translate(err, aTrace)
	}
	return traceFrom(r)
}

// TraceOf is the trace of the answer that a message is a part of; NotFound when it is gone.
func (s *Store) TraceOf(ctx context.Context, m message.Message) (reply.Trace, error) {
	r, err := s.q.AITraceOf(ctx, sqlc.AITraceOfParams{ChatID: m.ChatID, MessageID: m.ID, AcceptedAt: m.CreatedAt})
	if err != nil {
		return reply.Trace{}, translate(err, aTrace)
	}
	return traceFrom(r)
}

// SpendTrial counts what a trial took.
func (s *Store) SpendTrial(ctx context.Context, accountID uuid.UUID, spent []reply.Spent, now time.Time) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		for _, one := range spent {
			if err := q.AITrialAdd(ctx, sqlc.AITrialAddParams{
				AccountID: accountID, Day: day(now), Provider: string(one.Provider), Model: one.Model,
				TokensIn: int64(one.TokensIn), TokensOut: int64(one.TokensOut), Cost: one.Cost,
			}); err != nil {
				return err
			}
		}
		return nil
	}), aTrace)
}

// Usages are what was spent since a day, newest first.
func (s *Store) Usages(ctx context.Context, accountID uuid.UUID, since time.Time) ([]reply.DayUsage, error) {
	rows, err := s.q.AIUsageList(ctx, sqlc.AIUsageListParams{AccountID: accountID, Since: day(since)})
	out := make([]reply.DayUsage, len(rows))
	for i, r := range rows {
		out[i] = reply.DayUsage{Day: r.Day.Time.Format(time.DateOnly), Spent: reply.Spent{
			Provider: reply.Provider(r.Provider), Model: r.Model, Replies: int(r.Replies), TokensIn: int(r.TokensIn), TokensOut: int(r.TokensOut), ModelMS: int(r.ModelMs),
		}}
		if r.Priced {
			out[i].Cost = new(r.Cost)
		}
	}
	return out, translate(err, aTrace)
}

func draftFrom(r sqlc.AiDraft) reply.Draft {
	return reply.Draft{
		ID: r.ID, AccountID: r.AccountID, ChatID: r.ChatID, MessageID: r.MessageID, TraceID: r.TraceID, Text: r.Text,
		State: reply.DraftState(r.State), CreatedAt: r.CreatedAt.UTC(), DecidedAt: utc(r.DecidedAt),
	}
}

// Drafts are an account's drafts that wait, oldest first.
func (s *Store) Drafts(ctx context.Context, accountID uuid.UUID) ([]reply.Draft, error) {
	rows, err := s.q.AIDraftList(ctx, accountID)
	out := make([]reply.Draft, len(rows))
	for i, r := range rows {
		out[i] = draftFrom(r)
	}
	return out, translate(err, aDraft)
}

// Draft is one draft; NotFound when there is none.
func (s *Store) Draft(ctx context.Context, id uuid.UUID) (reply.Draft, error) {
	r, err := s.q.AIDraftGet(ctx, id)
	return draftFrom(r), translate(err, aDraft)
}

// DecideDraft ends a draft that waits; Conflict ("decided") when it does not.
func (s *Store) DecideDraft(ctx context.Context, id uuid.UUID, state reply.DraftState, text string, now time.Time) (reply.Draft, error) {
	rows, err := s.q.AIDraftDecide(ctx, sqlc.AIDraftDecideParams{ID: id, State: string(state), Text: text, Now: &now})
	if err == nil && len(rows) == 0 {
		return reply.Draft{}, reply.ErrDecided()
	}
	if err != nil {
		return reply.Draft{}, translate(err, aDraft)
	}
	return draftFrom(rows[0]), nil
}

// ApproveDraft accepts the parts of a draft that waits for sending, and ends it, in one
// transaction.
func (s *Store) ApproveDraft(ctx context.Context, d reply.Draft, parts []message.Accept, now time.Time) (approved reply.Draft, sent []message.Message, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if err := q.AccountQueue(ctx, []uuid.UUID{d.AccountID}); err != nil {
			return err
		}
		rows, err := q.AIDraftDecide(ctx, sqlc.AIDraftDecideParams{ID: d.ID, State: string(reply.Approved), Text: d.Text, Now: &now})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return reply.ErrDecided()
		}
		approved = draftFrom(rows[0])
		sent, err = s.acceptParts(ctx, q, parts)
		return err
	})
	return approved, sent, translate(err, aDraft)
}

// PurgeReplies forgets traces, decided drafts and usage that are kept no longer.
func (s *Store) PurgeReplies(ctx context.Context, now time.Time) error {
	return translate(s.q.AIPurge(ctx, sqlc.AIPurgeParams{TracesBefore: now.Add(-reply.TraceKept), UsageBefore: day(now.Add(-reply.UsageKept))}), aTrace)
}
