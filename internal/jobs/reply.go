package jobs

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"switchboard/internal/event"
	"switchboard/internal/reply"
)

const (
	// replyQueue has workers of its own: webhooks that hang keep no answer waiting.
	replyQueue = "replies"
	// replyWorkers is how many answers are thought at once. Each mostly waits for its model.
	replyWorkers = 64
	// replyGather is gather for answers: a person waits for them, and they are few.
	replyGather = time.Millisecond
	// replyBatch is how many are found due at once.
	replyBatch = 200
)

// Replies are the answers that are owed.
type Replies interface {
	// Due are the chats whose answers are due, and when the next one is.
	Due(ctx context.Context, limit int) (chats []uuid.UUID, next time.Time, more bool, err error)
	// Turn answers one chat. It is not called for one chat twice at the same time.
	Turn(ctx context.Context, chatID uuid.UUID) error
}

// replyArgs is a chat's turn to be answered.
type replyArgs struct {
	ChatID uuid.UUID `json:"chat_id"`
}

// Kind is River's name for it.
func (replyArgs) Kind() string { return "reply" }

// InsertOpts make it the only one of its chat that waits or runs. It is not retried: what
// is still owed gets a new turn.
func (replyArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: replyQueue, MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished()}}
}

type replier struct {
	river.WorkerDefaults[replyArgs]
	runner *Runner
}

// Timeout is longer than that of other jobs: models take their time.
func (*replier) Timeout(*river.Job[replyArgs]) time.Duration { return reply.LongestTurn }

// Work answers, and has it looked at once for the next turn. One that failed is looked for
// by the poll.
func (w *replier) Work(ctx context.Context, job *river.Job[replyArgs]) error {
	if err := w.turn(ctx, job); err != nil {
		return err
	}
	select {
	case w.runner.answered <- struct{}{}:
	default:
	}
	return nil
}

// turn takes the turn. Its job is complete before it returns, so that the next one can follow.
func (w *replier) turn(ctx context.Context, job *river.Job[replyArgs]) error {
	r := w.runner
	r.answering.begin(job.Args.ChatID)
	defer r.answering.end(job.Args.ChatID)
	if err := r.Replies.Turn(ctx, job.Args.ChatID); err != nil {
		return err
	}
	return complete(ctx, r.Pool, job)
}

// answering are the chats that have a turn in this process.
type answering struct {
	mu    sync.Mutex
	chats map[uuid.UUID]bool
}

func (a *answering) begin(chat uuid.UUID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.chats[chat] = true
}

func (a *answering) end(chat uuid.UUID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.chats, chat)
}

func (a *answering) now() map[uuid.UUID]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.chats)
}

// mayOweReply tells whether an answer may be owed because of a piece of news.
func mayOweReply(e event.Event) bool {
	switch e.(type) {
	case event.MessageChanged, event.ReplyChanged:
		return true
	}
	return false
}

// lookForReplies gives each chat whose answer is due a turn, and says when to look again.
func (r *Runner) lookForReplies(ctx context.Context) time.Duration {
	// Those that have a turn need none, and its end is looked at: also when it ends meanwhile.
	busy := r.answering.now()
	chats, next, more, err := r.Replies.Due(ctx, replyBatch)
	if err != nil {
		if ctx.Err() == nil {
			r.Log.WarnContext(ctx, "replies not looked at", "error", err)
		}
		return poll
	}
	pause := poll
	if more {
		pause = min(max(time.Until(next), 0), poll)
	}
	var turns []river.InsertManyParams
	for _, id := range chats {
		if !busy[id] {
			turns = append(turns, river.InsertManyParams{Args: replyArgs{ChatID: id}})
		}
	}
	if len(turns) == 0 {
		return pause
	}
	if _, err := r.client.InsertMany(ctx, turns); err != nil && ctx.Err() == nil {
		r.Log.WarnContext(ctx, "turns of replies not inserted", "error", err)
	}
	return pause
}
