package webhook_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/webhook"
)

func TestPause_takes_about_a_day_for_eight_attempts(t *testing.T) {
	t.Parallel()
	for random, want := range map[float64][2]time.Duration{0: {21 * time.Hour, 22 * time.Hour}, 0.5: {27 * time.Hour, 28 * time.Hour}, 1: {32 * time.Hour, 33 * time.Hour}} {
		var all time.Duration
		for attempts := 1; attempts < webhook.DefaultAttempts; attempts++ {
			all += webhook.Pause(attempts, 0, random)
		}
		require.Greater(t, all, want[0], "random %v", random)
		require.Less(t, all, want[1], "random %v", random)
	}
	require.Equal(t, 5*time.Second, webhook.Pause(1, 0, 0.5))
	require.Equal(t, time.Minute, webhook.Pause(1, time.Minute, 0.5), "a receiver may ask for more")
	require.Equal(t, 25*time.Second, webhook.Pause(2, time.Second, 0.5), "but not for less")
	require.Equal(t, webhook.LongestPause, webhook.Pause(19, 0, 0.5))
}

func TestJudge(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, c := range map[string]struct {
		attempts int
		status   int
		failed   bool
		want     webhook.State
	}{
		"accepted":             {0, 202, false, webhook.Delivered},
		"first failure":        {0, 500, true, webhook.Retrying},
		"client error too":     {0, 404, true, webhook.Retrying},
		"a redirect is no 2xx": {0, 302, true, webhook.Retrying},
		"no answer":            {6, 0, true, webhook.Retrying},
		"eighth failure":       {7, 503, true, webhook.DeadLetter},
		"gone":                 {0, 410, true, webhook.DeadLetter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := webhook.Attempt{Status: c.status}
			if c.failed {
				a.Error = "failed"
			}
			o := webhook.Judge(webhook.Delivery{Attempts: c.attempts, MaxAttempts: 8}, a, 0, now, 0.5)
			require.Equal(t, c.want, o.State)
			require.Equal(t, c.want == webhook.Retrying, o.NextAttemptAt != nil)
		})
	}
}

func TestCircuit(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := webhook.Webhook{Active: true}
	for range webhook.BreakAfter - 1 {
		w = w.After(webhook.Attempt{Error: "failed"}, 0, now)
	}
	require.Nil(t, w.OpenUntil)
	require.Equal(t, webhook.Troubled, w.Status(now))
	w = w.After(webhook.Attempt{Error: "failed"}, 0, now)
	require.Equal(t, now.Add(webhook.ShortestOpen), *w.OpenUntil)
	require.Equal(t, webhook.Open, w.Status(now))

	later := now.Add(time.Hour)
	w = w.After(webhook.Attempt{Error: "failed"}, 0, later)
	require.Equal(t, later.Add(webhook.LongestOpen), *w.OpenUntil, "a probe that fails opens it for longer")
	require.Empty(t, w.Verdict(webhook.Attempt{Error: "failed"}, later))
	require.Equal(t, webhook.Failing, w.Verdict(webhook.Attempt{Error: "failed"}, now.Add(webhook.GiveUpAfter)))
	require.Equal(t, webhook.Gone, w.Verdict(webhook.Attempt{Error: "failed", Status: 410}, now))

	w = w.After(webhook.Attempt{Status: 200, At: *w.OpenUntil}, 0, later)
	require.Equal(t, webhook.Healthy, w.Status(later))
	require.Nil(t, w.FailingSince)

	w = w.After(webhook.Attempt{Error: "busy", Status: 429}, 2*time.Minute, later)
	require.Equal(t, later.Add(2*time.Minute), *w.OpenUntil, "a receiver that says how long it is busy is left alone")
	w = w.After(webhook.Attempt{Status: 200, At: later.Add(-time.Second)}, 0, later)
	require.Equal(t, webhook.Open, w.Status(later), "what was on its way before does not end that")
	require.Zero(t, w.Failures)
	w = w.After(webhook.Attempt{Status: 200, At: later.Add(2 * time.Minute)}, 0, later.Add(2*time.Minute))
	require.Equal(t, webhook.Healthy, w.Status(later))
}

func TestJudge_begins_the_pauses_anew_when_sent_again(t *testing.T) {
	t.Parallel()
	now := time.Now()
	o := webhook.Judge(webhook.Delivery{Attempts: 8, AttemptsBefore: 8, MaxAttempts: 16}, webhook.Attempt{Error: "failed"}, 0, now, 0.5)
	require.Equal(t, webhook.Retrying, o.State)
	require.Equal(t, now.Add(5*time.Second), *o.NextAttemptAt)
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
		require.Equal(t, c.want, webhook.Matches(c.pattern, c.kind), "%s %s", c.pattern, c.kind)
	}
}
