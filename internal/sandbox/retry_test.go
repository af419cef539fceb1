package sandbox_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
)

// TestRetry damages messages on their way, in people's chats and in groups, to
// phones and to clients: each is asked for again and arrives.
func TestRetry(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	ctx := testContext(t)
	corrupt := func(number string, times int) {
		t.Helper()
		_, err := st.s.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: number, Count: times})
		require.NoError(t, err)
	}
	for name, chat := range map[string]struct {
		forBob string
		jid    types.JID
	}{"person": {st.aliceN, st.bobL}, "group": {st.groupID, st.group}} {
		corrupt(st.aliceN, 2) // one for each of her clients
		id, err := st.bob.Say(ctx, chat.forBob, "to clients, "+name)
		require.NoError(t, err)
		for _, c := range []*client{st.c, st.second} {
			await(c, func(e *events.UndecryptableMessage) bool { return e.Info.ID == id })
			require.Equal(t, id, await(c, hasText("to clients, "+name)).Info.ID)
		}

		corrupt(st.bobN, 1)
		id = st.c.sendTextTo(chat.jid, "to a client, "+name)
		require.Equal(t, id, await(st.peer, hasText("to a client, "+name)).Info.ID)
		expectText(t, st.bob, "to a client, "+name)
		own, err := st.alice.Expect(ctx, shows("to a client, "+name))
		require.NoError(t, err)
		require.Equal(t, sandbox.DirectionOut, own.Direction)
	}
	require.Empty(t, st.s.Violations())
}

// TestWaitingForThisMessage is a phone that shows that something is missing
// until it can be read.
func TestWaitingForThisMessage(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	ctx := testContext(t)
	var waited bool
	_, err := s.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: bob.Number(), Count: 3})
	require.NoError(t, err)
	seen := make(chan error, 1)
	go func() {
		_, err := bob.Expect(ctx, func(m sandbox.PhoneMessage) bool {
			waited = waited || m.Type == "waiting"
			return m.Text == "at last"
		})
		seen <- err
	}()
	id := c.sendText(bob, "at last")
	require.NoError(t, <-seen)
	require.True(t, waited)
	require.Len(t, bob.Messages(), 1)
	require.Equal(t, id, bob.Messages()[0].ID)

	// More damage than anybody asks again for.
	_, err = s.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: alice.Number(), Count: 5})
	require.NoError(t, err)
	c.forget()
	id, err = bob.Say(ctx, alice.Number(), "given up")
	require.NoError(t, err)
	for until := 1; until <= 5; until++ {
		await(c, func(*events.UndecryptableMessage) bool {
			return count(c, func(e *events.UndecryptableMessage) bool { return e.Info.ID == id }) >= until
		})
	}
	// What the client has given up on is not given to it for ever.
	_, err = bob.Say(ctx, alice.Number(), "next")
	require.NoError(t, err)
	await(c, hasText("next"))
	require.Eventually(t, func() bool {
		c.Disconnect()
		c.forget()
		return c.Connect() == nil && await(c, anyOf[*events.OfflineSyncPreview]).Messages == 0
	}, patience, 50*time.Millisecond)
	await(c, anyOf[*events.Connected])

	_, err = s.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: bob.Number(), Count: 20})
	require.NoError(t, err)
	id = c.sendText(bob, "never")
	_, err = bob.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.ID == id && m.Type == "waiting" })
	require.NoError(t, err)
}
