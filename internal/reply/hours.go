package reply

import (
	"fmt"
	"strings"
	"time"
)

// clock reads a time of the day such as 09:00, in minutes; 24:00 is midnight.
func clock(s string) (int, bool) {
	if s == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil
}

// checkHours looks at the hours and their time zone.
func (c *Config) checkHours(say func(ok bool, field, format string, args ...any)) {
	if c.TimeZone == "" {
		c.TimeZone = "UTC"
	}
	_, err := time.LoadLocation(c.TimeZone)
	say(err == nil && c.TimeZone != "Local", "time_zone", "Write a time zone such as Europe/Berlin.")
	say(len(c.Hours) <= 50, "hours", "There are at most 50.")
	for i, h := range c.Hours {
		from, ok := clock(h.From)
		to, ok2 := clock(h.To)
		say(h.Day >= 0 && h.Day <= 6 && ok && ok2 && from < to, fmt.Sprintf("hours[%d]", i),
			"Write a day from 0 (Sunday) to 6 and two times such as 09:00 and 17:30, the earlier one first.")
	}
}

// zone is the time zone of hours and dates.
func (c *Config) zone() *time.Location {
	if z, err := time.LoadLocation(c.TimeZone); err == nil {
		return z
	}
	return time.UTC
}

// open tells whether answers are given at a time.
func (c *Config) open(at time.Time) bool {
	if len(c.Hours) == 0 {
		return true
	}
	local := at.In(c.zone())
	minute := local.Hour()*60 + local.Minute()
	for _, h := range c.Hours {
		from, _ := clock(h.From)
		to, _ := clock(h.To)
		if h.Day == int(local.Weekday()) && minute >= from && minute < to {
			return true
		}
	}
	return false
}

// closedSince is when the hours that a time lies outside of ended; the zero time when there
// were none in the week before.
func (c *Config) closedSince(at time.Time) time.Time {
	local := at.In(c.zone())
	var last time.Time
	for days := range 8 {
		for _, h := range c.Hours {
			to, _ := clock(h.To)
			end := time.Date(local.Year(), local.Month(), local.Day()-days, to/60, to%60, 0, 0, local.Location())
			if int(end.Add(-time.Minute).Weekday()) == h.Day && !end.After(local) && end.After(last) {
				last = end
			}
		}
	}
	return last
}

// hoursText is the hours in words, for the prompt: "Mon 09:00-17:00, Tue …".
func (c *Config) hoursText() string {
	if len(c.Hours) == 0 {
		return "always"
	}
	var parts []string
	for day := range 7 {
		d := (day + 1) % 7 // Monday first
		for _, h := range c.Hours {
			if h.Day == d {
				parts = append(parts, fmt.Sprintf("%s %s-%s", time.Weekday(d).String()[:3], h.From, h.To))
			}
		}
	}
	return strings.Join(parts, ", ") + " (" + c.TimeZone + ")"
}
