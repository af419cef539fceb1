package account

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/seal"
)

// Files removes the media files of an account.
type Files interface {
	RemoveAccount(ctx context.Context, accountID uuid.UUID) error
}

// Deps are what the service stands on.
type Deps struct {
	Store    Store
	Engine   Engine
	Files    Files
	Bus      *event.Bus
	Log      *slog.Logger
	Box      *seal.Box // seals the addresses of proxies
	Defaults Limits
	// Holder is this process's name in the leases. It stays the same over restarts on
	// one data folder, so that a restart need not wait for its own lease to end.
	Holder uuid.UUID
}

// Service is the rules of accounts. The credentials to scan live in its memory.
type Service struct {
	Deps
	now func() time.Time

	mu    sync.Mutex
	qr    map[uuid.UUID]QR
	codes map[uuid.UUID]PairingCode
}

// NewService makes the service.
func NewService(d Deps) *Service {
	return &Service{Deps: d, now: time.Now, qr: map[uuid.UUID]QR{}, codes: map[uuid.UUID]PairingCode{}}
}

// Create makes an account and starts linking it. The API key is returned here and
// nowhere else.
func (s *Service) Create(ctx context.Context, name, description string) (Account, string, error) {
	return s.CreateBehind(ctx, name, description, "")
}

// CreateBehind is Create for an account whose connections go through a proxy, from the first.
func (s *Service) CreateBehind(ctx context.Context, name, description, proxy string) (Account, string, error) {
	if err := auth.RequireAdmin(ctx); err != nil {
		return Account{}, "", err
	}
	name = strings.TrimSpace(name)
	if err := fault.Invalidate(checkText(name, description)); err != nil {
		return Account{}, "", err
	}
	key := seal.NewToken(seal.AccountKeyPrefix)
	now := s.now().UTC()
	a := Account{
		ID: uuid.Must(uuid.NewV7()), Name: name, Description: description, Status: Initializing, ReceiveChannels: true,
		APIKeyPrefix: key.Prefix, CreatedAt: now, UpdatedAt: now,
	}
	var err error
	if a.SealedProxy, err = s.sealProxy(a.ID, proxy); err != nil {
		return Account{}, "", err
	}
	if err := s.Store.Create(ctx, a, key.Hash); err != nil {
		return Account{}, "", err
	}
	// The keeper of this process, or of another, claims it within a moment.
	s.Bus.Publish(event.AccountChanged{AccountID: a.ID})
	return a, key.Secret, nil
}

func checkText(name, description string) []fault.Field {
	var bad []fault.Field
	if n := utf8.RuneCountInString(name); n < 1 || n > 255 {
		bad = append(bad, fault.Field{Name: "name", Message: "The name has to have 1 to 255 characters."})
	}
	if utf8.RuneCountInString(description) > 1000 {
		bad = append(bad, fault.Field{Name: "description", Message: "The description has to have at most 1000 characters."})
	}
	return bad
}

// List is all accounts, newest first; for an account's key, that account.
func (s *Service) List(ctx context.Context) ([]Account, error) {
	c := auth.CallerFrom(ctx)
	if c.Kind == auth.Account {
		a, err := s.Get(ctx, c.AccountID)
		if err != nil {
			return nil, err
		}
		return []Account{a}, nil
	}
	if err := auth.RequireAdmin(ctx); err != nil {
		return nil, err
	}
	return s.Store.Accounts(ctx)
}

// Get is one account; NotFound when there is none.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (Account, error) {
	if err := auth.RequireAccount(ctx, id); err != nil {
		return Account{}, err
	}
	return s.Store.Account(ctx, id)
}

// Patch is what Update changes; nil stays as it is.
type Patch struct {
	Name        *string
	Description *string
	Overrides   *Overrides
	// Proxy is what connections go through from the next one on; the empty one removes it.
	Proxy *string
	// ReceiveChannels and ReceiveStatus say whether such posts are stored from now on.
	ReceiveChannels, ReceiveStatus *bool
}

