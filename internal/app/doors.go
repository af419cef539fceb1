package app

import (
	"net/http"
	"slices"

	"github.com/alexedwards/scs/v2"

	"switchboard/frontend"
	"switchboard/graph"
	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/channel"
	"switchboard/internal/chat"
	"switchboard/internal/config"
	"switchboard/internal/consent"
	"switchboard/internal/contact"
	"switchboard/internal/event"
	"switchboard/internal/group"
	"switchboard/internal/health"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/reply"
	"switchboard/internal/rest"
	"switchboard/internal/web"
	"switchboard/internal/webhook"
)

// doorDeps are what the doors stand on.
type doorDeps struct {
	accounts *account.Service
	messages *message.Service
	chats    *chat.Service
	contacts *contact.Service
	groups   *group.Service
	channels *channel.Service
	media    *media.Service
	webhooks *webhook.Service
	replies  *reply.Service
	auth     *auth.Service
	health   *health.Service
	bus      *event.Bus
	sessions scs.Store
	consents *consent.Service
	planner  *outbox.Planner
	sandbox  http.Handler // nil with real WhatsApp
}

// doors makes both doors behind the front door. hangUp ends the websockets, which a
// stopping server does not wait for.
func doors(cfg config.Config, o Options, d doorDeps) (front http.Handler, hangUp func(), err error) {
	// A proxy in front may call us by another name than people do.
	origins := cfg.CORSOrigins
	if cfg.PublicURL != "" {
		origins = append(slices.Clone(origins), cfg.PublicOrigin())
	}
	sessions := web.NewSessions(d.auth, d.sessions, cfg.CookieSecure())
	api, err := rest.New(rest.Deps{
		Accounts: d.accounts, Messages: d.messages, Chats: d.chats, Contacts: d.contacts, Groups: d.groups, Channels: d.channels, Consents: d.consents, Planner: d.planner, Media: d.media, Auth: d.auth, Health: d.health, Sessions: sessions, Log: o.Log,
		Webhooks: d.webhooks, Replies: d.replies,
		Identify: sessions.Identify, Recheck: sessions.Recheck, RequestID: web.RequestID, Version: o.Version, PublicURL: cfg.PublicURL,
	})
	if err != nil {
		return nil, nil, err
	}
	graphQL := graph.New(graph.Deps{
		Accounts: d.accounts, Messages: d.messages, Chats: d.chats, Contacts: d.contacts, Groups: d.groups, Channels: d.channels, Consents: d.consents, Planner: d.planner, Media: d.media, Auth: d.auth, Health: d.health, Bus: d.bus, Log: o.Log,
		Webhooks: d.webhooks, Replies: d.replies,
		Identify: sessions.Identify, Recheck: sessions.Recheck, RequestID: web.RequestID,
		QueryCacheSize: cfg.QueryCacheSize, Origins: origins,
	})
	front = web.New(web.Deps{
		Sessions: sessions, Log: o.Log, REST: api, GraphQL: graphQL, Sandbox: d.sandbox, SandboxOpen: cfg.Loopback(), Dashboard: frontend.Dist(),
		Origins: origins, Secure: cfg.CookieSecure(), TrustProxy: cfg.TrustProxy, Limits: cfg.RateLimits == "on",
	})
	return front, graphQL.Close, nil
}
