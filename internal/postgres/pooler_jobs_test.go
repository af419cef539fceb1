package postgres_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/egress"
	"switchboard/internal/event"
	"switchboard/internal/jobs"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/reply"
	"switchboard/internal/seal"
	"switchboard/internal/webhook"
)

// TestPooler_jobs delivers through PgBouncer in transaction mode: jobs listen to nothing.
func TestPooler_jobs(t *testing.T) {
	t.Parallel()
	pool, err := postgres.Open(t.Context(), bouncer(t, postgrestest.URL(t)), discard)
	require.NoError(t, err)
	defer pool.Close()
	require.NoError(t, postgres.Migrate(t.Context(), pool.Pool))
	ctx := auth.WithCaller(t.Context(), auth.Caller{Kind: auth.Admin})
	store, bus, holder := postgres.NewStore(pool.Pool, uuid.New()), &event.Bus{}, uuid.New()
	box, err := seal.NewBox(make([]byte, 32))
	require.NoError(t, err)
	poster := egress.New(true, "test")
	accounts := account.NewService(account.Deps{Store: store, Bus: bus, Log: discard, Holder: holder})
	hooks := webhook.NewService(webhook.Deps{Store: store, Accounts: accounts, Poster: poster, Box: box, Bus: bus})
	runner, err := jobs.New(jobs.Deps{
		Pool: pool.Pool, Events: store, Bus: bus, Log: discard, Holder: holder,
		Replies:  reply.NewService(reply.Deps{Store: store, Log: discard}),
		Webhooks: webhook.NewDispatcher(webhook.DispatcherDeps{Queue: store, Poster: poster, Box: box, Bus: bus, Log: discard}),
	})
	require.NoError(t, err)
	running, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- runner.Run(running) }()

	got := make(chan struct{}, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { got <- struct{}{} }))
	t.Cleanup(receiver.Close)
	a, _, err := accounts.Create(ctx, "Shop", "")
	require.NoError(t, err)
	_, _, err = hooks.Create(ctx, webhook.Draft{AccountID: a.ID, URL: receiver.URL, Events: []string{"*"}})
	require.NoError(t, err)
	for range 3 {
		require.NoError(t, store.Tell(ctx, a.ID, event.Connection{Status: "ready"}, time.Now()))
		bus.Publish(event.Owed{AccountID: a.ID})
		select {
		case <-got:
		case <-time.After(30 * time.Second):
			t.Fatal("nothing was delivered")
		}
	}
	stop()
	require.NoError(t, <-ended)
}
