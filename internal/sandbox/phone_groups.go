package sandbox

import (
	"slices"
	"strconv"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// inviteLinkPrefix is what an invite code follows in a link.
const inviteLinkPrefix = "https://chat.whatsapp.com/"

// Group is a group chat.
type Group struct {
	ID      string   `json:"id"` // its JID
	Name    string   `json:"name"`
	Members []string `json:"members"` // numbers, the creator's first
	Admins  []string `json:"admins"`  // numbers
	Creator string   `json:"creator"` // number
	// Description is "" when there is none.
	Description string `json:"description"`
	// Announce lets only admins send, Locked only admins change name,
	// description and timer.
	Announce bool `json:"announce"`
	Locked   bool `json:"locked"`
	// JoinApproval has admins let people in; Requests are the numbers that wait.
	JoinApproval bool     `json:"join_approval"`
	Requests     []string `json:"requests"`
	// MemberAddMode is all_member_add or admin_add.
	MemberAddMode string `json:"member_add_mode"`
	// DisappearingSeconds is after how long messages disappear; 0 = never.
	DisappearingSeconds int `json:"disappearing_seconds"`
	// AddressingMode is lid, or pn for a group of the old kind.
	AddressingMode string `json:"addressing_mode"`
}

func (g *group) public() Group {
	out := Group{
		ID: g.jid().String(), Name: g.Name, Members: []string{}, Admins: []string{}, Requests: []string{},
		Creator: g.Creator, Announce: g.Announce, Locked: g.Locked, JoinApproval: g.Approval,
		MemberAddMode: g.addMode(), DisappearingSeconds: int(g.Timer), AddressingMode: g.addressingMode(),
	}
	if g.Topic != nil {
		out.Description = g.Topic.Text
	}
	for _, m := range g.Members {
		out.Members = append(out.Members, m.Number)
		if g.admin(m.Number) {
			out.Admins = append(out.Admins, m.Number)
		}
	}
	for _, r := range g.Requests {
		if r.Method != "" {
			out.Requests = append(out.Requests, r.Number)
		}
	}
	return out
}

// GroupUpdate is what UpdateGroup changes; nil leaves as it is.
type GroupUpdate struct {
	Name, Description              *string
	Announce, Locked, JoinApproval *bool
	MemberAddMode                  *string // all_member_add or admin_add
	DisappearingSeconds            *int    // 0, 86400, 604800 or 7776000
}

// AddGroup makes a group of phones, given by number, JID or LID. It fails for
// unknown numbers and for an empty or too long name.
func (s *Sandbox) AddGroup(creator, name string, members []string) (Group, error) {
	return s.addGroup(creator, name, members, false)
}

// AddGroupByNumber is AddGroup for a group of the old kind, which addresses its
// members by their numbers.
func (s *Sandbox) AddGroupByNumber(creator, name string, members []string) (Group, error) {
	return s.addGroup(creator, name, members, true)
}

func (s *Sandbox) addGroup(creator, name string, members []string, byNumber bool) (Group, error) {
	owner, err := s.findAccount(creator)
	if err != nil {
		return Group{}, inField("creator", err)
	}
	name = strings.TrimSpace(name)
	if checkName(name) != 0 {
		return Group{}, invalid("name", "A group needs a name of at most %d characters.", maxGroupName)
	}
	accounts, err := s.findAccounts(members)
	if err != nil {
		return Group{}, inField("members", err)
	}
	var b batch
	s.mu.Lock()
	out := s.newGroup(&b, owner, name, accounts, func(g *group) { g.ByNumber = byNumber }).public()
	s.mu.Unlock()
	return out, s.commit(&b)
}

func (s *Sandbox) findAccounts(numbers []string) ([]*account, error) {
	accounts := make([]*account, len(numbers))
	for i, number := range numbers {
		a, err := s.findAccount(number)
		if err != nil {
			return nil, err
		}
		accounts[i] = a
	}
	return accounts, nil
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

// Group finds a group by its JID.
func (s *Sandbox) Group(id string) (Group, error) {
	chat, err := s.findGroup(id)
	if err != nil {
		return Group{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.groups[chat.User].public(), nil
}

func (s *Sandbox) findGroup(id string) (types.JID, error) {
	user, _, _ := strings.Cut(strings.TrimSpace(id), "@")
	return s.findChat(user + "@" + types.GroupServer)
}

// groupRefusals are the network's errors in words. The ones that concern a
// single member name it.
var groupRefusals = map[int]string{
	400: "The group does not take that setting.",
	401: "%s is no admin of the group.",
	403: "%s may not do that: only an admin, or a member, may.",
	404: "%s is not in the group, or does not wait to be let in.",
	405: "%s made the group and stays its admin.",
	406: "That is too long, empty, or no invite link.",
	409: "%s is in the group already.",
	410: "The invite link has been revoked.",
	419: "The group is full.",
}

func groupRefusal(code int, number string) error {
	text := groupRefusals[code]
	if strings.Contains(text, "%s") {
		return conflict(text, number)
	}
	if code == 400 || code == 406 {
		return invalid("", "%s", text)
	}
	return conflict("%s", text)
}

// command has the phone do in a group what a client asks for with this node.
func (p *Phone) command(to types.JID, node waBinary.Node, do func(*groupRequest) (*waBinary.Node, int)) (*waBinary.Node, error) {
	if err := p.requireOnline(); err != nil {
		return nil, err
	}
	var b batch
	p.s.mu.Lock()
	answer, code := do(&groupRequest{s: p.s, b: &b, self: p.acct, to: to, node: &node})
	p.s.mu.Unlock()
	if code != 0 {
		return nil, groupRefusal(code, p.acct.number)
	}
	return answer, p.s.commit(&b)
}

// inGroup is command for a group named by its JID.
func (p *Phone) inGroup(id string, node waBinary.Node, do func(*groupRequest) (*waBinary.Node, int)) (*waBinary.Node, error) {
	chat, err := p.s.findGroup(id)
	if err != nil {
		return nil, err
	}
	return p.command(chat, node, do)
}

// UpdateGroup changes what a group is called and how it is set up. It fails
// when the phone may not, and for values the network does not take; what comes
// before those in GroupUpdate is changed by then.
func (p *Phone) UpdateGroup(id string, u GroupUpdate) error {
	for _, node := range u.nodes() {
		if _, err := p.inGroup(id, node, (*groupRequest).set); err != nil {
			return err
		}
	}
	return nil
}

func (u GroupUpdate) nodes() []waBinary.Node {
	var list []waBinary.Node
	if u.Name != nil {
		list = append(list, waBinary.Node{Tag: "subject", Content: []byte(*u.Name)})
	}
	if u.Description != nil {
		list = append(list, waBinary.Node{Tag: "description", Content: []waBinary.Node{{Tag: "body", Content: []byte(*u.Description)}}})
	}
	for _, flag := range []struct {
		value   *bool
		on, off string
	}{{u.Announce, "announcement", "not_announcement"}, {u.Locked, "locked", "unlocked"}} {
		if flag.value != nil && *flag.value {
			list = append(list, waBinary.Node{Tag: flag.on})
		} else if flag.value != nil {
			list = append(list, waBinary.Node{Tag: flag.off})
		}
	}
	if u.JoinApproval != nil {
		list = append(list, approvalNode(*u.JoinApproval))
	}
	if u.MemberAddMode != nil {
		list = append(list, waBinary.Node{Tag: "member_add_mode", Content: []byte(*u.MemberAddMode)})
	}
	if u.DisappearingSeconds != nil {
		list = append(list, waBinary.Node{Tag: "ephemeral", Attrs: waBinary.Attrs{
			"expiration": strconv.Itoa(*u.DisappearingSeconds),
		}})
	}
	return list
}
