package rest

import (
	"context"

	"switchboard/internal/group"
)

// GroupPath is a group of an account that a path names.
type GroupPath struct {
	AccountPath
	Group string `path:"group" doc:"The group's id, which ends in @g.us."`
}

type groupInput struct{ GroupPath }

type groupOutput struct{ Body group.Group }

func groupAnswer(g group.Group, err error) (*groupOutput, error) {
	if err != nil {
		return nil, err
	}
	return &groupOutput{Body: g}, nil
}

type groupsOutput struct {
	Body struct {
		Items []group.Group `json:"items"`
	}
}

func (h *Handler) listGroups(ctx context.Context, in *AccountPath) (*groupsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	out := &groupsOutput{}
	out.Body.Items, err = h.Groups.Groups(ctx, id)
	return out, err
}

func (h *Handler) getGroup(ctx context.Context, in *groupInput) (*groupOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return groupAnswer(h.Groups.Group(ctx, id, in.Group))
}

type createGroupInput struct {
	AccountPath
	Body struct {
		Subject string   `json:"subject" example:"Team" doc:"1 to 100 characters."`
		Members []string `json:"members" example:"[\"+49 151 12345678\"]" doc:"Phone numbers, or ids of WhatsApp's."`
	}
}

func (h *Handler) createGroup(ctx context.Context, in *createGroupInput) (*groupOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return groupAnswer(h.Groups.Create(ctx, id, in.Body.Subject, in.Body.Members))
}

type changeGroupInput struct {
	GroupPath
	Body struct {
		Subject         *string `json:"subject,omitempty" doc:"1 to 100 characters."`
		Description     *string `json:"description,omitempty" doc:"At most 2048 characters."`
		OnlyAdminsWrite *bool   `json:"only_admins_write,omitempty"`
		OnlyAdminsEdit  *bool   `json:"only_admins_edit,omitempty"`
		OnlyAdminsAdd   *bool   `json:"only_admins_add,omitempty"`
		ApproveJoins    *bool   `json:"approve_joins,omitempty"`
		Picture         *[]byte `json:"picture,omitempty" doc:"A JPEG of at most 512 kB in base64; empty removes it."`
	}
}

func (h *Handler) changeGroup(ctx context.Context, in *changeGroupInput) (*groupOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	b := in.Body
	return groupAnswer(h.Groups.Change(ctx, id, in.Group, group.Patch{
		Subject: b.Subject, Description: b.Description, OnlyAdminsWrite: b.OnlyAdminsWrite, OnlyAdminsEdit: b.OnlyAdminsEdit,
		OnlyAdminsAdd: b.OnlyAdminsAdd, ApproveJoins: b.ApproveJoins, Picture: bytesOrNil(b.Picture),
	}))
}

type changeMembersInput struct {
	GroupPath
	Body struct {
		Action  string   `json:"action" enum:"add,remove,promote,demote,approve,reject" doc:"approve and reject answer who asked to join."`
		Members []string `json:"members" example:"[\"+49 151 12345678\"]"`
	}
}

type changeMembersOutput struct {
	Body struct {
		Items []group.Result `json:"items"`
	}
}

func (h *Handler) changeMembers(ctx context.Context, in *changeMembersInput) (*changeMembersOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	out := &changeMembersOutput{}
	out.Body.Items, err = h.Groups.ChangeMembers(ctx, id, in.Group, group.Action(in.Body.Action), in.Body.Members)
	return out, err
}

type groupRequestsOutput struct {
	Body struct {
		Items []group.Request `json:"items"`
	}
}

func (h *Handler) listGroupRequests(ctx context.Context, in *groupInput) (*groupRequestsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	out := &groupRequestsOutput{}
	out.Body.Items, err = h.Groups.Requests(ctx, id, in.Group)
	return out, err
}

type inviteOutput struct {
	Body struct {
		Link string `json:"link" example:"https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv"`
	}
}

func (h *Handler) getInvite(ctx context.Context, in *groupInput) (*inviteOutput, error) {
	return h.invite(ctx, in, false)
}

func (h *Handler) resetInvite(ctx context.Context, in *groupInput) (*inviteOutput, error) {
	return h.invite(ctx, in, true)
}

func (h *Handler) invite(ctx context.Context, in *groupInput, reset bool) (*inviteOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	out := &inviteOutput{}
	out.Body.Link, err = h.Groups.InviteLink(ctx, id, in.Group, reset)
	return out, err
}

type joinGroupInput struct {
	AccountPath
	Body struct {
		Link string `json:"link" example:"https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv"`
	}
}

type joinGroupOutput struct {
	Body struct {
		ID string `json:"id" example:"120363012345678901@g.us"`
	}
}

func (h *Handler) joinGroup(ctx context.Context, in *joinGroupInput) (*joinGroupOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	out := &joinGroupOutput{}
	out.Body.ID, err = h.Groups.Join(ctx, id, in.Body.Link)
	return out, err
}

func (h *Handler) leaveGroup(ctx context.Context, in *groupInput) (*successOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	if err := h.Groups.Leave(ctx, id, in.Group); err != nil {
		return nil, err
	}
	return done(), nil
}
