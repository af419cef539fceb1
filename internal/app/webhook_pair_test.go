package app_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// pairEvents is how many events each of the two accounts has.
const pairEvents = 200

// TestWebhooksOfTwoProcesses: both deliver; when one is killed in the middle of a turn, the other
// takes its account and its turns over. Nothing is lost, ids stand for one event, and the
// order of conversations holds.
func TestWebhooksOfTwoProcesses(t *testing.T) {
	t.Parallel()
	// Both open what either has sealed.
	w := newWorld(t, "WEBHOOK_ALLOW_PRIVATE_NETWORKS=true", "SESSION_SECRET=shared-by-both-processes-of-the-test-4711")
	first := w.start(t)
	shops := []*linked{w.link(t, w.login(t), "Shop A")}
	other := *w
	port := freePort(t)
	other.url = fmt.Sprint("http://127.0.0.1:", port)
	other.env = append(append([]string{}, w.env...), "DATA_DIR="+t.TempDir(), fmt.Sprint("PORT=", port))
	second := other.start(t)
	shops = append(shops, other.link(t, other.login(t), "Shop B"))

	var receivers []*collector
	for _, s := range shops {
		c, url := collect(t, 0)
		var made struct{ Secret string }
		s.must(t, "POST", "/api/accounts/"+s.id+"/webhooks", map[string]any{"url": url, "ordered": true, "events": []string{"message"}}, &made)
		var err error
		c.verify, err = standardwebhooks.NewWebhook(made.Secret)
		require.NoError(t, err)
		receivers = append(receivers, c)
	}
	// A process takes a turn for whatever is due, so one of them can be the quicker one for a
	// while: it goes on until each has taken some.
	early := make([]int, len(shops))
	var callers []*sandbox.Phone
	for i := range shops {
		phone, err := w.box.AddPhone("", fmt.Sprint("Early customer ", i))
		require.NoError(t, err)
		callers = append(callers, phone)
	}
	for len(w.workers(t)) < 2 {
		for i, s := range shops {
			_, err := callers[i].Say(t.Context(), s.phone.Number(), fmt.Sprint("early ", early[i]))
			require.NoError(t, err)
			early[i]++
			eventually(t, "early delivery", func() bool { return receivers[i].count() == early[i] })
		}
	}
	var traffic sync.WaitGroup
	for i, s := range shops {
		for j := range 2 { // two conversations each
			phone, err := w.box.AddPhone("", fmt.Sprint("Customer ", i, j))
			require.NoError(t, err)
			traffic.Go(func() { write(t, phone, s.phone.Number(), 2*i+j, pairEvents/2) })
		}
	}
	eventually(t, "deliveries of both", func() bool { return receivers[0].count() > early[0]+20 && receivers[1].count() > early[1]+20 })
	killed := time.Now()
	second.kill() // while it delivers
	traffic.Wait()
	shops[1].url = w.url
	for i, c := range receivers {
		eventually(t, "every event at both", func() bool { return c.count() >= pairEvents+early[i] })
		c.mu.Lock()
		require.Empty(t, c.wrong)
		require.Len(t, c.accepted, pairEvents+early[i])
		require.Equal(t, shops[i].order(t), c.inOrder)
		c.mu.Unlock()
	}
	t.Logf("all was delivered %s after the kill", time.Since(killed).Round(time.Millisecond))
	require.NoError(t, first.terminate())
}

// workers are the processes that have taken turns of webhooks.
func (w *world) workers(t *testing.T) []string {
	t.Helper()
	db, err := pgx.Connect(t.Context(), w.database())
	require.NoError(t, err)
	defer db.Close(t.Context())
	rows, err := db.Query(t.Context(), "SELECT DISTINCT unnest(attempted_by) FROM river_job WHERE kind = 'webhook_drain'")
	require.NoError(t, err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return names
}
