package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/auth"
	"switchboard/sqlc"
)

const aToken = "API token"

// Admin is the stored admin; NotFound before the first start.
func (s *Store) Admin(ctx context.Context) (username, passwordHash string, err error) {
	r, err := s.q.AdminGet(ctx)
	return r.Username, r.PasswordHash, translate(err, "Admin")
}

// SaveAdmin replaces the admin and ends all sessions.
func (s *Store) SaveAdmin(ctx context.Context, username, passwordHash string, now time.Time) error {
	return translate(s.q.AdminReplace(ctx, sqlc.AdminReplaceParams{Username: username, PasswordHash: passwordHash, Now: now}), "Admin")
}

// CallerByKeyHash finds who a key or token speaks for.
func (s *Store) CallerByKeyHash(ctx context.Context, hash []byte, now time.Time) (auth.Caller, error) {
	id, err := s.q.AccountIDByKey(ctx, hash)
	if err == nil {
		return auth.Caller{Kind: auth.Account, AccountID: id}, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return auth.Caller{}, translate(err, "Key")
	}
	if _, err := s.q.TokenUse(ctx, sqlc.TokenUseParams{TokenHash: hash, Now: &now}); err != nil {
		return auth.Caller{}, translate(err, "Key")
	}
	name, _, err := s.Admin(ctx)
	return auth.Caller{Kind: auth.Token, Username: name}, err
}

// CreateToken stores an admin API token.
func (s *Store) CreateToken(ctx context.Context, t auth.APIToken, hash []byte) error {
	return translate(s.q.TokenCreate(ctx, sqlc.TokenCreateParams{
		ID: t.ID, Name: t.Name, Prefix: t.Prefix, TokenHash: hash, CreatedAt: t.CreatedAt,
	}), aToken)
}

// Tokens is all valid tokens, newest first.
func (s *Store) Tokens(ctx context.Context) ([]auth.APIToken, error) {
	rows, err := s.q.TokenList(ctx)
	if err != nil {
		return nil, translate(err, aToken)
	}
	out := make([]auth.APIToken, len(rows))
	for i, r := range rows {
		out[i] = auth.APIToken{ID: r.ID, Name: r.Name, Prefix: r.Prefix, CreatedAt: r.CreatedAt.UTC(), LastUsedAt: utc(r.LastUsedAt)}
	}
	return out, nil
}

// DeleteToken ends a token; NotFound when there is none.
func (s *Store) DeleteToken(ctx context.Context, id uuid.UUID) error {
	n, err := s.q.TokenDelete(ctx, id)
	return affected(n, err, aToken)
}

// SessionStore keeps dashboard sessions in the table `session`; its methods are
// those of scs's store.
type SessionStore struct{ s *Store }

// Sessions is the store of dashboard sessions.
func (s *Store) Sessions() SessionStore { return SessionStore{s: s} }

// FindCtx reads a session that has not ended.
func (t SessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	data, err = t.s.q.SessionGet(ctx, sqlc.SessionGetParams{Token: token, Now: time.Now()})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, translate(err, "Session")
}

// CommitCtx writes a session.
func (t SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return translate(t.s.q.SessionPut(ctx, sqlc.SessionPutParams{Token: token, Data: data, ExpiresAt: expiry}), "Session")
}

// DeleteCtx ends a session.
func (t SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return translate(t.s.q.SessionDelete(ctx, token), "Session")
}

// Find is FindCtx without a context: scs asks for it and never calls it.
func (t SessionStore) Find(token string) ([]byte, bool, error) {
	return t.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context: scs asks for it and never calls it.
func (t SessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return t.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context: scs asks for it and never calls it.
func (t SessionStore) Delete(token string) error { return t.DeleteCtx(context.Background(), token) }

// Purge removes what has ended: sessions, and idempotency keys older than keysBefore.
func (s *Store) Purge(ctx context.Context, now, keysBefore time.Time) error {
	if _, err := s.q.SessionPurge(ctx, now); err != nil {
		return translate(err, "Session")
	}
	_, err := s.q.IdempotencyPurge(ctx, keysBefore)
	return translate(err, "Idempotency key")
}
