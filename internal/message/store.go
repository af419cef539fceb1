package message

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/media"
	"switchboard/internal/pacing"
)

// Accept is a message to take in for sending.
type Accept struct {
	Message
	IdempotencyKey string
	RequestHash    []byte // of everything the caller sent
	ContentHash    []byte // of recipient and content, for the duplicate rule; nil allows duplicates
	DuplicateSince time.Time
	MaxQueued      int
	Priority       Priority // empty: by whether the contact wrote within a day
	SendAt         time.Time
	ExpiresAt      *time.Time
	TextKey        *int64 // the same for the same text, whoever gets it; nil for short ones
	// Stale is why it is not taken any more unless its key was used before: its time has passed
	// since. Nil for most.
	Stale error
	Facts ChatFacts // set by Admit
}

// ChatFacts are what decides how a message to a contact is treated.
type ChatFacts struct {
	FirstIn  *time.Time // when the contact first wrote to the account
	LastIn   *time.Time // and last
	FirstOut *time.Time // when the account first wrote to the contact
}

// Priority is that of a message whose sender names none: an answer when the contact
// wrote within the last day.
func (f ChatFacts) Priority(now time.Time) Priority {
	if f.LastIn != nil && now.Sub(*f.LastIn) < pacing.ReplyWithin {
		return Reply
	}
	return Transactional
}

// Inbound is a message that WhatsApp delivered.
type Inbound struct {
	AccountID  uuid.UUID
	WAID       string
	Chat       Peer
	Sender     Peer
	SenderName string
	FromMe     bool // written on the account's own phone or another of its devices
	Type       Type
	Text       string
	Media      *InboundMedia
	Content    Content
	// VoteHashes are the SHA-256 of the answers that were voted for: what they are, the
	// poll says.
	VoteHashes [][]byte
	Status     Status // of what the account wrote, in a history
	Late       bool   // it waited at WhatsApp while we were away
	Timestamp  time.Time
	// Keys is what decrypting it has changed: stored with it, or else it could be decrypted
	// once and never again. Nil when nothing, or when it is stored already.
	Keys *KeyWrites
}

// InboundMedia is a file whose bytes are still at WhatsApp.
type InboundMedia struct {
	Mimetype string
	Filename string
	Size     int64
	SHA256   []byte
	Source   []byte // what the media.Downloader needs; opaque here
	Preview  []byte // a small JPEG that came with the message; may be empty
}

// Receipt says that messages reached or were read by somebody.
type Receipt struct {
	AccountID uuid.UUID
	Chat      Peer
	From      Peer // who of a group; the zero Peer in direct chats
	WAIDs     []string
	Status    Status // Delivered, Read or Played
	At        time.Time
}

// Stored is a message that was stored, or was there.
type Stored struct {
	Message Message
	New     bool
	// TakenBack are answers by AI that will not be sent, because a person has written.
	TakenBack []Message
}

// Store keeps messages and conversations.
type Store interface {
	// Accept stores a message, its first status, its outbox row and its idempotency key in one
	// transaction. It is not new when the key was there already, with the same request: the
	// message is the first one's. Of a person's message the answers by AI that wait in the
	// conversation are taken back. It fails with Conflict
	// ("idempotency_key_reused", "duplicate", "opted_out"), RateLimited ("queue_full"), NotFound
	// (no such account), and with Stale.
	Accept(ctx context.Context, a Accept) (Stored, error)
	// Used tells whether an idempotency key was used for this very request.
	Used(ctx context.Context, accountID uuid.UUID, key string, requestHash []byte) (bool, error)
	// Admit fails as Accept would, and fills in what Accept would decide.
	Admit(ctx context.Context, a *Accept) error
	// Cancel marks those of the messages that still wait as failed ("cancelled"), and
	// returns them.
	Cancel(ctx context.Context, ids []uuid.UUID, now time.Time) ([]Message, error)
	// Queued are messages of an account that wait, the next first; of all priorities when
	// none is given.
	Queued(ctx context.Context, accountID uuid.UUID, priorities []Priority, limit int) ([]uuid.UUID, error)
	// Waiting are the first messages of Queued, of all priorities.
	Waiting(ctx context.Context, accountID uuid.UUID, limit int) ([]Message, error)
	// PurgeMessages removes messages whose ids are lower, the oldest first and at most limit,
	// but none that waits to be sent, and says how many.
	PurgeMessages(ctx context.Context, before uuid.UUID, limit int) (int, error)
	// Nth is the id of the message after so many newer ones, of all accounts.
	Nth(ctx context.Context, newer int) (id uuid.UUID, ok bool, err error)
	// Participants is how far a message to a group is with each member.
	Participants(ctx context.Context, id uuid.UUID) ([]ParticipantStatus, error)
	// Receive stores an incoming message, its conversation, its media row, what it says
	// about consent and what is owed because of it, in one transaction; of a message that a
	// person of the account wrote on the phone also what Accept does. It is not new when it was
	// there already and could be read.
	Receive(ctx context.Context, in Inbound, now time.Time) (Stored, error)
	// Receipt moves messages forward and returns those that moved.
	Receipt(ctx context.Context, r Receipt) ([]Message, error)
	// RenameContact records the push name of a contact's conversation.
	RenameContact(ctx context.Context, accountID uuid.UUID, who Peer, name string) error

	Message(ctx context.Context, id uuid.UUID) (Message, error)
	// FindMessage is an account's message by its id or WhatsApp's; NotFound when there is none.
	FindMessage(ctx context.Context, accountID uuid.UUID, ref string) (Message, error)
	// CallRule and SetCallRule are what becomes of an account's calls.
	CallRule(ctx context.Context, accountID uuid.UUID) (CallRule, error)
	SetCallRule(ctx context.Context, accountID uuid.UUID, rule CallRule) error
	// CallOutcome records how a call ended that still rings; NotFound when it is not logged.
	CallOutcome(ctx context.Context, accountID uuid.UUID, callID, outcome string) (Message, error)
	// AddHistoryOffer keeps a part of a history until HistoryOfferDone; NextHistoryOffer is
	// the next one, which counts as tried; NotFound when there is none.
	AddHistoryOffer(ctx context.Context, accountID uuid.UUID, offer []byte, now time.Time) error
	NextHistoryOffer(ctx context.Context, accountID uuid.UUID) (HistoryOffer, error)
	HistoryOfferDone(ctx context.Context, id uuid.UUID) error
	// HistoryOfferAgain takes an attempt back, of an offer made since a time.
	HistoryOfferAgain(ctx context.Context, id uuid.UUID, since time.Time) error
	// Import stores a conversation of a history, which has at least one message.
	Import(ctx context.Context, c PastChat) error
	// NameGroup records a group's subject.
	NameGroup(ctx context.Context, accountID uuid.UUID, group, name string) error
	// Versions are what a message said before it was edited, oldest first.
	Versions(ctx context.Context, id uuid.UUID) ([]Version, error)
	// Messages are an account's messages, newest first; of one conversation when
	// chatID is not nil: then without those that are about others (Type.Acts).
	Messages(ctx context.Context, accountID uuid.UUID, chatID *uuid.UUID, p Page) (List[Message], error)
	// Chats are an account's conversations, latest first.
	Chats(ctx context.Context, accountID uuid.UUID, f ChatFilter, p Page) (List[Chat], error)
	Chat(ctx context.Context, id uuid.UUID) (Chat, error)
}

// Library keeps the files of outgoing messages.
type Library interface {
	Get(ctx context.Context, id uuid.UUID) (media.File, error)
}
