package sandbox

import (
	"fmt"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// handle routes one stanza of the client.
func (c *conn) handle(n *waBinary.Node) {
	if n.Tag == "iq" {
		c.handleIQ(n)
		return
	}
	if c.dev == nil {
		// A client that is being linked sends queries, telemetry, and the name it
		// has just learned.
		if n.Tag != "ib" && n.Tag != "ack" && n.Tag != "presence" {
			c.s.violate(c.name(), ruleLogin, fmt.Sprintf("<%s> before login", n.Tag))
		}
		return
	}
	switch n.Tag {
	case "message":
		c.handleMessage(n)
	case "receipt":
		c.handleReceipt(n)
	case "ack":
		c.handleAck(n)
	case "presence":
		c.handlePresence(n)
	case "chatstate":
		c.handleChatState(n)
	case "call":
		c.handleCall(n)
	case "ib":
		// unified_session and offline_batch are telemetry and flow control.
	case "notification":
		c.send(ackFor(n))
	default:
		c.s.violate(c.name(), ruleTag, fmt.Sprintf("<%s>", n.Tag))
	}
}

// iqHandlers is what a logged-in client may ask for: namespace and type.
var iqHandlers = map[string]func(*conn, *waBinary.Node){
	"encrypt get":                   (*conn).handleEncryptGet,
	"encrypt set":                   (*conn).handleEncryptSet,
	"passive set":                   (*conn).handlePassive,
	"usync get":                     (*conn).handleUsync,
	"md set":                        (*conn).handleMD,
	"w:p get":                       (*conn).handlePing,
	"w:m set":                       (*conn).handleMediaConn,
	"w:sync:app:state set":          (*conn).handleAppState,
	"privacy get":                   (*conn).handlePrivacyGet,
	"privacy set":                   (*conn).handlePrivacySet,
	"blocklist get":                 (*conn).handleBlocklistGet,
	"blocklist set":                 (*conn).handleBlocklistSet,
	"abt get":                       (*conn).handleProps,
	"w get":                         (*conn).handleProps,
	"w:profile:picture get":         (*conn).handlePictureGet,
	"w:profile:picture set":         (*conn).handlePictureSet,
	"w:mex get":                     (*conn).handleMex,
	"status get":                    (*conn).handleStatusGet,
	"status set":                    (*conn).handleStatusSet,
	"disappearing_mode set":         (*conn).handleAccept,
	"urn:xmpp:whatsapp:push set":    (*conn).handleAccept,
	"urn:xmpp:whatsapp:dirty set":   (*conn).handleAccept,
	"urn:xmpp:whatsapp:account set": (*conn).handleAccept,
	"w:stats set":                   (*conn).handleAccept,
	"newsletter get":                (*conn).handleNewsletterGet,
	"newsletter set":                (*conn).handleNewsletterSet,
	"w:g2 get":                      (*conn).handleGroupGet,
	"w:g2 set":                      (*conn).handleGroupSet,
	"w:biz get":                     (*conn).handleBusinessGet,
}

func (c *conn) handleIQ(n *waBinary.Node) {
	kind, id := attrString(n, "type"), attrString(n, "id")
	if kind == "result" || kind == "error" {
		c.s.mu.Lock()
		answer := c.pending[id]
		delete(c.pending, id)
		c.s.mu.Unlock()
		if answer != nil {
			answer(n)
		}
		return
	}
	if id == "" {
		c.s.violate(c.name(), ruleQueryID, "query without an id")
		return
	}
	xmlns := attrString(n, "xmlns")
	if xmlns == "" || (kind != "get" && kind != "set") {
		c.malformed(n, fmt.Sprintf("query of type %q in the namespace %q", kind, xmlns))
		return
	}
	handler := iqHandlers[xmlns+" "+kind]
	switch {
	case c.dev == nil && xmlns == "md" && kind == "set":
		c.handleLinkCode(n)
	case c.dev == nil && xmlns == "w:p":
		c.handlePing(n)
	case c.dev == nil:
		c.s.violate(c.name(), ruleLogin, fmt.Sprintf("query %s before login", xmlns))
		c.fail(n, 401, "not-authorized")
	case c.overlimit(xmlns):
		c.fail(n, 429, "rate-overlimit")
	case handler == nil:
		c.unsupported(n)
	default:
		handler(c, n)
	}
}

// ask sends a query of ours; answer is called with the client's result or error.
// It is not called when the connection ends first.
func (c *conn) ask(n waBinary.Node, answer func(*waBinary.Node)) {
	id, _ := n.Attrs["id"].(string)
	c.s.mu.Lock()
	c.pending[id] = answer
	c.s.mu.Unlock()
	c.send(n)
}

func (c *conn) result(n *waBinary.Node, children ...waBinary.Node) {
	answer := waBinary.Node{Tag: "iq", Attrs: c.answerAttrs(n, "result")}
	if len(children) > 0 {
		answer.Content = children
	}
	c.send(answer)
}

func (c *conn) fail(n *waBinary.Node, code int, text string) {
	c.send(waBinary.Node{Tag: "iq", Attrs: c.answerAttrs(n, "error"), Content: []waBinary.Node{errorNode(code, text)}})
}

func (c *conn) answerAttrs(n *waBinary.Node, kind string) waBinary.Attrs {
	from := types.ServerJID
	if to, ok := attrJID(n, "to"); ok {
		from = to
	}
	return waBinary.Attrs{"from": from, "type": kind, "id": attrString(n, "id")}
}

// malformed answers what the protocol does not allow, and records it.
func (c *conn) malformed(n *waBinary.Node, detail string) {
	c.s.violate(c.name(), ruleQuery, detail)
	c.fail(n, 400, "bad-request")
}

// unsupported answers what this network cannot do.
func (c *conn) unsupported(n *waBinary.Node) {
	detail := fmt.Sprintf("%s %s", attrString(n, "xmlns"), attrString(n, "type"))
	if tag := firstChild(n).Tag; tag != "" {
		detail += " <" + tag + ">"
	}
	c.s.violate(c.name(), ruleUnsupported, detail)
	c.fail(n, 501, "feature-not-implemented")
}

func errorNode(code int, text string) waBinary.Node {
	return waBinary.Node{Tag: "error", Attrs: waBinary.Attrs{"code": code, "text": text}}
}

// firstChild returns the first child, or an empty node.
func firstChild(n *waBinary.Node) *waBinary.Node {
	if children := n.GetChildren(); len(children) > 0 {
		return &children[0]
	}
	return &waBinary.Node{}
}

// ackFor acknowledges a stanza of the client.
func ackFor(n *waBinary.Node) waBinary.Node {
	attrs := waBinary.Attrs{"class": n.Tag, "id": n.Attrs["id"], "from": n.Attrs["to"]}
	for _, key := range []string{"participant", "recipient"} {
		if v, ok := n.Attrs[key]; ok {
			attrs[key] = v
		}
	}
	if kind, ok := n.Attrs["type"]; ok && n.Tag != "message" {
		attrs["type"] = kind
	}
	return waBinary.Node{Tag: "ack", Attrs: attrs}
}

func (c *conn) handlePing(n *waBinary.Node) { c.result(n) }

// handleAccept takes settings that change nothing here.
func (c *conn) handleAccept(n *waBinary.Node) { c.result(n) }

// handleProps gives the experiment and server properties: there are none.
func (c *conn) handleProps(n *waBinary.Node) {
	c.result(n, waBinary.Node{Tag: "props", Attrs: waBinary.Attrs{
		"protocol": "1", "ab_key": "sandbox", "hash": "sandbox", "refresh": 86400, "refresh_id": 1,
	}})
}

func (c *conn) handleMD(n *waBinary.Node) {
	switch child := firstChild(n); child.Tag {
	case "remove-companion-device":
		c.logOut(n, child)
	case "link_code_companion_reg":
		c.malformed(n, "pairing code on a linked device")
	default:
		c.unsupported(n)
	}
}
