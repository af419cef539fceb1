package pacing_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/pacing"
)

func TestBrakes(t *testing.T) {
	t.Parallel()
	cause := func(why string, hours int, told bool) pacing.BrakeCause {
		return pacing.BrakeCause{Why: why, Until: now.Add(time.Duration(hours) * time.Hour), Told: told}
	}
	for name, tc := range map[string]struct {
		causes []pacing.BrakeCause // in the order in which they come
		off    string              // then this one ends
		why    string
		hours  int
	}{
		"none":                                   {nil, "", "", 0},
		"one":                                    {[]pacing.BrakeCause{cause("lock", 6, true)}, "", "lock", 6},
		"one that is over":                       {[]pacing.BrakeCause{cause("lock", -1, true)}, "", "", 0},
		"what whatsapp says shortens a guess":    {[]pacing.BrakeCause{cause("lock", 24, false), cause("lock", 6, true)}, "", "lock", 6},
		"a guess does not lengthen what it said": {[]pacing.BrakeCause{cause("lock", 6, true), cause("lock", 24, false)}, "", "lock", 6},
		"a guess counts when what it said is over":   {[]pacing.BrakeCause{cause("lock", -1, true), cause("lock", 24, false)}, "", "lock", 24},
		"whatsapp changes its mind":                  {[]pacing.BrakeCause{cause("lock", 6, true), cause("lock", 3, true)}, "", "lock", 3},
		"the longer guess stays":                     {[]pacing.BrakeCause{cause("burst", 2, false), cause("burst", 1, false)}, "", "burst", 2},
		"a later guess lengthens":                    {[]pacing.BrakeCause{cause("burst", 1, false), cause("burst", 2, false)}, "", "burst", 2},
		"a short burst does not replace a long lock": {[]pacing.BrakeCause{cause("lock", 6, true), cause("burst", 1, false)}, "", "lock", 6},
		"the end of the lock leaves the burst":       {[]pacing.BrakeCause{cause("lock", 6, true), cause("burst", 1, false)}, "lock", "burst", 1},
		"the end of the lock leaves a ban's":         {[]pacing.BrakeCause{cause("lock", 48, false), cause("ban", 24, true)}, "lock", "ban", 24},
		"the end of what is not there ends nothing":  {[]pacing.BrakeCause{cause("burst", 1, false)}, "lock", "burst", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b pacing.Brakes
			for _, c := range tc.causes {
				b = b.With(c, now)
			}
			if tc.off != "" {
				b = b.Without(tc.off)
			}
			got, on := b.Effective(now)
			require.Equal(t, tc.why != "", on)
			require.Equal(t, tc.why, got.Why)
			if on {
				require.Equal(t, now.Add(time.Duration(tc.hours)*time.Hour), got.Until)
			}
		})
	}
}

// TestBrakes_hold_for_the_longest_cause compares with what each kind says by itself.
func TestBrakes_hold_for_the_longest_cause(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		dice := rand.New(rand.NewPCG(seed, 1))
		var all pacing.Brakes
		alone := map[string]pacing.Brakes{}
		at := now
		for range 30 {
			at = at.Add(time.Duration(dice.IntN(180)) * time.Minute)
			why := []string{"lock", "ban", "burst"}[dice.IntN(3)]
			if dice.IntN(4) == 0 {
				all, alone[why] = all.Without(why), nil
			} else {
				c := pacing.BrakeCause{Why: why, Until: at.Add(time.Duration(dice.IntN(2000)) * time.Minute), Told: dice.IntN(2) == 0}
				all, alone[why] = all.With(c, at), alone[why].With(c, at)
			}
			var longest time.Time
			for _, b := range alone {
				if c, on := b.Effective(at); on && c.Until.After(longest) {
					longest = c.Until
				}
			}
			got, on := all.Effective(at)
			require.Equal(t, !longest.IsZero(), on, "seed %d", seed)
			require.Equal(t, longest, got.Until, "seed %d", seed)
		}
	}
}
