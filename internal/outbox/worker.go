package outbox

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
)

const (
	// poll finds what no news told of: another process accepted a message, or a piece
	// of news was lost.
	poll = 2 * time.Second
	// recordTimeout is how long recording a result may take after the worker was told
	// to stop: the result must not be lost.
	recordTimeout = 5 * time.Second
	// recordEvery is how many results of a batch are recorded together while the next
	// messages of it go out.
	recordEvery = 8
)

// CodePreparing is the Sender's for a message that something has to be found out for first:
// nothing was sent, and others may go meanwhile.
const CodePreparing = "preparing"

// Files opens the file of a message.
type Files interface {
	Attachment(ctx context.Context, f media.File) (*Attachment, error)
}

// Deps are what the worker stands on.
type Deps struct {
	Store    Store
	Sender   Sender
	Files    Files
	Brakes   Brakes
	Bus      *event.Bus
	Log      *slog.Logger
	Holder   uuid.UUID
	Defaults account.Limits
}

// Worker drains the lanes of the accounts that this process holds.
type Worker struct {
	Deps

	mu    sync.Mutex
	lanes map[uuid.UUID]*lane
	wg    sync.WaitGroup
}

// NewWorker makes the worker.
func NewWorker(d Deps) *Worker { return &Worker{Deps: d, lanes: map[uuid.UUID]*lane{}} }

// Run drains until ctx is done, and returns when every lane has stopped: a message that is
// on its way may finish within some seconds, and what became of it is recorded.
func (w *Worker) Run(ctx context.Context) error {
	defer w.wg.Wait()
	events, cancel := w.Bus.Subscribe()
	defer func() { cancel() }()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	w.wakeAll(ctx)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if events == nil {
				events, cancel = w.Bus.Subscribe()
			}
			w.wakeAll(ctx)
		case e, ok := <-events:
			if !ok {
				events = nil // fell behind, or the process is stopping: the tick sees all there is
				continue
			}
			w.hear(ctx, e)
		}
	}
}

func (w *Worker) hear(ctx context.Context, e event.Event) {
	switch e := e.(type) {
	case event.MessageQueued:
		w.wake(ctx, e.AccountID)
	case event.AccountChanged:
		w.wake(ctx, e.AccountID)
	}
}

// wakeAll wakes every lane that has something to send, and fails what has expired on
// those that cannot send.
func (w *Worker) wakeAll(ctx context.Context) {
	now := time.Now()
	ids, err := w.Store.Lanes(ctx, w.Holder, now)
	if err == nil {
		err = w.expire(ctx, now)
	}
	if err != nil {
		if ctx.Err() == nil {
			w.Log.WarnContext(ctx, "outbox not read", "error", err)
		}
		return
	}
	for _, id := range ids {
		w.wake(ctx, id)
	}
}

func (w *Worker) expire(ctx context.Context, now time.Time) error {
	expired, err := w.Store.Expire(ctx, codeExpired, textExpired, honest(textExpired, true), now)
	for _, m := range expired {
		w.announce(m)
	}
	return err
}

// wake starts an account's lane, or tells it to look again.
func (w *Worker) wake(ctx context.Context, accountID uuid.UUID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	l, ok := w.lanes[accountID]
	if !ok {
		l = &lane{worker: w, accountID: accountID, again: make(chan struct{}, 1)}
		w.lanes[accountID] = l
		w.wg.Go(func() { w.run(ctx, l) })
		return
	}
	select {
	case l.again <- struct{}{}:
	default:
	}
}

// run sends an account's messages until there are none.
func (w *Worker) run(ctx context.Context, l *lane) {
	for {
		for l.step(ctx) {
		}
		w.mu.Lock()
		select {
		case <-l.again:
			w.mu.Unlock()
			if ctx.Err() == nil {
				continue
			}
			w.mu.Lock()
		default:
		}
		delete(w.lanes, l.accountID)
		w.mu.Unlock()
		return
	}
}

