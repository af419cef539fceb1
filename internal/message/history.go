package message

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
)

const (
	// maxPast is how many messages of one conversation are taken from a history: ten
	// screens of each of 2,000 conversations are 100 MB.
	maxPast = 500
	// historyAttempts is how often a part of a history is tried before it is given up.
	historyAttempts = 5
	// historyPatience is for how long attempts do not count that failed because something
	// was away.
	historyPatience = 24 * time.Hour
)

// HistoryOffer is a part of a history that the phone offers after linking. What is in
// Offer, the engine knows.
type HistoryOffer struct {
	ID       uuid.UUID
	Offer    []byte
	Attempts int
}

// PastChat is a conversation of a history. It is told of to nobody: it was before.
type PastChat struct {
	AccountID    uuid.UUID
	Chat         Peer
	Name         string
	Unread       int // of the newest incoming messages
	Archived     bool
	PinnedAt     *time.Time
	MutedUntil   *time.Time
	ExpiresAfter int
	Messages     []Inbound // newest first
}

// OfferHistory keeps an offer until it was read. The phone does not offer it again.
func (s *Service) OfferHistory(ctx context.Context, accountID uuid.UUID, offer []byte) error {
	if s.HistoryDays == 0 {
		return nil
	}
	return s.Store.AddHistoryOffer(ctx, accountID, offer, s.now().UTC())
}

// NextHistory is the next offer to read; NotFound when there is none. One that failed too
// often is dropped.
func (s *Service) NextHistory(ctx context.Context, accountID uuid.UUID) (HistoryOffer, error) {
	for {
		o, err := s.Store.NextHistoryOffer(ctx, accountID)
		if err != nil || o.Attempts <= historyAttempts {
			return o, err
		}
		if err := s.Store.HistoryOfferDone(ctx, o.ID); err != nil {
			return HistoryOffer{}, err
		}
	}
}

// HistoryRead drops an offer that was read, and tells browsers to look again.
func (s *Service) HistoryRead(ctx context.Context, accountID, id uuid.UUID) error {
	if err := s.Store.HistoryOfferDone(ctx, id); err != nil {
		return err
	}
	s.Bus.Publish(event.ChatChanged{AccountID: accountID})
	return nil
}

// HistoryAgain takes back an attempt that said nothing about the part: what was needed for it
// was away. Parts are excused for a day, so that none is tried for ever.
func (s *Service) HistoryAgain(ctx context.Context, id uuid.UUID) error {
	return s.Store.HistoryOfferAgain(ctx, id, s.now().Add(-historyPatience))
}

// Import stores a conversation of a history, as far back as is wanted. It is delivered to
// nobody, and what is here already stays as it is.
func (s *Service) Import(ctx context.Context, c PastChat) error {
	since := s.now().Add(-time.Duration(s.HistoryDays) * 24 * time.Hour)
	kept := c.Messages[:0]
	for _, m := range c.Messages {
		if len(kept) < maxPast && m.Timestamp.After(since) && !m.Type.Acts() {
			kept = append(kept, m)
		}
	}
	if c.Messages = kept; len(kept) == 0 {
		return nil
	}
	return s.Store.Import(ctx, c)
}

// ReadAt is up to when the conversation was read: before the newest incoming messages that
// were not.
func (c PastChat) ReadAt() *time.Time {
	left := c.Unread
	for _, m := range c.Messages {
		if left <= 0 {
			return &m.Timestamp
		}
		if !m.FromMe {
			left--
		}
	}
	return nil
}
