// Package outbox drains the messages that were accepted: one lane per account, in
// order, paced, read, typed, sent, recorded. The lane's place is the database, so a crash
// at any moment loses and doubles nothing:
//
//	accepted (row, WhatsApp's id chosen)
//	   └▶ marked sending ──▶ sent to WhatsApp ──▶ marked sent, row gone
//	          └── crash here: the same id is sent again; WhatsApp drops the second
//
// A lane goes by priority, then by when a message was to go. Inside a chat only the
// latter counts: what waits there takes over the priority of what comes after it. What
// is held for a reason of its own (its recipient sleeps, the budget of first contacts is
// used up, an attempt failed) holds its chat, and lets the others go first.
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
	// Typing shows "typing…", or "recording…" before a voice message, to the peer for d,
	// then stops. It fails when the account is not connected; nothing is lost by that.
	Typing(ctx context.Context, accountID uuid.UUID, to message.Peer, recording bool, d time.Duration) error
	// Read marks messages of a contact as read.
	Read(ctx context.Context, accountID uuid.UUID, chat message.Peer, waIDs []string) error
	// Send sends a message and returns when WhatsApp's server has it. Sending the same
	// WAID twice is one message. A fault.Unavailable may work later; every other fault
	// is final, with the code and words that the message then shows.
	Send(ctx context.Context, accountID uuid.UUID, m Letter) (Sent, error)
}

// Brakes is told of refusals, so that it can hold what makes them worse.
type Brakes interface {
	// Refused says whether it has changed what may go.
	Refused(ctx context.Context, accountID uuid.UUID, code string) (braked bool, err error)
}

