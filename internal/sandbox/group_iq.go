package sandbox

import (
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// codeUnsupported is for what this network cannot do.
const codeUnsupported = 501

var groupErrors = map[int]string{
	400: "bad-request", 401: "not-authorized", 403: "forbidden", 404: "item-not-found",
	406: "not-acceptable", 409: "conflict", 410: "gone", 419: "resource-limit",
}

// groupRequest is one question or command about groups, of a client or of a
// phone. Callers of its methods hold Sandbox.mu.
type groupRequest struct {
	s    *Sandbox
	b    *batch
	self *account
	to   types.JID
	node *waBinary.Node
}

// handleGroupGet answers questions about groups.
func (c *conn) handleGroupGet(n *waBinary.Node) { c.handleGroup(n, (*groupRequest).get) }

// handleGroupSet makes and changes groups.
func (c *conn) handleGroupSet(n *waBinary.Node) { c.handleGroup(n, (*groupRequest).set) }

func (c *conn) handleGroup(n *waBinary.Node, do func(*groupRequest) (*waBinary.Node, int)) {
	to, _ := attrJID(n, "to")
	var b batch
	c.s.mu.Lock()
	answer, code := do(&groupRequest{s: c.s, b: &b, self: c.dev.acct, to: to, node: firstChild(n)})
	c.s.mu.Unlock()
	switch {
	case code == codeUnsupported:
		c.unsupported(n)
	case code != 0:
		c.fail(n, code, groupErrors[code])
	case c.s.commit(&b) != nil:
		c.fail(n, 500, "internal-server-error")
	case answer != nil:
		c.result(n, *answer)
	default:
		c.result(n)
	}
}

// get returns the answer to a question, or an error code.
func (r *groupRequest) get() (*waBinary.Node, int) {
	switch {
	case r.node.Tag == "participating":
		list := []waBinary.Node{}
		for _, g := range r.s.groups {
			if g.has(r.self.number) {
				list = append(list, r.s.groupNode(g))
			}
		}
		return &waBinary.Node{Tag: "groups", Content: list}, 0
	case r.node.Tag == "invite" && r.to.User == "":
		g, code := r.byInvite()
		if code != 0 {
			return nil, code
		}
		node := r.s.groupNode(g)
		return &node, 0
	}
	g := r.s.groups[r.to.User]
	if offer, ok := child(r.node, "add_request"); ok && r.node.Tag == "query" && g != nil {
		if g.offerFor(r.self.number, attrString(offer, "code")) < 0 {
			return nil, 410
		}
		node := r.s.groupNode(g)
		return &node, 0
	}
	if code := r.membership(g); code != 0 {
		return nil, code
	}
	switch r.node.Tag {
	case "query":
		node := r.s.groupNode(g)
		return &node, 0
	case "invite":
		return r.inviteLink(g, false)
	case "membership_approval_requests":
		return r.listRequests(g)
	}
	return nil, codeUnsupported
}

// membership is the error for who asks about a group that is not theirs, or 0.
func (r *groupRequest) membership(g *group) int {
	switch {
	case g == nil:
		return 404
	case !g.has(r.self.number):
		return 403
	}
	return 0
}

// set carries out a command and returns its answer, or an error code.
func (r *groupRequest) set() (*waBinary.Node, int) {
	switch {
	case r.node.Tag == "create":
		return r.create()
	case r.node.Tag == "leave":
		return r.leave()
	case r.node.Tag == "invite" && r.to.User == "":
		return r.joinByLink()
	case r.node.Tag == "accept":
		return r.acceptOffer()
	}
	g := r.s.groups[r.to.User]
	if code := r.membership(g); code != 0 {
		return nil, code
	}
	switch r.node.Tag {
	case "add", "remove", "promote", "demote":
		return r.changeMembers(g)
	case "invite":
		return r.inviteLink(g, true)
	case "membership_requests_action":
		return r.answerRequests(g)
	}
	return nil, r.changeSetting(g)
}

// create makes a group with the settings the client asks for.
func (r *groupRequest) create() (*waBinary.Node, int) {
	name := attrString(r.node, "subject")
	if code := checkName(name); code != 0 {
		return nil, code
	}
	for _, part := range r.node.GetChildren() {
		if part.Tag == "parent" || part.Tag == "linked_parent" {
			return nil, codeUnsupported // communities
		}
	}
	var members []*account
	var refused []waBinary.Node
	form := types.NewJID("", types.HiddenUserServer)
	for _, p := range r.node.GetChildrenByTag("participant") {
		jid, _ := attrJID(&p, "jid")
		if a := r.s.accountOf(jid); a == nil {
			refused = append(refused, waBinary.Node{Tag: "participant", Attrs: waBinary.Attrs{"jid": jid, "error": 404}})
		} else if !r.s.lets(a, r.self) {
			refused = append(refused, waBinary.Node{Tag: "participant", Attrs: waBinary.Attrs{"jid": a.as(form), "phone_number": a.pn(), "error": 403}})
		} else {
			members = append(members, a)
		}
	}
	g := r.s.newGroup(r.b, r.self, name, members, func(g *group) {
		for _, part := range r.node.GetChildren() {
			g.applySetting(&part)
		}
	})
	node := r.s.groupNode(g)
	node.Content = append(node.GetChildren(), refused...)
	return &node, 0
}
