package sandbox

import (
	"slices"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// kindWaiting is what a phone shows of a message it could not read: "Waiting for
// this message. This may take a while." It becomes the message when the sender
// has sent it again, and stays when the sender never does.
const kindWaiting = "waiting"

// has reports whether the phone has a message, readable.
func (p *Phone) has(id string) bool {
	m := p.find(id)
	return m != nil && m.Type != kindWaiting
}

// awaitMessage shows that there is a message the phone cannot read, unless it is
// of a kind that is then hidden. Callers hold crypto.
func (p *Phone) awaitMessage(b *batch, in *incoming) (after func()) {
	hidden := slices.ContainsFunc(in.node.GetChildrenByTag("enc"), func(enc waBinary.Node) bool {
		return attrString(&enc, "decrypt-fail") == "hide"
	})
	if hidden || attrString(in.node, "category") == "peer" || p.find(in.id) != nil {
		return func() {}
	}
	p.s.mu.Lock()
	m := &message{PhoneMessage: PhoneMessage{
		ID: in.id, From: in.from.acct.number, To: p.acct.number, Chat: p.s.chatName(in.chat), Direction: DirectionIn,
		Type: kindWaiting, Status: "received", Timestamp: stanzaTime(in.node),
	}, Sender: in.from.acct.number, Order: in.from.routed.micros(in.id)}
	p.s.mu.Unlock()
	if in.from.acct == p.acct {
		m.Direction, m.Status = DirectionOut, "sent"
	}
	if isShared(in.chat) || in.from.acct == p.acct {
		m.To = m.Chat
	}
	p.prepare(b, m)
	return func() { p.show(m) }
}

// arrive puts a message into the history, in the place where it was waited for
// if it was. Callers hold crypto.
func (p *Phone) arrive(b *batch, m *message) (after func()) {
	waiting := p.find(m.ID)
	if waiting == nil {
		p.prepare(b, m)
		return func() { p.show(m) }
	}
	m.seq, m.Order = waiting.seq, waiting.Order
	b.putJSON(bucketMessages, p.messageKey(m.seq), m)
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if i := slices.Index(p.messages, waiting); i >= 0 {
			p.messages[i] = m
		}
		p.byID[m.ID] = m
		p.touch(m)
		p.announce()
	}
}

// awaitNoMore takes back what stood for a message that turns out to have nothing
// to show. Callers hold crypto.
func (p *Phone) awaitNoMore(b *batch, id string) (after func()) {
	waiting := p.find(id)
	if waiting == nil || waiting.Type != kindWaiting {
		return func() {}
	}
	b.del(bucketMessages, p.messageKey(waiting.seq))
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.messages = slices.DeleteFunc(p.messages, func(m *message) bool { return m == waiting })
		delete(p.byID, id)
		p.announce()
	}
}
