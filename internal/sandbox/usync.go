package sandbox

import (
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// handleUsync answers questions about users: is this number on WhatsApp, what
// is its LID, which devices does it have, what does its profile say.
func (c *conn) handleUsync(n *waBinary.Node) {
	request, ok := child(n, "usync")
	query, hasQuery := child(n, "usync", "query")
	list, hasList := child(n, "usync", "list")
	if !ok || !hasQuery || !hasList {
		c.malformed(n, "usync without a query or a list")
		return
	}
	users := list.GetChildren()
	answers := make([]waBinary.Node, 0, len(users))
	var b batch
	c.s.mu.Lock()
	for i := range users {
		answers = append(answers, c.usyncUser(&users[i], query, attrString(request, "context")))
	}
	c.s.mu.Unlock()
	done := make([]waBinary.Node, 0, len(query.GetChildren()))
	for _, protocol := range query.GetChildren() {
		done = append(done, waBinary.Node{Tag: protocol.Tag})
	}
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n, waBinary.Node{Tag: "usync", Attrs: waBinary.Attrs{
		"sid": attrString(request, "sid"), "mode": attrString(request, "mode"), "last": "true",
		"index": "0", "context": attrString(request, "context"),
	}, Content: []waBinary.Node{{Tag: "result", Content: done}, {Tag: "list", Content: answers}}})
}

// usyncUser answers for one user. Callers hold s.mu.
func (c *conn) usyncUser(user, query *waBinary.Node, context string) waBinary.Node {
	jid, asked := attrJID(user, "jid")
	phone := string(content(user, "contact"))
	var a *account
	if asked {
		a = c.s.accountOf(jid)
	} else if number, err := cleanNumber(phone); err == nil {
		// The answer names the number the account is registered under.
		if a = c.s.dialled(number); a != nil {
			number = a.number
		}
		jid = types.NewJID(number, types.DefaultUserServer)
	} else if parsed, err := types.ParseJID(phone); err == nil && parsed.User != "" {
		jid = parsed.ToNonAD()
		a = c.s.accountOf(jid)
	}
	// The JID of the question is the key of the answer.
	answer := waBinary.Node{Tag: "user", Attrs: waBinary.Attrs{"jid": jid}}
	var parts []waBinary.Node
	for _, protocol := range query.GetChildren() {
		if protocol.Tag == "contact" {
			parts = append(parts, contactNode(&answer, &protocol, a, phone, asked))
			continue
		}
		if a == nil {
			continue
		}
		if part, ok := c.usyncPart(a, jid, &protocol, context); ok {
			parts = append(parts, part)
		}
	}
	answer.Content = parts
	return answer
}

// contactNode says whether a number is on WhatsApp. Asked for LID addressing it
// also moves the answer to the LID.
func contactNode(answer, protocol *waBinary.Node, a *account, phone string, asked bool) waBinary.Node {
	n := waBinary.Node{Tag: "contact", Attrs: waBinary.Attrs{"type": "out"}}
	if phone != "" {
		n.Content = []byte(phone)
	}
	if a == nil {
		return n
	}
	n.Attrs["type"] = "in"
	if !asked && attrString(protocol, "addressing_mode") == "lid" {
		answer.Attrs["jid"], answer.Attrs["pn_jid"] = a.lidJID(), a.pn()
	}
	return n
}

// usyncPart answers one protocol of a query. Callers hold s.mu.
func (c *conn) usyncPart(a *account, jid types.JID, protocol *waBinary.Node, context string) (waBinary.Node, bool) {
	switch protocol.Tag {
	case "lid":
		return waBinary.Node{Tag: "lid", Attrs: waBinary.Attrs{"val": a.lidJID()}}, true
	case "devices":
		if context == "message" {
			// Only such a list is cached by clients and kept up to date.
			a.rememberInterest(c.dev, jid)
		}
		return waBinary.Node{Tag: "devices", Content: []waBinary.Node{deviceListNode(a)}}, true
	case "status":
		return c.s.aboutNode(a, c.dev.acct), true
	case "picture":
		if p, ok := c.s.pictures[a.number]; ok && c.s.shows(a, c.dev.acct, "profile") {
			return waBinary.Node{Tag: "picture", Attrs: waBinary.Attrs{"id": p.ID}}, true
		}
	case "business":
		if a.business != nil {
			return waBinary.Node{Tag: "business", Content: []waBinary.Node{a.verifiedNameNode()}}, true
		}
	case "disappearing_mode":
		return waBinary.Node{Tag: "disappearing_mode", Attrs: waBinary.Attrs{"duration": 0, "t": 0}}, true
	}
	// What an account does not have, or does not show, is said by saying nothing.
	return waBinary.Node{}, false
}

func deviceListNode(a *account) waBinary.Node {
	devices := a.sortedDevices()
	nodes := make([]waBinary.Node, len(devices))
	for i, d := range devices {
		nodes[i] = waBinary.Node{Tag: "device", Attrs: waBinary.Attrs{"id": int(d.id)}}
		if !d.isPhone() {
			nodes[i].Attrs["key-index"] = d.keyIndex
		}
	}
	return waBinary.Node{Tag: "device-list", Content: nodes}
}
