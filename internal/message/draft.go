package message

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/fault"
	"switchboard/internal/media"
)

const (
	// maxText is WhatsApp's limit of a text, in characters.
	maxText = 65536
	// maxCaption is WhatsApp's limit of a caption, in characters.
	maxCaption = 1024
	// maxQuoted is how much of a quoted text is kept and shown, in characters: phones
	// show three lines.
	maxQuoted = 300
	// maxMentions is the most members that a WhatsApp group has.
	maxMentions = 1024
)

// Forward is the type of a Draft that sends the target's content again, marked as passed on.
const Forward Type = "forward"

// Draft is what a caller wants sent.
type Draft struct {
	AccountID uuid.UUID
	// To is the recipient. It may be left out where a message answers or is about
	// another: then it goes to that one's conversation.
	To      string
	Type    Type   // empty is a text, or with a file what the file is
	Text    string // the caption when there is a file, the new text of an edit
	MediaID *uuid.UUID
	// Content has what the type needs: location, contacts, poll, options, vote, emoji,
	// link preview, view once, mention all, expires after. The rest is set here.
	Content        Content
	Target         string   // the message that a reaction, vote, edit, deletion or forward is about: its id or WhatsApp's
	ReplyTo        string   // the message that this one answers: its id or WhatsApp's
	Mentions       []string // phone numbers or ids, which the text has as @number
	IdempotencyKey string
	AllowDuplicate bool
	Priority       Priority // empty: a reply when the contact wrote within a day, transactional otherwise
	// SendAt is when the message may go at the earliest: RFC 3339, or a local time such as
	// 2026-12-01T09:00 in TimeZone. Empty is now.
	SendAt   string
	TimeZone string        // such as Europe/Berlin
	TTL      time.Duration // after this it fails as "expired" instead of going; 0 is never
	Source   Source        // empty: by the caller
}

// compose makes the message that a draft describes. fileToCome says that its file is not
// stored yet: then nothing is said about the file. Faults: Invalid, NotFound, Conflict.
func (s *Service) compose(ctx context.Context, d Draft, fileToCome bool) (Message, error) {
	target, err := s.find(ctx, d.AccountID, "target", d.Target)
	if err != nil {
		return Message{}, err
	}
	quoted, err := s.find(ctx, d.AccountID, "reply_to", d.ReplyTo)
	if err != nil {
		return Message{}, err
	}
	m := Message{AccountID: d.AccountID, Direction: Outgoing, Type: d.Type, Text: d.Text, Content: d.Content, Status: Queued}
	if d.MediaID != nil {
		f, err := s.Library.Get(ctx, *d.MediaID)
		if err != nil {
			return Message{}, err
		}
		if f.AccountID != d.AccountID {
			return Message{}, fault.New(fault.NotFound, "Media not found.")
		}
		m.Media = &f
	}
	if d.Type == Forward {
		if err := forward(&m, target); err != nil {
			return Message{}, err
		}
	}
	if m.Type == "" {
		m.Type = Text
		if fileToCome {
			m.Type = Document
		} else if m.Media != nil {
			if m.Type = TypeOf(m.Media.Mimetype); fits(m.Type, *m.Media) != "" {
				m.Type = Document // what is too large for its kind still arrives as a file
			}
		}
	}
	var bad []fault.Field
	m.Chat, bad = recipient(d, target, quoted)
	if quoted != nil {
		m.Content.Quoted = quote(*quoted)
	}
	if target != nil && d.Type != Forward {
		m.Content.Target = targetOf(*target)
	}
	bad = append(bad, mention(&m, d.Mentions)...)
	bad = append(bad, shape(&m, target, fileToCome)...)
	if m.Type == Voice && m.Media != nil && m.Media.Mimetype != "audio/ogg" && !s.AnyVoice {
		bad = append(bad, fault.Field{Name: "media", Message: "This server has no ffmpeg, so a voice note has to be Opus in Ogg (audio/ogg). Other sounds can go as audio."})
	}
	if len(d.IdempotencyKey) > maxKey {
		return m, fault.Invalidate(append(bad, fault.Field{Name: "Idempotency-Key", Message: fmt.Sprintf("The idempotency key has at most %d bytes.", maxKey)}))
	}
	if len(bad) > 0 && d.IdempotencyKey != "" {
		// What was deleted cannot be deleted again, but asking again is no mistake.
		used, err := s.Store.Used(ctx, d.AccountID, d.IdempotencyKey, fingerprint(m))
		if err != nil || used {
			return m, err
		}
	}
	return m, fault.Invalidate(bad)
}

