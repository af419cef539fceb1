// Package chat is what people do with conversations beside writing: reading them,
// searching in them, putting them away, pinning and muting them. What is done here shows on
// the phone, and what is done on the phone shows here.
package chat

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

const (
	// maxRead is how many messages one reading confirms; older ones count as read with it.
	maxRead = 500
	// maxQuery is the longest search, in characters.
	maxQuery = 200
)

// Patch changes a conversation; what is nil stays as it is.
type Patch struct {
	Archived *bool
	Pinned   *bool
	// MuteFor is for how many seconds no phone rings for it: 0 unmutes, -1 is for good.
	MuteFor *int
	// MutedUntil is the same as a time, which is what is stored; the zero time unmutes.
	MutedUntil *time.Time
}

// Forever is until when a conversation is muted for good.
var Forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// maxMute is a year, in seconds.
const maxMute = 365 * 86_400

// muted turns MuteFor into MutedUntil.
func (p *Patch) muted(now time.Time) error {
	if p.MuteFor == nil {
		return nil
	}
	until := now.Add(time.Duration(*p.MuteFor) * time.Second)
	switch n := *p.MuteFor; {
	case n == -1:
		until = Forever
	case n == 0:
		until = time.Time{}
	case n < 0 || n > maxMute:
		return fault.Bad("mute_for", "Mute for 1 second to a year, with -1 for good, and unmute with 0.")
	}
	p.MutedUntil = &until
	return nil
}

// Last is the newest message of a conversation, which WhatsApp wants to know when one is
// archived or read.
type Last struct {
	WAID   string
	FromMe bool
	Sender message.Peer
	At     time.Time
}

// Unread are messages of one sender that were not read yet.
type Unread struct {
	Sender message.Peer
	WAIDs  []string
}

// Engine is WhatsApp for the accounts that this process holds. Its calls wait for
// WhatsApp and fail with Unavailable where the account is not connected.
type Engine interface {
	// ConfirmRead tells senders that their messages were read, as far as the account's
	// privacy settings let it, and the account's other devices.
	ConfirmRead(ctx context.Context, accountID uuid.UUID, in message.Peer, unread []Unread) error
	// ChangeChat tells the account's other devices what was changed.
	ChangeChat(ctx context.Context, accountID uuid.UUID, in message.Peer, p Patch, last *Last) error
}

// Store keeps conversations.
type Store interface {
	Chat(ctx context.Context, id uuid.UUID) (message.Chat, error)
	// UnreadOf are the messages of a conversation that were not read, at most limit of the
	// newest, by sender, and when the newest came here: zero where nothing is unread. What waits to
	// be decrypted is not among them, but has a time.
	UnreadOf(ctx context.Context, chatID uuid.UUID, limit int) ([]Unread, time.Time, error)
	// SetRead says up to when a conversation was read; what is earlier than known is nothing new.
	SetRead(ctx context.Context, chatID uuid.UUID, at time.Time) error
	// Last is the newest message of a conversation; nil when there is none.
	Last(ctx context.Context, chatID uuid.UUID) (*Last, error)
	// ChangeChat stores a change.
	ChangeChat(ctx context.Context, chatID uuid.UUID, p Patch, now time.Time) error
	// FindChat is the conversation with a peer; NotFound when there is none.
	FindChat(ctx context.Context, accountID uuid.UUID, with message.Peer) (message.Chat, error)
	// Search finds messages by their words, newest first.
	Search(ctx context.Context, accountID uuid.UUID, chatID *uuid.UUID, query string, p message.Page) (message.List[message.Message], error)
}

// Service is the rules of conversations.
type Service struct {
	store  Store
	engine Engine
	bus    *event.Bus
	log    *slog.Logger
}

// NewService makes the service.
func NewService(store Store, engine Engine, bus *event.Bus, log *slog.Logger) *Service {
	return &Service{store: store, engine: engine, bus: bus, log: log}
}

