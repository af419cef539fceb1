package pacing

import "time"

// The least that a young account may send: a person who has just linked a phone wants to
// see it work.
const (
	warmPerHour = 10
	warmPerDay  = 20
	warmNew     = 5
)

// WarmUp lowers the caps of an account that was linked less than days ago: on the first
// day it may send a share of 1/days of them, on the second 2/days, and so on. A cap that
// is off stays off, because whoever turned it off does not want one.
func (l Limits) WarmUp(days int, age time.Duration) Limits {
	day := int(age/(24*time.Hour)) + 1
	if days <= 0 || day >= days {
		return l
	}
	lower := func(limit, least int) int {
		if limit <= 0 {
			return limit
		}
		return min(limit, max(limit*day/days, least))
	}
	l.MaxPerHour = lower(l.MaxPerHour, warmPerHour)
	l.MaxPerDay = lower(l.MaxPerDay, warmPerDay)
	l.MaxNewPerDay = lower(l.MaxNewPerDay, warmNew)
	return l
}

// WarmUpEnds is when an account that was linked at a time has all of its caps.
func WarmUpEnds(days int, linked time.Time) time.Time {
	return linked.Add(time.Duration(max(days-1, 0)) * 24 * time.Hour)
}
