package whatsapp

import (
	"context"
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/account"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

// Hasten shortens the waits of an engine that has not started anything yet.
func (e *Engine) Hasten(firstCode, nextCode, grace time.Duration) {
	e.pace.firstCode, e.pace.nextCode, e.pace.grace, e.pace.firstGrace = firstCode, nextCode, grace, grace
	e.pace.yield = 100 * time.Millisecond
	e.pace.firstRedial, e.pace.longestRedial = 50*time.Millisecond, time.Second
	e.pace.history = 50 * time.Millisecond
}

// WatchFor sets how long an account stays online for those who watch a contact.
func (e *Engine) WatchFor(d time.Duration) { e.pace.watch = d }

// Age makes the engine connect as an older version than it knows of.
func (e *Engine) Age() { e.version.is = store.WAVersionContainer{2, 3000, 1} }

// CaughtUp is closed when a freshly linked account has its settings.
func (e *Engine) CaughtUp(id uuid.UUID) <-chan struct{} { return e.session(id).caughtUp }

// Content is what a message of whatsmeow's says to the domain; false when it says nothing.
func Content(m *waE2E.Message) (kind message.Type, text string, file *message.InboundMedia, ok bool) {
	c, ok := (&reader{evt: &events.Message{Message: m}}).contentOf(m)
	return c.kind, clean(c.text), c.file, ok
}

// SendFault classifies an error of whatsmeow's.
func SendFault(err error) error { return sendFault(err) }

// PairingFault classifies a refused pairing code.
func PairingFault(err error) error { return pairingFault(err) }

// Down is what an event means for the account.
func Down(evt any, now time.Time) account.Down { return downOf(evt, now) }

// Thumbnail looks at a picture.
func (e *Engine) Thumbnail(ctx context.Context, a *outbox.Attachment) (width, height uint32, thumbnail []byte, ok bool) {
	l, ok := e.look(ctx, a)
	return l.width, l.height, l.thumbnail, ok
}

// Hear hands an account an event of whatsmeow's.
func (e *Engine) Hear(ctx context.Context, id uuid.UUID, evt any) bool {
	return e.session(id).handle(ctx, evt)
}
