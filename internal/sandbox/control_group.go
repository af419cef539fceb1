package sandbox

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// groupRoutes is the part of the control API that is about groups.
func (s *Sandbox) groupRoutes(r chi.Router) {
	r.Get("/", s.getGroups)
	r.Post("/", answer(s.postGroup))
	r.Post("/join", answer(s.postGroupJoin))
	r.Route("/{id}", func(r chi.Router) {
		r.Get("/", answer(s.getGroup))
		r.Patch("/", answer(s.patchGroup))
		r.Post("/participants", answer(s.postGroupParticipants))
		r.Post("/leave", answer(s.postGroupLeave))
		r.Get("/invite", answer(s.getGroupInvite))
		r.Post("/invite", answer(s.postGroupInvite))
		r.Post("/requests", answer(s.postGroupRequests))
	})
}

func (s *Sandbox) getGroups(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Groups())
}

func (s *Sandbox) postGroup(r *http.Request) (reply, error) {
	var in struct {
		Creator, Name  string
		Members        []string
		AddressingMode string `json:"addressing_mode"`
	}
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	if in.AddressingMode != "" && in.AddressingMode != "lid" && in.AddressingMode != "pn" {
		return reply{}, invalid("addressing_mode", "addressing_mode is lid or pn.")
	}
	g, err := s.addGroup(in.Creator, in.Name, in.Members, in.AddressingMode == "pn")
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, g}, nil
}

func (s *Sandbox) getGroup(r *http.Request) (reply, error) {
	g, err := s.Group(chi.URLParam(r, "id"))
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, g}, nil
}

// actor is the phone that acts in the group of the request: the one named by,
// else the first admin.
func (s *Sandbox) actor(r *http.Request, by string) (p *Phone, id string, err error) {
	g, err := s.Group(chi.URLParam(r, "id"))
	if err != nil {
		return nil, "", err
	}
	if by == "" && len(g.Admins) > 0 {
		by = g.Admins[0]
	}
	a, err := s.findAccount(by)
	if err != nil {
		return nil, "", err
	}
	return a.phone, g.ID, nil
}

// groupNow answers with the group as it is after a change.
func (s *Sandbox) groupNow(id string, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	g, err := s.Group(id)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, g}, nil
}

func (s *Sandbox) patchGroup(r *http.Request) (reply, error) {
	var in struct {
		By                  string  `json:"by"`
		Name                *string `json:"name"`
		Description         *string `json:"description"`
		Announce            *bool   `json:"announce"`
		Locked              *bool   `json:"locked"`
		JoinApproval        *bool   `json:"join_approval"`
		MemberAddMode       *string `json:"member_add_mode"`
		DisappearingSeconds *int    `json:"disappearing_seconds"`
	}
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	p, id, err := s.actor(r, in.By)
	if err != nil {
		return reply{}, err
	}
	return s.groupNow(id, p.UpdateGroup(id, GroupUpdate{
		Name: in.Name, Description: in.Description, Announce: in.Announce, Locked: in.Locked,
		JoinApproval: in.JoinApproval, MemberAddMode: in.MemberAddMode, DisappearingSeconds: in.DisappearingSeconds,
	}))
}

type groupMembersJSON struct {
	By      string
	Action  string
	Members []string
}

func (s *Sandbox) postGroupParticipants(r *http.Request) (reply, error) {
	var in groupMembersJSON
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	p, id, err := s.actor(r, in.By)
	if err != nil {
		return reply{}, err
	}
	return s.groupNow(id, p.ChangeMembers(id, in.Action, in.Members))
}

func (s *Sandbox) postGroupRequests(r *http.Request) (reply, error) {
	var in groupMembersJSON
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	if in.Action != "approve" && in.Action != "reject" {
		return reply{}, invalid("action", "action is approve or reject.")
	}
	p, id, err := s.actor(r, in.By)
	if err != nil {
		return reply{}, err
	}
	return s.groupNow(id, p.AnswerRequests(id, in.Action == "approve", in.Members))
}

func (s *Sandbox) postGroupLeave(r *http.Request) (reply, error) {
	var in struct{ Member string }
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	if in.Member == "" {
		return reply{}, invalid("member", "member is missing: the number that leaves.")
	}
	p, id, err := s.actor(r, in.Member)
	if err != nil {
		return reply{}, err
	}
	return s.groupNow(id, p.LeaveGroup(id))
}

func (s *Sandbox) getGroupInvite(r *http.Request) (reply, error) {
	return s.groupInvite(r, r.URL.Query().Get("by"), false)
}

func (s *Sandbox) postGroupInvite(r *http.Request) (reply, error) {
	var in struct{ By string }
	if err := readOptionalJSON(r, &in); err != nil {
		return reply{}, err
	}
	return s.groupInvite(r, in.By, true)
}

func (s *Sandbox) groupInvite(r *http.Request, by string, reset bool) (reply, error) {
	p, id, err := s.actor(r, by)
	if err != nil {
		return reply{}, err
	}
	link, err := p.InviteLink(id, reset)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, map[string]string{"link": link}}, nil
}

func (s *Sandbox) postGroupJoin(r *http.Request) (reply, error) {
	var in struct{ Member, Link string }
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	a, err := s.findAccount(in.Member)
	if err != nil {
		return reply{}, err
	}
	id, waiting, err := a.phone.JoinGroup(in.Link)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, map[string]any{"id": id, "waiting": waiting}}, nil
}
