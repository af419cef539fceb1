package sandbox

import (
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// receivePost shows a message of a channel. Callers hold crypto.
func (p *Phone) receivePost(b *batch, n *waBinary.Node, chat types.JID) (after func()) {
	nothing := func() {}
	raw := content(n, "plaintext")
	msg := &waE2E.Message{}
	if proto.Unmarshal(raw, msg) != nil {
		return nothing
	}
	d, ok := describe(msg)
	id := attrString(n, "id")
	switch edit := attrString(n, "edit"); {
	case edit == newsRevoke:
		d, ok = about("revoke", "", id), true
		id += "/" + newsRevoke
	case edit != "":
		d.kind, d.Target = "edit", id
		id = newMessageID() // the post has its own
	}
	if !ok || p.find(id) != nil {
		return nothing
	}
	p.s.mu.Lock()
	l := p.s.newsletters[chat.User]
	m := &message{PhoneMessage: PhoneMessage{
		ID: id, From: chat.String(), To: p.acct.number, Chat: chat.String(), Text: d.text, Type: d.kind,
		Direction: DirectionIn, Status: "received", Timestamp: stanzaTime(n), MessageDetails: d.MessageDetails,
	}, Sender: chat.String(), Proto: raw, File: d.file, Order: stanzaTime(n).UnixMicro()}
	if l != nil && l.Owner == p.acct.number {
		m.Direction, m.Status = DirectionOut, "sent"
	}
	p.s.mu.Unlock()
	if d.file != nil {
		m.Media = d.file.public(p.acct.number, id)
	}
	p.prepare(b, m)
	return func() { p.show(m) }
}
