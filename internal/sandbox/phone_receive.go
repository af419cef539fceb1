package sandbox

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/libsignal/signalerror"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// process handles one stanza of the phone's queue. Its effects, the receipts it
// causes and its removal from the queue become durable together.
func (p *Phone) process(q *queued) {
	n, err := decodeStanza(q.raw)
	if err != nil {
		p.s.log.Error("queued stanza cannot be read", "error", err)
		n = &waBinary.Node{}
	}
	var b batch
	p.crypto.Lock()
	defer p.crypto.Unlock()
	after := func() {}
	switch n.Tag {
	case "message":
		after = p.receiveMessage(&b, n)
	case "receipt":
		after = p.receiveReceipt(&b, n)
	}
	p.s.mu.Lock()
	self := p.acct.devices[0]
	if len(self.queue) > 0 && self.queue[0] == q {
		self.queue[0] = nil
		self.queue = self.queue[1:]
		b.del(bucketQueues, queueKey(self, q.seq))
	}
	p.s.mu.Unlock()
	if p.s.commit(&b) == nil {
		after()
	}
}

// incoming is a message on its way into a phone.
type incoming struct {
	node    *waBinary.Node
	id      string
	from    *device
	chat    types.JID
	content *waE2E.Message
}

// receiveMessage decrypts a message, confirms it and returns what to do once
// that is durable. Callers hold crypto.
func (p *Phone) receiveMessage(b *batch, n *waBinary.Node) (after func()) {
	nothing := func() {}
	if chat, _ := attrJID(n, "from"); chat.Server == types.NewsletterServer {
		return p.receivePost(b, n, chat)
	}
	p.s.mu.Lock()
	from, _ := p.s.senderDevice(n)
	p.s.mu.Unlock()
	if from == nil {
		return nothing // unlinked since
	}
	in := &incoming{node: n, id: attrString(n, "id"), from: from}
	in.chat, _ = attrJID(n, "from")
	if recipient, ok := attrJID(n, "recipient"); ok {
		in.chat = recipient
	}
	in.chat = in.chat.ToNonAD()
	tx := p.beginSignal()
	err := p.open(tx, in)
	switch {
	case errors.Is(err, signalerror.ErrOldCounter) && p.has(in.id):
		// Had it already: the first confirmation was lost.
		p.confirm(b, in)
		return nothing
	case err != nil:
		// That includes the counter of another message: clients that send and
		// receive at the same moment have been seen to use one twice.
		p.s.log.Debug("phone cannot decrypt", "error", err)
		p.askAgain(b, in)
		return p.awaitMessage(b, in)
	}
	tx.flush(b)
	delete(p.retries, in.id)
	p.confirm(b, in)
	if attrString(n, "category") == "peer" {
		return p.receivePeer(b, in)
	}
	m := p.entryFor(in)
	switch {
	case m == nil:
		return p.awaitNoMore(b, in.id)
	case p.has(m.ID):
		return nothing
	}
	shown, acts := p.arrive(b, m), p.obey(b, m)
	return func() {
		shown()
		for _, act := range acts {
			p.s.spawn(func() { p.pursue(act) })
		}
	}
}

// open decrypts all ciphertexts of the message; the last content counts.
func (p *Phone) open(tx *signalTx, in *incoming) error {
	ctx := context.Background()
	found := false
	for _, enc := range in.node.GetChildrenByTag("enc") {
		plain, err := safely(func() ([]byte, error) {
			if attrString(&enc, "type") == "skmsg" {
				return tx.decryptGroup(ctx, in.chat, in.from, &enc)
			}
			return tx.decrypt(ctx, in.from, &enc)
		})
		if err != nil {
			return err
		}
		msg := &waE2E.Message{}
		if err = proto.Unmarshal(plain, msg); err != nil {
			return fmt.Errorf("read content: %w", err)
		}
		if dsm := msg.GetDeviceSentMessage(); dsm != nil {
			msg = dsm.GetMessage()
		}
		if err = p.learnSenderKey(ctx, tx, in, msg); err != nil {
			return err
		}
		in.content, found = msg, true
	}
	if !found {
		return errors.New("message has no ciphertext")
	}
	return nil
}

