package pacing

import (
	"math"
	"slices"
	"time"
)

// HealthWindow is how far back a number's health looks.
const HealthWindow = 7 * 24 * time.Hour

// Record is what a number has done within the HealthWindow.
type Record struct {
	Sent    int           // messages
	Cold    int           // of these to contacts who had never written
	Refused int           // of these that WhatsApp refused
	Met     int           // contacts that were written to first
	Replied int           // of these who have answered
	OptOuts int           // contacts who asked not to be written to
	Age     time.Duration // since the number was linked
	// Braked says that WhatsApp limits the number, or that the brake is on; Banned that it
	// is banned for a while or for good.
	Braked, Banned bool
}

// Level sums a score up.
type Level string

// The levels: good from 75 up, fair from 45, poor below.
const (
	Good Level = "good"
	Fair Level = "fair"
	Poor Level = "poor"
)

// Cause is something that lowers a score.
type Cause struct {
	Code   string // stable
	Text   string // plain words with what to do
	Points int    // how much it costs
}

// Health is how likely WhatsApp is to leave a number alone, by what it is known to look
// at: 100 is best. It is a judgement, not a promise.
type Health struct {
	Score  int
	Level  Level
	Causes []Cause // the worst first
}

// Below these counts a share says nothing.
const (
	enoughSends = 20
	enoughMet   = 10
)

// Judge scores a number.
func Judge(r Record) Health {
	h := Health{Score: 100}
	lower := func(points float64, code, text string) {
		if n := int(math.Round(points)); n > 0 {
			h.Score -= n
			h.Causes = append(h.Causes, Cause{Code: code, Text: text, Points: n})
		}
	}
	if r.Banned {
		lower(100, "banned", "WhatsApp has blocked this number. Send nothing until it is lifted.")
	}
	if r.Braked {
		lower(40, "restricted", "WhatsApp limits writing to new contacts. Answer those who write, and let new ones write first.")
	}
	if r.Met >= enoughMet {
		// A conversation has two sides: from half of the new contacts up all is well.
		lower(30*(1-min(share(r.Replied, r.Met)/0.5, 1)), "few_replies", "Few of the contacts that were written to first have answered. Write to people who expect it.")
	}
	if r.Sent >= enoughSends {
		lower(25*max(share(r.Cold, r.Sent)-0.3, 0)/0.7, "many_cold", "Most messages go to contacts who have never written. Ask people to write first, for example by a wa.me link.")
		lower(30*min(share(r.Refused, r.Sent)/0.3, 1), "refusals", "WhatsApp refused many messages: numbers that are not on WhatsApp, or contacts who blocked the account. Clean the list.")
		lower(20*min(share(r.OptOuts, r.Sent)/0.05, 1), "opt_outs", "Many contacts asked not to be written to.")
	}
	if r.Age < 7*24*time.Hour {
		lower(10*(1-float64(r.Age)/float64(7*24*time.Hour)), "young", "The number was linked a few days ago. Send little at first.")
	}
	h.Score = max(h.Score, 0)
	switch {
	case h.Score >= 75:
		h.Level = Good
	case h.Score >= 45:
		h.Level = Fair
	default:
		h.Level = Poor
	}
	sortCauses(h.Causes)
	return h
}

func share(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }

func sortCauses(c []Cause) {
	slices.SortStableFunc(c, func(a, b Cause) int { return b.Points - a.Points })
}
