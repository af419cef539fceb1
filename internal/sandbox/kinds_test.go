package sandbox_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
)

// stage is two phones with a client each, one of them with two, and a group of both.
type stage struct {
	t             *testing.T
	s             *sandbox.Sandbox
	alice, bob    *sandbox.Phone
	c, second     *client // Alice's
	peer          *client // Bob's
	group         types.JID
	aliceL, bobL  types.JID
	aliceN, bobN  string
	groupID       string
	clientsOfBoth []*client
}

func newStage(t *testing.T) *stage {
	t.Helper()
	st := &stage{t: t, s: startSandbox(t, "")}
	st.alice, st.bob = addPhone(t, st.s, "Alice"), addPhone(t, st.s, "Bob")
	st.c, st.second, st.peer = pair(t, st.s, st.alice), pair(t, st.s, st.alice), pair(t, st.s, st.bob)
	st.clientsOfBoth = []*client{st.c, st.second, st.peer}
	g, err := st.s.AddGroup(st.alice.Number(), "Both", []string{st.bob.Number()})
	require.NoError(t, err)
	st.group, st.groupID = groupOf(t, g), g.ID
	st.aliceL, st.bobL = lidOf(t, st.alice), lidOf(t, st.bob)
	st.aliceN, st.bobN = st.alice.Number(), st.bob.Number()
	for _, c := range st.clientsOfBoth {
		await(c, anyOf[*events.JoinedGroup])
	}
	return st
}

// quiet checks that no client and not the network had anything to complain about.
func (st *stage) quiet() {
	st.t.Helper()
	for _, c := range st.clientsOfBoth {
		require.Empty(st.t, c.complaints())
	}
	require.Empty(st.t, st.s.Violations())
}

// send has Bob's phone send, and returns what both of Alice's devices and Bob's
// own client got of it, and what her phone shows.
func (st *stage) send(m sandbox.Outgoing) (*events.Message, sandbox.PhoneMessage) {
	st.t.Helper()
	id, err := st.bob.Send(testContext(st.t), m)
	require.NoError(st.t, err)
	byID := hasID(id)
	evt := await(st.c, byID)
	other := await(st.second, byID)
	require.True(st.t, proto.Equal(evt.Message, other.Message))
	own := await(st.peer, byID)
	require.True(st.t, own.Info.IsFromMe)
	require.True(st.t, proto.Equal(withoutKeys(evt.Message), withoutKeys(own.Message)))
	shown, err := st.alice.Expect(testContext(st.t), func(m sandbox.PhoneMessage) bool { return m.ID == id })
	require.NoError(st.t, err)
	return evt, shown
}

// hasID finds a message with content; in groups its sender's key comes as one without.
func hasID(id string) func(*events.Message) bool {
	return func(evt *events.Message) bool { return evt.Info.ID == id && proto.Size(withoutKeys(evt.Message)) > 0 }
}

func withoutKeys(m *waE2E.Message) *waE2E.Message {
	m = proto.CloneOf(m)
	m.SenderKeyDistributionMessage = nil
	return m
}

