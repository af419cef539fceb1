package sandbox

import (
	"slices"
	"strconv"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// maxGroupMembers is how many people the network lets into a group.
const maxGroupMembers = 1024

// lets reports whether an account may be added to groups by another. Callers hold s.mu.
func (s *Sandbox) lets(a, by *account) bool { return s.shows(a, by, "groupadd") }

// leave takes the account out of the groups it names.
func (r *groupRequest) leave() (*waBinary.Node, int) {
	var left []waBinary.Node
	for _, leaving := range r.node.GetChildren() {
		jid, _ := attrJID(&leaving, "id")
		g := r.s.groups[jid.User]
		if g == nil || !g.has(r.self.number) {
			left = append(left, waBinary.Node{Tag: "group", Attrs: waBinary.Attrs{"id": jid, "error": 404}})
			continue
		}
		r.s.removeMembers(r.b, g, r.self, []*account{r.self})
		left = append(left, waBinary.Node{Tag: "group", Attrs: waBinary.Attrs{"id": jid}})
	}
	return &waBinary.Node{Tag: "leave", Content: left}, 0
}

// changeMembers adds, removes, promotes or demotes. The answer says of each
// participant how that went.
func (r *groupRequest) changeMembers(g *group) (*waBinary.Node, int) {
	change, admin := r.node.Tag, g.admin(r.self.number)
	if !admin && (change != "add" || g.AdminsAdd) {
		return nil, 403
	}
	var done []*account
	var answers []waBinary.Node
	for _, p := range r.node.GetChildrenByTag("participant") {
		jid, _ := attrJID(&p, "jid")
		a := r.s.accountOf(jid)
		if a == nil {
			answers = append(answers, waBinary.Node{Tag: "participant", Attrs: waBinary.Attrs{"jid": jid, "error": 404}})
			continue
		}
		answer := g.userNode("participant", a)
		answer.Attrs["jid"] = jid.ToNonAD()
		code, effect := r.checkChange(g, change, a)
		if code != 0 {
			answer.Attrs["error"] = code
		}
		if code == 403 && change == "add" {
			answer.Content = []waBinary.Node{g.offer(a.number, r.self.number)}
			g.save(r.b)
		}
		if effect && !slices.Contains(done, a) {
			done = append(done, a)
		}
		answers = append(answers, answer)
	}
	switch {
	case len(done) == 0:
	case change == "add" && g.Approval && !admin:
		r.request(g, done, "non_admin_add")
	case change == "add":
		r.s.addMembers(r.b, g, r.self, done, "")
	case change == "remove":
		r.s.removeMembers(r.b, g, r.self, done)
	default:
		r.s.setAdmins(r.b, g, r.self, done, change)
	}
	return &waBinary.Node{Tag: change, Content: answers}, 0
}

// checkChange says whether a change of one member is refused, and whether it
// changes anything.
func (r *groupRequest) checkChange(g *group, change string, a *account) (code int, effect bool) {
	i := g.index(a.number)
	switch {
	case change == "add" && i >= 0:
		return 409, false
	case change == "add" && len(g.Members) >= maxGroupMembers:
		return 419, false
	case change == "add" && !r.s.lets(a, r.self):
		return 403, false
	case change == "add":
		return 0, true
	case i < 0:
		return 404, false
	case change != "promote" && a.number == g.Creator && a != r.self:
		return 405, false // the creator stays, and stays admin
	case change == "remove":
		return 0, true
	}
	return 0, g.admin(a.number) != (change == "promote")
}

// addMembers lets people in. They learn of the group as a whole, then everybody
// of its new members. Callers hold s.mu.
func (s *Sandbox) addMembers(b *batch, g *group, author *account, list []*account, reason string) {
	for _, a := range list {
		g.Members = append(g.Members, groupMember{Number: a.number})
		g.forget(a.number)
	}
	notice := s.memberNotice(g, "add", list)
	if reason != "" {
		notice.Attrs["reason"] = reason
	}
	g.save(b)
	s.announceGroup(b, g, author, s.createNotice(g, "", reason), list)
	s.announceGroup(b, g, author, notice, s.accountsIn(g))
}

// removeMembers puts people out, or lets them leave. A group is never without
// an admin: the longest member becomes one. Callers hold s.mu.
func (s *Sandbox) removeMembers(b *batch, g *group, author *account, list []*account) {
	audience := s.accountsIn(g)
	for _, a := range list {
		if i := g.index(a.number); i >= 0 {
			g.Members = slices.Delete(g.Members, i, i+1)
		}
	}
	s.announceGroup(b, g, author, s.memberNotice(g, "remove", list), audience)
	hasAdmin := slices.ContainsFunc(g.Members, func(m groupMember) bool { return g.admin(m.Number) })
	if heir := s.accountsIn(g); !hasAdmin && len(heir) > 0 {
		s.setAdmins(b, g, heir[0], heir[:1], "promote")
	}
	g.save(b)
}

// setAdmins promotes or demotes members. Callers hold s.mu.
func (s *Sandbox) setAdmins(b *batch, g *group, author *account, list []*account, change string) {
	for _, a := range list {
		g.Members[g.index(a.number)].Admin = change == "promote"
	}
	s.announceGroup(b, g, author, s.memberNotice(g, change, list), s.accountsIn(g))
	g.save(b)
}

// memberNotice counts a change of the members and makes the notice of it.
func (s *Sandbox) memberNotice(g *group, change string, list []*account) waBinary.Node {
	before := g.MembersVersion
	g.MembersVersion++
	nodes := make([]waBinary.Node, len(list))
	for i, a := range list {
		nodes[i] = g.userNode("participant", a)
	}
	return waBinary.Node{Tag: change, Attrs: waBinary.Attrs{
		"prev_v_id": strconv.Itoa(before), "v_id": strconv.Itoa(g.MembersVersion),
	}, Content: nodes}
}

// joinRequest is somebody waiting to be let in.
type joinRequest struct {
	Number string    `json:"number"`
	At     time.Time `json:"at"`
	// Method is invite_link or non_admin_add; an offer to somebody who cannot be
	// added has none, and a code.
	Method string    `json:"method,omitempty"`
	By     string    `json:"by,omitempty"` // the admin who offers
	Code   string    `json:"code,omitempty"`
	Until  time.Time `json:"until,omitzero"`
}

// offerTTL is how long somebody who cannot be added may accept an invitation.
const offerTTL = 3 * 24 * time.Hour

// offer invites somebody whom the author may not add. The author's app sends
// the code on in a message.
func (g *group) offer(number, by string) waBinary.Node {
	o := joinRequest{Number: number, By: by, Code: newInviteCode(), At: time.Now().UTC(), Until: time.Now().Add(offerTTL).UTC()}
	g.Requests = append(g.Requests, o)
	return waBinary.Node{Tag: "add_request", Attrs: waBinary.Attrs{"code": o.Code, "expiration": o.Until.Unix()}}
}

// offerFor finds an invitation that is still good, or returns -1.
func (g *group) offerFor(number, code string) int {
	return slices.IndexFunc(g.Requests, func(r joinRequest) bool {
		return r.Code != "" && r.Code == code && r.Number == number && time.Now().Before(r.Until)
	})
}

// forget drops what waits for somebody to come in.
func (g *group) forget(number string) {
	g.Requests = slices.DeleteFunc(g.Requests, func(r joinRequest) bool { return r.Number == number })
}
