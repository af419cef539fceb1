// Package outbox drains the messages that were accepted: one lane per account, in
// order, paced, typed, sent, recorded. The lane's place is the database, so a crash
// at any moment loses and doubles nothing:
//
//	accepted (row, WhatsApp's id chosen)
//	   └▶ marked sending ──▶ sent to WhatsApp ──▶ marked sent, row gone
//	          └── crash here: the same id is sent again; WhatsApp drops the second
package outbox

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/message"
	"switchboard/internal/pacing"
)

// Sender is WhatsApp for the accounts that this process holds.
type Sender interface {
	// Typing shows "typing…" to the peer for d, then stops. It fails when the account
	// is not connected; nothing is lost by that.
	Typing(ctx context.Context, accountID uuid.UUID, to message.Peer, d time.Duration) error
	// Send sends a message and returns when WhatsApp's server has it. Sending the same
	// WAID twice is one message. A fault.Unavailable may work later; every other fault
	// is final, with the code and words that the message then shows.
	Send(ctx context.Context, accountID uuid.UUID, m Letter) (Sent, error)
}

// Letter is a message as the Sender needs it.
type Letter struct {
	WAID  string
	To    message.Peer
	Type  message.Type
	Text  string
	Media *Attachment
	message.Content
}

// Attachment is the file of a Letter.
type Attachment struct {
	Mimetype string
	Filename string
	Size     int64
	Open     func() (io.ReadSeekCloser, error)
}

// Sent is what is known once WhatsApp's server has a message.
type Sent struct {
	At time.Time    // the server's time
	To message.Peer // with number and LID as far as they are known now
}

// Next is the head of an account's lane with the facts that decide when it goes.
type Next struct {
	Message   message.Message
	NotBefore time.Time
	Attempts  int // so far
	Account   account.Account
	Facts     pacing.Facts
}

// Store is the outbox's side of the database.
type Store interface {
	// Lanes are the accounts that holder holds, that are ready and have queued messages.
	Lanes(ctx context.Context, holder uuid.UUID) ([]uuid.UUID, error)
	// Next is the oldest message of a lane; NotFound when the lane is empty, not ready,
	// or not holder's. perHour and perDay are the default caps, for the facts.
	Next(ctx context.Context, accountID, holder uuid.UUID, perHour, perDay int, now time.Time) (Next, error)
	// Begin marks a message as sending and counts it against the caps; NotFound when
	// it is gone or the account is not holder's any more.
	Begin(ctx context.Context, id, holder uuid.UUID, now time.Time) error
	// Done marks a message as sent and takes it off the lane, in one transaction with
	// what became known of the recipient's address.
	Done(ctx context.Context, m message.Message, sent Sent) error
	// Fail marks a message as failed for good and takes it off the lane.
	Fail(ctx context.Context, id uuid.UUID, code, text string, now time.Time) error
	// Later puts a message back to queued after a passing failure.
	Later(ctx context.Context, id uuid.UUID, reason string, notBefore, now time.Time) error
}