// TestKindsFromPhone sends every kind from a phone, to a person and to a group.
func TestKindsFromPhone(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	for _, to := range []string{st.aliceN, st.groupID} {
		first, shown := st.send(sandbox.Outgoing{To: to, Text: "plain"})
		require.Equal(t, "plain", first.Message.GetConversation())
		require.Equal(t, "text", shown.Type)

		evt, shown := st.send(sandbox.Outgoing{To: to, Text: "an answer", ReplyTo: first.Info.ID, Mentions: []string{st.aliceN}})
		info := evt.Message.GetExtendedTextMessage().GetContextInfo()
		require.Equal(t, first.Info.ID, info.GetStanzaID())
		require.Equal(t, st.bobL.String(), info.GetParticipant())
		require.Equal(t, "plain", info.GetQuotedMessage().GetConversation())
		require.Equal(t, []string{st.aliceL.String()}, info.GetMentionedJID())
		require.Equal(t, &sandbox.Quoted{ID: first.Info.ID, From: st.bobN, Text: "plain"}, shown.Quoted)
		require.Equal(t, []string{st.aliceN}, shown.Mentions)

		place := &sandbox.Location{Latitude: 52.5, Longitude: 13.4, Name: "Office", Address: "Main street 1"}
		evt, shown = st.send(sandbox.Outgoing{To: to, Location: place})
		require.InDelta(t, 52.5, evt.Message.GetLocationMessage().GetDegreesLatitude(), 1e-9)
		require.Equal(t, place, shown.Location)
		evt, shown = st.send(sandbox.Outgoing{To: to, Location: &sandbox.Location{Latitude: 1, Longitude: 2, Live: true}})
		require.NotNil(t, evt.Message.GetLiveLocationMessage())
		require.True(t, shown.Location.Live)

		cards := []sandbox.ContactCard{{Name: "Carol", Number: "4915550001111"}, {Name: "Dave", Number: "4915550002222"}}
		evt, shown = st.send(sandbox.Outgoing{To: to, Contacts: cards[:1]})
		require.Contains(t, evt.Message.GetContactMessage().GetVcard(), "waid=4915550001111")
		require.Equal(t, "4915550001111", shown.Contacts[0].Number)
		evt, shown = st.send(sandbox.Outgoing{To: to, Contacts: cards})
		require.Len(t, evt.Message.GetContactsArrayMessage().GetContacts(), 2)
		require.Len(t, shown.Contacts, 2)

		evt, shown = st.send(sandbox.Outgoing{To: to, Reaction: &sandbox.Reaction{Message: first.Info.ID, Emoji: "👍"}})
		require.Equal(t, "👍", evt.Message.GetReactionMessage().GetText())
		require.Equal(t, "reaction", evt.Info.Type)
		require.Equal(t, first.Info.ID, shown.Target)
		evt, _ = st.send(sandbox.Outgoing{To: to, Reaction: &sandbox.Reaction{Message: first.Info.ID}})
		require.Equal(t, types.EditAttributeSenderRevoke, evt.Info.Edit)

		evt, shown = st.send(sandbox.Outgoing{To: to, Edit: first.Info.ID, Text: "better"})
		require.True(t, evt.IsEdit)
		require.Equal(t, types.EditAttributeMessageEdit, evt.Info.Edit)
		require.Equal(t, "better", evt.Message.GetProtocolMessage().GetEditedMessage().GetConversation())
		require.Equal(t, first.Info.ID, shown.Target)
		evt, shown = st.send(sandbox.Outgoing{To: to, Delete: first.Info.ID})
		require.Equal(t, waE2E.ProtocolMessage_REVOKE, evt.Message.GetProtocolMessage().GetType())
		require.Equal(t, "revoke", shown.Type)

		once := &sandbox.Media{Data: pngOf(t, 2, 2), Mimetype: "image/png"}
		evt, shown = st.send(sandbox.Outgoing{To: to, Media: once, ViewOnce: true})
		require.True(t, evt.IsViewOnce)
		require.True(t, shown.ViewOnce)
		data, err := st.c.Download(testContext(t), evt.Message.GetImageMessage())
		require.NoError(t, err)
		require.Equal(t, once.Data, data)
		evt, shown = st.send(sandbox.Outgoing{To: to, Forward: evt.Info.ID})
		require.True(t, evt.Message.GetImageMessage().GetContextInfo().GetIsForwarded())
		require.True(t, shown.Forwarded)

		preview := &sandbox.LinkPreview{URL: "https://example.com", Title: "Example", Description: "a page"}
		evt, shown = st.send(sandbox.Outgoing{To: to, Text: "see https://example.com", LinkPreview: preview})
		require.Equal(t, "Example", evt.Message.GetExtendedTextMessage().GetTitle())
		require.Equal(t, preview, shown.LinkPreview)
		ad := &sandbox.Ad{Title: "Shoes", SourceURL: "https://fb.me/x", SourceID: "123", ClickID: "abc"}
		evt, shown = st.send(sandbox.Outgoing{To: to, Text: "I saw your ad", Ad: ad})
		require.Equal(t, "abc", evt.Message.GetExtendedTextMessage().GetContextInfo().GetExternalAdReply().GetCtwaClid())
		require.Equal(t, ad, shown.Ad)

		evt, shown = st.send(sandbox.Outgoing{To: to, Choice: &sandbox.Choice{Kind: "list", ID: "row-1", Text: "First"}})
		require.Equal(t, "row-1", evt.Message.GetListResponseMessage().GetSingleSelectReply().GetSelectedRowID())
		require.Equal(t, "row-1", shown.Choice.ID)
		evt, _ = st.send(sandbox.Outgoing{To: to, Choice: &sandbox.Choice{Kind: "button", ID: "b", Text: "Yes"}})
		require.Equal(t, "Yes", evt.Message.GetButtonsResponseMessage().GetSelectedDisplayText())
		evt, shown = st.send(sandbox.Outgoing{To: to, Text: "gone soon", DisappearingSeconds: 86400})
		require.EqualValues(t, 86400, evt.Message.GetExtendedTextMessage().GetContextInfo().GetExpiration())
		require.Equal(t, 86400, shown.DisappearingSeconds)
	}
	week := 604800
	evt, _ := st.send(sandbox.Outgoing{To: st.aliceN, Timer: &week})
	require.EqualValues(t, week, evt.Message.GetProtocolMessage().GetEphemeralExpiration())
	evt, _ = st.send(sandbox.Outgoing{To: st.aliceN, Text: "by the timer"})
	require.EqualValues(t, week, evt.Message.GetExtendedTextMessage().GetContextInfo().GetExpiration())
	st.quiet()
}

