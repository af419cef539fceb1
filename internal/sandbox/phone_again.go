package sandbox

import (
	"context"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

// sendAgain answers a retry receipt: the same message, for the device that
// asked, in a new session when it sends keys or asks for the second time.
func (p *Phone) sendAgain(b *batch, dev *device, n *waBinary.Node) {
	retry, ok := child(n, "retry")
	m := p.find(attrString(n, "id"))
	if !ok || m == nil || m.Direction != DirectionOut || m.Proto == nil || dev.isPhone() && dev.acct == p.acct {
		return
	}
	count := retry.AttrGetter().OptionalInt("count")
	if count > maxRetries {
		return
	}
	chat, err := p.s.findChat(m.Chat)
	if err != nil {
		return
	}
	plain := m.Proto
	content := &waE2E.Message{}
	if proto.Unmarshal(m.Proto, content) != nil {
		return
	}
	if dev.acct == p.acct && !isShared(chat) {
		plain, _ = proto.Marshal(&waE2E.Message{DeviceSentMessage: &waE2E.DeviceSentMessage{
			DestinationJID: proto.String(chat.String()), Message: content,
		}, MessageContextInfo: content.GetMessageContextInfo()})
	}
	ctx := context.Background()
	tx := p.beginSignal()
	if isShared(chat) {
		if plain, err = tx.withSenderKey(ctx, chat, p.acct.devices[0], m.Proto); err != nil {
			p.s.log.Error("sender key cannot be repeated", "error", err)
			return
		}
	}
	_, hasKeys := child(n, "keys")
	enc, err := p.sealFor(ctx, tx, b, dev, plain, hasKeys || count > 1)
	if err != nil {
		p.s.log.Debug("message cannot be sent again", "error", err)
		return
	}
	enc.Attrs["count"] = count
	attrs := stanzaAttrs(m.ID, dev.lidJID(), content)
	switch {
	case isShared(chat):
		attrs["to"], attrs["participant"] = chat, dev.lidJID()
	case dev.acct == p.acct:
		attrs["recipient"] = chat
		fallthrough
	default:
		attrs["device_fanout"] = "false"
	}
	if err = p.submit(b, tx, &waBinary.Node{Tag: "message", Attrs: attrs, Content: []waBinary.Node{enc}}); err != nil {
		p.s.log.Debug("message cannot be sent again", "error", err)
	}
}
