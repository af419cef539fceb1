package app_test

import (
	"context"
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// object is any JSON object.
type object = map[string]any

// graphQL runs an operation and returns its one field.
func (l *linked) graphQL(t *testing.T, query string, variables object) object {
	t.Helper()
	var answer struct {
		Data   map[string]object
		Errors []struct{ Message string }
	}
	l.must(t, "POST", "/graphql", object{"query": query, "variables": variables}, &answer)
	require.Empty(t, answer.Errors)
	for _, field := range answer.Data {
		return field
	}
	return nil
}

// compose sends by one door or the other and returns the message's id and WhatsApp's.
func (l *linked) compose(t *testing.T, door string, body object) (id, waID string) {
	t.Helper()
	if door == "rest" {
		var sent struct {
			ID        string `json:"id"`
			MessageID string `json:"message_id"`
		}
		l.must(t, "POST", "/api/messages", body, &sent)
		return sent.ID, sent.MessageID
	}
	input := camel(body).(object)
	input["accountId"] = l.id
	m := l.graphQL(t, `mutation ($input: SendInput!) { send(input: $input) { message { id messageId } } }`, object{"input": input})["message"].(object)
	return m["id"].(string), m["messageId"].(string)
}

// camel gives an object of REST the names of GraphQL.
func camel(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for name, value := range v {
			if short, ok := map[string]string{
				"reply_to": "replyTo", "mention_all": "mentionAll", "view_once": "viewOnce", "link_preview": "linkPreview",
				"media_id": "mediaId", "expires_after": "expiresAfter",
			}[name]; ok {
				name = short
			}
			out[name] = camel(value)
		}
		return out
	case []object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = camel(v[i])
		}
		return out
	}
	return v
}

// stage is an account, a customer's phone, a colleague's, and a group of all three.
type stage struct {
	*linked
	box                 *sandbox.Sandbox
	world               *world
	admin               *client
	running             *server
	log                 func() string
	customer, colleague *sandbox.Phone
	group               string
}

func newStage(t *testing.T, env ...string) *stage {
	t.Helper()
	w := newWorld(t, env...)
	running := w.start(t)
	admin := w.login(t)
	s := &stage{linked: w.link(t, admin, "Shop"), box: w.box, world: w, admin: admin, running: running, log: running.log.String}
	var err error
	s.customer, err = w.box.AddPhone("", "Customer")
	require.NoError(t, err)
	s.colleague, err = w.box.AddPhone("", "Colleague")
	require.NoError(t, err)
	g, err := w.box.AddGroup(s.customer.Number(), "Team", []string{s.phone.Number(), s.colleague.Number()})
	require.NoError(t, err)
	s.group = g.ID
	t.Cleanup(func() { require.Empty(t, w.box.Violations()) })
	return s
}

// shown is what the customer's phone shows of a message.
func (s *stage) shown(t *testing.T, waID string) sandbox.PhoneMessage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	m, err := s.customer.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.ID == waID })
	require.NoError(t, err)
	return m
}

// full is a message as REST shows it.
type full struct {
	messageJSON
	MessageID         string `json:"message_id"`
	ChatKind          string `json:"chat_kind"`
	Error             *string
	Author, Contact   *person
	Target, Quoted    *about
	Mentions          []person
	Reactions, Votes  []mark
	Tally             []struct{ Votes int }
	EditedAt          *time.Time `json:"edited_at"`
	DeletedAt         *time.Time `json:"deleted_at"`
	Forwarded         bool
	ViewOnce          bool `json:"view_once"`
	Location, Choice  object
	Referral, Options object
	Contacts          []object
	Poll              object
	Vote              []string
	LinkPreview       object `json:"link_preview"`
	ExpiresAfter      int    `json:"expires_after"`
	Versions          []struct{ Text string }
}

type person struct {
	Phone, LID *string
	Me         bool
}

type about struct {
	ID        *string
	MessageID string `json:"message_id"`
	Text      string
	Author    *person
}

type mark struct {
	Emoji   string
	Person  person
	Answers []string
}

// eventually waits until a message is as wanted.
func (s *stage) message(t *testing.T, id string, ok func(full) bool) full {
	t.Helper()
	var m full
	eventually(t, "message as expected", func() bool {
		m = full{}
		s.must(t, "GET", "/api/messages/"+id, nil, &m)
		return ok(m)
	})
	return m
}

func sent(m full) bool { return m.Status != "queued" && m.Status != "sending" }

