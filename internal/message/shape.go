package message

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"switchboard/internal/fault"
	"switchboard/internal/media"
)

const (
	// maxAnswers is WhatsApp's limit of a poll's answers.
	maxAnswers = 12
	// maxItems is how many numbered answers a person can still look over.
	maxItems = 20
	// maxAnswer is WhatsApp's limit of one answer, in characters.
	maxAnswer = 100
	// maxQuestion is WhatsApp's limit of a poll's question, in characters.
	maxQuestion = 255
	// maxContacts is WhatsApp's limit of cards in one message.
	maxContacts = 257
	// maxCard bounds a contact card, in bytes: a picture in it fits.
	maxCard = 64 << 10
	// maxSticker is WhatsApp's limit of a sticker, in bytes. Other pictures are made one.
	maxSticker = 1 << 20
	// editWithin is how long after sending WhatsApp takes an edit.
	editWithin = 20 * time.Minute
	// deleteWithin is how long after sending WhatsApp deletes for everyone: 60 hours.
	deleteWithin = 60 * time.Hour
)

// shape checks that a message has what its type needs, and nothing that WhatsApp would
// drop, and gives it the text that lists and searches show.
func shape(m *Message, target *Message, fileToCome bool) []fault.Field {
	bad := words(m)
	add := func(name, text string) { bad = append(bad, fault.Field{Name: name, Message: text}) }
	switch has := m.Media != nil || fileToCome; {
	case m.Type.HasFile() && !has:
		add("media", "A message of this type needs a file.")
	case has && !m.Type.HasFile():
		add("media", "A message of this type has no file.")
	case m.Media != nil:
		if text := fits(m.Type, *m.Media); text != "" {
			add("media", text)
		}
	}
	if m.Type.Targets() && target == nil {
		add("target", "Say which message this is about.")
		return bad
	}
	if m.Content.ViewOnce && m.Type != Image && m.Type != Video && m.Type != Voice {
		add("view_once", "Only pictures, videos and voice notes can be for one look.")
	}
	if m.Content.LinkPreview != nil {
		if u, err := url.Parse(m.Content.LinkPreview.URL); m.Type != Text || err != nil || u.Host == "" || !strings.Contains(m.Text, m.Content.LinkPreview.URL) {
			add("link_preview", "A link preview needs a text that has its url.")
		}
	}
	switch m.Type {
	case Location:
		place(m, add)
	case Contacts:
		cards(m, add)
	case Poll:
		ask(m, add)
	case Options:
		offer(m, add)
	case Reaction, PollVote, Edit, Delete:
		act(m, target, add)
	case Timer:
		timer(m, add)
	case Text, Image, Video, GIF, Audio, Voice, Document, Sticker:
	default:
		add("type", "A message of this type cannot be sent.")
	}
	return bad
}

// words checks the text.
func words(m *Message) []fault.Field {
	n := utf8.RuneCountInString(m.Text)
	switch {
	case !utf8.ValidString(m.Text) || strings.ContainsRune(m.Text, 0):
		return []fault.Field{{Name: "message", Message: "The text has to be UTF-8 without NUL characters."}}
	case (m.Type == Text || m.Type == Edit || m.Type == Options) && strings.TrimSpace(m.Text) == "":
		return []fault.Field{{Name: "message", Message: "Write a message."}}
	case n > maxText:
		return []fault.Field{{Name: "message", Message: fmt.Sprintf("The message has %d characters; WhatsApp takes at most %d.", n, maxText)}}
	case m.Type.HasFile() && n > maxCaption:
		return []fault.Field{{Name: "caption", Message: fmt.Sprintf("The caption has %d characters; WhatsApp takes at most %d.", n, maxCaption)}}
	}
	return nil
}

// limits are the most bytes that WhatsApp takes of a file, as its help pages say; what is
// not here, media.MaxSize bounds.
var limits = map[Type]int64{Image: 16 << 20, Video: 16 << 20, GIF: 16 << 20, Audio: 16 << 20, Voice: 16 << 20, Sticker: 16 << 20}

// fits tells what is wrong with a file for a type, in plain words.
func fits(t Type, f media.File) string {
	major, _, _ := strings.Cut(f.Mimetype, "/")
	switch {
	case t == Image && TypeOf(f.Mimetype) != Image:
		return "WhatsApp shows JPEG, PNG, WebP and GIF as pictures; send this file as a document."
	case (t == Video || t == GIF) && TypeOf(f.Mimetype) != Video:
		return "WhatsApp plays MP4 and 3GPP videos; send this file as a document."
	case (t == Audio || t == Voice) && major != "audio":
		return "This file is no sound."
	case t == Sticker && major != "image":
		return "A sticker is a picture."
	case t == Sticker && f.Mimetype == "image/webp" && f.Size > maxSticker:
		return "WhatsApp takes stickers of at most 1 MB."
	case limits[t] > 0 && f.Size > limits[t]:
		return fmt.Sprintf("The file has %d bytes; WhatsApp takes at most %d of this kind. It can go as a document.", f.Size, limits[t])
	}
	return ""
}

