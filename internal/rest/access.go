package rest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
)

// access is who may use a route. The services check again: they are the rule, this
// refuses before a body is read.
type access int

const (
	public     access = iota // anybody
	adminOnly                // the admin, by session or token
	ownAccount               // the admin, or the key of the account in the path
	anyCaller                // any valid credential; the service knows whose thing it is
	sender                   // any valid credential, also as api_key in the body
	signed                   // any valid credential, or a signature in the address
)

// security is an access as OpenAPI says it.
func (a access) security() []map[string][]string {
	session, token := map[string][]string{"session": {}}, map[string][]string{"bearer": {}}
	key := map[string][]string{"apiKey": {}}
	if a == public {
		return []map[string][]string{}
	}
	return []map[string][]string{session, key, token}
}

var (
	errNotSignedIn = fault.New(fault.Unauthenticated, "Sign in, or send an API key.")
	errNoKey       = fault.New(fault.Unauthenticated, "API key required. Send it as X-API-Key or as Authorization: Bearer.")
)

// require lets through whom a route is for.
func (h *Handler) require(a access) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if a == public {
			next(ctx)
			return
		}
		r, w := humachi.Unwrap(ctx)
		if a == signed && r.URL.Query().Has("signature") {
			next(ctx)
			return
		}
		caller, err := h.Identify(r.Context())
		if err == nil && a == sender && caller.Kind == "" {
			caller, err = h.keyInBody(r)
		}
		c := auth.WithCaller(r.Context(), caller)
		if err == nil {
			r = r.WithContext(c)
			err = a.check(r, ctx.Param("id"))
		}
		if err != nil {
			h.WriteError(w, r, err)
			return
		}
		next(huma.WithContext(ctx, c))
	}
}

func (a access) check(r *http.Request, id string) error {
	switch a {
	case adminOnly:
		return auth.RequireAdmin(r.Context())
	case ownAccount:
		if err := auth.RequireCaller(r.Context()); err != nil {
			return err
		}
		accountID, err := uuid.Parse(id)
		if err != nil {
			return errNoAccount
		}
		return auth.RequireAccount(r.Context(), accountID)
	case anyCaller, sender, signed:
		if auth.RequireCaller(r.Context()) != nil {
			return errNotSignedIn
		}
	case public:
	}
	return nil
}

// keyInBody finds the key where scripts for the older server put it.
func (h *Handler) keyInBody(r *http.Request) (auth.Caller, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return auth.Caller{}, fault.New(fault.Malformed, "The body could not be read.").WithCause(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var given struct {
		Key string `json:"api_key"`
	}
	if json.Unmarshal(body, &given) != nil || given.Key == "" {
		return auth.Caller{}, errNoKey
	}
	return h.Auth.CallerByKey(r.Context(), given.Key)
}

// accountFor is the account that a request sends from: the key's own, or the one
// that an admin names.
func accountFor(caller auth.Caller, named ...string) (uuid.UUID, error) {
	given := ""
	for _, n := range named {
		if given == "" {
			given = n
		}
	}
	id, err := uuid.Parse(given)
	switch {
	case caller.Kind == auth.Account && given == "":
		return caller.AccountID, nil
	case caller.Kind == auth.Account && (err != nil || id != caller.AccountID):
		return uuid.Nil, fault.New(fault.Forbidden, "The API key belongs to another account than account_id.").WithCode("account_mismatch")
	case given == "":
		return uuid.Nil, fault.Bad("account_id", "Say which account sends.")
	case err != nil:
		return uuid.Nil, errNoAccount
	}
	return id, nil
}
