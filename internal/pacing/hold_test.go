package pacing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/pacing"
)

func TestHold(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin") // an hour ahead of now's zone
	require.NoError(t, err)
	limits := pacing.Limits{MaxNewPerDay: 20, MaxSamePerDay: 50}
	night := pacing.Limits{Quiet: pacing.Quiet{From: 12 * 60, To: 15 * 60}} // 11:00 to 14:00 UTC
	full := pacing.Facts{NewNth: now.Add(-20 * time.Hour)}
	braked := pacing.Facts{Brake: now.Add(2 * time.Hour)}
	stranger := pacing.Letter{Cold: true, First: true}
	many := pacing.Letter{SameNth: now.Add(-23 * time.Hour)}
	reply := func(m pacing.Letter) pacing.Letter { m.Reply = true; return m }
	for name, tc := range map[string]struct {
		limits pacing.Limits
		facts  pacing.Facts
		letter pacing.Letter
		at     time.Duration // after now
		why    pacing.Why
	}{
		"nothing holds":                           {limits, pacing.Facts{}, stranger, 0, pacing.Now},
		"the brake holds strangers":               {limits, braked, stranger, 2 * time.Hour, pacing.Brake},
		"the brake holds who has never answered":  {limits, braked, pacing.Letter{Cold: true}, 2 * time.Hour, pacing.Brake},
		"the brake lets who has ever written":     {limits, braked, pacing.Letter{}, 0, pacing.Now},
		"a brake that is over":                    {limits, pacing.Facts{Brake: now.Add(-time.Second)}, stranger, 0, pacing.Now},
		"the budget of first contacts":            {limits, full, stranger, 4 * time.Hour, pacing.NewContacts},
		"the budget is for the first message":     {limits, full, pacing.Letter{Cold: true}, 0, pacing.Now},
		"the budget is for who has never written": {limits, full, pacing.Letter{First: true}, 0, pacing.Now},
		"no budget":                                 {pacing.Limits{}, full, stranger, 0, pacing.Now},
		"the brake outlasts the budget":             {limits, pacing.Facts{Brake: now.Add(9 * time.Hour), NewNth: full.NewNth}, stranger, 9 * time.Hour, pacing.Brake},
		"the budget outlasts the brake":             {limits, pacing.Facts{Brake: now.Add(time.Hour), NewNth: full.NewNth}, stranger, 4 * time.Hour, pacing.NewContacts},
		"one text to many":                          {limits, pacing.Facts{}, many, time.Hour, pacing.SameText},
		"one text to many, where nobody counts":     {pacing.Limits{}, pacing.Facts{}, many, 0, pacing.Now},
		"the night of the recipient":                {night, pacing.Facts{}, pacing.Letter{Zone: berlin}, 2 * time.Hour, pacing.QuietHours},
		"a recipient whose night it is not":         {night, pacing.Facts{}, pacing.Letter{Zone: time.FixedZone("", 5*3600)}, 0, pacing.Now},
		"a recipient who is nobody knows where":     {night, pacing.Facts{}, pacing.Letter{}, 0, pacing.Now},
		"what ends in the night waits for its end":  {night, pacing.Facts{Brake: now.Add(time.Hour)}, pacing.Letter{Cold: true, Zone: berlin}, 2 * time.Hour, pacing.QuietHours},
		"what ends after the night":                 {night, pacing.Facts{Brake: now.Add(5 * time.Hour)}, pacing.Letter{Cold: true, Zone: berlin}, 5 * time.Hour, pacing.Brake},
		"an answer is held by nothing: the brake":   {limits, braked, reply(stranger), 0, pacing.Now},
		"an answer is held by nothing: the budget":  {limits, full, reply(stranger), 0, pacing.Now},
		"an answer is held by nothing: one text":    {limits, pacing.Facts{}, reply(many), 0, pacing.Now},
		"an answer is held by nothing: the evening": {night, pacing.Facts{}, reply(pacing.Letter{Zone: berlin}), 0, pacing.Now},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := pacing.Hold(tc.limits, tc.facts, tc.letter, now)
			require.Equal(t, tc.why, got.Why)
			require.Equal(t, tc.at, got.At.Sub(now))
		})
	}
}

