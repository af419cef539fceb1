package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/seal"
)

const (
	// DefaultAttempts is how often a delivery is tried: with the pauses of backoff about a day.
	DefaultAttempts = 8
	// mostWebhooks is how many an account may have: each event is matched against all.
	mostWebhooks = 50
	// healthWindow is what the health of a webhook looks at.
	healthWindow = 24 * time.Hour
	// EventsKept is how long events, and deliveries that finished, are kept: a receiver that
	// was away for a week can be brought up to date. A busy account has about 1 MB a day.
	EventsKept = 7 * 24 * time.Hour
	// DebtsKept is how long what could not be delivered is kept, dead letters too.
	DebtsKept = 30 * 24 * time.Hour
	// mostAgain is how often a change is tried that others get in the way of.
	mostAgain = 5
	// longestOverlap is how long two secrets may hold side by side.
	longestOverlap = 7 * 24 * time.Hour
)

// Accounts knows which accounts there are.
type Accounts interface {
	Get(ctx context.Context, id uuid.UUID) (account.Account, error)
}

// Deps are what the service stands on.
type Deps struct {
	Store    Store
	Accounts Accounts
	Poster   Poster
	Box      *seal.Box
	Bus      *event.Bus
}

// Service is the rules of webhooks.
type Service struct {
	Deps
	now func() time.Time
}

// NewService makes the service.
func NewService(d Deps) *Service { return &Service{Deps: d, now: time.Now} }

// Draft is a webhook that a caller wants. Zero values take the defaults: the kind
// `message`, no filters, DefaultAttempts, a secret of ours.
type Draft struct {
	AccountID   uuid.UUID
	URL         string
	Description string
	Events      []string
	Filters     Filters
	Headers     []Header
	Secret      string
	Inactive    bool
	Ordered     bool
	MaxAttempts int
	Format      Format
}

// Create makes a webhook and returns it with its secret, which is in this answer and
// nowhere else. Faults: Invalid, NotFound (account), Conflict ("too_many_webhooks").
func (s *Service) Create(ctx context.Context, d Draft) (Webhook, string, error) {
	if _, err := s.Accounts.Get(ctx, d.AccountID); err != nil {
		return Webhook{}, "", err
	}
	now := s.now().UTC()
	w := Webhook{
		ID: uuid.Must(uuid.NewV7()), AccountID: d.AccountID, URL: strings.TrimSpace(d.URL), Description: d.Description,
		Active: !d.Inactive, Events: d.Events, Filters: d.Filters, Ordered: d.Ordered, MaxAttempts: d.MaxAttempts,
		Format: d.Format, CreatedAt: now, UpdatedAt: now,
	}
	w.normalise()
	if w.Format == "" {
		w.Format = Standard
	}
	if len(w.Events) == 0 {
		w.Events = []string{event.KindMessage}
	}
	if w.MaxAttempts == 0 {
		w.MaxAttempts = DefaultAttempts
	}
	secret := d.Secret
	if secret == "" {
		secret = seal.ShowSigning(seal.SigningKey())
	}
	key, secretErr := readSecret(secret)
	if err := s.check(&w, d.Headers, secretErr); err != nil {
		return Webhook{}, "", err
	}
	w.SealedSecret = s.Box.Seal(key, use(w.ID, "secret"))
	if err := s.sealHeaders(&w, d.Headers); err != nil {
		return Webhook{}, "", err
	}
	if err := s.Store.CreateWebhook(ctx, w, mostWebhooks); err != nil {
		return Webhook{}, "", err
	}
	s.announce(w)
	return w, seal.ShowSigning(key), nil
}

// List is an account's webhooks, newest first.
func (s *Service) List(ctx context.Context, accountID uuid.UUID) ([]Webhook, error) {
	if _, err := s.Accounts.Get(ctx, accountID); err != nil {
		return nil, err
	}
	all, err := s.Store.Webhooks(ctx, accountID)
	if err != nil {
		return nil, err
	}
	together := &family{}
	for i := range all {
		if err := s.nameHeaders(&all[i]); err != nil {
			return nil, err
		}
		all[i].family = together
		together.ids = append(together.ids, all[i].ID)
	}
	return all, nil
}

