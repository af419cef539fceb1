package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// group is a group chat. It is addressed by LIDs, as groups are today.
// Sandbox.mu guards it.
type group struct {
	ID      string        `json:"id"` // user part of its JID
	Name    string        `json:"name"`
	Creator string        `json:"creator"` // number
	Created time.Time     `json:"created"`
	NamedAt time.Time     `json:"named_at"`
	Members []groupMember `json:"members"`
}

type groupMember struct {
	Number string `json:"number"`
	Admin  bool   `json:"admin"`
}

func (g *group) jid() types.JID { return types.NewJID(g.ID, types.GroupServer) }

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
func (s *Sandbox) newGroup(b *batch, creator *account, name string, members []*account) *group {
	now := time.Now().UTC()
	g := &group{
		ID: "120363" + fmt.Sprintf("%012d", s.rng.Int64N(1_000_000_000_000)), Name: name,
		Creator: creator.number, Created: now, NamedAt: now,
		Members: []groupMember{{Number: creator.number, Admin: true}},
	}
	for _, a := range members {
		if !g.has(a.number) {
			g.Members = append(g.Members, groupMember{Number: a.number})
		}
	}
	s.groups[g.ID] = g
	g.save(b)
	s.announceGroup(b, g, creator, waBinary.Node{
		Tag: "create", Attrs: waBinary.Attrs{"type": "new", "reason": "invite"}, Content: []waBinary.Node{s.groupNode(g)},
	})
	return g
}

// announceGroup tells the members' clients of a change. Callers hold s.mu.
func (s *Sandbox) announceGroup(b *batch, g *group, author *account, change waBinary.Node, alsoTo ...*account) {
	notice := waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": g.jid(), "type": "w:gp2", "participant": author.lidJID(), "participant_pn": author.pn(),
		"notify": author.phone.name, "addressing_mode": "lid", "t": s.unix(),
	}, Content: []waBinary.Node{change}}
	for _, a := range append(s.accountsIn(g), alsoTo...) {
		for _, dev := range a.sortedDevices() {
			if !dev.isPhone() {
				notice.Attrs["id"] = s.newID()
				s.enqueue(b, dev, notice)
			}
		}
	}
}

// groupNode describes a group. Callers hold s.mu.
func (s *Sandbox) groupNode(g *group) waBinary.Node {
	creator := s.accounts[g.Creator]
	attrs := waBinary.Attrs{
		"id": g.ID, "subject": g.Name, "s_t": g.NamedAt.Unix(), "creation": g.Created.Unix(),
		"size": len(g.Members), "addressing_mode": "lid", "a_v_id": "1", "p_v_id": strconv.Itoa(len(g.Members)),
	}
	if creator != nil {
		attrs["creator"], attrs["creator_pn"] = creator.lidJID(), creator.pn()
		attrs["s_o"], attrs["s_o_pn"] = creator.lidJID(), creator.pn()
	}
	parts := make([]waBinary.Node, 0, len(g.Members)+1)
	for _, m := range g.Members {
		if a := s.accounts[m.Number]; a != nil {
			parts = append(parts, memberNode(g, a))
		}
	}
	parts = append(parts, waBinary.Node{Tag: "member_add_mode", Content: []byte("all_member_add")})
	return waBinary.Node{Tag: "group", Attrs: attrs, Content: parts}
}

func memberNode(g *group, a *account) waBinary.Node {
	n := waBinary.Node{Tag: "participant", Attrs: waBinary.Attrs{"jid": a.lidJID(), "phone_number": a.pn()}}
	switch {
	case a.number == g.Creator:
		n.Attrs["type"] = "superadmin"
	case g.admin(a.number):
		n.Attrs["type"] = "admin"
	}
	return n
}

// errNotMember and errNoGroup are what the network says to outsiders.
var (
	errNotMember = errors.New("sender is not in the group")
	errNoGroup   = errors.New("there is no such group")
)

