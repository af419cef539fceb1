package webhook

import "time"

// The pure decisions, for their tests.
var (
	Pause = pause
	Judge = judge

	LegacyBody = legacyBody
)

// The numbers that tests hold them against.
const (
	LongestPause = longestPause
	BreakAfter   = breakAfter
	ShortestOpen = shortestOpen
	LongestOpen  = longestOpen
	GiveUpAfter  = giveUpAfter
)

// After is how the webhook is doing after an attempt.
func (w Webhook) After(a Attempt, asked time.Duration, now time.Time) Webhook {
	return w.after(a, asked, now)
}

// Verdict is why the webhook has to be turned off.
func (w Webhook) Verdict(a Attempt, now time.Time) Reason { return w.verdict(a, now) }
