// Package rest is the REST door: it decodes, calls the same services as GraphQL, and
// encodes. No rule lives here. The OpenAPI description comes from the handlers.
package rest

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/channel"
	"switchboard/internal/chat"
	"switchboard/internal/consent"
	"switchboard/internal/contact"
	"switchboard/internal/fault"
	"switchboard/internal/group"
	"switchboard/internal/health"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/reply"
	"switchboard/internal/webhook"
)

// Sessions are the dashboard's sessions. The request that a context belongs to is
// theirs to know.
type Sessions interface {
	// Attempt counts a try to sign in before it is made, so that many at once do not
	// slip through; RateLimited when too many have failed.
	Attempt(ctx context.Context, username string) error
	// Forgive takes an attempt back that failed for a reason of ours.
	Forgive(ctx context.Context, username string)
	// Start opens a session with a new id for the caller who signed in.
	Start(ctx context.Context, username string) error
	// End closes the session of the request, if it has one.
	End(ctx context.Context) error
}

// Deps are what the door stands on.
type Deps struct {
	Accounts *account.Service
	Messages *message.Service
	Consents *consent.Service
	Planner  *outbox.Planner
	Chats    *chat.Service
	Contacts *contact.Service
	Groups   *group.Service
	Channels *channel.Service
	Media    *media.Service
	Webhooks *webhook.Service
	Replies  *reply.Service
	Auth     *auth.Service
	Health   *health.Service
	Sessions Sessions
	Log      *slog.Logger

	// Identify is who a request's own credential speaks for: the zero Caller where it
	// has none, Unauthenticated where it is wrong.
	Identify func(ctx context.Context) (auth.Caller, error)
	// Recheck is Identify looked up anew, for streams that outlive a key.
	Recheck func(ctx context.Context) (auth.Caller, error)
	// RequestID is the id of a request, to find it in the log.
	RequestID func(ctx context.Context) string
	Version   string
	PublicURL string // where people reach the server
}

// Handler is the door. It serves /api/*, /openapi.json and /openapi.yaml.
type Handler struct {
	Deps
	router chi.Router
	api    huma.API
	spec   spec
	// replies counts what receivers of webhooks answer.
	replies brake
}

// New makes the door. It fails when the description of the API does not encode.
func New(d Deps) (*Handler, error) {
	h := &Handler{Deps: d, router: chi.NewRouter()}
	h.router.NotFound(func(w http.ResponseWriter, r *http.Request) { h.WriteError(w, r, errNoEndpoint) })
	h.router.MethodNotAllowed(h.methodNotAllowed)
	h.api = humachi.New(h.router, h.config())
	h.routes()
	h.describeWebhooks()
	return h, h.describe()
}

// ServeHTTP answers. HEAD is GET without the body, which net/http leaves out.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rctx := chi.RouteContext(r.Context()); rctx != nil && r.Method == http.MethodHead {
		rctx.RouteMethod = http.MethodGet
	}
	h.router.ServeHTTP(w, r)
}

var (
	errNoEndpoint = fault.New(fault.NotFound, "There is no such endpoint. See /docs.").WithCode("no_such_endpoint")
	errNoAccount  = fault.New(fault.NotFound, "Account not found.")
	errNoMessage  = fault.New(fault.NotFound, "Message not found.")
	errNoWebhook  = fault.New(fault.NotFound, "Webhook not found.")
	errNoDelivery = fault.New(fault.NotFound, "Delivery not found.")
	errNoMedia    = fault.New(fault.NotFound, "Media not found.")
)

// methodNotAllowed says which methods there are.
func (h *Handler) methodNotAllowed(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if h.router.Match(chi.NewRouteContext(), m, r.URL.Path) {
			allowed = append(allowed, m)
		}
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	p := h.problem(r.Context(), fault.New(fault.Malformed, "This endpoint does not take "+r.Method+"."))
	p.Status, p.Title = http.StatusMethodNotAllowed, http.StatusText(http.StatusMethodNotAllowed)
	p.write(w)
}
