package reply

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/seal"
)

// Forever is until somebody resumes it.
func Forever() time.Time { return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC) }

// Accounts knows which accounts there are.
type Accounts interface {
	Get(ctx context.Context, id uuid.UUID) (account.Account, error)
}

// Messages sends, and knows conversations.
type Messages interface {
	// Acceptable is a draft as the store accepts it.
	Acceptable(ctx context.Context, d message.Draft) (message.Accept, error)
	// Changed tells that messages were accepted or taken back.
	Changed(all ...message.Message)
	Chat(ctx context.Context, id uuid.UUID) (message.Chat, error)
}

// Texts reads what a file says.
type Texts interface {
	// Text is the words of a file of at most 10 MB; Invalid when it has none that can be read.
	Text(ctx context.Context, name, mimetype string, data []byte) (string, error)
}

// Deps are what the service stands on.
type Deps struct {
	Store    Store
	Models   Models
	Accounts Accounts
	Messages Messages
	Files    Files
	Texts    Texts
	Poster   ToolPoster
	Box      *seal.Box
	Bus      *event.Bus
	Log      *slog.Logger
	// Usual is the model of a provider that is taken when nobody names one.
	Usual func(Provider) string
	// Trusted tells whether an address is a provider's own or the operator's: accounts may name
	// those wherever they are.
	Trusted func(baseURL string) bool
	// Offered are usual models of a provider, for when it does not tell.
	Offered func(Provider) []Offer
	// Environment is how providers are reached where an account has no key of its own.
	Environment map[Provider]Access
}

// Service is the rules of answering.
type Service struct {
	Deps
	now     func() time.Time
	cooling *cooling
	prices  *prices
	booked  *booked
}

// NewService makes the service.
func NewService(d Deps) *Service {
	return &Service{Deps: d, now: time.Now, cooling: &cooling{hot: map[coolingKey]time.Time{}}, prices: &prices{known: map[Provider]map[string]Offer{}}, booked: newBooked()}
}

// mayConfigure fails unless the caller is the admin and there is the account: settings cost
// money and hold keys.
func (s *Service) mayConfigure(ctx context.Context, accountID uuid.UUID) error {
	if err := auth.RequireAdmin(ctx); err != nil {
		return err
	}
	_, err := s.Accounts.Get(ctx, accountID)
	return err
}

// Config is an account's configuration; NotFound when it has none.
func (s *Service) Config(ctx context.Context, accountID uuid.UUID) (Config, error) {
	if err := s.mayConfigure(ctx, accountID); err != nil {
		return Config{}, err
	}
	return s.Store.AIConfig(ctx, accountID)
}

// Settings is an account's configuration; the defaults, which are off, when it has none.
func (s *Service) Settings(ctx context.Context, accountID uuid.UUID) (Config, error) {
	if err := s.mayConfigure(ctx, accountID); err != nil {
		return Config{}, err
	}
	return s.saved(ctx, accountID)
}

// saved is an account's configuration, or the defaults.
func (s *Service) saved(ctx context.Context, accountID uuid.UUID) (Config, error) {
	c, err := s.Store.AIConfig(ctx, accountID)
	if fault.Is(err, fault.NotFound) {
		return s.defaults(accountID), nil
	}
	return c, err
}

// defaults are the settings of an account that has none. Who has a key in the environment
// means that provider.
func (s *Service) defaults(accountID uuid.UUID) Config {
	c := Defaults(accountID)
	for _, p := range Providers() {
		if s.Environment[p].Key != "" {
			c.Provider = p
			break
		}
	}
	c.CreatedAt = s.now().UTC()
	return c
}

// Save changes an account's configuration, or makes it. When answers are off then, what is
// thought meanwhile is not sent, and what waits to be sent is taken back. Faults: Invalid,
// NotFound.
func (s *Service) Save(ctx context.Context, accountID uuid.UUID, p Patch) (Config, error) {
	if err := s.mayConfigure(ctx, accountID); err != nil {
		return Config{}, err
	}
	c, takenBack, err := s.Store.ChangeAIConfig(ctx, accountID, func(old *Config) (Config, error) {
		if old == nil {
			old = new(s.defaults(accountID))
		}
		c, err := s.patched(*old, p)
		if err != nil {
			return c, err
		}
		if c.IsActive {
			if _, err := s.access(c, c.Choice); err != nil {
				return c, fault.Bad("api_key", "There is no key for this provider: save one, or set it in the server's environment.").WithCode("no_api_key")
			}
		}
		c.UpdatedAt = s.now().UTC()
		return c, nil
	})
	if err != nil {
		return Config{}, err
	}
	s.Messages.Changed(takenBack...)
	s.cooling.forget(accountID)
	s.Bus.Publish(event.AccountChanged{AccountID: accountID})
	return c, nil
}

