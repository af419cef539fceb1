package whatsapp_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/sandbox"
)

// TestKindsOut sends every kind that a phone can show.
func TestKindsOut(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	sent, id, err := b.sendText(number(ben), "The first")
	require.NoError(t, err)
	b.expect(ben, "The first")
	theirs, err := ben.Say(b.context(), anna.Number(), "Hello")
	require.NoError(t, err)
	in := await[message.Inbound](b.messages.recorder)
	me, them := message.Person{Me: true}, message.PersonOf(in.Sender, "")
	own := &message.Target{MessageID: id, Type: "text", Author: &me}
	answered := &message.Quoted{Target: message.Target{MessageID: theirs, Type: "text", Author: &them}, Text: "Hello"}
	week := 604_800
	picture, sound := jpegOf(t, 40, 40), []byte("OggS sound")

	for _, c := range []struct {
		name string
		out  outbox.Letter
		kind string // that the phone shows
		text string
	}{
		{"reply", outbox.Letter{Type: message.Text, Text: "An answer", Content: message.Content{Quoted: answered}}, "text", "An answer"},
		{"mention", outbox.Letter{Type: message.Text, Text: "@" + ben.Number() + "!", Content: message.Content{Mentions: []message.Person{them}}}, "text", "@" + ben.Number() + "!"},
		{"forward", outbox.Letter{Type: message.Text, Text: "Pass it on", Content: message.Content{Forwarded: true}}, "text", "Pass it on"},
		{"preview", outbox.Letter{Type: message.Text, Text: "See https://example.com", Content: message.Content{LinkPreview: &message.LinkPreview{URL: "https://example.com", Title: "Example"}}}, "text", "See https://example.com"},
		{"location", outbox.Letter{Type: message.Location, Content: message.Content{Location: &message.Place{Latitude: 52.5, Longitude: 13.4, Name: "Gate"}}}, "location", "Gate"},
		{"contact", outbox.Letter{Type: message.Contacts, Content: message.Content{Contacts: []message.Card{{Name: "Ada", VCard: "BEGIN:VCARD\nFN:Ada\nEND:VCARD"}}}}, "contact", "Ada"},
		{"poll", outbox.Letter{Type: message.Poll, Content: message.Content{Poll: &message.Question{Question: "Lunch?", Answers: []string{"a", "b"}}}}, "poll", "Lunch?"},
		{"menu", outbox.Letter{Type: message.Options, Text: "1. a\n2. b"}, "text", "1. a\n2. b"},
		{"menu_as_poll", outbox.Letter{Type: message.Options, Text: "Which?", Content: message.Content{Poll: &message.Question{Question: "Which?", Answers: []string{"a", "b"}}}}, "poll", "Which?"},
		{"reaction", outbox.Letter{Type: message.Reaction, Content: message.Content{Emoji: "👍", Target: &answered.Target}}, "reaction", "👍"},
		{"edit", outbox.Letter{Type: message.Edit, Text: "The first, better", Content: message.Content{Target: own}}, "edit", "The first, better"},
		{"image", outbox.Letter{Type: message.Image, Text: "look", Media: attachment("image/jpeg", "", picture)}, "image", "look"},
		{"view_once", outbox.Letter{Type: message.Image, Text: "once", Media: attachment("image/jpeg", "", picture), Content: message.Content{ViewOnce: true}}, "image", "once"},
		{"gif", outbox.Letter{Type: message.GIF, Text: "moves", Media: attachment("video/mp4", "", picture)}, "video", "moves"},
		{"sticker", outbox.Letter{Type: message.Sticker, Media: attachment("image/webp", "", picture)}, "sticker", ""},
		{"voice", outbox.Letter{Type: message.Voice, Media: attachment("audio/ogg", "", sound), Content: message.Content{Recording: &message.Recording{Seconds: 3}}}, "voice", ""},
		{"document", outbox.Letter{Type: message.Document, Text: "read", Media: attachment("application/pdf", "a.pdf", sound)}, "document", "read"},
		{"delete", outbox.Letter{Type: message.Delete, Content: message.Content{Target: own}}, "revoke", ""},
	} {
		c.out.WAID, c.out.To = newWAID(), sent.To
		_, err := b.engine.Send(b.context(), b.account.ID, c.out)
		require.NoError(t, err, c.name)
		got, err := ben.Expect(b.context(), shows(c.out.WAID, c.kind, c.text))
		require.NoError(t, err, c.name)
		require.Equal(t, anna.Number(), got.From, c.name)
	}
	film := outbox.Letter{
		WAID: newWAID(), To: sent.To, Type: message.Video, Media: attachment("video/mp4", "", sound), Frame: attachment("image/jpeg", "", jpegOf(t, 300, 150)),
		Content: message.Content{Recording: &message.Recording{Seconds: 7}},
	}
	_, err = b.engine.Send(b.context(), b.account.ID, film)
	require.NoError(t, err)
	got, err := ben.Expect(b.context(), shows(film.WAID, "video", ""))
	require.NoError(t, err)
	require.Equal(t, []int{300, 150, 7}, []int{got.Preview.Width, got.Preview.Height, got.Preview.Seconds})
	shape, err := jpeg.DecodeConfig(bytes.NewReader(got.Preview.JPEG))
	require.NoError(t, err)
	require.Equal(t, []int{100, 50}, []int{shape.Width, shape.Height})
	_, err = b.engine.Send(b.context(), b.account.ID, outbox.Letter{WAID: newWAID(), To: sent.To, Type: message.Timer, Content: message.Content{ExpiresAfter: &week}})
	require.NoError(t, err)
	require.Empty(t, b.box.Violations())
}

// shows matches a message of its own.
func shows(id, kind, text string) func(sandbox.PhoneMessage) bool {
	return func(m sandbox.PhoneMessage) bool { return m.ID == id && m.Type == kind && m.Text == text }
}
