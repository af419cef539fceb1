package jobs

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// drainArgs is a webhook's turn.
type drainArgs struct {
	WebhookID uuid.UUID `json:"webhook_id"`
}

// Kind is River's name for it.
func (drainArgs) Kind() string { return "webhook_drain" }

// InsertOpts make it the only one of its webhook that waits or runs. It is not retried:
// what is still due gets a new turn.
func (drainArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished()}}
}

// unfinished are the states of a job that keep another of its kind out.
func unfinished() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
}

type drainer struct {
	river.WorkerDefaults[drainArgs]
	runner *Runner
}

// Work takes the turn. Its job is complete before Work returns, so that the next turn can
// follow at once.
func (d *drainer) Work(ctx context.Context, job *river.Job[drainArgs]) error {
	if err := d.runner.Webhooks.Turn(ctx, job.Args.WebhookID); err != nil {
		return err
	}
	err := complete(ctx, d.runner.Pool, job)
	select {
	case d.runner.poke <- struct{}{}:
	default:
	}
	return err
}

// complete ends a job before its worker returns, so that the next turn of its kind can be
// inserted at once.
func complete[T river.JobArgs](ctx context.Context, pool *pgxpool.Pool, job *river.Job[T]) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		_, err := river.JobCompleteTx[*driver](ctx, tx, job)
		return err
	})
}
