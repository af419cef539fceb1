package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// group is a group chat. Sandbox.mu guards it.
type group struct {
	ID      string        `json:"id"` // user part of its JID
	Name    string        `json:"name"`
	Creator string        `json:"creator"` // number
	Created time.Time     `json:"created"`
	NamedAt time.Time     `json:"named_at"`
	NamedBy string        `json:"named_by"` // number; "" = the creator
	Members []groupMember `json:"members"`
	// MembersVersion counts the changes of Members, SettingsVersion those of Announce.
	MembersVersion  int `json:"members_version"`
	SettingsVersion int `json:"settings_version"`

	// ByNumber addresses the members by their numbers, as groups did before LIDs.
	ByNumber bool `json:"by_number,omitempty"`

	Topic     *groupTopic   `json:"topic,omitempty"`
	Announce  bool          `json:"announce,omitempty"`   // only admins send
	Locked    bool          `json:"locked,omitempty"`     // only admins change name, topic and timer
	Approval  bool          `json:"approval,omitempty"`   // admins let people in
	AdminsAdd bool          `json:"admins_add,omitempty"` // only admins add members
	Timer     uint32        `json:"timer,omitempty"`      // seconds until messages disappear; 0 = never
	Invite    string        `json:"invite,omitempty"`     // the code of its link
	Revoked   []string      `json:"revoked,omitempty"`    // codes that were its link once
	Requests  []joinRequest `json:"requests,omitempty"`
}

type groupMember struct {
	Number string `json:"number"`
	Admin  bool   `json:"admin"`
}

// groupTopic is a description. Its id changes with every change.
type groupTopic struct {
	ID   string    `json:"id"`
	Text string    `json:"text"`
	By   string    `json:"by"` // number
	At   time.Time `json:"at"`
}

func (g *group) jid() types.JID { return types.NewJID(g.ID, types.GroupServer) }

// form is a JID of the kind that the group addresses its members by.
func (g *group) form() types.JID {
	if g.ByNumber {
		return types.NewJID("", types.DefaultUserServer)
	}
	return types.NewJID("", types.HiddenUserServer)
}

func (g *group) addressingMode() string {
	if g.ByNumber {
		return "pn"
	}
	return "lid"
}

// author names who did something in the group, under key in the group's form
// and beside it in the other.
func (g *group) author(attrs waBinary.Attrs, key string, jid func(types.JID) types.JID) {
	attrs[key] = jid(g.form())
	if g.ByNumber {
		attrs[key+"_lid"] = jid(types.NewJID("", types.HiddenUserServer)).ToNonAD()
	} else {
		attrs[key+"_pn"] = jid(types.NewJID("", types.DefaultUserServer)).ToNonAD()
	}
}

func (g *group) has(number string) bool { return g.index(number) >= 0 }

func (g *group) index(number string) int {
	return slices.IndexFunc(g.Members, func(m groupMember) bool { return m.Number == number })
}

func (g *group) admin(number string) bool {
	i := g.index(number)
	return i >= 0 && (g.Members[i].Admin || number == g.Creator)
}

func (g *group) save(b *batch) { b.putJSON(bucketGroups, g.ID, g) }

func (s *Sandbox) restoreGroup(_ string, raw []byte) error {
	g := &group{}
	if err := json.Unmarshal(raw, g); err != nil {
		return fmt.Errorf("read group: %w", err)
	}
	s.groups[g.ID] = g
	return nil
}

// accountsIn lists the members' accounts. Callers hold s.mu.
func (s *Sandbox) accountsIn(g *group) []*account {
	list := make([]*account, 0, len(g.Members))
	for _, m := range g.Members {
		if a := s.accounts[m.Number]; a != nil {
			list = append(list, a)
		}
	}
	return list
}

// groupMembers lists the accounts of a group other than self. Callers hold s.mu.
func (s *Sandbox) groupMembers(chat types.JID, self *account) []*account {
	g := s.groups[chat.User]
	if g == nil || !g.has(self.number) {
		return nil
	}
	return slices.DeleteFunc(s.accountsIn(g), func(a *account) bool { return a == self })
}

// devicesIn lists the devices of all members. Callers hold s.mu.
func (s *Sandbox) devicesIn(g *group) []*device {
	var list []*device
	for _, a := range s.accountsIn(g) {
		list = append(list, a.sortedDevices()...)
	}
	return list
}

// newGroup makes a group and tells its members. Callers hold s.mu.
func (s *Sandbox) newGroup(b *batch, creator *account, name string, members []*account, settle func(*group)) *group {
	now := time.Now().UTC()
	g := &group{
		ID: "120363" + fmt.Sprintf("%012d", s.rng.Int64N(1_000_000_000_000)), Name: name,
		Creator: creator.number, Created: now, NamedAt: now, MembersVersion: 1, SettingsVersion: 1,
		Members: []groupMember{{Number: creator.number, Admin: true}},
	}
	for _, a := range members {
		if !g.has(a.number) {
			g.Members = append(g.Members, groupMember{Number: a.number})
		}
	}
	settle(g)
	s.groups[g.ID] = g
	g.save(b)
	s.announceGroup(b, g, creator, s.createNotice(g, "new", "invite"), s.accountsIn(g))
	return g
}

