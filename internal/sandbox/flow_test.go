package sandbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
)

func TestOrdinaryFlow(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	require.Equal(t, alice.Number(), c.Store.ID.User)
	require.Equal(t, "Alice", c.Store.PushName)

	id := c.sendText(bob, "Hello Bob")
	got := expectText(t, bob, "Hello Bob")
	require.Equal(t, id, got.ID)
	require.Equal(t, alice.Number(), got.From)
	require.Equal(t, sandbox.DirectionIn, got.Direction)
	await(c, func(r *events.Receipt) bool { return r.MessageIDs[0] == id && r.Type == types.ReceiptTypeDelivered })

	require.NoError(t, bob.Read(testContext(t), alice.Number()))
	await(c, func(r *events.Receipt) bool { return r.MessageIDs[0] == id && r.Type == types.ReceiptTypeRead })

	_, err := bob.Say(testContext(t), alice.Number(), "Hello Alice")
	require.NoError(t, err)
	evt := await(c, hasText("Hello Alice"))
	require.Equal(t, bob.Number(), evt.Info.SenderAlt.User)
	expectText(t, alice, "Hello Alice")
	require.NoError(t, c.SendPresence(testContext(t), types.PresenceAvailable))
	require.NoError(t, c.MarkRead(testContext(t), []string{evt.Info.ID}, evt.Info.Timestamp, evt.Info.Chat, evt.Info.Sender))
	_, err = bob.Expect(testContext(t), func(m sandbox.PhoneMessage) bool { return m.Text == "Hello Alice" && m.Status == "read" })
	require.NoError(t, err)

	require.NoError(t, c.Logout(testContext(t)))
	require.Empty(t, alice.Devices())
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())
}