// TestKindsOut sends every kind by both doors, to a person and to a group.
func TestKindsOut(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	image := base64.StdEncoding.EncodeToString(picture(t))
	for _, door := range []string{"rest", "graphql"} {
		for name, to := range map[string]string{"person": s.customer.Number(), "group": s.group} {
			t.Run(door+"_"+name, func(t *testing.T) {
				send := func(body object) sandbox.PhoneMessage {
					t.Helper()
					if body["target"] == nil && body["reply_to"] == nil {
						body["to"] = to
					}
					body["allow_duplicate"] = true
					if door == "graphql" {
						delete(body, "allow_duplicate")
						body["allowDuplicate"] = true
					}
					_, waID := s.compose(t, door, body)
					return s.shown(t, waID)
				}
				theirs, err := s.customer.Say(t.Context(), map[bool]string{true: s.group, false: s.phone.Number()}[name == "group"], "Hello "+door)
				require.NoError(t, err)
				eventually(t, "message of the customer", func() bool { return s.find(t, theirs).ID != "" })

				first := send(object{"text": "The *first*"})
				require.Equal(t, "The *first*", first.Text)
				require.Equal(t, &sandbox.Quoted{ID: theirs, From: s.customer.Number(), Text: "Hello " + door}, send(object{"text": "answer", "reply_to": theirs}).Quoted)
				require.Equal(t, []string{s.customer.Number()}, send(object{"text": "@" + s.customer.Number(), "mentions": []string{s.customer.Number()}}).Mentions)
				if name == "group" {
					require.ElementsMatch(t, []string{s.customer.Number(), s.colleague.Number()}, send(object{"text": "@all", "mention_all": true}).Mentions)
				}
				require.Equal(t, "Menu", send(object{"text": "https://example.com", "link_preview": object{"url": "https://example.com", "title": "Menu"}}).LinkPreview.Title)
				place := send(object{"type": "location", "location": object{"latitude": 52.5, "longitude": 13.4, "name": "Gate"}})
				require.Equal(t, &sandbox.Location{Latitude: 52.5, Longitude: 13.4, Name: "Gate"}, place.Location)
				card := send(object{"type": "contact", "contacts": []object{{"name": "Ada", "phones": []string{"+49 151 12345678"}}}})
				require.Equal(t, "4915112345678", card.Contacts[0].Number)
				require.Len(t, send(object{"type": "contact", "contacts": []object{{"name": "Ada", "phones": []string{"+49 151 12345678"}}, {"name": "Bob", "phones": []string{"+49 151 12345679"}}}}).Contacts, 2)
				poll := send(object{"type": "poll", "poll": object{"question": "Lunch?", "answers": []string{"Pizza", "Salad"}}})
				require.Equal(t, &sandbox.Poll{Question: "Lunch?", Options: []string{"Pizza", "Salad"}, Selectable: 1}, poll.Poll)
				require.Contains(t, send(object{"type": "options", "text": "Which?", "options": object{"items": []object{{"title": "Red"}, {"title": "Blue"}}}}).Text, "*2.* Blue")

				require.Equal(t, "image", send(object{"data": image, "mimetype": "image/png", "text": "look"}).Type)
				require.True(t, send(object{"type": "image", "data": image, "mimetype": "image/png", "view_once": true}).ViewOnce)
				require.Equal(t, "video", send(object{"type": "gif", "data": image, "mimetype": "video/mp4"}).Type)
				require.Equal(t, "document", send(object{"type": "document", "data": image, "mimetype": "image/png", "filename": "a.png"}).Type)
				require.Equal(t, "audio", send(object{"type": "audio", "data": image, "mimetype": "audio/mpeg"}).Type)
				require.Equal(t, "sticker", send(object{"type": "sticker", "data": image, "mimetype": "image/webp"}).Type)

				reaction := send(object{"type": "reaction", "target": theirs, "emoji": "👍"})
				require.Equal(t, []string{"reaction", "👍", theirs}, []string{reaction.Type, reaction.Text, reaction.Target})
				require.True(t, send(object{"type": "forward", "target": first.ID, "to": to}).Forwarded)
				edit := send(object{"type": "edit", "target": first.ID, "text": "The second"})
				require.Equal(t, []string{"edit", "The second", first.ID}, []string{edit.Type, edit.Text, edit.Target})
				gone := send(object{"type": "delete", "target": first.ID})
				require.Equal(t, []string{"revoke", first.ID}, []string{gone.Type, gone.Target})
				id := s.find(t, first.ID).ID
				changed := s.message(t, id, func(m full) bool { return m.DeletedAt != nil })
				require.Equal(t, "The second", changed.Text)
				require.Equal(t, "The *first*", changed.Versions[0].Text)
				require.Equal(t, "👍", s.message(t, s.find(t, theirs).ID, func(m full) bool { return len(m.Reactions) == 1 }).Reactions[0].Emoji)

				asked, err := s.customer.Send(t.Context(), sandbox.Outgoing{
					To: map[bool]string{true: s.group, false: s.phone.Number()}[name == "group"], Poll: &sandbox.Poll{Question: "Tea?", Options: []string{"Yes", "No"}, Selectable: 1},
				})
				require.NoError(t, err)
				eventually(t, "poll of the customer", func() bool { return s.find(t, asked).ID != "" })
				require.Equal(t, []string{"No"}, send(object{"type": "poll_vote", "target": asked, "vote": []string{"No"}}).Selected)
			})
		}
	}
	t.Run("timer", func(t *testing.T) {
		_, waID := s.compose(t, "rest", object{"type": "timer", "to": s.customer.Number(), "expires_after": 86_400})
		require.Equal(t, "timer", s.shown(t, waID).Type)
		_, waID = s.compose(t, "rest", object{"text": "soon gone", "to": s.customer.Number()})
		require.Equal(t, 86_400, s.shown(t, waID).DisappearingSeconds)
	})
	t.Run("status_post", func(t *testing.T) {
		_, waID := s.compose(t, "rest", object{"text": "Open today", "to": "status@broadcast"})
		id := s.find(t, waID).ID
		require.Empty(t, s.message(t, id, sent).Error)
	})
}

