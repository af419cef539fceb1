package graph

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql/handler/transport"
	coderws "github.com/coder/websocket"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
)

const (
	// pingEvery keeps proxies from closing a quiet connection: the shortest usual
	// time-out is 30 s.
	pingEvery = 20 * time.Second
	// initWithin is how long a client may take to introduce itself.
	initWithin = 10 * time.Second
	// recheckEvery is how long a connection outlives a log-out or a revoked key.
	recheckEvery = 60 * time.Second

	// The close codes of graphql-transport-ws clients: sign in first, try again later.
	closeUnauthorized = 4401
	closeTryLater     = 1013
)

func (h *Handler) websocket() transport.Websocket {
	return transport.Websocket{
		Implementation: transport.CoderWebsocketImplementation{AcceptOptions: coderws.AcceptOptions{
			OriginPatterns: patterns(h.Origins),
		}},
		InitFunc:         h.introduce,
		InitTimeout:      initWithin,
		PingPongInterval: pingEvery,
	}
}

// patterns are origins as the websocket library matches them. A star in the
// configuration means programs, not pages with other people's cookies: it is left out.
func patterns(origins []string) []string {
	var hosts []string
	for _, o := range origins {
		if u, err := url.Parse(o); err == nil && u.Host != "" && !strings.Contains(u.Host, "*") {
			hosts = append(hosts, u.Host)
		}
	}
	return hosts
}

// foreign tells whether a page that is neither ours nor of a configured site asks.
// Programs say no origin.
func (h *Handler) foreign(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || !strings.EqualFold(u.Host, r.Host) && !slices.Contains(patterns(h.Origins), u.Host)
}

// introduce finds out who opens a connection: by `authorization` of connection_init,
// or by the credential of the request that was upgraded.
func (h *Handler) introduce(ctx context.Context, init transport.InitPayload) (context.Context, *transport.InitPayload, error) {
	recheck := h.Recheck
	if secret, ok := bearer(init); ok {
		recheck = func(ctx context.Context) (auth.Caller, error) { return h.Auth.CallerByKey(ctx, secret) }
	}
	caller, err := recheck(ctx)
	ctx = auth.WithCaller(ctx, caller)
	if err == nil {
		err = auth.RequireCaller(ctx)
	}
	if err != nil {
		f := h.classify(ctx, err)
		status := closeUnauthorized
		if f.Kind != fault.Unauthenticated {
			status = closeTryLater
		}
		return transport.AppendCloseReason(transport.WithWebsocketCloseCode(ctx, status), closeReason(f.Text)), nil, f
	}
	ctx, cancel := context.WithCancel(ctx)
	go h.watch(ctx, cancel, caller, recheck)
	return ctx, nil, nil
}

// closeReason fits a close frame: 123 bytes at most.
func closeReason(text string) string { return text[:min(len(text), 120)] }

func bearer(init transport.InitPayload) (secret string, ok bool) {
	scheme, secret, found := strings.Cut(strings.TrimSpace(init.Authorization()), " ")
	if !found {
		return scheme, scheme != ""
	}
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

// watch ends a connection whose credential has ended, and all when the door closes.
// It lives as long as the connection.
func (h *Handler) watch(ctx context.Context, end context.CancelFunc, who auth.Caller, recheck func(context.Context) (auth.Caller, error)) {
	defer end()
	tick := time.NewTicker(recheckEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.closing.Done():
			return
		case <-tick.C:
			now, err := recheck(ctx)
			// A database that is away for a moment says nothing about the credential.
			if (err == nil && now != who) || fault.Is(err, fault.Unauthenticated) {
				return
			}
		}
	}
}