// sendAll takes messages to WhatsApp one after the other and records what became of
// them; false when the lane may rest.
func (w *Worker) sendAll(ctx context.Context, heads []Head, paced bool) bool {
	// What becomes of a message that was begun is recorded also when the worker is told to stop.
	stopping := ctx
	ctx = context.WithoutCancel(ctx)
	begun, err := w.begin(ctx, heads)
	if err != nil || len(begun) == 0 {
		return err == nil && len(heads) > 0 && w.gone(ctx, heads[0])
	}
	r := recorder{worker: w, ctx: ctx}
	defer r.wait()
	waiting := map[uuid.UUID]bool{} // chats whose order would break
	for i, h := range begun {
		if waiting[h.Message.ChatID] {
			w.back(ctx, begun[i:i+1], "The message before it waits.")
			continue
		}
		if stopping.Err() != nil {
			w.back(ctx, begun[i:], "Switchboard is stopping.")
			return false
		}
		started := time.Now()
		sent, err := w.deliver(stopping, h.Message)
		w.Log.InfoContext(ctx, "message attempted", "account_id", h.Message.AccountID, "message_id", h.Message.ID,
			"attempt", h.Attempts+1, "duration_ms", time.Since(started).Milliseconds(), "error", err)
		if err == nil {
			d := Done{Message: h.Message, Sent: sent}
			if paced {
				d.Ended = time.Now()
			}
			r.add(d, i+1 == len(begun))
			continue
		}
		r.flush()
		if fault.CodeOf(err) == CodePreparing {
			waiting[h.Message.ChatID] = true
			w.stepAside(ctx, h, fault.As(err))
			continue
		}
		then, recordErr := w.recordFailure(ctx, h, err)
		if recordErr != nil {
			// The row stays on the lane: the same id is sent again, which WhatsApp drops.
			w.Log.ErrorContext(ctx, "result not recorded", "account_id", h.Message.AccountID, "message_id", h.Message.ID, "error", recordErr)
			then = rest
		}
		if then != goOn {
			w.back(ctx, begun[i+1:], "The message before it could not be sent.")
			return then == lookAgain
		}
	}
	r.wait()
	return !r.failed
}

// gone tells whether a message that could not be begun is gone, so that the lane goes on
// with the next; otherwise the account is not ours any more, or was paused.
func (w *Worker) gone(ctx context.Context, h Head) bool {
	_, err := w.Store.Place(ctx, h.Message.ID, time.Now())
	return fault.Is(err, fault.NotFound)
}

// begin marks messages as on their way, and returns those that still are to go.
func (w *Worker) begin(ctx context.Context, heads []Head) ([]Head, error) {
	ids := make([]uuid.UUID, len(heads))
	for i, h := range heads {
		ids[i] = h.Message.ID
	}
	got, err := w.Store.Begin(ctx, ids, w.Holder, time.Now())
	if err != nil {
		w.Log.WarnContext(ctx, "messages not begun", "account_id", heads[0].Message.AccountID, "error", err)
		return nil, err
	}
	begun := heads[:0:0]
	for _, h := range heads {
		if slices.Contains(got, h.Message.ID) {
			begun = append(begun, h)
			w.announce(h.Message)
		}
	}
	return begun, nil
}

func (w *Worker) back(ctx context.Context, heads []Head, why string) {
	if len(heads) == 0 {
		return
	}
	ids := make([]uuid.UUID, len(heads))
	for i, h := range heads {
		ids[i] = h.Message.ID
	}
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	if err := w.Store.Back(ctx, heads[0].Message.AccountID, ids, why, time.Now()); err != nil {
		// They stay on the lane as they are and go next.
		w.Log.WarnContext(ctx, "messages not put back", "account_id", heads[0].Message.AccountID, "error", err)
		return
	}
	for _, h := range heads {
		w.announce(h.Message)
	}
}

// stepAside puts a message back that was not sent, and lets other chats go first for a while.
func (w *Worker) stepAside(ctx context.Context, h Head, f *fault.Error) {
	w.back(ctx, []Head{h}, f.Text)
	if err := w.Store.Hold(ctx, h.Message.ID, f.Code, time.Now().Add(f.RetryAfter)); err != nil {
		w.Log.WarnContext(ctx, "message not held", "message_id", h.Message.ID, "error", err)
	}
}

func (w *Worker) announce(m message.Message) {
	message.Announce(w.Bus, m)
}

// recorder records what was sent while the next messages go out.
type recorder struct {
	worker  *Worker
	ctx     context.Context
	pending []Done
	running sync.WaitGroup
	failed  bool // read after wait
}

func (r *recorder) add(d Done, last bool) {
	r.pending = append(r.pending, d)
	if last || len(r.pending) == recordEvery {
		r.flush()
	}
}

// flush records what is pending, after what was before it.
func (r *recorder) flush() {
	r.wait()
	done := r.pending
	if len(done) == 0 {
		return
	}
	r.pending = nil
	r.running.Go(func() {
		ctx, cancel := context.WithTimeout(r.ctx, recordTimeout)
		defer cancel()
		if err := r.worker.Store.Done(ctx, done); err != nil {
			// The rows stay on the lane: the same ids are sent again, which WhatsApp drops.
			r.failed = true
			r.worker.Log.ErrorContext(ctx, "results not recorded", "account_id", done[0].Message.AccountID, "messages", len(done), "error", err)
			return
		}
		for _, d := range done {
			r.worker.announce(d.Message)
		}
	})
}

func (r *recorder) wait() { r.running.Wait() }