// Letter is a message as the Sender needs it.
type Letter struct {
	WAID  string
	To    message.Peer
	Type  message.Type
	Text  string
	Media *Attachment
	Frame *Attachment // a picture of a video; nil where there is none
	message.Content
	// Welcome is asked when the recipient turns out to have an address that was not known
	// before: the contact may have opted out by it. Its error is the message's.
	Welcome func(ctx context.Context, to message.Peer) error
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

// Done is a message that WhatsApp's server has.
type Done struct {
	Message message.Message
	Sent
	// Ended is when the sending was over: gap and caps count from there, so that they hold
	// at WhatsApp too when one message took longer than the next. Zero leaves when it began,
	// which does where nothing is paced.
	Ended time.Time
}

// Head is a message that is next on a lane, with what decides when it goes.
type Head struct {
	Message  message.Message
	Attempts int // that failed so far; a crash is none
	// Tried says that an attempt may have reached WhatsApp: the message may arrive, or has.
	Tried     bool
	ExpiresAt *time.Time
	OptedOut  bool
	Chat      message.ChatFacts
	SameNth   time.Time // see pacing.Letter
}

// Retry is how a message waits after a passing failure.
type Retry struct {
	Attempts   int // that failed so far
	Tried      bool
	Code, Text string
	NotBefore  time.Time
	// Account says that the whole account waits until NotBefore.
	Account bool
}

// Unread is a message that came in and is not read yet.
type Unread struct {
	WAID string
	Text string
}

// Place is where a message stands on its lane.
type Place struct {
	Account account.Account
	Chat    message.Peer
	Facts   message.ChatFacts
	TextKey *int64 // see message.Accept
	Ahead   int    // how many go before it now
	// NotBefore is until when it is held, for Reason.
	NotBefore time.Time
	Reason    string
	// Behind is until when something is held that goes before it in its chat, for
	// BehindReason; zero when nothing is.
	Behind       time.Time
	BehindReason string
	// Rank, SendAt and Position are its order.
	Rank      int
	SendAt    time.Time
	Position  int64
	ExpiresAt *time.Time
}

// Store is the outbox's side of the database. What a process says about the messages of an
// account that another one has taken over is not written: Conflict ("not_held").
type Store interface {
	// Lanes are the accounts that holder holds, that are ready and have something to send now.
	Lanes(ctx context.Context, holder uuid.UUID, now time.Time) ([]uuid.UUID, error)
	// Lane is the account of a lane; NotFound when it cannot send now, or is not holder's.
	Lane(ctx context.Context, accountID, holder uuid.UUID, now time.Time) (account.Account, error)
	// Facts is what an account has sent so far, as far as the limits ask.
	Facts(ctx context.Context, accountID uuid.UUID, l pacing.Limits, now time.Time) (pacing.Facts, error)
	// Heads are the next messages of a lane, at most limit, in the order in which they go.
	Heads(ctx context.Context, accountID uuid.UUID, l pacing.Limits, limit int, now time.Time) ([]Head, error)
	// Begin marks messages as sending and counts them against the caps; it returns those
	// that were still there, of an account that is still holder's.
	Begin(ctx context.Context, ids []uuid.UUID, holder uuid.UUID, now time.Time) ([]uuid.UUID, error)
	// Done marks messages as sent and takes them off the lane, in one transaction with
	// what became known of their recipients' addresses.
	Done(ctx context.Context, done []Done) error
	// Fail marks a message as failed for good and takes it off the lane. Only a receipt can
	// prove the contrary.
	Fail(ctx context.Context, m message.Message, code, text string, now time.Time) error
	// Later puts a message back to queued after a passing failure.
	Later(ctx context.Context, m message.Message, r Retry, now time.Time) error
	// Back puts messages of one account back that were begun and did not leave.
	Back(ctx context.Context, accountID uuid.UUID, ids []uuid.UUID, text string, now time.Time) error
	// Hold keeps a message back for a reason of its own.
	Hold(ctx context.Context, id uuid.UUID, why string, until time.Time) error
	// OptedOut tells whether a contact must not be written to.
	OptedOut(ctx context.Context, accountID uuid.UUID, who message.Peer) (bool, error)
	// Expire fails what was to go by now or never and is not on its way, and returns it; unsure
	// is the text for what may have arrived.
	Expire(ctx context.Context, code, text, unsure string, now time.Time) ([]message.Message, error)
	// Unread is what came into a chat and is not read yet, the newest first.
	Unread(ctx context.Context, chatID uuid.UUID, limit int) ([]Unread, error)
	// MarkRead notes that what came into a chat is read up to a time.
	MarkRead(ctx context.Context, chatID uuid.UUID, until time.Time) error

	// Place is where a message stands; NotFound when it is on no lane.
	Place(ctx context.Context, id uuid.UUID, now time.Time) (Place, error)
	// PlaceOf is where a message would stand that was accepted now.
	PlaceOf(ctx context.Context, a message.Accept, now time.Time) (Place, error)
	// Rivals are how many wait before a place for the same budgets: that of first contacts,
	// and that of its text.
	Rivals(ctx context.Context, p Place, now time.Time) (strangers, same int, err error)
	// Times is when an account sent within the last day, the latest first.
	Times(ctx context.Context, accountID uuid.UUID, limit int, now time.Time) ([]time.Time, error)
	// FirstTimes is when it wrote to contacts for the first time, likewise.
	FirstTimes(ctx context.Context, accountID uuid.UUID, limit int, now time.Time) ([]time.Time, error)
	// SameTimes is when it sent a text, likewise.
	SameTimes(ctx context.Context, accountID uuid.UUID, textKey int64, limit int, now time.Time) ([]time.Time, error)
}

// letter is what pacing asks of a message.
func letter(to message.Peer, c message.ChatFacts, sameNth, now time.Time) pacing.Letter {
	return pacing.Letter{
		Cold: to.Group == "" && c.FirstIn == nil, First: c.FirstOut == nil,
		Reply:   c.LastIn != nil && now.Sub(*c.LastIn) < pacing.ReplyWithin,
		SameNth: sameNth, Zone: to.Zone(),
	}
}
