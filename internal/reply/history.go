package reply

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"switchboard/internal/media"
	"switchboard/internal/message"
)

const (
	// mostImages is how many of the last pictures a model is shown: each costs as much as a
	// page of text.
	mostImages = 4
	// largestImage is the most bytes of a picture that is shown: providers take 5 MB and more.
	largestImage = 4 << 20
	// largestSound is the most bytes of a voice note that is written down: providers take 25 MB.
	largestSound = 16 << 20
	// longestTurn is how much of one message a model is told, in characters.
	longestTurn = 8000
)

// Files opens the files of messages.
type Files interface {
	// ReadFile is a ready file's bytes; NotFound while it is not here, TooLarge over the limit.
	ReadFile(ctx context.Context, m message.Message, limit int64) ([]byte, error)
}

// hearFor is how long all voice notes of a conversation may take to be written down.
const hearFor = 30 * time.Second

// told is turns within a time: a provider that hangs costs what was spoken, not the answer.
func (t *thinker) told(ctx context.Context, past []Past) []Turn {
	ctx, cancel := context.WithTimeout(ctx, hearFor)
	defer cancel()
	return t.turns(ctx, past)
}

// waits tells whether a voice note or picture that the model could be told is still on its
// way.
func (t *thinker) waits(past []Past) bool {
	for _, p := range past {
		m := p.Message
		wanted := t.config.HearVoice && (m.Type == message.Voice || m.Type == message.Audio) || t.config.SeeImages && m.Type == message.Image
		if wanted && !m.FromMe() && m.Media != nil && m.Media.Status == media.Pending && t.now().Sub(m.Timestamp) < fileFor {
			return true
		}
	}
	return false
}

// turns is a conversation as the model is told it: messages of one side that follow each
// other are one turn, which the models want.
func (t *thinker) turns(ctx context.Context, past []Past) []Turn {
	show := t.shown(past)
	var turns []Turn
	for i, m := range past {
		role, text := User, t.tell(ctx, m)
		if m.FromMe() {
			role = Assistant
		} else {
			text = "<message>\n" + fenced(text) + "\n</message>"
		}
		if n := len(turns); n > 0 && turns[n-1].Role == role {
			turns[n-1].Text += "\n" + text
		} else {
			turns = append(turns, Turn{Role: role, Text: text})
		}
		if last := &turns[len(turns)-1]; show[i] && role == User {
			if data, err := t.Files.ReadFile(ctx, m.Message, largestImage); err == nil {
				last.Images = append(last.Images, Image{Mimetype: m.Media.Mimetype, Data: data})
			}
		}
	}
	for len(turns) > 0 && turns[0].Role != User { // models want the user to begin
		turns = turns[1:]
	}
	return turns
}

// shown tells which messages' pictures are shown: the last ones.
func (t *thinker) shown(past []Past) map[int]bool {
	show := map[int]bool{}
	if !t.config.SeeImages {
		return show
	}
	for i := len(past) - 1; i >= 0 && len(show) < mostImages; i-- {
		if m := past[i]; m.Type == message.Image && m.Media != nil && !m.FromMe() && !m.Content.ViewOnce {
			show[i] = true
		}
	}
	return show
}

// tell is a message in words.
func (t *thinker) tell(ctx context.Context, p Past) string {
	m := p.Message
	text := shortened(m.Text)
	var what string
	switch m.Type {
	case message.Text, message.Choice:
	case message.Voice, message.Audio:
		if p.Heard == "" && !m.FromMe() {
			p.Heard = t.hear(ctx, m)
		}
		if p.Heard != "" {
			what = "[voice note: " + p.Heard + "]"
		} else {
			what = "[voice note, not heard]"
		}
	case message.Location:
		what = "[location]"
		if l := m.Content.Location; l != nil {
			what = fmt.Sprintf("[location: %s %s %.5f, %.5f]", l.Name, l.Address, l.Latitude, l.Longitude)
		}
	case message.Contacts:
		var names []string
		for _, c := range m.Content.Contacts {
			names = append(names, c.Name)
		}
		what = "[contact card: " + strings.Join(names, ", ") + "]"
	case message.Document:
		what = "[document]"
		if m.Media != nil {
			what = "[document: " + m.Media.Filename + "]"
		}
	default:
		what = "[" + string(m.Type) + "]"
	}
	if m.Content.Choice != nil && m.Content.Choice.Title != "" {
		text = m.Content.Choice.Title
	}
	if q := m.Content.Quoted; q != nil && q.Text != "" && !m.FromMe() { // ours would say the contact's words in our voice
		what = strings.TrimSpace("[in reply to: " + shortened(q.Text) + "] " + what)
	}
	if m.Chat.Group != "" && !m.FromMe() && m.SenderName != "" {
		text = name(m.SenderName) + ": " + text
	}
	return strings.TrimSpace(what + " " + text)
}

// shortened is a text of a length that a prompt has room for.
func shortened(s string) string {
	if head := beginning(s, longestTurn); head != s {
		return head + " […]"
	}
	return s
}

// hear has a voice note written down, once; empty where it cannot be.
func (t *thinker) hear(ctx context.Context, m message.Message) string {
	if !t.config.HearVoice || m.Content.ViewOnce || m.Media == nil {
		return ""
	}
	data, err := t.Files.ReadFile(ctx, m, largestSound)
	if err != nil {
		return ""
	}
	for _, one := range t.config.chain() {
		a, err := t.access(t.config, one)
		if err != nil {
			continue
		}
		heard, err := t.Models.Transcribe(ctx, a, Sound{Mimetype: m.Media.Mimetype, Data: data})
		if err != nil {
			continue
		}
		heard = strings.TrimSpace(heard)
		if err := t.Store.Heard(ctx, m, heard, t.now().UTC()); err != nil {
			t.Log.WarnContext(ctx, "what is spoken was not kept", "message_id", m.ID, "error", err)
		}
		return heard
	}
	return ""
}

// ReadAtMost reads a file that is not larger than a limit.
func ReadAtMost(r io.Reader, limit int64) ([]byte, bool, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	return data, int64(len(data)) <= limit, err
}
