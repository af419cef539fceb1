package health_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/health"
)

// source is a database that answers, fails, or does not answer at all.
type source struct {
	err  error
	hang chan struct{} // not nil: answers when it is closed, whatever the deadline
}

func (s source) Ping(context.Context) (time.Duration, error) {
	if s.hang != nil {
		<-s.hang
	}
	return 1500 * time.Microsecond, s.err
}
func (source) Pool() (open, most int)              { return 3, 8 }
func (source) Size(context.Context) (int64, error) { return 4096, nil }
func (source) Counts(context.Context) (health.Counts, error) {
	return health.Counts{Accounts: 20, Ready: 19, Outbox: 4, Media: 1, Pending: 7, Failing: 2, DeadLetters: 3}, nil
}

func report(t *testing.T, s source) health.Report {
	t.Helper()
	return health.NewService(health.Deps{
		Store: s, Version: "v1", Sandbox: true, Started: time.Now().Add(-90 * time.Second), WebVersion: func() string { return "2.3000.1" },
		Jobs: func(context.Context) (int, error) { return 5, nil },
	}).Report(t.Context())
}

func TestReport(t *testing.T) {
	t.Parallel()

	t.Run("tells_what_the_database_holds", func(t *testing.T) {
		t.Parallel()
		r := report(t, source{})
		require.Equal(t, "v1", r.Version)
		require.Equal(t, "2.3000.1", r.WebVersion)
		require.InDelta(t, 90, r.UptimeSeconds, 1)
		require.True(t, r.Database.OK)
		require.InDelta(t, 1.5, *r.Database.LatencyMS, 0)
		require.EqualValues(t, 4096, *r.Database.SizeBytes)
		require.Equal(t, []int{3, 8}, []int{r.Database.Connections, r.Database.MaxConnections})
		require.Equal(t, health.Accounts{Total: 20, Ready: 19}, r.Accounts)
		require.Equal(t, health.Queues{Outbox: 4, Media: 1, Jobs: 5, Webhooks: health.Deliveries{Pending: 7, Failing: 2, DeadLetters: 3}}, r.Queues)
		require.Positive(t, r.Memory.RSSBytes)
		require.Positive(t, r.Memory.HeapBytes)
		require.Positive(t, r.Memory.Goroutines)
	})
	t.Run("a_database_that_fails_is_not_ok", func(t *testing.T) {
		t.Parallel()
		r := report(t, source{err: errors.New("away")})
		require.False(t, r.Database.OK)
		require.Nil(t, r.Database.LatencyMS)
		require.Equal(t, 8, r.Database.MaxConnections)
		require.Positive(t, r.Memory.Goroutines)
	})
}

func TestReport_hanging(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := source{hang: make(chan struct{})}
		asked := time.Now()
		require.False(t, report(t, s).Database.OK)
		require.Equal(t, 2*time.Second, time.Since(asked), "nobody waits longer for a database that does not answer")
		close(s.hang)
	})
}
