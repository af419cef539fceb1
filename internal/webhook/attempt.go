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

// request is an event as it goes to a webhook at a time, and its headers as the log may
// show them.
func (o *opened) request(w Webhook, eventID uuid.UUID, body []byte, now time.Time) (r Request, logged []Line) {
	lines := []Line{
		{"Content-Type", "application/json"},
		{headerID, eventID.String()},
		{headerTimestamp, strconv.FormatInt(now.Unix(), 10)},
		{headerSignature, Sign(eventID, now, body, o.keys...)},
		{accountHeader, w.AccountID.String()},
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

// Trial is what came of a test.
type Trial struct {
	Success    bool
	Status     int // 0 when there was no answer
	DurationMS int
	Error      string // plain words; empty after a success
}

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
	r, _ := o.request(w, eventID, body, now)
	a, _ := post(ctx, s.Poster, r, now)
	return Trial{Success: a.Error == "", Status: a.Status, DurationMS: a.DurationMS, Error: a.Error}, nil
}

// clean makes any bytes text that the database takes.
func clean(b []byte) string {
	return strings.ReplaceAll(strings.ToValidUTF8(string(b), "\uFFFD"), "\x00", "\uFFFD")
}
