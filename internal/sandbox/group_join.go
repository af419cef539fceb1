package sandbox

import (
	"crypto/rand"
	"slices"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// newInviteCode makes the secret part of an invite link.
func newInviteCode() string { return rand.Text()[:22] }

// inviteLink returns the code of the group's link, and makes a new one when
// there is none or reset asks for it.
func (r *groupRequest) inviteLink(g *group, reset bool) (*waBinary.Node, int) {
	if !g.admin(r.self.number) {
		return nil, 401
	}
	if reset && g.Invite != "" {
		g.Revoked = append(g.Revoked, g.Invite)
		g.Invite = ""
	}
	if g.Invite == "" {
		g.Invite = newInviteCode()
		g.save(r.b)
	}
	if reset {
		r.s.announceGroup(r.b, g, r.self, waBinary.Node{
			Tag: "invite", Attrs: waBinary.Attrs{"code": g.Invite},
		}, r.s.accountsIn(g))
	}
	return &waBinary.Node{Tag: "invite", Attrs: waBinary.Attrs{"code": g.Invite}}, 0
}

// byInvite finds the group of the link in the request.
func (r *groupRequest) byInvite() (*group, int) {
	code := attrString(r.node, "code")
	if code == "" {
		return nil, 406
	}
	for _, g := range r.s.groups {
		switch {
		case g.Invite == code:
			return g, 0
		case slices.Contains(g.Revoked, code):
			return nil, 410
		}
	}
	return nil, 406
}

// joinByLink lets the account in, or has it wait for an admin.
func (r *groupRequest) joinByLink() (*waBinary.Node, int) {
	g, code := r.byInvite()
	switch {
	case code != 0:
		return nil, code
	case g.has(r.self.number):
		return nil, 409
	case len(g.Members) >= maxGroupMembers:
		return nil, 419
	case g.Approval:
		r.request(g, []*account{r.self}, "invite_link")
		return &waBinary.Node{Tag: "membership_approval_request", Attrs: waBinary.Attrs{"jid": g.jid()}}, 0
	}
	r.s.addMembers(r.b, g, r.self, []*account{r.self}, "invite")
	return &waBinary.Node{Tag: "group", Attrs: waBinary.Attrs{"jid": g.jid()}}, 0
}

// acceptOffer lets somebody in who could not be added but was invited by message.
func (r *groupRequest) acceptOffer() (*waBinary.Node, int) {
	g := r.s.groups[r.to.User]
	switch {
	case g == nil:
		return nil, 404
	case g.has(r.self.number):
		return nil, 409
	case g.offerFor(r.self.number, attrString(r.node, "code")) < 0:
		return nil, 410
	}
	r.s.addMembers(r.b, g, r.self, []*account{r.self}, "invite")
	return &waBinary.Node{Tag: "group", Attrs: waBinary.Attrs{"jid": g.jid()}}, 0
}

// request has people wait for an admin and tells the admins.
func (r *groupRequest) request(g *group, list []*account, method string) {
	users := make([]waBinary.Node, 0, len(list))
	for _, a := range list {
		if g.waiting(a.number) < 0 {
			g.Requests = append(g.Requests, joinRequest{Number: a.number, At: time.Now().UTC(), Method: method})
			users = append(users, g.userNode("requested_user", a))
		}
	}
	if len(users) == 0 {
		return
	}
	g.save(r.b)
	r.s.announceGroup(r.b, g, r.self, waBinary.Node{
		Tag: "created_membership_requests", Attrs: waBinary.Attrs{"request_method": method}, Content: users,
	}, r.s.adminsOf(g))
}

// waiting finds a request to join, or returns -1.
func (g *group) waiting(number string) int {
	return slices.IndexFunc(g.Requests, func(r joinRequest) bool { return r.Number == number && r.Method != "" })
}

// adminsOf lists the accounts of a group's admins. Callers hold s.mu.
func (s *Sandbox) adminsOf(g *group) []*account {
	return slices.DeleteFunc(s.accountsIn(g), func(a *account) bool { return !g.admin(a.number) })
}

// listRequests shows an admin who waits.
func (r *groupRequest) listRequests(g *group) (*waBinary.Node, int) {
	if !g.admin(r.self.number) {
		return nil, 403
	}
	list := []waBinary.Node{}
	for _, request := range g.Requests {
		a := r.s.accounts[request.Number]
		if a == nil || request.Method == "" {
			continue
		}
		n := g.userNode("membership_approval_request", a)
		n.Attrs["request_time"], n.Attrs["request_method"] = request.At.Unix(), request.Method
		list = append(list, n)
	}
	return &waBinary.Node{Tag: "membership_approval_requests", Content: list}, 0
}

// answerRequests lets people in, or turns them away.
func (r *groupRequest) answerRequests(g *group) (*waBinary.Node, int) {
	if !g.admin(r.self.number) {
		return nil, 403
	}
	action := firstChild(r.node)
	if action.Tag != "approve" && action.Tag != "reject" {
		return nil, 400
	}
	var found []*account
	var answers []waBinary.Node
	for _, p := range action.GetChildrenByTag("participant") {
		jid, _ := attrJID(&p, "jid")
		answer := waBinary.Node{Tag: "participant", Attrs: waBinary.Attrs{"jid": jid.ToNonAD()}}
		if a := r.s.accountOf(jid); a == nil || g.waiting(a.number) < 0 {
			answer.Attrs["error"] = 404
		} else {
			found = append(found, a)
		}
		answers = append(answers, answer)
	}
	switch {
	case len(found) == 0:
	case action.Tag == "approve":
		r.s.addMembers(r.b, g, r.self, found, "invite")
	default:
		r.turnAway(g, found)
	}
	return &waBinary.Node{Tag: r.node.Tag, Content: []waBinary.Node{{Tag: action.Tag, Content: answers}}}, 0
}

func (r *groupRequest) turnAway(g *group, list []*account) {
	users := make([]waBinary.Node, len(list))
	for i, a := range list {
		g.forget(a.number)
		users[i] = g.userNode("participant", a)
	}
	g.save(r.b)
	r.s.announceGroup(r.b, g, r.self, waBinary.Node{
		Tag: "revoked_membership_requests", Content: users,
	}, append(r.s.adminsOf(g), list...))
}
