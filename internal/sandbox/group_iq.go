package sandbox

import (
	"slices"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// maxGroupName is the network's limit for a subject.
const maxGroupName = 100

// handleGroupGet answers questions about groups.
func (c *conn) handleGroupGet(n *waBinary.Node) {
	to, _ := attrJID(n, "to")
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	switch firstChild(n).Tag {
	case "query":
		g := c.s.groups[to.User]
		switch {
		case g == nil:
			c.fail(n, 404, "item-not-found")
		case !g.has(c.dev.acct.number):
			c.fail(n, 403, "forbidden")
		default:
			c.result(n, c.s.groupNode(g))
		}
	case "participating":
		list := []waBinary.Node{}
		for _, g := range c.s.groups {
			if g.has(c.dev.acct.number) {
				list = append(list, c.s.groupNode(g))
			}
		}
		c.result(n, waBinary.Node{Tag: "groups", Content: list})
	default:
		c.unsupported(n)
	}
}

// handleGroupSet makes and changes groups.
func (c *conn) handleGroupSet(n *waBinary.Node) {
	to, _ := attrJID(n, "to")
	request := firstChild(n)
	var b batch
	c.s.mu.Lock()
	answer, code := c.changeGroup(&b, to, request)
	c.s.mu.Unlock()
	switch {
	case code == 501:
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

var groupErrors = map[int]string{
	400: "bad-request", 403: "forbidden", 404: "item-not-found", 406: "not-acceptable",
}

// changeGroup returns the answer, or an error code. Callers hold s.mu.
func (c *conn) changeGroup(b *batch, to types.JID, request *waBinary.Node) (*waBinary.Node, int) {
	self := c.dev.acct
	switch request.Tag {
	case "create":
		name := attrString(request, "subject")
		if name == "" || len([]rune(name)) > maxGroupName {
			return nil, 406
		}
		members, _ := c.s.participants(request)
		node := c.s.groupNode(c.s.newGroup(b, self, name, members))
		return &node, 0
	case "leave":
		for _, leaving := range request.GetChildren() {
			jid, _ := attrJID(&leaving, "id")
			if g := c.s.groups[jid.User]; g != nil && g.has(self.number) {
				c.s.changeMembers(b, g, self, "remove", []*account{self})
			}
		}
		return nil, 0
	}
	g := c.s.groups[to.User]
	switch {
	case g == nil:
		return nil, 404
	case !g.has(self.number):
		return nil, 403
	}
	switch request.Tag {
	case "add", "remove", "promote", "demote":
		if !g.admin(self.number) && request.Tag != "add" {
			return nil, 403
		}
		members, answer := c.s.participants(request)
		c.s.changeMembers(b, g, self, request.Tag, members)
		return &waBinary.Node{Tag: request.Tag, Content: answer}, 0
	case "subject":
		name := string(content(&waBinary.Node{Content: []waBinary.Node{*request}}, "subject"))
		if name == "" || len([]rune(name)) > maxGroupName {
			return nil, 406
		}
		g.Name, g.NamedAt = name, time.Now().UTC()
		g.save(b)
		c.s.announceGroup(b, g, self, waBinary.Node{Tag: "subject", Attrs: waBinary.Attrs{
			"subject": name, "s_t": g.NamedAt.Unix(), "s_o": self.lidJID(), "s_o_pn": self.pn(),
		}})
		return nil, 0
	}
	return nil, 501
}

// participants reads the members a request is about, and says of each whether
// it was found. Callers hold s.mu.
func (s *Sandbox) participants(request *waBinary.Node) (found []*account, answer []waBinary.Node) {
	for _, p := range request.GetChildrenByTag("participant") {
		jid, _ := attrJID(&p, "jid")
		n := waBinary.Node{Tag: "participant", Attrs: waBinary.Attrs{"jid": jid}}
		if a := s.accountOf(jid); a != nil {
			found = append(found, a)
			n.Attrs["phone_number"] = a.pn()
		} else {
			n.Attrs["error"] = "404"
		}
		answer = append(answer, n)
	}
	return found, answer
}

// changeMembers applies add, remove, promote or demote and tells who is or was a
// member. Callers hold s.mu.
func (s *Sandbox) changeMembers(b *batch, g *group, author *account, change string, members []*account) {
	var gone []*account
	var list []waBinary.Node
	for _, a := range members {
		i := g.index(a.number)
		switch {
		case change == "add" && i < 0:
			g.Members = append(g.Members, groupMember{Number: a.number})
		case change == "remove" && i >= 0:
			g.Members = slices.Delete(g.Members, i, i+1)
			gone = append(gone, a)
		case change == "promote" && i >= 0, change == "demote" && i >= 0:
			g.Members[i].Admin = change == "promote"
		default:
			continue
		}
		list = append(list, waBinary.Node{Tag: "participant", Attrs: waBinary.Attrs{"jid": a.lidJID(), "phone_number": a.pn()}})
	}
	if len(list) == 0 {
		return
	}
	g.save(b)
	s.announceGroup(b, g, author, waBinary.Node{Tag: change, Content: list}, gone...)
}

// Group is a group chat.
type Group struct {
	ID      string   `json:"id"` // its JID
	Name    string   `json:"name"`
	Members []string `json:"members"` // numbers, the creator's first
}

func (g *group) public() Group {
	out := Group{ID: g.jid().String(), Name: g.Name}
	for _, m := range g.Members {
		out.Members = append(out.Members, m.Number)
	}
	return out
}

// AddGroup makes a group of phones, given by number, JID or LID. It fails for
// unknown numbers and for an empty or too long name.
func (s *Sandbox) AddGroup(creator, name string, members []string) (Group, error) {
	owner, err := s.findAccount(creator)
	if err != nil {
		return Group{}, err
	}
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > maxGroupName {
		return Group{}, invalid("name", "A group needs a name of at most %d characters.", maxGroupName)
	}
	accounts := make([]*account, 0, len(members))
	for _, member := range members {
		a, err := s.findAccount(member)
		if err != nil {
			return Group{}, err
		}
		accounts = append(accounts, a)
	}
	var b batch
	s.mu.Lock()
	out := s.newGroup(&b, owner, name, accounts).public()
	s.mu.Unlock()
	return out, s.commit(&b)
}

// Groups lists the groups, oldest first.
func (s *Sandbox) Groups() []Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*group, 0, len(s.groups))
	for _, g := range s.groups {
		list = append(list, g)
	}
	slices.SortFunc(list, func(x, y *group) int { return x.Created.Compare(y.Created) })
	out := make([]Group, len(list))
	for i, g := range list {
		out[i] = g.public()
	}
	return out
}
