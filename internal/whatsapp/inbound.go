package whatsapp

import (
	"context"
	"errors"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/message"
)

// peerCategory marks what the phone and its linked devices tell each other.
const peerCategory = "peer"

var errPanicked = errors.New("the handler panicked")

// receive hands a message to the domain. Nil says that WhatsApp may forget it.
func (s *session) receive(ctx context.Context, evt *events.Message) error {
	s.backlog.count(&evt.Info)
	chat := s.engine.conversation(ctx, &evt.Info)
	r := &reader{ctx: ctx, engine: s.engine, client: s.client, log: s.log, evt: evt}
	c, ok := r.contentOf(evt.Message)
	if nobody(chat) || !ok {
		return nil
	}
	in := s.inbound(ctx, &evt.Info, chat)
	if chat.Kind() == message.KindChannel {
		post(evt, &in, &c)
	}
	in.Type, in.Text, in.Media, in.Content, in.VoteHashes = c.kind, clean(c.text), c.file, c.rest, c.votes
	if evt.UnavailableRequestID != "" {
		// It is a part of another message, which is handled when all of them are.
		return s.engine.messages.Receive(ctx, in)
	}
	keys, stored := s.keys.Load().carry()
	in.Keys = keys
	err := errPanicked
	defer func() { stored(err) }()
	err = s.engine.messages.Receive(ctx, in)
	if err == nil && chat.Kind() == message.KindChannel {
		s.meet(ctx, evt.Info.Chat)
	}
	return err
}

// illegible shows that a message came which cannot be read: its sender's phone, or our
// own, has been asked for it again. What a view-once message hides from linked devices
// does not come again. What the phone tells its devices (history, keys, answers) is nobody's
// message, readable or not.
func (s *session) illegible(ctx context.Context, evt *events.UndecryptableMessage) error {
	s.backlog.count(&evt.Info)
	chat := s.engine.conversation(ctx, &evt.Info)
	// A status post that cannot be read is gone in a day: nobody waits for it.
	unshown := nobody(chat) || chat.Kind() == message.KindStatus || evt.Info.Category == peerCategory
	if unshown || evt.DecryptFailMode == events.DecryptFailHide {
		return nil
	}
	return s.engine.messages.Undecryptable(ctx, s.inbound(ctx, &evt.Info, chat))
}

// inbound is what a message says about itself before it is read.
func (s *session) inbound(ctx context.Context, info *types.MessageInfo, chat message.Peer) message.Inbound {
	in := message.Inbound{
		AccountID: s.id, WAID: clean(info.ID), Chat: chat, FromMe: info.IsFromMe,
		Timestamp: info.Timestamp.UTC(), Late: s.late(info.Timestamp),
	}
	if !info.IsFromMe && chat.Kind() != message.KindChannel { // a channel says not who writes
		in.Sender = s.engine.peer(ctx, info.Sender, info.SenderAlt)
	}
	if name := clean(info.PushName); name != "-" { // WhatsApp's word for none
		in.SenderName = name
	}
	return in
}

// conversation is which conversation a message belongs to; the zero Peer for what is not
// shown.
func (e *Engine) conversation(ctx context.Context, info *types.MessageInfo) message.Peer {
	switch info.Chat.Server {
	case types.NewsletterServer:
		return message.Peer{Group: info.Chat.String()}
	case types.BroadcastServer:
		if info.Chat == types.StatusBroadcastJID {
			return message.Peer{Group: message.StatusPosts}
		}
		// What comes by a broadcast list shows in the conversation with its sender.
		if !info.Chat.IsBroadcastList() || info.IsFromMe {
			return message.Peer{}
		}
		return e.peer(ctx, info.Sender, info.SenderAlt)
	case types.BotServer:
		return message.Peer{}
	}
	if info.IsFromMe {
		return e.peer(ctx, info.Chat, info.RecipientAlt)
	}
	return e.peer(ctx, info.Chat, info.SenderAlt)
}
