package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/pacing"
	"switchboard/sqlc"
)

// Lanes are the accounts with something to send.
func (s *Store) Lanes(ctx context.Context, holder uuid.UUID) ([]uuid.UUID, error) {
	ids, err := s.q.OutboxLanes(ctx, holder)
	return ids, translate(err, anAccount)
}

// Next is the head of a lane with the facts that decide when it goes.
func (s *Store) Next(ctx context.Context, accountID, holder uuid.UUID, perHour, perDay int, now time.Time) (outbox.Next, error) {
	r, err := s.q.OutboxNext(ctx, sqlc.OutboxNextParams{
		AccountID: accountID, Holder: holder, PerHour: int32(perHour), PerDay: int32(perDay), Now: now,
	})
	if err != nil {
		return outbox.Next{}, translate(err, aMessage)
	}
	m, err := messageByID(ctx, s.q, r.MessageID)
	if err != nil {
		return outbox.Next{}, err
	}
	return outbox.Next{
		Message: m, NotBefore: r.NotBefore, Attempts: int(r.Attempts),
		Account: accountFrom(r.WhatsappAccount, 0),
		Facts:   pacing.Facts{Last: afterEpoch(r.LastAt), HourNth: afterEpoch(r.HourNth), DayNth: afterEpoch(r.DayNth)},
	}, nil
}

// Begin marks a message as on its way.
func (s *Store) Begin(ctx context.Context, id, holder uuid.UUID, now time.Time) error {
	n, err := s.q.OutboxBegin(ctx, sqlc.OutboxBeginParams{ID: id, Holder: holder, Now: now})
	return affected(n, err, aMessage)
}

// Done marks a message as sent, takes it off its lane and notes what its
// conversation's address turned out to be.
func (s *Store) Done(ctx context.Context, m message.Message, sent outbox.Sent) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, m.AccountID); err != nil {
			return err
		}
		if _, err := q.OutboxDone(ctx, sqlc.OutboxDoneParams{ID: m.ID, At: sent.At}); err != nil {
			return err
		}
		if err := affect(ctx, q, m, sent.At); err != nil {
			return err
		}
		if err := q.AccountTouch(ctx, sqlc.AccountTouchParams{ID: m.AccountID, Now: &sent.At}); err != nil {
			return err
		}
		if sent.To == m.Chat || sent.To == (message.Peer{}) {
			return nil
		}
		if sent.To.Phone != m.Chat.Phone && sent.To.LID == "" {
			return nil // nothing ties the other number to this conversation
		}
		return s.readdress(ctx, q, m, sent.To)
	}), aMessage)
}

// readdress gives a conversation the address that WhatsApp uses for it; where
// another conversation has that address, the two become one.
func (s *Store) readdress(ctx context.Context, q *sqlc.Queries, m message.Message, to message.Peer) error {
	phone, lid := optional(to.Phone), optional(to.LID)
	others, err := q.ChatFind(ctx, sqlc.ChatFindParams{AccountID: m.AccountID, Phone: phone, Lid: lid})
	if err != nil {
		return err
	}
	current, err := q.ChatGet(ctx, m.ChatID)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID != current.ID {
			if err := merge(ctx, q, current.ID, other); err != nil {
				return err
			}
		}
	}
	return q.ChatTouch(ctx, sqlc.ChatTouchParams{ID: current.ID, Phone: phone, Lid: lid})
}

// Fail marks a message as failed for good.
func (s *Store) Fail(ctx context.Context, id uuid.UUID, code, text string, now time.Time) error {
	_, err := s.q.OutboxFail(ctx, sqlc.OutboxFailParams{ID: id, ErrorCode: code, Error: text, Now: now})
	return translate(err, aMessage)
}

// Later puts a message back to queued.
func (s *Store) Later(ctx context.Context, id uuid.UUID, reason string, notBefore, now time.Time) error {
	_, err := s.q.OutboxLater(ctx, sqlc.OutboxLaterParams{ID: id, Reason: reason, NotBefore: notBefore, Now: now})
	return translate(err, aMessage)
}