// find is the message that a reference names; nil when it names none.
func (s *Service) find(ctx context.Context, accountID uuid.UUID, field, ref string) (*Message, error) {
	if ref == "" {
		return nil, nil
	}
	m, err := s.Store.FindMessage(ctx, accountID, ref)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Bad(field, "There is no message with this id in the account.")
	}
	return &m, err
}

// recipient is whom a draft goes to.
func recipient(d Draft, target, quoted *Message) (Peer, []fault.Field) {
	if d.To == "" && d.Type != Forward {
		for _, about := range []*Message{target, quoted} {
			if about != nil {
				return about.Chat, nil
			}
		}
	}
	to, err := ParsePeer("number", d.To)
	if err != nil {
		return to, fault.As(err).Fields
	}
	if target != nil && d.Type.Targets() && !to.same(target.Chat) {
		return to, []fault.Field{{Name: "number", Message: "The message that this is about belongs to another conversation. Leave the recipient out."}}
	}
	return to, nil
}

// quote is what a message shows of the one that it answers.
func quote(m Message) *Quoted {
	return &Quoted{Target: *targetOf(m), Text: Clip(m.Text)}
}

func targetOf(m Message) *Target {
	author := m.Author()
	return &Target{ID: &m.ID, MessageID: m.WAID, Type: string(m.Type), Author: &author}
}

// Clip is the beginning of a quoted text.
func Clip(s string) string {
	if utf8.RuneCountInString(s) <= maxQuoted {
		return s
	}
	return string([]rune(s)[:maxQuoted-1]) + "…"
}

// forward takes over what a message says.
func forward(m *Message, from *Message) error {
	switch {
	case from == nil:
		return fault.Bad("target", "Say which message to forward.")
	case from.Type.Acts() || from.Type == Unsupported || from.Type == Call || from.Type == GroupChange || from.DeletedAt != nil:
		return fault.Bad("target", "This message cannot be forwarded.")
	case from.Content.ViewOnce:
		return fault.Bad("target", "What may be seen once cannot be forwarded.")
	case from.Type.HasFile() && (from.Media == nil || from.Media.Status != media.Ready):
		return fault.New(fault.Conflict, "The message's file is not here, so it cannot be forwarded.").WithCode("media_missing")
	}
	c := from.Content
	m.Type, m.Text, m.Media = from.Type, from.Text, from.Media
	m.Content = Content{
		LinkPreview: c.LinkPreview, Recording: c.Recording, Location: c.Location, Contacts: c.Contacts, Poll: c.Poll, Forwarded: true,
	}
	if m.Type == Options || m.Type == Choice {
		m.Type = Text
	}
	return nil
}

// mention names who is to be told.
func mention(m *Message, who []string) []fault.Field {
	if len(who) > maxMentions {
		return []fault.Field{{Name: "mentions", Message: fmt.Sprintf("At most %d people can be mentioned.", maxMentions)}}
	}
	for i, ref := range who {
		p, err := ParsePeer(fmt.Sprintf("mentions[%d]", i), ref)
		if err == nil && p.Group != "" {
			err = fault.Bad(fmt.Sprintf("mentions[%d]", i), "Only people can be mentioned.")
		}
		if err != nil {
			return fault.As(err).Fields
		}
		m.Content.Mentions = append(m.Content.Mentions, PersonOf(p, ""))
	}
	if m.Content.MentionAll && !strings.HasSuffix(m.Chat.Group, "@"+groupServer) {
		return []fault.Field{{Name: "mention_all", Message: "Everyone can be mentioned in groups only."}}
	}
	return nil
}

// fingerprint is what makes two sends the same.
func fingerprint(m Message) []byte {
	content := m.Text
	if m.Media != nil {
		content = hex.EncodeToString(m.Media.SHA256) + "\x00" + m.Media.Filename + "\x00" + m.Text
	}
	c := m.Content
	if c.Target != nil { // not what became of them since
		c.Target = &Target{MessageID: c.Target.MessageID}
	}
	if c.Quoted != nil {
		c.Quoted = &Quoted{Target: Target{MessageID: c.Quoted.MessageID}}
	}
	rest, err := json.Marshal(c)
	if err != nil || string(rest) == "{}" {
		return hash(m.Chat.JID(), content)
	}
	return hash(m.Chat.JID(), content, string(m.Type), string(rest))
}
