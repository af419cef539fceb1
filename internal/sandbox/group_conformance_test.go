package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
)

func lidOf(t testing.TB, p *sandbox.Phone) types.JID {
	t.Helper()
	jid, err := types.ParseJID(p.LID())
	require.NoError(t, err)
	return jid
}

func groupOf(t testing.TB, g sandbox.Group) types.JID {
	t.Helper()
	jid, err := types.ParseJID(g.ID)
	require.NoError(t, err)
	return jid
}

// TestGroupSettings changes everything about a group from a client and from a
// phone, and has another member's client see it.
func TestGroupSettings(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c, peer := pair(t, s, alice), pair(t, s, bob)
	ctx := testContext(t)
	made, err := c.CreateGroup(ctx, whatsmeow.ReqCreateGroup{
		Name: "Plan", Participants: []types.JID{lidOf(t, bob)}, GroupLocked: types.GroupLocked{IsLocked: true},
		MemberAddMode: types.GroupMemberAddModeAdmin,
	})
	require.NoError(t, err)
	require.True(t, made.IsLocked)
	require.Equal(t, types.GroupMemberAddModeAdmin, made.MemberAddMode)
	require.Equal(t, types.AddressingModeLID, made.AddressingMode)
	await(peer, anyOf[*events.JoinedGroup])
	id := made.JID
	see := func(match func(*events.GroupInfo) bool) *events.GroupInfo { t.Helper(); return await(peer, match) }

	require.NoError(t, c.SetGroupName(ctx, id, "Better plan"))
	see(func(e *events.GroupInfo) bool {
		return e.Name != nil && e.Name.Name == "Better plan" && e.Name.NameSetBy == lidOf(t, alice)
	})
	require.NoError(t, c.SetGroupTopic(ctx, id, "", "", "What we do"))
	see(func(e *events.GroupInfo) bool { return e.Topic != nil && e.Topic.Topic == "What we do" })
	info, err := peer.GetGroupInfo(ctx, id)
	require.NoError(t, err)
	require.Equal(t, "What we do", info.Topic)
	require.Equal(t, lidOf(t, alice), info.TopicSetBy)
	require.ErrorContains(t, c.SetGroupTopic(ctx, id, "stale", "", "lost"), "conflict")
	require.NoError(t, c.SetGroupTopic(ctx, id, "", "", ""))
	see(func(e *events.GroupInfo) bool { return e.Topic != nil && e.Topic.TopicDeleted })
	require.ErrorIs(t, peer.SetGroupName(ctx, id, "mine"), whatsmeow.ErrIQForbidden)
	require.NoError(t, c.SetGroupLocked(ctx, id, false))
	see(func(e *events.GroupInfo) bool { return e.Locked != nil && !e.Locked.IsLocked })
	require.NoError(t, peer.SetGroupName(ctx, id, "ours"))

	require.NoError(t, c.SetGroupAnnounce(ctx, id, true))
	see(func(e *events.GroupInfo) bool { return e.Announce != nil && e.Announce.IsAnnounce })
	_, err = bob.Say(ctx, id.String(), "may I?")
	require.ErrorContains(t, err, "420")
	c.sendTextTo(id, "admins may")
	await(peer, hasText("admins may"))
	require.NoError(t, c.SetGroupAnnounce(ctx, id, false))
	see(func(e *events.GroupInfo) bool { return e.Announce != nil && !e.Announce.IsAnnounce })

	require.NoError(t, c.SetDisappearingTimer(ctx, id, whatsmeow.DisappearingTimer7Days, time.Time{}))
	see(func(e *events.GroupInfo) bool { return e.Ephemeral != nil && e.Ephemeral.DisappearingTimer == 604800 })
	require.ErrorIs(t, c.SetDisappearingTimer(ctx, id, time.Hour, time.Time{}), whatsmeow.ErrInvalidDisappearingTimer)
	require.NoError(t, c.SetDisappearingTimer(ctx, id, 0, time.Time{}))
	see(func(e *events.GroupInfo) bool { return e.Ephemeral != nil && !e.Ephemeral.IsEphemeral })
	require.NoError(t, c.SetGroupMemberAddMode(ctx, id, types.GroupMemberAddModeAllMember))
	require.NoError(t, c.SetGroupJoinApprovalMode(ctx, id, true))
	see(func(e *events.GroupInfo) bool { return e.MembershipApprovalMode != nil })

	name, topic, yes := "from a phone", "said by hand", true
	require.NoError(t, alice.UpdateGroup(id.String(), sandbox.GroupUpdate{Name: &name, Description: &topic, Locked: &yes}))
	see(func(e *events.GroupInfo) bool { return e.Topic != nil && e.Topic.Topic == topic })
	require.ErrorContains(t, bob.UpdateGroup(id.String(), sandbox.GroupUpdate{Name: &topic}), "only an admin")
	g, err := s.Group(id.String())
	require.NoError(t, err)
	require.Equal(t, name, g.Name)
	require.True(t, g.Locked && g.JoinApproval && !g.Announce)
	require.Empty(t, c.complaints())
	require.Empty(t, peer.complaints())
	require.Empty(t, s.Violations())
}

