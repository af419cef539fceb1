// Package group is the groups that accounts are in: making and leaving them, who is in them
// and with what role, what they are called and what they allow. Nothing of it is kept here:
// WhatsApp knows, and is asked.
package group

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

const (
	// maxSubject and maxDescription are WhatsApp's limits, in characters.
	maxSubject     = 100
	maxDescription = 2048
	// maxMembers is WhatsApp's limit of a group.
	maxMembers = 1024
	// maxPicture is more than a group's picture of 640 × 640 needs, in bytes.
	maxPicture = 512 << 10
	linkPrefix = "https://chat.whatsapp.com/"
)

// Group is a group.
type Group struct {
	ID          string          `json:"id" example:"120363012345678901@g.us"`
	Subject     string          `json:"subject" example:"Team"`
	Description string          `json:"description"`
	Owner       *message.Person `json:"owner" doc:"Who made it; null when unknown."`
	CreatedAt   *time.Time      `json:"created_at"`
	Members     []Member        `json:"members"`
	Settings
	Community bool   `json:"community" doc:"It is a community, which has groups."`
	ParentID  string `json:"parent_id,omitempty" doc:"The community that it belongs to."`
}

// Settings are what a group allows.
type Settings struct {
	OnlyAdminsWrite bool `json:"only_admins_write"`
	OnlyAdminsEdit  bool `json:"only_admins_edit" doc:"Subject, description and picture."`
	OnlyAdminsAdd   bool `json:"only_admins_add" doc:"New members."`
	ApproveJoins    bool `json:"approve_joins" doc:"Admins approve who comes by the link."`
	ExpiresAfter    int  `json:"expires_after" doc:"Seconds after which messages disappear; 0 keeps them."`
}

// Member is somebody in a group.
type Member struct {
	message.Person
	Role string `json:"role" enum:"member,admin,owner"`
}

// Result is what became of one person.
type Result struct {
	message.Person
	Done  bool    `json:"done"`
	Error *string `json:"error" doc:"Why not, in plain words: many people let only their contacts add them to groups."`
}

// Request is somebody who wants to join.
type Request struct {
	message.Person
	At time.Time `json:"at"`
}

// Action is what is done to members.
type Action string

// The actions.
const (
	Add     Action = "add"
	Remove  Action = "remove"
	Promote Action = "promote"
	Demote  Action = "demote"
	Approve Action = "approve" // who asked to join
	Reject  Action = "reject"
)

// Patch changes a group; what is nil stays as it is.
type Patch struct {
	Subject         *string
	Description     *string
	OnlyAdminsWrite *bool
	OnlyAdminsEdit  *bool
	OnlyAdminsAdd   *bool
	ApproveJoins    *bool
	Picture         []byte // JPEG; empty and not nil removes it
}

// Engine is WhatsApp for the accounts that this process holds. Its calls wait for
// WhatsApp; they fail with Unavailable where the account is not connected, NotFound for a
// group that is not there, and Forbidden for what only admins may do.
type Engine interface {
	Groups(ctx context.Context, accountID uuid.UUID) ([]Group, error)
	Group(ctx context.Context, accountID uuid.UUID, id string) (Group, error)
	CreateGroup(ctx context.Context, accountID uuid.UUID, subject string, members []message.Peer) (Group, error)
	ChangeGroup(ctx context.Context, accountID uuid.UUID, id string, p Patch) error
	ChangeMembers(ctx context.Context, accountID uuid.UUID, id string, a Action, members []message.Peer) ([]Result, error)
	GroupRequests(ctx context.Context, accountID uuid.UUID, id string) ([]Request, error)
	InviteLink(ctx context.Context, accountID uuid.UUID, id string, reset bool) (string, error)
	// JoinGroup joins by the code of a link and returns the group's id.
	JoinGroup(ctx context.Context, accountID uuid.UUID, code string) (string, error)
	LeaveGroup(ctx context.Context, accountID uuid.UUID, id string) error
}

// Names records what groups are called.
type Names interface {
	NameGroup(ctx context.Context, accountID uuid.UUID, group, name string) error
}

// Service is the rules of groups.
type Service struct {
	engine Engine
	names  Names
}

// NewService makes the service.
func NewService(engine Engine, names Names) *Service { return &Service{engine: engine, names: names} }

