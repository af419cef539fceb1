package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/sqlc"
)

// Store keeps the aggregates: it is account.Store, auth.Store, message.Store,
// media.Store, outbox.Store and health.Store.
type Store struct {
	pool *pgxpool.Pool
	q    *sqlc.Queries
	// holder is this process, to know whether another one has to be woken.
	holder uuid.UUID

	// What much of happens at the same time.
	receives  *gatherer[inbound, message.Stored]
	receipts  *gatherer[message.Receipt, []message.Message]
	keyWrites *gatherer[keyWrite, struct{}]
	reads     *gatherer[uuid.UUID, *message.Message]
	standings *gatherer[uuid.UUID, *reply.Standing]
	// What much of happens at the same time to one account.
	accepts  *lanes[message.Accept, accepted]
	finishes *lanes[reply.Finish, finished]
}

// NewStore makes a store for the process that is called holder in the leases.
func NewStore(pool *pgxpool.Pool, holder uuid.UUID) *Store {
	s := &Store{pool: pool, q: sqlc.New(pool), holder: holder}
	s.receives, s.receipts = newGatherer(s.receiveAll), newGatherer(s.receiptAll)
	s.keyWrites, s.reads = newGatherer(s.saveAllKeys), newGatherer(s.readAll)
	s.standings = newGatherer(s.standAll)
	s.accepts, s.finishes = newLanes(s.acceptAll), newLanes(s.finishAll)
	return s
}

// txTries is how often a transaction is run that PostgreSQL broke off for another's sake.
const txTries = 4

// tx runs fn in one transaction. It runs fn again when PostgreSQL has chosen it as the
// victim of a deadlock: nothing of it has happened then, so fn must not change what it
// captures except by assigning.
func (s *Store) tx(ctx context.Context, fn func(q *sqlc.Queries) error) error {
	for tried := 1; ; tried++ {
		err := s.attempt(ctx, fn)
		if !brokenOff(err) || tried == txTries || ctx.Err() != nil {
			return err
		}
	}
}

var errLost = fault.New(fault.Conflict, "Another Switchboard process has taken this account over.").WithCode("not_held")

// held runs fn in a transaction under the lock of an account that this process holds. Of one
// that another process has taken over it has nothing to say any more: errLost.
func (s *Store) held(ctx context.Context, accountID uuid.UUID, fn func(q *sqlc.Queries) error) error {
	return s.tx(ctx, func(q *sqlc.Queries) error {
		a, err := q.AccountLock(ctx, accountID)
		if err != nil {
			return translate(err, anAccount)
		}
		if a.Holder == nil || *a.Holder != s.holder {
			return errLost
		}
		return fn(q)
	})
}

// attempt runs fn in one transaction: BEGIN travels with its first statement, COMMIT with its last.
func (s *Store) attempt(ctx context.Context, fn func(q *sqlc.Queries) error) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	defer func() {
		if conn.Conn().PgConn().TxStatus() != 'I' {
			// A connection on which that fails is closed when it is released.
			_, _ = conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	p := &pipeline{conn: conn, queued: &pgx.Batch{}}
	p.queue("BEGIN")
	if err := fn(sqlc.New(p)); err != nil {
		return err
	}
	p.queue("COMMIT")
	tag, err := p.flush(ctx)
	if err == nil && tag.String() == "ROLLBACK" {
		err = pgx.ErrTxCommitRollback
	}
	return err
}

// optional is nil for the zero value: the database's null.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// value is the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// afterEpoch is a time that a query answers, where "never" is the epoch.
func afterEpoch(t time.Time) time.Time {
	if t.Unix() == 0 {
		return time.Time{}
	}
	return t.UTC()
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

// nonNil is the empty value for nil: the columns are not null.
func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
