// Package pacing is the arithmetic that makes an account write like a person and keeps
// its number safe: when the next message may go, how long to type it, how much a young
// account may send, how healthy a number is. It decides; the outbox acts.
//
// WhatsApp publishes none of its limits. Where a number here has no other source it is a
// cautious convention, and can be set.
package pacing

import "time"

// Limits are what an account may send; 0 turns a limit off.
type Limits struct {
	MinInterval time.Duration
	RandomDelay time.Duration
	MaxPerHour  int
	MaxPerDay   int
	// MaxNewPerDay is how many contacts who have never written are written to for the
	// first time in any 24 hours.
	MaxNewPerDay int
	// MaxSamePerDay is how often one text goes to contacts who have not just written, in
	// any 24 hours.
	MaxSamePerDay int
	Quiet         Quiet
}

// Facts are what an account has sent so far. A time is zero where there is none.
type Facts struct {
	Last    time.Time // when the last message went
	HourNth time.Time // when the MaxPerHour-th message before now went, within the last hour
	DayNth  time.Time // when the MaxPerDay-th message before now went, within the last day
	NewNth  time.Time // when the MaxNewPerDay-th first contact before now was made, within the last day
	// Brake is until when nobody is written to who has never written; zero when it is off.
	Brake time.Time
}

// Letter is what is known of one message that waits.
type Letter struct {
	// Cold says that the recipient has never written to the account, First that the
	// account has never written to the recipient either.
	Cold, First bool
	// Reply says that the recipient wrote within ReplyWithin.
	Reply bool
	// SameNth is when the MaxSamePerDay-th message with this text went, within the last day.
	SameNth time.Time
	// Zone is where the recipient is, as far as the number tells; nil is unknown.
	Zone *time.Location
}

// ReplyWithin is how long after a contact wrote a message to it counts as an answer:
// WhatsApp's own customer service window.
const ReplyWithin = 24 * time.Hour

// Why says what a plan waits for; the words are the outside's.
type Why string

// What to wait for.
const (
	Now         Why = ""
	Gap         Why = "gap"
	HourlyCap   Why = "hourly_cap"
	DailyCap    Why = "daily_cap"
	NewContacts Why = "new_contacts"
	SameText    Why = "same_text"
	QuietHours  Why = "quiet_hours"
	Brake       Why = "brake"
)

// Holds are the reasons that are a message's own: others go first meanwhile.
func Holds() []Why { return []Why{NewContacts, SameText, QuietHours, Brake} }

// Plan is when a message may go at the earliest, and what it waits for.
type Plan struct {
	At  time.Time
	Why Why
}

// later moves a plan back when something lasts longer.
func (p *Plan) later(at time.Time, why Why) {
	if at.After(p.At) {
		*p = Plan{At: at, Why: why}
	}
}

// Hold plans one message by what is its own: the brake, the budget of first contacts,
// the same text to many, the hours in which its recipient sleeps. Answers are not held.
func Hold(l Limits, f Facts, m Letter, now time.Time) Plan {
	p := Plan{At: now}
	if m.Reply {
		return p
	}
	if m.Cold {
		p.later(f.Brake, Brake)
	}
	if m.Cold && m.First && l.MaxNewPerDay > 0 && !f.NewNth.IsZero() {
		p.later(f.NewNth.Add(24*time.Hour), NewContacts)
	}
	if l.MaxSamePerDay > 0 && !m.SameNth.IsZero() {
		p.later(m.SameNth.Add(24*time.Hour), SameText)
	}
	if m.Zone != nil {
		p.later(l.Quiet.End(p.At.In(m.Zone)), QuietHours)
	}
	return p
}

// Next plans the next message of the account, whichever it is. random is in [0,1): the
// share of RandomDelay that is added to the gap.
func Next(l Limits, f Facts, now time.Time, random float64) Plan {
	p := Plan{At: now}
	if !f.Last.IsZero() && l.MinInterval > 0 {
		p.later(f.Last.Add(l.MinInterval+time.Duration(random*float64(l.RandomDelay))), Gap)
	}
	if l.MaxPerHour > 0 && !f.HourNth.IsZero() {
		p.later(f.HourNth.Add(time.Hour), HourlyCap)
	}
	if l.MaxPerDay > 0 && !f.DayNth.IsZero() {
		p.later(f.DayNth.Add(24*time.Hour), DailyCap)
	}
	return p
}

// Unpaced tells whether nothing but the messages themselves decides when they go: they
// can be taken many at a time then.
func (l Limits) Unpaced() bool {
	return l.MinInterval == 0 && l.MaxPerHour == 0 && l.MaxPerDay == 0 && l.MaxSamePerDay == 0
}
