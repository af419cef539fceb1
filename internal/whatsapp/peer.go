package whatsapp

import (
	"context"
	"strings"

	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/message"
)

// peer names who an address belongs to, by number and LID as far as either is known. alt
// is the other address that WhatsApp gave with it, or empty. Addresses that are neither
// people nor groups give the zero Peer.
func (e *Engine) peer(ctx context.Context, jid, alt types.JID) message.Peer {
	if jid.Server == types.GroupServer {
		return message.Peer{Group: jid.ToNonAD().String()}
	}
	var p message.Peer
	for _, j := range []types.JID{jid, alt} {
		switch j.Server {
		case types.DefaultUserServer, types.HostedServer, types.LegacyUserServer:
			p.Phone = j.User
		case types.HiddenUserServer, types.HostedLIDServer:
			p.LID = j.User + "@" + types.HiddenUserServer
		}
	}
	return e.complete(ctx, p)
}

// complete adds the number to a LID, or the LID to a number, where it is known.
func (e *Engine) complete(ctx context.Context, p message.Peer) message.Peer {
	switch {
	case p.Group != "":
	case p.Phone == "" && p.LID != "":
		user, _, _ := strings.Cut(p.LID, "@")
		if pn, err := e.container.LIDMap.GetPNForLID(ctx, types.NewJID(user, types.HiddenUserServer)); err == nil {
			p.Phone = pn.User
		}
	case p.LID == "" && p.Phone != "":
		if lid, err := e.container.LIDMap.GetLIDForPN(ctx, phoneJID(p.Phone)); err == nil && !lid.IsEmpty() {
			p.LID = lid.ToNonAD().String()
		}
	}
	return p
}

func phoneJID(number string) types.JID { return types.NewJID(number, types.DefaultUserServer) }

// announcements is the number that WhatsApp itself writes from.
const announcements = "0"

// nobody tells whether a peer is no conversation to show.
func nobody(p message.Peer) bool { return p == (message.Peer{}) || p.Phone == announcements }

// clean makes a text of WhatsApp's fit to be stored: others' clients may send what is
// neither UTF-8 nor free of NUL, which the database refuses forever.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