// TestGroupMembership lets people in and out in every way there is.
func TestGroupMembership(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob, carol := addPhone(t, s, "Alice"), addPhone(t, s, "Bob"), addPhone(t, s, "Carol")
	c, peer := pair(t, s, alice), pair(t, s, carol)
	ctx := testContext(t)
	g, err := s.AddGroup(alice.Number(), "Door", []string{bob.Number()})
	require.NoError(t, err)
	id := groupOf(t, g)

	t.Run("by_link", func(t *testing.T) {
		link, err := c.GetGroupInviteLink(ctx, id, false)
		require.NoError(t, err)
		_, err = bob.InviteLink(g.ID, false)
		require.ErrorContains(t, err, "no admin")
		seen, err := peer.GetGroupInfoFromLink(ctx, link)
		require.NoError(t, err)
		require.Equal(t, "Door", seen.Name)
		_, err = peer.JoinGroupWithLink(ctx, "nonsense")
		require.ErrorIs(t, err, whatsmeow.ErrInviteLinkInvalid)
		fresh, err := c.GetGroupInviteLink(ctx, id, true)
		require.NoError(t, err)
		require.NotEqual(t, link, fresh)
		_, err = peer.JoinGroupWithLink(ctx, link)
		require.ErrorIs(t, err, whatsmeow.ErrInviteLinkRevoked)
		joined, err := peer.JoinGroupWithLink(ctx, fresh)
		require.NoError(t, err)
		require.Equal(t, id, joined)
		require.Equal(t, "invite", await(peer, anyOf[*events.JoinedGroup]).Reason)
		await(c, func(e *events.GroupInfo) bool { return len(e.Join) == 1 && e.JoinReason == "invite" })
		peer.sendTextTo(id, "through the door")
		await(c, hasText("through the door"))
		expectText(t, bob, "through the door")
	})

	t.Run("leave_and_be_removed", func(t *testing.T) {
		require.NoError(t, peer.LeaveGroup(ctx, id))
		left := await(c, func(e *events.GroupInfo) bool { return len(e.Leave) == 1 })
		require.Equal(t, lidOf(t, carol), left.Leave[0])
		_, err := peer.GetGroupInfo(ctx, id)
		require.ErrorIs(t, err, whatsmeow.ErrNotInGroup)
		require.NoError(t, alice.ChangeMembers(g.ID, "add", []string{carol.Number()}))
		require.ErrorContains(t, alice.ChangeMembers(g.ID, "add", []string{carol.Number()}), "already")
		c.forget()
		require.NoError(t, alice.ChangeMembers(g.ID, "remove", []string{carol.Number()}))
		await(c, func(e *events.GroupInfo) bool { return len(e.Leave) == 1 })
		result, err := c.UpdateGroupParticipants(ctx, id, []types.JID{lidOf(t, carol)}, whatsmeow.ParticipantChangeRemove)
		require.NoError(t, err)
		require.Equal(t, 404, result[0].Error)
	})

	t.Run("admins", func(t *testing.T) {
		_, err := c.UpdateGroupParticipants(ctx, id, []types.JID{lidOf(t, bob)}, whatsmeow.ParticipantChangePromote)
		require.NoError(t, err)
		await(c, func(e *events.GroupInfo) bool { return len(e.Promote) == 1 })
		require.ErrorContains(t, bob.ChangeMembers(g.ID, "demote", []string{alice.Number()}), "stays its admin")
		require.NoError(t, alice.ChangeMembers(g.ID, "demote", []string{bob.Number()}))
		await(c, func(e *events.GroupInfo) bool { return len(e.Demote) == 1 })
		require.ErrorContains(t, bob.ChangeMembers(g.ID, "remove", []string{alice.Number()}), "only an admin")
	})

	t.Run("approval", func(t *testing.T) {
		require.NoError(t, c.SetGroupJoinApprovalMode(ctx, id, true))
		link, err := alice.InviteLink(g.ID, false)
		require.NoError(t, err)
		_, waiting, err := carol.JoinGroup(link)
		require.NoError(t, err)
		require.True(t, waiting)
		notice := await(c, func(e *events.GroupInfo) bool {
			return len(e.UnknownChanges) == 1 && e.UnknownChanges[0].Tag == "created_membership_requests"
		})
		require.Equal(t, waBinary.Attrs{"request_method": "invite_link"}, notice.UnknownChanges[0].Attrs)
		requests, err := c.GetGroupRequestParticipants(ctx, id)
		require.NoError(t, err)
		require.Len(t, requests, 1)
		require.Equal(t, lidOf(t, carol), requests[0].JID)
		_, err = c.UpdateGroupRequestParticipants(ctx, id, []types.JID{lidOf(t, carol)}, whatsmeow.ParticipantChangeReject)
		require.NoError(t, err)
		require.ErrorContains(t, alice.AnswerRequests(g.ID, true, []string{carol.Number()}), "wait")
		_, err = peer.JoinGroupWithLink(ctx, link)
		require.NoError(t, err)
		peer.forget()
		require.NoError(t, alice.AnswerRequests(g.ID, true, []string{carol.Number()}))
		await(peer, anyOf[*events.JoinedGroup])
	})

	t.Run("heir", func(t *testing.T) {
		require.NoError(t, c.LeaveGroup(ctx, id))
		await(peer, func(e *events.GroupInfo) bool { return len(e.Promote) == 1 && e.Promote[0] == lidOf(t, bob) })
		after, err := s.Group(g.ID)
		require.NoError(t, err)
		require.Equal(t, []string{bob.Number()}, after.Admins)
	})

	t.Run("contacts_alone_may_add", func(t *testing.T) {
		_, err := peer.SetPrivacySetting(ctx, types.PrivacySettingTypeGroupAdd, types.PrivacySettingContacts)
		require.NoError(t, err)
		own, err := c.CreateGroup(ctx, whatsmeow.ReqCreateGroup{Name: "Of contacts"})
		require.NoError(t, err)
		add := func() int {
			result, err := c.UpdateGroupParticipants(ctx, own.JID, []types.JID{lidOf(t, carol)}, whatsmeow.ParticipantChangeAdd)
			require.NoError(t, err)
			return result[0].Error
		}
		require.Equal(t, 403, add())
		_, err = carol.Say(ctx, alice.Number(), "so that we are contacts")
		require.NoError(t, err)
		require.Zero(t, add())
	})

	t.Run("invited_by_message_when_adding_is_not_allowed", func(t *testing.T) {
		_, err := peer.SetPrivacySetting(ctx, types.PrivacySettingTypeGroupAdd, types.PrivacySettingNone)
		require.NoError(t, err)
		own, err := c.CreateGroup(ctx, whatsmeow.ReqCreateGroup{Name: "By invitation"})
		require.NoError(t, err)
		result, err := c.UpdateGroupParticipants(ctx, own.JID, []types.JID{lidOf(t, carol)}, whatsmeow.ParticipantChangeAdd)
		require.NoError(t, err)
		require.Equal(t, 403, result[0].Error)
		offer := result[0].AddRequest
		require.NotEmpty(t, offer.Code)
		seen, err := peer.GetGroupInfoFromInvite(ctx, own.JID, lidOf(t, alice), offer.Code, offer.Expiration.Unix())
		require.NoError(t, err)
		require.Equal(t, "By invitation", seen.Name)
		require.NoError(t, peer.JoinGroupWithInvite(ctx, own.JID, lidOf(t, alice), offer.Code, offer.Expiration.Unix()))
		await(peer, func(e *events.JoinedGroup) bool { return e.JID == own.JID })
	})
	require.Empty(t, c.complaints())
	require.Empty(t, peer.complaints())
	require.Empty(t, s.Violations())
}

