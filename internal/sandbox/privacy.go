package sandbox

import (
	"slices"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// privacySetting is one thing an account decides about: the first value is what
// holds until it does.
type privacySetting struct {
	name   string
	values []string
}

// The values that name an audience.
const (
	audienceAll      = "all"
	audienceContacts = "contacts"
	audienceExcept   = "contact_blacklist"
	audienceNobody   = "none"
)

var audiences = []string{audienceAll, audienceContacts, audienceExcept, audienceNobody}

// privacySettings is what can be set, in the order it is told.
var privacySettings = []privacySetting{
	{"readreceipts", []string{"all", "none"}},
	{"profile", audiences},
	{"status", audiences},
	{"online", []string{"all", "match_last_seen"}},
	{"last", audiences},
	{"groupadd", audiences},
	{"calladd", []string{"all", "known"}},
	{"messages", []string{"all", "contacts"}},
	{"defense", []string{"off", "on_standard"}},
	{"stickers", []string{"all", "contacts", "contact_allowlist", "none"}},
}

// privacyOf is what an account has decided, or what holds without. Callers hold Sandbox.mu.
func (a *account) privacyOf(name string) string {
	if value := a.privacy[name]; value != "" {
		return value
	}
	for _, setting := range privacySettings {
		if setting.name == name {
			return setting.values[0]
		}
	}
	return ""
}

// shows reports whether owner's setting lets viewer see the thing. Nobody who is
// blocked sees anything. Callers hold s.mu.
func (s *Sandbox) shows(owner, viewer *account, setting string) bool {
	if owner == viewer {
		return true
	}
	if owner.blocks(viewer) {
		return false
	}
	switch owner.privacyOf(setting) {
	case audienceAll:
		return true
	case audienceContacts, audienceExcept:
		return s.knows(owner, viewer)
	}
	return false
}

func (c *conn) handlePrivacyGet(n *waBinary.Node) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	list := make([]waBinary.Node, len(privacySettings))
	for i, setting := range privacySettings {
		list[i] = categoryNode(setting.name, c.dev.acct.privacyOf(setting.name))
	}
	c.result(n, waBinary.Node{Tag: "privacy", Content: list})
}

func categoryNode(name, value string) waBinary.Node {
	return waBinary.Node{Tag: "category", Attrs: waBinary.Attrs{"name": name, "value": value}}
}

// handlePrivacySet takes settings, or the tokens that vouch for a contact.
func (c *conn) handlePrivacySet(n *waBinary.Node) {
	request := firstChild(n)
	switch request.Tag {
	case "tokens":
		c.issueTokens(n, request)
		return
	case "privacy":
	default:
		c.unsupported(n)
		return
	}
	changes := map[string]string{}
	for _, category := range request.GetChildrenByTag("category") {
		name, value := attrString(&category, "name"), attrString(&category, "value")
		if !validPrivacy(name, value) {
			c.malformed(n, "unknown privacy setting "+name+" or value "+value)
			return
		}
		changes[name] = value
	}
	var b batch
	c.s.mu.Lock()
	c.s.setPrivacy(&b, c.dev.acct, c.dev, changes)
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n)
}

func validPrivacy(name, value string) bool {
	return slices.ContainsFunc(privacySettings, func(setting privacySetting) bool {
		return setting.name == name && slices.Contains(setting.values, value)
	})
}

// setPrivacy changes settings and tells the account's other clients. by is nil
// when the phone changed them. Callers hold s.mu.
func (s *Sandbox) setPrivacy(b *batch, a *account, by *device, changes map[string]string) {
	if a.privacy == nil {
		a.privacy = make(map[string]string)
	}
	var list []waBinary.Node
	for _, setting := range privacySettings {
		if value := changes[setting.name]; value != "" {
			a.privacy[setting.name] = value
			list = append(list, categoryNode(setting.name, value))
		}
	}
	a.phone.save(b)
	s.syncAccount(b, a, by, waBinary.Node{Tag: "privacy", Content: list})
}

// syncAccount tells an account's clients, but the one that did it, what has
// changed about the account. Callers hold s.mu.
func (s *Sandbox) syncAccount(b *batch, a *account, by *device, change waBinary.Node) {
	for _, dev := range a.sortedDevices() {
		if dev == by || dev.isPhone() {
			continue
		}
		s.enqueue(b, dev, waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
			"from": a.pn(), "type": "account_sync", "id": s.newID(), "t": s.unix(),
		}, Content: []waBinary.Node{change}})
	}
}

// tellContacts tells the clients of those who may see it that an account's
// profile has changed. Callers hold s.mu.
func (s *Sandbox) tellContacts(b *batch, a *account, setting string, notice func(to *account) waBinary.Node) {
	for _, contact := range s.contactsOf(a) {
		if !s.shows(a, contact, setting) {
			continue
		}
		for _, dev := range contact.sortedDevices() {
			if !dev.isPhone() {
				s.enqueue(b, dev, notice(contact))
			}
		}
	}
}

// lastSeenFor is the time viewer may see, if there is one. Callers hold s.mu.
func (s *Sandbox) lastSeenFor(a, viewer *account) (at time.Time, denied bool) {
	if !s.shows(a, viewer, "last") {
		return time.Time{}, true
	}
	return a.lastSeen, false
}

// onlineFor reports whether viewer may see that a is online. Callers hold s.mu.
func (s *Sandbox) onlineFor(a, viewer *account) bool {
	if a.privacyOf("online") == "match_last_seen" && !s.shows(a, viewer, "last") {
		return false
	}
	return !a.blocks(viewer) && a.online()
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
