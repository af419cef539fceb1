// Package contact is the people that an account knows or asks about: who is on WhatsApp,
// what they show of themselves, whom the account has blocked, and what it shows itself.
package contact

import (
	"context"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

const (
	// maxNumbers is how many numbers one check asks for.
	maxNumbers = 50
	// checksPerHour and checksAtOnce pace what WhatsApp is asked: checking numbers in bulk
	// is what it blocks accounts for. Numbers that are known already do not count.
	checksPerHour = 200
	checksAtOnce  = 50
	// maxName and maxAbout are WhatsApp's limits, in characters.
	maxName  = 25
	maxAbout = 139
	// maxPicture is more than a profile picture of 640 × 640 needs, in bytes.
	maxPicture = 512 << 10
)

// Contact is somebody in the account's address book, or who has written.
type Contact struct {
	message.Person
	FullName     string `json:"full_name,omitempty" doc:"As the phone's address book has it."`
	PushName     string `json:"push_name,omitempty" doc:"As they call themselves."`
	BusinessName string `json:"business_name,omitempty" doc:"The verified name of a business."`
}

// Checked is what WhatsApp says of a number.
type Checked struct {
	Number     string          `json:"number" example:"5511987654321" doc:"The number that was asked for, in digits."`
	OnWhatsApp bool            `json:"on_whatsapp"`
	Contact    *message.Person `json:"contact" doc:"Who it is, by the number that WhatsApp knows: Brazil's, for example, may lack its ninth digit. Null where nobody is."`
}

// Profile is what somebody shows of themselves; what they hide is empty.
type Profile struct {
	message.Person
	About      string `json:"about" example:"Hey there! I am using WhatsApp."`
	PictureID  string `json:"picture_id,omitempty" doc:"Changes with the picture."`
	PictureURL string `json:"picture_url,omitempty" doc:"Where WhatsApp has the picture, for some days."`
	Business   bool   `json:"business,omitempty"`
}

// Patch changes what the account shows of itself; what is nil stays as it is.
type Patch struct {
	Name    *string
	About   *string
	Picture []byte // JPEG; empty and not nil removes it
}

// Engine is WhatsApp for the accounts that this process holds. Its calls wait for
// WhatsApp and fail with Unavailable where the account is not connected.
type Engine interface {
	// KnownNumber is who has a number, where that was asked before.
	KnownNumber(number string) (message.Peer, bool)
	// CheckNumbers asks who of these is there.
	CheckNumbers(ctx context.Context, accountID uuid.UUID, numbers []string) (map[string]message.Peer, error)
	Contacts(ctx context.Context, accountID uuid.UUID) ([]Contact, error)
	// Profile is what a contact, a group or, for the zero Peer, the account shows.
	Profile(ctx context.Context, accountID uuid.UUID, who message.Peer) (Profile, error)
	SetProfile(ctx context.Context, accountID uuid.UUID, p Patch) error
	Blocked(ctx context.Context, accountID uuid.UUID) ([]message.Person, error)
	Block(ctx context.Context, accountID uuid.UUID, who message.Peer, blocked bool) error
	// WatchPresence asks to be told when a contact is online.
	WatchPresence(ctx context.Context, accountID uuid.UUID, who message.Peer) error
}

// Service is the rules of contacts.
type Service struct {
	engine Engine

	mu    sync.Mutex
	paces map[uuid.UUID]*rate.Limiter // of each account's checks
}

// NewService makes the service.
func NewService(engine Engine) *Service {
	return &Service{engine: engine, paces: map[uuid.UUID]*rate.Limiter{}}
}

// Check asks WhatsApp who of some numbers is there. What was asked lately is answered
// from memory. Faults: Invalid, RateLimited, Unavailable.
func (s *Service) Check(ctx context.Context, accountID uuid.UUID, numbers []string) ([]Checked, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	if len(numbers) == 0 || len(numbers) > maxNumbers {
		return nil, fault.Bad("numbers", fmt.Sprintf("Give 1 to %d numbers.", maxNumbers))
	}
	out := make([]Checked, len(numbers))
	found := map[string]message.Peer{}
	var ask []string
	for i, given := range numbers {
		digits, ok := account.Digits(given)
		if !ok {
			return nil, fault.Bad(fmt.Sprintf("numbers[%d]", i), "Write a phone number with its country code, such as +49 151 23456789.")
		}
		out[i].Number = digits
		if p, ok := s.engine.KnownNumber(digits); ok {
			found[digits] = p
		} else {
			ask = append(ask, digits)
		}
	}
	if len(ask) > 0 {
		if err := s.pace(accountID, len(ask)); err != nil {
			return nil, err
		}
		asked, err := s.engine.CheckNumbers(ctx, accountID, ask)
		if err != nil {
			return nil, err
		}
		for number, p := range asked {
			found[number] = p
		}
	}
	for i := range out {
		if p, ok := found[out[i].Number]; ok {
			who := message.PersonOf(p, "")
			out[i].OnWhatsApp, out[i].Contact = true, &who
		}
	}
	return out, nil
}

// pace counts what WhatsApp is about to be asked.
func (s *Service) pace(accountID uuid.UUID, n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.paces[accountID]
	if l == nil {
		l = rate.NewLimiter(rate.Every(time.Hour/checksPerHour), checksAtOnce)
		s.paces[accountID] = l
	}
	r := l.ReserveN(time.Now(), n)
	if d := r.Delay(); d > 0 {
		r.Cancel()
		return fault.Newf(fault.RateLimited, "At most %d new numbers an hour are looked up: WhatsApp blocks accounts that ask for many.", checksPerHour).
			WithCode("too_many_checks").WithRetryAfter(d)
	}
	return nil
}

// Contacts are whom the account knows, by name.
func (s *Service) Contacts(ctx context.Context, accountID uuid.UUID) ([]Contact, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	return s.engine.Contacts(ctx, accountID)
}

// Profile is what a contact or group shows; the account itself for an empty who.
func (s *Service) Profile(ctx context.Context, accountID uuid.UUID, who string) (Profile, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return Profile{}, err
	}
	var p message.Peer
	if who != "" {
		var err error
		if p, err = message.ParsePeer("contact", who); err != nil {
			return Profile{}, err
		}
	}
	return s.engine.Profile(ctx, accountID, p)
}