// TestGroupByNumber is a group of the old kind, with two devices of one member.
func TestGroupByNumber(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	first, second, peer := pair(t, s, alice), pair(t, s, alice), pair(t, s, bob)
	g, err := s.AddGroupByNumber(bob.Number(), "Old friends", []string{alice.Number()})
	require.NoError(t, err)
	require.Equal(t, types.AddressingModePN, await(first, anyOf[*events.JoinedGroup]).AddressingMode)
	await(peer, anyOf[*events.JoinedGroup])
	id := first.sendTextTo(groupOf(t, g), "by number")
	evt := await(peer, hasText("by number"))
	require.Equal(t, alice.Number(), evt.Info.Sender.User)
	require.Equal(t, lidOf(t, alice).User, evt.Info.SenderAlt.User)
	require.True(t, await(second, hasText("by number")).Info.IsFromMe)
	expectText(t, bob, "by number")
	require.NoError(t, peer.MarkRead(testContext(t), []string{id}, evt.Info.Timestamp, evt.Info.Chat, evt.Info.Sender))
	await(first, func(r *events.Receipt) bool { return r.Type == types.ReceiptTypeRead && r.MessageIDs[0] == id })
	_, err = bob.Say(testContext(t), g.ID, "from the phone")
	require.NoError(t, err)
	await(first, hasText("from the phone"))
	await(second, hasText("from the phone"))
	for _, c := range []*client{first, second, peer} {
		require.Empty(t, c.complaints())
	}
	require.Empty(t, s.Violations())
}

