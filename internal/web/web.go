// Package web is the front door: it routes, names requests, logs them, guards them
// with headers and limits, keeps the dashboard's sessions and serves its files. What
// is behind the door are the REST and the GraphQL handlers, which ask it who calls.
package web

import (
	"io/fs"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/cors"
)

// Deps are what the door stands on.
type Deps struct {
	Sessions *Sessions
	Log      *slog.Logger

	REST    ErrorHandler // /api/*, /openapi.json, /openapi.yaml
	GraphQL http.Handler
	Sandbox http.Handler // /sandbox/*; nil with real WhatsApp
	// SandboxOpen lets /sandbox be used without a credential: nobody but this machine
	// reaches the server.
	SandboxOpen bool
	Dashboard   fs.FS // the built single-page application

	Origins    []string // other sites whose pages may call
	Secure     bool     // people come by https
	TrustProxy bool     // X-Forwarded-For is set by a proxy of ours
	Limits     bool     // request limits are on
}

// ErrorHandler is a handler that also writes the door's own errors, so that there is
// one shape.
type ErrorHandler interface {
	http.Handler
	WriteError(w http.ResponseWriter, r *http.Request, err error)
}

// New makes the door. All routes are on this screen.
func New(d Deps) http.Handler {
	r := chi.NewRouter()
	r.Use(identify, d.clientAddress, d.accessLog, d.recover, d.securityHeaders)
	r.Get("/ping", ping) // never touches the database
	spa := d.newDashboard()
	r.NotFound(spa.ServeHTTP)

	r.Group(func(r chi.Router) {
		if len(d.Origins) > 0 {
			r.Use(cors.Handler(cors.Options{
				AllowedOrigins: d.Origins, AllowCredentials: true, MaxAge: 600,
				AllowedMethods: []string{"GET", "POST", "PUT", "PATCH", "DELETE"},
				AllowedHeaders: []string{"Authorization", "Content-Type", "Idempotency-Key", "Prefer", "X-API-Key", "X-Account-Id", "X-Request-Id"},
				ExposedHeaders: []string{"Idempotent-Replayed", "Retry-After", "X-Request-Id"},
			}))
		}
		r.Use(d.sameOrigin, d.Sessions.load, d.limit)
		r.Handle("/api", d.REST)
		r.Handle("/api/*", d.REST)
		r.Handle("/openapi.json", d.REST)
		r.Handle("/openapi.yaml", d.REST)
		r.Handle("/graphql", d.GraphQL)
		r.With(d.signedIn).Handle("/graphiql", http.HandlerFunc(spa.playground))
		r.With(d.signedIn).Handle("/graphiql/*", http.HandlerFunc(spa.playground))
		if d.Sandbox != nil {
			r.With(d.mayControlPhones).Handle("/sandbox/*", d.Sandbox)
		}
	})
	return r
}

// The server's time-outs. A request's body may take as long as the largest file on a
// slow line; its headers come at once from anybody honest.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeaders    = 32 << 10
)

// Server serves from the first moment: while the rest is being built, it answers
// /ping, and 503 to everything else, so that hosts that watch the port see it live.
type Server struct {
	*http.Server
	handler atomic.Pointer[http.Handler]
}

// NewServer makes the HTTP server; Open gives it its handler.
func NewServer(log *slog.Logger) *Server {
	s := &Server{Server: &http.Server{
		ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaders,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}}
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := s.handler.Load(); h != nil {
			(*h).ServeHTTP(w, r)
			return
		}
		starting(w, r)
	})
	return s
}

// Open lets requests through to the handler.
func (s *Server) Open(h http.Handler) { s.handler.Store(&h) }

func starting(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/ping" {
		ping(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Retry-After", "2")
	w.WriteHeader(http.StatusServiceUnavailable)
	w.Write([]byte(`{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Switchboard is starting.","error":"Switchboard is starting. Try again in a moment.","code":"starting"}`))
}

func ping(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Write([]byte("pong"))
}

// wrap sees the status and the size of an answer.
func wrap(w http.ResponseWriter, r *http.Request) middleware.WrapResponseWriter {
	return middleware.NewWrapResponseWriter(w, r.ProtoMajor)
}

// newManager makes the session manager; see Sessions.
func newManager(store scs.Store, secure bool) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.HashTokenInStore = true
	m.IdleTimeout = idleSession
	m.Lifetime = longestSession
	m.Cookie.Name = "wa.sid"
	m.Cookie.HttpOnly = true
	m.Cookie.Secure = secure
	m.Cookie.SameSite = http.SameSiteLaxMode
	if secure {
		m.Cookie.SameSite = http.SameSiteStrictMode
	}
	return m
}
