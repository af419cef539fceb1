package web

import (
	"log/slog"
	"net/http"
	"time"
)

// The server's time-outs. There is none on answering: some callers wait for WhatsApp
// and files are large. Slow bodies are watched as they are read.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeaders    = 32 << 10
)

// What comes while the rest is still being built waits for it this long: a start takes a
// second or two, and who asked right away gets the answer instead of an error. /ping
// waits less: hosts that watch it should see a live process while the database is waited for.
const (
	patience     = 15 * time.Second
	pingPatience = 5 * time.Second
)

// Server takes requests from the first moment and answers them once it is opened.
type Server struct {
	*http.Server
	handler http.Handler
	opened  chan struct{}
}

// NewServer makes the HTTP server; Open gives it its handler.
func NewServer(log *slog.Logger) *Server {
	s := &Server{opened: make(chan struct{}), Server: &http.Server{
		ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaders,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}}
	s.Handler = http.HandlerFunc(s.serve)
	return s
}

// Open lets requests through to the handler. It is called once.
func (s *Server) Open(h http.Handler) {
	s.handler = h
	close(s.opened)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.opened:
		s.handler.ServeHTTP(w, r)
		return
	default:
	}
	wait := patience
	if r.URL.Path == "/ping" {
		wait = pingPatience
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-s.opened:
		s.handler.ServeHTTP(w, r)
	case <-timer.C:
		starting(w, r)
	case <-r.Context().Done():
	}
}

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