func TestControlGroups(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob, carol := addPhone(t, s, "Alice"), addPhone(t, s, "Bob"), addPhone(t, s, "Carol")
	status, body, made := call(t, s, "POST", "/groups", `{"creator":"`+alice.Number()+`","name":"Team","members":["`+bob.Number()+`"]}`)
	require.Equal(t, 201, status, body)
	path := "/groups/" + made["id"].(string)
	status, body, _ = call(t, s, "PATCH", path, `{"description":"who we are","announce":true,"disappearing_seconds":86400}`)
	require.Equal(t, 200, status, body)
	status, body, _ = call(t, s, "PATCH", path, `{"disappearing_seconds":5}`)
	require.Equal(t, 422, status, body)
	status, body, _ = call(t, s, "PATCH", path, `{"by":"`+bob.Number()+`","announce":false}`)
	require.Equal(t, 409, status, body)
	status, body, _ = call(t, s, "POST", path+"/participants", `{"action":"promote","members":["`+bob.Number()+`"]}`)
	require.Equal(t, 200, status, body)
	_, body, link := call(t, s, "GET", path+"/invite", "")
	require.True(t, strings.HasPrefix(link["link"].(string), "https://chat.whatsapp.com/"), body)
	_, _, fresh := call(t, s, "POST", path+"/invite", "")
	join := func(link any) (int, string, map[string]any) {
		return call(t, s, "POST", "/groups/join", `{"member":"`+carol.Number()+`","link":"`+link.(string)+`"}`)
	}
	status, body, _ = join(link["link"])
	require.Equal(t, 409, status, body)
	status, body, joined := join(fresh["link"])
	require.Equal(t, 200, status, body)
	require.Equal(t, false, joined["waiting"])
	status, body, _ = call(t, s, "POST", path+"/leave", `{"member":"`+carol.Number()+`"}`)
	require.Equal(t, 200, status, body)
	_, _, _ = call(t, s, "PATCH", path, `{"join_approval":true}`)
	_, _, joined = join(fresh["link"])
	require.Equal(t, true, joined["waiting"])
	status, body, _ = call(t, s, "POST", path+"/requests", `{"action":"approve","members":["`+carol.Number()+`"]}`)
	require.Equal(t, 200, status, body)
	_, _, now := call(t, s, "GET", path, "")
	require.Equal(t, "who we are", now["description"])
	require.Equal(t, true, now["announce"])
	require.Len(t, now["members"], 3)
	require.Len(t, now["admins"], 2)
	require.EqualValues(t, 86400, now["disappearing_seconds"])
}
