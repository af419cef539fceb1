package sandbox

import (
	"fmt"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// handlePresence takes availability, a push name, or a subscription. A
// presence without a type is about the name alone.
func (c *conn) handlePresence(n *waBinary.Node) {
	if name := attrString(n, "name"); name != "" {
		c.rename(name)
	}
	switch kind := attrString(n, "type"); kind {
	case "available", "unavailable":
		c.s.setAvailable(c.dev, kind == "available")
	case "subscribe":
		c.subscribe(n)
	case "unsubscribe":
		c.unsubscribe(n)
	case "":
	default:
		c.s.violate(c.name(), rulePresence, fmt.Sprintf("unknown type %q", kind))
	}
}

func (c *conn) rename(name string) {
	var b batch
	c.s.mu.Lock()
	if c.dev.pushName != name && !c.dev.unlinked {
		c.dev.pushName = name
		b.putJSON(bucketDevices, c.dev.key(), c.dev.record())
	}
	c.s.mu.Unlock()
	_ = c.s.commit(&b) // a name is not worth a connection
}

// subscribe starts telling the device about a user's presence, beginning with how
// it is now. As on the real network only who is online is told, of presence and of typing.
func (c *conn) subscribe(n *waBinary.Node) {
	to, ok := attrJID(n, "to")
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	a := c.s.accountOf(to)
	if !ok || a == nil {
		return
	}
	if a.watchers == nil {
		a.watchers = make(map[*device]types.JID)
	}
	a.watchers[c.dev] = to
	if c.dev.available {
		c.send(c.s.presence(a, c.dev.acct, to))
	}
}

// unsubscribe ends it.
func (c *conn) unsubscribe(n *waBinary.Node) {
	to, _ := attrJID(n, "to")
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if a := c.s.accountOf(to); a != nil {
		delete(a.watchers, c.dev)
	}
}

// online reports whether any device of the account is in use. Callers hold s.mu.
func (a *account) online() bool {
	for _, dev := range a.devices {
		if dev.available {
			return true
		}
	}
	return false
}

// presence is an account's presence for a viewer who subscribed to it in the
// form of like. Callers hold s.mu.
func (s *Sandbox) presence(a, viewer *account, like types.JID) waBinary.Node {
	attrs := waBinary.Attrs{"from": a.as(like)}
	if !s.onlineFor(a, viewer) {
		attrs["type"] = "unavailable"
		switch last, denied := s.lastSeenFor(a, viewer); {
		case denied:
			attrs["last"] = "deny"
		case !last.IsZero():
			attrs["last"] = last.Unix()
		}
	}
	return waBinary.Node{Tag: "presence", Attrs: attrs}
}

// setAvailable changes whether a device is in use and tells subscribers when
// that changes how its account appears.
func (s *Sandbox) setAvailable(dev *device, available bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := dev.acct.online()
	dev.available = available
	if available {
		dev.availableAt = time.Now()
	}
	after := dev.acct.online()
	if before == after {
		return
	}
	if !after {
		dev.acct.lastSeen = time.Now()
	}
	for watcher, form := range dev.acct.watchers {
		if watcher.isPhone() {
			watcher.acct.phone.notePresence(dev.acct, after)
		} else if watcher.available && watcher.conn != nil {
			watcher.conn.send(s.presence(dev.acct, watcher.acct, form))
		}
	}
}

// handleChatState passes on that a client's user is typing.
func (c *conn) handleChatState(n *waBinary.Node) {
	to, ok := attrJID(n, "to")
	state := firstChild(n)
	if !ok || (state.Tag != "composing" && state.Tag != "paused") {
		c.s.violate(c.name(), ruleChatState, "without a recipient or a known state")
		return
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.forwardChatState(c.dev, to, *state)
}

// forwardChatState sends a typing state to the other side's connected devices.
// It is gone when nobody is online to see it. Callers hold s.mu.
func (s *Sandbox) forwardChatState(from *device, to types.JID, state waBinary.Node) {
	for _, a := range s.chatMembers(from, to) {
		if a.blocks(from.acct) {
			continue
		}
		attrs := waBinary.Attrs{"from": from.acct.as(to)}
		if to.Server == types.GroupServer {
			attrs = waBinary.Attrs{"from": to}
			if g := s.groups[to.User]; g != nil {
				g.author(attrs, "participant", from.as)
			}
		}
		for _, dev := range a.devices {
			switch {
			case dev.isPhone():
				a.phone.noteTyping(from.acct, to, state)
			case dev.available && dev.conn != nil:
				dev.conn.send(waBinary.Node{Tag: "chatstate", Attrs: attrs, Content: []waBinary.Node{state}})
			}
		}
	}
}

// chatMembers lists the other accounts of a chat. Callers hold s.mu.
func (s *Sandbox) chatMembers(from *device, chat types.JID) []*account {
	if chat.Server == types.GroupServer {
		return s.groupMembers(chat, from.acct)
	}
	if a := s.accountOf(chat); a != nil && a != from.acct {
		return []*account{a}
	}
	return nil
}
