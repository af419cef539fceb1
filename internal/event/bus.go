// Package event is what happened, told inside one process: the Bus wakes workers
// and feeds browsers. It carries news, not debts: whoever must not miss something
// reads it from the database; a lost piece of news costs latency only.
package event

import (
	"sync"
	"time"

	"github.com/google/uuid"
)

// Event is one piece of news: a payload of this package's sealed set.
type Event interface{ account() uuid.UUID }

// AccountChanged says that an account, its QR code or its queue is not what it was.
type AccountChanged struct{ AccountID uuid.UUID }

// AccountDeleted says that an account is gone.
type AccountDeleted struct{ AccountID uuid.UUID }

// MessageChanged says that a message is new or has a new status.
type MessageChanged struct {
	AccountID uuid.UUID
	MessageID uuid.UUID
	ChatID    uuid.UUID
}

// ChatChanged says that a conversation was read, archived, pinned, muted or renamed.
type ChatChanged struct {
	AccountID uuid.UUID
	ChatID    uuid.UUID
}

// PresenceChanged says that a contact came online, went, or types. Nothing of it is stored.
type PresenceChanged struct {
	AccountID uuid.UUID
	Phone     string // digits; empty while unknown
	LID       string
	Chat      string // where they type; else they themselves
	State     string // online, offline, typing, recording or paused
	LastSeen  *time.Time
	At        time.Time
}

// MessageQueued wakes the account's outbox lane.
type MessageQueued struct{ AccountID uuid.UUID }

// MediaQueued wakes the worker that fetches incoming media.
type MediaQueued struct{ AccountID uuid.UUID }

// WebhookChanged says that a webhook is new, changed, or gone, or that much is owed to it anew.
type WebhookChanged struct {
	AccountID uuid.UUID
	WebhookID uuid.UUID
}

// DeliveriesChanged says that deliveries are not what they were.
type DeliveriesChanged struct {
	AccountID   uuid.UUID
	DeliveryIDs []uuid.UUID
}

// ReplyChanged says that an answer of the AI in a conversation came, went, or is paused.
type ReplyChanged struct {
	// Drafts says that a draft may have come or gone.
	Drafts    bool
	AccountID uuid.UUID
	ChatID    uuid.UUID
}

// Owed says that an event was stored, and may be owed to webhooks.
type Owed struct{ AccountID uuid.UUID }

func (e AccountChanged) account() uuid.UUID    { return e.AccountID }
func (e AccountDeleted) account() uuid.UUID    { return e.AccountID }
func (e MessageChanged) account() uuid.UUID    { return e.AccountID }
func (e ChatChanged) account() uuid.UUID       { return e.AccountID }
func (e PresenceChanged) account() uuid.UUID   { return e.AccountID }
func (e MessageQueued) account() uuid.UUID     { return e.AccountID }
func (e MediaQueued) account() uuid.UUID       { return e.AccountID }
func (e WebhookChanged) account() uuid.UUID    { return e.AccountID }
func (e DeliveriesChanged) account() uuid.UUID { return e.AccountID }
func (e ReplyChanged) account() uuid.UUID      { return e.AccountID }
func (e Owed) account() uuid.UUID              { return e.AccountID }

// AccountOf is the account that the news is about.
func AccountOf(e Event) uuid.UUID { return e.account() }

// buffered is how many events a subscriber may lag behind before it is dropped: a
// burst of a few hundred receipts fits, a browser that went to sleep does not.
const buffered = 512

// Bus hands every event to every subscriber. The zero value is ready.
type Bus struct {
	mu     sync.Mutex
	subs   map[*subscription]struct{}
	closed bool
}

type subscription struct{ ch chan Event }

// Publish never blocks. A subscriber that has fallen behind gets its channel
// closed: it subscribes again and takes a fresh snapshot.
func (b *Bus) Publish(e Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		select {
		case s.ch <- e:
		default:
			delete(b.subs, s)
			close(s.ch)
		}
	}
}

// Subscribe gives a channel of all events from now on. The caller calls cancel
// when done; the channel is closed by cancel, by Close, or when it falls behind.
func (b *Bus) Subscribe() (events <-chan Event, cancel func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &subscription{ch: make(chan Event, buffered)}
	if b.closed {
		close(s.ch)
		return s.ch, func() {}
	}
	if b.subs == nil {
		b.subs = make(map[*subscription]struct{})
	}
	b.subs[s] = struct{}{}
	return s.ch, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if _, ok := b.subs[s]; ok {
			delete(b.subs, s)
			close(s.ch)
		}
	}
}

// Over tells a subscription to a bus that has closed for good from one that has just begun.
func Over(news <-chan Event) bool {
	select {
	case _, ok := <-news:
		return !ok
	default:
		return false
	}
}

// Close ends all subscriptions, for shutdown.
func (b *Bus) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for s := range b.subs {
		delete(b.subs, s)
		close(s.ch)
	}
}
