package sandbox

import (
	"errors"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// handleStatusGet says who sees the account's status posts: its contacts, which
// only its devices know.
func (c *conn) handleStatusGet(n *waBinary.Node) {
	if firstChild(n).Tag != "privacy" {
		c.unsupported(n)
		return
	}
	c.result(n, waBinary.Node{Tag: "privacy", Content: []waBinary.Node{
		{Tag: "list", Attrs: waBinary.Attrs{"type": "contacts", "default": "true"}},
	}})
}

// routeStatus carries a status post to the devices its author gives the key to. Callers hold s.mu.
func (s *Sandbox) routeStatus(b *batch, from *device, to types.JID, n *waBinary.Node, now time.Time) error {
	if to != types.StatusBroadcastJID {
		return errors.New("broadcast list other than the status")
	}
	shared, keys, err := s.sharedCiphertext(n)
	if err != nil {
		return err
	}
	for dev, key := range keys {
		if dev != from {
			s.deliver(b, dev, s.statusStanza(from, n, now, key, shared))
		}
	}
	return nil
}

func (s *Sandbox) statusStanza(from *device, n *waBinary.Node, now time.Time, encs ...*waBinary.Node) waBinary.Node {
	attrs := messageAttrs(n, now)
	attrs["from"], attrs["participant"], attrs["participant_pn"] = types.StatusBroadcastJID, from.lidJID(), from.acct.pn()
	attrs["addressing_mode"], attrs["notify"] = "lid", from.name()
	return waBinary.Node{Tag: "message", Attrs: attrs, Content: messageContent(n, encs...)}
}

// routeStatusResend repeats a status post to a device that could not read it. Callers hold s.mu.
func (s *Sandbox) routeStatusResend(b *batch, from *device, n, enc *waBinary.Node, now time.Time) error {
	participant, ok := attrJID(n, "participant")
	if !ok {
		return errors.New("resent status post without participant")
	}
	if dev := s.deviceOf(participant); dev != nil {
		s.deliver(b, dev, s.statusStanza(from, n, now, enc))
	}
	return nil
}

// routeStatusReceipt tells the author of a status post who has it, or has seen it. Callers hold s.mu.
func (s *Sandbox) routeStatusReceipt(b *batch, from *device, to types.JID, n *waBinary.Node) error {
	participant, ok := attrJID(n, "participant")
	target := s.accountOf(participant)
	if !ok || target == nil {
		return errors.New("receipt for a status post without participant")
	}
	receipt := s.receiptStanza(from, to, n)
	receipt.Attrs["from"], receipt.Attrs["participant"] = to, from.lidJID()
	receipt.Attrs["participant_pn"] = from.acct.pn()
	s.sharedReceipt(b, from, target, participant, receipt)
	return nil
}
