package app_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	crashMessages = 200
	crashes       = 5
)

// TestKill proves the promise: whatever was accepted arrives once and in order, and
// whatever is written to us is stored once, while the process is killed again and again.
func TestKill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	current := w.start(t)
	shop := w.link(t, w.login(t), "Shop")
	customer, err := w.box.AddPhone("", "Customer")
	require.NoError(t, err)

	var want []string
	for i := range crashMessages {
		want = append(want, fmt.Sprintf("message %03d", i))
	}

	var traffic sync.WaitGroup
	traffic.Go(func() {
		for _, text := range want {
			if !post(t, shop, customer.Number(), text) {
				return
			}
		}
	})
	traffic.Go(func() {
		for _, text := range want {
			if _, err := customer.Say(t.Context(), shop.phone.Number(), text); err != nil {
				t.Errorf("the phone could not write: %v", err)
				return
			}
			pause(t, time.Duration(rand.IntN(20))*time.Millisecond)
		}
	})
	for range crashes {
		pause(t, time.Duration(200+rand.IntN(700))*time.Millisecond)
		current.kill()
		current = w.start(t)
	}
	traffic.Wait()

	eventually(t, "last message on the phone", func() bool { return len(texts(customer, shop.phone.Number())) >= crashMessages })
	eventually(t, "last message in the database", func() bool { return len(shop.received(t)) >= crashMessages })
	require.Equal(t, want, texts(customer, shop.phone.Number()), "every accepted message once, in order")
	// A message that could not be decrypted at first is asked for again and comes later.
	require.ElementsMatch(t, want, shop.received(t), "every incoming message once")
	require.Empty(t, w.box.Violations())
	require.NoError(t, current.terminate())
}

// pause lets time pass where time itself is the subject: when to kill, how fast to write.
func pause(t *testing.T, d time.Duration) {
	t.Helper()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-t.Context().Done():
	case <-timer.C:
	}
}
