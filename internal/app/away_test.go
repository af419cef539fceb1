package app_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// TestAway is about what happens while the process or a phone is away.
func TestAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	whole := t // a server outlives the part that starts it
	current := w.start(t)
	shop := w.link(t, w.login(t), "Shop")
	customer, err := w.box.AddPhone("", "Customer")
	require.NoError(t, err)
	// incoming is a message from the customer once it is as wanted.
	incoming := func(t *testing.T, waID string, ok func(awayJSON) bool) (found awayJSON) {
		t.Helper()
		eventually(t, "message as expected", func() bool {
			var page struct{ Items []awayJSON }
			shop.must(t, "GET", "/api/accounts/"+shop.id+"/messages", nil, &page)
			for _, m := range page.Items {
				if m.MessageID == waID && ok(m) {
					found = m
					return true
				}
			}
			return false
		})
		return found
	}

	t.Run("what_cannot_be_decrypted_is_shown_and_heals", func(t *testing.T) {
		// Each time the sender encrypts it again, until the own phone is asked for it.
		fault, err := w.box.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: shop.phone.Number(), Count: 100})
		require.NoError(t, err)
		require.NoError(t, shop.phone.SetOnline(t.Context(), false))
		id, err := customer.Say(t.Context(), shop.phone.Number(), "damaged on the way")
		require.NoError(t, err)
		incoming(t, id, func(m awayJSON) bool { return m.Type == "waiting" })
		require.NoError(t, shop.phone.SetOnline(t.Context(), true))
		require.Equal(t, "text", incoming(t, id, func(m awayJSON) bool { return m.Text == "damaged on the way" }).Type)
		require.NoError(t, w.box.EndFault(fault.ID))
	})

	t.Run("a_phone_that_cannot_decrypt_is_answered_after_a_restart", func(t *testing.T) {
		_, err := w.box.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: customer.Number()})
		require.NoError(t, err)
		require.NoError(t, customer.SetOnline(t.Context(), false))
		var m messageJSON
		shop.must(t, "POST", "/api/send", object{"number": customer.Number(), "message": "waiting for this message"}, &m)
		shop.await(t, m.ID, func(m messageJSON) bool { return m.Status == "sent" })
		current.kill()
		require.NoError(t, customer.SetOnline(t.Context(), true))
		current = w.start(whole)
		_, err = customer.Expect(t.Context(), func(p sandbox.PhoneMessage) bool { return p.Text == "waiting for this message" })
		require.NoError(t, err)
		shop.await(t, m.ID, func(m messageJSON) bool { return m.Status == "delivered" })
	})

	t.Run("what_came_meanwhile_is_late", func(t *testing.T) {
		now, err := customer.Say(t.Context(), shop.phone.Number(), "in time")
		require.NoError(t, err)
		require.False(t, incoming(t, now, func(m awayJSON) bool { return m.Text == "in time" }).Late)
		require.NoError(t, current.terminate())
		id, err := customer.Say(t.Context(), shop.phone.Number(), "is anybody there?")
		require.NoError(t, err)
		// Its time is told in seconds, by another clock: it is late when it is clearly older
		// than the connection.
		pause(t, lateEnough)
		w.start(t)
		require.True(t, incoming(t, id, func(m awayJSON) bool { return m.Text == "is anybody there?" }).Late)
	})
}

// lateEnough is a little more than the age from which a message counts as late.
const lateEnough = 11 * time.Second

type awayJSON struct {
	messageJSON
	MessageID string `json:"message_id"`
	Late      bool   `json:"late"`
}
