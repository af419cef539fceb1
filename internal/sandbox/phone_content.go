package sandbox

import (
	"strings"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
)

// kindTimer is a message that sets a chat's timer.
const kindTimer = "timer"

// described is the part of a message's content that a phone shows.
type described struct {
	kind string
	text string
	file *mediaRef
	MessageDetails
}

// envelope returns what a content wraps, or nil.
func envelope(m *waE2E.Message) *waE2E.Message {
	for _, e := range []*waE2E.FutureProofMessage{
		m.EphemeralMessage, m.ViewOnceMessage, m.ViewOnceMessageV2, m.ViewOnceMessageV2Extension,
		m.DocumentWithCaptionMessage, m.EditedMessage, m.LottieStickerMessage, m.BotInvokeMessage, m.PollCreationMessageV4,
	} {
		if e != nil {
			return e.GetMessage()
		}
	}
	return nil
}

// unwrap takes a content out of its envelopes.
func unwrap(m *waE2E.Message) *waE2E.Message {
	for m != nil {
		inner := envelope(m)
		if inner == nil {
			return m
		}
		m = inner
	}
	return nil
}

// describe reads a content. ok is false when there is nothing to show: keys,
// settings and the like.
func describe(m *waE2E.Message) (d described, ok bool) {
	once := m.GetViewOnceMessage() != nil || m.GetViewOnceMessageV2() != nil || m.GetViewOnceMessageV2Extension() != nil
	m = unwrap(m)
	if m == nil {
		return d, false
	}
	if d, ok = describeKind(m); !ok {
		return d, false
	}
	d.ViewOnce = once || m.GetImageMessage().GetViewOnce() || m.GetVideoMessage().GetViewOnce() || m.GetAudioMessage().GetViewOnce()
	d.Preview = previewOf(m)
	if info := contextOf(m, false); info != nil {
		d.readContext(info)
	}
	return d, true
}

// previewOf is how a file looks before it is loaded; nil when its message has no picture.
func previewOf(m *waE2E.Message) *Preview {
	var p Preview
	switch {
	case m.ImageMessage != nil:
		p = Preview{JPEG: m.ImageMessage.GetJPEGThumbnail(), Width: int(m.ImageMessage.GetWidth()), Height: int(m.ImageMessage.GetHeight())}
	case m.VideoMessage != nil:
		v := m.VideoMessage
		p = Preview{JPEG: v.GetJPEGThumbnail(), Width: int(v.GetWidth()), Height: int(v.GetHeight()), Seconds: int(v.GetSeconds())}
	case m.DocumentMessage != nil:
		p.JPEG = m.DocumentMessage.GetJPEGThumbnail()
	}
	if len(p.JPEG) == 0 {
		return nil
	}
	return &p
}

func describeKind(m *waE2E.Message) (described, bool) {
	switch {
	case m.Conversation != nil:
		return described{kind: "text", text: m.GetConversation()}, true
	case m.ExtendedTextMessage != nil:
		return describeText(m.GetExtendedTextMessage()), true
	case m.ReactionMessage != nil:
		return about("reaction", m.GetReactionMessage().GetText(), m.GetReactionMessage().GetKey().GetID()), true
	case m.PollUpdateMessage != nil:
		return about("vote", "", m.GetPollUpdateMessage().GetPollCreationMessageKey().GetID()), true
	case m.ProtocolMessage != nil:
		return describeProtocol(m.GetProtocolMessage())
	case m.LocationMessage != nil, m.LiveLocationMessage != nil:
		return describeLocation(m), true
	case m.ContactMessage != nil:
		return describeContacts(m.GetContactMessage().GetDisplayName(), m.GetContactMessage()), true
	case m.ContactsArrayMessage != nil:
		array := m.GetContactsArrayMessage()
		return describeContacts(array.GetDisplayName(), array.GetContacts()...), true
	case pollIn(m) != nil:
		poll := pollIn(m)
		d := described{kind: "poll", text: poll.GetName()}
		d.Poll = &Poll{Question: poll.GetName(), Options: optionNames(poll), Selectable: int(poll.GetSelectableOptionsCount())}
		return d, true
	}
	if file := fileOf(m); file != nil {
		return described{kind: file.Kind, text: file.Caption, file: file}, true
	}
	if d, ok := describeChoices(m); ok {
		return d, true
	}
	if m.SenderKeyDistributionMessage != nil {
		return described{}, false
	}
	return described{kind: "unknown"}, true
}

// about describes a message that is about another one.
func about(kind, text, target string) described {
	d := described{kind: kind, text: text}
	d.Target = target
	return d
}

func describeText(m *waE2E.ExtendedTextMessage) described {
	d := described{kind: "text", text: m.GetText()}
	if m.GetMatchedText() != "" {
		d.LinkPreview = &LinkPreview{
			URL: m.GetMatchedText(), Title: m.GetTitle(), Description: m.GetDescription(), Thumbnail: m.GetJPEGThumbnail(),
		}
	}
	return d
}