// Get is one webhook; NotFound when there is none.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (Webhook, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return Webhook{}, err
	}
	w, err := s.Store.Webhook(ctx, id)
	if err != nil {
		return Webhook{}, err
	}
	if err := auth.RequireAccount(ctx, w.AccountID); err != nil {
		return Webhook{}, err
	}
	return w, s.nameHeaders(&w)
}

// Patch is what Update changes; nil stays as it is.
type Patch struct {
	URL         *string
	Description *string
	Events      *[]string
	Filters     *Filters
	Headers     *[]Header
	Secret      *string // takes the place of the old one at once
	Active      *bool   // true also ends a circuit that is open
	Ordered     *bool
	MaxAttempts *int
	Format      *Format // of what is owed from now on
}

// Update changes a webhook. Faults: Invalid, NotFound.
func (s *Service) Update(ctx context.Context, id uuid.UUID, p Patch) (w Webhook, err error) {
	err = again(func() error {
		w, err = s.update(ctx, id, p)
		return err
	})
	return w, err
}

// again tries a change anew that was made to what has changed meanwhile: it was read whole and
// is written whole, so it would undo the other.
func again(change func() error) (err error) {
	for range mostAgain {
		if err = change(); fault.CodeOf(err) != "changed_meanwhile" {
			return err
		}
	}
	return err
}

func (s *Service) update(ctx context.Context, id uuid.UUID, p Patch) (Webhook, error) {
	w, err := s.Get(ctx, id)
	if err != nil {
		return Webhook{}, err
	}
	headers, err := s.openHeaders(w)
	if err != nil && !errors.Is(err, seal.ErrSealed) {
		return Webhook{}, err
	}
	if p.Headers != nil {
		headers = keepValues(*p.Headers, headers)
	}
	var secretErr error
	if p.Secret != nil {
		var key []byte
		if key, secretErr = readSecret(*p.Secret); secretErr == nil {
			w.SealedSecret, w.SealedOld, w.OldSecretUntil = s.Box.Seal(key, use(w.ID, "secret")), nil, nil
		}
	}
	p.over(&w)
	w.normalise()
	if err := s.check(&w, headers, secretErr); err != nil {
		return Webhook{}, err
	}
	if err := s.sealHeaders(&w, headers); err != nil {
		return Webhook{}, err
	}
	return s.save(ctx, w, p.Active != nil)
}

func (p Patch) over(w *Webhook) {
	set(&w.Description, p.Description)
	set(&w.Events, p.Events)
	set(&w.Filters, p.Filters)
	set(&w.Ordered, p.Ordered)
	set(&w.MaxAttempts, p.MaxAttempts)
	set(&w.Format, p.Format)
	if p.URL != nil {
		w.URL = strings.TrimSpace(*p.URL)
	}
	if p.Active != nil {
		w.Active = *p.Active
		// Whoever says on or off knows of the trouble: the webhook starts afresh.
		w.DisabledAt, w.DisabledReason = nil, ""
		w.Failures, w.FailingSince, w.OpenUntil = 0, nil, nil
	}
}

func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

// keepValues fills the values in that a patch leaves as they are.
func keepValues(patch, old []Header) []Header {
	out := slices.Clone(patch)
	for i, h := range out {
		at := slices.IndexFunc(old, func(o Header) bool { return strings.EqualFold(o.Name, h.Name) })
		if h.Value == nil && at >= 0 {
			out[i].Value = old[at].Value
		}
	}
	return out
}

// Rotate makes a new secret. For overlap, at most 7 days, deliveries carry the signatures
// of both, so that receivers can change over in their own time.
func (s *Service) Rotate(ctx context.Context, id uuid.UUID, overlap time.Duration) (w Webhook, secret string, err error) {
	err = again(func() error {
		w, secret, err = s.rotate(ctx, id, overlap)
		return err
	})
	return w, secret, err
}