// TestPolls votes on polls of phones and of clients, in both directions.
func TestPolls(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	ctx := testContext(t)
	for _, chat := range []struct {
		forBob string
		jid    types.JID // for Alice's client
	}{{st.aliceN, st.bobL}, {st.groupID, st.group}} {
		poll, shown := st.send(sandbox.Outgoing{To: chat.forBob, Poll: &sandbox.Poll{Question: "Lunch?", Options: []string{"Soup", "Salad"}, Selectable: 1}})
		require.Equal(t, "Lunch?", poll.Message.GetPollCreationMessageV3().GetName())
		require.Equal(t, []string{"Soup", "Salad"}, shown.Poll.Options)
		vote, err := st.c.BuildPollVote(ctx, &poll.Info, []string{"Salad"})
		require.NoError(t, err)
		resp, err := st.c.SendMessage(ctx, poll.Info.Chat, vote)
		require.NoError(t, err)
		got, err := st.bob.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.ID == resp.ID })
		require.NoError(t, err)
		require.Equal(t, "vote", got.Type)
		require.Equal(t, []string{"Salad"}, got.Selected)
		require.Equal(t, poll.Info.ID, got.Target)

		sent, err := st.c.SendMessage(ctx, chat.jid, st.c.BuildPollCreation("Dinner?", []string{"Rice", "Fish", "Cake"}, 2))
		require.NoError(t, err)
		_, err = st.bob.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.ID == sent.ID && m.Poll.Selectable == 2 })
		require.NoError(t, err)
		evt, shown := st.send(sandbox.Outgoing{To: chat.forBob, Vote: &sandbox.Vote{Message: sent.ID, Options: []string{"Rice", "Cake"}}})
		require.Equal(t, []string{"Rice", "Cake"}, shown.Selected)
		opened, err := st.c.DecryptPollVote(ctx, evt)
		require.NoError(t, err)
		require.Equal(t, whatsmeow.HashPollOptions([]string{"Rice", "Cake"}), opened.GetSelectedOptions())
		_, err = st.bob.Send(ctx, sandbox.Outgoing{To: chat.forBob, Vote: &sandbox.Vote{Message: sent.ID, Options: []string{"Soap"}}})
		require.ErrorContains(t, err, "no option")
	}
	st.quiet()
}

// TestKindsFromClient sends what clients build, and looks at the phone and the
// sender's other device.
func TestKindsFromClient(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	ctx := testContext(t)
	for _, chat := range []types.JID{st.bobL, st.group} {
		send := func(m *waE2E.Message) sandbox.PhoneMessage {
			t.Helper()
			resp, err := st.c.SendMessage(ctx, chat, m)
			require.NoError(t, err)
			byID := hasID(resp.ID)
			require.True(t, await(st.second, byID).Info.IsFromMe)
			await(st.peer, byID)
			own, err := st.alice.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.ID == resp.ID })
			require.NoError(t, err)
			require.Equal(t, sandbox.DirectionOut, own.Direction)
			got, err := st.bob.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.ID == resp.ID })
			require.NoError(t, err)
			return got
		}
		first := send(&waE2E.Message{Conversation: proto.String("first")})
		require.Equal(t, "👀", send(st.c.BuildReaction(chat, st.aliceL, first.ID, "👀")).Text)
		edit := send(st.c.BuildEdit(chat, first.ID, &waE2E.Message{Conversation: proto.String("second")}))
		require.Equal(t, []string{"edit", "second", first.ID}, []string{edit.Type, edit.Text, edit.Target})
		require.Equal(t, "revoke", send(st.c.BuildRevoke(chat, types.EmptyJID, first.ID)).Type)
		list := send(&waE2E.Message{ListMessage: &waE2E.ListMessage{
			Description: proto.String("Choose"), ListType: waE2E.ListMessage_SINGLE_SELECT.Enum(),
			Sections: []*waE2E.ListMessage_Section{{Rows: []*waE2E.ListMessage_Row{{RowID: proto.String("r"), Title: proto.String("Row")}}}},
		}})
		require.Equal(t, []sandbox.Choice{{Kind: "list", ID: "r", Text: "Row"}}, list.Choices)
		place := send(&waE2E.Message{LocationMessage: &waE2E.LocationMessage{DegreesLatitude: proto.Float64(3), DegreesLongitude: proto.Float64(4)}})
		require.InDelta(t, 3.0, place.Location.Latitude, 1e-9)
	}
	require.NoError(t, st.c.SetDisappearingTimer(ctx, st.bobL, whatsmeow.DisappearingTimer24Hours, time.Time{}))
	_, err := st.bob.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.Type == "timer" && m.DisappearingSeconds == 86400 })
	require.NoError(t, err)
	st.quiet()
}

