// Package graph is the GraphQL door: it decodes, calls the same services as REST,
// and encodes. No rule lives here. Subscriptions subscribe to the news first, send
// what is now, then stream; whoever falls behind gets a fresh snapshot.
package graph

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/channel"
	"switchboard/internal/chat"
	"switchboard/internal/consent"
	"switchboard/internal/contact"
	"switchboard/internal/event"
	"switchboard/internal/group"
	"switchboard/internal/health"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/reply"
	"switchboard/internal/webhook"
)

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
	Bus      *event.Bus
	Log      *slog.Logger

	// Identify is who a request's own credential speaks for: the zero Caller where it
	// has none, Unauthenticated where it is wrong.
	Identify func(ctx context.Context) (auth.Caller, error)
	// Recheck is Identify looked up anew, for connections that outlive a log-out.
	Recheck func(ctx context.Context) (auth.Caller, error)
	// RequestID is the id of a request, to find it in the log.
	RequestID func(ctx context.Context) string
	// QueryCacheSize is how many parsed documents are kept.
	QueryCacheSize int
	// Origins are other sites whose pages may open the websocket, as scheme://host.
	Origins []string
}

// Handler is the door.
type Handler struct {
	Deps
	server  *handler.Server
	closing context.Context // done when the door closes
	close   context.CancelFunc
}

// New makes the door.
func New(d Deps) *Handler {
	h := &Handler{Deps: d}
	h.closing, h.close = context.WithCancel(context.Background())
	c := Config{Resolvers: &Resolver{d: d}}
	weigh(&c.Complexity)
	s := handler.New(NewExecutableSchema(c))
	s.AddTransport(h.websocket())
	s.AddTransport(transport.Options{})
	s.AddTransport(transport.GET{})
	s.AddTransport(transport.POST{})
	s.AddTransport(transport.MultipartForm{
		MaxUploadSize: maxUpload, MaxMemory: inMemory,
		ResponseHeaders: map[string][]string{"Content-Type": {"application/json"}},
	})
	s.SetQueryCache(lru.New[*ast.QueryDocument](d.QueryCacheSize))
	s.SetParserTokenLimit(maxTokens)
	s.SetErrorPresenter(d.present)
	s.SetRecoverFunc(caught)
	s.Use(extension.Introspection{})
	s.Use(depthLimit{most: maxDepth})
	s.Use(extension.FixedComplexityLimit(maxComplexity))
	s.Use(readOnly{})
	s.AroundOperations(d.admit)
	h.server = s
	return h
}

// Close ends all websockets, for shutdown: a server does not wait for them.
func (h *Handler) Close() { h.close() }

// admit refuses operations of nobody. What the schema looks like is no secret.
func (d Deps) admit(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	err := refusal(ctx)
	if err == nil {
		err = auth.RequireCaller(ctx)
	}
	if err == nil || introspects(graphql.GetOperationContext(ctx).Operation) {
		return next(ctx)
	}
	return graphql.OneShot(&graphql.Response{Errors: []*graphqlError{d.present(ctx, err)}})
}

// introspects tells whether an operation asks about the schema alone.
func introspects(op *ast.OperationDefinition) bool {
	for _, s := range op.SelectionSet {
		f, ok := s.(*ast.Field)
		if !ok || (f.Name != "__schema" && f.Name != "__type" && f.Name != "__typename") {
			return false
		}
	}
	return true
}

var _ http.Handler = (*Handler)(nil)
