package ai

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	// maxBody is how much of an answer is read: OpenRouter's list of models, the longest
	// of all, is about 1 MB.
	maxBody = 16 << 20
	// maxFault is how much is read of an answer that says what is wrong.
	maxFault = 64 << 10

	okStatus = http.StatusOK
)

var (
	errIdle    = errors.New("the provider fell silent")
	errTooMuch = errors.New("the provider's answer is too long")
)

// call is what happened on the wire in one thing done with a provider. The SDKs tell it each
// in its own way or not at all; here it is the same for all of them.
type call struct {
	status int
	header http.Header
	fault  []byte // the body, when status says that something is wrong
	err    error  // why the connection failed, or broke off
}

type callKey struct{}

// wire keeps what happens in the call of the request's context, and watches over silence
// and length.
type wire struct {
	next http.RoundTripper
	idle time.Duration
}

// RoundTrip sends a request. It follows http.RoundTripper.
func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	c, _ := r.Context().Value(callKey{}).(*call)
	if c == nil {
		c = &call{}
	}
	*c = call{}
	ctx, cancel := context.WithCancelCause(r.Context())
	timer := time.AfterFunc(w.idle, func() { cancel(errIdle) })
	resp, err := w.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		timer.Stop()
		c.err = why(ctx, err)
		cancel(nil)
		return nil, err
	}
	c.status, c.header = resp.StatusCode, resp.Header
	b := &body{rc: resp.Body, call: c, ctx: ctx, cancel: cancel, timer: timer, idle: w.idle, left: maxBody}
	resp.Body = b
	if c.status >= http.StatusMultipleChoices {
		c.fault, _ = io.ReadAll(io.LimitReader(b, maxFault)) // what there is of it will do
		b.Close()
		resp.Body = io.NopCloser(bytes.NewReader(c.fault))
		if c.status < http.StatusBadRequest {
			// An SDK would take it for an answer.
			return nil, http.ErrNotSupported
		}
	}
	return resp, nil
}

// why is the reason of an error: silence ends a request by its context.
func why(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errIdle) {
		return errIdle
	}
	return err
}

// body is the body of an answer. Whatever ends it looks like its end to the SDK; the reason
// is in the call. (One of the SDKs writes such errors to the process's log.)
type body struct {
	rc     io.ReadCloser
	call   *call
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	idle   time.Duration
	left   int64
}

// Read reads on; each byte starts the clock anew.
func (b *body) Read(p []byte) (int, error) {
	b.timer.Reset(b.idle)
	n, err := b.rc.Read(p)
	b.timer.Stop()
	if b.left -= int64(n); b.left < 0 {
		err = errTooMuch
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.call.err = why(b.ctx, err)
		err = io.EOF
	}
	return n, err
}

// Close gives the connection up.
func (b *body) Close() error {
	b.timer.Stop()
	b.cancel(nil)
	return b.rc.Close()
}
