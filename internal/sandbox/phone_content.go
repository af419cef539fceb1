package sandbox

import (
	"go.mau.fi/whatsmeow/proto/waE2E"
)

// described is the part of a message's content that a phone shows.
type described struct {
	kind string
	text string
	file *mediaRef
	// target is the message an edit, revoke or reaction is about.
	target string
}

// unwrap takes a content out of its envelopes.
func unwrap(m *waE2E.Message) *waE2E.Message {
	for m != nil {
		switch {
		case m.EphemeralMessage != nil:
			m = m.EphemeralMessage.Message
		case m.ViewOnceMessage != nil:
			m = m.ViewOnceMessage.Message
		case m.ViewOnceMessageV2 != nil:
			m = m.ViewOnceMessageV2.Message
		case m.ViewOnceMessageV2Extension != nil:
			m = m.ViewOnceMessageV2Extension.Message
		case m.DocumentWithCaptionMessage != nil:
			m = m.DocumentWithCaptionMessage.Message
		case m.EditedMessage != nil:
			m = m.EditedMessage.Message
		default:
			return m
		}
	}
	return nil
}

// describe reads a content. ok is false when there is nothing to show: keys,
// settings and the like.
func describe(m *waE2E.Message) (d described, ok bool) {
	m = unwrap(m)
	switch {
	case m == nil:
		return d, false
	case m.Conversation != nil:
		return described{kind: "text", text: m.GetConversation()}, true
	case m.ExtendedTextMessage != nil:
		return described{kind: "text", text: m.GetExtendedTextMessage().GetText()}, true
	case m.ReactionMessage != nil:
		return described{
			kind: "reaction", text: m.GetReactionMessage().GetText(), target: m.GetReactionMessage().GetKey().GetID(),
		}, true
	case m.ProtocolMessage != nil:
		return describeProtocol(m.GetProtocolMessage())
	case m.LocationMessage != nil:
		return described{kind: "location", text: m.GetLocationMessage().GetName()}, true
	case m.ContactMessage != nil:
		return described{kind: "contact", text: m.GetContactMessage().GetDisplayName()}, true
	case m.PollCreationMessage != nil:
		return described{kind: "poll", text: m.GetPollCreationMessage().GetName()}, true
	case m.PollCreationMessageV3 != nil:
		return described{kind: "poll", text: m.GetPollCreationMessageV3().GetName()}, true
	}
	if file := fileOf(m); file != nil {
		return described{kind: file.Kind, text: file.Caption, file: file}, true
	}
	if m.SenderKeyDistributionMessage != nil {
		return d, false
	}
	return described{kind: "unknown"}, true
}

func describeProtocol(m *waE2E.ProtocolMessage) (described, bool) {
	switch m.GetType() {
	case waE2E.ProtocolMessage_REVOKE:
		if m.GetKey() == nil {
			return described{}, false // REVOKE is also the zero value
		}
		return described{kind: "revoke", target: m.GetKey().GetID()}, true
	case waE2E.ProtocolMessage_MESSAGE_EDIT:
		inner, _ := describe(m.GetEditedMessage())
		return described{kind: "edit", text: inner.text, target: m.GetKey().GetID()}, true
	}
	return described{}, false
}

// fileOf returns the file of a content, or nil.
func fileOf(m *waE2E.Message) *mediaRef {
	switch {
	case m.ImageMessage != nil:
		f := m.ImageMessage
		return refOf(f, "image", f.GetMimetype(), f.GetCaption(), "")
	case m.VideoMessage != nil:
		f := m.VideoMessage
		return refOf(f, "video", f.GetMimetype(), f.GetCaption(), "")
	case m.AudioMessage != nil:
		f := m.AudioMessage
		if f.GetPTT() {
			return refOf(f, "voice", f.GetMimetype(), "", "")
		}
		return refOf(f, "audio", f.GetMimetype(), "", "")
	case m.DocumentMessage != nil:
		f := m.DocumentMessage
		return refOf(f, "document", f.GetMimetype(), f.GetCaption(), f.GetFileName())
	case m.StickerMessage != nil:
		f := m.StickerMessage
		return refOf(f, "sticker", f.GetMimetype(), "", "")
	}
	return nil
}

// encryptedFile is what all messages with a file have.
type encryptedFile interface {
	GetDirectPath() string
	GetMediaKey() []byte
	GetFileSHA256() []byte
	GetFileEncSHA256() []byte
	GetFileLength() uint64
}

func refOf(f encryptedFile, kind, mimetype, caption, filename string) *mediaRef {
	return &mediaRef{
		Kind: kind, Mimetype: mimetype, Caption: caption, Filename: filename,
		DirectPath: f.GetDirectPath(), Key: f.GetMediaKey(), SHA256: f.GetFileSHA256(),
		EncSHA256: f.GetFileEncSHA256(), Size: int(f.GetFileLength()),
	}
}
