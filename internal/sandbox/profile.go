package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// privacyDefaults are the settings of an account that has changed none.
var privacyDefaults = map[string]string{
	"readreceipts": "all", "profile": "all", "status": "all", "online": "all", "last": "all",
	"groupadd": "all", "calladd": "all", "messages": "all", "defense": "off", "stickers": "all",
}

func (c *conn) handlePrivacyGet(n *waBinary.Node) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	var list []waBinary.Node
	for name, value := range privacyDefaults {
		if set, ok := c.dev.acct.privacy[name]; ok {
			value = set
		}
		list = append(list, waBinary.Node{Tag: "category", Attrs: waBinary.Attrs{"name": name, "value": value}})
	}
	c.result(n, waBinary.Node{Tag: "privacy", Content: list})
}

// handlePrivacySet takes settings, or the tokens that vouch for a contact.
func (c *conn) handlePrivacySet(n *waBinary.Node) {
	request := firstChild(n)
	if request.Tag == "tokens" {
		c.issueTokens(n, request)
		return
	}
	if request.Tag != "privacy" {
		c.unsupported(n)
		return
	}
	var b batch
	c.s.mu.Lock()
	for _, category := range request.GetChildrenByTag("category") {
		name, value := attrString(&category, "name"), attrString(&category, "value")
		if _, known := privacyDefaults[name]; !known || value == "" {
			c.s.mu.Unlock()
			c.malformed(n, "unknown privacy setting "+name)
			return
		}
		if c.dev.acct.privacy == nil {
			c.dev.acct.privacy = make(map[string]string)
		}
		c.dev.acct.privacy[name] = value
	}
	c.dev.acct.phone.save(&b)
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n)
}

// issueTokens passes on that the account trusts somebody: the other side's
// devices get a token to show with their messages.
func (c *conn) issueTokens(n, request *waBinary.Node) {
	var b batch
	c.s.mu.Lock()
	for _, token := range request.GetChildrenByTag("token") {
		jid, ok := attrJID(&token, "jid")
		target := c.s.accountOf(jid)
		if !ok || target == nil {
			continue
		}
		for _, dev := range target.devices {
			if !dev.isPhone() {
				c.s.enqueue(&b, dev, c.s.tokenNotice(c.dev.acct, target, jid, attrString(&token, "t")))
			}
		}
	}
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n)
}

func (s *Sandbox) tokenNotice(from, to *account, form types.JID, t string) waBinary.Node {
	token := []byte(s.sign("trusted contact", from.number+" "+to.number))
	return waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": from.as(form), "sender_lid": from.lidJID(), "type": "privacy_token", "id": s.newID(), "t": s.unix(),
	}, Content: []waBinary.Node{{Tag: "tokens", Content: []waBinary.Node{{
		Tag: "token", Attrs: waBinary.Attrs{"type": "trusted_contact", "t": t}, Content: token,
	}}}}}
}

func (c *conn) handleBlocklistGet(n *waBinary.Node) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.result(n, c.dev.acct.blocklist())
}

func (a *account) blocklist() waBinary.Node {
	names := make([]string, len(a.blocked))
	items := make([]waBinary.Node, len(a.blocked))
	for i, jid := range a.blocked {
		names[i] = jid.String()
		items[i] = waBinary.Node{Tag: "item", Attrs: waBinary.Attrs{"jid": jid}}
	}
	sum := sha256.Sum256([]byte(strings.Join(names, " ")))
	return waBinary.Node{Tag: "list", Attrs: waBinary.Attrs{
		"dhash": base64.RawStdEncoding.EncodeToString(sum[:6]), "matched": "false",
	}, Content: items}
}

func (c *conn) handleBlocklistSet(n *waBinary.Node) {
	item := firstChild(n)
	jid, ok := attrJID(item, "jid")
	action := attrString(item, "action")
	if !ok || (action != "block" && action != "unblock") {
		c.malformed(n, "block list change without a user or an action")
		return
	}
	var b batch
	c.s.mu.Lock()
	a := c.dev.acct
	a.blocked = slices.DeleteFunc(a.blocked, func(held types.JID) bool { return held == jid })
	if action == "block" {
		a.blocked = append(a.blocked, jid)
	}
	a.phone.save(&b)
	list := a.blocklist()
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n, list)
}

// handlePictureGet answers that nobody has a picture.
func (c *conn) handlePictureGet(n *waBinary.Node) { c.fail(n, 404, "item-not-found") }

// handleBusinessGet answers that an account is no business.
func (c *conn) handleBusinessGet(n *waBinary.Node) { c.fail(n, 404, "item-not-found") }

func (c *conn) handleStatusSet(n *waBinary.Node) {
	var b batch
	c.s.mu.Lock()
	c.dev.acct.about = string(content(n, "status"))
	c.dev.acct.phone.save(&b)
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n)
}

func parseJIDs(texts []string) []types.JID {
	var jids []types.JID
	for _, text := range texts {
		if jid, err := types.ParseJID(text); err == nil {
			jids = append(jids, jid)
		}
	}
	return jids
}
