package web

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
)

const (
	// idleSession ends a session that nobody used for a day.
	idleSession = 24 * time.Hour
	// longestSession ends any session after a week.
	longestSession = 7 * 24 * time.Hour
	// sessionUser is the key of the signed-in name.
	sessionUser = "username"
)

// Sessions are the dashboard's sessions and the credentials of requests. A session is
// read when somebody asks who calls, not before: what needs no credential needs no
// database.
type Sessions struct {
	auth     *auth.Service
	manager  *scs.SessionManager
	failures *failures
	onError  func(http.ResponseWriter, *http.Request, error)
}

// NewSessions makes the sessions over a store.
func NewSessions(a *auth.Service, store scs.Store, secure bool) *Sessions {
	return &Sessions{auth: a, manager: newManager(store, secure), failures: newFailures()}
}

// OnError says how a session that cannot be read is answered. It comes before the
// first request.
func (s *Sessions) OnError(write func(http.ResponseWriter, *http.Request, error)) { s.onError = write }

// request is what is known of one request's credential.
type request struct {
	r *http.Request

	once   sync.Once
	caller auth.Caller
	err    error
}

type requestCtxKey struct{}

func requestFrom(ctx context.Context) *request {
	q, _ := ctx.Value(requestCtxKey{}).(*request)
	return q
}

// load puts the session into the request's context, and writes its cookie.
func (s *Sessions) load(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Cookie")
		token := ""
		if c, err := r.Cookie(s.manager.Cookie.Name); err == nil && key(r) == "" {
			token = c.Value
		}
		// A request with a key, or without a cookie, never asks the database for a session.
		ctx, err := s.manager.Load(r.Context(), token)
		if err != nil {
			s.onError(w, r, err)
			return
		}
		q := &request{}
		ctx = context.WithValue(ctx, requestCtxKey{}, q)
		r = r.WithContext(ctx)
		q.r = r
		if r.Header.Get("Upgrade") != "" {
			next.ServeHTTP(w, r)
			return
		}
		cw := &cookieWriter{ResponseWriter: w, commit: func() error { return s.commit(ctx, w) }}
		next.ServeHTTP(cw, r)
		if !cw.committed {
			_ = cw.doCommit() // nothing was written; a failure shows at the next request
		}
	})
}

// commit stores a session that changed and sets its cookie.
func (s *Sessions) commit(ctx context.Context, w http.ResponseWriter) error {
	switch s.manager.Status(ctx) {
	case scs.Modified:
		token, expiry, err := s.manager.Commit(ctx)
		if err != nil {
			return err
		}
		s.manager.WriteSessionCookie(ctx, w, token, expiry)
	case scs.Destroyed:
		s.manager.WriteSessionCookie(ctx, w, "", time.Time{})
	case scs.Unmodified:
	}
	return nil
}

// cookieWriter commits the session before the first byte goes out.
type cookieWriter struct {
	http.ResponseWriter
	commit    func() error
	committed bool
}

func (c *cookieWriter) doCommit() error {
	c.committed = true
	return c.commit()
}

func (c *cookieWriter) WriteHeader(status int) {
	if !c.committed {
		if err := c.doCommit(); err != nil {
			status = http.StatusServiceUnavailable
			c.Header().Set("Retry-After", "5")
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *cookieWriter) Write(b []byte) (int, error) {
	if !c.committed {
		c.WriteHeader(http.StatusOK)
	}
	return c.ResponseWriter.Write(b)
}

// Unwrap serves http.ResponseController.
func (c *cookieWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// key is the API key or token that a request carries.
func key(r *http.Request) string {
	if k := r.Header.Get("X-API-Key"); k != "" {
		return k
	}
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token)
	}
	return ""
}

// Identify is who the request of this context speaks for: the zero Caller where it has
// no credential, Unauthenticated where it has a wrong one. It is found out once.
func (s *Sessions) Identify(ctx context.Context) (auth.Caller, error) {
	q := requestFrom(ctx)
	if q == nil {
		return auth.Caller{}, nil
	}
	q.once.Do(func() { q.caller, q.err = s.identify(q.r) })
	return q.caller, q.err
}

func (s *Sessions) identify(r *http.Request) (auth.Caller, error) {
	if k := key(r); k != "" {
		return s.auth.CallerByKey(r.Context(), k)
	}
	ctx := r.Context()
	name := s.manager.GetString(ctx, sessionUser)
	if name == "" {
		return auth.Caller{}, nil
	}
	s.refresh(ctx)
	return auth.Caller{Kind: auth.Admin, Username: name}, nil
}

// refreshEvery is how often a session in use is written anew, to push its end: each
// request would be a write each.
const refreshEvery = 5 * time.Minute

const sessionSeen = "seen"

func (s *Sessions) refresh(ctx context.Context) {
	now := time.Now().Unix()
	if now-s.manager.GetInt64(ctx, sessionSeen) > int64(refreshEvery.Seconds()) {
		s.manager.Put(ctx, sessionSeen, now)
	}
}

// Recheck looks the credential of a long connection up anew: it may have ended since.
func (s *Sessions) Recheck(ctx context.Context) (auth.Caller, error) {
	q := requestFrom(ctx)
	if q == nil {
		return auth.Caller{}, nil
	}
	if k := key(q.r); k != "" {
		return s.auth.CallerByKey(ctx, k)
	}
	c, err := q.r.Cookie(s.manager.Cookie.Name)
	if err != nil {
		return auth.Caller{}, nil //nolint:nilerr // no cookie is no credential
	}
	// A context of its own: the session in the request's is what it was.
	fresh, err := s.manager.Load(withoutSession{ctx}, c.Value)
	if err != nil {
		return auth.Caller{}, err
	}
	if name := s.manager.GetString(fresh, sessionUser); name != "" {
		return auth.Caller{Kind: auth.Admin, Username: name}, nil
	}
	return auth.Caller{}, fault.New(fault.Unauthenticated, "The session has ended. Sign in again.")
}

// withoutSession hides what the request's context carries, and keeps its end.
type withoutSession struct{ context.Context }

func (withoutSession) Value(any) any { return nil }

// Start opens a session with a new id for the caller who signed in.
func (s *Sessions) Start(ctx context.Context, username string) error {
	if err := s.manager.RenewToken(ctx); err != nil {
		return err
	}
	s.manager.Put(ctx, sessionUser, username)
	s.manager.Put(ctx, sessionSeen, time.Now().Unix())
	s.failures.forget(nameKey(username))
	s.failures.forgive(addressKey(ctx))
	return nil
}

// End closes the session of the request.
func (s *Sessions) End(ctx context.Context) error { return s.manager.Destroy(ctx) }

// Attempt counts a try to sign in before it is made; RateLimited when too many failed.
func (s *Sessions) Attempt(ctx context.Context, username string) error {
	return s.failures.attempt(addressKey(ctx), nameKey(username))
}

// Forgive takes an attempt back that failed for a reason of ours.
func (s *Sessions) Forgive(ctx context.Context, username string) {
	s.failures.forgive(addressKey(ctx))
	s.failures.forgive(nameKey(username))
}

func nameKey(username string) string { return "name " + strings.ToLower(username) }

func addressKey(ctx context.Context) string { return "address " + clientFrom(ctx) }