// Update renames an account, or changes its limits or its proxy.
func (s *Service) Update(ctx context.Context, id uuid.UUID, p Patch) (Account, error) {
	if err := auth.RequireAdmin(ctx); err != nil {
		return Account{}, err
	}
	a, err := s.Store.Account(ctx, id)
	if err != nil {
		return Account{}, err
	}
	if p.Name != nil {
		a.Name = strings.TrimSpace(*p.Name)
	}
	if p.Description != nil {
		a.Description = *p.Description
	}
	bad := checkText(a.Name, a.Description)
	if p.Overrides != nil {
		a.Overrides = *p.Overrides
		bad = append(bad, a.Overrides.check()...)
	}
	if err := fault.Invalidate(bad); err != nil {
		return Account{}, err
	}
	if p.ReceiveChannels != nil {
		a.ReceiveChannels = *p.ReceiveChannels
	}
	if p.ReceiveStatus != nil {
		a.ReceiveStatus = *p.ReceiveStatus
	}
	if p.Proxy != nil && !s.keptProxy(a, *p.Proxy) {
		if a.SealedProxy, err = s.sealProxy(id, *p.Proxy); err != nil {
			return Account{}, err
		}
	}
	a.UpdatedAt = s.now().UTC()
	if a, err = s.Store.Update(ctx, a); err != nil {
		return Account{}, err
	}
	if p.Overrides != nil {
		// What was held by the old limits is planned by the new ones.
		if err := s.Store.ReleaseHolds(ctx, id); err != nil {
			return Account{}, err
		}
	}
	s.Bus.Publish(event.AccountChanged{AccountID: id})
	return a, nil
}

func (o Overrides) check() []fault.Field {
	const dayMS = 24 * 60 * 60 * 1000
	var bad []fault.Field
	limit := func(name string, v *int32, most int32) {
		if v != nil && (*v < 0 || *v > most) {
			bad = append(bad, fault.Field{Name: name, Message: "The limit is out of range; 0 turns it off."})
		}
	}
	limit("minIntervalMs", o.MinIntervalMS, dayMS)
	limit("randomDelayMs", o.RandomDelayMS, dayMS)
	limit("maxPerHour", o.MaxPerHour, 1_000_000)
	limit("maxPerDay", o.MaxPerDay, 1_000_000)
	limit("maxNewPerDay", o.MaxNewPerDay, 1_000_000)
	limit("maxSameTextPerDay", o.MaxSamePerDay, 1_000_000)
	limit("warmUpDays", o.WarmUpDays, 365)
	limit("typingDelayMs", o.TypingMS, 60_000)
	limit("quietFrom", o.QuietFrom, dayMinutes-1)
	limit("quietTo", o.QuietTo, dayMinutes-1)
	words := func(name string, list []string) {
		if len(list) > maxWords || slices.ContainsFunc(list, func(w string) bool { return utf8.RuneCountInString(w) > maxWord }) {
			bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf("At most %d words of at most %d characters each.", maxWords, maxWord)})
		}
	}
	words("optOutWords", o.OptOutWords)
	words("optInWords", o.OptInWords)
	return bad
}

const (
	dayMinutes = 24 * 60
	// maxWords and maxWord keep a word list what it is: a few words.
	maxWords = 100
	maxWord  = 50
)

// Limits are the limits that hold for an account.
func (s *Service) Limits(a Account) Limits { return a.Overrides.Over(s.Defaults) }

// held is an account that this process holds. An account fresh from Create, or one
// whose holder has just gone, is claimed on the way.
func (s *Service) held(ctx context.Context, id uuid.UUID) (Account, error) {
	a, err := s.Store.Account(ctx, id)
	if err != nil {
		return Account{}, err
	}
	mine, err := s.Store.Claim(ctx, s.Holder, Lease)
	if err != nil {
		return Account{}, err
	}
	if !slices.ContainsFunc(mine, func(m Account) bool { return m.ID == id }) {
		return Account{}, fault.New(fault.Unavailable, "Another Switchboard process is handing this account over. Try again in a few seconds.").WithRetryAfter(Lease)
	}
	return a, nil
}

