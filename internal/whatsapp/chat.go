package whatsapp

import (
	"context"
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/chat"
	"switchboard/internal/message"
)

var _ chat.Engine = (*Engine)(nil)

// connected is the client of an account that sends and receives now.
func (e *Engine) connected(id uuid.UUID) (*session, *whatsmeow.Client, error) {
	s, err := e.online(id)
	if err != nil {
		return nil, nil, err
	}
	client := s.online.Load()
	if client == nil {
		return nil, nil, errNotConnected
	}
	return s, client, nil
}

// ConfirmRead tells senders that their messages were read.
func (e *Engine) ConfirmRead(ctx context.Context, accountID uuid.UUID, in message.Peer, unread []chat.Unread) error {
	if !in.Talks() {
		return nil // whose status was seen, and which posts, is the phone's to say
	}
	_, client, err := e.connected(accountID)
	if err != nil {
		return err
	}
	jid, err := e.chatJID(ctx, in)
	if err != nil {
		return err
	}
	for _, u := range unread {
		sender := jid
		if in.Group != "" {
			if sender, err = e.chatJID(ctx, u.Sender); err != nil {
				return err
			}
		}
		if err := client.MarkRead(ctx, u.WAIDs, time.Now(), jid, sender); err != nil {
			return sendFault(err)
		}
	}
	return nil
}

// ChangeChat archives, pins and mutes a conversation on the account's other devices.
func (e *Engine) ChangeChat(ctx context.Context, accountID uuid.UUID, in message.Peer, p chat.Patch, last *chat.Last) error {
	s, client, err := e.connected(accountID)
	if err != nil {
		return err
	}
	jid, err := e.chatJID(ctx, in)
	if err != nil {
		return err
	}
	var patches []appstate.PatchInfo
	if p.Archived != nil {
		at, key := e.lastKey(ctx, jid, last)
		patches = append(patches, appstate.BuildArchive(jid, *p.Archived, at, key))
	}
	if p.Pinned != nil {
		patches = append(patches, appstate.BuildPin(jid, *p.Pinned))
	}
	if p.MutedUntil != nil {
		patches = append(patches, mutePatch(jid, *p.MutedUntil))
	}
	return s.changeSettings(ctx, client, patches...)
}

// mutePatch writes until when a conversation is mute; without an end for good.
func mutePatch(jid types.JID, until time.Time) appstate.PatchInfo {
	if until.IsZero() || until.Equal(chat.Forever) {
		return appstate.BuildMuteAbs(jid, !until.IsZero(), nil)
	}
	return appstate.BuildMuteAbs(jid, true, proto.Int64(until.UnixMilli()))
}

func (e *Engine) lastKey(ctx context.Context, in types.JID, last *chat.Last) (time.Time, *waCommon.MessageKey) {
	if last == nil {
		return time.Time{}, nil
	}
	key := &waCommon.MessageKey{RemoteJID: proto.String(in.String()), FromMe: &last.FromMe, ID: &last.WAID}
	if in.Server == types.GroupServer && !last.FromMe {
		if sender, err := e.chatJID(ctx, last.Sender); err == nil {
			key.Participant = proto.String(sender.String())
		}
	}
	return last.At, key
}

// Chats is told what the account's other devices do to conversations.
type Chats interface {
	ReadElsewhere(ctx context.Context, accountID uuid.UUID, in message.Peer, at time.Time) error
	ChangedElsewhere(ctx context.Context, accountID uuid.UUID, in message.Peer, p chat.Patch) error
}

// touched passes on what another device of the account did to a conversation. It comes
// again with the account's settings, so one that is lost is no loss.
func (s *session) touched(ctx context.Context, evt any) {
	chats := s.engine.chats
	if chats == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	peer := func(jid types.JID) message.Peer { return s.engine.peer(ctx, jid, types.EmptyJID) }
	var err error
	switch evt := evt.(type) {
	case *events.Archive:
		is := s.settingsOf(ctx, evt.JID, types.LocalChatSettings{Archived: evt.Action.GetArchived()})
		err = chats.ChangedElsewhere(ctx, s.id, peer(evt.JID), chat.Patch{Archived: &is.Archived})
	case *events.Pin:
		is := s.settingsOf(ctx, evt.JID, types.LocalChatSettings{Pinned: evt.Action.GetPinned()})
		err = chats.ChangedElsewhere(ctx, s.id, peer(evt.JID), chat.Patch{Pinned: &is.Pinned})
	case *events.Mute:
		told, endless := mutedUntil(evt.Action.GetMuted(), evt.Action.GetMuteEndTimestamp()), evt.Action.GetMuted() && evt.Action.GetMuteEndTimestamp() == 0
		until := s.settingsOf(ctx, evt.JID, types.LocalChatSettings{MutedUntil: told}).MutedUntil.UTC()
		if until.Equal(store.MutedForever) || until.IsZero() && endless { // the library takes no end for none
			until = chat.Forever
		}
		err = chats.ChangedElsewhere(ctx, s.id, peer(evt.JID), chat.Patch{MutedUntil: &until})
	case *events.MarkChatAsRead:
		if evt.Action.GetRead() {
			err = chats.ReadElsewhere(ctx, s.id, peer(evt.JID), endOf(evt.Timestamp))
		}
	case *events.Receipt:
		err = chats.ReadElsewhere(ctx, s.id, s.engine.peer(ctx, evt.Chat, evt.RecipientAlt), endOf(evt.Timestamp))
	}
	if err != nil {
		s.log.WarnContext(ctx, "change of a conversation not stored", "error", err)
	}
}

// settingsOf is how a conversation is set by now. The library tells of changes one after the
// other, but of those that we have made ourselves later than of what came after them; its
// copy is always the last. Where it has none, told is.
func (s *session) settingsOf(ctx context.Context, jid types.JID, told types.LocalChatSettings) types.LocalChatSettings {
	is, err := s.client.Store.ChatSettings.GetChatSettings(ctx, jid)
	if err != nil || !is.Found {
		return told
	}
	return is
}

// endOf is the end of the second that WhatsApp names.
func endOf(at time.Time) time.Time { return at.UTC().Truncate(time.Second).Add(time.Second) }

func mutedUntil(muted bool, ends int64) time.Time {
	switch {
	case !muted:
		return time.Time{}
	case ends <= 0:
		return chat.Forever
	}
	return time.UnixMilli(ends).UTC()
}
