package outbox_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/pacing"
)

// TestGapStandsWhileTheLaneIsWoken has news wake the lane all the time: its gap, with the
// random part, is that of the message and not the shortest that was ever drawn.
func TestGapStandsWhileTheLaneIsWoken(t *testing.T) {
	t.Parallel()
	limits := account.Limits{MinInterval: 20 * time.Millisecond, RandomDelay: 3 * time.Second}
	b := setup(t, limits)
	b.accept(t, 1, "first")
	second := b.accept(t, 1, "second")
	for pacing.Share(second.ID, "gap") < 0.5 { // a gap that a shorter draw would beat
		_, err := b.store.Cancel(t.Context(), []uuid.UUID{second.ID}, time.Now())
		require.NoError(t, err)
		second = b.accept(t, 1, "second")
	}
	b.run(t)
	eventually(t, "both are sent", func() bool {
		b.bus.Publish(event.AccountChanged{AccountID: b.account})
		return len(b.wire.texts()) == 2
	})
	gap := b.wire.sent[1].at.Sub(b.wire.sent[0].at)
	require.GreaterOrEqual(t, gap, limits.MinInterval+time.Duration(pacing.Share(second.ID, "gap")*float64(limits.RandomDelay)))
}
