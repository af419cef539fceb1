package whatsapp_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestWatchEndsAndTheAccountIsOfflineAgain watches a contact for a short while: the account is
// available for it, and not any more when the watch has ended by itself.
func TestWatchEndsAndTheAccountIsOfflineAgain(t *testing.T) {
	b := setup(t)
	b.engine.WatchFor(100 * time.Millisecond)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	require.Zero(t, anna.Devices()[0].AvailableAt, "nobody has watched anybody yet")
	require.NoError(t, b.engine.WatchPresence(b.context(), b.account.ID, number(ben)))
	require.Eventually(t, func() bool {
		d := anna.Devices()[0]
		return !d.AvailableAt.IsZero() && !d.Available
	}, patience, 5*time.Millisecond)
}
