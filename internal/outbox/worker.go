package outbox

import (
	"cmp"
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
	// attempts is how often a passing failure of WhatsApp is tried again before the
	// message fails: with the pauses below about three hours.
	attempts = 24
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
	// recordEvery is how many results of a batch are recorded together while the next
	// messages of it go out.
	recordEvery = 8
)

// Why a message fails before it has gone.
const (
	codeExpired  = "expired"
	textExpired  = "The message was not sent before its time to live ended."
	codeRetry    = "retry" // of what has no code of its own
	codeOptedOut = "opted_out"
	textOptedOut = "The contact has asked not to be written to."
)

// codeNotConnected is the Sender's for an account that has lost its connection.
const codeNotConnected = "not_connected"

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
	expired, err := w.Store.Expire(ctx, codeExpired, textExpired, now)
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
	// Once begun, a message is finished also when the worker is told to stop.
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
		sent, err := w.deliver(ctx, h.Message)
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
		passing, recordErr := w.recordFailure(ctx, h, err)
		if recordErr != nil {
			// The row stays on the lane: the same id is sent again, which WhatsApp drops.
			w.Log.ErrorContext(ctx, "result not recorded", "account_id", h.Message.AccountID, "message_id", h.Message.ID, "error", recordErr)
		}
		if passing || recordErr != nil {
			w.back(ctx, begun[i+1:], "The message before it could not be sent.")
			return false
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
	if err := w.Store.Back(ctx, ids, why, time.Now()); err != nil {
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

func (w *Worker) deliver(ctx context.Context, m message.Message) (Sent, error) {
	letter := Letter{WAID: m.WAID, To: m.Chat, Type: m.Type, Text: m.Text, Content: m.Content}
	timeout := sendTimeout
	if m.Media != nil {
		timeout += time.Duration(m.Media.Size/uploadRate) * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if m.Media != nil {
		a, err := w.Files.Attachment(ctx, *m.Media)
		if err != nil {
			return Sent{}, err
		}
		letter.Media = a
	}
	return w.Sender.Send(ctx, m.AccountID, letter)
}

// recordFailure records why a message was not sent; passing says that it is tried again.
func (w *Worker) recordFailure(ctx context.Context, h Head, sendErr error) (passing bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	m, now, f := h.Message, time.Now(), fault.As(sendErr)
	failed := h.Attempts + 1
	if f.Code == codeNotConnected {
		failed = h.Attempts // the account is on its way back; that says nothing about the message
	}
	if f.Kind == fault.Unavailable && failed < attempts {
		err := w.Store.Later(ctx, m.ID, failed, cmp.Or(f.Code, codeRetry), f.Text, now.Add(pause(failed, f.RetryAfter)), now)
		w.announce(m)
		return true, err
	}
	code := f.Code
	if code == "" {
		code = "failed"
	}
	if err := w.fail(ctx, m, code, f.Text); err != nil {
		return false, err
	}
	if err := w.Brakes.Refused(ctx, m.AccountID, code); err != nil {
		w.Log.WarnContext(ctx, "brake not considered", "account_id", m.AccountID, "error", err)
	}
	return false, nil
}

func (w *Worker) fail(ctx context.Context, m message.Message, code, text string) error {
	if err := w.Store.Fail(ctx, m.ID, code, text, time.Now()); err != nil {
		return err
	}
	w.announce(m)
	return nil
}

// pause is how long to wait after so many passing failures; what the server asks for holds.
func pause(failed int, asked time.Duration) time.Duration {
	p := firstPause << min(max(failed-1, 0), 10)
	return max(min(p, longestPause), asked)
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
