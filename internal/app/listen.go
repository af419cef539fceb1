package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/seal"
	"switchboard/internal/webhook"
)

// Forwarding is what `switchboard listen` does.
type Forwarding struct {
	Server  string        // where Switchboard is, such as http://localhost:3000
	Key     string        // an account's API key, or an admin's token
	Account string        // whose events; empty for the key's own account
	To      string        // where to forward to; empty only prints
	Types   string        // event kinds with commas between them; empty for all
	Secret  string        // whsec_… to sign with; empty makes one
	Silence time.Duration // after which a stream is opened again; 0 takes three heartbeats
}

const (
	// comeBack is the pause before a stream that ended is opened again.
	comeBack = time.Second
	// forwardTimeout is what a webhook's receiver has too.
	forwardTimeout = 10 * time.Second
	// silence is how long a stream may say nothing: it has a heartbeat every 15 s. A connection
	// that has died without a word, as when a laptop slept, is opened again.
	silence = 45 * time.Second
	// longestLine is the longest event: a text of WhatsApp has at most 65,536 characters.
	longestLine = 4 << 20
)

// Listen prints an account's events as they come, and forwards each to a local address,
// signed as a webhook's delivery, until ctx is done. A connection that breaks is opened
// again and goes on where it ended.
func Listen(ctx context.Context, f Forwarding, o Options) error {
	l := &listener{Forwarding: f, out: o.Out, stream: &http.Client{}, forward: &http.Client{
		Timeout: forwardTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, agent: "Switchboard/" + o.Version}
	if l.Silence == 0 {
		l.Silence = silence
	}
	if err := l.prepare(ctx); err != nil {
		return err
	}
	for {
		err := l.read(ctx)
		var refused *refusal
		if ctx.Err() != nil {
			return nil //nolint:nilerr // told to stop
		}
		if errors.As(err, &refused) {
			return err
		}
		if err != nil {
			fmt.Fprintf(l.out, "  connection lost (%v); coming back\n", err)
		}
		timer := time.NewTimer(comeBack)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// refusal is an answer that will not change by asking again.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

var errSilent = errors.New("the server has gone silent")

type listener struct {
	Forwarding
	out     io.Writer
	stream  *http.Client // no time-out: it lasts
	forward *http.Client
	agent   string
	key     []byte
	last    string // id of the last event
}

// prepare reads the secret, or makes one, and finds the account.
func (l *listener) prepare(ctx context.Context) error {
	if l.Secret == "" {
		l.Secret = "whsec_" + base64.StdEncoding.EncodeToString(seal.Random(32))
	}
	var err error
	if l.key, err = base64.StdEncoding.DecodeString(strings.TrimPrefix(l.Secret, "whsec_")); err != nil {
		return errors.New("--secret has to be whsec_ and base64, as Switchboard shows it")
	}
	if l.To != "" {
		if u, err := url.Parse(l.To); err != nil || u.Host == "" {
			return errors.New("--forward has to be an address such as http://localhost:8080/webhook")
		}
	}
	if l.Account == "" {
		if l.Account, err = l.own(ctx); err != nil {
			return err
		}
	}
	fmt.Fprintf(l.out, "\n  Listening to account %s\n", l.Account)
	if l.To != "" {
		fmt.Fprintf(l.out, "  Forwarding to %s\n  Signing secret %s\n", l.To, l.Secret)
	}
	fmt.Fprintln(l.out)
	return nil
}

// own asks which account the key is for.
func (l *listener) own(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, forwardTimeout)
	defer cancel()
	resp, err := l.ask(ctx, http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ me { accountId } }"}`))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var answer struct {
		Data *struct{ Me struct{ AccountID string } }
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.Data == nil {
		return "", errors.New("the API key is not valid; give an account's key (wak_…), or a token (wat_…) with --account")
	}
	if answer.Data.Me.AccountID == "" {
		return "", errors.New("say with --account whose events; an admin token is for all accounts")
	}
	return answer.Data.Me.AccountID, nil
}

func (l *listener) ask(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(l.Server, "/")+path, body)
	if err != nil {
		return nil, &refusal{"--server has to be an address such as http://localhost:3000"}
	}
	r.Header.Set("X-API-Key", l.Key)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", l.agent)
	if method == http.MethodGet {
		r.Header.Set("Accept", "text/event-stream")
		if l.last != "" {
			r.Header.Set("Last-Event-ID", l.last)
		}
	}
	return l.stream.Do(r)
}

// read follows one stream until it ends.
func (l *listener) read(ctx context.Context) error {
	ctx, hangUp := context.WithCancelCause(ctx)
	defer hangUp(nil)
	quiet := time.AfterFunc(l.Silence, func() { hangUp(errSilent) })
	defer quiet.Stop()
	resp, err := l.ask(ctx, http.MethodGet, "/api/accounts/"+url.PathEscape(l.Account)+"/events?types="+url.QueryEscape(l.types()), nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return l.refused(resp)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, longestLine)
	id, missed := "", false
	for lines.Scan() {
		quiet.Stop() // forwarding takes its time
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			id = value
			if l.last == "" {
				l.last = id
			}
		case "event":
			missed = value == "missed"
		case "data":
			if missed {
				fmt.Fprintln(l.out, "  some events were forgotten before they could be read: the server keeps them for 7 days")
			} else {
				l.pass(ctx, []byte(value))
				l.last = id
			}
		}
		quiet.Reset(l.Silence)
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return lines.Err()
}

func (l *listener) types() string {
	if l.Types == "" {
		return "*"
	}
	return l.Types
}

// refused reads why there is no stream. What is the server's trouble passes.
func (l *listener) refused(resp *http.Response) error {
	var p struct {
		Error string `json:"error"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || p.Error == "" {
		p.Error = resp.Status
	}
	if resp.StatusCode >= http.StatusInternalServerError || resp.StatusCode == http.StatusTooManyRequests {
		return errors.New(p.Error)
	}
	return &refusal{p.Error}
}

// pass prints an event and forwards it.
func (l *listener) pass(ctx context.Context, body []byte) {
	var e struct {
		ID        uuid.UUID `json:"id"`
		Type      string    `json:"type"`
		AccountID string    `json:"account_id"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		fmt.Fprintf(l.out, "  an event that cannot be read: %v\n", err)
		return
	}
	now := time.Now()
	if l.To == "" {
		fmt.Fprintf(l.out, "  %s  %s\n", now.Format(time.TimeOnly), body)
		return
	}
	what := fmt.Sprintf("  %s  %-16s %s", now.Format(time.TimeOnly), e.Type, e.ID)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.To, bytes.NewReader(body))
	if err != nil {
		fmt.Fprintf(l.out, "%s  %v\n", what, err)
		return
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", l.agent)
	r.Header.Set("X-Account-ID", e.AccountID)
	r.Header.Set("webhook-id", e.ID.String())
	r.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	r.Header.Set("webhook-signature", webhook.Sign(e.ID, now, body, l.key))
	resp, err := l.forward.Do(r)
	if err != nil {
		fmt.Fprintf(l.out, "%s  %v\n", what, err)
		return
	}
	resp.Body.Close()
	fmt.Fprintf(l.out, "%s  %d  %d ms\n", what, resp.StatusCode, time.Since(now).Milliseconds())
}
