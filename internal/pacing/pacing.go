// Package pacing is the arithmetic that makes an account write like a person: when
// the next message may go, and how long to type it. It decides; the outbox acts.
package pacing

import "time"

// Limits are what an account may send; 0 turns a limit off.
type Limits struct {
	MinInterval time.Duration
	RandomDelay time.Duration
	MaxPerHour  int
	MaxPerDay   int
	Typing      time.Duration
}

// Facts are what an account has sent so far. A time is zero where there is none.
type Facts struct {
	Last    time.Time // when the last message went
	HourNth time.Time // when the MaxPerHour-th message before now went, within the last hour
	DayNth  time.Time // when the MaxPerDay-th message before now went, within the last day
}

// Why says which limit a plan waits for.
type Why string

// The limits to wait for, in the words of a message's plan.
const (
	Now       Why = ""
	Gap       Why = "gap"
	HourlyCap Why = "hourly_cap"
	DailyCap  Why = "daily_cap"
)

// Plan is when the next message may go at the earliest, and what it waits for.
type Plan struct {
	At  time.Time
	Why Why
}

// Next plans the next message. random is in [0,1): the share of RandomDelay that is
// added to the gap.
func Next(l Limits, f Facts, now time.Time, random float64) Plan {
	p := Plan{At: now}
	later := func(at time.Time, why Why) {
		if at.After(p.At) {
			p = Plan{At: at, Why: why}
		}
	}
	if !f.Last.IsZero() && l.MinInterval > 0 {
		later(f.Last.Add(l.MinInterval+time.Duration(random*float64(l.RandomDelay))), Gap)
	}
	if l.MaxPerHour > 0 && !f.HourNth.IsZero() {
		later(f.HourNth.Add(time.Hour), HourlyCap)
	}
	if l.MaxPerDay > 0 && !f.DayNth.IsZero() {
		later(f.DayNth.Add(24*time.Hour), DailyCap)
	}
	return p
}

const (
	// usualLength is the length of text, in characters, for which typing takes exactly
	// the configured time.
	usualLength = 40
	// maxTyping keeps long texts from holding the lane: nobody watches longer.
	maxTyping = 12 * time.Second
)

// Typing is how long to show "typing…" before a text of that many characters, at a
// configured time for a usual text; random in [0,1) varies it by up to 30 %.
func Typing(usual time.Duration, characters int, random float64) time.Duration {
	if usual <= 0 {
		return 0
	}
	share := float64(characters) / usualLength
	share = min(max(share, 0.5), 4)
	d := time.Duration(float64(usual) * share * (0.7 + 0.6*random))
	return min(d, maxTyping)
}
