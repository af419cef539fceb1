package postgres

import (
	"context"
	"time"

	"switchboard/internal/health"
)

// mostCounted is where counting deliveries ends: whoever asks must not wait for long, and that
// many are too many however many there are.
const mostCounted = 10_000

// Health is what the database tells of itself.
type Health struct {
	store *Store
	pool  *Pool
}

// Health makes a health.Source of the store and its pool.
func (s *Store) Health(pool *Pool) Health { return Health{store: s, pool: pool} }

// Ping asks something trivial and returns how long it took.
func (h Health) Ping(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	err := h.pool.Ping(ctx)
	return time.Since(began), translate(err, "Database")
}

// Pool is how many connections are open and may be open at most.
func (h Health) Pool() (open, most int) {
	s := h.pool.Stat()
	return int(s.TotalConns()), int(s.MaxConns())
}

// Size is the size of the database in bytes.
func (h Health) Size(ctx context.Context) (int64, error) {
	n, err := h.store.q.DatabaseSize(ctx)
	return n, translate(err, "Database")
}

// Counts are what the tables hold.
func (h Health) Counts(ctx context.Context) (health.Counts, error) {
	r, err := h.store.q.AccountCounts(ctx)
	if err != nil {
		return health.Counts{}, translate(err, "Database")
	}
	owed, err := h.store.q.DebtCounts(ctx, mostCounted)
	return health.Counts{
		Accounts: int(r.Total), Ready: int(r.Ready), Outbox: int(r.Outbox), Media: int(r.Media),
		Pending: int(owed.Pending), Failing: int(owed.Failing), DeadLetters: int(owed.DeadLetters),
	}, translate(err, "Database")
}
