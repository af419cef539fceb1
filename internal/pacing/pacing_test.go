package pacing_test

import (
	"testing"
	"testing/quick"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/pacing"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestNext(t *testing.T) {
	t.Parallel()
	limits := pacing.Limits{MinInterval: 5 * time.Second, RandomDelay: 2 * time.Second, MaxPerHour: 60, MaxPerDay: 500}
	for name, tc := range map[string]struct {
		limits pacing.Limits
		facts  pacing.Facts
		random float64
		at     time.Duration // after now
		why    pacing.Why
	}{
		"the first goes at once":           {limits, pacing.Facts{}, 0.5, 0, pacing.Now},
		"the gap and its random part":      {limits, pacing.Facts{Last: now.Add(-time.Second)}, 0.5, 5 * time.Second, pacing.Gap},
		"a gap that is over":               {limits, pacing.Facts{Last: now.Add(-time.Minute)}, 0.9, 0, pacing.Now},
		"the hourly cap":                   {limits, pacing.Facts{Last: now.Add(-time.Minute), HourNth: now.Add(-50 * time.Minute)}, 0, 10 * time.Minute, pacing.HourlyCap},
		"the daily cap outlasts the hour":  {limits, pacing.Facts{HourNth: now.Add(-50 * time.Minute), DayNth: now.Add(-20 * time.Hour)}, 0, 4 * time.Hour, pacing.DailyCap},
		"0 turns each limit off":           {pacing.Limits{}, pacing.Facts{Last: now, HourNth: now, DayNth: now}, 1, 0, pacing.Now},
		"random alone does not make a gap": {pacing.Limits{RandomDelay: time.Second}, pacing.Facts{Last: now}, 0.9, 0, pacing.Now},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, pacing.Plan{At: now.Add(tc.at), Why: tc.why}, pacing.Next(tc.limits, tc.facts, now, tc.random))
		})
	}
}

func TestNext_never_breaks_a_limit(t *testing.T) {
	t.Parallel()
	holds := func(last, hour, day uint32, random uint16) bool {
		l := pacing.Limits{MinInterval: 5 * time.Second, RandomDelay: 2 * time.Second, MaxPerHour: 10, MaxPerDay: 20}
		f := pacing.Facts{
			Last: now.Add(-time.Duration(last) * time.Millisecond), HourNth: now.Add(-time.Duration(hour%3600) * time.Second),
			DayNth: now.Add(-time.Duration(day%86400) * time.Second),
		}
		at := pacing.Next(l, f, now, float64(random)/65536).At
		return !at.Before(now) && at.Sub(f.Last) >= l.MinInterval && at.Sub(f.HourNth) >= time.Hour && at.Sub(f.DayNth) >= 24*time.Hour
	}
	require.NoError(t, quick.Check(holds, nil))
}

func TestTyping(t *testing.T) {
	t.Parallel()
	usual := 1500 * time.Millisecond
	require.Zero(t, pacing.Typing(0, 500, 0.5), "turned off")
	require.Equal(t, usual, pacing.Typing(usual, 40, 0.5))
	require.Less(t, pacing.Typing(usual, 2, 0.5), pacing.Typing(usual, 40, 0.5))
	require.Less(t, pacing.Typing(usual, 40, 0), pacing.Typing(usual, 40, 0.99))
	require.LessOrEqual(t, pacing.Typing(10*time.Second, 60_000, 0.99), 12*time.Second)
}