// Reconnect connects again, with the stored session or with new codes.
func (s *Service) Reconnect(ctx context.Context, id uuid.UUID) (Account, error) {
	if err := auth.RequireAdmin(ctx); err != nil {
		return Account{}, err
	}
	if _, err := s.held(ctx, id); err != nil {
		return Account{}, err
	}
	if err := s.Engine.Stop(ctx, id); err != nil {
		return Account{}, err
	}
	s.forget(id)
	if err := s.set(ctx, id, Initializing, NoReason, ""); err != nil {
		return Account{}, err
	}
	a, err := s.Store.Account(ctx, id)
	if err != nil {
		return Account{}, err
	}
	// The account lives on after the request.
	if err := s.Engine.Start(context.WithoutCancel(ctx), a); err != nil {
		return Account{}, err
	}
	return a, nil
}

// RequestPairingCode asks WhatsApp for a code to link the phone with this number.
// It starts the account when it waits for a restart.
func (s *Service) RequestPairingCode(ctx context.Context, id uuid.UUID, number string) (PairingCode, error) {
	if err := auth.RequireAccount(ctx, id); err != nil {
		return PairingCode{}, err
	}
	digits, ok := Digits(number)
	if !ok {
		return PairingCode{}, fault.Bad("number", "Write the phone number with its country code, such as +49 151 23456789.")
	}
	a, err := s.held(ctx, id)
	if err != nil {
		return PairingCode{}, err
	}
	if a.Status == Ready {
		return PairingCode{}, fault.New(fault.Conflict, "This account is connected already.").WithCode("already_linked")
	}
	if err := s.Engine.Start(context.WithoutCancel(ctx), a); err != nil {
		return PairingCode{}, err
	}
	code, err := s.Engine.PairingCode(ctx, id, digits)
	if err != nil {
		return PairingCode{}, err
	}
	s.mu.Lock()
	s.codes[id] = code
	s.mu.Unlock()
	s.Bus.Publish(event.AccountChanged{AccountID: id})
	return code, nil
}

// RegenerateKey makes a new API key; the old one stops at once.
func (s *Service) RegenerateKey(ctx context.Context, id uuid.UUID) (Account, string, error) {
	if err := auth.RequireAdmin(ctx); err != nil {
		return Account{}, "", err
	}
	key := seal.NewToken(seal.AccountKeyPrefix)
	if err := s.Store.SetKey(ctx, id, key.Prefix, key.Hash, s.now().UTC()); err != nil {
		return Account{}, "", err
	}
	s.Bus.Publish(event.AccountChanged{AccountID: id})
	a, err := s.Store.Account(ctx, id)
	return a, key.Secret, err
}

// QR is the code to scan now; false when there is none.
func (s *Service) QR(id uuid.UUID) (QR, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, ok := s.qr[id]
	return q, ok && s.now().Before(q.ExpiresAt)
}

// PairingCode is the valid pairing code that was asked for last; false when there is none.
func (s *Service) PairingCode(id uuid.UUID) (PairingCode, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.codes[id]
	return c, ok && s.now().Before(c.ExpiresAt)
}

func (s *Service) forget(id uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.qr, id)
	delete(s.codes, id)
}

// Digits reads a phone number in any usual writing and keeps its digits; false when
// it cannot be an international number: E.164 has at most 15 digits, and none in
// use has fewer than 7.
func Digits(number string) (string, bool) {
	number = strings.TrimSpace(number)
	number = strings.TrimPrefix(number, "+")
	var b strings.Builder
	for _, r := range number {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune(" -./()\u00a0\u2011\u202f", r):
		default:
			return "", false
		}
	}
	digits := strings.TrimPrefix(b.String(), "00")
	if len(digits) < 7 || len(digits) > 15 || digits[0] == '0' {
		return "", false
	}
	return digits, true
}
