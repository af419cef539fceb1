package postgres

import (
	"context"
	"math"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/pacing"
	"switchboard/sqlc"
)

// Place is where a message stands on its lane.
func (s *Store) Place(ctx context.Context, id uuid.UUID, now time.Time) (outbox.Place, error) {
	r, err := s.q.OutboxPlace(ctx, sqlc.OutboxPlaceParams{ID: id, Now: now})
	if err != nil {
		return outbox.Place{}, translate(err, aMessage)
	}
	return outbox.Place{
		Account: accountFrom(r.WhatsappAccount, 0, 0), Chat: peerFrom(r.Chat.Phone, r.Chat.Lid, r.Chat.GroupJid),
		Facts:   message.ChatFacts{FirstIn: utc(r.Chat.FirstInAt), LastIn: utc(r.Chat.LastInAt), FirstOut: utc(r.Chat.FirstOutAt)},
		TextKey: r.TextKey, Ahead: int(r.Ahead), NotBefore: r.NotBefore.UTC(), Reason: r.Reason,
		Behind: afterEpoch(r.BehindUntil), BehindReason: r.BehindReason,
		Rank: int(r.Priority), SendAt: r.SendAt.UTC(), Position: value(r.Position), ExpiresAt: utc(r.ExpiresAt),
	}, nil
}

// PlaceOf is where a message would stand that was accepted now.
func (s *Store) PlaceOf(ctx context.Context, a message.Accept, now time.Time) (outbox.Place, error) {
	acc, err := s.Account(ctx, a.AccountID)
	if err != nil {
		return outbox.Place{}, err
	}
	p := outbox.Place{
		Account: acc, Chat: a.Chat, Facts: a.Facts, TextKey: a.TextKey, NotBefore: a.SendAt,
		Rank: a.Priority.Rank(), SendAt: a.SendAt, Position: math.MaxInt64, ExpiresAt: a.ExpiresAt,
	}
	ahead, err := s.q.OutboxAhead(ctx, sqlc.OutboxAheadParams{AccountID: a.AccountID, Priority: int16(p.Rank), Now: now})
	if err != nil {
		return outbox.Place{}, translate(err, anAccount)
	}
	p.Ahead = int(ahead)
	held, err := s.q.OutboxBehind(ctx, sqlc.OutboxBehindParams{
		AccountID: a.AccountID, Phone: optional(a.Chat.Phone), Lid: optional(a.Chat.LID), GroupJid: optional(a.Chat.Group), SendAt: a.SendAt,
	})
	for _, h := range held {
		p.Behind, p.BehindReason = h.NotBefore.UTC(), h.Reason
	}
	return p, translate(err, anAccount)
}

// Rivals are how many wait before a place for the same budgets.
func (s *Store) Rivals(ctx context.Context, p outbox.Place, now time.Time) (strangers, same int, err error) {
	due := now
	if p.SendAt.After(now) {
		due = p.SendAt
	}
	r, err := s.q.OutboxRivals(ctx, sqlc.OutboxRivalsParams{
		AccountID: p.Account.ID, Phone: optional(p.Chat.Phone), Lid: optional(p.Chat.LID), TextKey: p.TextKey, AnsweredSince: now.Add(-pacing.ReplyWithin), DueBy: due,
		Priority: int16(p.Rank), SendAt: p.SendAt, Position: p.Position,
	})
	return int(r.Strangers), int(r.Same), translate(err, anAccount)
}

// Times is when an account sent.
func (s *Store) Times(ctx context.Context, accountID uuid.UUID, limit int, now time.Time) ([]time.Time, error) {
	times, err := s.q.SendTimes(ctx, sqlc.SendTimesParams{AccountID: accountID, Lim: int32(limit), Now: now})
	return times, translate(err, anAccount)
}

// FirstTimes is when an account wrote to contacts for the first time.
func (s *Store) FirstTimes(ctx context.Context, accountID uuid.UUID, limit int, now time.Time) ([]time.Time, error) {
	times, err := s.q.FirstTimes(ctx, sqlc.FirstTimesParams{AccountID: accountID, Lim: int32(limit), Now: now})
	return times, translate(err, anAccount)
}

// SameTimes is when an account sent a text.
func (s *Store) SameTimes(ctx context.Context, accountID uuid.UUID, textKey int64, limit int, now time.Time) ([]time.Time, error) {
	times, err := s.q.SameTimes(ctx, sqlc.SameTimesParams{AccountID: accountID, TextKey: textKey, Lim: int32(limit), Now: now})
	return times, translate(err, anAccount)
}
