package sandbox

import (
	"errors"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// errNotMember and errNoGroup are what the network says to outsiders.
var (
	errNotMember = errors.New("sender is not in the group")
	errNoGroup   = errors.New("there is no such group")
)

// Errors in the ack of a group message.
const (
	// ackNotMember is for senders outside the group.
	ackNotMember = 403
	// ackNotAdmin is for plain members of a group where only admins send.
	ackNotAdmin = 420
	// ackStaleAddressing is for messages addressed in a form the group no longer uses.
	ackStaleAddressing = 421
)

// routeGroup fans a group message out: every device gets the shared ciphertext,
// and beside it the sender's key where the message has one for it. Callers hold s.mu.
func (s *Sandbox) routeGroup(b *batch, from *device, to types.JID, n *waBinary.Node, now time.Time, ack *waBinary.Node) error {
	g := s.groups[to.User]
	if code := g.refusal(from, n); code != 0 {
		ack.Attrs["error"] = code
		return nil
	}
	shared, keys, err := s.sharedCiphertext(n)
	if err != nil {
		return err
	}
	devices := s.devicesIn(g)
	jids := make([]types.JID, len(devices))
	for i, dev := range devices {
		jids[i] = dev.as(g.form())
		if dev == from {
			continue
		}
		parts := []*waBinary.Node{shared}
		if key := keys[dev]; key != nil {
			parts = []*waBinary.Node{key, shared}
		}
		s.deliver(b, dev, s.groupStanza(g, from, n, now, parts...))
	}
	if hash := deviceListHash(jids); attrString(n, "phash") != "" && attrString(n, "phash") != hash {
		ack.Attrs["phash"] = hash
	}
	return nil
}

// refusal is the error for who may not send to the group, or 0. g may be nil.
func (g *group) refusal(from *device, n *waBinary.Node) int {
	switch {
	case g == nil || !g.has(from.acct.number):
		return ackNotMember
	case g.Announce && !g.admin(from.acct.number) && attrString(n, "type") != "reaction":
		return ackNotAdmin
	}
	if mode := attrString(n, "addressing_mode"); mode != "" && mode != g.addressingMode() {
		return ackStaleAddressing
	}
	return 0
}

// sharedCiphertext reads a message that is encrypted once for all, and the
// sender's key to it for each device that has none yet. Callers hold s.mu.
func (s *Sandbox) sharedCiphertext(n *waBinary.Node) (shared *waBinary.Node, keys map[*device]*waBinary.Node, err error) {
	shared, ok := child(n, "enc")
	if !ok {
		return nil, nil, errors.New("group message without a shared ciphertext")
	}
	if err = checkEnc(shared); err != nil {
		return nil, nil, err
	}
	var encs []participantEnc
	if _, hasKeys := child(n, "participants"); hasKeys {
		if encs, err = participantEncs(n); err != nil {
			return nil, nil, err
		}
	}
	keys = make(map[*device]*waBinary.Node, len(encs))
	for i := range encs {
		if dev := s.deviceOf(encs[i].jid); dev != nil {
			keys[dev] = encs[i].enc
		}
	}
	return shared, keys, nil
}

func (s *Sandbox) groupStanza(g *group, from *device, n *waBinary.Node, now time.Time, encs ...*waBinary.Node) waBinary.Node {
	attrs := messageAttrs(n, now)
	attrs["from"], attrs["addressing_mode"], attrs["notify"] = g.jid(), g.addressingMode(), from.name()
	g.author(attrs, "participant", from.as)
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
	s.deliver(b, dev, s.groupStanza(g, from, n, now, enc))
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
	receipt := s.receiptStanza(from, to, n)
	receipt.Attrs["from"], receipt.Attrs["addressing_mode"] = to, g.addressingMode()
	g.author(receipt.Attrs, "participant", from.as)
	s.sharedReceipt(b, from, target, participant, receipt)
	return nil
}

// sharedReceipt passes on a receipt for a message that went to many: a retry to
// the device that sent it, the rest to all devices of its author, and what was
// read also to the reader's own other devices. Callers hold s.mu.
func (s *Sandbox) sharedReceipt(b *batch, from *device, target *account, participant types.JID, receipt waBinary.Node) {
	kind := attrString(&receipt, "type")
	if kind == "retry" || kind == "sender" {
		if dev := target.devices[participant.Device]; dev != nil && dev != from {
			s.enqueue(b, dev, receipt)
		}
		return
	}
	for _, dev := range target.sortedDevices() {
		if dev != from {
			s.enqueue(b, dev, receipt)
		}
	}
	if target == from.acct || !readReceipts[kind] {
		return
	}
	for _, dev := range from.acct.sortedDevices() {
		if dev != from {
			s.enqueue(b, dev, receipt)
		}
	}
}

// readReceipts are the types that say somebody has looked at a message.
var readReceipts = map[string]bool{"read": true, "played": true, "read-self": true, "played-self": true}
