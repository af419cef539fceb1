package sandbox

import (
	"fmt"
	"maps"
	"strconv"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// login lets a linked device in: the number and device it claims have to be
// linked with the noise key it has shown in the handshake.
func (c *conn) login() error {
	number := strconv.FormatUint(c.payload.GetUsername(), 10)
	id := uint16(c.payload.GetDevice())
	if c.strikeLogin(number) {
		return nil
	}
	c.s.mu.Lock()
	dev := c.s.deviceOf(types.JID{User: number, Device: id, Server: types.DefaultUserServer})
	if dev == nil || dev.isPhone() || dev.noiseKey != c.clientStatic {
		c.s.mu.Unlock()
		c.refuse(401, map[string]any{"location": "sandbox"})
		return nil
	}
	older := dev.conn
	c.dev, dev.conn, dev.inFlight, dev.strayAcks = dev, c, 0, nil
	for _, q := range dev.queue {
		q.sent = false
	}
	if name := c.payload.GetPushName(); name != "" {
		dev.pushName = name
	}
	c.s.mu.Unlock()
	c.sight(SightLogin, "")
	if older != nil {
		older.endStream(streamError("409", "replaced"))
	}
	c.send(waBinary.Node{Tag: "success", Attrs: waBinary.Attrs{
		"t": c.s.unix(), "lid": dev.lidJID(), "props": 1, "companion_enc_static": "",
		"location": "sandbox", "creation": dev.linkedAt.Unix(), "display_name": dev.name(),
	}})
	if c.strikeLoggedIn(number) {
		return nil
	}
	// Clients may begin their next connection with it; see readPrologue.
	c.send(waBinary.Node{Tag: "ib", Attrs: waBinary.Attrs{"from": types.ServerJID}, Content: []waBinary.Node{{
		Tag: "edge_routing", Content: []waBinary.Node{{Tag: "routing_info", Content: []byte{8, 8, 8, 5}}},
	}}})
	if !c.payload.GetPassive() {
		c.activate()
	}
	return nil
}

// refuse ends a login. The client waits for the hang-up.
func (c *conn) refuse(reason int, more map[string]any) {
	attrs := waBinary.Attrs{"reason": strconv.Itoa(reason)}
	for key, value := range more {
		attrs[key] = fmt.Sprint(value)
	}
	c.endStream(waBinary.Node{Tag: "failure", Attrs: maps.Clone(attrs)})
}

// handlePassive lets a client ask for its backlog, once it is ready for it.
func (c *conn) handlePassive(n *waBinary.Node) {
	switch firstChild(n).Tag {
	case "active":
		c.result(n)
		c.activate()
	case "passive":
		c.s.mu.Lock()
		c.active = false
		c.s.mu.Unlock()
		c.result(n)
	default:
		c.malformed(n, "passive query with neither active nor passive")
	}
}

// activate hands over the backlog between a preview and a count, and from then
// on whatever comes.
func (c *conn) activate() {
	c.s.mu.Lock()
	if c.active || c.dev.conn != c {
		c.s.mu.Unlock()
		return
	}
	counts := map[string]int{}
	for _, q := range c.dev.queue {
		counts[q.class]++
	}
	total := len(c.dev.queue)
	c.send(waBinary.Node{Tag: "ib", Attrs: waBinary.Attrs{"from": types.ServerJID}, Content: []waBinary.Node{{
		Tag: "offline_preview", Attrs: waBinary.Attrs{
			"count": total, "message": counts["message"], "receipt": counts["receipt"],
			"notification": counts["notification"], "call": counts["call"], "appdata": 0,
		},
	}}})
	c.active, c.catchingUp = true, true
	c.backlogTotal, c.backlogEnd = total, c.dev.nextSeq
	c.s.pump(c.dev)
	greet := !c.dev.keysShared || c.dev.historyDue
	c.s.mu.Unlock()
	if greet {
		c.dev.acct.phone.later(func(p *Phone) { p.welcome(c.dev) })
	}
}

// streamError is a <stream:error>, with a <conflict> when one is named.
func streamError(code, conflictType string) waBinary.Node {
	n := waBinary.Node{Tag: "stream:error", Attrs: waBinary.Attrs{"code": code}}
	if conflictType != "" {
		n.Content = []waBinary.Node{{Tag: "conflict", Attrs: waBinary.Attrs{"type": conflictType}}}
	}
	return n
}

// logOut answers a client that unlinks itself. It gets no stream error: on the
// answer it deletes its store and hangs up by itself.
func (c *conn) logOut(n, request *waBinary.Node) {
	jid, ok := attrJID(request, "jid")
	target := c.dev
	if ok && jid.Device != c.dev.id {
		// Only the phone may remove other devices.
		c.s.violate(c.name(), ruleRemoveDevice, "a companion can only remove itself")
		c.fail(n, 403, "forbidden")
		return
	}
	if err := c.s.unlink(target, false); err != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n)
	c.expectClose()
}

// unlink removes a device from its account, for good, and tells who has to
// know. tell also tells the device, if it is connected; if it is not it learns
// at its next login.
func (s *Sandbox) unlink(dev *device, tell bool) error {
	var b batch
	s.mu.Lock()
	if dev.unlinked {
		s.mu.Unlock()
		return nil
	}
	dev.unlinked = true
	delete(dev.acct.devices, dev.id)
	for _, q := range dev.queue {
		b.del(bucketQueues, queueKey(dev, q.seq))
	}
	for _, id := range dev.routed.order {
		b.del(bucketRouted, dev.key()+"/"+id)
	}
	dev.queue = nil
	b.del(bucketDevices, dev.key())
	b.del(bucketPreKeys, dev.key())
	b.del(bucketPreKeyHead, dev.key())
	s.forgetInterest(dev)
	s.announceDevice(&b, dev, "remove")
	connection := dev.conn
	s.mu.Unlock()
	if err := s.commit(&b); err != nil {
		return err
	}
	if tell && connection != nil {
		connection.endStream(streamError("401", "device_removed"))
	}
	return nil
}

func (s *Sandbox) unix() int64 { return time.Now().Unix() }