func TestQuiet(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, berlin) }
	night, siesta := pacing.Quiet{From: 21 * 60, To: 8 * 60}, pacing.Quiet{From: 13 * 60, To: 15*60 + 30}
	for name, tc := range map[string]struct {
		quiet     pacing.Quiet
		from, end time.Time
	}{
		"off":                             {pacing.Quiet{}, at(2, 3, 0), at(2, 3, 0)},
		"off at any hour":                 {pacing.Quiet{From: 600, To: 600}, at(2, 10, 0), at(2, 10, 0)},
		"before":                          {siesta, at(2, 12, 59), at(2, 12, 59)},
		"begins":                          {siesta, at(2, 13, 0), at(2, 15, 30)},
		"ends":                            {siesta, at(2, 15, 30), at(2, 15, 30)},
		"the evening":                     {night, at(2, 22, 15), at(3, 8, 0)},
		"midnight":                        {night, at(3, 0, 0), at(3, 8, 0)},
		"the early morning":               {night, at(3, 7, 59), at(3, 8, 0)},
		"the day":                         {night, at(3, 12, 0), at(3, 12, 0)},
		"the last evening of a month":     {night, time.Date(2026, 1, 31, 23, 0, 0, 0, berlin), time.Date(2026, 2, 1, 8, 0, 0, 0, berlin)},
		"the night in which spring comes": {night, at(28, 23, 0), at(29, 8, 0)}, // 8 hours and not 9
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.end, tc.quiet.End(tc.from))
		})
	}
	require.Equal(t, 8*time.Hour, night.End(at(28, 23, 0)).Sub(at(28, 23, 0)))
}

// TestQuiet_ends_outside_of_itself looks at every minute of a day for many spans.
func TestQuiet_ends_outside_of_itself(t *testing.T) {
	t.Parallel()
	for from := 0; from < 24*60; from += 37 {
		for to := 0; to < 24*60; to += 41 {
			q := pacing.Quiet{From: from, To: to}
			for minute := 0; minute < 24*60; minute += 13 {
				start := now.Add(time.Duration(minute) * time.Minute)
				end := q.End(start)
				require.False(t, end.Before(start))
				require.Less(t, end.Sub(start), 24*time.Hour)
				require.Equal(t, end, q.End(end), "%v from %v", q, start)
			}
		}
	}
}

func TestWarmUp(t *testing.T) {
	t.Parallel()
	full := pacing.Limits{MinInterval: time.Second, MaxPerHour: 60, MaxPerDay: 500, MaxNewPerDay: 20, MaxSamePerDay: 50}
	for name, tc := range map[string]struct {
		days, age          int // age in hours
		limits             pacing.Limits
		hour, perDay, news int
	}{
		"the first day gives what one needs to see it work": {10, 0, full, 10, 50, 5},
		"the second":                   {10, 24, full, 12, 100, 5},
		"half way":                     {10, 4*24 + 23, full, 30, 250, 10},
		"the last day has all of it":   {10, 9 * 24, full, 60, 500, 20},
		"and so it stays":              {10, 1000, full, 60, 500, 20},
		"no warm-up":                   {0, 0, full, 60, 500, 20},
		"small caps stay as they are":  {10, 0, pacing.Limits{MaxPerHour: 5, MaxPerDay: 15, MaxNewPerDay: 2}, 5, 15, 2},
		"caps that are off stay off":   {10, 0, pacing.Limits{}, 0, 0, 0},
		"a clock that was turned back": {10, -48, full, 10, 20, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tc.limits.WarmUp(tc.days, time.Duration(tc.age)*time.Hour)
			require.Equal(t, []int{tc.hour, tc.perDay, tc.news}, []int{got.MaxPerHour, got.MaxPerDay, got.MaxNewPerDay})
			require.Equal(t, tc.limits.MaxSamePerDay, got.MaxSamePerDay)
			require.Equal(t, tc.limits.MinInterval, got.MinInterval)
		})
	}
	for days := range 30 {
		before := pacing.Limits{}
		for hour := range days * 25 {
			l := full.WarmUp(days, time.Duration(hour)*time.Hour)
			require.GreaterOrEqual(t, l.MaxPerDay, before.MaxPerDay, "caps only grow")
			before = l
		}
		end := pacing.WarmUpEnds(days, now)
		require.Equal(t, full, full.WarmUp(days, end.Sub(now)))
		if days > 1 {
			require.NotEqual(t, full, full.WarmUp(days, end.Sub(now)-time.Minute))
		}
	}
}