// routeGroup fans a group message out: every device gets the shared ciphertext,
// and beside it the sender's key where the message has one for it. Callers hold s.mu.
func (s *Sandbox) routeGroup(b *batch, from *device, to types.JID, n *waBinary.Node, now time.Time, ack *waBinary.Node) error {
	g := s.groups[to.User]
	if g == nil || !g.has(from.acct.number) {
		ack.Attrs["error"] = 403
		return nil
	}
	shared, ok := child(n, "enc")
	if !ok {
		return errors.New("group message without a shared ciphertext")
	}
	if err := checkEnc(shared); err != nil {
		return err
	}
	var encs []participantEnc
	if _, hasKeys := child(n, "participants"); hasKeys {
		var err error
		if encs, err = participantEncs(n); err != nil {
			return err
		}
	}
	keys := make(map[*device]*waBinary.Node, len(encs))
	for i := range encs {
		if dev := s.deviceOf(encs[i].jid); dev != nil {
			keys[dev] = encs[i].enc
		}
	}
	devices := s.devicesIn(g)
	jids := make([]types.JID, len(devices))
	for i, dev := range devices {
		jids[i] = dev.lidJID()
		if dev == from {
			continue
		}
		parts := []*waBinary.Node{shared}
		if key := keys[dev]; key != nil {
			parts = []*waBinary.Node{key, shared}
		}
		s.deliver(b, dev, s.groupStanza(from, to, n, now, parts...))
	}
	if hash := deviceListHash(jids); attrString(n, "phash") != "" && attrString(n, "phash") != hash {
		ack.Attrs["phash"] = hash
	}
	return nil
}

func (s *Sandbox) groupStanza(from *device, to types.JID, n *waBinary.Node, now time.Time, encs ...*waBinary.Node) waBinary.Node {
	attrs := messageAttrs(n, now)
	attrs["from"], attrs["participant"], attrs["participant_pn"] = to, from.lidJID(), from.acct.pn()
	attrs["addressing_mode"], attrs["notify"] = "lid", from.name()
	return waBinary.Node{Tag: "message", Attrs: attrs, Content: messageContent(n, encs...)}
}

// routeGroupResend carries a group message to the one member device that could not read it.
func (s *Sandbox) routeGroupResend(b *batch, from *device, to types.JID, n, enc *waBinary.Node, now time.Time) error {
	g := s.groups[to.User]
	participant, ok := attrJID(n, "participant")
	dev := s.deviceOf(participant)
	switch {
	case g == nil:
		return errNoGroup
	case !g.has(from.acct.number):
		return errNotMember
	case !ok:
		return errors.New("resent group message without participant")
	case dev == nil || !g.has(dev.acct.number):
		return nil // gone meanwhile
	}
	s.deliver(b, dev, s.groupStanza(from, to, n, now, enc))
	return nil
}

// routeGroupReceipt tells the author of a group message. Callers hold s.mu.
func (s *Sandbox) routeGroupReceipt(b *batch, from *device, to types.JID, n *waBinary.Node) error {
	g := s.groups[to.User]
	if g == nil || !g.has(from.acct.number) {
		return nil // a message from before they left
	}
	participant, ok := attrJID(n, "participant")
	target := s.accountOf(participant)
	if !ok || target == nil {
		return errors.New("group receipt without participant")
	}
	kind := attrString(n, "type")
	receipt := s.receiptStanza(from, to, n)
	receipt.Attrs["from"], receipt.Attrs["participant"] = to, from.lidJID()
	receipt.Attrs["participant_pn"], receipt.Attrs["addressing_mode"] = from.acct.pn(), "lid"
	if kind == "retry" || kind == "sender" {
		if dev := target.devices[participant.Device]; dev != nil && dev != from {
			s.enqueue(b, dev, receipt)
		}
		return nil
	}
	for _, dev := range target.sortedDevices() {
		if dev != from {
			s.enqueue(b, dev, receipt)
		}
	}
	return nil
}
