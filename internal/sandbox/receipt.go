package sandbox

import (
	"errors"
	"fmt"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// maxRetries is how often a message that does not decrypt is asked for again.
const maxRetries = 5

// The receipt types that say a device has the message; each takes it out of
// the device's queue.
var deliveryReceipts = map[string]bool{
	"": true, "inactive": true, "sender": true, "peer_msg": true, "retry": true,
}

// handleReceipt settles what the receipt confirms, passes it on and acks it.
func (c *conn) handleReceipt(n *waBinary.Node) {
	var b batch
	c.s.mu.Lock()
	err := errors.Join(c.dev.inspectReceipt(n), c.s.routeReceipt(&b, c.dev, n))
	c.s.mu.Unlock()
	if err != nil {
		c.s.violate(c.name(), ruleReceipt, err.Error())
	}
	if c.s.commit(&b) != nil {
		c.hangUp()
		return
	}
	c.send(ackFor(n))
}

// handleAck settles what a client acks.
func (c *conn) handleAck(n *waBinary.Node) {
	class, id := attrString(n, "class"), attrString(n, "id")
	var b batch
	c.s.mu.Lock()
	if class == "message" && c.dev.strayAcks[id] > 0 {
		// The client also acks, or nacks, what it has asked for again, and that
		// may arrive after the answer: it must not settle the answer.
		c.dev.noteStrayAck(id, -1)
		c.s.mu.Unlock()
		return
	}
	c.s.settle(&b, c.dev, class, id)
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.hangUp()
	}
}

// routeReceipt passes a receipt to those it concerns. Callers hold s.mu.
func (s *Sandbox) routeReceipt(b *batch, from *device, n *waBinary.Node) error {
	id, kind := attrString(n, "id"), attrString(n, "type")
	to, ok := attrJID(n, "to")
	if id == "" || !ok {
		return errors.New("receipt without id or recipient")
	}
	if deliveryReceipts[kind] {
		for _, one := range receiptIDs(n) {
			settled := s.settle(b, from, "message", one)
			switch {
			case kind != "retry":
				delete(from.strayAcks, one)
			case settled:
				from.noteStrayAck(one, 1)
			}
		}
	}
	switch {
	case kind == "server-error":
		return s.routeMediaRetry(from, n)
	case kind == "hist_sync" || kind == "peer_msg":
		return nil // for the server and the own phone, which needs none of them
	case to.Server == types.GroupServer:
		return s.routeGroupReceipt(b, from, to, n)
	case to.Server == types.BroadcastServer:
		return s.routeStatusReceipt(b, from, to, n)
	case to.Server == types.NewsletterServer:
		s.noteViews(b, from, to, n)
		return nil
	case to.Server != types.DefaultUserServer && to.Server != types.HiddenUserServer:
		return nil // servers
	}
	target := s.accountOf(to)
	if target == nil {
		return fmt.Errorf("receipt for %s, who does not exist", to)
	}
	if !target.blocks(from.acct) {
		s.forwardReceipt(b, from, target, to, n)
	}
	return nil
}

// noteStrayAck counts the acks that dev owes for what it has asked for again.
func (dev *device) noteStrayAck(id string, more int) {
	if dev.strayAcks == nil {
		dev.strayAcks = make(map[string]int)
	}
	if dev.strayAcks[id] += more; dev.strayAcks[id] <= 0 {
		delete(dev.strayAcks, id)
	}
}

// forwardReceipt sends a receipt to the devices it concerns: a retry to the one
// that sent the message, read marks also to the reader's own other devices, and
// the rest to all devices of the sender, which all show the ticks.
func (s *Sandbox) forwardReceipt(b *batch, from *device, target *account, to types.JID, n *waBinary.Node) {
	kind := attrString(n, "type")
	receipt := s.receiptStanza(from, to, n)
	switch {
	case kind == "retry" || kind == "sender":
		if dev := target.devices[to.Device]; dev != nil && dev != from {
			s.enqueue(b, dev, receipt)
		}
		return
	case kind == "read-self" || kind == "played-self":
	case target == from.acct:
		return
	default:
		for _, dev := range target.sortedDevices() {
			s.enqueue(b, dev, receipt)
		}
	}
	if kind == "read" || kind == "played" || kind == "read-self" || kind == "played-self" {
		own := s.receiptStanza(from, to, n)
		own.Attrs["recipient"] = to.ToNonAD()
		for _, dev := range from.acct.sortedDevices() {
			if dev != from {
				s.enqueue(b, dev, own)
			}
		}
	}
}

// receiptStanza is a receipt as others get it: from the reader, in the form it was addressed in.
func (s *Sandbox) receiptStanza(from *device, to types.JID, n *waBinary.Node) waBinary.Node {
	attrs := waBinary.Attrs{"from": from.as(to), "id": attrString(n, "id"), "t": s.unix()}
	if kind := attrString(n, "type"); kind != "" {
		attrs["type"] = kind
	}
	if recipient, ok := attrJID(n, "recipient"); ok {
		attrs["recipient"] = recipient
	}
	return waBinary.Node{Tag: "receipt", Attrs: attrs, Content: n.Content}
}

// receiptIDs lists the messages a receipt is about.
func receiptIDs(n *waBinary.Node) []string {
	ids := []string{attrString(n, "id")}
	if list, ok := child(n, "list"); ok {
		for _, item := range list.GetChildren() {
			if id := attrString(&item, "id"); item.Tag == "item" && id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
