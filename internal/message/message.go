// Package message is what accounts send and receive: accepting a message so that
// it is never lost nor sent twice, storing what comes in exactly once, and the
// history of what became of it. The status of an outgoing message only moves
// forward:
//
//	queued ──▶ sending ──▶ sent ──▶ delivered ──▶ read ──▶ played
//	   └──────────┴──▶ failed ┄┄┄┄┄┄┄┄┄┴┄┄┄┄┄┄┄┄┄┄┄┘
//
// A message that was given up after an attempt that nobody confirmed may have arrived: then
// a receipt, which is proof, moves it on from failed.
package message

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/media"
)

// Direction is which way a message went.
type Direction string

// The directions. What is written on the account's own phone is outgoing too.
const (
	Incoming Direction = "incoming"
	Outgoing Direction = "outgoing"
)

// Status is how far a message has come.
type Status string

// The statuses. Incoming messages are Received.
const (
	Received  Status = "received"
	Queued    Status = "queued"
	Sending   Status = "sending"
	Sent      Status = "sent"
	Delivered Status = "delivered"
	Read      Status = "read"
	Played    Status = "played"
	Failed    Status = "failed"
)

// Message is one message.
type Message struct {
	ID         uuid.UUID
	AccountID  uuid.UUID
	ChatID     uuid.UUID
	WAID       string // WhatsApp's id
	Direction  Direction
	Chat       Peer // whom the conversation is with
	Sender     Peer // who wrote it; the zero Peer means the account itself
	SenderName string
	Type       Type
	Text       string
	Media      *media.File
	Content    Content
	Status     Status
	Error      string         // plain words, when Failed
	ErrorCode  string         // stable code of the same
	History    []StatusChange // oldest first
	Source     Source
	Late       bool // it came in while we were away, and waited at WhatsApp
	Timestamp  time.Time
	CreatedAt  time.Time
	EditedAt   *time.Time // when its text was last replaced
	DeletedAt  *time.Time // when it was deleted for everyone; what it said stays here
	Marks      []Mark     // reactions and votes, oldest first

	Account Peer // who the account is, so that both ends of a message can be named
}

// From is the author: phone number, LID or empty while the account is not linked.
func (m Message) From() string {
	if m.Direction == Incoming {
		return m.Sender.Short()
	}
	return m.Account.Short()
}

// Author is who wrote it.
func (m Message) Author() Person {
	if m.Direction == Incoming {
		return PersonOf(m.Sender, m.SenderName)
	}
	return Myself(m.Account)
}

// To is the recipient: phone number, LID, or the group's id.
func (m Message) To() string {
	switch {
	case m.Chat.Group != "":
		return m.Chat.Group
	case m.Direction == Incoming:
		return m.Account.Short()
	}
	return m.Chat.Short()
}

// FromMe tells whether the account wrote the message, by us or on its phone.
func (m Message) FromMe() bool { return m.Direction == Outgoing }

// ByPerson tells whether a person of the account wrote it, on the phone or in the dashboard:
// then the conversation is theirs for a while.
func (m Message) ByPerson() bool {
	return m.FromMe() && (m.Source == FromPhone || m.Source == FromDashboard) && !m.Type.Acts()
}

// Source is who wrote an outgoing message; empty for an incoming one.
type Source string

// The sources.
const (
	FromPhone     Source = "phone" // or another device that is linked to it
	FromDashboard Source = "dashboard"
	FromAPI       Source = "api"
	FromAI        Source = "ai"
)

// Priority is which messages of an account go first. Inside a chat the order in which
// messages were accepted holds, whatever their priority.
type Priority string

// The priorities, the first to go first.
const (
	Reply         Priority = "reply"         // an answer to somebody who waits for it
	Transactional Priority = "transactional" // what somebody expects: codes, receipts, appointments
	Bulk          Priority = "bulk"          // the same to many
)

// Priorities are all of them in their order.
func Priorities() []Priority { return []Priority{Reply, Transactional, Bulk} }

// Rank is the place of a priority, 0 for the first; -1 for what is none.
func (p Priority) Rank() int { return slices.Index(Priorities(), p) }

// StatusChange is one step of a message's history.
type StatusChange struct {
	Status Status
	At     time.Time
	Reason string // plain words; may be empty
}

// ParticipantStatus is how far a message is with one participant of a group.
type ParticipantStatus struct {
	Participant string // digits, or a LID
	Status      Status
	At          time.Time
}

// Chat is one conversation. A contact's number and LID are one conversation.
type Chat struct {
	ID            uuid.UUID
	AccountID     uuid.UUID
	Peer          Peer
	Name          string
	LastMessageAt *time.Time
	LastMessage   *Message
	Unread        int // incoming messages that nobody has read, 100 at most
	Archived      bool
	PinnedAt      *time.Time
	MutedUntil    *time.Time
	ExpiresAfter  int // seconds that its messages stay; 0 is for good
}

// Page is what a list gives: at most Limit rows after Cursor.
type Page struct {
	Limit  int    // 1 to 100
	Cursor string // the last answer's Next; empty for the start
	// Only a list of messages knows these.
	Back   bool      // the rows before Cursor, an answer's Previous; without it the list's last ones
	Around uuid.UUID // without Cursor: the page with this one in its middle
}

// List is one page of a list.
type List[T any] struct {
	Items []T
	Next  string // empty at the end
	// Previous is empty at the start, and in lists that are only read forwards.
	Previous string
}
