// Package studio gets what is about to be sent into the form that WhatsApp's kinds want: a
// voice note is Opus in Ogg with a waveform, a sticker is WebP of 512 × 512, a video and a link have
// their previews. It stands between the outbox and WhatsApp, so that a slow conversion holds up
// nobody but its own message.
package studio

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

const (
	// convertTimeout is how long one conversion may take: 16 MB of sound take a small
	// host some seconds.
	convertTimeout = time.Minute
	// previewTimeout is how long a page is waited for before its link goes without a card.
	previewTimeout = 5 * time.Second
)

// Pages finds out what a page is called.
type Pages interface {
	// Preview is a page's title and description.
	Preview(ctx context.Context, url string) (title, description string, err error)
}

// Studio is an outbox.Sender in front of another.
type Studio struct {
	outbox.Sender
	pages Pages
	// where the programs are; empty where there are none
	ffmpeg, ffprobe string
	log             *slog.Logger
	// one conversion at a time: each takes a core.
	turn chan struct{}
}

// New makes a studio. It uses ffmpeg where the machine has it.
func New(next outbox.Sender, pages Pages, log *slog.Logger) *Studio {
	program := func(name string) string {
		path, err := exec.LookPath(name)
		if err != nil {
			return ""
		}
		return path
	}
	return &Studio{Sender: next, pages: pages, ffmpeg: program("ffmpeg"), ffprobe: program("ffprobe"), log: log, turn: make(chan struct{}, 1)}
}

// CanRecord tells whether any sound can become a voice note.
func (s *Studio) CanRecord() bool { return s.ffmpeg != "" }

// Send prepares a message and passes it on. It fails as the next sender does, and with
// Invalid ("conversion_failed") for a file that is not what it says.
func (s *Studio) Send(ctx context.Context, accountID uuid.UUID, m outbox.Letter) (outbox.Sent, error) {
	clean, err := s.prepare(ctx, &m)
	if err != nil {
		return outbox.Sent{}, err
	}
	defer clean()
	return s.Sender.Send(ctx, accountID, m)
}

func (s *Studio) prepare(ctx context.Context, m *outbox.Letter) (clean func(), err error) {
	switch {
	case m.Type == message.Voice && m.Media != nil:
		return s.voice(ctx, m)
	case m.Type == message.Sticker && m.Media != nil && m.Media.Mimetype != webp:
		return s.sticker(ctx, m)
	case (m.Type == message.Video || m.Type == message.GIF) && m.Media != nil:
		return s.video(ctx, m)
	case m.LinkPreview != nil && m.LinkPreview.Title == "":
		s.preview(ctx, m)
	}
	return func() {}, nil
}

// preview asks the page; a link whose page does not answer goes without a card.
func (s *Studio) preview(ctx context.Context, m *outbox.Letter) {
	ctx, cancel := context.WithTimeout(ctx, previewTimeout)
	defer cancel()
	card := *m.LinkPreview
	title, description, err := s.pages.Preview(ctx, card.URL)
	if err != nil || title == "" {
		s.log.InfoContext(ctx, "link without preview", "error", err)
		m.LinkPreview = nil
		return
	}
	card.Title = title
	if card.Description == "" {
		card.Description = description
	}
	m.LinkPreview = &card
}

var errConversion = fault.New(fault.Invalid, "The file could not be converted; it may be damaged, or not be what its type says.").WithCode("conversion_failed")

// wait takes the turn to convert; it is given back by done.
func (s *Studio) wait(ctx context.Context) (done func(), err error) {
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// remove drops a temporary file.
func remove(f *os.File) { _ = os.Remove(f.Name()) }
