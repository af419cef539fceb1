// Package webhook tells receivers what happened, so that they can trust it: every
// delivery is signed by Standard Webhooks, owed in the transaction of the fact, tried
// for about a day and kept to be sent again. A delivery moves like this:
//
//	   owed                          answered 2xx
//	    │                   ┌──────────────────────▶ delivered
//	    ▼                   │
//	 pending ──attempt──▶ (outcome) ──8th failure──▶ dead_letter
//	    │                   │  ▲                          │
//	    │              failed  │ again                    │
//	    │                   ▼  │                          │
//	    ├──────cancel──  retrying                         │
//	    ▼                   │                             │
//	cancelled ◀──cancel─────┘     any of the last three ──┘──replay──▶ pending
//
// Each webhook is drained by one turn at a time, in whichever process takes it: what a
// receiver does to its own deliveries touches nobody else's. When a receiver fails again
// and again its circuit opens: nothing is sent until a single probe gets through.
package webhook

import (
	"time"

	"github.com/google/uuid"
)

// Webhook is where the events of an account go.
type Webhook struct {
	ID          uuid.UUID
	AccountID   uuid.UUID
	URL         string
	Description string
	Active      bool
	Events      []string // kinds or patterns such as "message.*"
	Filters     Filters
	Ordered     bool // the deliveries of one conversation go one after the other
	MaxAttempts int
	Format      Format

	// Sealed; only the service and the dispatcher open them.
	SealedHeaders  []byte
	SealedSecret   []byte
	SealedOld      []byte     // the secret before a rotation; nil when there is none
	OldSecretUntil *time.Time // until when deliveries are signed with both

	Failures       int // in a row
	FailingSince   *time.Time
	OpenUntil      *time.Time // the circuit is open: nothing is sent before
	LastSuccessAt  *time.Time
	LastFailureAt  *time.Time
	LastError      string
	DisabledAt     *time.Time
	DisabledReason Reason

	CreatedAt time.Time
	UpdatedAt time.Time

	HeaderNames []string // of the custom headers, sorted; their values stay sealed

	family *family // those that it was read with
}

// Format is what deliveries look like.
type Format string

// The formats.
const (
	Standard Format = "standard" // the event's Envelope
	Legacy   Format = "legacy"   // as the older Node server had it; see legacyBody
)

// Reason is why a webhook was turned off by itself.
type Reason string

// The reasons.
const (
	Gone    Reason = "gone"    // the receiver answered 410
	Failing Reason = "failing" // nothing was delivered for giveUpAfter
)

// Text is the reason in plain words, with what to do about it.
func (r Reason) Text() string {
	switch r {
	case Gone:
		return "The receiver answered 410 Gone: it does not want deliveries any more. Turn the webhook on again when that has changed."
	case Failing:
		return "Nothing could be delivered for 5 days. What waits is kept: mend the receiver, then turn the webhook on again."
	}
	return ""
}

// Status is how a webhook is doing, in one word.
type Status string

// The statuses.
const (
	Healthy  Status = "active"
	Troubled Status = "failing"  // the last attempt failed
	Open     Status = "open"     // so many failed that only probes are sent
	Paused   Status = "paused"   // turned off by a person
	Disabled Status = "disabled" // turned off by itself; DisabledReason says why
)

// Status is how the webhook is doing at a time.
func (w Webhook) Status(now time.Time) Status {
	switch {
	case w.DisabledAt != nil:
		return Disabled
	case !w.Active:
		return Paused
	case w.OpenUntil != nil && w.OpenUntil.After(now):
		return Open
	case w.Failures > 0:
		return Troubled
	}
	return Healthy
}

// Filters narrow what a webhook gets; zero values let everything pass. They look at the
// message or conversation that an event is about: events that are about neither, such as
// `connection`, pass.
type Filters struct {
	Chats     []string // conversations: numbers in digits, WhatsApp's addresses, or our ids
	Direction string   // "incoming" or "outgoing"
	Types     []string // message types, such as "image"
	Groups    *bool    // true: groups only; false: no groups
	Text      string   // the text contains this, whatever the case
}

// Header is a custom header that every delivery carries.
type Header struct {
	Name  string  `json:"name"`
	Value *string `json:"value"` // nil in a Patch keeps the value that the header has
}

// State is how far a delivery has come.
type State string

// The states.
const (
	Pending    State = "pending"
	Retrying   State = "retrying"
	Delivered  State = "delivered"
	DeadLetter State = "dead_letter"
	Cancelled  State = "cancelled"
)

// Valid tells whether s is a state.
func (s State) Valid() bool {
	return s == Pending || s == Retrying || s == Delivered || s == DeadLetter || s == Cancelled
}

// Delivery is one event for one webhook.
type Delivery struct {
	ID            uuid.UUID
	Number        int64 // the order in which they were owed
	WebhookID     uuid.UUID
	AccountID     uuid.UUID
	EventID       uuid.UUID // what the receiver sees as webhook-id
	Kind          string
	ChatID        uuid.UUID // the conversation; nil for events that belong to none
	Body          string    // the event's Envelope, or what Format makes of it
	State         State
	Attempts      int
	MaxAttempts   int
	NextAttemptAt *time.Time

	AttemptsBefore int    // those until it was last sent again
	Format         Format // of Body
	LastStatus     *int   // nil when there was no attempt or no answer
	LastError      string
	LastMS         *int
	CreatedAt      time.Time
	FinishedAt     *time.Time
}

// Attempt is one try of a delivery.
type Attempt struct {
	DeliveryID      uuid.UUID
	Number          int
	At              time.Time
	DurationMS      int
	URL             string
	RequestHeaders  []Line // values of custom headers are hidden
	Status          int    // 0 when there was no answer
	ResponseHeaders []Line
	ResponseBody    string // its first 16 KB
	Error           string // plain words; empty after a success
}

// Line is one line of a header.
type Line struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Health is how a webhook did in the last 24 hours.
type Health struct {
	Attempts    int
	SuccessRate *float64 // 0 to 1; nil without attempts
	P50MS       *int
	P95MS       *int
	Waiting     int        // deliveries that wait, for their first or another attempt
	OldestAt    *time.Time // since when the oldest of them waits
	DeadLetters int        // that are still kept
	Recent      []Pulse    // the last attempts, oldest first
}

// Pulse is how one attempt went.
type Pulse struct {
	DurationMS int
	OK         bool
}

// Event is one entry of an account's log of events.
type Event struct {
	Position  int64
	ID        uuid.UUID
	AccountID uuid.UUID
	Kind      string
	Body      []byte // the Envelope
	CreatedAt time.Time
}

// Page is what a list gives: at most Limit rows after Cursor.
type Page struct {
	Limit  int    // 1 to 100
	Cursor string // the last answer's Next; empty for the start
}

// List is one page of a list.
type List[T any] struct {
	Items []T
	Next  string // empty at the end
}

// Query is which deliveries a list has.
type Query struct {
	AccountID uuid.UUID
	WebhookID *uuid.UUID
	State     State  // empty for all
	Kind      string // empty for all
	Since     *time.Time
	Until     *time.Time
}
