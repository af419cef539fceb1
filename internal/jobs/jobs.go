// Package jobs runs background work as River jobs: turns of webhooks, answers by AI, and tidying up. The
// debts are in our own tables; a job is somebody's turn to work on them. A job that is lost
// costs a moment, never a delivery: Run looks for debts without a turn again and again.
//
//	event stored ─▶ news on the bus ─┬▶ a turn of the webhook runs here: it is woken
//	       (or poll, every 2 s)      └▶ none: a job is inserted, unique per webhook
//	                                        └▶ any process takes it: one turn, then done
//
// River's uniqueness is what makes two turns of one webhook impossible, in whatever process.
// Jobs are polled for, and a process that inserts one fetches at once: it works behind a
// transaction pooler, needs no connection that listens, and is quick all the same.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"switchboard/internal/event"
	"switchboard/internal/webhook"
)

const (
	// poll finds what no news told of: retries that are due, and what other processes stored.
	poll = 2 * time.Second
	// gather is how long news is collected before the database is asked once for all of it.
	gather = 3 * time.Millisecond
	// workers is how many jobs run at once. A turn is a goroutine that mostly waits for its
	// receiver, so it is no matter that hanging receivers keep many.
	workers = 500
	// jobTimeout is longer than a turn takes.
	jobTimeout = webhook.LongestTurn + 5*time.Second
	// rescueAfter is when the job of a process that has died for good is given up: as soon as it
	// cannot run any more. (A process that is started again on its folder gives up its own jobs
	// at once.)
	rescueAfter = jobTimeout + 5*time.Second
	// keepJobs is how long finished jobs are kept: they tell nothing that the log of
	// deliveries does not.
	keepJobs = time.Hour
	// stopTimeout is how long jobs may take to end when the server stops: an attempt's
	// time-out, and writing what came of it.
	stopTimeout = 12 * time.Second
)

// Deps are what jobs stand on.
type Deps struct {
	Pool     *pgxpool.Pool
	Webhooks *webhook.Dispatcher
	Replies  Replies
	Events   Events
	Bus      *event.Bus
	Log      *slog.Logger
	// Holder is this process's name. No two processes have one name at the same time.
	Holder uuid.UUID
}

// Events forgets old events.
type Events interface {
	// PurgeEvents forgets what finished before a time, and what was owed before another.
	PurgeEvents(ctx context.Context, finishedBefore, owedBefore time.Time) error
	// PurgeReplies forgets what is told of answers by AI after its time.
	PurgeReplies(ctx context.Context, now time.Time) error
}

// Runner runs the jobs.
type Runner struct {
	Deps
	driver *driver
	client *river.Client[pgx.Tx]
	poke   chan struct{} // a turn ended here: look at once
	// answered says the same of a reply's turn.
	answered  chan struct{}
	answering answering
}

// driver is River on pgx without LISTEN and NOTIFY.
type driver struct{ *riverpgxv5.Driver }

// SupportsListener is false: nothing listens, so an insert wakes this process's own queue.
func (*driver) SupportsListener() bool { return false }

// SupportsListenNotify is false: nobody is to be notified.
func (*driver) SupportsListenNotify() bool { return false }

var _ riverdriver.Driver[pgx.Tx] = (*driver)(nil)

// New makes the runner.
func New(d Deps) (*Runner, error) {
	r := &Runner{Deps: d, driver: &driver{riverpgxv5.New(d.Pool)}, poke: make(chan struct{}, 1), answered: make(chan struct{}, 1), answering: answering{chats: map[uuid.UUID]bool{}}}
	all := river.NewWorkers()
	if err := errors.Join(river.AddWorkerSafely(all, &drainer{runner: r}), river.AddWorkerSafely(all, &replier{runner: r}), river.AddWorkerSafely(all, &tidier{events: d.Events})); err != nil {
		return nil, err
	}
	var err error
	r.client, err = river.NewClient(r.driver, &river.Config{
		ID:      d.Holder.String(),
		Logger:  slog.New(quiet{d.Log.Handler()}),
		Workers: all,
		// A local insert wakes the queue at once; polling is for other processes' inserts.
		Queues: map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: workers, FetchCooldown: gather, FetchPollInterval: poll},
			replyQueue:         {MaxWorkers: replyWorkers, FetchCooldown: replyGather, FetchPollInterval: poll},
		},
		PeriodicJobs:                []*river.PeriodicJob{tidyHourly()},
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        rescueAfter,
		CompletedJobRetentionPeriod: keepJobs,
		CancelledJobRetentionPeriod: keepJobs,
		DiscardedJobRetentionPeriod: keepJobs,
		SoftStopTimeout:             stopTimeout,
	})
	if err != nil {
		return nil, fmt.Errorf("make job client: %w", err)
	}
	return r, nil
}

