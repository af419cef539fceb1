package web

import (
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/cors"
	"github.com/go-chi/httprate"

	"switchboard/internal/auth"
)

const (
	// requestsPerMinute is far above what a dashboard with a few tabs needs.
	requestsPerMinute = 600
	// sendsPerMinute is far above what any account may write in a minute; the queue
	// takes bursts.
	sendsPerMinute = 300
	// bodyPause is how long a body may stop coming.
	bodyPause = 30 * time.Second
)

// limitRequests bounds how much one caller, or one address without a key, may ask.
func (d *door) limitRequests() func(http.Handler) http.Handler {
	if !d.Limits {
		return func(next http.Handler) http.Handler { return next }
	}
	return httprate.LimitBy(requestsPerMinute, time.Minute, d.callerKey, httprate.WithLimitHandler(d.tooMany))
}

// limitSends bounds how much one caller may send.
func (d *door) limitSends(next http.Handler) http.Handler {
	if !d.Limits {
		return next
	}
	limited := httprate.LimitBy(sendsPerMinute, time.Minute, d.callerKey, httprate.WithLimitHandler(d.tooMany))(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/send") {
			limited.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (d *door) tooMany(w http.ResponseWriter, r *http.Request) { d.REST.WriteError(w, r, errTooMany) }

// callerKey is the account or admin whose valid key came with the request, otherwise
// the address: a made-up key must not open a new count.
func (d *door) callerKey(r *http.Request) (string, error) {
	v := visitOf(r.Context())
	if keyOf(r) != "" {
		if c, err := d.Sessions.Identify(r.Context()); err == nil && c.Kind == auth.Account {
			return "account " + c.AccountID.String(), nil
		} else if err == nil && c.Kind == auth.Token {
			return "token " + c.Username, nil
		}
	}
	return addressKey(v.ip), nil
}

// bounded ends bodies that are larger than any door takes, or that stop coming.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			body := http.MaxBytesReader(w, r.Body, maxRequest)
			r.Body = &watchedBody{ReadCloser: body, conn: http.NewResponseController(w)}
		}
		next.ServeHTTP(w, r)
	})
}

// watchedBody gives each read a deadline of its own, and takes it away again: one that
// stayed would end requests that wait for something else.
type watchedBody struct {
	io.ReadCloser
	conn *http.ResponseController
}

func (b *watchedBody) Read(p []byte) (int, error) {
	_ = b.conn.SetReadDeadline(time.Now().Add(bodyPause)) // not every connection can; then there is no deadline
	n, err := b.ReadCloser.Read(p)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		_ = b.conn.SetReadDeadline(time.Time{})
	}
	return n, err
}

// cors lets the pages of configured sites call the API.
func (d *door) cors() func(http.Handler) http.Handler {
	if len(d.Origins) == 0 {
		return func(next http.Handler) http.Handler { return next }
	}
	return cors.Handler(cors.Options{
		AllowedOrigins: d.Origins,
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowedHeaders: []string{"Authorization", "Content-Type", "Idempotency-Key", "Prefer", "X-API-Key", "X-Account-Id", requestIDHeader},
		ExposedHeaders: []string{requestIDHeader, "Retry-After", "Location", "Idempotent-Replayed", "Preference-Applied"},
		// With any site, no cookies: it would make every page on the web an admin.
		AllowCredentials: !slices.Contains(d.Origins, "*"),
		MaxAge:           600,
	})
}

// sameOrigin keeps pages of other sites from doing things with the browser's cookie.
// A key in a header is nothing that a browser adds by itself.
func (d *door) sameOrigin() func(http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	for _, origin := range d.Origins {
		// The configuration was checked; what is no origin is trusted by nobody.
		_ = guard.AddTrustedOrigin(strings.TrimRight(origin, "/"))
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if keyOf(r) == "" && guard.Check(r) != nil {
				d.REST.WriteError(w, r, errForeign)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
