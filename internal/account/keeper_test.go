package account_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/seal"
)

// patience is how long a test waits for what has to happen.
const patience = 30 * time.Second

// wire is WhatsApp as the keeper sees it: what runs, and how long stopping takes.
type wire struct {
	account.Engine
	mu      sync.Mutex
	running map[uuid.UUID]bool
	leaving int
	// stopping is called for each account that is to stop, and returns when it has.
	stopping func(ctx context.Context, id uuid.UUID, leaving int) error
}

func (w *wire) onStop(f func(ctx context.Context, id uuid.UUID, leaving int) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopping = f
}

func (w *wire) Start(_ context.Context, a account.Account) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running[a.ID] = true
	return nil
}

func (w *wire) Stop(ctx context.Context, id uuid.UUID) error {
	w.mu.Lock()
	w.leaving++
	leaving, stopping := w.leaving, w.stopping
	w.mu.Unlock()
	if stopping != nil {
		if err := stopping(ctx, id, leaving); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.running, id)
	return nil
}

func (w *wire) runs() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.running)
}

// unreliable is the database, while it can be reached.
type unreliable struct {
	account.Store
	away atomic.Bool
}

func (u *unreliable) Claim(ctx context.Context, holder uuid.UUID, lease time.Duration) ([]account.Account, error) {
	if u.away.Load() {
		return nil, errors.New("the database is away")
	}
	return u.Store.Claim(ctx, holder, lease)
}

type bundle struct {
	pool    *pgxpool.Pool
	store   *unreliable
	wire    *wire
	service *account.Service
	holder  uuid.UUID
	ids     []uuid.UUID
	end     func() error // stops the keeper
}

// setup runs a keeper of some accounts, all of which run.
func setup(t *testing.T, accounts int) *bundle {
	t.Helper()
	b := &bundle{pool: postgrestest.New(t), wire: &wire{running: map[uuid.UUID]bool{}}, holder: uuid.New()}
	b.store = &unreliable{Store: postgres.NewStore(b.pool, b.holder)}
	for range accounts {
		key, now := seal.NewToken(seal.AccountKeyPrefix), time.Now().UTC()
		a := account.Account{ID: uuid.Must(uuid.NewV7()), Name: "Shop", Status: account.Initializing, APIKeyPrefix: key.Prefix, CreatedAt: now, UpdatedAt: now}
		require.NoError(t, b.store.Create(t.Context(), a, key.Hash))
		b.ids = append(b.ids, a.ID)
	}
	b.service = account.NewService(account.Deps{
		Store: b.store, Engine: b.wire, Bus: &event.Bus{}, Log: slog.New(slog.DiscardHandler), Holder: b.holder,
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- account.NewKeeper(b.service).Run(ctx) }()
	b.end = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() { _ = b.end() })
	b.eventually(t, "accounts run", func() bool { return b.wire.runs() == accounts })
	return b
}

func (b *bundle) eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, patience, 10*time.Millisecond, what)
}

// held are the accounts whose lease is the keeper's.
func (b *bundle) held(t *testing.T) (ids []uuid.UUID) {
	t.Helper()
	rows, err := b.pool.Query(t.Context(), "SELECT id FROM whatsapp_accounts WHERE holder = $1", b.holder)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		require.NoError(t, rows.Scan(&id))
		ids = append(ids, id)
	}
	return ids
}

func TestKeeper(t *testing.T) {
	t.Parallel()

	t.Run("accounts_stop_at_the_same_time_and_are_given_up", func(t *testing.T) {
		t.Parallel()
		b := setup(t, 5)
		all := make(chan struct{})
		b.wire.onStop(func(ctx context.Context, _ uuid.UUID, leaving int) error {
			if leaving == 5 {
				close(all)
			}
			select {
			case <-all: // nobody has stopped before everybody is stopping
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		require.NoError(t, b.end())
		require.Zero(t, b.wire.runs())
		require.Empty(t, b.held(t))
	})

	t.Run("what_does_not_stop_is_not_given_up_and_holds_up_nobody", func(t *testing.T) {
		t.Parallel()
		b := setup(t, 3)
		stuck := b.ids[1]
		b.wire.onStop(func(ctx context.Context, id uuid.UUID, _ int) error {
			if id == stuck {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		})
		require.NoError(t, b.end())
		require.Equal(t, []uuid.UUID{stuck}, b.held(t))
	})

	t.Run("leases_are_renewed_while_one_that_was_lost_is_being_stopped", func(t *testing.T) {
		t.Parallel()
		b := setup(t, 2)
		lost, release := b.ids[0], make(chan struct{})
		inside := make(chan struct{})
		b.wire.onStop(func(_ context.Context, id uuid.UUID, _ int) error {
			if id == lost {
				close(inside)
				<-release
			}
			return nil
		})
		defer close(release)
		_, err := b.pool.Exec(t.Context(), "UPDATE whatsapp_accounts SET holder = $1, holder_until = now() + interval '1 hour' WHERE id = $2", uuid.New(), lost)
		require.NoError(t, err)
		<-inside
		until := func() (at time.Time) {
			require.NoError(t, b.pool.QueryRow(t.Context(), "SELECT holder_until FROM whatsapp_accounts WHERE id = $1", b.ids[1]).Scan(&at))
			return at
		}
		before := until()
		b.eventually(t, "the lease is renewed", func() bool { return until().After(before) })
	})

	t.Run("what_cannot_be_renewed_is_stopped_before_its_lease_ends_and_started_again_after", func(t *testing.T) {
		t.Parallel()
		b := setup(t, 3)
		var until time.Time
		b.store.away.Store(true)
		require.NoError(t, b.pool.QueryRow(t.Context(), "SELECT max(holder_until) FROM whatsapp_accounts").Scan(&until))
		b.eventually(t, "all have stopped", func() bool { return b.wire.runs() == 0 })
		require.Less(t, time.Now(), until.Add(-2*time.Second), "there is time left to leave WhatsApp")
		b.store.away.Store(false)
		b.eventually(t, "all run again", func() bool { return b.wire.runs() == 3 })
	})
}