// Run works until ctx is done, and returns when every job has ended: what was begun is
// recorded.
func (r *Runner) Run(ctx context.Context) error {
	base := context.WithoutCancel(ctx)
	if err := r.giveUpOwn(ctx); ctx.Err() != nil {
		r.Webhooks.Close()
		return nil
	} else if err != nil {
		return fmt.Errorf("give up the jobs of before: %w", err)
	}
	if err := r.client.Start(base); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	replies := make(chan struct{})
	go func() {
		defer close(replies)
		r.watch(ctx, watch{poke: r.answered, owes: mayOweReply, gather: replyGather, look: r.lookForReplies})
	}()
	r.watch(ctx, watch{poke: r.poke, owes: owes, gather: gather, look: r.look})
	<-replies
	r.Webhooks.Close()
	ctx, cancel := context.WithTimeout(base, stopTimeout)
	defer cancel()
	if err := r.client.Stop(ctx); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

// owes tells whether something may be owed to webhooks because of a piece of news.
func owes(e event.Event) bool {
	switch e.(type) {
	case event.MessageChanged, event.AccountChanged, event.WebhookChanged, event.Owed:
		return true
	}
	return false
}

// look gives each webhook with something due a turn, and says when to look again.
func (r *Runner) look(ctx context.Context) time.Duration {
	idle, err := r.Webhooks.Wake(ctx)
	if err != nil {
		if ctx.Err() == nil {
			r.Log.WarnContext(ctx, "webhooks not looked at", "error", err)
		}
		return poll
	}
	if len(idle) == 0 {
		return poll
	}
	turns := make([]river.InsertManyParams, len(idle))
	for i, id := range idle {
		turns[i] = river.InsertManyParams{Args: drainArgs{WebhookID: id}}
	}
	inserted, err := r.client.InsertMany(ctx, turns)
	if err != nil {
		if ctx.Err() == nil {
			r.Log.WarnContext(ctx, "turns of webhooks not inserted", "error", err)
		}
		return poll
	}
	// What has a turn elsewhere, or one that is just ending here, needs none: its end is news.
	var dead []*rivertype.JobRow
	for _, one := range inserted {
		if j := one.Job; one.UniqueSkippedAsDuplicate && j.State == rivertype.JobStateRunning && j.AttemptedAt != nil && time.Since(*j.AttemptedAt) > rescueAfter {
			dead = append(dead, j)
		}
	}
	if err := r.giveUp(ctx, dead); err != nil && ctx.Err() == nil {
		r.Log.WarnContext(ctx, "turns of a dead process not given up", "error", err)
	} else if len(dead) > 0 {
		r.Log.WarnContext(ctx, "turns of a dead process given up", "count", len(dead))
		return 0
	}
	return poll
}

// giveUpOwn ends the jobs that this process ran when it was killed: its folder is locked, so
// nobody else has its name.
func (r *Runner) giveUpOwn(ctx context.Context) error {
	page := river.NewJobListParams().States(rivertype.JobStateRunning).First(1000)
	running, err := r.client.JobList(ctx, page)
	if err != nil {
		return err
	}
	return r.giveUp(ctx, slices.DeleteFunc(running.Jobs, func(job *rivertype.JobRow) bool {
		n := len(job.AttemptedBy)
		return n == 0 || job.AttemptedBy[n-1] != r.Holder.String()
	}))
}

// giveUp ends jobs whose process is dead, so that what they worked on gets a new turn.
func (r *Runner) giveUp(ctx context.Context, dead []*rivertype.JobRow) error {
	now := time.Now().UTC()
	reason, err := json.Marshal(rivertype.AttemptError{At: now, Error: "The process that ran it was killed."})
	if err != nil {
		return err
	}
	p := riverdriver.JobRescueManyParams{StuckHorizon: now}
	for _, job := range dead {
		p.ID, p.Error, p.FinalizedAt = append(p.ID, job.ID), append(p.Error, reason), append(p.FinalizedAt, &now)
		p.ScheduledAt, p.State = append(p.ScheduledAt, job.ScheduledAt), append(p.State, string(rivertype.JobStateDiscarded))
	}
	if len(p.ID) == 0 {
		return nil
	}
	_, err = r.driver.GetExecutor().JobRescueMany(ctx, &p)
	return err
}

// Depth is how many jobs wait or run.
func (r *Runner) Depth(ctx context.Context) (int, error) {
	counts, err := r.driver.GetExecutor().JobCountByAllStates(ctx, &riverdriver.JobCountByAllStatesParams{})
	n := 0
	for _, state := range unfinished() {
		n += counts[state]
	}
	return n, err
}
