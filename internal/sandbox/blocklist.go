package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// blocks reports whether a has blocked other. Callers hold Sandbox.mu.
func (a *account) blocks(other *account) bool {
	return slices.ContainsFunc(a.blocked, func(jid types.JID) bool {
		return jid == other.lidJID() || jid == other.pn()
	})
}

func (c *conn) handleBlocklistGet(n *waBinary.Node) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.result(n, c.dev.acct.blocklist())
}

// blocklistHash is what clients compare their idea of the list with.
func (a *account) blocklistHash() string {
	names := make([]string, len(a.blocked))
	for i, jid := range a.blocked {
		names[i] = jid.String()
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(strings.Join(names, " ")))
	return base64.RawStdEncoding.EncodeToString(sum[:6])
}

func (a *account) blocklist() waBinary.Node {
	items := make([]waBinary.Node, len(a.blocked))
	for i, jid := range a.blocked {
		items[i] = waBinary.Node{Tag: "item", Attrs: waBinary.Attrs{"jid": jid}}
	}
	return waBinary.Node{Tag: "list", Attrs: waBinary.Attrs{
		"dhash": a.blocklistHash(), "matched": "false", "addressing_mode": "lid",
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
	target := c.s.accountOf(jid)
	if target == nil || target == c.dev.acct {
		c.s.mu.Unlock()
		c.fail(n, 404, "item-not-found")
		return
	}
	c.s.block(&b, c.dev.acct, c.dev, target, action)
	list := c.dev.acct.blocklist()
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n, list)
}

// block changes an account's list and tells its other clients. by is nil when
// the phone did it. Callers hold s.mu.
func (s *Sandbox) block(b *batch, a *account, by *device, target *account, action string) {
	before := a.blocklistHash()
	a.blocked = slices.DeleteFunc(a.blocked, func(jid types.JID) bool {
		return jid == target.lidJID() || jid == target.pn()
	})
	if action == "block" {
		a.blocked = append(a.blocked, target.lidJID())
	}
	a.phone.save(b)
	s.syncAccount(b, a, by, waBinary.Node{Tag: "blocklist", Attrs: waBinary.Attrs{
		"dhash": a.blocklistHash(), "prev_dhash": before,
	}, Content: []waBinary.Node{{
		Tag: "item", Attrs: waBinary.Attrs{"jid": target.lidJID(), "action": action},
	}}})
}
