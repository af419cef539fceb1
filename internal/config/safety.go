package config

import (
	"fmt"
	"strings"
	"time"
)

// What keeps a number safe is on by default where there is a number to lose: nobody is
// banned from the sandbox. WhatsApp publishes no limits for linked devices; these are
// far below the 250 recipients a day that its business platform lets a new number have.
const (
	newContactsPerDay = 50
	sameTextPerDay    = 50
	warmUpDays        = 14
)

// NewContactsPerDay is how many contacts an account may write to first, in any 24 hours.
func (c Config) NewContactsPerDay() int { return c.safety(c.MaxNewPerDay, newContactsPerDay) }

// SameTextPerDay is how often one text goes out, in any 24 hours.
func (c Config) SameTextPerDay() int { return c.safety(c.MaxSamePerDay, sameTextPerDay) }

// WarmUp is over how many days the caps of a new account grow.
func (c Config) WarmUp() int { return c.safety(c.WarmUpDays, warmUpDays) }

func (c Config) safety(set *int, usual int) int {
	switch {
	case set != nil:
		return *set
	case c.InSandbox():
		return 0
	}
	return usual
}

// Quiet are the quiet hours in minutes since midnight; both are 0 when there are none.
func (c Config) Quiet() (from, to int, err error) {
	if c.QuietHours == "" {
		return 0, 0, nil
	}
	first, second, _ := strings.Cut(c.QuietHours, "-")
	for _, v := range []struct {
		text string
		into *int
	}{{first, &from}, {second, &to}} {
		at, err := time.Parse("15:04", strings.TrimSpace(v.text))
		if err != nil {
			return 0, 0, fmt.Errorf("read the quiet hours: %w", err)
		}
		*v.into = at.Hour()*60 + at.Minute()
	}
	return from, to, nil
}
