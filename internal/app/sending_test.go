package app_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// sightings is everything that clients did, in the order in which the network saw it.
type sightings struct {
	mu  sync.Mutex
	all []sandbox.Sighting
}

func (s *sightings) see(one sandbox.Sighting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, one)
}

func (s *sightings) list() []sandbox.Sighting {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]sandbox.Sighting(nil), s.all...)
}

// TestParallelSendersBreakNoLimit has many programs send by one account at once, kills
// the process in the middle, and measures gap and cap at the network, by its clock.
func TestParallelSendersBreakNoLimit(t *testing.T) {
	t.Parallel()
	const (
		senders = 50
		perHour = 20
		gap     = 100 * time.Millisecond
	)
	network := &sightings{}
	w := newWitnessedWorld(t, network.see, "WA_MIN_MESSAGE_INTERVAL_MS=100", fmt.Sprint("WA_MAX_MESSAGES_PER_HOUR=", perHour), "WA_WARM_UP_DAYS=0")
	current := w.start(t)
	shop := w.link(t, w.login(t), "Shop")
	customer, err := w.box.AddPhone("", "Customer")
	require.NoError(t, err)

	var sending sync.WaitGroup
	var mu sync.Mutex
	accepted := map[string]string{} // WhatsApp's id -> ours
	for i := range senders {
		sending.Go(func() {
			var m full
			if _, err := shop.call("POST", "/api/send", object{"number": customer.Number(), "message": fmt.Sprint("parallel ", i)}, &m); err != nil {
				t.Errorf("sender %d: %v", i, err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			accepted[m.MessageID] = m.ID
		})
	}
	sending.Wait()
	require.Len(t, accepted, senders)

	// When each message first reached the network.
	arrivals := func() (at []time.Time, waiting string) {
		came := map[string]bool{}
		for _, s := range network.list() {
			if s.Kind == "message" && accepted[s.ID] != "" && !came[s.ID] {
				came[s.ID] = true
				at = append(at, s.At)
			}
		}
		for waID, id := range accepted {
			if !came[waID] {
				waiting = id
			}
		}
		return at, waiting
	}
	eventually(t, "half of what the cap lets go", func() bool { at, _ := arrivals(); return len(at) >= perHour/2 })
	current.kill()
	w.start(t)
	eventually(t, "all that the cap lets go", func() bool { at, _ := arrivals(); return len(at) >= perHour })
	_, waiting := arrivals()
	eventually(t, "plan that waits for the cap", func() bool {
		m := shop.graphQL(t, `query ($id: ID!) { message(id: $id) { status plan { reason } } }`, object{"id": waiting})
		plan, _ := m["plan"].(object)
		return m["status"] == "queued" && (plan["reason"] == "hourly_cap" || plan["reason"] == "turn")
	})
	at, _ := arrivals()
	require.Len(t, at, perHour)
	for i := 1; i < len(at); i++ {
		require.GreaterOrEqual(t, at[i].Sub(at[i-1]), gap, "gap %d", i)
	}
	require.Len(t, texts(customer, shop.phone.Number()), perHour)
	require.Empty(t, w.box.Violations())
}
