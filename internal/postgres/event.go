package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/message"
	"switchboard/internal/webhook"
	"switchboard/sqlc"
)

// owe stores an event and what webhooks are owed because of it, in the caller's transaction
// with the fact. It is the only writer of both. The caller has locked the account
// (AccountLock) before it touched anything else: events get their positions in the order
// in which they commit.
func owe(ctx context.Context, q *sqlc.Queries, accountID uuid.UUID, p event.Payload, now time.Time) error {
	return oweAll(ctx, q, []owed{{accountID, p}}, now)
}

// owed is an event before it is stored.
type owed struct {
	accountID uuid.UUID
	payload   event.Payload
}

// oweAll owes several events in their order.
func oweAll(ctx context.Context, q *sqlc.Queries, all []owed, now time.Time) error {
	now = now.UTC()
	for _, o := range all {
		id := uuid.Must(uuid.NewV7())
		body, err := webhook.Body(id, o.accountID, o.payload, now)
		if err != nil {
			return fmt.Errorf("write event: %w", err)
		}
		f := o.payload.Facets()
		if err := q.EventOwe(ctx, sqlc.EventOweParams{
			ID: id, AccountID: o.accountID, Type: o.payload.Kind(), ChatID: optional(f.ChatID), Chats: list(f.Chats), Direction: f.Direction,
			MessageType: f.Type, IsGroup: f.Group, Content: f.Content, Body: body, Now: now,
		}); err != nil {
			return err
		}
	}
	return nil
}

// oweStatuses owes that messages have come to a new status, and returns them. Without a
// reason those that failed give their own. The caller has locked their accounts.
func oweStatuses(ctx context.Context, q *sqlc.Queries, ids []uuid.UUID, at time.Time, reason string) ([]message.Message, error) {
	messages, err := messagesByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	all := make([]owed, 0, len(messages))
	for _, m := range slices.Backward(messages) { // oldest first
		all = append(all, owed{m.AccountID, m.StatusPayload(at, cmp.Or(reason, m.Error))})
	}
	return messages, oweAll(ctx, q, all, time.Now())
}

// Tell stores an event that no other fact goes with, and owes it.
func (s *Store) Tell(ctx context.Context, accountID uuid.UUID, p event.Payload, now time.Time) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, accountID); err != nil {
			return translate(err, anAccount)
		}
		return owe(ctx, q, accountID, p, now)
	}), anAccount)
}

// Events are an account's events after a position, oldest first.
func (s *Store) Events(ctx context.Context, accountID uuid.UUID, after int64, kinds []string, limit int) ([]webhook.Event, error) {
	rows, err := s.q.EventList(ctx, sqlc.EventListParams{AccountID: accountID, After: after, Patterns: list(kinds), Lim: int32(limit)})
	if err != nil {
		return nil, translate(err, anAccount)
	}
	out := make([]webhook.Event, len(rows))
	for i, r := range rows {
		out[i] = webhook.Event{Position: r.Position, ID: r.ID, AccountID: r.AccountID, Kind: r.Type, Body: r.Body, CreatedAt: r.CreatedAt.UTC()}
	}
	return out, nil
}

// Forgotten is the position of an account's newest event that is not kept any more.
func (s *Store) Forgotten(ctx context.Context, accountID uuid.UUID) (int64, error) {
	n, err := s.q.EventForgotten(ctx, accountID)
	return n, translate(err, anAccount)
}

// LastEvent is the position of an account's newest event.
func (s *Store) LastEvent(ctx context.Context, accountID uuid.UUID) (int64, error) {
	n, err := s.q.EventLast(ctx, accountID)
	return n, translate(err, anAccount)
}
