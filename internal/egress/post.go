package egress

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"syscall"
	"time"

	"switchboard/internal/fault"
	"switchboard/internal/webhook"
)

const (
	// keptBody is how much of a receiver's answer is read.
	keptBody = 16 << 10
	// keptHeaders is how many lines of its header are kept.
	keptHeaders = 64
	// idlePerHost is how many connections to one receiver stay open: as many as one
	// webhook uses at once.
	idlePerHost = 16
	// idle is how many connections stay open to all of them.
	idle = 128
	// longestRetryAfter bounds what a receiver may ask for.
	longestRetryAfter = 24 * time.Hour
)

// Check refuses an address that shows without asking the network that it is not allowed.
func (c *Client) Check(rawURL string) error {
	u, err := url.Parse(rawURL)
	if err == nil {
		err = checkURL(u)
	}
	if err != nil {
		return fault.Bad("url", "Write an http or https address.").WithCause(err)
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if c.allowPrivate || err != nil {
		return nil //nolint:nilerr // a name: where it leads shows when it is dialled
	}
	if checkAddress(netip.AddrPortFrom(ip, 443).String()) != nil {
		return privateFault(nil)
	}
	return nil
}

func privateFault(cause error) error {
	return fault.Bad("url", "This address is in a private network, which is not allowed.").WithCode("private_address").WithCause(cause)
}

// Post sends one request. Any answer is a success here; a redirect is an answer and is not
// followed, as Standard Webhooks asks: a signed body goes where its owner said, nowhere else.
func (c *Client) Post(ctx context.Context, in webhook.Request) (webhook.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, in.URL, bytes.NewReader(in.Body))
	if err == nil {
		err = checkURL(r.URL)
	}
	if err != nil {
		return webhook.Response{}, fault.Bad("url", "The address is no http or https address.").WithCause(err)
	}
	for _, l := range in.Headers {
		r.Header.Set(l.Name, l.Value)
	}
	resp, err := c.poster.Do(r)
	if err != nil {
		return webhook.Response{}, unreachable(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, keptBody))
	if err != nil && ctx.Err() != nil {
		return webhook.Response{}, unreachable(err)
	}
	return webhook.Response{
		Status: resp.StatusCode, Headers: lines(resp.Header), Body: body, RetryAfter: retryAfter(resp.Header.Get("Retry-After"), time.Now()),
	}, nil
}

// lines are a header, sorted by name.
func lines(h http.Header) []webhook.Line {
	out := []webhook.Line{}
	for name, values := range h {
		for _, v := range values {
			out = append(out, webhook.Line{Name: name, Value: v})
		}
	}
	slices.SortStableFunc(out, func(a, b webhook.Line) int {
		switch {
		case a.Name < b.Name:
			return -1
		case a.Name > b.Name:
			return 1
		}
		return 0
	})
	return out[:min(len(out), keptHeaders)]
}

// retryAfter reads either form of the header: seconds or a date.
func retryAfter(text string, now time.Time) time.Duration {
	var d time.Duration
	// A number that is too large for int is as large as int can be, with an error of its own.
	if seconds, err := strconv.Atoi(text); err == nil || errors.Is(err, strconv.ErrRange) {
		d = time.Duration(min(max(seconds, 0), int(longestRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		d = at.Sub(now)
	}
	return min(max(d, 0), longestRetryAfter)
}

// unreachable says in plain words why there was no answer.
func unreachable(err error) error {
	text := "The connection broke off before there was an answer."
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	var timeout net.Error
	switch {
	case errors.Is(err, errPrivate):
		return privateFault(err)
	case errors.As(err, &dns):
		text = "The name of the host is not known."
	case errors.As(err, &cert), errors.As(err, &authority):
		text = "The receiver's certificate is not valid."
	case errors.As(err, &record):
		text = "The receiver does not speak TLS: write http instead of https, or mend the receiver."
	case errors.Is(err, syscall.ECONNREFUSED):
		text = "The receiver refuses connections: nothing listens there."
	case errors.As(err, &timeout) && timeout.Timeout():
		text = "The receiver did not answer in time."
	}
	return fault.New(fault.Unavailable, text).WithCode("unreachable").WithCause(err)
}
