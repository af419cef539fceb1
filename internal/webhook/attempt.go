package webhook

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/seal"
)

const (
	// hidden stands in the log for the value of a custom header: it may be a credential.
	hidden = "(hidden)"
	// accountHeader names the account, for receivers that serve several.
	accountHeader = "X-Account-ID"
	// attemptTimeout is how long a receiver may take.
	attemptTimeout = 10 * time.Second
)

// opened are the secrets of a webhook, in memory while it is drained.
type opened struct {
	keys    [][]byte // newest first; two during a rotation
	headers []Header
}

func (o *opened) open(box *seal.Box, w Webhook, now time.Time) error {
	key, err := box.Open(w.SealedSecret, use(w.ID, "secret"))
	if err != nil {
		return err
	}
	o.keys = [][]byte{key}
	if w.OldSecretUntil != nil && w.OldSecretUntil.After(now) {
		old, err := box.Open(w.SealedOld, use(w.ID, "old"))
		if err != nil {
			return err
		}
		o.keys = append(o.keys, old)
	}
	o.headers, err = openHeaders(box, w)
	return err
}

// request is a delivery, with the body that its receiver sees, as it goes to a webhook at a
// time, and its headers as the log may show them.
func (o *opened) request(w Webhook, d Delivery, now time.Time) (r Request, logged []Line) {
	body := []byte(d.Body)
	lines := []Line{
		{"Content-Type", "application/json"},
		{headerID, d.EventID.String()},
		{headerTimestamp, strconv.FormatInt(now.Unix(), 10)},
		{headerSignature, Sign(d.EventID, now, body, o.keys...)},
		{accountHeader, w.AccountID.String()},
	}
	if d.Format == Legacy {
		lines = append(lines, Line{legacySignature, signLegacy(body, o.keys[0])})
	}
	logged = append(logged, lines...)
	for _, h := range o.headers {
		lines = append(lines, Line{h.Name, *h.Value})
		logged = append(logged, Line{h.Name, hidden})
	}
	return Request{URL: w.URL, Headers: lines, Body: body}, logged
}

// post makes one attempt. retryAfter is what the receiver asks for.
func post(ctx context.Context, p Poster, r Request, now time.Time) (a Attempt, retryAfter time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	began := time.Now()
	resp, err := p.Post(ctx, r)
	a = Attempt{At: now, URL: r.URL, DurationMS: int(time.Since(began).Milliseconds())}
	switch {
	case err == nil:
		a.Status, a.ResponseHeaders, a.ResponseBody = resp.Status, resp.Headers, clean(resp.Body)
		if resp.Status < 200 || resp.Status > 299 {
			a.Error = "The receiver answered " + strconv.Itoa(resp.Status) + "."
		}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		a.Error = "The receiver did not answer within 10 seconds."
	default:
		a.Error = fault.As(err).Text
	}
	return a, resp.RetryAfter
}

// Trial is what came of a test: the attempt, and what was sent.
type Trial struct {
	Attempt
	RequestBody string
}

// Success tells whether the receiver answered 2xx.
func (t Trial) Success() bool { return t.Error == "" }

// Test posts a sample of an event kind (`message` when it is empty) to a webhook at once, on or off, and
// tells what came of it. It counts for nothing.
func (s *Service) Test(ctx context.Context, id uuid.UUID, kind string) (Trial, error) {
	w, err := s.Get(ctx, id)
	if err != nil {
		return Trial{}, err
	}
	if kind == "" {
		kind = event.KindMessage
	}
	if ours, ok := olderNames[kind]; ok {
		kind = ours
	}
	p, err := sample(kind)
	if err != nil {
		return Trial{}, err
	}
	now := s.now().UTC()
	var o opened
	if err := o.open(s.Box, w, now); err != nil {
		return Trial{}, err
	}
	eventID := uuid.Must(uuid.NewV7())
	body, err := Body(eventID, w.AccountID, p, now)
	if err != nil {
		return Trial{}, err
	}
	d := Delivery{EventID: eventID, Kind: kind, Body: string(body), Format: w.Format}
	if w.Format == Legacy && kind != event.KindMessage && kind != event.KindMessageStatus {
		return Trial{}, fault.Bad("type", "The format legacy has only message and message.status.")
	}
	if err := d.write(); err != nil {
		return Trial{}, err
	}
	r, logged := o.request(w, d, now)
	a, _ := post(ctx, s.Poster, r, now)
	a.RequestHeaders = logged
	return Trial{Attempt: a, RequestBody: d.Body}, nil
}

// clean makes any bytes text that the database takes.
func clean(b []byte) string {
	return strings.ReplaceAll(strings.ToValidUTF8(string(b), "\uFFFD"), "\x00", "\uFFFD")
}