// patched is a configuration with a patch laid over it, checked. That nothing but turns
// answers off is not: what the server's rules allow no more keeps nobody from that.
func (s *Service) patched(old Config, p Patch) (Config, error) {
	c := old
	c.Keys, c.KeyHosts = maps.Clone(old.Keys), maps.Clone(old.KeyHosts)
	p.over(&c)
	if off := p == (Patch{IsActive: p.IsActive}) && !c.IsActive; off {
		return c, nil
	}
	if err := s.check(&c); err != nil {
		return c, err
	}
	keys := []Key{}
	if p.Keys != nil {
		keys = *p.Keys
	}
	if p.APIKey != nil {
		keys = append(keys, Key{Provider: c.Provider, Key: *p.APIKey})
	}
	return c, s.seal(&c, keys)
}

// check tells all that is wrong with a configuration, and with where its servers are.
func (s *Service) check(c *Config) error {
	var bad []fault.Field
	if err := c.check(); err != nil {
		bad = fault.As(err).Fields
	}
	for i, one := range c.chain() {
		if one.BaseURL == "" || s.Trusted(one.BaseURL) || textFlaw(one.BaseURL, maxAddress) != "" {
			continue
		}
		if err := s.Poster.CheckTool(one.BaseURL); err != nil {
			bad = append(bad, fault.Field{Name: choiceField(i, "base_url"), Message: fault.As(err).Text})
		}
	}
	return fault.Invalidate(bad)
}

// seal puts keys into a configuration, and takes out those that are empty.
func (s *Service) seal(c *Config, keys []Key) error {
	for _, k := range keys {
		k.Key = strings.TrimSpace(k.Key)
		if !slices.Contains(Providers(), k.Provider) {
			return fault.Bad("keys", providersText)
		}
		if len(k.Key) > 500 || strings.ContainsFunc(k.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return fault.Bad("api_key", "This is no key: it has letters, digits and signs, no spaces.")
		}
		if k.Key == "" {
			delete(c.Keys, k.Provider)
			delete(c.KeyHosts, k.Provider)
		} else {
			c.KeyHosts[k.Provider] = c.hostOf(k.Provider)
			c.Keys[k.Provider] = s.Box.Seal([]byte(k.Key), keyUse(c.AccountID, k.Provider))
		}
	}
	return nil
}

func keyUse(accountID uuid.UUID, p Provider) string {
	return "ai key " + string(p) + " " + accountID.String()
}

// Delete removes an account's configuration and keys, if it has any.
func (s *Service) Delete(ctx context.Context, accountID uuid.UUID) error {
	if err := s.mayConfigure(ctx, accountID); err != nil {
		return err
	}
	takenBack, err := s.Store.DeleteAIConfig(ctx, accountID, s.now().UTC())
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	s.Messages.Changed(takenBack...)
	s.Bus.Publish(event.AccountChanged{AccountID: accountID})
	return nil
}

// KeySource is where a provider's key comes from.
type KeySource string

// The sources.
const (
	KeyOfAccount     KeySource = "account"
	KeyOfEnvironment KeySource = "environment"
	KeyMissing       KeySource = "missing"
)

// KeySource tells where the key for a provider comes from. A compatible server needs none.
func (s *Service) KeySource(c Config, p Provider) KeySource {
	switch {
	case c.Keys[p] != nil && c.KeyHosts[p] == c.hostOf(p):
		return KeyOfAccount
	case s.Environment[p].Key != "" && c.hostOf(p) == "":
		return KeyOfEnvironment
	}
	return KeyMissing
}

// access is how a provider is reached for an account; a ModelError when there is no key.
func (s *Service) access(c Config, one Choice) (Access, error) {
	a := Access{Provider: one.Provider, BaseURL: one.BaseURL}
	sealed := c.Keys[one.Provider]
	if sealed != nil && c.KeyHosts[one.Provider] == host(one.BaseURL) {
		key, err := s.Box.Open(sealed, keyUse(c.AccountID, one.Provider))
		if err != nil {
			return a, &ModelError{Provider: one.Provider, Failure: Unauthorized, Message: "The saved key cannot be read any more: save it again.", Cause: err}
		}
		a.Key = string(key)
		return a, nil
	}
	// The environment's key goes to the environment's address, nowhere else.
	env, ok := s.Environment[one.Provider]
	switch {
	case one.Provider == OpenAICompatible && one.BaseURL != "":
		return a, nil
	case sealed != nil:
		return a, &ModelError{Provider: one.Provider, Failure: Unauthorized, Message: "The saved key was given for another address and is not sent to this one: save it again."}
	case ok && env.Key != "" && one.BaseURL == "":
		return env, nil
	case ok && env.Key != "":
		return a, &ModelError{Provider: one.Provider, Failure: Unauthorized, Message: "The key of the server's environment is not sent to an address of the account: save a key."}
	}
	return a, &ModelError{Provider: one.Provider, Failure: Unauthorized, Message: "There is no key for this provider."}
}

// Available are a provider's models.
type Available struct {
	Models []Offer
	// Live says that the provider has just told; Error why it has not.
	Live  bool
	Error string
}

// offersFor is how long a provider may take to list its models: a person waits.
const offersFor = 10 * time.Second

