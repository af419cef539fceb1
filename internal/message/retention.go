package message

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// BytesPerMessage is about what a stored message takes in the database with its indexes,
// its history and what the client library keeps of it, for a text of 60 characters that was
// sent, delivered and read. `make bench` measures it.
const BytesPerMessage = 2300

// Retention is how long, and how much of, messages are kept. 0 is without an end.
type Retention struct {
	Age   time.Duration
	Bytes int64 // that all messages together may take in the database, about
}

// purgeBatch keeps the locks and the log of one statement short.
const purgeBatch = 1000

// Tidy removes the oldest messages of all accounts as far as the retention asks, and says
// how many. What waits to be sent stays. Files that no message has any more go by themselves.
func (s *Service) Tidy(ctx context.Context, r Retention) (int, error) {
	total := 0
	if r.Age > 0 {
		n, err := s.purge(ctx, firstID(s.now().Add(-r.Age)))
		if total = n; err != nil {
			return total, err
		}
	}
	if r.Bytes > 0 {
		newest, ok, err := s.Store.Nth(ctx, int(r.Bytes/BytesPerMessage))
		if err != nil || !ok {
			return total, err
		}
		n, err := s.purge(ctx, newest)
		return total + n, err
	}
	return total, nil
}

// purge removes what is older than an id, batch by batch.
func (s *Service) purge(ctx context.Context, before uuid.UUID) (int, error) {
	for total := 0; ; {
		n, err := s.Store.PurgeMessages(ctx, before, purgeBatch)
		if total += n; err != nil || n < purgeBatch {
			return total, err
		}
	}
}

// firstID is lower than every UUIDv7 that is made from a time on.
func firstID(at time.Time) uuid.UUID {
	var id uuid.UUID
	ms := at.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	return id
}
