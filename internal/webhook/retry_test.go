package webhook

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The decisions are pure; their tests are inside, as they are nobody else's business.

func TestPause_takes_about_a_day_for_eight_attempts(t *testing.T) {
	t.Parallel()
	for random, want := range map[float64][2]time.Duration{0: {21 * time.Hour, 22 * time.Hour}, 0.5: {27 * time.Hour, 28 * time.Hour}, 1: {32 * time.Hour, 33 * time.Hour}} {
		var all time.Duration
		for attempts := 1; attempts < DefaultAttempts; attempts++ {
			all += pause(attempts, 0, random)
		}
		require.Greater(t, all, want[0], "random %v", random)
		require.Less(t, all, want[1], "random %v", random)
	}
	require.Equal(t, 5*time.Second, pause(1, 0, 0.5))
	require.Equal(t, time.Minute, pause(1, time.Minute, 0.5), "a receiver may ask for more")
	require.Equal(t, 25*time.Second, pause(2, time.Second, 0.5), "but not for less")
	require.Equal(t, longestPause, pause(19, 0, 0.5))
}

func TestJudge(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, c := range map[string]struct {
		attempts int
		status   int
		failed   bool
		want     State
	}{
		"accepted":             {0, 202, false, Delivered},
		"first failure":        {0, 500, true, Retrying},
		"client error too":     {0, 404, true, Retrying},
		"a redirect is no 2xx": {0, 302, true, Retrying},
		"no answer":            {6, 0, true, Retrying},
		"eighth failure":       {7, 503, true, DeadLetter},
		"gone":                 {0, 410, true, DeadLetter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := Attempt{Status: c.status}
			if c.failed {
				a.Error = "failed"
			}
			o := judge(Delivery{Attempts: c.attempts, MaxAttempts: 8}, a, 0, now, 0.5)
			require.Equal(t, c.want, o.State)
			require.Equal(t, c.want == Retrying, o.NextAttemptAt != nil)
		})
	}
}

func TestCircuit(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := Webhook{Active: true}
	for range breakAfter - 1 {
		w = w.after(Attempt{Error: "failed"}, 0, now)
	}
	require.Nil(t, w.OpenUntil)
	require.Equal(t, Troubled, w.Status(now))
	w = w.after(Attempt{Error: "failed"}, 0, now)
	require.Equal(t, now.Add(shortestOpen), *w.OpenUntil)
	require.Equal(t, Open, w.Status(now))

	later := now.Add(time.Hour)
	w = w.after(Attempt{Error: "failed"}, 0, later)
	require.Equal(t, later.Add(longestOpen), *w.OpenUntil, "a probe that fails opens it for longer")
	require.Empty(t, w.verdict(Attempt{Error: "failed"}, later))
	require.Equal(t, Failing, w.verdict(Attempt{Error: "failed"}, now.Add(giveUpAfter)))
	require.Equal(t, Gone, w.verdict(Attempt{Error: "failed", Status: 410}, now))

	w = w.after(Attempt{Status: 200}, 0, later)
	require.Equal(t, Healthy, w.Status(later))
	require.Nil(t, w.FailingSince)

	w = w.after(Attempt{Error: "busy", Status: 429}, 2*time.Minute, later)
	require.Equal(t, later.Add(2*time.Minute), *w.OpenUntil, "a receiver that says how long it is busy is left alone")
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, kind string
		want          bool
	}{
		{"*", "presence", true}, {"message", "message", true}, {"message", "message.status", false},
		{"message.*", "message", true}, {"message.*", "message.status", true}, {"message.*", "messages", false}, {"mess.*", "message", false},
	} {
		require.Equal(t, c.want, Matches(c.pattern, c.kind), "%s %s", c.pattern, c.kind)
	}
}
