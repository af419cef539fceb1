package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
)

type (
	requestIDKey struct{}
	clientKey    struct{}
)

// saneID is what is taken over as a request's id from outside.
var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// identify gives each request an id, to find it in the log.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !saneID.MatchString(id) {
			id = uuid.NewString()
		}
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// RequestID is the id of the request of a context.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// clientAddress finds out who asks: behind a proxy of ours, what it appended last.
func (d Deps) clientAddress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			host = r.RemoteAddr
		}
		if d.TrustProxy {
			chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			if last := strings.TrimSpace(chain[len(chain)-1]); net.ParseIP(last) != nil {
				host = last
			}
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientKey{}, host)))
	})
}

func clientFrom(ctx context.Context) string {
	host, _ := ctx.Value(clientKey{}).(string)
	return host
}

// accessLog writes one line a request. Queries may carry secrets and are left out.
func (d Deps) accessLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ping" {
			next.ServeHTTP(w, r)
			return
		}
		began := time.Now()
		seen := wrap(w, r)
		next.ServeHTTP(seen, r)
		log := d.Log.DebugContext
		if seen.Status() >= http.StatusInternalServerError {
			log = d.Log.WarnContext
		}
		log(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", seen.Status(), "bytes", seen.BytesWritten(),
			"duration_ms", time.Since(began).Milliseconds(), "request_id", RequestID(r.Context()))
	})
}

var errPanicked = errors.New("handler panicked")

// recover answers a panic like any other fault of ours.
func (d Deps) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p) // the way to break an answer off
			}
			d.Log.ErrorContext(r.Context(), "request panicked", "panic", p, "request_id", RequestID(r.Context()), "stack", string(debug.Stack()))
			d.REST.WriteError(w, r, errPanicked)
		}()
		next.ServeHTTP(w, r)
	})
}

// policy lets pages load from here only; no script or style stands in the page itself.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; require-trusted-types-for 'script'"

func (d Deps) securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), payment=()")
		if d.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses what another site's page makes a browser send with the cookie of
// a signed-in admin. A request with a key is nobody's trick: browsers do not add keys.
func (d Deps) sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	for _, o := range d.Origins {
		if err := guard.AddTrustedOrigin(o); err != nil {
			d.Log.Warn("origin not trusted", "error", err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.REST.WriteError(w, r, fault.New(fault.Forbidden, "This request comes from another site.").WithCode("cross_origin"))
	}))
	guarded := guard.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if key(r) != "" {
			next.ServeHTTP(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// signedIn sends people without a session to the sign-in page.
func (d Deps) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, err := d.Sessions.Identify(r.Context())
		if err != nil || !caller.IsAdmin() {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// mayControlPhones lets the admin through, or anybody where only this machine can ask.
func (d Deps) mayControlPhones(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.SandboxOpen {
			caller, err := d.Sessions.Identify(r.Context())
			if err == nil {
				err = auth.RequireAdmin(auth.WithCaller(r.Context(), caller))
			}
			if err != nil {
				d.REST.WriteError(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