func (s *Service) rotate(ctx context.Context, id uuid.UUID, overlap time.Duration) (Webhook, string, error) {
	w, err := s.Get(ctx, id)
	if err != nil {
		return Webhook{}, "", err
	}
	if overlap < 0 || overlap > longestOverlap {
		return Webhook{}, "", fault.Bad("overlap_minutes", "Both secrets may hold side by side for at most 7 days.")
	}
	old, err := s.Box.Open(w.SealedSecret, use(w.ID, "secret"))
	if err != nil {
		return Webhook{}, "", err
	}
	secret := seal.SigningKey()
	w.SealedSecret = s.Box.Seal(secret, use(w.ID, "secret"))
	w.SealedOld, w.OldSecretUntil = nil, nil
	if overlap > 0 {
		until := s.now().UTC().Add(overlap)
		w.SealedOld, w.OldSecretUntil = s.Box.Seal(old, use(w.ID, "old")), &until
	}
	w, err = s.save(ctx, w, false)
	return w, seal.ShowSigning(secret), err
}

// save writes a webhook; afresh says that what went wrong is forgotten.
func (s *Service) save(ctx context.Context, w Webhook, afresh bool) (Webhook, error) {
	was := w.UpdatedAt
	w.UpdatedAt = s.now().UTC()
	if err := s.Store.UpdateWebhook(ctx, w, was, afresh); err != nil {
		return Webhook{}, err
	}
	s.announce(w)
	return w, nil
}

// Delete removes a webhook with everything that is owed to it.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	w, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := s.Store.DeleteWebhook(ctx, id, s.now().UTC()); err != nil {
		return err
	}
	s.announce(w)
	return nil
}

// Health is how a webhook did in the last 24 hours. The caller has got the webhook before.
func (s *Service) Health(ctx context.Context, w Webhook) (Health, error) {
	if err := auth.RequireAccount(ctx, w.AccountID); err != nil {
		return Health{}, err
	}
	since := s.now().Add(-healthWindow)
	if w.family == nil {
		one, err := s.Store.WebhookHealths(ctx, []uuid.UUID{w.ID}, since)
		return one[w.ID], err
	}
	f := w.family
	f.once.Do(func() { f.healths, f.err = s.Store.WebhookHealths(ctx, f.ids, since) })
	return f.healths[w.ID], f.err
}

// family are webhooks that were read together: when one is asked for its health, the others
// are as a rule too, so all of them are looked up at once.
type family struct {
	ids     []uuid.UUID
	once    sync.Once
	healths map[uuid.UUID]Health
	err     error
}

// announce tells browsers that a webhook changed, and wakes its deliveries.
func (s *Service) announce(w Webhook) {
	s.Bus.Publish(event.WebhookChanged{AccountID: w.AccountID, WebhookID: w.ID})
}

// use names where a sealed value belongs.
func use(id uuid.UUID, what string) string { return "webhook " + id.String() + " " + what }

func (s *Service) sealHeaders(w *Webhook, headers []Header) error {
	text, err := json.Marshal(headers)
	if err != nil {
		return err
	}
	w.SealedHeaders = s.Box.Seal(text, use(w.ID, "headers"))
	return s.nameHeaders(w)
}

func (s *Service) openHeaders(w Webhook) ([]Header, error) { return openHeaders(s.Box, w) }

func openHeaders(box *seal.Box, w Webhook) ([]Header, error) {
	text, err := box.Open(w.SealedHeaders, use(w.ID, "headers"))
	if err != nil {
		return nil, err
	}
	var headers []Header
	return headers, json.Unmarshal(text, &headers)
}

// nameHeaders tells the custom headers' names; none where they do not open any more.
func (s *Service) nameHeaders(w *Webhook) error {
	headers, err := s.openHeaders(*w)
	if err != nil && !errors.Is(err, seal.ErrSealed) {
		return err
	}
	w.HeaderNames = make([]string, len(headers))
	for i, h := range headers {
		w.HeaderNames[i] = h.Name
	}
	slices.Sort(w.HeaderNames)
	return nil
}