func (s *Service) get(ctx context.Context, id uuid.UUID) (message.Chat, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return message.Chat{}, err
	}
	c, err := s.store.Chat(ctx, id)
	if err != nil {
		return message.Chat{}, err
	}
	return c, auth.RequireAccount(ctx, c.AccountID)
}

// MarkRead notes what came in as read, and returns the conversation as it is then. With
// receipts WhatsApp is told: the senders, and the account's other devices. Faults: NotFound,
// and with receipts Unavailable while the account is not connected.
func (s *Service) MarkRead(ctx context.Context, id uuid.UUID, receipts bool) (message.Chat, error) {
	c, err := s.get(ctx, id)
	if err != nil {
		return c, err
	}
	unread, newest, err := s.store.UnreadOf(ctx, id, maxRead)
	if err != nil || newest.IsZero() {
		return c, err
	}
	if receipts && len(unread) > 0 {
		if err := s.engine.ConfirmRead(ctx, c.AccountID, c.Peer, unread); err != nil {
			return c, err
		}
	}
	if err := s.store.SetRead(ctx, id, newest); err != nil {
		return c, err
	}
	return s.changed(ctx, c)
}

// Change archives, pins or mutes a conversation, on the phone too. Faults: NotFound,
// Unavailable while the account is not connected.
func (s *Service) Change(ctx context.Context, id uuid.UUID, p Patch) (message.Chat, error) {
	c, err := s.get(ctx, id)
	if err != nil {
		return c, err
	}
	now := time.Now().UTC()
	if err := p.muted(now); err != nil {
		return c, err
	}
	last, err := s.store.Last(ctx, id)
	if err != nil {
		return c, err
	}
	if err := s.engine.ChangeChat(ctx, c.AccountID, c.Peer, p, last); err != nil {
		return c, err
	}
	if err := s.store.ChangeChat(ctx, id, p, now); err != nil {
		return c, err
	}
	return s.changed(ctx, c)
}

func (s *Service) changed(ctx context.Context, c message.Chat) (message.Chat, error) {
	s.bus.Publish(event.ChatChanged{AccountID: c.AccountID, ChatID: c.ID})
	return s.store.Chat(ctx, c.ID)
}

// Search finds messages by words: all of them have to be there, the last one may be
// unfinished; "in quotes" they stand together, and -word must not be there. Case and
// accents do not matter. Fault: Invalid.
func (s *Service) Search(ctx context.Context, accountID uuid.UUID, chatID *uuid.UUID, query string, p message.Page) (message.List[message.Message], error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return message.List[message.Message]{}, err
	}
	query = strings.TrimSpace(query)
	if n := len([]rune(query)); n == 0 || n > maxQuery {
		return message.List[message.Message]{}, fault.Bad("query", "Search for 1 to 200 characters.")
	}
	return s.store.Search(ctx, accountID, chatID, strings.ToValidUTF8(strings.ReplaceAll(query, "\x00", " "), ""), p)
}

// ReadElsewhere notes that a conversation was read on another device of the account.
func (s *Service) ReadElsewhere(ctx context.Context, accountID uuid.UUID, in message.Peer, at time.Time) error {
	return s.elsewhere(ctx, accountID, in, func(id uuid.UUID) error { return s.store.SetRead(ctx, id, at) })
}

// ChangedElsewhere notes what another device of the account did to a conversation.
func (s *Service) ChangedElsewhere(ctx context.Context, accountID uuid.UUID, in message.Peer, p Patch) error {
	return s.elsewhere(ctx, accountID, in, func(id uuid.UUID) error { return s.store.ChangeChat(ctx, id, p, time.Now().UTC()) })
}

// elsewhere does something to a conversation that may not be here.
func (s *Service) elsewhere(ctx context.Context, accountID uuid.UUID, in message.Peer, do func(uuid.UUID) error) error {
	c, err := s.store.FindChat(ctx, accountID, in)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil {
		err = do(c.ID)
	}
	if err != nil {
		return err
	}
	s.bus.Publish(event.ChatChanged{AccountID: accountID, ChatID: c.ID})
	return nil
}
