// Package web is the front door: routing, who comes in, sessions, security headers,
// limits, and the dashboard's files. What is said behind it is for the other doors.
package web

import (
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/media"
)

// Deps are what the front door stands on.
type Deps struct {
	Sessions *Sessions
	Log      *slog.Logger

	REST    ErrorHandler // /api/*, /openapi.json, /openapi.yaml
	GraphQL http.Handler
	Sandbox http.Handler // /sandbox/*; nil with real WhatsApp
	// SandboxOpen lets /sandbox be used without a credential: nobody but this machine
	// reaches the server.
	SandboxOpen bool
	Dashboard   fs.FS // the built single-page application; may be empty

	// Origins are other sites whose pages may call the API, as scheme://host; "*" is any,
	// without cookies.
	Origins    []string
	Secure     bool // people come by https
	TrustProxy bool // X-Forwarded-For is set by a proxy of ours
	// Limits turns the limits on requests on. Those on signing in are always on.
	Limits bool
}

// ErrorHandler is a handler that also writes the front door's own errors, so that there
// is one shape.
type ErrorHandler interface {
	http.Handler
	WriteError(w http.ResponseWriter, r *http.Request, err error)
}

// maxRequest is the largest body of any door: a file in base64, with what is around it.
const maxRequest = media.MaxSize/3*4 + 2<<20

type door struct {
	Deps
	site *site
}

// New makes the front door. All its routes are on this screen.
func New(deps Deps) http.Handler {
	d := &door{Deps: deps, site: newSite(deps.Dashboard)}
	r := chi.NewRouter()
	r.Use(d.receive, d.logAccess, d.recoverPanic, d.headers)
	r.Get("/ping", ping)
	r.Get("/robots.txt", robots)
	r.Group(func(r chi.Router) {
		r.Use(middleware.GetHead, d.cors(), d.sameOrigin(), bounded)
		r.Group(func(r chi.Router) {
			r.Use(d.limitRequests())
			r.Handle("/api/*", d.limitSends(d.REST))
			r.Handle("/api", d.REST)
			r.Handle("/graphql", d.GraphQL) // asks who it is itself: websockets say so later
		})
		r.Get("/openapi.json", d.REST.ServeHTTP)
		r.Get("/openapi.yaml", d.REST.ServeHTTP)
		r.Handle("/sandbox/*", d.sandbox()) // admin, or anybody on this machine
		r.Get("/graphiql", d.graphiql)      // admin
		r.Get("/graphiql/*", d.graphiql)    // admin
	})
	r.NotFound(d.dashboard)
	r.MethodNotAllowed(d.dashboard)
	return r
}

func robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("User-agent: *\nDisallow: /\n"))
}

var (
	errNothing  = fault.New(fault.NotFound, "There is nothing here.")
	errSandbox  = fault.New(fault.NotFound, "There is no sandbox: this server speaks to the real WhatsApp.").WithCode("no_sandbox")
	errTooMany  = fault.New(fault.RateLimited, "Too many requests. Try again in a minute.").WithCode("rate_limited").WithRetryAfter(time.Minute)
	errForeign  = fault.New(fault.Forbidden, "A page of another site may not do that.").WithCode("cross_origin")
	errPanicked = fault.New(fault.Internal, "Something went wrong.")
)

// sandbox lets the admin to the simulated phones; on a listener that only this
// machine reaches, everybody.
func (d *door) sandbox() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.Sandbox == nil {
			d.REST.WriteError(w, r, errSandbox)
			return
		}
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
		d.Sandbox.ServeHTTP(w, r)
	})
}
