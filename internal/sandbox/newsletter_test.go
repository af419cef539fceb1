package sandbox_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
)

// TestNewsletters makes, follows, reads and leaves channels, with two devices of
// the follower, and over a restart.
func TestNewsletters(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "sandbox.db")
	s, stop := runSandbox(t, state, "127.0.0.1:0")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c, second, owner := pair(t, s, alice), pair(t, s, alice), pair(t, s, bob)
	ctx := testContext(t)

	made, err := owner.CreateNewsletter(ctx, whatsmeow.CreateNewsletterParams{Name: "News", Description: "of the day"})
	require.NoError(t, err)
	require.Equal(t, types.NewsletterRoleOwner, made.ViewerMeta.Role)
	seen, err := c.GetNewsletterInfoWithInvite(ctx, made.ThreadMeta.InviteCode)
	require.NoError(t, err)
	require.Equal(t, "News", seen.ThreadMeta.Name.Text)
	require.Equal(t, types.NewsletterVerificationStateUnverified, seen.ThreadMeta.VerificationState)
	require.NoError(t, c.FollowNewsletter(ctx, made.ID))
	require.Equal(t, made.ID, await(second, anyOf[*events.NewsletterJoin]).ID)
	list, err := c.GetSubscribedNewsletters(ctx)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, types.NewsletterRoleSubscriber, list[0].ViewerMeta.Role)
	require.Equal(t, 2, list[0].ThreadMeta.SubscriberCount)

	sent, err := owner.SendMessage(ctx, made.ID, &waE2E.Message{Conversation: proto.String("headline")})
	require.NoError(t, err)
	require.Equal(t, 100, sent.ServerID)
	for _, reader := range []*client{c, second} {
		evt := await(reader, hasText("headline"))
		require.Equal(t, made.ID, evt.Info.Chat)
		require.Equal(t, sent.ServerID, evt.Info.ServerID)
	}
	require.Equal(t, made.ID.String(), expectText(t, alice, "headline").Chat)
	require.Equal(t, sandbox.DirectionOut, expectText(t, bob, "headline").Direction)
	_, err = c.SendMessage(ctx, made.ID, &waE2E.Message{Conversation: proto.String("mine")})
	require.ErrorContains(t, err, "403")

	_, err = owner.NewsletterSubscribeLiveUpdates(ctx, made.ID)
	require.NoError(t, err)
	require.NoError(t, c.NewsletterSendReaction(ctx, made.ID, sent.ServerID, "👍", ""))
	await(owner, func(e *events.NewsletterLiveUpdate) bool { return e.Messages[0].ReactionCounts["👍"] == 1 })
	require.NoError(t, c.NewsletterMarkViewed(ctx, made.ID, []types.MessageServerID{sent.ServerID}))
	await(owner, func(e *events.NewsletterLiveUpdate) bool { return e.Messages[0].ViewsCount == 1 })
	require.NoError(t, c.NewsletterToggleMute(ctx, made.ID, true))
	require.Equal(t, types.NewsletterMuteOn, await(second, anyOf[*events.NewsletterMuteChange]).Mute)

	_, err = owner.SendMessage(ctx, made.ID, owner.BuildEdit(made.ID, sent.ID, &waE2E.Message{Conversation: proto.String("corrected")}))
	require.NoError(t, err)
	edited := await(c, hasText("corrected"))
	require.Equal(t, sent.ID, edited.Info.ID)
	require.False(t, edited.NewsletterMeta.EditTS.IsZero())
	_, err = bob.Say(ctx, made.ID.String(), "from the phone")
	require.NoError(t, err)
	await(c, hasText("from the phone"))
	for _, one := range []*client{c, second, owner} {
		require.Empty(t, one.complaints())
	}
	require.Empty(t, s.Violations())
	addr := addrOf(s)
	c.forget()
	stop()

	s, _ = runSandbox(t, state, addr)
	await(c, anyOf[*events.Connected])
	posts, err := c.GetNewsletterMessages(ctx, made.ID, &whatsmeow.GetNewsletterMessagesParams{Count: 10})
	require.NoError(t, err)
	require.Len(t, posts, 2)
	require.Equal(t, "corrected", posts[0].Message.GetConversation())
	require.Equal(t, map[string]int{"👍": 1}, posts[0].ReactionCounts)
	updates, err := c.GetNewsletterMessageUpdates(ctx, made.ID, nil)
	require.NoError(t, err)
	require.Equal(t, 1, updates[0].ViewsCount)
	require.NoError(t, c.UnfollowNewsletter(ctx, made.ID))
	require.Equal(t, []string{bob.Number()}, s.Newsletters()[0].Followers)
}

func TestControlNewsletters(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	status, body, made := call(t, s, "POST", "/newsletters", `{"owner":"`+bob.Number()+`","name":"News"}`)
	require.Equal(t, 201, status, body)
	path := "/newsletters/" + made["id"].(string) + "/followers"
	status, body, _ = call(t, s, "POST", path, `{"number":"`+alice.Number()+`"}`)
	require.Equal(t, 200, status, body)
	status, body, _ = call(t, s, "POST", "/phones/"+bob.Number()+"/messages", `{"to":"`+made["id"].(string)+`","text":"hello all"}`)
	require.Equal(t, 201, status, body)
	expectText(t, alice, "hello all")
	status, body, _ = call(t, s, "POST", "/phones/"+alice.Number()+"/messages", `{"to":"`+made["id"].(string)+`","text":"me too"}`)
	require.Equal(t, 409, status, body)
	status, body, _ = call(t, s, "DELETE", path+"/"+alice.Number(), "")
	require.Equal(t, 200, status, body)
	status, body, _ = call(t, s, "POST", path, `{"number":"`+bob.Number()+`"}`)
	require.Equal(t, 409, status, body)
	require.Len(t, s.Newsletters()[0].Followers, 1)
}
