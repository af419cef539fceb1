package whatsapp

import (
	"bytes"
	"strings"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"switchboard/internal/message"
)

// content is what a message says.
type content struct {
	kind  message.Type
	text  string
	file  *message.InboundMedia
	rest  message.Content
	votes [][]byte
}

// contentOf reads a message; false when it has nothing to show: keys, settings and what
// else clients tell each other.
func (r *reader) contentOf(m *waE2E.Message) (content, bool) {
	m = unwrap(m)
	if m == nil {
		return content{}, false
	}
	if c, ok := r.actionOf(m); ok || r.quiet {
		return c, ok
	}
	c, ok := r.bodyOf(m)
	if ok && c.kind.HasFile() && c.file == nil {
		// A picture that was opened once and is gone comes without its file.
		c = content{kind: message.Unsupported, text: onPhoneOnly}
	}
	if ok {
		r.describe(&c, contextOf(m))
	}
	return c, ok
}

const onPhoneOnly = "A file that can be seen on the phone only"

// bodyOf reads what a message shows.
func (r *reader) bodyOf(m *waE2E.Message) (content, bool) {
	if c, ok := choiceOf(m); ok {
		return c, true
	}
	if text, ok := textOf(m); ok && text != "" {
		c := content{kind: message.Text, text: text}
		if t := m.ExtendedTextMessage; t.GetMatchedText() != "" && t.GetTitle() != "" {
			c.rest.LinkPreview = &message.LinkPreview{
				URL: clean(t.GetMatchedText()), Title: clean(t.GetTitle()), Description: clean(t.GetDescription()),
			}
		}
		return c, true
	} else if ok {
		return content{}, false
	}
	if c, ok := fileOf(m); ok {
		return c, true
	}
	if c, ok := thingOf(m); ok {
		return c, true
	}
	if text := described(m); text != "" {
		return content{kind: message.Unsupported, text: text}, true
	}
	return content{}, false
}

// unwrap takes off the wrappings that the library leaves on: pictures of an album,
// mentions of a group, what a bot passed on.
func unwrap(m *waE2E.Message) *waE2E.Message {
	for range 4 {
		var inner *waE2E.Message
		for _, w := range []*waE2E.FutureProofMessage{
			m.GetAssociatedChildMessage(), m.GetGroupMentionedMessage(), m.GetSpoilerMessage(),
			m.GetBotForwardedMessage(), m.GetQuestionMessage(), m.GetQuestionReplyMessage(),
		} {
			if w.GetMessage() != nil {
				inner = w.GetMessage()
			}
		}
		if inner == nil {
			return m
		}
		m = inner
	}
	return m
}

// textOf is what somebody wrote.
func textOf(m *waE2E.Message) (string, bool) {
	switch {
	case m.Conversation != nil:
		return m.GetConversation(), true
	case m.ExtendedTextMessage != nil:
		return m.GetExtendedTextMessage().GetText(), true
	}
	return "", false
}

// attached is what the messages with a file have in common.
type attached interface {
	whatsmeow.DownloadableMessage
	GetMimetype() string
	GetFileLength() uint64
}

// fileOf reads a message with a file; without one where WhatsApp no longer says where it
// is. Its source is the least that finds and decrypts
// the file, as a message of the same kind, because the kind is part of the key.
func fileOf(m *waE2E.Message) (content, bool) {
	var c content
	var f attached
	var name string
	source := &waE2E.Message{}
	switch {
	case m.ImageMessage != nil:
		f, c = m.ImageMessage, content{kind: message.Image, text: m.ImageMessage.GetCaption()}
		source.ImageMessage = &waE2E.ImageMessage{
			DirectPath: m.ImageMessage.DirectPath, MediaKey: f.GetMediaKey(),
			FileSHA256: f.GetFileSHA256(), FileEncSHA256: f.GetFileEncSHA256(), FileLength: m.ImageMessage.FileLength,
		}
	case m.VideoMessage != nil || m.PtvMessage != nil:
		v := m.VideoMessage
		if v == nil {
			v = m.PtvMessage
		}
		f, c = v, content{kind: message.Video, text: v.GetCaption()}
		if v.GetGifPlayback() {
			c.kind = message.GIF
		}
		if v.GetSeconds() > 0 {
			c.rest.Recording = &message.Recording{Seconds: int(v.GetSeconds())}
		}
		source.VideoMessage = &waE2E.VideoMessage{
			DirectPath: v.DirectPath, MediaKey: f.GetMediaKey(),
			FileSHA256: f.GetFileSHA256(), FileEncSHA256: f.GetFileEncSHA256(), FileLength: v.FileLength,
		}
	case m.AudioMessage != nil:
		f, c = m.AudioMessage, content{kind: message.Audio}
		if m.AudioMessage.GetPTT() {
			c.kind = message.Voice
		}
		c.rest.Recording = &message.Recording{Seconds: int(m.AudioMessage.GetSeconds()), Waveform: waveform(m.AudioMessage.GetWaveform())}
		source.AudioMessage = &waE2E.AudioMessage{
			DirectPath: m.AudioMessage.DirectPath, MediaKey: f.GetMediaKey(),
			FileSHA256: f.GetFileSHA256(), FileEncSHA256: f.GetFileEncSHA256(), FileLength: m.AudioMessage.FileLength,
		}
	case m.DocumentMessage != nil:
		d := m.DocumentMessage
		f, c = d, content{kind: message.Document, text: d.GetCaption()}
		if name = d.GetFileName(); name == "" {
			name = d.GetTitle()
		}
		source.DocumentMessage = &waE2E.DocumentMessage{
			DirectPath: d.DirectPath, MediaKey: f.GetMediaKey(),
			FileSHA256: f.GetFileSHA256(), FileEncSHA256: f.GetFileEncSHA256(), FileLength: d.FileLength,
		}
	case m.StickerMessage != nil:
		f, c = m.StickerMessage, content{kind: message.Sticker}
		source.StickerMessage = &waE2E.StickerMessage{
			DirectPath: m.StickerMessage.DirectPath, MediaKey: f.GetMediaKey(),
			FileSHA256: f.GetFileSHA256(), FileEncSHA256: f.GetFileEncSHA256(), FileLength: m.StickerMessage.FileLength,
		}
	default:
		return content{}, false
	}
	raw, err := proto.Marshal(source)
	if err != nil || f.GetDirectPath() == "" {
		return c, true
	}
	c.file = &message.InboundMedia{
		Mimetype: mimetypeOf(f.GetMimetype()), Filename: filename(name),
		Size: int64(min(f.GetFileLength(), 1<<62)), SHA256: f.GetFileSHA256(), Source: raw, Preview: preview(f),
	}
	return c, true
}

