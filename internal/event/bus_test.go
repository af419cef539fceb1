package event_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/event"
)

func TestBus(t *testing.T) {
	t.Parallel()

	t.Run("everybody hears everything", func(t *testing.T) {
		t.Parallel()
		var bus event.Bus
		a, stopA := bus.Subscribe()
		b, stopB := bus.Subscribe()
		defer stopA()
		defer stopB()
		e := event.AccountChanged{AccountID: uuid.New()}
		bus.Publish(e)
		require.Equal(t, e, <-a)
		require.Equal(t, e, <-b)
	})

	t.Run("who falls behind is let go and nobody waits", func(t *testing.T) {
		t.Parallel()
		var bus event.Bus
		slow, stop := bus.Subscribe()
		defer stop()
		for range 10_000 {
			bus.Publish(event.MessageQueued{})
		}
		n := 0
		for range slow {
			n++
		}
		require.Less(t, n, 10_000, "the channel was closed")
	})

	t.Run("cancel and close end a subscription once", func(t *testing.T) {
		t.Parallel()
		var bus event.Bus
		a, stop := bus.Subscribe()
		stop()
		stop()
		_, ok := <-a
		require.False(t, ok)
		b, stopB := bus.Subscribe()
		bus.Close()
		stopB()
		_, ok = <-b
		require.False(t, ok)
		late, _ := bus.Subscribe()
		_, ok = <-late
		require.False(t, ok, "after Close nothing is heard")
	})
}
