package sandbox

import (
	"context"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// Read marks what the phone has received in a chat as read and tells the
// senders. It fails for an unknown chat and while the phone is offline.
func (p *Phone) Read(ctx context.Context, chat string) error {
	jid, err := p.s.findChat(chat)
	if err != nil {
		return inField("chat", err)
	}
	if err = p.requireOnline(); err != nil {
		return err
	}
	p.s.mu.Lock()
	name := p.s.chatName(jid)
	p.s.mu.Unlock()
	p.crypto.Lock()
	defer p.crypto.Unlock()
	unread := map[string][]string{} // sender -> ids
	p.mu.Lock()
	for _, m := range p.messages {
		if m.Chat == name && m.Direction == DirectionIn && m.Status == "received" && m.Type != kindWaiting {
			unread[m.Sender] = append(unread[m.Sender], m.ID)
		}
	}
	p.mu.Unlock()
	var b batch
	for sender, ids := range unread {
		p.sendReceipt(&b, p.readReceipt(jid, sender, ids))
		p.raise(&b, ids, "read", func(m *message) bool { return m.Direction == DirectionIn })
	}
	return p.s.commit(&b)
}

func (p *Phone) readReceipt(chat types.JID, sender string, ids []string) waBinary.Node {
	attrs := waBinary.Attrs{"id": ids[0], "to": chat, "type": p.readType(), "t": p.s.unix()}
	if isShared(chat) {
		p.s.mu.Lock()
		if a := p.s.accounts[sender]; a != nil {
			attrs["participant"] = a.lidJID()
		}
		p.s.mu.Unlock()
	}
	n := waBinary.Node{Tag: "receipt", Attrs: attrs}
	if len(ids) > 1 {
		items := make([]waBinary.Node, 0, len(ids)-1)
		for _, id := range ids[1:] {
			items = append(items, waBinary.Node{Tag: "item", Attrs: waBinary.Attrs{"id": id}})
		}
		n.Content = []waBinary.Node{{Tag: "list", Content: items}}
	}
	return n
}

// readType is read, or read-self for who keeps it to the own devices.
func (p *Phone) readType() string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if p.acct.privacyOf("readreceipts") == "none" {
		return "read-self"
	}
	return "read"
}

// Typing shows the other side that the phone's owner is typing: state is
// composing, recording or paused. It fails for another state, an unknown chat
// and while the phone is offline.
func (p *Phone) Typing(ctx context.Context, to, state string) error {
	chat, err := p.s.findChat(to)
	if err != nil {
		return inField("to", err)
	}
	if err = p.requireOnline(); err != nil {
		return err
	}
	n := waBinary.Node{Tag: "composing"}
	switch state {
	case "composing":
	case "recording":
		n.Attrs = waBinary.Attrs{"media": "audio"}
	case "paused":
		n.Tag = "paused"
	default:
		return invalid("state", "state is composing, recording or paused.")
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.s.forwardChatState(p.acct.devices[0], chat, n)
	return nil
}
