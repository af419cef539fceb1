package whatsapp

import (
	"context"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waMmsRetry"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/media"
)

// Files is told what the phone answers to AskAgain.
type Files interface {
	Renewed(ctx context.Context, accountID uuid.UUID, waID string, renew func(source []byte) ([]byte, bool)) error
}

// BindFiles says who asks the phone for files again. It comes before the first Start.
func (e *Engine) BindFiles(files Files) { e.files = files }

// AskAgain asks the account's phone to upload the file of a message once more: WhatsApp
// keeps files for some weeks only. The answer comes later, to Files.
func (e *Engine) AskAgain(ctx context.Context, accountID uuid.UUID, o media.Origin, source []byte) error {
	_, client, err := e.connected(accountID)
	if err != nil {
		return err
	}
	chat, err := types.ParseJID(o.Chat)
	if err != nil {
		return errFileGone.WithCause(err)
	}
	info := &types.MessageInfo{ID: o.WAID, MessageSource: types.MessageSource{
		Chat: chat, IsFromMe: o.FromMe, IsGroup: chat.Server == types.GroupServer,
	}}
	if info.IsGroup {
		if info.Sender, err = types.ParseJID(o.Sender); err != nil {
			return errFileGone.WithCause(err)
		}
	}
	file, ok := downloadable(source)
	if !ok {
		return errFileGone
	}
	if err := client.SendMediaRetryReceipt(ctx, info, file.GetMediaKey()); err != nil {
		return sendFault(err)
	}
	return nil
}

// renewed passes on where the phone has put a file.
func (s *session) renewed(ctx context.Context, evt *events.MediaRetry) error {
	if s.engine.files == nil {
		return nil
	}
	return s.engine.files.Renewed(ctx, s.id, evt.MessageID, func(source []byte) ([]byte, bool) {
		file, ok := downloadable(source)
		if !ok {
			return nil, false
		}
		answer, err := whatsmeow.DecryptMediaRetryNotification(evt, file.GetMediaKey())
		if err != nil || answer.GetResult() != waMmsRetry.MediaRetryNotification_SUCCESS || answer.GetDirectPath() == "" {
			s.log.InfoContext(ctx, "phone does not have the file", "result", answer.GetResult().String(), "error", err)
			return nil, false
		}
		return withPath(source, answer.GetDirectPath())
	})
}

// withPath is a source with another address.
func withPath(source []byte, path string) ([]byte, bool) {
	var m waE2E.Message
	if err := proto.Unmarshal(source, &m); err != nil {
		return nil, false
	}
	switch {
	case m.ImageMessage != nil:
		m.ImageMessage.DirectPath = &path
	case m.VideoMessage != nil:
		m.VideoMessage.DirectPath = &path
	case m.AudioMessage != nil:
		m.AudioMessage.DirectPath = &path
	case m.DocumentMessage != nil:
		m.DocumentMessage.DirectPath = &path
	case m.StickerMessage != nil:
		m.StickerMessage.DirectPath = &path
	}
	raw, err := proto.Marshal(&m)
	return raw, err == nil
}