// find is the account's newest message that WhatsApp calls so; empty when there is none.
func (s *stage) find(t *testing.T, waID string) full {
	t.Helper()
	cursor := ""
	for {
		var page struct {
			Items []full
			Next  *string `json:"next_cursor"`
		}
		s.must(t, "GET", "/api/accounts/"+s.id+"/messages?limit=100&cursor="+cursor, nil, &page)
		for _, m := range page.Items {
			if m.MessageID == waID {
				return m
			}
		}
		if page.Next == nil {
			return full{}
		}
		cursor = *page.Next
	}
}

// TestKindsIn has a phone send every kind, in a conversation and in a group, and reads it
// by both doors.
func TestKindsIn(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for name, to := range map[string]string{"person": s.phone.Number(), "group": s.group} {
		t.Run(name, func(t *testing.T) {
			receive := func(m sandbox.Outgoing) full {
				t.Helper()
				m.To = to
				id, err := s.customer.Send(t.Context(), m)
				require.NoError(t, err)
				var got full
				eventually(t, "the message", func() bool { got = s.find(t, id); return got.ID != "" })
				require.Equal(t, s.customer.Number(), *got.Author.Phone)
				require.Equal(t, s.customer.LID(), *got.Author.LID)
				g := s.graphQL(t, `query ($id: ID!) { message(id: $id) { type text author { phone lid } content { emoji vote
					target { messageId } quoted { text } mentions { phone me } location { latitude } contacts { name } poll { answers } choice { id } referral { clickId } } } }`, object{"id": got.ID})
				require.Equal(t, got.Type, g["type"])
				require.Equal(t, s.customer.Number(), g["author"].(object)["phone"])
				if got.Target != nil {
					require.Equal(t, got.Target.MessageID, g["content"].(object)["target"].(object)["messageId"])
				}
				return got
			}
			_, waID := s.compose(t, "rest", object{"to": map[bool]string{true: s.group, false: s.customer.Number()}[name == "group"], "text": "Ours " + name})
			s.shown(t, waID)
			ours := s.find(t, waID).ID

			first := receive(sandbox.Outgoing{Text: "The first"})
			reply := receive(sandbox.Outgoing{Text: "@" + s.phone.Number(), ReplyTo: waID, Mentions: []string{s.phone.Number()}})
			require.Equal(t, "Ours "+name, reply.Quoted.Text)
			require.Equal(t, ours, *reply.Quoted.ID)
			require.True(t, reply.Quoted.Author.Me)
			require.True(t, reply.Mentions[0].Me)
			require.InDelta(t, 52.5, receive(sandbox.Outgoing{Location: &sandbox.Location{Latitude: 52.5, Longitude: 13.4}}).Location["latitude"], 1e-9)
			require.Equal(t, true, receive(sandbox.Outgoing{Location: &sandbox.Location{Latitude: 1, Longitude: 2, Live: true}}).Location["live"])
			require.Equal(t, "Carol", receive(sandbox.Outgoing{Contacts: []sandbox.ContactCard{{Name: "Carol", Number: "4915550001111"}}}).Contacts[0]["name"])
			require.Equal(t, "Page", receive(sandbox.Outgoing{Text: "https://e.com", LinkPreview: &sandbox.LinkPreview{URL: "https://e.com", Title: "Page"}}).LinkPreview["title"])
			require.Equal(t, "click", receive(sandbox.Outgoing{Text: "From your ad", Ad: &sandbox.Ad{Title: "Sale", ClickID: "click"}}).Referral["click_id"])
			require.Equal(t, "b", receive(sandbox.Outgoing{Choice: &sandbox.Choice{Kind: "button", ID: "b", Text: "Buy"}}).Choice["id"])
			require.Equal(t, "r", receive(sandbox.Outgoing{Choice: &sandbox.Choice{Kind: "list", ID: "r", Text: "Row"}}).Choice["id"])
			require.Equal(t, 60, receive(sandbox.Outgoing{Text: "soon gone", DisappearingSeconds: 60}).ExpiresAfter)
			require.True(t, receive(sandbox.Outgoing{Forward: waID}).Forwarded)
			require.True(t, receive(sandbox.Outgoing{Media: &sandbox.Media{Data: picture(t), Mimetype: "image/png"}, ViewOnce: true}).ViewOnce)
			for _, kind := range []string{"image", "video", "audio", "voice", "document", "sticker"} {
				require.Equal(t, kind, receive(sandbox.Outgoing{Media: &sandbox.Media{Data: picture(t), Mimetype: "application/x-test", Kind: kind}}).Type)
			}

			reaction := receive(sandbox.Outgoing{Reaction: &sandbox.Reaction{Message: waID, Emoji: "🎉"}})
			require.Equal(t, ours, *reaction.Target.ID)
			marked := s.message(t, ours, func(m full) bool { return len(m.Reactions) == 1 })
			require.Equal(t, "🎉", marked.Reactions[0].Emoji)
			receive(sandbox.Outgoing{Reaction: &sandbox.Reaction{Message: waID}})
			s.message(t, ours, func(m full) bool { return len(m.Reactions) == 0 })

			require.Equal(t, "edit", receive(sandbox.Outgoing{Edit: first.MessageID, Text: "The second"}).Type)
			edited := s.message(t, first.ID, func(m full) bool { return m.EditedAt != nil })
			require.Equal(t, []string{"The second", "The first"}, []string{edited.Text, edited.Versions[0].Text})
			receive(sandbox.Outgoing{Delete: first.MessageID})
			s.message(t, first.ID, func(m full) bool { return m.DeletedAt != nil })

			_, waID = s.compose(t, "graphql", object{"to": map[bool]string{true: s.group, false: s.customer.Number()}[name == "group"], "type": "poll", "poll": object{"question": "Lunch " + name, "answers": []string{"Pizza", "Salad"}}})
			s.shown(t, waID)
			vote := receive(sandbox.Outgoing{Vote: &sandbox.Vote{Message: waID, Options: []string{"Salad"}}})
			require.Equal(t, []string{"Salad"}, vote.Vote)
			polled := s.message(t, s.find(t, waID).ID, func(m full) bool { return len(m.Votes) == 1 })
			require.Equal(t, 1, polled.Tally[1].Votes)

			_, waID = s.compose(t, "rest", object{
				"to": map[bool]string{true: s.group, false: s.customer.Number()}[name == "group"], "type": "options", "text": "Size " + name,
				"options": object{"items": []object{{"id": "s", "title": "Small"}, {"id": "l", "title": "Large"}}},
			})
			s.shown(t, waID)
			s.message(t, s.find(t, waID).ID, sent)
			answer := sandbox.Outgoing{Text: "2"}
			if name == "group" {
				answer.ReplyTo = waID
			}
			require.Equal(t, "l", receive(answer).Choice["id"])
			_, waID = s.compose(t, "rest", object{
				"to": map[bool]string{true: s.group, false: s.customer.Number()}[name == "group"], "type": "options", "text": "Colour " + name,
				"options": object{"style": "poll", "items": []object{{"id": "r", "title": "Red"}, {"id": "b", "title": "Blue"}}},
			})
			s.shown(t, waID)
			s.message(t, s.find(t, waID).ID, sent)
			chosen := receive(sandbox.Outgoing{Vote: &sandbox.Vote{Message: waID, Options: []string{"Blue"}}})
			require.Equal(t, []any{"choice", "b"}, []any{chosen.Type, chosen.Choice["id"]})
			if name == "person" {
				day := 86_400
				require.Equal(t, "timer", receive(sandbox.Outgoing{Timer: &day}).Type)
			}
		})
	}
}