type complain func(field, text string)

func place(m *Message, add complain) {
	l := m.Content.Location
	switch {
	case l == nil:
		add("location", "Say where, by latitude and longitude.")
		return
	case math.IsNaN(l.Latitude) || math.Abs(l.Latitude) > 90:
		add("location.latitude", "The latitude is between -90 and 90.")
	case math.IsNaN(l.Longitude) || math.Abs(l.Longitude) > 180:
		add("location.longitude", "The longitude is between -180 and 180.")
	}
	l.Live = false
	m.Text = l.words()
}

// words are what a list shows of a place.
func (l Place) words() string {
	var parts []string
	for _, s := range []string{l.Name, l.Address} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func cards(m *Message, add complain) {
	if n := len(m.Content.Contacts); n == 0 || n > maxContacts {
		add("contacts", fmt.Sprintf("Give 1 to %d contacts.", maxContacts))
		return
	}
	m.Content.Contacts = slices.Clone(m.Content.Contacts)
	for i := range m.Content.Contacts {
		if err := m.Content.Contacts[i].complete(); err != "" {
			add(fmt.Sprintf("contacts[%d]", i), err)
		}
	}
	m.Text = names(m.Content.Contacts)
}

func names(cards []Card) string {
	all := make([]string, len(cards))
	for i, c := range cards {
		all[i] = c.Name
	}
	return strings.Join(all, ", ")
}

func ask(m *Message, add complain) {
	p := m.Content.Poll
	if p == nil {
		add("poll", "Give the poll's question and its answers.")
		return
	}
	if n := utf8.RuneCountInString(p.Question); strings.TrimSpace(p.Question) == "" || n > maxQuestion {
		add("poll.question", fmt.Sprintf("Ask a question of at most %d characters.", maxQuestion))
	}
	m.Text = p.Question
	answers(p.Answers, maxAnswers, "poll.answers", add)
}

func answers(all []string, most int, field string, add complain) {
	if len(all) < 2 || len(all) > most {
		add(field, fmt.Sprintf("Give 2 to %d answers.", most))
	}
	seen := map[string]bool{}
	for i, a := range all {
		key := strings.ToLower(strings.TrimSpace(a))
		switch {
		case key == "" || utf8.RuneCountInString(a) > maxAnswer:
			add(fmt.Sprintf("%s[%d]", field, i), fmt.Sprintf("An answer has 1 to %d characters.", maxAnswer))
		case seen[key]:
			add(fmt.Sprintf("%s[%d]", field, i), "This answer is there twice.")
		}
		seen[key] = true
	}
}

// act checks what is done to another message.
func act(m *Message, target *Message, add complain) {
	c, now := &m.Content, time.Now()
	switch {
	case target.Type.Acts() || target.Status == Failed || target.Status == Queued:
		add("target", "This message is not one that WhatsApp has, so nothing can be done to it.")
	case target.DeletedAt != nil:
		add("target", "This message was deleted.")
	case m.Type == Reaction && utf8.RuneCountInString(c.Emoji) > 16:
		add("emoji", "React with one emoji, or with an empty text to take the reaction back.")
	case m.Type == PollVote:
		vote(m, target, add)
	case m.Type == Edit && (target.Direction != Outgoing || target.Type != Text && !target.Type.HasCaption()):
		add("target", "Only texts and captions of your own can be edited.")
	case m.Type == Edit && now.Sub(target.Timestamp) > editWithin:
		add("target", "WhatsApp takes edits for 20 minutes after sending.")
	case m.Type == Delete && target.Direction != Outgoing && target.Chat.Group == "":
		add("target", "Only messages of your own can be deleted for everyone.")
	case m.Type == Delete && now.Sub(target.Timestamp) > deleteWithin:
		add("target", "WhatsApp deletes for everyone for 60 hours after sending.")
	}
	if m.Type == Reaction {
		m.Text = c.Emoji
	}
}

func vote(m *Message, target *Message, add complain) {
	poll := target.Content.Poll
	if poll == nil {
		add("target", "This message is no poll.")
		return
	}
	if len(m.Content.Vote) > 1 && !poll.Multiple {
		add("vote", "Only one answer of this poll can be chosen.")
	}
	for i, a := range m.Content.Vote {
		if !slices.Contains(poll.Answers, a) {
			add(fmt.Sprintf("vote[%d]", i), "The poll has no such answer.")
		}
	}
	m.Text = strings.Join(m.Content.Vote, ", ")
}

// timers are what WhatsApp's apps offer, in seconds: off, a day, a week, 90 days.
var timers = []int{0, 86_400, 604_800, 7_776_000}

func timer(m *Message, add complain) {
	if e := m.Content.ExpiresAfter; e == nil || !slices.Contains(timers, *e) {
		add("expires_after", "Messages disappear after 86400, 604800 or 7776000 seconds; 0 keeps them.")
	}
	m.Text = ""
}
