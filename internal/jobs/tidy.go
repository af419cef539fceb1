package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"switchboard/internal/webhook"
)

// tidyEvery is how often old events are removed.
const tidyEvery = time.Hour

// tidyArgs is a round of tidying up, by one process for all.
type tidyArgs struct{}

// Kind is River's name for it.
func (tidyArgs) Kind() string { return "tidy" }

// InsertOpts make it the only one.
func (tidyArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByState: unfinished()}}
}

func tidyHourly() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(tidyEvery), func() (river.JobArgs, *river.InsertOpts) { return tidyArgs{}, nil },
		&river.PeriodicJobOpts{RunOnStart: true})
}

type tidier struct {
	river.WorkerDefaults[tidyArgs]
	events Events
}

// Work removes what is no longer kept.
func (t *tidier) Work(ctx context.Context, _ *river.Job[tidyArgs]) error {
	now := time.Now().UTC()
	return errors.Join(t.events.PurgeEvents(ctx, now.Add(-webhook.EventsKept), now.Add(-webhook.DebtsKept)), t.events.PurgeReplies(ctx, now))
}
