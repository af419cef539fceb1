package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/postgres"
)

// TestBrake follows an account whose number WhatsApp is wary of for several causes at once.
func TestBrake(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	id, ctx := b.ids[0], t.Context()
	holds := func(want account.BrakeReason, within time.Duration) {
		t.Helper()
		a, err := b.store.Account(ctx, id)
		require.NoError(t, err)
		require.Equal(t, want, a.Brake.Reason)
		require.WithinDuration(t, time.Now().Add(within), *a.Brake.Until, time.Minute)
	}
	refused := func() {
		t.Helper()
		_, err := b.service.Refused(ctx, id, "reachout_timelock")
		require.NoError(t, err)
	}
	refused()
	holds(account.BrakeReachout, 24*time.Hour)
	require.NoError(t, b.service.Restricted(ctx, id, true, time.Now().Add(6*time.Hour)))
	holds(account.BrakeReachout, 6*time.Hour)
	refused()
	holds(account.BrakeReachout, 6*time.Hour)
	require.NoError(t, b.service.Down(ctx, id, account.Down{Reason: account.TempBan, Until: time.Now().Add(time.Hour)}))
	holds(account.BrakeBan, 25*time.Hour)
	require.NoError(t, b.service.Restricted(ctx, id, false, time.Time{}))
	holds(account.BrakeBan, 25*time.Hour)
	a, err := b.service.ReleaseBrake(auth.WithCaller(ctx, auth.Caller{Kind: auth.Admin}), id)
	require.NoError(t, err)
	require.Zero(t, a.Brake)
}

// TestBrakeThatEnds has the lock of WhatsApp run out, which nobody reports.
func TestBrakeThatEnds(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	id, ctx := b.ids[0], t.Context()
	until := time.Now().Add(300 * time.Millisecond)
	require.NoError(t, b.service.Restricted(ctx, id, true, until))
	require.NoError(t, b.service.EndBrakes(ctx))
	a, err := b.store.Account(ctx, id)
	require.NoError(t, err)
	require.Equal(t, account.BrakeReachout, a.Brake.Reason, "its time is not over")
	b.eventually(t, "the brake ends", func() bool {
		require.NoError(t, b.service.EndBrakes(ctx))
		a, err := b.store.Account(ctx, id)
		require.NoError(t, err)
		return a.Brake == account.Brake{}
	})
	require.False(t, time.Now().Before(until))
	require.NoError(t, b.service.EndBrakes(ctx), "and is not told of twice")
	events, err := postgres.NewStore(b.pool, b.holder).Events(ctx, id, 0, []string{event.KindBrake}, 10)
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Contains(t, string(events[0].Body), `"on":true`)
	require.Contains(t, string(events[1].Body), `"on":false`)
}
