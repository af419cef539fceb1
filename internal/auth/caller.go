// Package auth knows who is asking: the admin by password and session, programs by
// API key or token. Services ask it whether the caller may.
package auth

import (
	"context"

	"github.com/google/uuid"

	"switchboard/internal/fault"
)

// Kind is what kind of credential a caller showed.
type Kind string

// The kinds of callers.
const (
	Admin   Kind = "admin"   // a person, by session cookie
	Token   Kind = "token"   // a program with an admin API token
	Account Kind = "account" // a program with one account's API key
)

// Caller is who is asking. The zero value is nobody.
type Caller struct {
	Kind      Kind
	Username  string    // the admin's, empty for an account
	AccountID uuid.UUID // the one account an API key acts for
}

// IsAdmin tells whether the caller may do everything.
func (c Caller) IsAdmin() bool { return c.Kind == Admin || c.Kind == Token }

type callerKey struct{}

// WithCaller returns a context that carries the caller.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerFrom is the caller in a context; the zero Caller where there is none.
func CallerFrom(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

var (
	errUnauthenticated = fault.New(fault.Unauthenticated, "Sign in, or send an API key.")
	errForbidden       = fault.New(fault.Forbidden, "This credential may not do that.")
)

// RequireCaller fails with Unauthenticated when nobody is signed in.
func RequireCaller(ctx context.Context) error {
	if CallerFrom(ctx).Kind == "" {
		return errUnauthenticated
	}
	return nil
}

// RequireAdmin fails with Unauthenticated or Forbidden unless the caller is the admin.
func RequireAdmin(ctx context.Context) error {
	c := CallerFrom(ctx)
	switch {
	case c.Kind == "":
		return errUnauthenticated
	case !c.IsAdmin():
		return errForbidden
	}
	return nil
}

// RequireAccount fails unless the caller is the admin or acts for this account.
func RequireAccount(ctx context.Context, accountID uuid.UUID) error {
	c := CallerFrom(ctx)
	switch {
	case c.Kind == "":
		return errUnauthenticated
	case c.IsAdmin() || c.AccountID == accountID:
		return nil
	}
	return errForbidden
}
