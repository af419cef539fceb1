package webhook

import (
	"math"
	"time"
)

const (
	// firstPause is the pause after the first failure, and each further one is pauseFactor
	// times as long: 5 s, 25 s, 2 min, 10 min, 52 min, 4 h, 22 h. Eight attempts take about a day.
	firstPause  = 5 * time.Second
	pauseFactor = 5
	// longestPause bounds the pauses of webhooks with more attempts.
	longestPause = 24 * time.Hour
	// jitter spreads retries: what failed together does not come back together.
	jitter = 0.2

	// breakAfter is how many failures in a row open the circuit. A webhook with one
	// delivery never gets there within its eight attempts.
	breakAfter = 10
	// shortestOpen and longestOpen bound how long a circuit stays open before a probe:
	// otherwise as long as the failure lasts already.
	shortestOpen = 30 * time.Second
	longestOpen  = 10 * time.Minute
	// giveUpAfter is how long a webhook may fail without a success before it is turned off.
	giveUpAfter = 5 * 24 * time.Hour
)

// pause is how long a delivery waits after its failed attempts; random is 0 to 1. A
// receiver may ask for more, not for less: it would run out of attempts.
func pause(attempts int, asked time.Duration, random float64) time.Duration {
	p := float64(firstPause) * math.Pow(pauseFactor, float64(attempts-1))
	p = min(p, float64(longestPause)) * (1 - jitter + 2*jitter*random)
	return max(time.Duration(p), asked)
}

// judge says what an attempt makes of a delivery.
func judge(d Delivery, a Attempt, asked time.Duration, now time.Time, random float64) Outcome {
	o := Outcome{Attempt: a, State: Delivered}
	switch attempts := d.Attempts + 1; {
	case a.Error == "":
	case attempts >= d.MaxAttempts || a.Status == statusGone:
		o.State = DeadLetter
	default:
		next := now.Add(pause(attempts-d.AttemptsBefore, asked, random))
		o.State, o.NextAttemptAt = Retrying, &next
	}
	return o
}

// Answers that mean more than success or failure.
const (
	statusGone        = 410
	statusTooMany     = 429
	statusUnavailable = 503
)

// after is how the webhook is doing after an attempt. A receiver that says how long it
// is busy is left alone for as long: what was on its way when it said so does not change that.
func (w Webhook) after(a Attempt, asked time.Duration, now time.Time) Webhook {
	if a.Error == "" {
		w.Failures, w.FailingSince, w.LastError, w.LastSuccessAt = 0, nil, "", &now
		if w.OpenUntil != nil && !a.At.Before(*w.OpenUntil) { // the probe got through
			w.OpenUntil = nil
		}
		return w
	}
	w.Failures++
	w.LastFailureAt, w.LastError = &now, a.Error
	if w.FailingSince == nil {
		w.FailingSince = &now
	}
	var open time.Duration
	if w.Failures >= breakAfter {
		open = min(max(now.Sub(*w.FailingSince), shortestOpen), longestOpen)
	}
	if a.Status == statusTooMany || a.Status == statusUnavailable {
		open = max(open, min(asked, longestOpen))
	}
	if open > 0 {
		until := now.Add(open)
		w.OpenUntil = &until
	}
	return w
}

// verdict is why the webhook has to be turned off now; empty when it has not.
func (w Webhook) verdict(a Attempt, now time.Time) Reason {
	switch {
	case a.Status == statusGone:
		return Gone
	case a.Error != "" && w.FailingSince != nil && now.Sub(*w.FailingSince) >= giveUpAfter:
		return Failing
	}
	return ""
}
