package whatsapp

import (
	"context"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/message"
)

// called logs a call and rejects it, where the account wants that.
func (s *session) called(ctx context.Context, call types.BasicCallMeta, video bool) error {
	caller := s.engine.peer(ctx, call.CallCreator, call.CallCreatorAlt)
	chat := caller
	if !call.GroupJID.IsEmpty() {
		chat = s.engine.peer(ctx, call.GroupJID, types.EmptyJID)
	}
	if nobody(chat) || nobody(caller) {
		return nil
	}
	reject, err := s.engine.messages.Called(ctx, message.Inbound{
		AccountID: s.id, WAID: clean(call.CallID), Chat: chat, Sender: caller, Timestamp: call.Timestamp.UTC(), Late: s.late(call.Timestamp),
		Content: message.Content{Call: &message.CallLog{ID: clean(call.CallID), Video: video, Group: !call.GroupJID.IsEmpty()}},
	})
	if err != nil || !reject {
		return err
	}
	if err := s.client.RejectCall(ctx, call.From, call.CallID); err != nil {
		s.log.WarnContext(ctx, "call not rejected", "error", err)
		return nil // it rings on the phone
	}
	if err := s.engine.messages.Rejected(ctx, s.id, caller, clean(call.CallID)); err != nil {
		s.log.WarnContext(ctx, "rejected call not answered", "error", err)
	}
	return nil
}

// callOver notes that a call does not ring any more.
func (s *session) callOver(ctx context.Context, call types.BasicCallMeta, reason string) error {
	outcome := message.CallEnded
	if reason == "timeout" {
		outcome = message.CallMissed
	}
	return s.engine.messages.CallOver(ctx, s.id, clean(call.CallID), outcome)
}

// isVideo tells whether a call offers a picture.
func isVideo(evt *events.CallOffer) bool {
	if evt.Data == nil {
		return false
	}
	_, ok := evt.Data.GetOptionalChildByTag("video")
	return ok
}
