package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/httprate"

	"switchboard/internal/auth"
)

const (
	cookieName = "wa.sid"
	// idleFor and lastFor end a session that nobody uses, and any session at last.
	idleFor = 24 * time.Hour
	lastFor = 7 * 24 * time.Hour
	// touchEvery is how exact the idle time is: a write for each request would cost more
	// than the requests.
	touchEvery = time.Minute

	usernameKey = "username"
	touchedKey  = "touched"
)

// Sessions are the dashboard's sessions and the credentials of requests. A session is
// read when somebody asks who calls, not before: what needs no credential needs no
// database.
type Sessions struct {
	auth     *auth.Service
	manager  *scs.SessionManager
	failures *failures
}

// NewSessions makes the sessions over a store, which gets their tokens hashed. secure
// says that people come by https: the cookie is for nothing else then.
func NewSessions(a *auth.Service, store scs.Store, secure bool) *Sessions {
	// Not scs.New: it starts a cleaner for a memory store that it makes first.
	m := &scs.SessionManager{
		Store: store, HashTokenInStore: true, IdleTimeout: idleFor, Lifetime: lastFor, Codec: scs.GobCodec{},
		Cookie: scs.SessionCookie{
			Name: cookieName, Path: "/", HttpOnly: true, Persist: true, Secure: secure, SameSite: http.SameSiteLaxMode,
		},
	}
	if secure {
		m.Cookie.SameSite = http.SameSiteStrictMode
	}
	return &Sessions{auth: a, manager: m, failures: newFailures()}
}

// Identify is who the request's own credential speaks for: the zero Caller where it
// has none, Unauthenticated where it is wrong. It looks once for a request.
func (s *Sessions) Identify(ctx context.Context) (auth.Caller, error) {
	v := visitOf(ctx)
	if v == nil {
		return auth.Caller{}, nil
	}
	v.once.Do(func() { v.caller, v.err = s.look(ctx, v, true) })
	return v.caller, v.err
}

// Recheck is Identify looked up anew, for connections that outlive a log-out.
func (s *Sessions) Recheck(ctx context.Context) (auth.Caller, error) {
	v := visitOf(ctx)
	if v == nil {
		return auth.Caller{}, nil
	}
	return s.look(ctx, v, false)
}

func (s *Sessions) look(ctx context.Context, v *visit, touch bool) (auth.Caller, error) {
	if key := keyOf(v.request); key != "" {
		return s.auth.CallerByKey(ctx, key)
	}
	token := tokenOf(v.request)
	if token == "" {
		return auth.Caller{}, nil
	}
	ctx, err := s.manager.Load(ctx, token)
	if err != nil {
		return auth.Caller{}, err
	}
	username := s.manager.GetString(ctx, usernameKey)
	if username == "" {
		return auth.Caller{}, nil
	}
	if touch {
		s.touch(ctx, v)
	}
	return auth.Caller{Kind: auth.Admin, Username: username}, nil
}

// touch puts off the end of a session that is used.
func (s *Sessions) touch(ctx context.Context, v *visit) {
	now := time.Now()
	if now.Sub(time.Unix(s.manager.GetInt64(ctx, touchedKey), 0)) < touchEvery {
		return
	}
	// A session that cannot be prolonged now still holds; the next request tries again.
	_ = s.save(ctx, v, now)
}

func (s *Sessions) save(ctx context.Context, v *visit, now time.Time) error {
	s.manager.Put(ctx, touchedKey, now.Unix())
	token, expiry, err := s.manager.Commit(ctx)
	if err != nil {
		return err
	}
	v.header.Del("Set-Cookie")
	s.manager.WriteSessionCookie(ctx, holder{v.header}, token, expiry)
	return nil
}

// holder is a response writer of which only the header is used.
type holder struct{ header http.Header }

func (h holder) Header() http.Header       { return h.header }
func (holder) Write(b []byte) (int, error) { return len(b), nil }
func (holder) WriteHeader(int)             {}

// keyOf is the key or token that a program sends.
func keyOf(r *http.Request) string {
	if key := strings.TrimSpace(r.Header.Get("X-API-Key")); key != "" {
		return key
	}
	scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(secret)
	}
	return ""
}

func tokenOf(r *http.Request) string {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return ""
	}
	return c.Value
}

// Start opens a session for who signed in. It gets a new token, whatever the browser
// had before: nobody can prepare a session for somebody else.
func (s *Sessions) Start(ctx context.Context, username string) error {
	v := visitOf(ctx)
	sctx, err := s.manager.Load(ctx, tokenOf(v.request))
	if err != nil {
		return err
	}
	if err := s.manager.RenewToken(sctx); err != nil {
		return err
	}
	s.manager.Put(sctx, usernameKey, username)
	if err := s.save(sctx, v, time.Now()); err != nil {
		return err
	}
	s.failures.forgive(addressKey(v.ip))
	s.failures.forget(nameKey(username))
	return nil
}

// End closes the session of the request, if it has one.
func (s *Sessions) End(ctx context.Context) error {
	v := visitOf(ctx)
	sctx, err := s.manager.Load(ctx, tokenOf(v.request))
	if err != nil {
		return err
	}
	if err := s.manager.Destroy(sctx); err != nil {
		return err
	}
	v.header.Del("Set-Cookie")
	s.manager.WriteSessionCookie(sctx, holder{v.header}, "", time.Time{})
	return nil
}

// Attempt counts a try to sign in before it is made, so that many at once do not slip
// through; RateLimited when too many have failed.
func (s *Sessions) Attempt(ctx context.Context, username string) error {
	return s.failures.attempt(addressKey(visitOf(ctx).ip), nameKey(username))
}

// Forgive takes an attempt back that failed for a reason of ours.
func (s *Sessions) Forgive(ctx context.Context, username string) {
	s.failures.forgive(addressKey(visitOf(ctx).ip))
	s.failures.forgive(nameKey(username))
}

// addressKey takes an IPv6 network for one address: a client has all of it.
func addressKey(ip string) string { return "address " + httprate.CanonicalizeIP(ip) }

// nameKey bounds what a flood of long names costs.
func nameKey(username string) string {
	username = strings.ToLower(strings.TrimSpace(username))
	return "name " + username[:min(len(username), 64)]
}
