package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"switchboard/internal/auth"
)

// visit is what the front door knows of a request.
type visit struct {
	id      string
	ip      string
	request *http.Request
	header  http.Header // of the answer

	once   sync.Once
	caller auth.Caller
	err    error
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// RequestID is the id of the request that a context belongs to.
func RequestID(ctx context.Context) string {
	if v := visitOf(ctx); v != nil {
		return v.id
	}
	return ""
}

const requestIDHeader = "X-Request-Id"

// receive gives each request an id and finds out where it comes from.
func (d *door) receive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{id: requestID(r.Header.Get(requestIDHeader)), ip: d.clientIP(r), request: r, header: w.Header()}
		w.Header().Set(requestIDHeader, v.id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
	})
}

// requestID keeps an id that a proxy or caller has given, when it is one.
func requestID(given string) string {
	sane := len(given) >= 8 && len(given) <= 64 && strings.IndexFunc(given, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' && c != '.'
	}) < 0
	if sane {
		return given
	}
	b := make([]byte, 12)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// clientIP is where a request comes from. Behind a proxy it is the nearest public
// address that the proxies named: what is further away, the client may have made up.
func (d *door) clientIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if !d.TrustProxy {
		return host
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		ip, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		host = ip.Unmap().String()
		if !ip.IsPrivate() && !ip.IsLoopback() {
			break
		}
	}
	return host
}

// logAccess writes one line for each request, without query strings: they may carry secrets.
func (d *door) logAccess(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			v := visitOf(r.Context())
			status := ww.Status()
			if status == 0 {
				status = http.StatusOK
			}
			level := slog.LevelDebug
			path := r.URL.Path
			switch {
			case strings.HasPrefix(path, "/sandbox/"):
				path = "/sandbox/…" // phone numbers follow
			case strings.HasPrefix(path, "/api/") && path != "/api/health", path == "/graphql":
				level = slog.LevelInfo
			}
			d.Log.LogAttrs(r.Context(), level, "request",
				slog.String("request_id", v.id), slog.String("method", r.Method), slog.String("path", path), slog.Int("status", status),
				slog.Int("bytes", ww.BytesWritten()), slog.Int64("duration_ms", time.Since(started).Milliseconds()),
				slog.String("ip", v.ip), slog.String("caller", string(v.caller.Kind)))
		}()
		next.ServeHTTP(ww, r)
	})
}

// recoverPanic answers 500 where a handler of ours broke, and logs where.
func (d *door) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { //nolint:errorlint // it is this value that is panicked with
				panic(p)
			}
			d.REST.WriteError(w, r, errPanicked.WithCause(fmt.Errorf("panic: %v\n%s", p, debug.Stack())))
		}()
		next.ServeHTTP(w, r)
	})
}

const (
	// pageCSP lets the dashboard run its own files and nothing else.
	pageCSP = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
		"font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; require-trusted-types-for 'script'"
	// graphiqlCSP is for GraphiQL, whose editor writes styles into the page.
	graphiqlCSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; " +
		"font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)

func (d *door) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pageCSP)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if d.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
