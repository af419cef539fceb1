package sandbox_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/proto/waMmsRetry"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
)

func whatsmeowRecovery(name appstate.WAPatchName) *waE2E.Message {
	return whatsmeow.BuildAppStateRecoveryRequest(name)
}

// synced adds up the parts of a history: messages by id, per chat.
type synced struct {
	chats    map[string]map[string]bool
	messages int
	twice    int
	parts    map[waHistorySync.HistorySync_HistorySyncType]int
	names    map[string]string
	lids     int
}

func (h *synced) add(part *waHistorySync.HistorySync) {
	h.parts[part.GetSyncType()]++
	h.lids += len(part.GetPhoneNumberToLidMappings())
	for _, name := range part.GetPushnames() {
		h.names[name.GetID()] = name.GetPushname()
	}
	for _, conv := range part.GetConversations() {
		if h.chats[conv.GetID()] == nil {
			h.chats[conv.GetID()] = map[string]bool{}
		}
		for _, m := range conv.GetMessages() {
			id := m.GetMessage().GetKey().GetID()
			if h.chats[conv.GetID()][id] {
				h.twice++
			}
			h.chats[conv.GetID()][id] = true
			h.messages++
		}
	}
}

// historyOf collects the parts until there are as many messages as expected.
func historyOf(c *client, messages int) *synced {
	c.t.Helper()
	h := &synced{
		chats: map[string]map[string]bool{}, parts: map[waHistorySync.HistorySync_HistorySyncType]int{}, names: map[string]string{},
	}
	for h.messages < messages {
		evt := await(c, anyOf[*events.HistorySync])
		h.add(evt.Data)
		c.drop(func(seen any) bool { return seen == any(evt) })
	}
	return h
}

// TestHistorySync links clients to a phone that has a past.
func TestHistorySync(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	g, err := s.AddGroup(bob.Number(), "Old group", []string{alice.Number()})
	require.NoError(t, err)
	now := time.Now()
	require.NoError(t, alice.AddPast(sandbox.Past{Chats: []sandbox.PastChat{
		{With: "+49 1555 7654321", Name: "Gone", Unread: 2, Messages: []sandbox.PastMessage{
			{Text: "first", At: now.AddDate(0, -5, 0)}, {ID: "MIDDLE", Text: "second", At: now.AddDate(0, -1, 0), FromMe: true},
			{ID: "NEWEST", Text: "third", At: now.AddDate(0, 0, -1)},
		}},
		{With: g.ID, Messages: []sandbox.PastMessage{{Text: "in the group", From: bob.Number(), At: now.AddDate(0, 0, -2)}}},
	}}))
	_, err = bob.Say(testContext(t), alice.Number(), "while nobody was linked")
	require.NoError(t, err)
	expectText(t, alice, "while nobody was linked")
	require.ErrorContains(t, alice.AddPast(sandbox.Past{Chats: []sandbox.PastChat{{With: "nobody"}}}), "not a phone number")

	c := pair(t, s, alice)
	h := historyOf(c, 5)
	require.Zero(t, h.twice)
	require.Equal(t, 1, h.parts[waHistorySync.HistorySync_INITIAL_BOOTSTRAP])
	require.Equal(t, 1, h.parts[waHistorySync.HistorySync_RECENT])
	require.Equal(t, 1, h.parts[waHistorySync.HistorySync_FULL], "this client asks for all of it")
	require.Len(t, h.chats["24915557654321@lid"], 3)
	require.Len(t, h.chats[g.ID], 1)
	require.Len(t, h.chats[bob.LID()], 1)
	require.Equal(t, "Gone", h.names["24915557654321@lid"])
	require.Equal(t, 2, h.lids)

	t.Run("more_on_demand", func(t *testing.T) {
		chat := types.NewJID("24915557654321", types.HiddenUserServer)
		_, err := c.SendPeerMessage(testContext(t), c.BuildHistorySyncRequest(&types.MessageInfo{
			MessageSource: types.MessageSource{Chat: chat}, ID: "NEWEST", Timestamp: now,
		}, 50))
		require.NoError(t, err)
		part := await(c, func(e *events.HistorySync) bool { return e.Data.GetSyncType() == waHistorySync.HistorySync_ON_DEMAND }).Data
		messages := part.GetConversations()[0].GetMessages()
		require.Len(t, messages, 2)
		require.Equal(t, "second", messages[0].GetMessage().GetMessage().GetConversation())
	})

	t.Run("unreadable_message_from_the_phone", func(t *testing.T) {
		chat := types.NewJID("24915557654321", types.HiddenUserServer)
		resp, err := c.SendPeerMessage(testContext(t), c.BuildUnavailableMessageRequest(chat, types.EmptyJID, "MIDDLE"))
		require.NoError(t, err)
		evt := await(c, func(e *events.Message) bool { return e.UnavailableRequestID == resp.ID })
		require.Equal(t, "second", textOf(evt))
		require.True(t, evt.Info.IsFromMe)
	})
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())
}

