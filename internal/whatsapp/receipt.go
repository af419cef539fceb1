package whatsapp

import (
	"context"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/message"
)

// receiptStatuses are the receipts that say how far a message of ours came. A device
// that nobody looks at confirms as "inactive", which WhatsApp's own apps do not show.
var receiptStatuses = map[types.ReceiptType]message.Status{
	types.ReceiptTypeDelivered: message.Delivered,
	types.ReceiptTypeRead:      message.Read,
	types.ReceiptTypePlayed:    message.Played,
}

// receipt records that somebody else got, read or played messages. Receipts of the
// account's other devices are about what those did.
func (s *session) receipt(ctx context.Context, evt *events.Receipt) error {
	if evt.Type == types.ReceiptTypeReadSelf || evt.IsFromMe && evt.Type == types.ReceiptTypeRead {
		s.touched(ctx, evt)
		return nil
	}
	status, ok := receiptStatuses[evt.Type]
	if !ok || evt.IsFromMe || evt.Chat.Server == types.BroadcastServer {
		return nil
	}
	chat := s.engine.peer(ctx, evt.Chat, evt.SenderAlt)
	if nobody(chat) {
		return nil
	}
	r := message.Receipt{AccountID: s.id, Chat: chat, WAIDs: evt.MessageIDs, Status: status, At: evt.Timestamp.UTC()}
	if evt.IsGroup {
		r.From = s.engine.peer(ctx, evt.Sender, evt.SenderAlt)
	}
	return s.engine.messages.Receipt(ctx, r)
}

// rename records the name that a contact goes by. It comes with every message, so one
// that is lost is no loss.
func (s *session) rename(ctx context.Context, evt *events.PushName) {
	name := clean(evt.NewPushName)
	if name == "" || (evt.Message != nil && evt.Message.IsFromMe) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	who := s.engine.peer(ctx, evt.JID, evt.JIDAlt)
	if nobody(who) || who.Group != "" {
		return
	}
	if err := s.engine.messages.RenameContact(ctx, s.id, who, name); err != nil {
		s.log.WarnContext(ctx, "contact not renamed", "error", err)
	}
}
