package app_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// TestStopHandsOverSoon stops a process while a message of it waits for its acknowledgement,
// which takes 30 s when it does not come. The next process sends it again, and it arrives once.
func TestStopHandsOverSoon(t *testing.T) {
	t.Parallel()
	network := &sightings{}
	w := newWitnessedWorld(t, network.see)
	current := w.start(t)
	shop := w.link(t, w.login(t), "Shop")
	customer, err := w.box.AddPhone("", "Customer")
	require.NoError(t, err)
	shop.talks(t, customer, "before")
	_, err = w.box.AddFault(sandbox.Fault{Kind: sandbox.FaultNoAck, Number: shop.phone.Number()})
	require.NoError(t, err)
	var m full
	shop.must(t, "POST", "/api/send", object{"number": customer.Number(), "message": "on its way"}, &m)
	eventually(t, "message on the network", func() bool {
		for _, s := range network.list() {
			if s.Kind == "message" && s.ID == m.MessageID {
				return true
			}
		}
		return false
	})
	asked := time.Now()
	require.NoError(t, current.terminate())
	require.Less(t, time.Since(asked), 15*time.Second)
	w.start(t)
	shop.await(t, m.ID, func(m messageJSON) bool { return m.Status == "delivered" })
	require.Equal(t, []string{"before", "on its way"}, texts(customer, shop.phone.Number()))
	require.Empty(t, w.box.Violations())
}