// Available lists the models that a provider has for the account; for key, when it is not
// nil, instead of what is saved.
func (s *Service) Available(ctx context.Context, accountID uuid.UUID, one Choice, key *string) (Available, error) {
	if err := s.mayConfigure(ctx, accountID); err != nil {
		return Available{}, err
	}
	c, err := s.saved(ctx, accountID)
	if err != nil {
		return Available{}, err
	}
	if key != nil && *key != "" {
		c.Choice, c.Fallbacks = one, nil
		if err := s.seal(&c, []Key{{Provider: one.Provider, Key: *key}}); err != nil {
			return Available{}, err
		}
	}
	offers, err := s.offers(ctx, c, one)
	if err == nil {
		return Available{Models: c.priced(one, offers), Live: true}, nil
	}
	m, ok := errors.AsType[*ModelError](err)
	if !ok {
		return Available{}, err
	}
	return Available{Models: c.priced(one, s.Offered(one.Provider)), Error: m.Message}, nil
}

func (s *Service) offers(ctx context.Context, c Config, one Choice) ([]Offer, error) {
	a, err := s.access(c, one)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, offersFor)
	defer cancel()
	offers, err := s.Models.Offers(ctx, a)
	if err == nil && one.BaseURL == "" {
		s.prices.learn(one.Provider, offers)
	}
	return offers, err
}

// Standing is how the AI stands to a chat. The caller has got the chat before.
func (s *Service) Standing(ctx context.Context, chat message.Chat) (Standing, error) {
	if err := auth.RequireAccount(ctx, chat.AccountID); err != nil {
		return Standing{}, err
	}
	st, err := s.Store.Standing(ctx, chat.ID)
	if st.PausedUntil != nil && !s.now().Before(*st.PausedUntil) {
		st.PausedUntil, st.PauseReason = nil, ""
	}
	return st, err
}

// Pause holds answers in a chat; for d, or until somebody resumes them when it is 0. What
// waits of an answer is taken back.
func (s *Service) Pause(ctx context.Context, chatID uuid.UUID, d time.Duration) (message.Chat, error) {
	until := Forever()
	switch {
	case d < 0 || d > maxTakeover*time.Minute:
		return message.Chat{}, fault.Bad("minutes", "Write 1 minute to a month.")
	case d > 0:
		until = s.now().UTC().Add(d)
	}
	return s.onChat(ctx, chatID, func(c message.Chat) error {
		takenBack, err := s.Store.PauseReplies(ctx, c.AccountID, c.ID, until, PauseByHand, s.now().UTC())
		if err == nil {
			s.Messages.Changed(takenBack...)
		}
		return err
	})
}

// Resume lets answers go on in a chat.
func (s *Service) Resume(ctx context.Context, chatID uuid.UUID) (message.Chat, error) {
	return s.onChat(ctx, chatID, func(c message.Chat) error { return s.Store.ResumeReplies(ctx, c.ID, s.now().UTC()) })
}

// Reset has the model not be told any more what was written before.
func (s *Service) Reset(ctx context.Context, chatID uuid.UUID) (message.Chat, error) {
	return s.onChat(ctx, chatID, func(c message.Chat) error { return s.Store.ResetHistory(ctx, c.ID, s.now().UTC()) })
}

// onChat does something to a chat that the caller may see.
func (s *Service) onChat(ctx context.Context, chatID uuid.UUID, do func(message.Chat) error) (message.Chat, error) {
	chat, err := s.Messages.Chat(ctx, chatID)
	if err != nil {
		return message.Chat{}, err
	}
	if err := do(chat); err != nil {
		return message.Chat{}, err
	}
	s.Bus.Publish(news(chat.AccountID, chat.ID, false))
	return chat, nil
}

// TraceFilter says which traces are wanted: of one chat, with one outcome.
type TraceFilter struct {
	ChatID  *uuid.UUID // nil: of all
	Outcome Outcome    // empty: with any
}

// Traces are how answers came about, newest first.
func (s *Service) Traces(ctx context.Context, accountID uuid.UUID, f TraceFilter, p message.Page) (message.List[Trace], error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return message.List[Trace]{}, err
	}
	return s.Store.Traces(ctx, accountID, f, p)
}

// TraceOf is how an answer came about; NotFound when it is no answer, or too long ago.
func (s *Service) TraceOf(ctx context.Context, m message.Message) (Trace, error) {
	if err := auth.RequireAccount(ctx, m.AccountID); err != nil {
		return Trace{}, err
	}
	if m.Source != message.FromAI {
		return Trace{}, fault.New(fault.NotFound, "The AI did not write this message.")
	}
	return s.Store.TraceOf(ctx, m)
}

// mostDays is how long usage is kept.
const mostDays = 90

// Usage is what answering cost, by day and model.
func (s *Service) Usage(ctx context.Context, accountID uuid.UUID, days int) ([]DayUsage, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	if days < 1 || days > mostDays {
		return nil, fault.Bad("days", "Ask for 1 to 90 days.")
	}
	return s.Store.Usages(ctx, accountID, s.now().UTC().AddDate(0, 0, 1-days))
}