// SetProfile changes what the account shows of itself. Fault: Invalid.
func (s *Service) SetProfile(ctx context.Context, accountID uuid.UUID, p Patch) (Profile, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return Profile{}, err
	}
	var bad []fault.Field
	if p.Name != nil && (*p.Name == "" || utf8.RuneCountInString(*p.Name) > maxName) {
		bad = append(bad, fault.Field{Name: "name", Message: fmt.Sprintf("A name has 1 to %d characters.", maxName)})
	}
	if p.About != nil && utf8.RuneCountInString(*p.About) > maxAbout {
		bad = append(bad, fault.Field{Name: "about", Message: fmt.Sprintf("The about text has at most %d characters.", maxAbout)})
	}
	if len(p.Picture) > maxPicture || len(p.Picture) > 0 && (len(p.Picture) < 3 || string(p.Picture[:3]) != "\xff\xd8\xff") {
		bad = append(bad, fault.Field{Name: "picture", Message: "A picture is a JPEG of at most 512 kB."})
	}
	if err := fault.Invalidate(bad); err != nil {
		return Profile{}, err
	}
	if err := s.engine.SetProfile(ctx, accountID, p); err != nil {
		return Profile{}, err
	}
	return s.engine.Profile(ctx, accountID, message.Peer{})
}

// Blocked are whom the account has blocked.
func (s *Service) Blocked(ctx context.Context, accountID uuid.UUID) ([]message.Person, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	return s.engine.Blocked(ctx, accountID)
}

// Block blocks a contact, or lets them write again, and returns who is blocked then.
func (s *Service) Block(ctx context.Context, accountID uuid.UUID, who string, blocked bool) ([]message.Person, error) {
	p, err := s.somebody(ctx, accountID, who)
	if err != nil {
		return nil, err
	}
	if err := s.engine.Block(ctx, accountID, p, blocked); err != nil {
		return nil, err
	}
	return s.engine.Blocked(ctx, accountID)
}

// WatchPresence asks to be told when a contact is online or types, for five minutes or until
// the account disconnects. The account is online for as long.
func (s *Service) WatchPresence(ctx context.Context, accountID uuid.UUID, who string) error {
	p, err := s.somebody(ctx, accountID, who)
	if err != nil {
		return err
	}
	return s.engine.WatchPresence(ctx, accountID, p)
}

// somebody is one person.
func (s *Service) somebody(ctx context.Context, accountID uuid.UUID, who string) (message.Peer, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return message.Peer{}, err
	}
	p, err := message.ParsePeer("contact", who)
	if err == nil && p.Group != "" {
		err = fault.Bad("contact", "This works with people only.")
	}
	return p, err
}
