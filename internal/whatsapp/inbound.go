package whatsapp

import (
	"context"
	"errors"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/message"
)

var errPanicked = errors.New("the handler panicked")

// receive hands a message to the domain. Nil says that WhatsApp may forget it.
func (s *session) receive(ctx context.Context, evt *events.Message) error {
	chat := s.engine.conversation(ctx, &evt.Info)
	r := &reader{ctx: ctx, engine: s.engine, client: s.client, log: s.log, evt: evt}
	c, ok := r.contentOf(evt.Message)
	if nobody(chat) || !ok {
		return nil
	}
	in := message.Inbound{
		AccountID: s.id, WAID: clean(evt.Info.ID), Chat: chat, FromMe: evt.Info.IsFromMe,
		Type: c.kind, Text: clean(c.text), Media: c.file, Content: c.rest, VoteHashes: c.votes, Timestamp: evt.Info.Timestamp.UTC(),
	}
	if !evt.Info.IsFromMe {
		in.Sender = s.engine.peer(ctx, evt.Info.Sender, evt.Info.SenderAlt)
	}
	if name := clean(evt.Info.PushName); name != "-" { // WhatsApp's word for none
		in.SenderName = name
	}
	return s.engine.messages.Receive(ctx, in)
}

// conversation is which conversation a message belongs to; the zero Peer for status
// posts, channels and others that are not shown.
func (e *Engine) conversation(ctx context.Context, info *types.MessageInfo) message.Peer {
	switch info.Chat.Server {
	case types.BroadcastServer:
		// What comes by a broadcast list shows in the conversation with its sender.
		if !info.Chat.IsBroadcastList() || info.IsFromMe {
			return message.Peer{}
		}
		return e.peer(ctx, info.Sender, info.SenderAlt)
	case types.NewsletterServer, types.BotServer:
		return message.Peer{}
	}
	if info.IsFromMe {
		return e.peer(ctx, info.Chat, info.RecipientAlt)
	}
	return e.peer(ctx, info.Chat, info.SenderAlt)
}
