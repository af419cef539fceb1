package pacing

import (
	"slices"
	"time"
)

// How long the brake holds when WhatsApp does not say how long it is angry.
const (
	// reachoutBrake is for a refusal to write to a stranger (error 463): WhatsApp's locks
	// are reported to last from hours to some days, and trying again makes them longer.
	reachoutBrake = 24 * time.Hour
	// banBrake goes on after a temporary ban has ended: the number is watched then.
	banBrake = 24 * time.Hour
	// burstBrake is for many refusals of any kind.
	burstBrake = time.Hour
	// burstRefusals of the last burstSends messages make a burst: numbers that are not on
	// WhatsApp, or that have blocked the account, are what spam looks like.
	burstSends    = 20
	burstRefusals = 8
)

// BrakeCause is something for which messages to strangers are held.
type BrakeCause struct {
	Why   string
	Until time.Time
	// Told says that WhatsApp has said when it ends; otherwise that is a guess.
	Told bool
}

// Brakes are all causes of an account, one of each kind. The brake is on while any holds.
type Brakes []BrakeCause

// With adds a cause. What WhatsApp says replaces what was thought of this kind, longer or
// shorter; a guess changes nothing of what WhatsApp has said, and lengthens an older guess.
// Other kinds stay as they are.
func (b Brakes) With(c BrakeCause, now time.Time) Brakes {
	i := slices.IndexFunc(b, func(o BrakeCause) bool { return o.Why == c.Why })
	if i < 0 {
		return append(slices.Clone(b), c)
	}
	old := b[i]
	switch {
	case c.Told:
	case old.Told && old.Until.After(now), old.Until.After(c.Until):
		return b
	}
	b = slices.Clone(b)
	b[i] = c
	return b
}

// Without ends a kind of cause.
func (b Brakes) Without(why string) Brakes {
	return slices.DeleteFunc(slices.Clone(b), func(o BrakeCause) bool { return o.Why == why })
}

// Lasting are the causes that are not over.
func (b Brakes) Lasting(now time.Time) Brakes {
	return slices.DeleteFunc(slices.Clone(b), func(o BrakeCause) bool { return !o.Until.After(now) })
}

// Effective is the cause that holds longest; false when none holds.
func (b Brakes) Effective(now time.Time) (longest BrakeCause, on bool) {
	for _, c := range b {
		if c.Until.After(now) && c.Until.After(longest.Until) {
			longest, on = c, true
		}
	}
	return longest, on
}

// Outcome is how WhatsApp took one message.
type Outcome struct {
	At      time.Time
	Refused bool
}

// AfterReachout is until when the brake holds after error 463; until is what WhatsApp
// said, zero when it said nothing.
func AfterReachout(now, until time.Time) time.Time {
	if until.After(now) {
		return until
	}
	return now.Add(reachoutBrake)
}

// AfterBan is until when the brake holds after a temporary ban.
func AfterBan(now, until time.Time) time.Time {
	if until.Before(now) {
		until = now
	}
	return until.Add(banBrake)
}

// Recent is how many outcomes AfterRefusal looks at.
const Recent = burstSends

// AfterRefusal is until when the brake holds after WhatsApp has refused a message, by the
// outcomes of the last messages; false when there are not enough refusals among them.
func AfterRefusal(recent []Outcome, now time.Time) (time.Time, bool) {
	refused := 0
	for i, o := range recent {
		if i < burstSends && o.Refused && now.Sub(o.At) < burstBrake {
			refused++
		}
	}
	return now.Add(burstBrake), refused >= burstRefusals
}
