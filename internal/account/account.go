// Package account is the life of a WhatsApp account: one linked device of one
// phone number. Its status moves like this:
//
//	          Create, Reconnect
//	                │
//	                ▼
//	         initializing ──────────────┐ (has a session)
//	                │ (needs a scan)    │
//	                ▼                   ▼
//	codes ┌──── qr_ready ──scanned──▶ ready ◀──┐
//	used  │                             │      │ comes back by itself
//	up    ▼                             ▼      │ (connection_lost, contested)
//	 disconnected ◀──────────────── disconnected
//	 (qr_timeout)                       │
//	                                    ├──▶ auth_failed (logged_out)
//	                                    └──▶ error (banned, client_outdated, …)
//
// `auth_failed`, `error` and `qr_timeout` stay until a person reconnects. It is safe
// because one process at a time holds an account (Keeper) and only the holder's
// engine reports about it.
package account

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/pacing"
)

// Status is where an account is in its life; the words are the outside's.
type Status string

// The statuses.
const (
	Initializing Status = "initializing"
	QRReady      Status = "qr_ready"
	Ready        Status = "ready"
	Disconnected Status = "disconnected"
	AuthFailed   Status = "auth_failed"
	Failed       Status = "error"
)

// Account is one WhatsApp account.
type Account struct {
	ID           uuid.UUID
	Name         string
	Description  string
	Status       Status
	Reason       Reason // why the status is what it is; empty while all is well
	ErrorMessage string // the reason in plain words
	DeviceJID    string // WhatsApp's id of our linked device; empty before the first link
	LID          string
	PhoneNumber  string // digits
	PushName     string
	APIKeyPrefix string
	Overrides    Overrides
	SealedProxy  []byte // what its connections go through; empty: nothing
	// What is stored beside conversations: posts of the channels that the account follows,
	// and of its contacts' status.
	ReceiveChannels, ReceiveStatus bool
	Queued                         int        // messages accepted and not yet sent
	PendingDrafts                  int        // answers of the AI that wait for a person's word
	PausedAt                       *time.Time // since when a person has stopped the sending; nil while it goes on
	RestUntil                      *time.Time // WhatsApp asked for a pause until then; nil when it never has
	Brake                          Brake
	LinkedAt                       *time.Time // when this number was linked first; nil before
	CreatedAt                      time.Time
	UpdatedAt                      time.Time
	LastActiveAt                   *time.Time
}

// Linked tells whether the account has a session at WhatsApp.
func (a Account) Linked() bool { return a.DeviceJID != "" }

// Brake holds messages to contacts who have never written, while WhatsApp is wary of the
// account. Answers go on. Of several causes it shows the one that ends last.
type Brake struct {
	Until  *time.Time // nil while it is off
	Reason BrakeReason
}

// On tells whether the brake holds.
func (b Brake) On(now time.Time) bool { return b.Until != nil && b.Until.After(now) }

// BrakeReason is a stable code for why the brake is on.
type BrakeReason string

// The reasons of the brake.
const (
	BrakeReachout BrakeReason = "reachout_timelock"
	BrakeBan      BrakeReason = "temp_ban"
	BrakeRefusals BrakeReason = "refusals"
)

// Limits are the sending limits of an account; 0 turns a limit off.
type Limits struct {
	MinInterval   time.Duration // least time between two messages
	RandomDelay   time.Duration // up to this much is added at random
	MaxPerHour    int           // in any 60 minutes
	MaxPerDay     int           // in any 24 hours
	MaxNewPerDay  int           // contacts written to for the first time, in any 24 hours
	MaxSamePerDay int           // one text to contacts who have not just written, in any 24 hours
	WarmUpDays    int           // how long the caps of a newly linked account grow
	Typing        time.Duration // shown before a text of usual length
	Quiet         pacing.Quiet  // when nobody is written to who has not just written
	ReadFirst     bool          // what came in is marked as read before it is answered
}

// Pacing is what of the limits holds for an account of that age now.
func (l Limits) Pacing(linked *time.Time, now time.Time) pacing.Limits {
	p := pacing.Limits{
		MinInterval: l.MinInterval, RandomDelay: l.RandomDelay, MaxPerHour: l.MaxPerHour, MaxPerDay: l.MaxPerDay,
		MaxNewPerDay: l.MaxNewPerDay, MaxSamePerDay: l.MaxSamePerDay, Quiet: l.Quiet,
	}
	if linked == nil {
		return p
	}
	return p.WarmUp(l.WarmUpDays, now.Sub(*linked))
}

// Overrides are an account's own limits; nil takes the server's default.
type Overrides struct {
	MinIntervalMS *int32
	RandomDelayMS *int32
	MaxPerHour    *int32
	MaxPerDay     *int32
	MaxNewPerDay  *int32
	MaxSamePerDay *int32
	WarmUpDays    *int32
	TypingMS      *int32
	QuietFrom     *int32 // minutes since midnight where the recipient is
	QuietTo       *int32
	ReadFirst     *bool
	OptOutWords   []string // nil takes the server's words
	OptInWords    []string
}

