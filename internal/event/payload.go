package event

import (
	"time"

	"github.com/google/uuid"
)

// Payload is what an event kind tells the outside: its JSON is the `data` of webhook
// deliveries and of the pull interface.
type Payload interface {
	// Kind is the word for it, such as "message.status".
	Kind() string
	// Facets are what filters look at.
	Facets() Facets
}

// Facets are what a webhook's filters look at; what an event has nothing of is empty.
type Facets struct {
	ChatID    uuid.UUID // the conversation, which deliveries may keep in order
	Chats     []string  // every way to name the conversation: address, number, LID, id
	Direction string
	Type      string // the message's
	Group     *bool
	Content   string // the text
}

// Envelope is the body of a delivery.
type Envelope struct {
	ID        uuid.UUID `json:"id" format:"uuid" doc:"The event's id; the same as the header webhook-id, over all attempts."`
	Type      string    `json:"type" example:"message" doc:"The event kind."`
	Timestamp time.Time `json:"timestamp" doc:"When it happened."`
	AccountID uuid.UUID `json:"account_id" format:"uuid" doc:"Whose event it is."`
	Data      Payload   `json:"data" doc:"What happened; its shape depends on the type."`
}

// The event kinds.
const (
	KindMessage         = "message"
	KindMessageStatus   = "message.status"
	KindMessageMedia    = "message.media"
	KindPresence        = "presence"
	KindConnection      = "connection"
	KindWebhookDisabled = "webhook.disabled"
	KindBrake           = "account.brake"
	KindUnresponsive    = "account.unresponsive"
	KindCaughtUp        = "account.caught_up"
	KindConsent         = "consent"
	KindReplyDraft      = "reply.draft"
	KindHandedOver      = "reply.handed_over"
	KindBudgetEnded     = "reply.budget_ended"
	KindReplyFailed     = "reply.failed"
)

// Media is a file of a message.
type Media struct {
	ID           uuid.UUID `json:"id" format:"uuid"`
	Mimetype     string    `json:"mimetype" example:"image/jpeg"`
	Filename     *string   `json:"filename" example:"menu.jpg"`
	Size         *int64    `json:"size" example:"48213" doc:"Bytes; null while unknown."`
	Status       string    `json:"status" enum:"pending,ready,failed" example:"ready"`
	ThumbnailURL *string   `json:"thumbnail_url" example:"/api/media/0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e/thumbnail" doc:"A small JPEG, often before the file is here; null where there is none."`
	URL          *string   `json:"url" example:"/api/media/0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e" doc:"Where to fetch the bytes with the same credential; null until ready."`
}

// Presence says that somebody came, went, or is typing. It passes: nothing of it is kept
// but the event.
type Presence struct {
	Chat     string     `json:"chat" example:"4915112345678@s.whatsapp.net" doc:"The conversation as WhatsApp addresses it."`
	Sender   string     `json:"sender" example:"4915112345678" doc:"Whose presence it is: digits, or a LID where WhatsApp hides the number."`
	State    string     `json:"state" enum:"online,offline,typing,recording,paused" example:"typing"`
	LastSeen *time.Time `json:"last_seen" doc:"With offline, where the person shows it."`

	facets Facets
}

// Connection says that an account's connection is not what it was.
type Connection struct {
	Status       string  `json:"status" enum:"initializing,qr_ready,ready,disconnected,auth_failed,error" example:"ready"`
	Reason       *string `json:"reason" example:"connection_lost" doc:"Stable code for why the status is what it is; null while all is well."`
	ErrorMessage *string `json:"error_message" doc:"The reason in plain words, with what to do about it."`
	PhoneNumber  *string `json:"phone_number" example:"4915112345678" doc:"Digits with country code; null before the first link."`
	PushName     *string `json:"push_name" example:"Ada's shop"`
}

// WebhookDisabled says that deliveries to a webhook have stopped until a person turns it on
// again. The account's other webhooks get it.
type WebhookDisabled struct {
	WebhookID uuid.UUID `json:"webhook_id" format:"uuid"`
	URL       string    `json:"url" example:"https://example.com/hook"`
	Reason    string    `json:"reason" enum:"gone,failing" example:"failing" doc:"gone: the receiver answered 410. failing: nothing was delivered for 5 days."`
	Text      string    `json:"text" doc:"The reason in plain words."`
}

// Kind is KindPresence.
func (Presence) Kind() string { return KindPresence }

// Kind is KindConnection.
func (Connection) Kind() string { return KindConnection }

// Kind is KindWebhookDisabled.
func (WebhookDisabled) Kind() string { return KindWebhookDisabled }

// Facets are the conversation's.
func (p Presence) Facets() Facets { return p.facets }

// Facets are none: filters let it pass.
func (Connection) Facets() Facets { return Facets{} }

// Facets are none: filters let it pass.
func (WebhookDisabled) Facets() Facets { return Facets{} }

// WithFacets returns the presence with what filters look at.
func (p Presence) WithFacets(f Facets) Presence { p.facets = f; return p }