// entryFor makes the history entry of a message, or returns nil when it has nothing to show.
func (p *Phone) entryFor(in *incoming) *message {
	d, ok := describe(in.content)
	if !ok {
		return nil
	}
	if vote := unwrap(in.content).GetPollUpdateMessage(); vote != nil {
		if d.Selected, ok = p.openVote(in.from.acct, vote); !ok {
			return nil // a vote in a poll this phone never had
		}
	}
	raw, err := proto.Marshal(in.content)
	if err != nil {
		return nil
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.s.resolve(&d)
	m := &message{PhoneMessage: PhoneMessage{
		ID: in.id, From: in.from.acct.number, To: p.acct.number, Text: d.text, Type: d.kind,
		Direction: DirectionIn, Status: "received", Timestamp: stanzaTime(in.node),
		MessageDetails: d.MessageDetails,
	}, Sender: in.from.acct.number, Proto: raw, File: d.file, Order: in.from.routed.micros(in.id)}
	m.Chat = p.s.chatName(in.chat)
	if isShared(in.chat) {
		m.To = m.Chat
	}
	if in.from.acct == p.acct {
		m.Direction, m.Status = DirectionOut, "sent"
		m.To = m.Chat
	}
	if d.file != nil {
		m.Media = d.file.public(p.acct.number, in.id)
	}
	return m
}

func stanzaTime(n *waBinary.Node) time.Time {
	if t := n.AttrGetter().OptionalUnixTime("t"); !t.IsZero() {
		return t.UTC()
	}
	return time.Now().UTC().Truncate(time.Second)
}

// chatName is how the control API names a chat: a number, or a group's JID. Callers hold s.mu.
func (s *Sandbox) chatName(chat types.JID) string {
	if a := s.accountOf(chat); a != nil {
		return a.number
	}
	return chat.ToNonAD().String()
}

// confirm sends the receipt that takes the message out of the phone's queue.
func (p *Phone) confirm(b *batch, in *incoming) {
	attrs := receiptAttrs(in)
	switch {
	case attrString(in.node, "category") == "peer":
		attrs["type"] = "peer_msg"
	case in.from.acct == p.acct:
		attrs["type"] = "sender"
	}
	p.sendReceipt(b, waBinary.Node{Tag: "receipt", Attrs: attrs})
}

func receiptAttrs(in *incoming) waBinary.Attrs {
	attrs := waBinary.Attrs{"id": in.id, "to": in.node.Attrs["from"]}
	for _, key := range []string{"participant", "recipient"} {
		if v, ok := in.node.Attrs[key]; ok {
			attrs[key] = v
		}
	}
	return attrs
}

func (p *Phone) sendReceipt(b *batch, n waBinary.Node) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if err := p.s.routeReceipt(b, p.acct.devices[0], &n); err != nil {
		p.s.log.Error("receipt of a phone cannot be routed", "error", err)
	}
}

// askAgain asks the sender to encrypt the message anew. From the second time
// on it gives keys for a new session.
func (p *Phone) askAgain(b *batch, in *incoming) {
	p.retries[in.id]++
	count := p.retries[in.id]
	if count > maxRetries {
		p.s.mu.Lock()
		p.s.settle(b, p.acct.devices[0], "message", in.id)
		p.s.mu.Unlock()
		return
	}
	attrs := receiptAttrs(in)
	attrs["type"] = "retry"
	parts := []waBinary.Node{
		{Tag: "retry", Attrs: waBinary.Attrs{
			"count": count, "id": in.id, "t": attrString(in.node, "t"), "v": 1,
		}},
		{Tag: "registration", Content: binary.BigEndian.AppendUint32(nil, p.registration)},
	}
	if count > 1 {
		p.s.mu.Lock()
		keys := p.s.takeBundle(b, p.acct.devices[0])
		p.s.mu.Unlock()
		parts = append(parts, waBinary.Node{Tag: "keys", Content: []waBinary.Node{
			{Tag: "type", Content: []byte{ecc.DjbType}},
			{Tag: "identity", Content: keys.identity[:]},
			preKeyNode(keys.preKeyID, keys.preKey),
			keys.signed.node(),
		}})
	}
	p.sendReceipt(b, waBinary.Node{Tag: "receipt", Attrs: attrs, Content: parts})
}

// receiveReceipt moves messages up, or answers a device that could not decrypt. Callers hold crypto.
func (p *Phone) receiveReceipt(b *batch, n *waBinary.Node) (after func()) {
	kind := attrString(n, "type")
	p.s.mu.Lock()
	from, _ := p.s.senderDevice(n)
	p.s.mu.Unlock()
	if from == nil {
		return func() {}
	}
	switch kind {
	case "retry":
		p.sendAgain(b, from, n)
		return func() {}
	case "inactive", "sender":
		// Not shown: the device has it, but nobody may have been looking.
		return func() {}
	}
	status := kind
	switch kind {
	case "":
		status = "delivered"
	case "read-self":
		status = "read"
	case "played-self":
		status = "played"
	}
	own := from.acct == p.acct
	p.raise(b, receiptIDs(n), status, func(m *message) bool {
		return (m.Direction == DirectionOut) != own
	})
	return func() {}
}