// createNotice is how a client learns of a group it is new in. Callers hold s.mu.
func (s *Sandbox) createNotice(g *group, kind, reason string) waBinary.Node {
	attrs := waBinary.Attrs{"reason": reason}
	if kind != "" {
		attrs["type"] = kind
	}
	return waBinary.Node{Tag: "create", Attrs: attrs, Content: []waBinary.Node{s.groupNode(g)}}
}

// announceGroup tells the clients of these accounts of a change. Callers hold s.mu.
func (s *Sandbox) announceGroup(b *batch, g *group, author *account, change waBinary.Node, to []*account) {
	attrs := waBinary.Attrs{
		"from": g.jid(), "type": "w:gp2", "notify": author.phone.Name(),
		"addressing_mode": g.addressingMode(), "t": s.unix(),
	}
	g.author(attrs, "participant", author.as)
	notice := waBinary.Node{Tag: "notification", Attrs: attrs, Content: []waBinary.Node{change}}
	for _, a := range to {
		for _, dev := range a.sortedDevices() {
			if !dev.isPhone() {
				notice.Attrs["id"] = s.newID()
				s.enqueue(b, dev, notice)
			}
		}
	}
}

// groupNode describes a group as clients read it. Callers hold s.mu.
func (s *Sandbox) groupNode(g *group) waBinary.Node {
	attrs := waBinary.Attrs{
		"id": g.ID, "subject": g.Name, "s_t": g.NamedAt.Unix(), "creation": g.Created.Unix(),
		"size": len(g.Members), "addressing_mode": g.addressingMode(),
		"a_v_id": strconv.Itoa(g.SettingsVersion), "p_v_id": strconv.Itoa(g.MembersVersion),
	}
	if creator := s.accounts[g.Creator]; creator != nil {
		g.author(attrs, "creator", creator.as)
	}
	namedBy := g.NamedBy
	if namedBy == "" {
		namedBy = g.Creator
	}
	if namer := s.accounts[namedBy]; namer != nil {
		g.author(attrs, "s_o", namer.as)
	}
	parts := make([]waBinary.Node, 0, len(g.Members)+6)
	for _, m := range g.Members {
		if a := s.accounts[m.Number]; a != nil {
			parts = append(parts, g.memberNode(a))
		}
	}
	return waBinary.Node{Tag: "group", Attrs: attrs, Content: append(parts, s.settingNodes(g)...)}
}

// settingNodes are the children of a group that say how it is set up. Callers hold s.mu.
func (s *Sandbox) settingNodes(g *group) []waBinary.Node {
	parts := []waBinary.Node{{Tag: "member_add_mode", Content: []byte(g.addMode())}}
	if g.Topic != nil {
		attrs := waBinary.Attrs{"id": g.Topic.ID, "t": g.Topic.At.Unix()}
		if by := s.accounts[g.Topic.By]; by != nil {
			g.author(attrs, "participant", by.as)
		}
		parts = append(parts, waBinary.Node{Tag: "description", Attrs: attrs, Content: []waBinary.Node{
			{Tag: "body", Content: []byte(g.Topic.Text)},
		}})
	}
	if g.Announce {
		parts = append(parts, waBinary.Node{Tag: "announcement"})
	}
	if g.Locked {
		parts = append(parts, waBinary.Node{Tag: "locked"})
	}
	if g.Timer > 0 {
		parts = append(parts, waBinary.Node{Tag: "ephemeral", Attrs: waBinary.Attrs{"expiration": int(g.Timer)}})
	}
	if g.Approval {
		parts = append(parts, approvalNode(true))
	}
	return parts
}

func (g *group) addMode() string {
	if g.AdminsAdd {
		return string(types.GroupMemberAddModeAdmin)
	}
	return string(types.GroupMemberAddModeAllMember)
}

func approvalNode(on bool) waBinary.Node {
	state := "off"
	if on {
		state = "on"
	}
	return waBinary.Node{Tag: "membership_approval_mode", Content: []waBinary.Node{
		{Tag: "group_join", Attrs: waBinary.Attrs{"state": state}},
	}}
}

// userNode names an account in the group's form, with the other form beside it.
func (g *group) userNode(tag string, a *account) waBinary.Node {
	attrs := waBinary.Attrs{"jid": a.as(g.form())}
	if g.ByNumber {
		attrs["lid"] = a.lidJID()
	} else {
		attrs["phone_number"] = a.pn()
	}
	return waBinary.Node{Tag: tag, Attrs: attrs}
}

func (g *group) memberNode(a *account) waBinary.Node {
	n := g.userNode("participant", a)
	switch {
	case a.number == g.Creator:
		n.Attrs["type"] = "superadmin"
	case g.admin(a.number):
		n.Attrs["type"] = "admin"
	}
	return n
}
