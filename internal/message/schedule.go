package message

import (
	"encoding/binary"
	"errors"
	"time"
	"unicode/utf8"

	"switchboard/internal/fault"
)

const (
	// farthest is how far ahead a message can be scheduled.
	farthest = 366 * 24 * time.Hour
	// late is how far in the past a time may lie and still mean now: clocks differ.
	late = 5 * time.Minute
	// shortestTTL and longestTTL bound the time to live: a message that could never go
	// is a mistake, and so is one that outlives what it says.
	shortestTTL = 10 * time.Second
	longestTTL  = 30 * 24 * time.Hour
)

// schedule reads when a message is to go. passed is what is wrong with it now and was not
// when its time was still to come.
func schedule(d Draft, now time.Time) (at time.Time, bad, passed []fault.Field) {
	if d.Priority != "" && d.Priority.Rank() < 0 {
		bad = append(bad, fault.Field{Name: "priority", Message: "Write reply, transactional or bulk."})
	}
	if d.TTL != 0 && (d.TTL < shortestTTL || d.TTL > longestTTL) {
		bad = append(bad, fault.Field{Name: "ttl", Message: "The time to live is 10 to 2592000 seconds (30 days)."})
	}
	zone := time.UTC
	if d.TimeZone != "" {
		z, err := time.LoadLocation(d.TimeZone)
		if err != nil || d.TimeZone == "Local" {
			return now, append(bad, fault.Field{Name: "time_zone", Message: "Write a time zone's name, such as Europe/Berlin."}), nil
		}
		zone = z
	}
	if d.SendAt == "" {
		return now, bad, nil
	}
	at, ok := parseTime(d.SendAt, zone, d.TimeZone != "")
	switch {
	case !ok:
		bad = append(bad, fault.Field{Name: "send_at", Message: "Write a time such as 2026-12-01T09:00:00+01:00, or 2026-12-01T09:00 together with time_zone."})
	case at.Before(now.Add(-late)):
		passed = append(passed, fault.Field{Name: "send_at", Message: "This time has passed."})
	case at.After(now.Add(farthest)):
		bad = append(bad, fault.Field{Name: "send_at", Message: "A message can be scheduled at most a year ahead."})
	}
	if at.Before(now) {
		at = now
	}
	return at.UTC(), bad, passed
}

// parseTime reads a moment, or with a zone a local time. What the clocks skip in spring
// is the hour after, what they repeat in autumn the first of the two.
func parseTime(s string, zone *time.Location, local bool) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, true
	}
	if !local {
		return time.Time{}, false
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if wall, err := time.Parse(layout, s); err == nil {
			return localTime(wall, zone), true
		}
	}
	return time.Time{}, false
}

// changeover is longer than any change of the clocks.
const changeover = 3 * time.Hour

// localTime is when the clocks of a zone show a time, given as if in UTC. Which one it is where
// they show it twice or never, the library leaves open.
func localTime(wall time.Time, zone *time.Location) time.Time {
	shows := func(at time.Time) bool {
		_, offset := at.In(zone).Zone()
		return at.Add(time.Duration(offset) * time.Second).Equal(wall)
	}
	y, m, d := wall.Date()
	usual := time.Date(y, m, d, wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	_, before := usual.Add(-changeover).Zone()
	// As if the clocks had not been changed yet.
	first := wall.Add(-time.Duration(before) * time.Second)
	if !shows(first) && shows(usual) {
		return usual
	}
	return first
}

// joinFields adds faulty fields to what else is wrong with the input.
func joinFields(bad []fault.Field, err error) error {
	var known *fault.Error
	if errors.As(err, &known) && known.Kind == fault.Invalid {
		return fault.Invalidate(append(known.Fields, bad...))
	}
	if err != nil {
		return err
	}
	return fault.Invalidate(bad)
}

// sameTextFrom is from how many characters on a text that goes to many is worth counting:
// "ok" and "thanks" are not.
const sameTextFrom = 20

// textKey is the same for messages that say the same, whoever gets them; nil for what is
// too short to count, and in groups.
func textKey(m Message) *int64 {
	if utf8.RuneCountInString(m.Text) < sameTextFrom || m.Chat.Group != "" || m.Type.Acts() {
		return nil
	}
	key := int64(binary.BigEndian.Uint64(hash(m.Text)))
	return &key
}
