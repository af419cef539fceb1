package message

import (
	"regexp"
	"strings"

	"switchboard/internal/account"
	"switchboard/internal/fault"
)

// The servers of WhatsApp's addresses (JIDs).
const (
	phoneServer  = "s.whatsapp.net"
	legacyServer = "c.us"
	lidServer    = "lid"
	groupServer  = "g.us"

	channelServer = "newsletter"
	// StatusPosts is where what the account shows to all its contacts for a day goes to.
	StatusPosts = "status@broadcast"
)

// Peer is whom a message goes to or comes from. A person has a phone number, a LID
// (WhatsApp's number that hides the phone's), or both; a group has its address, and so
// have channels and the account's status posts.
type Peer struct {
	Phone string // digits
	LID   string // …@lid
	Group string // …@g.us, …@newsletter, status@broadcast
}

// same tells whether two addresses are of one conversation, as far as they are known.
func (p Peer) same(q Peer) bool {
	return p.Group == q.Group && (p.Group != "" || p.Phone != "" && p.Phone == q.Phone || p.LID != "" && p.LID == q.LID)
}

// JID is the peer as WhatsApp addresses it, by phone number where it is known.
func (p Peer) JID() string {
	switch {
	case p.Group != "":
		return p.Group
	case p.Phone != "":
		return p.Phone + "@" + phoneServer
	}
	return p.LID
}

// Short is the phone number in digits, or the LID or group address.
func (p Peer) Short() string {
	if p.Phone != "" {
		return p.Phone
	}
	return p.JID()
}

// The kinds of conversations.
const (
	KindDirect  = "direct"
	KindGroup   = "group"
	KindChannel = "channel"
	KindStatus  = "status"
)

// Kind is what kind of conversation is with the peer.
func (p Peer) Kind() string {
	switch {
	case p.Group == "":
		return KindDirect
	case p.Group == StatusPosts:
		return KindStatus
	case strings.HasSuffix(p.Group, "@"+channelServer):
		return KindChannel
	}
	return KindGroup
}

// Talks tells whether people talk with each other there. Channels and status posts are read,
// not answered: nothing of what comes there is confirmed as read, and no reply follows by
// itself.
func (p Peer) Talks() bool { return p.Kind() == KindDirect || p.Kind() == KindGroup }

// groupID is old (creator-time) or new (a number) in form.
var groupID = regexp.MustCompile(`^[0-9]{5,20}(-[0-9]{5,20})?$`)

var lidUser = regexp.MustCompile(`^[0-9]{5,20}$`)

// ParsePeer reads whom to write to: a phone number in any usual writing, or an id
// of WhatsApp's. field names the input in the error.
func ParsePeer(field, s string) (Peer, error) {
	s = strings.TrimSpace(s)
	user, server, isID := strings.Cut(s, "@")
	if !isID {
		server = phoneServer
	}
	switch server {
	case phoneServer, legacyServer:
		if digits, ok := account.Digits(user); ok {
			return Peer{Phone: digits}, nil
		}
	case lidServer:
		if lidUser.MatchString(user) {
			return Peer{LID: s}, nil
		}
	case groupServer, channelServer:
		if groupID.MatchString(user) {
			return Peer{Group: s}, nil
		}
	}
	if s == StatusPosts {
		return Peer{Group: s}, nil
	}
	return Peer{}, fault.Bad(field, "Write a phone number with its country code, such as +49 151 23456789, or a WhatsApp id that ends in @s.whatsapp.net, @lid, @g.us or @newsletter.")
}
