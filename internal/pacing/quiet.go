package pacing

import "time"

// Quiet are the hours in which nobody is written to who has not just written, in minutes
// since midnight where the recipient is. It is off while both are the same; it may span
// midnight.
type Quiet struct{ From, To int }

// End is when the quiet hours that local lies in are over; local itself when it is in none.
func (q Quiet) End(local time.Time) time.Time {
	if q.From == q.To {
		return local
	}
	minute := local.Hour()*60 + local.Minute()
	inside := minute >= q.From && minute < q.To
	if q.From > q.To {
		inside = minute >= q.From || minute < q.To
	}
	if !inside {
		return local
	}
	y, m, d := local.Date()
	if minute >= q.To { // past midnight of the next day
		d++
	}
	return time.Date(y, m, d, q.To/60, q.To%60, 0, 0, local.Location())
}
