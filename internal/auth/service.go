package auth

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"

	"switchboard/internal/fault"
	"switchboard/internal/seal"
)

// bcryptCost takes about 60 ms on one core of a small host: slow for a guesser,
// unnoticed by a person.
const bcryptCost = 10

// APIToken is an admin API token as it is stored: without the secret.
type APIToken struct {
	ID         uuid.UUID
	Name       string
	Prefix     string
	CreatedAt  time.Time
	LastUsedAt *time.Time // exact to a minute
}

// Store keeps the admin and the tokens.
type Store interface {
	// Admin is the stored user name and password hash; NotFound before the first start.
	Admin(ctx context.Context) (username, passwordHash string, err error)
	// SaveAdmin replaces the admin and ends all sessions, in one transaction.
	SaveAdmin(ctx context.Context, username, passwordHash string, now time.Time) error
	// CallerByKeyHash finds an account key or an admin token; NotFound otherwise. It notes the use of a token, once a minute.
	CallerByKeyHash(ctx context.Context, hash []byte, now time.Time) (Caller, error)
	CreateToken(ctx context.Context, t APIToken, hash []byte) error
	Tokens(ctx context.Context) ([]APIToken, error)
	// DeleteToken fails with NotFound when there is none.
	DeleteToken(ctx context.Context, id uuid.UUID) error
}

// Service checks credentials and keeps API tokens.
type Service struct {
	store Store
	now   func() time.Time
}

// NewService makes the service.
func NewService(store Store) *Service { return &Service{store: store, now: time.Now} }

// EnsureAdmin makes the stored admin what the configuration says. With no password
// configured, the first start generates one and returns it: it is shown once and
// can only be replaced by configuring another. A changed password ends all sessions.
func (s *Service) EnsureAdmin(ctx context.Context, username, password string) (generated string, err error) {
	name, hash, err := s.store.Admin(ctx)
	switch {
	case err != nil && !fault.Is(err, fault.NotFound):
		return "", err
	case err != nil && password == "":
		generated = seal.Password()
		password = generated
	case err == nil && password == "" && name == username:
		return "", nil
	case err == nil && password == "":
		return "", s.store.SaveAdmin(ctx, username, hash, s.now())
	case err == nil && name == username && bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil:
		return "", nil
	}
	newHash, err := bcrypt.GenerateFromPassword([]byte(password), bcryptCost)
	if err != nil {
		return "", fault.Bad("ADMIN_PASSWORD", "The admin password is longer than 72 bytes.").WithCause(err)
	}
	return generated, s.store.SaveAdmin(ctx, username, string(newHash), s.now())
}

var errWrongLogin = fault.New(fault.Unauthenticated, "Wrong user name or password.").WithCode("wrong_credentials")

// Login checks a name and a password. It answers the same, after the same work,
// whichever of the two is wrong.
func (s *Service) Login(ctx context.Context, username, password string) (Caller, error) {
	name, hash, err := s.store.Admin(ctx)
	if err != nil {
		return Caller{}, err
	}
	nameOK := subtle.ConstantTimeCompare([]byte(name), []byte(username)) == 1
	err = bcrypt.CompareHashAndPassword([]byte(hash), []byte(password))
	switch {
	case err != nil && !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) && !errors.Is(err, bcrypt.ErrPasswordTooLong):
		return Caller{}, err
	case err != nil || !nameOK:
		return Caller{}, errWrongLogin
	}
	return Caller{Kind: Admin, Username: name}, nil
}

var errWrongKey = fault.New(fault.Unauthenticated, "This API key is not valid.").WithCode("invalid_api_key")

// CallerByKey is who an account API key (`wak_…`) or admin API token (`wat_…`)
// speaks for; Unauthenticated when it is not valid.
func (s *Service) CallerByKey(ctx context.Context, secret string) (Caller, error) {
	if !strings.HasPrefix(secret, seal.AccountKeyPrefix) && !strings.HasPrefix(secret, seal.AdminTokenPrefix) {
		return Caller{}, errWrongKey
	}
	c, err := s.store.CallerByKeyHash(ctx, seal.Hash(secret), s.now())
	if fault.Is(err, fault.NotFound) {
		return Caller{}, errWrongKey
	}
	return c, err
}

// CreateToken makes an admin API token. The secret is returned here and nowhere else.
func (s *Service) CreateToken(ctx context.Context, name string) (APIToken, string, error) {
	if err := RequireAdmin(ctx); err != nil {
		return APIToken{}, "", err
	}
	name = strings.TrimSpace(name)
	if n := len([]rune(name)); n < 1 || n > 100 {
		return APIToken{}, "", fault.Bad("name", "The name has to have 1 to 100 characters.")
	}
	secret := seal.NewToken(seal.AdminTokenPrefix)
	t := APIToken{ID: uuid.Must(uuid.NewV7()), Name: name, Prefix: secret.Prefix, CreatedAt: s.now().UTC()}
	if err := s.store.CreateToken(ctx, t, secret.Hash); err != nil {
		return APIToken{}, "", err
	}
	return t, secret.Secret, nil
}

// Tokens lists the valid admin API tokens, newest first.
func (s *Service) Tokens(ctx context.Context) ([]APIToken, error) {
	if err := RequireAdmin(ctx); err != nil {
		return nil, err
	}
	return s.store.Tokens(ctx)
}

// RevokeToken ends a token at once; NotFound when there is none.
func (s *Service) RevokeToken(ctx context.Context, id uuid.UUID) error {
	if err := RequireAdmin(ctx); err != nil {
		return err
	}
	return s.store.DeleteToken(ctx, id)
}
