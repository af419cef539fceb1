package pacing_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/pacing"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	const old = 90 * 24 * time.Hour
	for name, tc := range map[string]struct {
		record pacing.Record
		score  int
		level  pacing.Level
		causes []string // the worst first
	}{
		"a number that does nothing wrong": {pacing.Record{Sent: 500, Cold: 50, Met: 40, Replied: 30, Age: old}, 100, pacing.Good, nil},
		"a number that has done nothing":   {pacing.Record{Age: old}, 100, pacing.Good, nil},
		"linked just now":                  {pacing.Record{}, 90, pacing.Good, []string{"young"}},
		"linked half a week ago":           {pacing.Record{Age: 84 * time.Hour}, 95, pacing.Good, []string{"young"}},
		"nobody answers":                   {pacing.Record{Sent: 30, Met: 20, Age: old}, 70, pacing.Fair, []string{"few_replies"}},
		"a quarter answers":                {pacing.Record{Sent: 30, Met: 20, Replied: 5, Age: old}, 85, pacing.Good, []string{"few_replies"}},
		"too few were met to tell":         {pacing.Record{Sent: 30, Met: 9, Age: old}, 100, pacing.Good, nil},
		"too few were sent to tell":        {pacing.Record{Sent: 19, Cold: 19, Refused: 19, OptOuts: 19, Age: old}, 100, pacing.Good, nil},
		"all of it cold":                   {pacing.Record{Sent: 100, Cold: 100, Age: old}, 75, pacing.Good, []string{"many_cold"}},
		"three in ten cold is usual":       {pacing.Record{Sent: 100, Cold: 30, Age: old}, 100, pacing.Good, nil},
		"one in ten refused":               {pacing.Record{Sent: 100, Refused: 10, Age: old}, 90, pacing.Good, []string{"refusals"}},
		"half refused is no worse than 30": {pacing.Record{Sent: 100, Refused: 50, Age: old}, 70, pacing.Fair, []string{"refusals"}},
		"one in twenty opts out":           {pacing.Record{Sent: 100, OptOuts: 5, Age: old}, 80, pacing.Good, []string{"opt_outs"}},
		"limited by whatsapp":              {pacing.Record{Age: old, Braked: true}, 60, pacing.Fair, []string{"restricted"}},
		"banned":                           {pacing.Record{Age: old, Banned: true, Braked: true}, 0, pacing.Poor, []string{"banned", "restricted"}},
		"spam": {
			pacing.Record{Sent: 200, Cold: 200, Refused: 60, Met: 140, Replied: 0, OptOuts: 10, Age: time.Hour}, 0, pacing.Poor,
			[]string{"few_replies", "refusals", "many_cold", "opt_outs", "young"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := pacing.Judge(tc.record)
			require.Equal(t, tc.score, got.Score)
			require.Equal(t, tc.level, got.Level)
			var codes []string
			for _, c := range got.Causes {
				codes = append(codes, c.Code)
				require.NotEmpty(t, c.Text)
			}
			require.Equal(t, tc.causes, codes)
		})
	}
}

// TestJudge_is_explained_by_its_causes looks at random records: the score is between 0 and 100,
// is what the causes leave of 100, and gets no better by doing worse.
func TestJudge_is_explained_by_its_causes(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(1, 6))
	for range 2000 {
		sent := dice.IntN(300)
		met := dice.IntN(sent + 1)
		r := pacing.Record{
			Sent: sent, Cold: dice.IntN(sent + 1), Refused: dice.IntN(sent + 1), Met: met, Replied: dice.IntN(met + 1), OptOuts: dice.IntN(sent + 1),
			Age: time.Duration(dice.IntN(400)) * time.Hour, Braked: dice.IntN(3) == 0, Banned: dice.IntN(9) == 0,
		}
		h := pacing.Judge(r)
		left, worst := 100, 100
		for _, c := range h.Causes {
			require.Positive(t, c.Points)
			require.LessOrEqual(t, c.Points, worst, "the worst first")
			left, worst = left-c.Points, c.Points
		}
		require.Equal(t, max(left, 0), h.Score)
		worse := r
		worse.Refused, worse.OptOuts, worse.Replied, worse.Braked = r.Refused+1, r.OptOuts+1, max(r.Replied-1, 0), true
		require.LessOrEqual(t, pacing.Judge(worse).Score, h.Score)
	}
}

func TestAfterRefusal(t *testing.T) {
	t.Parallel()
	outcomes := func(refused, taken int, ago time.Duration) (all []pacing.Outcome) {
		for range refused {
			all = append(all, pacing.Outcome{At: now.Add(-ago), Refused: true})
		}
		for range taken {
			all = append(all, pacing.Outcome{At: now.Add(-ago)})
		}
		return all
	}
	for name, tc := range map[string]struct {
		recent []pacing.Outcome
		burst  bool
	}{
		"one":                               {outcomes(1, 0, time.Minute), false},
		"a few":                             {outcomes(7, 13, time.Minute), false},
		"eight of twenty":                   {outcomes(8, 12, time.Minute), true},
		"long ago":                          {outcomes(20, 0, 2*time.Hour), false},
		"some of them before those counted": {append(outcomes(2, 18, time.Minute), outcomes(8, 0, time.Minute)...), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			until, burst := pacing.AfterRefusal(tc.recent, now)
			require.Equal(t, tc.burst, burst)
			require.Equal(t, now.Add(time.Hour), until)
		})
	}
	require.Equal(t, now.Add(3*time.Hour), pacing.AfterReachout(now, now.Add(3*time.Hour)))
	require.Equal(t, now.Add(24*time.Hour), pacing.AfterReachout(now, time.Time{}))
	require.Equal(t, now.Add(25*time.Hour), pacing.AfterBan(now, now.Add(time.Hour)))
	require.Equal(t, now.Add(24*time.Hour), pacing.AfterBan(now, time.Time{}))
}
