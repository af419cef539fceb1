package jobs_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/webhook"
)

const (
	endpoints = 20
	// pace is the pause between two events of the test.
	pace = 20 * time.Millisecond
	// paced is how many events each of its two runs has: with 19 endpoints, a p99 of 2850.
	paced = 150
)

// TestIsolation holds one hanging endpoint of twenty against a run without it: the others
// must not feel it.
func TestIsolation(t *testing.T) {
	b := setup(t) // alone: it measures time
	r := receive(t, nil)
	for range endpoints - 1 {
		b.webhook(t, webhook.Draft{URL: r.url})
	}
	calm := b.p99(t, r, endpoints-1)

	release := make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, in *http.Request) {
		select {
		case <-release:
		case <-in.Context().Done():
		}
	}))
	t.Cleanup(hanging.Close)
	t.Cleanup(func() { close(release) })
	w, _ := b.webhook(t, webhook.Draft{URL: hanging.URL})
	disturbed := b.p99(t, r, endpoints-1)
	t.Logf("p99 without a hanging endpoint %s, with one %s", calm, disturbed)
	// Times of a few milliseconds differ by more than themselves on a busy machine.
	require.Less(t, disturbed, max(2*calm, 100*time.Millisecond))

	health, err := b.webhooks.Health(b.ctx, w)
	require.NoError(t, err)
	require.Equal(t, paced, health.Waiting, "nothing of the hanging one is lost")
}

// p99 writes events one after the other and measures how long each took to each endpoint.
func (b *bundle) p99(t *testing.T, r *receiver, each int) time.Duration {
	t.Helper()
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for i := range paced {
		<-tick.C
		b.say(t, "4915112345678", fmt.Sprint(i))
	}
	var took []time.Duration
	for range paced * each {
		h := r.next(t)
		var e struct{ Timestamp time.Time }
		require.NoError(t, json.Unmarshal(h.body, &e))
		took = append(took, h.at.Sub(e.Timestamp))
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}
