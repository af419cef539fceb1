package whatsapp

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/fault"
	"switchboard/internal/group"
	"switchboard/internal/message"
)

var _ group.Engine = (*Engine)(nil)

// Groups are the groups that an account is in, by subject.
func (e *Engine) Groups(ctx context.Context, accountID uuid.UUID) ([]group.Group, error) {
	s, client, err := e.connected(accountID)
	if err != nil {
		return nil, err
	}
	all, err := client.GetJoinedGroups(ctx)
	if err != nil {
		return nil, groupFault(err)
	}
	out := make([]group.Group, len(all))
	for i, g := range all {
		out[i] = s.group(ctx, g)
	}
	slices.SortFunc(out, func(x, y group.Group) int {
		return strings.Compare(strings.ToLower(x.Subject), strings.ToLower(y.Subject))
	})
	return out, nil
}

// Group is one group.
func (e *Engine) Group(ctx context.Context, accountID uuid.UUID, id string) (group.Group, error) {
	s, client, jid, err := e.inGroup(accountID, id)
	if err != nil {
		return group.Group{}, err
	}
	g, err := client.GetGroupInfo(ctx, jid)
	if err != nil {
		return group.Group{}, groupFault(err)
	}
	return s.group(ctx, g), nil
}

func (e *Engine) inGroup(accountID uuid.UUID, id string) (*session, *whatsmeow.Client, types.JID, error) {
	s, client, err := e.connected(accountID)
	if err != nil {
		return nil, nil, types.JID{}, err
	}
	jid, err := types.ParseJID(id)
	if err != nil {
		return nil, nil, types.JID{}, errNoGroup.WithCause(err)
	}
	return s, client, jid, nil
}

func (s *session) group(ctx context.Context, g *types.GroupInfo) group.Group {
	out := group.Group{
		ID: g.JID.String(), Subject: clean(g.Name), Description: clean(g.Topic), Owner: s.actor(ctx, g.OwnerJID, nil),
		Members: make([]group.Member, len(g.Participants)),
		Settings: group.Settings{
			OnlyAdminsWrite: g.IsAnnounce, OnlyAdminsEdit: g.IsLocked, ApproveJoins: g.IsJoinApprovalRequired,
			OnlyAdminsAdd: g.MemberAddMode == types.GroupMemberAddModeAdmin,
		},
		Community: g.IsParent,
	}
	if g.IsEphemeral {
		out.ExpiresAfter = int(g.DisappearingTimer)
	}
	if !g.LinkedParentJID.IsEmpty() {
		out.ParentID = g.LinkedParentJID.String()
	}
	if !g.GroupCreated.IsZero() {
		at := g.GroupCreated.UTC()
		out.CreatedAt = &at
	}
	for i, p := range g.Participants {
		out.Members[i] = group.Member{Person: s.member(ctx, p), Role: "member"}
		switch {
		case p.IsSuperAdmin:
			out.Members[i].Role = "owner"
		case p.IsAdmin:
			out.Members[i].Role = "admin"
		}
	}
	return out
}

// member names a participant, by all addresses that the group gives.
func (s *session) member(ctx context.Context, p types.GroupParticipant) message.Person {
	jid := p.LID
	if jid.IsEmpty() {
		jid = p.JID
	}
	who := s.person(ctx, jid)
	if who.Phone == nil && !p.PhoneNumber.IsEmpty() {
		who.Phone = &p.PhoneNumber.User
	}
	return who
}

// CreateGroup makes a group.
func (e *Engine) CreateGroup(ctx context.Context, accountID uuid.UUID, subject string, members []message.Peer) (group.Group, error) {
	s, client, err := e.connected(accountID)
	if err != nil {
		return group.Group{}, err
	}
	jids, err := e.addresses(ctx, client, members)
	if err != nil {
		return group.Group{}, err
	}
	g, err := client.CreateGroup(ctx, whatsmeow.ReqCreateGroup{Name: subject, Participants: jids})
	if err != nil {
		return group.Group{}, groupFault(err)
	}
	return s.group(ctx, g), nil
}

func (e *Engine) addresses(ctx context.Context, client *whatsmeow.Client, members []message.Peer) ([]types.JID, error) {
	out := make([]types.JID, len(members))
	for i, m := range members {
		jid, _, err := e.address(ctx, client, m)
		if err != nil {
			return nil, err
		}
		out[i] = jid
	}
	return out, nil
}

// ChangeGroup changes what a group is called, shows and allows.
func (e *Engine) ChangeGroup(ctx context.Context, accountID uuid.UUID, id string, p group.Patch) error {
	_, client, jid, err := e.inGroup(accountID, id)
	if err != nil {
		return err
	}
	var steps []func() error
	if p.Subject != nil {
		steps = append(steps, func() error { return client.SetGroupName(ctx, jid, *p.Subject) })
	}
	if p.Description != nil {
		steps = append(steps, func() error { return client.SetGroupDescription(ctx, jid, *p.Description) })
	}
	if p.OnlyAdminsWrite != nil {
		steps = append(steps, func() error { return client.SetGroupAnnounce(ctx, jid, *p.OnlyAdminsWrite) })
	}
	if p.OnlyAdminsEdit != nil {
		steps = append(steps, func() error { return client.SetGroupLocked(ctx, jid, *p.OnlyAdminsEdit) })
	}
	if p.OnlyAdminsAdd != nil {
		mode := types.GroupMemberAddModeAllMember
		if *p.OnlyAdminsAdd {
			mode = types.GroupMemberAddModeAdmin
		}
		steps = append(steps, func() error { return client.SetGroupMemberAddMode(ctx, jid, mode) })
	}
	if p.ApproveJoins != nil {
		steps = append(steps, func() error { return client.SetGroupJoinApprovalMode(ctx, jid, *p.ApproveJoins) })
	}
	if p.Picture != nil {
		steps = append(steps, func() error {
			_, err := client.SetGroupPhoto(ctx, jid, picture(p.Picture))
			return err
		})
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return groupFault(err)
		}
	}
	return nil
}

