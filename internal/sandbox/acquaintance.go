package sandbox

import (
	"crypto/hmac"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// tokenLife is how long a privacy token vouches: clients renew theirs every
// 7 days and forget one after four of these.
const tokenLife = 28 * 24 * time.Hour

// acquaintance is what one account has done for another: written to it, or
// vouched for it with a token. Sandbox.mu guards it.
type acquaintance struct {
	// Wrote is when the first message went that way; zero = never.
	Wrote time.Time `json:"wrote,omitzero"`
	// Vouched is when a token was issued last; zero = never.
	Vouched time.Time `json:"vouched,omitzero"`
}

// acquaintances are kept by "from/to", in numbers.
type acquaintances map[string]acquaintance

func (m acquaintances) of(from, to *account) acquaintance { return m[from.number+"/"+to.number] }

// note changes an acquaintance and adds it to the batch. Callers hold s.mu.
func (s *Sandbox) note(b *batch, from, to *account, change func(*acquaintance)) {
	key := from.number + "/" + to.number
	known := s.known[key]
	change(&known)
	s.known[key] = known
	b.putJSON(bucketAcquaintances, key, known)
}

// noteWritten remembers that a chat was begun. Callers hold s.mu.
func (s *Sandbox) noteWritten(b *batch, from, to *account, now time.Time) {
	if from != to && s.known.of(from, to).Wrote.IsZero() {
		s.note(b, from, to, func(k *acquaintance) { k.Wrote = now.UTC() })
	}
}

// knows reports whether a counts other among its contacts: it has written to it,
// or vouched for it. Callers hold s.mu.
func (s *Sandbox) knows(a, other *account) bool {
	known := s.known.of(a, other)
	return a == other || !known.Wrote.IsZero() || !known.Vouched.IsZero()
}

// contactsOf lists the accounts that see when a's profile changes: those that
// know it. Callers hold s.mu.
func (s *Sandbox) contactsOf(a *account) []*account {
	var list []*account
	for key := range s.known {
		from, to, _ := strings.Cut(key, "/")
		if other := s.accounts[from]; to == a.number && other != nil && other != a {
			list = append(list, other)
		}
	}
	return list
}

func (s *Sandbox) restoreAcquaintance(key string, raw []byte) error {
	var known acquaintance
	if err := json.Unmarshal(raw, &known); err != nil {
		return fmt.Errorf("read acquaintance: %w", err)
	}
	s.known[key] = known
	return nil
}

// token is what from gives to, to show that from trusts it: a time and a
// signature over it and both sides.
func (s *Sandbox) token(from, to *account, at time.Time) []byte {
	stamp := binary.BigEndian.AppendUint64(nil, uint64(at.Unix()))
	return append(stamp, s.sign("trusted contact", fmt.Sprintf("%s %s %d", from.number, to.number, at.Unix()))...)
}

// checkToken reports whether raw is a token from has given to and that still counts.
func (s *Sandbox) checkToken(raw []byte, from, to *account, now time.Time) (valid, current bool) {
	if len(raw) <= 8 {
		return false, false
	}
	at := time.Unix(int64(binary.BigEndian.Uint64(raw)), 0)
	if !hmac.Equal(raw, s.token(from, to, at)) {
		return false, false
	}
	return true, now.Sub(at) < tokenLife
}

// issueTokens passes on that the account trusts somebody: the other side's
// devices get a token to show with their messages.
func (c *conn) issueTokens(n, request *waBinary.Node) {
	var b batch
	c.s.mu.Lock()
	for _, token := range request.GetChildrenByTag("token") {
		jid, ok := attrJID(&token, "jid")
		target := c.s.accountOf(jid)
		at := token.AttrGetter().OptionalUnixTime("t")
		if !ok || target == nil {
			continue // somebody who has left
		}
		if at.IsZero() || attrString(&token, "type") != "trusted_contact" {
			c.s.mu.Unlock()
			c.malformed(n, "privacy token without a time or of an unknown type")
			return
		}
		c.s.note(&b, c.dev.acct, target, func(k *acquaintance) { k.Vouched = at.UTC() })
		for _, dev := range target.sortedDevices() {
			if !dev.isPhone() {
				c.s.enqueue(&b, dev, c.s.tokenNotice(c.dev.acct, target, jid, at))
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

func (s *Sandbox) tokenNotice(from, to *account, form types.JID, at time.Time) waBinary.Node {
	return waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": from.as(form), "sender_lid": from.lidJID(), "type": "privacy_token", "id": s.newID(), "t": s.unix(),
	}, Content: []waBinary.Node{{Tag: "tokens", Content: []waBinary.Node{{
		Tag: "token", Attrs: waBinary.Attrs{"type": "trusted_contact", "t": at.Unix()}, Content: s.token(from, to, at),
	}}}}}
}
