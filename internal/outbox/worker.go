package outbox

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/pacing"
)

const (
	// poll finds what no news told of: another process accepted a message, or a piece
	// of news was lost.
	poll = 2 * time.Second
	// attempts is how often a passing failure of WhatsApp is tried again before the
	// message fails: with the pauses below about three hours.
	attempts = 24
	// replanAfter is how long a lane waits before it plans anew: a person may have raised
	// a limit, or deleted the account, meanwhile.
	replanAfter = 15 * time.Second
	// firstPause and longestPause bound the pause after a passing failure.
	firstPause   = 2 * time.Second
	longestPause = 10 * time.Minute
	// sendTimeout is how long one message may take: encrypting for a large group and
	// waiting for the server's answer. Uploads get more (see uploadRate).
	sendTimeout = 45 * time.Second
	// uploadRate is the slowest upload that is waited for, in bytes per second.
	uploadRate = 64 << 10
	// recordTimeout is how long recording a result may take after the worker was told
	// to stop: the result must not be lost.
	recordTimeout = 5 * time.Second
)

// Files opens the file of a message.
type Files interface {
	Attachment(ctx context.Context, f media.File) (*Attachment, error)
}

// Deps are what the worker stands on.
type Deps struct {
	Store    Store
	Sender   Sender
	Files    Files
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

// lane is one account's goroutine while it has something to send.
type lane struct {
	// again says that something was queued since the lane last looked.
	again bool
}

// NewWorker makes the worker.
func NewWorker(d Deps) *Worker { return &Worker{Deps: d, lanes: map[uuid.UUID]*lane{}} }

// Run drains until ctx is done, and returns when every lane has stopped: a message
// that is on its way is sent and recorded first.
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
			w.wakeAll(ctx)
		case e, ok := <-events:
			switch {
			case !ok && ctx.Err() == nil:
				events, cancel = w.Bus.Subscribe()
				w.wakeAll(ctx)
			case !ok:
				return nil
			default:
				w.hear(ctx, e)
			}
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

// wakeAll wakes every lane that has something to send.
func (w *Worker) wakeAll(ctx context.Context) {
	ids, err := w.Store.Lanes(ctx, w.Holder)
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

// wake starts an account's lane, or tells it to look again.
func (w *Worker) wake(ctx context.Context, accountID uuid.UUID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if l, ok := w.lanes[accountID]; ok {
		l.again = true
		return
	}
	l := &lane{}
	w.lanes[accountID] = l
	w.wg.Go(func() { w.run(ctx, accountID, l) })
}

// run sends an account's messages one after the other until there are none.
func (w *Worker) run(ctx context.Context, accountID uuid.UUID, l *lane) {
	for {
		w.mu.Lock()
		l.again = false
		w.mu.Unlock()
		for w.step(ctx, accountID) {
		}
		w.mu.Lock()
		if !l.again || ctx.Err() != nil {
			delete(w.lanes, accountID)
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
	}
}

// step sends the head of a lane when its time has come; false when the lane may rest.
func (w *Worker) step(ctx context.Context, accountID uuid.UUID) bool {
	if ctx.Err() != nil {
		return false
	}
	next, err := w.Store.Next(ctx, accountID, w.Holder, w.Defaults.MaxPerHour, w.Defaults.MaxPerDay, time.Now())
	if err != nil {
		if !fault.Is(err, fault.NotFound) && ctx.Err() == nil {
			w.Log.WarnContext(ctx, "outbox lane not read", "account_id", accountID, "error", err)
		}
		return false
	}
	limits := next.Account.Overrides.Over(w.Defaults)
	now := time.Now()
	plan := pacing.Next(paced(limits), next.Facts, now, rand.Float64())
	due := plan.At
	if next.NotBefore.After(due) {
		due = next.NotBefore
	}
	typing := pacing.Typing(limits.Typing, utf8.RuneCountInString(next.Message.Text), rand.Float64())
	if due.Sub(now) > replanAfter {
		return sleepUntil(ctx, now.Add(replanAfter))
	}
	// Typing fills the end of the gap: it makes nobody wait longer than the gap does.
	if !sleepUntil(ctx, due.Add(-typing)) {
		return false
	}
	if typing > 0 {
		if err := w.Sender.Typing(ctx, accountID, next.Message.Chat, typing); err != nil && ctx.Err() == nil {
			w.Log.DebugContext(ctx, "typing not shown", "account_id", accountID, "error", err)
		}
		if !sleepUntil(ctx, due) {
			return false
		}
	}
	return w.send(ctx, next)
}

func paced(l account.Limits) pacing.Limits {
	return pacing.Limits{MinInterval: l.MinInterval, RandomDelay: l.RandomDelay, MaxPerHour: l.MaxPerHour, MaxPerDay: l.MaxPerDay, Typing: l.Typing}
}

// sleepUntil waits; false when ctx ended first.
func sleepUntil(ctx context.Context, at time.Time) bool {
	d := time.Until(at)
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// send takes one message to WhatsApp and records what became of it; false when the
// lane may rest.
func (w *Worker) send(ctx context.Context, next Next) bool {
	m := next.Message
	// Once begun, a message is finished also when the worker is told to stop.
	ctx = context.WithoutCancel(ctx)
	started := time.Now()
	if err := w.Store.Begin(ctx, m.ID, w.Holder, started); err != nil {
		if !fault.Is(err, fault.NotFound) {
			w.Log.WarnContext(ctx, "message not begun", "account_id", m.AccountID, "message_id", m.ID, "error", err)
		}
		return false
	}
	w.announce(m)
	sent, err := w.deliver(ctx, m)
	recordCtx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	w.Log.InfoContext(ctx, "message attempted", "account_id", m.AccountID, "message_id", m.ID,
		"attempt", next.Attempts+1, "duration_ms", time.Since(started).Milliseconds(), "error", err)
	if recordErr := w.record(recordCtx, next, sent, err); recordErr != nil {
		// The row stays on the lane: the same id is sent again, which WhatsApp drops.
		w.Log.ErrorContext(ctx, "result not recorded", "account_id", m.AccountID, "message_id", m.ID, "error", recordErr)
		return false
	}
	w.announce(m)
	return err == nil || !fault.Is(err, fault.Unavailable)
}

func (w *Worker) deliver(ctx context.Context, m message.Message) (Sent, error) {
	letter := Letter{WAID: m.WAID, To: m.Chat, Type: m.Type, Text: m.Text, Content: m.Content}
	timeout := sendTimeout
	if m.Media != nil {
		a, err := w.Files.Attachment(ctx, *m.Media)
		if err != nil {
			return Sent{}, err
		}
		letter.Media = a
		timeout += time.Duration(a.Size/uploadRate) * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return w.Sender.Send(ctx, m.AccountID, letter)
}

func (w *Worker) record(ctx context.Context, next Next, sent Sent, err error) error {
	m, now := next.Message, time.Now()
	if err == nil {
		return w.Store.Done(ctx, m, sent)
	}
	f := fault.As(err)
	if f.Kind == fault.Unavailable && next.Attempts+1 < attempts {
		return w.Store.Later(ctx, m.ID, f.Text, now.Add(pause(next.Attempts, f.RetryAfter)), now)
	}
	code := f.Code
	if code == "" {
		code = "failed"
	}
	return w.Store.Fail(ctx, m.ID, code, f.Text, now)
}

// pause is how long to wait after a passing failure; what the server asks for holds.
func pause(attempts int, asked time.Duration) time.Duration {
	p := firstPause << min(attempts, 10)
	return max(min(p, longestPause), asked)
}

func (w *Worker) announce(m message.Message) {
	message.Announce(w.Bus, m)
}
