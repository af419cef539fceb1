package pacing

import "time"

const day = 24 * time.Hour

// Estimate is about when a message goes that has ahead others before it and may not go
// before earliest. sent is when the account's messages of the last day went, the latest
// first; limits are what holds at a time, because those of a young account grow.
func Estimate(limits func(at time.Time) Limits, sent []time.Time, ahead int, now, earliest time.Time) Plan {
	times := reversed(sent, ahead+1)
	// nth is when the n-th message before the end went; zero when it is longer ago than within.
	nth := func(n int, within time.Duration, at time.Time) time.Time {
		if n <= 0 || len(times) < n || !times[len(times)-n].After(at.Add(-within)) {
			return time.Time{}
		}
		return times[len(times)-n]
	}
	p := Plan{At: now}
	for i := range ahead + 1 {
		at, why := p.At, p.Why
		if i == ahead && earliest.After(at) {
			at, why = earliest, Now
		}
		l := limits(at)
		p = Next(l, Facts{Last: nth(1, day, at), HourNth: nth(l.MaxPerHour, time.Hour, at), DayNth: nth(l.MaxPerDay, day, at)}, at, 0.5)
		if p.Why == Now {
			p.Why = why // it goes right after what waited for that
		}
		times = append(times, p.At)
	}
	return p
}

// Budget is when there is room for one more of a kind of which most are allowed in any 24
// hours, after ahead others that wait for the same. went is when those of the last day went,
// the latest first; most of 0 is no limit.
func Budget(most func(at time.Time) int, went []time.Time, ahead int, now time.Time) time.Time {
	times := reversed(went, ahead+1)
	at := now
	for range ahead + 1 {
		for n := most(at); n > 0 && len(times) >= n; n = most(at) {
			free := times[len(times)-n].Add(day)
			if !free.After(at) {
				break
			}
			at = free
		}
		times = append(times, at)
	}
	return at
}

// reversed has the latest last, and room for more.
func reversed(latestFirst []time.Time, more int) []time.Time {
	times := make([]time.Time, 0, len(latestFirst)+more)
	for i := len(latestFirst) - 1; i >= 0; i-- {
		times = append(times, latestFirst[i])
	}
	return times
}
