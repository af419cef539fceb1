package pacing_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/pacing"
)

// history is what an account has sent, and what the database would tell of it.
type history []time.Time

// nth is when the n-th message before now went, within a time; zero when there is none.
func (h history) nth(n int, within time.Duration, at time.Time) time.Time {
	if n <= 0 || len(h) < n || !h[len(h)-n].After(at.Add(-within)) {
		return time.Time{}
	}
	return h[len(h)-n]
}

func (h history) facts(l pacing.Limits, at time.Time) pacing.Facts {
	return pacing.Facts{Last: h.nth(1, 24*time.Hour, at), HourNth: h.nth(l.MaxPerHour, time.Hour, at), DayNth: h.nth(l.MaxPerDay, 24*time.Hour, at)}
}

// kept requires that no gap is shorter and no window fuller than the limits.
func (h history) kept(t *testing.T, seed uint64, l pacing.Limits) {
	t.Helper()
	for i, at := range h {
		if i > 0 {
			require.GreaterOrEqual(t, at.Sub(h[i-1]), l.MinInterval, "seed %d, message %d", seed, i)
		}
		for _, window := range []struct {
			most   int
			within time.Duration
		}{{l.MaxPerHour, time.Hour}, {l.MaxPerDay, 24 * time.Hour}} {
			if j := i - window.most; window.most > 0 && j >= 0 {
				require.GreaterOrEqual(t, at.Sub(h[j]), window.within, "seed %d, message %d", seed, i)
			}
		}
	}
}

func randomLimits(dice *rand.Rand) pacing.Limits {
	l := pacing.Limits{RandomDelay: time.Duration(dice.IntN(120)) * time.Second}
	if dice.IntN(4) > 0 {
		l.MinInterval = time.Duration(1+dice.IntN(300)) * time.Second
	}
	if dice.IntN(4) > 0 {
		l.MaxPerHour = 1 + dice.IntN(20)
	}
	if dice.IntN(4) > 0 {
		l.MaxPerDay = 1 + dice.IntN(60)
	}
	return l
}

// TestSequences_break_no_limit sends at random moments, planned anew each time as a lane does
// that is woken, restarted and taken over.
func TestSequences_break_no_limit(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		dice := rand.New(rand.NewPCG(seed, 2))
		l := randomLimits(dice)
		var sent history
		at := now
		for range 120 {
			at = at.Add(time.Duration(dice.IntN(600)) * time.Second)
			var id [16]byte
			for i := range id {
				id[i] = byte(dice.IntN(256))
			}
			share := pacing.Share(id, "gap")
			plan := pacing.Next(l, sent.facts(l, at), at, share)
			require.False(t, plan.At.Before(at))
			for plan.At.After(at) { // looked at again before its time
				look := at.Add(time.Duration(1 + dice.Int64N(int64(plan.At.Sub(at)))))
				again := pacing.Next(l, sent.facts(l, look), look, share)
				require.Equal(t, plan.At, again.At, "seed %d: a plan stands", seed)
				at = look
				if dice.IntN(3) == 0 {
					at = plan.At
				}
			}
			sent = append(sent, at)
		}
		sent.kept(t, seed, l)
	}
}

// TestEstimate_is_what_a_lane_does lets a lane drain a queue, and compares the last message with
// what was estimated before the first.
func TestEstimate_is_what_a_lane_does(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		dice := rand.New(rand.NewPCG(seed, 3))
		l := randomLimits(dice)
		always := func(time.Time) pacing.Limits { return l }
		var sent history
		at := now
		for range dice.IntN(40) {
			at = pacing.Next(l, sent.facts(l, at), at, 0.5).At
			sent = append(sent, at)
		}
		latestFirst := slices.Clone(sent)
		slices.Reverse(latestFirst)
		ahead := dice.IntN(80)
		estimate := pacing.Estimate(always, latestFirst, ahead, at, at)
		start := at
		for range ahead + 1 {
			at = pacing.Next(l, sent.facts(l, at), at, 0.5).At
			sent = append(sent, at)
		}
		require.Equal(t, at, estimate.At, "seed %d", seed)
		sent.kept(t, seed, l)
		later := pacing.Estimate(always, latestFirst, ahead, start, at.Add(time.Hour))
		require.False(t, later.At.Before(at.Add(time.Hour)), "not before the earliest")
	}
}