// TestHistoryTokens links a client to a phone whose contact trusts it already.
func TestHistoryTokens(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c, peer := pair(t, s, alice), pair(t, s, bob)
	tokenOf := func(c *client) []byte {
		token, err := c.Store.PrivacyTokens.GetPrivacyToken(testContext(t), lidOf(t, bob))
		require.NoError(t, err)
		if token == nil {
			return nil
		}
		return token.Token
	}
	peer.sendText(alice, "I trust you")
	expectText(t, alice, "I trust you")
	require.Eventually(t, func() bool { return tokenOf(c) != nil }, patience, time.Millisecond)

	late := pair(t, s, alice)
	historyOf(late, 1)
	require.Eventually(t, func() bool { return tokenOf(late) != nil }, patience, time.Millisecond)
	require.Equal(t, tokenOf(c), tokenOf(late))
	salt, err := late.Store.NCTSalt.GetNCTSalt(testContext(t))
	require.NoError(t, err)
	require.Len(t, salt, 32)
	late.sendText(bob, "thank you")
	await(peer, hasText("thank you"))
	require.Empty(t, late.complaints())
	require.Empty(t, s.Violations())
}

// TestLongHistory links a client to a phone with 2,000 chats and 50,000 messages.
func TestLongHistory(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice := addPhone(t, s, "Alice")
	chats, messages := 2000, 50_000
	if testing.Short() {
		chats, messages = 200, 5_000
	}
	status, body, _ := call(t, s, "POST", "/phones/"+alice.Number()+"/history",
		fmt.Sprintf(`{"generate":{"seed":7,"chats":%d,"messages":%d}}`, chats, messages))
	require.Equal(t, 200, status, body)
	c := pair(t, s, alice)
	h := historyOf(c, messages)
	require.Zero(t, h.twice)
	require.Equal(t, messages, h.messages)
	require.Len(t, h.chats, chats)
	require.Len(t, h.names, chats)
	require.Equal(t, chats, h.lids)
	require.Positive(t, h.parts[waHistorySync.HistorySync_FULL])
	// What the client has read is gone again, on both sides; other tests of this
	// process hold the rest.
	runtime.GC()
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	require.Less(t, after.HeapAlloc>>20, uint64(500), "MiB")
	require.Empty(t, c.complaints())
}

// TestUnavailable has a client get only a placeholder, and the message from its phone.
func TestUnavailable(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	id, err := bob.Send(testContext(t), sandbox.Outgoing{To: alice.Number(), Text: "only for the phone", Unavailable: true})
	require.NoError(t, err)
	require.True(t, await(c, func(e *events.UndecryptableMessage) bool { return e.Info.ID == id }).IsUnavailable)
	evt := await(c, hasText("only for the phone"))
	require.Equal(t, id, evt.Info.ID)
	require.NotEmpty(t, evt.UnavailableRequestID)
	require.Equal(t, lidOf(t, bob), evt.Info.Sender)
	require.Empty(t, s.Violations())
}

// TestMediaRetry asks the phone for a file that the network has lost.
func TestMediaRetry(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	ctx := testContext(t)
	id, err := bob.SendMedia(ctx, alice.Number(), sandbox.Media{Data: pngOf(t, 2, 2), Mimetype: "image/png"})
	require.NoError(t, err)
	evt := await(c, func(e *events.Message) bool { return e.Info.ID == id })
	picture := evt.Message.GetImageMessage()
	_, err = alice.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.ID == id })
	require.NoError(t, err)
	require.NoError(t, c.SendMediaRetryReceipt(ctx, &evt.Info, picture.GetMediaKey()))
	retry := await(c, func(e *events.MediaRetry) bool { return e.MessageID == id })
	data, err := whatsmeow.DecryptMediaRetryNotification(retry, picture.GetMediaKey())
	require.NoError(t, err)
	require.Equal(t, waMmsRetry.MediaRetryNotification_SUCCESS, data.GetResult())
	picture.DirectPath = proto.String(data.GetDirectPath())
	got, err := c.Download(ctx, picture)
	require.NoError(t, err)
	require.Equal(t, pngOf(t, 2, 2), got)

	c.forget()
	unknown := evt.Info
	unknown.ID = "UNKNOWN"
	require.NoError(t, c.SendMediaRetryReceipt(ctx, &unknown, picture.GetMediaKey()))
	_, err = whatsmeow.DecryptMediaRetryNotification(await(c, anyOf[*events.MediaRetry]), picture.GetMediaKey())
	require.ErrorIs(t, err, whatsmeow.ErrMediaNotAvailableOnPhone)
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())
}

func TestCalls(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	ctx := testContext(t)
	made, err := st.bob.Call(ctx, st.aliceN, true)
	require.NoError(t, err)
	offer := await(st.c, anyOf[*events.CallOffer])
	require.Equal(t, made.ID, offer.CallID)
	require.Equal(t, st.bobL, offer.CallCreator)
	require.Equal(t, st.bobN, offer.CallCreatorAlt.User)
	await(st.second, anyOf[*events.CallOffer])
	require.NoError(t, st.c.RejectCall(ctx, offer.From, offer.CallID))
	_, err = st.bob.ExpectCall(ctx, made.ID, "rejected")
	require.NoError(t, err)
	require.Equal(t, "rejected_elsewhere", await(st.second, anyOf[*events.CallTerminate]).Reason)
	require.ErrorContains(t, st.bob.EndCall(ctx, made.ID), "ringing")

	status, body, again := call(t, st.s, "POST", "/phones/"+st.bobN+"/calls", `{"to":"`+st.aliceN+`"}`)
	require.Equal(t, 201, status, body)
	status, body, _ = call(t, st.s, "DELETE", "/phones/"+st.bobN+"/calls/"+again["id"].(string), "")
	require.Equal(t, 200, status, body)
	await(st.c, func(e *events.CallTerminate) bool { return e.CallID == again["id"] && e.Reason == "timeout" })
	require.Len(t, st.alice.Calls(), 2)
	st.quiet()
}
