package whatsapp

import (
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow/store"
)

// Hasten shortens the waits of an engine that has not started anything yet.
func (e *Engine) Hasten(firstCode, nextCode, grace time.Duration) {
	e.pace.firstCode, e.pace.nextCode, e.pace.grace = firstCode, nextCode, grace
	e.pace.firstRedial, e.pace.longestRedial = 50*time.Millisecond, time.Second
}

// Age makes the engine connect as an older version than it knows of.
func (e *Engine) Age() { e.version.is = store.WAVersionContainer{2, 3000, 1} }

// CaughtUp is closed when a freshly linked account has its settings.
func (e *Engine) CaughtUp(id uuid.UUID) <-chan struct{} { return e.session(id).caughtUp }