func TestStatusPosts(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	st.send(sandbox.Outgoing{To: st.aliceN, Text: "so that they know each other"})
	evt, shown := st.send(sandbox.Outgoing{To: "status@broadcast", Text: "at the beach"})
	require.Equal(t, types.StatusBroadcastJID, evt.Info.Chat)
	require.Equal(t, st.bobL, evt.Info.Sender)
	require.Equal(t, "status@broadcast", shown.Chat)
	require.NoError(t, st.c.MarkRead(testContext(t), []string{evt.Info.ID}, evt.Info.Timestamp, evt.Info.Chat, evt.Info.Sender))
	_, err := st.bob.Expect(testContext(t), func(m sandbox.PhoneMessage) bool { return m.ID == evt.Info.ID && m.Status == "read" })
	require.NoError(t, err)

	require.NoError(t, st.c.Store.Contacts.PutContactName(testContext(t), st.bobL, "Bob", "Bob"))
	resp, err := st.c.SendMessage(testContext(t), types.StatusBroadcastJID, &waE2E.Message{Conversation: proto.String("back home")})
	require.NoError(t, err)
	require.Equal(t, resp.ID, await(st.peer, hasText("back home")).Info.ID)
	require.Equal(t, "status@broadcast", expectText(t, st.bob, "back home").Chat)
	_, err = st.s.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: st.aliceN})
	require.NoError(t, err)
	st.quiet()
	id, err := st.bob.Send(testContext(t), sandbox.Outgoing{To: "status@broadcast", Text: "twice", Audience: []string{st.aliceN}})
	require.NoError(t, err)
	require.Equal(t, id, await(st.c, hasText("twice")).Info.ID)
}

func TestControlKinds(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	post := func(body string) map[string]any {
		t.Helper()
		status, text, sent := call(t, s, "POST", "/phones/"+bob.Number()+"/messages", `{"to":"`+alice.Number()+`",`+body+`}`)
		require.Equal(t, 201, status, text)
		return sent
	}
	first := post(`"text":"hello"`)["id"].(string)
	for _, body := range []string{
		`"text":"re","reply_to":"` + first + `"`, `"reaction":{"message":"` + first + `","emoji":"x"}`,
		`"poll":{"question":"?","options":["a","b"]}`, `"location":{"latitude":1,"longitude":2}`,
		`"contacts":[{"name":"C","number":"491555"}]`, `"edit":"` + first + `","text":"new"`, `"delete":"` + first + `"`,
		`"forward":"` + first + `"`, `"timer":86400`, `"choice":{"kind":"button","id":"1","text":"Yes"}`,
	} {
		post(body)
	}
	require.Eventually(t, func() bool { return len(alice.Messages()) == 11 }, patience, time.Millisecond)
	_, body, _ := call(t, s, "GET", "/phones/"+alice.Number()+"/messages", "")
	var list []map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &list))
	require.Equal(t, first, list[1]["quoted"].(map[string]any)["id"])
	require.Equal(t, first, list[2]["target"])
	require.Equal(t, []any{"a", "b"}, list[3]["poll"].(map[string]any)["options"])
	require.NotContains(t, list[0], "poll")
	status, text, _ := call(t, s, "POST", "/phones/"+bob.Number()+"/messages", `{"to":"`+alice.Number()+`","delete":"x","forward":"y"}`)
	require.Equal(t, 422, status, text)
	status, text, _ = call(t, s, "POST", "/phones/"+bob.Number()+"/messages", `{"to":"`+alice.Number()+`","reply_to":"x","text":"y"}`)
	require.Equal(t, 404, status, text)
}