func describeLocation(m *waE2E.Message) described {
	if live := m.GetLiveLocationMessage(); live != nil {
		d := described{kind: "location", text: live.GetCaption()}
		d.Location = &Location{
			Latitude: live.GetDegreesLatitude(), Longitude: live.GetDegreesLongitude(), Name: live.GetCaption(), Live: true,
		}
		return d
	}
	place := m.GetLocationMessage()
	d := described{kind: "location", text: place.GetName()}
	d.Location = &Location{
		Latitude: place.GetDegreesLatitude(), Longitude: place.GetDegreesLongitude(),
		Name: place.GetName(), Address: place.GetAddress(), Live: place.GetIsLive(),
	}
	return d
}

func describeContacts(name string, cards ...*waE2E.ContactMessage) described {
	d := described{kind: "contact", text: name}
	for _, card := range cards {
		number := ""
		if _, after, ok := strings.Cut(card.GetVcard(), "waid="); ok {
			number, _, _ = strings.Cut(after, ":")
		}
		d.Contacts = append(d.Contacts, ContactCard{Name: card.GetDisplayName(), Number: number, VCard: card.GetVcard()})
	}
	return d
}

// describeChoices reads lists and buttons, and what people chose of them.
func describeChoices(m *waE2E.Message) (d described, ok bool) {
	switch {
	case m.ListResponseMessage != nil:
		reply := m.GetListResponseMessage()
		d = described{kind: "list_reply", text: reply.GetTitle()}
		d.Choice = &Choice{Kind: "list", ID: reply.GetSingleSelectReply().GetSelectedRowID(), Text: reply.GetTitle()}
	case m.ButtonsResponseMessage != nil:
		reply := m.GetButtonsResponseMessage()
		d = described{kind: "button_reply", text: reply.GetSelectedDisplayText()}
		d.Choice = &Choice{Kind: "button", ID: reply.GetSelectedButtonID(), Text: reply.GetSelectedDisplayText()}
	case m.ListMessage != nil:
		d = described{kind: "list", text: m.GetListMessage().GetDescription()}
		for _, section := range m.GetListMessage().GetSections() {
			for _, row := range section.GetRows() {
				d.Choices = append(d.Choices, Choice{Kind: "list", ID: row.GetRowID(), Text: row.GetTitle()})
			}
		}
	case m.ButtonsMessage != nil:
		d = described{kind: "buttons", text: m.GetButtonsMessage().GetContentText()}
		for _, button := range m.GetButtonsMessage().GetButtons() {
			d.Choices = append(d.Choices, Choice{
				Kind: "button", ID: button.GetButtonID(), Text: button.GetButtonText().GetDisplayText(),
			})
		}
	default:
		return d, false
	}
	return d, true
}

func describeProtocol(m *waE2E.ProtocolMessage) (described, bool) {
	switch m.GetType() {
	case waE2E.ProtocolMessage_REVOKE:
		if m.GetKey() == nil {
			return described{}, false // REVOKE is also the zero value
		}
		return about("revoke", "", m.GetKey().GetID()), true
	case waE2E.ProtocolMessage_MESSAGE_EDIT:
		inner, _ := describe(m.GetEditedMessage())
		return about("edit", inner.text, m.GetKey().GetID()), true
	case waE2E.ProtocolMessage_EPHEMERAL_SETTING:
		d := described{kind: kindTimer}
		d.DisappearingSeconds = int(m.GetEphemeralExpiration())
		return d, true
	}
	return described{}, false
}

// readContext takes over what a content's context says. JIDs are still JIDs:
// resolve turns them into numbers.
func (d *described) readContext(info *waE2E.ContextInfo) {
	d.Forwarded, d.DisappearingSeconds = info.GetIsForwarded(), int(info.GetExpiration())
	d.Mentions = info.GetMentionedJID()
	if info.GetStanzaID() != "" {
		inner, _ := describe(info.GetQuotedMessage())
		d.Quoted = &Quoted{ID: info.GetStanzaID(), From: info.GetParticipant(), Text: inner.text}
	}
	if ad := info.GetExternalAdReply(); ad != nil {
		d.Ad = &Ad{
			Title: ad.GetTitle(), Body: ad.GetBody(), SourceURL: ad.GetSourceURL(),
			SourceID: ad.GetSourceID(), ClickID: ad.GetCtwaClid(),
		}
	}
}

// resolve turns the JIDs of a description into numbers. Callers hold s.mu.
func (s *Sandbox) resolve(d *described) {
	for i, text := range d.Mentions {
		d.Mentions[i] = s.numberOf(text)
	}
	if d.Quoted != nil {
		d.Quoted.From = s.numberOf(d.Quoted.From)
	}
}

func (s *Sandbox) numberOf(text string) string {
	jid, err := types.ParseJID(text)
	if err != nil {
		return text
	}
	return s.chatName(jid)
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
	case m.PtvMessage != nil:
		f := m.PtvMessage
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
