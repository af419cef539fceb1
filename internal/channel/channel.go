// Package channel is the channels that accounts follow: finding them, following them and
// leaving them. What they post comes as messages, in conversations of their own kind. Nothing
// else of them is kept here: WhatsApp knows, and is asked.
package channel

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// linkPrefix begins the links to channels.
const linkPrefix = "https://whatsapp.com/channel/"

// Channel is a channel, which WhatsApp also calls a newsletter.
type Channel struct {
	ID          string     `json:"id" example:"120363012345678901@newsletter"`
	Name        string     `json:"name" example:"News of the town"`
	Description string     `json:"description"`
	Link        *string    `json:"link" example:"https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp" doc:"Whoever has it can follow."`
	Followers   int        `json:"followers" example:"1204"`
	Role        Role       `json:"role" enum:"guest,follower,admin,owner" doc:"The account's: a guest does not follow."`
	Verified    bool       `json:"verified" doc:"WhatsApp has verified whose it is."`
	CreatedAt   *time.Time `json:"created_at"`
}

// Role is what an account is in a channel.
type Role string

// The roles.
const (
	Guest    Role = "guest"
	Follower Role = "follower"
	Admin    Role = "admin"
	Owner    Role = "owner"
)

// Ref names a channel: by its id or by the code of a link.
type Ref struct{ ID, Code string }

// Engine is WhatsApp for the accounts that this process holds. Its calls wait for WhatsApp;
// they fail with Unavailable where the account is not connected, and NotFound for a channel
// that is not there.
type Engine interface {
	Channels(ctx context.Context, accountID uuid.UUID) ([]Channel, error)
	Channel(ctx context.Context, accountID uuid.UUID, ref Ref) (Channel, error)
	FollowChannel(ctx context.Context, accountID uuid.UUID, id string, follow bool) error
}

// Names records what channels are called.
type Names interface {
	NameGroup(ctx context.Context, accountID uuid.UUID, group, name string) error
}

// Service is the rules of channels.
type Service struct {
	engine Engine
	names  Names
}

// NewService makes the service.
func NewService(engine Engine, names Names) *Service { return &Service{engine: engine, names: names} }

// Channels are the channels that an account follows or owns, by name.
func (s *Service) Channels(ctx context.Context, accountID uuid.UUID) ([]Channel, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	all, err := s.engine.Channels(ctx, accountID)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if err := s.names.NameGroup(ctx, accountID, c.ID, c.Name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Channel is one channel, by its id or its link. Faults: Invalid, NotFound.
func (s *Service) Channel(ctx context.Context, accountID uuid.UUID, idOrLink string) (Channel, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return Channel{}, err
	}
	ref, err := parse(idOrLink)
	if err != nil {
		return Channel{}, err
	}
	return s.engine.Channel(ctx, accountID, ref)
}

// Follow follows a channel: what it posts from now on comes to the account. Faults: Invalid,
// NotFound.
func (s *Service) Follow(ctx context.Context, accountID uuid.UUID, idOrLink string) (Channel, error) {
	return s.change(ctx, accountID, idOrLink, true)
}

// Unfollow leaves a channel; what it has posted stays here.
func (s *Service) Unfollow(ctx context.Context, accountID uuid.UUID, idOrLink string) (Channel, error) {
	return s.change(ctx, accountID, idOrLink, false)
}

func (s *Service) change(ctx context.Context, accountID uuid.UUID, idOrLink string, follow bool) (Channel, error) {
	c, err := s.Channel(ctx, accountID, idOrLink)
	if err != nil {
		return Channel{}, err
	}
	if err := s.engine.FollowChannel(ctx, accountID, c.ID, follow); err != nil {
		return Channel{}, err
	}
	return s.engine.Channel(ctx, accountID, Ref{ID: c.ID})
}

var errRef = fault.Bad("channel", "Write a channel's id, which ends in @newsletter, or its link, such as https://whatsapp.com/channel/0029VaAbCd.")

// parse reads how a channel is named.
func parse(text string) (Ref, error) {
	text = strings.TrimSpace(text)
	if p, err := message.ParsePeer("channel", text); err == nil && p.Kind() == message.KindChannel {
		return Ref{ID: p.Group}, nil
	}
	code, ok := strings.CutPrefix(text, linkPrefix)
	code, _, _ = strings.Cut(code, "?")
	code = strings.TrimSuffix(code, "/")
	if !ok || code == "" || len(code) > 100 || strings.ContainsAny(code, "/ \n") {
		return Ref{}, errRef
	}
	return Ref{Code: code}, nil
}
