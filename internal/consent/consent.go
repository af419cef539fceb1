// Package consent is the ledger of who may be written to: opt-outs by message or by hand,
// and the proof of opt-ins. The newest entry of a contact holds, in its account. Every
// path that sends obeys it: a message to a contact who has opted out is not accepted, and
// one that waits when the opt-out comes fails.
package consent

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// State is what a contact has said.
type State string

// The states. A contact without an entry has said nothing and may be written to.
const (
	OptedIn  State = "opted_in"
	OptedOut State = "opted_out"
)

// Source is how an entry came about.
type Source string

// The sources.
const (
	FromMessage   Source = "message" // the contact wrote one of the words
	FromAPI       Source = "api"
	FromDashboard Source = "dashboard"
)

// Entry is one line of the ledger.
type Entry struct {
	ID        uuid.UUID
	AccountID uuid.UUID
	Contact   message.Peer
	State     State
	Source    Source
	Note      string     // what the contact wrote, or how the consent was given
	MessageID *uuid.UUID // the message that said it
	At        time.Time
}

// Filter is which entries a list has.
type Filter struct {
	State State // empty is every state
	// Whole asks for all of the ledger; otherwise only what holds now is listed.
	Whole bool
}

// Store keeps the ledger.
type Store interface {
	// AddConsent writes an entry; NotFound when there is no such account.
	AddConsent(ctx context.Context, e Entry) error
	// Consents lists entries, the newest first.
	Consents(ctx context.Context, accountID uuid.UUID, f Filter, p message.Page) (message.List[Entry], error)
}

// Service is the rules of the ledger.
type Service struct {
	store Store
	bus   *event.Bus
	log   *slog.Logger
	now   func() time.Time
}

// NewService makes the service.
func NewService(store Store, bus *event.Bus, log *slog.Logger) *Service {
	return &Service{store: store, bus: bus, log: log, now: time.Now}
}

// maxNote is the length of a note, in characters.
const maxNote = 500

// Set records what a contact has said outside of WhatsApp: on a form, on paper, by phone.
func (s *Service) Set(ctx context.Context, accountID uuid.UUID, contact string, state State, note string) (Entry, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return Entry{}, err
	}
	who, err := message.ParsePeer("number", contact)
	var bad []fault.Field
	if err != nil {
		bad = append(bad, fault.As(err).Fields...)
	} else if who.Group != "" {
		bad = append(bad, fault.Field{Name: "number", Message: "A group has no consent of its own; name a contact."})
	}
	if state != OptedIn && state != OptedOut {
		bad = append(bad, fault.Field{Name: "state", Message: "Write opted_in or opted_out."})
	}
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > maxNote || !utf8.ValidString(note) || strings.ContainsRune(note, 0) {
		bad = append(bad, fault.Field{Name: "note", Message: "The note has at most 500 characters of text."})
	}
	if err := fault.Invalidate(bad); err != nil {
		return Entry{}, err
	}
	e := Entry{
		ID: uuid.Must(uuid.NewV7()), AccountID: accountID, Contact: who, State: state,
		Source: FromAPI, Note: note, At: s.now().UTC(),
	}
	if auth.CallerFrom(ctx).Kind == auth.Admin {
		e.Source = FromDashboard
	}
	if err := s.store.AddConsent(ctx, e); err != nil {
		return Entry{}, err
	}
	// The lane looks again at what waits for the contact.
	s.bus.Publish(event.MessageQueued{AccountID: accountID})
	return e, nil
}

// List is the ledger of an account, the newest entry first.
func (s *Service) List(ctx context.Context, accountID uuid.UUID, f Filter, p message.Page) (message.List[Entry], error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return message.List[Entry]{}, err
	}
	return s.store.Consents(ctx, accountID, f, p)
}
