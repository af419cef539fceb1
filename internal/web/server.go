package web

import (
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

// The server's time-outs. There is none on answering: some callers wait for WhatsApp
// and files are large. Slow bodies are watched as they are read.
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
	w.Header().Set(requestIDHeader, requestID(r.Header.Get(requestIDHeader)))
	w.Header().Set("Retry-After", "2")
	w.WriteHeader(http.StatusServiceUnavailable)
	w.Write([]byte(`{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Switchboard is starting. Try again in a moment.","error":"Switchboard is starting. Try again in a moment.","code":"starting"}`))
}

// ping tells hosts and load balancers that the process lives; it asks nothing of
// anything else.
func ping(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Write([]byte("pong"))
}
