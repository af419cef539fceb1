package outbox

import (
	"cmp"
	"context"
	"time"

	"switchboard/internal/fault"
	"switchboard/internal/message"
)

const (
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
	// finishWithin is how long a message that is on its way may take after the worker was
	// told to stop: an acknowledgement comes within, an upload is broken off. Others wait for
	// the account.
	finishWithin = 3 * time.Second
)

// Why a message fails before it has gone.
const (
	codeExpired  = "expired"
	textExpired  = "Its time to live ended before WhatsApp had confirmed it."
	codeRetry    = "retry" // of what has no code of its own
	codeOptedOut = "opted_out"
	textOptedOut = "The contact has asked not to be written to."
)

// codeNotConnected is the Sender's for an account that has lost its connection.
const codeNotConnected = "not_connected"

// codeRateLimited is the Sender's for an account that sends more than WhatsApp takes.
const codeRateLimited = "rate_limited"

// codeDatabase is of a message that was not sent because our own database was away.
const codeDatabase = "database"

// codeStopped is of a message whose sending was broken off because the worker stops.
const codeStopped = "stopped"

var errStopping = fault.New(fault.Unavailable, "Switchboard was stopped while the message was on its way.").WithCode(codeStopped)

// deliver takes a message to WhatsApp. It goes on for a moment when ctx is done; what it does
// not manage then fails with errStopping, whatever the Sender makes of it.
func (w *Worker) deliver(ctx context.Context, m message.Message) (Sent, error) {
	ctx, cancel := outlast(ctx, finishWithin)
	defer cancel()
	letter := Letter{WAID: m.WAID, To: m.Chat, Type: m.Type, Text: m.Text, Content: m.Content, Welcome: w.welcome(m)}
	timeout := sendTimeout
	if m.Media != nil {
		timeout += time.Duration(m.Media.Size/uploadRate) * time.Second
	}
	bounded, done := context.WithTimeout(ctx, timeout)
	defer done()
	sent, err := w.carry(bounded, m, letter)
	if err != nil && ctx.Err() != nil {
		err = errStopping.WithCause(err)
	}
	return sent, err
}

// carry gives a letter its file and hands it to the Sender.
func (w *Worker) carry(ctx context.Context, m message.Message, letter Letter) (Sent, error) {
	if m.Media != nil {
		a, err := w.Files.Attachment(ctx, *m.Media)
		if err != nil {
			return Sent{}, err
		}
		letter.Media = a
	}
	return w.Sender.Send(ctx, m.AccountID, letter)
}

// welcome fails for who has opted out.
func (w *Worker) welcome(m message.Message) func(context.Context, message.Peer) error {
	return func(ctx context.Context, to message.Peer) error {
		out, err := w.Store.OptedOut(ctx, m.AccountID, to)
		switch {
		case err != nil:
			return fault.New(fault.Unavailable, "The database does not answer.").WithCode(codeDatabase).WithCause(err)
		case out:
			return fault.New(fault.Forbidden, textOptedOut).WithCode(codeOptedOut)
		}
		return nil
	}
}

// outlast is a context that ends some time after its parent.
func outlast(parent context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	release := context.AfterFunc(parent, func() { time.AfterFunc(by, cancel) })
	return ctx, func() { release(); cancel() }
}

// next is what a lane does after a failure.
type next int

const (
	goOn      next = iota // with what was begun
	lookAgain             // at what may go now
	rest
)

// recordFailure records why a message was not sent.
func (w *Worker) recordFailure(ctx context.Context, h Head, sendErr error) (next, error) {
	ctx, cancel := context.WithTimeout(ctx, recordTimeout)
	defer cancel()
	m, now, f := h.Message, time.Now(), fault.As(sendErr)
	failed := h.Attempts + 1
	if f.Code == codeNotConnected || f.Code == codeStopped {
		failed = h.Attempts // the account is on its way back; that says nothing about the message
	}
	again := now.Add(pause(failed, f.RetryAfter))
	if f.Code == codeStopped {
		again = now // for who takes the account over
	}
	if f.Kind == fault.Unavailable && failed < attempts {
		err := w.Store.Later(ctx, m, Retry{
			Attempts: failed, Tried: unsure(f), Code: cmp.Or(f.Code, codeRetry), Text: f.Text, NotBefore: again,
			Account: f.Code == codeRateLimited,
		}, now)
		w.announce(m)
		return rest, err
	}
	code := cmp.Or(f.Code, "failed")
	if err := w.fail(ctx, m, code, honest(f.Text, unsure(f) || f.Kind == fault.Unavailable && h.Tried)); err != nil {
		return rest, err
	}
	braked, err := w.Brakes.Refused(ctx, m.AccountID, code)
	if err != nil {
		w.Log.WarnContext(ctx, "brake not considered", "account_id", m.AccountID, "error", err)
	}
	if braked {
		return lookAgain, nil
	}
	return goOn, nil
}

func (w *Worker) fail(ctx context.Context, m message.Message, code, text string) error {
	if err := w.Store.Fail(ctx, m, code, text, time.Now()); err != nil {
		return err
	}
	w.announce(m)
	return nil
}

// unsure tells whether a message may have reached WhatsApp although it failed: WhatsApp's
// own answers and those from before it was written are sure.
func unsure(f *fault.Error) bool {
	return f.Kind == fault.Unavailable && f.Code != codeRateLimited && f.Code != "server_error" && f.Code != codeDatabase
}

// honest says why a message was given up, and that it may have arrived where nobody knows.
func honest(text string, tried bool) string {
	if tried {
		text += " It may have arrived all the same."
	}
	return text
}

// pause is how long to wait after so many passing failures; what the server asks for holds.
func pause(failed int, asked time.Duration) time.Duration {
	p := firstPause << min(max(failed-1, 0), 10)
	return max(min(p, longestPause), asked)
}