// Over applies the overrides to the defaults.
func (o Overrides) Over(d Limits) Limits {
	ms := func(v *int32, to *time.Duration) {
		if v != nil {
			*to = time.Duration(*v) * time.Millisecond
		}
	}
	num := func(v *int32, to *int) {
		if v != nil {
			*to = int(*v)
		}
	}
	ms(o.MinIntervalMS, &d.MinInterval)
	ms(o.RandomDelayMS, &d.RandomDelay)
	num(o.MaxPerHour, &d.MaxPerHour)
	num(o.MaxPerDay, &d.MaxPerDay)
	num(o.MaxNewPerDay, &d.MaxNewPerDay)
	num(o.MaxSamePerDay, &d.MaxSamePerDay)
	num(o.WarmUpDays, &d.WarmUpDays)
	num(o.QuietFrom, &d.Quiet.From)
	num(o.QuietTo, &d.Quiet.To)
	ms(o.TypingMS, &d.Typing)
	if o.ReadFirst != nil {
		d.ReadFirst = *o.ReadFirst
	}
	return d
}

// QR is a code to scan, in memory only: it is a credential.
type QR struct {
	Code      string
	ExpiresAt time.Time
	Number    int // 1 for the first of the chain
	Total     int
}

// PairingCode is the code to type in the phone; in memory only.
type PairingCode struct {
	Code      string // ABCD-1234
	ExpiresAt time.Time
}

// Identity is who an account is at WhatsApp.
type Identity struct {
	DeviceJID   string
	LID         string
	PhoneNumber string
	PushName    string
}

// Engine speaks WhatsApp for the accounts that this process holds. It reports back
// through Service's Observer methods, never from inside these calls.
type Engine interface {
	// Start connects an account: with its stored session, or with a new chain of QR
	// codes when it has none. It returns at once. An account that runs is left alone.
	Start(ctx context.Context, a Account) error
	// Stop disconnects without logging out and returns when nothing of the account
	// runs any more. An account that does not run is no error.
	Stop(ctx context.Context, id uuid.UUID) error
	// Logout stops the account, tells WhatsApp that the device is gone (as far as it
	// can be reached) and removes the stored session.
	Logout(ctx context.Context, a Account) error
	// PairingCode asks WhatsApp for a code that links the phone with this number. It
	// fails with Conflict when the account is linked already.
	PairingCode(ctx context.Context, id uuid.UUID, number string) (PairingCode, error)
}

// Store keeps accounts.
type Store interface {
	Create(ctx context.Context, a Account, keyHash []byte) error
	Accounts(ctx context.Context) ([]Account, error)
	Account(ctx context.Context, id uuid.UUID) (Account, error)
	// Update changes name, description and limits.
	Update(ctx context.Context, a Account) (Account, error)
	// Delete makes the account gone for everybody.
	Delete(ctx context.Context, id uuid.UUID, now time.Time) error
	// Deleted are the accounts that are gone and have rows left.
	Deleted(ctx context.Context) ([]uuid.UUID, error)
	// PurgeDeleted removes at most limit rows of each kind of an account that is gone, and
	// says whether nothing is left.
	PurgeDeleted(ctx context.Context, id uuid.UUID, limit int) (over bool, err error)
	SetKey(ctx context.Context, id uuid.UUID, prefix string, hash []byte, now time.Time) error
	// SetStatus records a status, only while holder holds the account; NotFound otherwise.
	SetStatus(ctx context.Context, id, holder uuid.UUID, s Status, r Reason, text string, now time.Time) error
	// SetIdentity records who the account is; empty fields stay as they are.
	SetIdentity(ctx context.Context, id, holder uuid.UUID, who Identity, now time.Time) error
	// ClearIdentity forgets the link, not the phone number.
	ClearIdentity(ctx context.Context, id, holder uuid.UUID, now time.Time) error

	// SetPaused stops the sending since a time, or with nil lets it go on.
	SetPaused(ctx context.Context, id uuid.UUID, since *time.Time, now time.Time) error
	// ChangeBrakes changes why messages to strangers are held, and lets go what is held no
	// longer; false when the brake is as it was.
	ChangeBrakes(ctx context.Context, id uuid.UUID, change func(pacing.Brakes) pacing.Brakes, now time.Time) (bool, error)
	// EndedBrakes are the accounts whose brake has ended by itself and still shows.
	EndedBrakes(ctx context.Context, now time.Time) ([]uuid.UUID, error)
	// Note owes something that happened to the account and changes nothing of it.
	Note(ctx context.Context, id uuid.UUID, n Note, now time.Time) error
	// ReleaseHolds lets everything be planned anew that was held for its own reasons.
	ReleaseHolds(ctx context.Context, id uuid.UUID) error
	// Record is what the number has done since a time, as far as it is counted; refusals
	// are the codes of failures that are WhatsApp's.
	Record(ctx context.Context, id uuid.UUID, since time.Time, refusals []string) (pacing.Record, error)
	// Outcomes is how WhatsApp took the last messages, the latest first.
	Outcomes(ctx context.Context, id uuid.UUID, limit int, refusals []string) ([]pacing.Outcome, error)

	// Claim takes every account that nobody holds, or whose holder's lease has ended,
	// renews the caller's own, and returns all that holder now holds. The lease is
	// measured by the database's clock.
	Claim(ctx context.Context, holder uuid.UUID, lease time.Duration) ([]Account, error)
	// Release gives a holder's accounts up except some, so that another can take them at once.
	Release(ctx context.Context, holder uuid.UUID, except []uuid.UUID) error
}