// maxPreview is more than the small pictures that WhatsApp's apps send along, in bytes.
const maxPreview = 64 << 10

// preview is the small JPEG that came along; nil where there is none.
func preview(m attached) []byte {
	var b []byte
	if p, ok := m.(interface{ GetJPEGThumbnail() []byte }); ok {
		b = p.GetJPEGThumbnail()
	}
	if len(b) > maxPreview || !bytes.HasPrefix(b, []byte("\xff\xd8\xff")) {
		return nil
	}
	return b
}

// maxWaveform is how many loudnesses WhatsApp's apps draw.
const maxWaveform = 64

func waveform(w []byte) []byte { return w[:min(len(w), maxWaveform)] }

// mimetypeOf is a media type without its parameters.
func mimetypeOf(s string) string {
	s, _, _ = strings.Cut(clean(s), ";")
	if s = strings.ToLower(strings.TrimSpace(s)); s != "" {
		return s
	}
	return "application/octet-stream"
}

// filename keeps the last part of a name that somebody else chose.
func filename(s string) string {
	s = clean(s)
	return s[strings.LastIndexAny(s, `/\`)+1:]
}

// silent are the fields of a message that have nothing to show.
var silent = map[protoreflect.Name]bool{
	"senderKeyDistributionMessage": true, "fastRatchetKeySenderKeyDistributionMessage": true,
	"messageContextInfo": true, "protocolMessage": true, "deviceSentMessage": true, "call": true, "chat": true,
	"reactionMessage": true, "encReactionMessage": true, "pollUpdateMessage": true, "pollAddOptionMessage": true,
	"keepInChatMessage": true, "pinInChatMessage": true, "stickerSyncRmrMessage": true, "albumMessage": true,
	"encEventResponseMessage": true, "secretEncryptedMessage": true, "encCommentMessage": true, "commentMessage": true,
	"placeholderMessage": true, "messageHistoryBundle": true, "messageHistoryNotice": true,
	"callLogMesssage": true, "bcallMessage": true, "editedMessage": true, "groupRootKeyShare": true,
	"rootSecretDistributeMessage": true, "limitSharingMessage": true, "scheduledCallEditMessage": true,
	"statusMentionMessage": true, "groupStatusMentionMessage": true, "groupStatusMessage": true, "groupStatusMessageV2": true,
	"statusNotificationMessage": true, "statusStickerInteractionMessage": true, "statusAddYours": true,
	"statusLinkPreviewMetadata": true, "splitPaymentUpdateMessage": true, "botTaskMessage": true,
	"botPlatformRegistrationSuccessMessage": true, "requestPhoneNumberMessage": true,
}

// words say in short what a message is that cannot be shown yet.
var words = map[protoreflect.Name]string{
	"lottieStickerMessage": "A sticker", "stickerPackMessage": "A sticker pack",
	"pollCreationMessage": "A poll", "pollCreationMessageV2": "A poll", "pollCreationMessageV3": "A poll",
	"pollCreationMessageV4": "A poll", "pollCreationMessageV5": "A poll", "pollCreationMessageV6": "A poll",
	"pollResultSnapshotMessage": "Results of a poll", "pollResultSnapshotMessageV3": "Results of a poll",
	"groupInviteMessage": "An invitation to a group", "newsletterAdminInviteMessage": "An invitation to a channel",
	"newsletterFollowerInviteMessageV2": "An invitation to a channel",
	"eventMessage":                      "An event", "eventInviteMessage": "An event", "scheduledCallCreationMessage": "A planned call",
	"productMessage": "A product", "orderMessage": "An order", "invoiceMessage": "An invoice",
	"sendPaymentMessage": "A payment", "requestPaymentMessage": "A request for payment",
	"paymentInviteMessage": "An invitation to payments", "paymentReminderMessage": "A reminder of a payment",
	"splitPaymentMessage": "A shared bill", "declinePaymentRequestMessage": "A declined payment",
	"cancelPaymentRequestMessage": "A cancelled payment",
	"templateMessage":             "A message with buttons", "buttonsMessage": "A message with buttons",
	"interactiveMessage": "A message with buttons", "listMessage": "A message with a list",
	"highlyStructuredMessage": "A message with buttons", "musicMessage": "A song",
}

// described says in short what a message is; empty when it has nothing to show.
func described(m *waE2E.Message) string {
	var text string
	m.ProtoReflect().Range(func(f protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		if silent[f.Name()] {
			return true
		}
		if text = words[f.Name()]; text == "" {
			text = "A message of a kind that is not shown here yet"
		}
		return false
	})
	return text
}