func TestEstimate(t *testing.T) {
	t.Parallel()
	always := func(l pacing.Limits) func(time.Time) pacing.Limits {
		return func(time.Time) pacing.Limits { return l }
	}
	gap := pacing.Limits{MinInterval: 10 * time.Second, RandomDelay: 2 * time.Second}
	daily := pacing.Limits{MaxPerDay: 2}
	warm := func(at time.Time) pacing.Limits {
		return pacing.Limits{MaxPerDay: 2 * (1 + int(at.Sub(now)/(24*time.Hour)))}
	}
	for name, tc := range map[string]struct {
		limits   func(time.Time) pacing.Limits
		sent     []time.Time
		ahead    int
		earliest time.Duration
		at       time.Duration
		why      pacing.Why
	}{
		"nothing holds":                    {always(pacing.Limits{}), nil, 100, 0, 0, pacing.Now},
		"a gap for each ahead":             {always(gap), []time.Time{now}, 2, 0, 33 * time.Second, pacing.Gap},
		"the gap in its middle":            {always(gap), []time.Time{now}, 0, 0, 11 * time.Second, pacing.Gap},
		"days of a daily cap":              {always(daily), nil, 9, 0, 4 * 24 * time.Hour, pacing.DailyCap},
		"what went counts":                 {always(daily), []time.Time{now.Add(-time.Hour), now.Add(-2 * time.Hour)}, 0, 0, 22 * time.Hour, pacing.DailyCap},
		"a cap that grows takes less days": {warm, nil, 9, 0, 2 * 24 * time.Hour, pacing.DailyCap},
		"who is scheduled lets pass":       {always(gap), []time.Time{now}, 2, time.Hour, time.Hour, pacing.Now},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := pacing.Estimate(tc.limits, tc.sent, tc.ahead, now, now.Add(tc.earliest))
			require.Equal(t, tc.at, got.At.Sub(now))
			require.Equal(t, tc.why, got.Why)
		})
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	most := func(n int) func(time.Time) int { return func(time.Time) int { return n } }
	require.Equal(t, now, pacing.Budget(most(0), nil, 1000, now), "no limit")
	require.Equal(t, now, pacing.Budget(most(3), nil, 2, now))
	require.Equal(t, now.Add(24*time.Hour), pacing.Budget(most(3), nil, 3, now))
	require.Equal(t, now.Add(23*time.Hour), pacing.Budget(most(1), []time.Time{now.Add(-time.Hour)}, 0, now))
	for seed := range uint64(200) {
		dice := rand.New(rand.NewPCG(seed, 4))
		limit := 1 + dice.IntN(10)
		var went history
		at := now
		for n := range 60 {
			at = pacing.Budget(most(limit), reverse(went), 0, at)
			went = append(went, at)
			require.Equal(t, at, pacing.Budget(most(limit), nil, n, now), "one by one or all at once, where nobody waits")
		}
		for i := limit; i < len(went); i++ {
			require.GreaterOrEqual(t, went[i].Sub(went[i-limit]), 24*time.Hour)
		}
	}
}

func reverse(h history) []time.Time {
	r := slices.Clone(h)
	slices.Reverse(r)
	return r
}

func TestShare(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(1, 5))
	var tenths [10]int
	for range 10_000 {
		var id [16]byte
		for i := range id {
			id[i] = byte(dice.IntN(256))
		}
		share := pacing.Share(id, "gap")
		require.Equal(t, share, pacing.Share(id, "gap"))
		require.NotEqual(t, share, pacing.Share(id, "typing"))
		tenths[int(share*10)]++ // also: it is within [0,1)
	}
	for _, n := range tenths {
		require.InDelta(t, 1000, n, 200, "spread evenly")
	}
}
