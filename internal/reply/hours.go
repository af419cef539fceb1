package reply

import (
	"fmt"
	"iter"
	"strings"
	"time"
)

// dayEnd is midnight after a day, in minutes.
const dayEnd = 24 * 60

// clock reads a time of the day such as 09:00, in minutes; 24:00 is midnight.
func clock(s string) (int, bool) {
	if s == "24:00" {
		return dayEnd, true
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
		field := fmt.Sprintf("hours[%d]", i)
		say(h.Day >= 0 && h.Day <= 6 && ok && ok2 && from < dayEnd, field, "Write a day from 0 (Sunday) to 6 and two times such as 09:00 and 17:30, or 22:00 and 06:00 for a night.")
		say(from != to, field, "It ends when it begins. A whole day is 00:00 to 24:00.")
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
	for begin, end := range c.spans(at) {
		if !at.Before(begin) && at.Before(end) {
			return true
		}
	}
	return false
}

// closedSince is when the hours that a time lies outside of ended; the zero time when there
// were none in the week before.
func (c *Config) closedSince(at time.Time) time.Time {
	var last time.Time
	for _, end := range c.spans(at) {
		if !end.After(at) && end.After(last) {
			last = end
		}
	}
	return last
}

// spans are the hours of the week before a time and of its day, from when to when. Those that
// begin in the evening end on the next day.
func (c *Config) spans(at time.Time) iter.Seq2[time.Time, time.Time] {
	today := at.In(c.zone())
	return func(yield func(begin, end time.Time) bool) {
		for days := range 9 { // a week ago a night may have ended that began the day before
			day := time.Date(today.Year(), today.Month(), today.Day()-days, 0, 0, 0, 0, time.UTC)
			for _, h := range c.Hours {
				from, _ := clock(h.From)
				to, _ := clock(h.To)
				if to < from {
					to += dayEnd
				}
				if h.Day == int(day.Weekday()) && !yield(onClock(day, from, today.Location()), onClock(day, to, today.Location())) {
					return
				}
			}
		}
	}
}

// onClock is when the clocks of a zone show a minute of a day. A time that they leave out when
// they go forward is when they do.
func onClock(day time.Time, minute int, zone *time.Location) time.Time {
	wanted := day.Add(time.Duration(minute) * time.Minute)
	t := time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, zone)
	_, offset := t.Zone()
	switch shown := t.UTC().Add(time.Duration(offset) * time.Second); {
	case shown.After(wanted):
		t, _ = t.ZoneBounds()
	case shown.Before(wanted):
		_, t = t.ZoneBounds()
	}
	return t
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
				span := fmt.Sprintf("%s %s-%s", time.Weekday(d).String()[:3], h.From, h.To)
				if h.To < h.From && h.To != "00:00" {
					span += " the next day"
				}
				parts = append(parts, span)
			}
		}
	}
	return strings.Join(parts, ", ") + " (" + c.TimeZone + ")"
}
