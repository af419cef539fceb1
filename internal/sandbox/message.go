package sandbox

import (
	"errors"
	"fmt"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// ackInvalid is the ack error of a message whose stanza is not valid.
const ackInvalid = 479

// handleMessage routes a client's message and acks it, unless a fault eats the ack.
func (c *conn) handleMessage(n *waBinary.Node) {
	var b batch
	if c.dropAt(dropBeforeMessage) {
		return
	}
	c.s.mu.Lock()
	ack, err := c.s.route(&b, c.dev, n)
	c.s.mu.Unlock()
	if err != nil {
		c.s.violate(c.name(), ruleOf(err, ruleMessage), err.Error())
		b = batch{} // nobody gets half of it
		ack = ackFor(n)
		ack.Attrs["error"] = ackInvalid
	}
	if c.s.commitAndThen(&b, func() { c.ackMessage(ack) }) != nil {
		// Not acked: the client will send it again.
		c.hangUp()
	}
}

// ackMessage sends an ack, as faults would have it.
func (c *conn) ackMessage(ack waBinary.Node) {
	if c.dropAt(dropBeforeAck) {
		return
	}
	number := c.dev.acct.number
	if c.s.faults.strike(FaultNoAck, number) != nil {
		return
	}
	if f := c.s.faults.strike(FaultDelayAck, number); f != nil {
		delay := time.Duration(f.DelayMS) * time.Millisecond
		if delay == 0 {
			delay = defaultAckDelay
		}
		time.AfterFunc(delay, func() { c.send(ack) })
		return
	}
	c.send(ack)
	c.dropAt(dropAfterAck)
}

// route puts a message into the queues of the devices it is encrypted for and
// returns the ack. The same message again (its ack was lost) is only acked.
// Callers hold s.mu and commit the batch before they ack.
func (s *Sandbox) route(b *batch, from *device, n *waBinary.Node) (waBinary.Node, error) {
	id := attrString(n, "id")
	to, ok := attrJID(n, "to")
	if id == "" || !ok {
		return waBinary.Node{}, errors.New("message without id or recipient")
	}
	if !from.isPhone() {
		if err := s.inspect(from, to, n); err != nil {
			return waBinary.Node{}, err
		}
	}
	now := time.Now()
	ack := ackFor(n)
	ack.Attrs["t"] = now.Unix()
	if isResend(n) {
		return ack, s.routeResend(b, from, to, n, now)
	}
	// An edit in a channel has the id of what it edits.
	if t, again := from.routed.get(id); again && (to.Server != types.NewsletterServer || attrString(n, "edit") == "") {
		ack.Attrs["t"] = t.Unix()
		return ack, nil
	}
	var err error
	switch {
	case attrString(n, "category") == "peer":
		err = s.routePeer(b, from, to, n, now)
	case to.Server == types.GroupServer:
		err = s.routeGroup(b, from, to, n, now, &ack)
	case to.Server == types.DefaultUserServer || to.Server == types.HiddenUserServer:
		err = s.routeDirect(b, from, to, n, now, &ack)
	case to.Server == types.BroadcastServer:
		err = s.routeStatus(b, from, to, n, now)
	case to.Server == types.NewsletterServer:
		err = s.routeNewsletter(b, from, to, n, now, &ack)
	default:
		err = fmt.Errorf("recipient %s is of an unknown kind", to)
	}
	if err != nil {
		return waBinary.Node{}, err
	}
	s.markRouted(b, from, id, now)
	return ack, nil
}

// isResend recognises the answer to a retry receipt. It has the id of the
// message it repeats, so it must not be taken for one whose ack was lost.
func isResend(n *waBinary.Node) bool {
	_, toParticipant := n.Attrs["participant"]
	return toParticipant || attrString(n, "device_fanout") == "false"
}

// routeDirect fans a message out to the recipient's devices and the sender's others.
func (s *Sandbox) routeDirect(b *batch, from *device, to types.JID, n *waBinary.Node, now time.Time, ack *waBinary.Node) error {
	target := s.accountOf(to)
	if target == nil {
		ack.Attrs["error"] = 404
		return nil
	}
	if to.Device != 0 {
		return fmt.Errorf("recipient %s is a device", to)
	}
	if !s.mayReachOut(from, target, n, now) {
		ack.Attrs["error"] = ackReachOut
		return nil
	}
	s.noteWritten(b, from.acct, target, now)
	encs, err := participantEncs(n)
	if err != nil {
		return err
	}
	covered := map[*device]bool{from: true}
	for i := range encs {
		dev := s.deviceOf(encs[i].jid)
		if dev == nil {
			// A device unlinked since the sender last asked; the ack's phash tells it.
			ack.Attrs["phash"] = s.fanoutHash(target, from.acct, to)
			continue
		}
		if dev.acct != target && dev.acct != from.acct {
			return fmt.Errorf("participant %s belongs to neither side", encs[i].jid)
		}
		if covered[dev] {
			if target == from.acct {
				continue // a note to oneself: both sides of the list are the same devices
			}
			return fmt.Errorf("participant %s is there twice, or is the sender", encs[i].jid)
		}
		covered[dev] = true
		if dev.acct != from.acct && dev.acct.blocks(from.acct) {
			continue // the sender is not told
		}
		s.deliver(b, dev, s.directStanza(from, dev, to, n, encs[i].enc, now))
	}
	for _, a := range []*account{target, from.acct} {
		for _, dev := range a.devices {
			if !covered[dev] {
				ack.Attrs["phash"] = s.fanoutHash(target, from.acct, to)
			}
		}
	}
	return nil
}

// fanoutHash is the hash of all devices a message in this chat is for. Clients
// that hashed another list fetch it anew.
func (s *Sandbox) fanoutHash(target, sender *account, form types.JID) string {
	jids := target.deviceJIDs(form)
	if sender != target {
		jids = append(jids, sender.deviceJIDs(form)...)
	}
	return deviceListHash(jids)
}

type participantEnc struct {
	jid types.JID
	enc *waBinary.Node
}

// participantEncs reads the per-device ciphertexts. A message without any is
// possible: when no keys could be had.
func participantEncs(n *waBinary.Node) ([]participantEnc, error) {
	list, ok := child(n, "participants")
	if !ok {
		return nil, errors.New("message without participants")
	}
	nodes := list.GetChildren()
	encs := make([]participantEnc, 0, len(nodes))
	for i := range nodes {
		jid, ok := attrJID(&nodes[i], "jid")
		enc, hasEnc := child(&nodes[i], "enc")
		if nodes[i].Tag != "to" || !ok || !hasEnc {
			return nil, fmt.Errorf("participant %d has no jid or no ciphertext", i)
		}
		if err := checkEnc(enc); err != nil {
			return nil, fmt.Errorf("participant %s: %w", jid, err)
		}
		encs = append(encs, participantEnc{jid, enc})
	}
	return encs, nil
}

func checkEnc(enc *waBinary.Node) error {
	kind := attrString(enc, "type")
	if kind != "msg" && kind != "pkmsg" && kind != "skmsg" {
		return fmt.Errorf("ciphertext of unknown type %q", kind)
	}
	if v := attrString(enc, "v"); v != "2" && v != "3" {
		return fmt.Errorf("ciphertext of unknown version %q", v)
	}
	if raw, ok := enc.Content.([]byte); !ok || len(raw) == 0 {
		return errors.New("ciphertext is empty")
	}
	return nil
}

// directStanza is a direct message as dev gets it: from the sender in the form
// the message was addressed in, with the other form beside it, because clients
// keep sessions under the LID and need to know which one it is.
func (s *Sandbox) directStanza(from, dev *device, to types.JID, n, enc *waBinary.Node, now time.Time) waBinary.Node {
	attrs := messageAttrs(n, now)
	attrs["from"] = from.as(to)
	if dev.acct == from.acct {
		attrs["recipient"] = to
		if to.Server == types.HiddenUserServer {
			attrs["peer_recipient_pn"] = s.accountOf(to).pn()
		} else {
			attrs["peer_recipient_lid"] = s.accountOf(to).lidJID()
		}
	} else {
		attrs["notify"] = from.name()
		if to.Server == types.HiddenUserServer {
			attrs["sender_pn"] = from.acct.pn()
		} else {
			attrs["sender_lid"] = from.acct.lidJID()
		}
	}
	parts := messageContent(n, enc)
	if from.acct.business != nil && dev.acct != from.acct {
		parts = append(parts, from.acct.verifiedNameNode())
	}
	return waBinary.Node{Tag: "message", Attrs: attrs, Content: parts}
}

func messageAttrs(n *waBinary.Node, now time.Time) waBinary.Attrs {
	attrs := waBinary.Attrs{"id": attrString(n, "id"), "t": now.Unix(), "type": attrString(n, "type")}
	for _, key := range []string{"edit", "category"} {
		if v := attrString(n, key); v != "" {
			attrs[key] = v
		}
	}
	return attrs
}

// messageContent keeps what is for the recipient: the ciphertexts, the sender's
// identity when a session starts, and what describes the message.
func messageContent(n *waBinary.Node, encs ...*waBinary.Node) []waBinary.Node {
	var out []waBinary.Node
	starts := false
	for _, enc := range encs {
		out = append(out, *enc)
		starts = starts || attrString(enc, "type") == "pkmsg"
	}
	for _, part := range n.GetChildren() {
		switch part.Tag {
		case "device-identity":
			if starts {
				out = append(out, part)
			}
		case "meta", "biz":
			out = append(out, part)
		}
	}
	return out
}

// deliver enqueues a message, as faults would have it.
func (s *Sandbox) deliver(b *batch, dev *device, n waBinary.Node) {
	// A fault for a number means its clients; its phone only when it has none.
	if !dev.isPhone() || len(dev.acct.devices) == 1 {
		if s.faults.strike(FaultCorruptMessage, dev.acct.number) != nil {
			n = corrupted(n)
		}
		if s.faults.strike(FaultDuplicateMessage, dev.acct.number) != nil {
			before := len(b.deliveries)
			s.enqueue(b, dev, n)
			for i := before; i < len(b.deliveries); i++ {
				b.deliveries[i].duplicate = true
			}
			return
		}
	}
	s.enqueue(b, dev, n)
}

// corrupted damages the ciphertexts where their authentication code is.
func corrupted(n waBinary.Node) waBinary.Node {
	parts := append([]waBinary.Node(nil), n.GetChildren()...)
	for i := range parts {
		if raw, ok := parts[i].Content.([]byte); ok && parts[i].Tag == "enc" && len(raw) > 0 {
			damaged := append([]byte(nil), raw...)
			damaged[len(damaged)-1] ^= 0xff
			parts[i].Content = damaged
		}
	}
	n.Content = parts
	return n
}

// routePeer carries a companion's message to its own phone.
func (s *Sandbox) routePeer(b *batch, from *device, to types.JID, n *waBinary.Node, now time.Time) error {
	if s.accountOf(to) != from.acct {
		return fmt.Errorf("peer message to %s, who is somebody else", to)
	}
	target := from.acct.devices[to.Device]
	enc, ok := child(n, "enc")
	if target == nil || !ok {
		return errors.New("peer message without ciphertext or to an unknown device")
	}
	if err := checkEnc(enc); err != nil {
		return err
	}
	attrs := messageAttrs(n, now)
	attrs["from"] = from.as(to)
	s.enqueue(b, target, waBinary.Node{Tag: "message", Attrs: attrs, Content: messageContent(n, enc)})
	return nil
}

// routeResend carries the answer to a retry receipt to the one device that asked.
func (s *Sandbox) routeResend(b *batch, from *device, to types.JID, n *waBinary.Node, now time.Time) error {
	enc, ok := child(n, "enc")
	if !ok {
		return errors.New("resent message without ciphertext")
	}
	if err := checkEnc(enc); err != nil {
		return err
	}
	switch to.Server {
	case types.GroupServer:
		return s.routeGroupResend(b, from, to, n, enc, now)
	case types.BroadcastServer:
		return s.routeStatusResend(b, from, n, enc, now)
	}
	dev := s.deviceOf(to)
	if dev == nil {
		return nil // unlinked meanwhile
	}
	if dev.acct == from.acct {
		chat, ok := attrJID(n, "recipient")
		if !ok || s.accountOf(chat) == nil {
			return errors.New("resent message to an own device without its chat")
		}
		s.deliver(b, dev, s.directStanza(from, dev, chat, n, enc, now))
		return nil
	}
	s.deliver(b, dev, s.directStanza(from, dev, to.ToNonAD(), n, enc, now))
	return nil
}
