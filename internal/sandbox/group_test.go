package sandbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
)

func TestGroup(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob, carol := addPhone(t, s, "Alice"), addPhone(t, s, "Bob"), addPhone(t, s, "Carol")
	c, peer := pair(t, s, alice), pair(t, s, carol)

	made, err := s.AddGroup(bob.Number(), "Friends", []string{alice.Number()})
	require.NoError(t, err)
	joined := await(c, anyOf[*events.JoinedGroup])
	require.Equal(t, "Friends", joined.Name)
	require.Equal(t, made.ID, joined.JID.String())

	c.sendTextTo(joined.JID, "hello group")
	m := expectText(t, bob, "hello group")
	require.Equal(t, made.ID, m.To)
	require.Equal(t, made.ID, m.Chat)
	require.Equal(t, alice.Number(), m.From)
	expectText(t, alice, "hello group")

	_, err = bob.Say(testContext(t), made.ID, "hello Alice")
	require.NoError(t, err)
	evt := await(c, hasText("hello Alice"))
	require.True(t, evt.Info.IsGroup)
	require.Equal(t, bob.LID(), evt.Info.Sender.String())
	require.NoError(t, c.MarkRead(testContext(t), []string{evt.Info.ID}, evt.Info.Timestamp, evt.Info.Chat, evt.Info.Sender))
	_, err = bob.Expect(testContext(t), func(m sandbox.PhoneMessage) bool { return m.Text == "hello Alice" && m.Status == "read" })
	require.NoError(t, err)

	_, err = carol.Say(testContext(t), made.ID, "not yet")
	require.ErrorContains(t, err, "not in the group")
	carolLID, err := types.ParseJID(carol.LID())
	require.NoError(t, err)
	_, err = c.UpdateGroupParticipants(testContext(t), joined.JID, []types.JID{carolLID}, whatsmeow.ParticipantChangeAdd)
	require.NoError(t, err)
	await(peer, func(evt *events.GroupInfo) bool { return len(evt.Join) == 1 })
	await(c, func(evt *events.GroupInfo) bool { return len(evt.Join) == 1 })
	c.sendTextTo(joined.JID, "welcome")
	await(peer, hasText("welcome"))
	expectText(t, carol, "welcome")

	own, err := c.CreateGroup(testContext(t), whatsmeow.ReqCreateGroup{Name: "Mine", Participants: []types.JID{carolLID}})
	require.NoError(t, err)
	c.sendTextTo(own.JID, "mine")
	await(peer, hasText("mine"))
	list, err := c.GetJoinedGroups(testContext(t))
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.NoError(t, c.LeaveGroup(testContext(t), own.JID))
	require.Len(t, s.Groups()[1].Members, 1)

	_, err = s.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: alice.Number()})
	require.NoError(t, err)
	require.Empty(t, c.complaints())
	require.Empty(t, peer.complaints())
	require.Empty(t, s.Violations())
	_, err = bob.Say(testContext(t), made.ID, "read at the second try")
	require.NoError(t, err)
	await(c, hasText("read at the second try"))
}