// changes are WhatsApp's words for what is done to members.
var changes = map[group.Action]whatsmeow.ParticipantChange{
	group.Add: whatsmeow.ParticipantChangeAdd, group.Remove: whatsmeow.ParticipantChangeRemove,
	group.Promote: whatsmeow.ParticipantChangePromote, group.Demote: whatsmeow.ParticipantChangeDemote,
}

// ChangeMembers does something to members, or answers who asked to join.
func (e *Engine) ChangeMembers(ctx context.Context, accountID uuid.UUID, id string, a group.Action, members []message.Peer) ([]group.Result, error) {
	s, client, jid, err := e.inGroup(accountID, id)
	if err != nil {
		return nil, err
	}
	jids, err := e.addresses(ctx, client, members)
	if err != nil {
		return nil, err
	}
	var changed []types.GroupParticipant
	switch a {
	case group.Approve:
		changed, err = client.UpdateGroupRequestParticipants(ctx, jid, jids, whatsmeow.ParticipantChangeApprove)
	case group.Reject:
		changed, err = client.UpdateGroupRequestParticipants(ctx, jid, jids, whatsmeow.ParticipantChangeReject)
	default:
		changed, err = client.UpdateGroupParticipants(ctx, jid, jids, changes[a])
	}
	if err != nil {
		return nil, groupFault(err)
	}
	out := make([]group.Result, len(changed))
	for i, p := range changed {
		out[i] = group.Result{Person: s.member(ctx, p), Done: p.Error == 0 || p.Error == 200}
		if !out[i].Done {
			out[i].Error = refusal(p.Error)
		}
	}
	return out, nil
}

// refusal says why somebody could not be added or changed.
func refusal(code int) *string {
	text := "WhatsApp did not do it."
	switch code {
	case 401, 403:
		text = "They let only their contacts add them to groups; send them the invite link."
	case 404:
		text = "They are not in the group, or not on WhatsApp."
	case 408:
		text = "They have just left; only the invite link brings them back."
	case 409:
		text = "They are in the group already."
	case 419:
		text = "The group is full."
	}
	return &text
}

// GroupRequests are who wants to join.
func (e *Engine) GroupRequests(ctx context.Context, accountID uuid.UUID, id string) ([]group.Request, error) {
	s, client, jid, err := e.inGroup(accountID, id)
	if err != nil {
		return nil, err
	}
	all, err := client.GetGroupRequestParticipants(ctx, jid)
	if err != nil {
		return nil, groupFault(err)
	}
	out := make([]group.Request, len(all))
	for i, r := range all {
		out[i] = group.Request{Person: s.person(ctx, r.JID), At: r.RequestedAt.UTC()}
	}
	return out, nil
}

// InviteLink is the link to a group.
func (e *Engine) InviteLink(ctx context.Context, accountID uuid.UUID, id string, reset bool) (string, error) {
	_, client, jid, err := e.inGroup(accountID, id)
	if err != nil {
		return "", err
	}
	link, err := client.GetGroupInviteLink(ctx, jid, reset)
	if err != nil {
		return "", groupFault(err)
	}
	return link, nil
}

// JoinGroup joins a group by the code of its link.
func (e *Engine) JoinGroup(ctx context.Context, accountID uuid.UUID, code string) (string, error) {
	_, client, err := e.connected(accountID)
	if err != nil {
		return "", err
	}
	jid, err := client.JoinGroupWithLink(ctx, code)
	if err != nil {
		return "", groupFault(err)
	}
	return jid.String(), nil
}

// LeaveGroup leaves a group.
func (e *Engine) LeaveGroup(ctx context.Context, accountID uuid.UUID, id string) error {
	_, client, jid, err := e.inGroup(accountID, id)
	if err != nil {
		return err
	}
	if err := client.LeaveGroup(ctx, jid); err != nil {
		return groupFault(err)
	}
	return nil
}

var errNotAdmin = fault.New(fault.Forbidden, "Only admins of the group may do this.").WithCode("not_admin")

// groupFault classifies why WhatsApp did not do something with a group.
func groupFault(err error) error {
	switch {
	case errors.Is(err, whatsmeow.ErrInviteLinkInvalid), errors.Is(err, whatsmeow.ErrInviteLinkRevoked):
		return fault.Bad("link", "This link does not lead to a group any more.").WithCause(err)
	case errors.Is(err, whatsmeow.ErrInvalidImageFormat):
		return pictureFault(err)
	case errors.Is(err, whatsmeow.ErrIQForbidden), errors.Is(err, whatsmeow.ErrIQNotAuthorized), errors.Is(err, whatsmeow.ErrGroupInviteLinkUnauthorized):
		return errNotAdmin.WithCause(err)
	case errors.Is(err, whatsmeow.ErrIQNotFound):
		return errNoGroup.WithCause(err)
	case errors.Is(err, whatsmeow.ErrIQNotAcceptable), errors.Is(err, whatsmeow.ErrIQBadRequest):
		return fault.New(fault.Invalid, "WhatsApp does not take this.").WithCode("refused").WithCause(err)
	}
	return sendFault(err)
}