// Groups are the groups that an account is in.
func (s *Service) Groups(ctx context.Context, accountID uuid.UUID) ([]Group, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	all, err := s.engine.Groups(ctx, accountID)
	if err != nil {
		return nil, err
	}
	for _, g := range all {
		if err := s.names.NameGroup(ctx, accountID, g.ID, g.Subject); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Group is one group.
func (s *Service) Group(ctx context.Context, accountID uuid.UUID, id string) (Group, error) {
	if err := s.allowed(ctx, accountID, id); err != nil {
		return Group{}, err
	}
	g, err := s.engine.Group(ctx, accountID, id)
	if err != nil {
		return Group{}, err
	}
	return g, s.names.NameGroup(ctx, accountID, g.ID, g.Subject)
}

// Create makes a group. People who let only their contacts add them are not in it; an
// invite link reaches them.
func (s *Service) Create(ctx context.Context, accountID uuid.UUID, subject string, members []string) (Group, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return Group{}, err
	}
	bad := checkText("subject", subject, 1, maxSubject)
	peers, wrong := people(members)
	if err := fault.Invalidate(append(bad, wrong...)); err != nil {
		return Group{}, err
	}
	return s.engine.CreateGroup(ctx, accountID, subject, peers)
}

// Change changes what a group is called, shows and allows.
func (s *Service) Change(ctx context.Context, accountID uuid.UUID, id string, p Patch) (Group, error) {
	if err := s.allowed(ctx, accountID, id); err != nil {
		return Group{}, err
	}
	var bad []fault.Field
	if p.Subject != nil {
		bad = append(bad, checkText("subject", *p.Subject, 1, maxSubject)...)
	}
	if p.Description != nil {
		bad = append(bad, checkText("description", *p.Description, 0, maxDescription)...)
	}
	if len(p.Picture) > maxPicture || len(p.Picture) > 0 && (len(p.Picture) < 3 || string(p.Picture[:3]) != "\xff\xd8\xff") {
		bad = append(bad, fault.Field{Name: "picture", Message: "A picture is a JPEG of at most 512 kB."})
	}
	if err := fault.Invalidate(bad); err != nil {
		return Group{}, err
	}
	if err := s.engine.ChangeGroup(ctx, accountID, id, p); err != nil {
		return Group{}, err
	}
	return s.Group(ctx, accountID, id)
}

// ChangeMembers adds, removes, promotes or demotes people, or answers who asked to join,
// and tells what became of each.
func (s *Service) ChangeMembers(ctx context.Context, accountID uuid.UUID, id string, a Action, members []string) ([]Result, error) {
	if err := s.allowed(ctx, accountID, id); err != nil {
		return nil, err
	}
	peers, bad := people(members)
	switch a {
	case Add, Remove, Promote, Demote, Approve, Reject:
	default:
		bad = append(bad, fault.Field{Name: "action", Message: "Write add, remove, promote, demote, approve or reject."})
	}
	if len(members) == 0 {
		bad = append(bad, fault.Field{Name: "members", Message: "Say who."})
	}
	if err := fault.Invalidate(bad); err != nil {
		return nil, err
	}
	return s.engine.ChangeMembers(ctx, accountID, id, a, peers)
}

// Requests are who wants to join a group.
func (s *Service) Requests(ctx context.Context, accountID uuid.UUID, id string) ([]Request, error) {
	if err := s.allowed(ctx, accountID, id); err != nil {
		return nil, err
	}
	return s.engine.GroupRequests(ctx, accountID, id)
}

// InviteLink is the link to a group; with reset a new one, and the old one stops.
func (s *Service) InviteLink(ctx context.Context, accountID uuid.UUID, id string, reset bool) (string, error) {
	if err := s.allowed(ctx, accountID, id); err != nil {
		return "", err
	}
	return s.engine.InviteLink(ctx, accountID, id, reset)
}

// Join joins a group by its link and returns its id. Where admins approve, it waits for them.
func (s *Service) Join(ctx context.Context, accountID uuid.UUID, link string) (string, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return "", err
	}
	code := strings.TrimPrefix(strings.TrimSpace(link), linkPrefix)
	code, _, _ = strings.Cut(code, "?")
	if code == "" || len(code) > 100 || strings.ContainsAny(code, "/ \n") {
		return "", fault.Bad("link", "Write a link such as https://chat.whatsapp.com/AbCdEfGh.")
	}
	return s.engine.JoinGroup(ctx, accountID, code)
}

// Leave leaves a group.
func (s *Service) Leave(ctx context.Context, accountID uuid.UUID, id string) error {
	if err := s.allowed(ctx, accountID, id); err != nil {
		return err
	}
	return s.engine.LeaveGroup(ctx, accountID, id)
}

// allowed checks the caller and that id is a group's.
func (s *Service) allowed(ctx context.Context, accountID uuid.UUID, id string) error {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return err
	}
	if p, err := message.ParsePeer("group", id); err != nil || p.Kind() != "group" {
		return fault.Bad("group", "Write a group's id, which ends in @g.us.")
	}
	return nil
}

func checkText(field, text string, least, most int) []fault.Field {
	if n := utf8.RuneCountInString(strings.TrimSpace(text)); n < least || n > most || !utf8.ValidString(text) {
		return []fault.Field{{Name: field, Message: fmt.Sprintf("Write %d to %d characters.", least, most)}}
	}
	return nil
}

// people reads who is meant.
func people(members []string) (peers []message.Peer, bad []fault.Field) {
	if len(members) > maxMembers {
		return nil, []fault.Field{{Name: "members", Message: fmt.Sprintf("A group has at most %d members.", maxMembers)}}
	}
	for i, m := range members {
		field := fmt.Sprintf("members[%d]", i)
		p, err := message.ParsePeer(field, m)
		switch {
		case err != nil:
			bad = append(bad, fault.As(err).Fields...)
		case p.Group != "":
			bad = append(bad, fault.Field{Name: field, Message: "Only people can be members."})
		default:
			peers = append(peers, p)
		}
	}
	return peers, bad
}
