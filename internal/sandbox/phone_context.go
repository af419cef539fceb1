package sandbox

import (
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// contextOf returns the context of a content: what it answers, whom it mentions
// and the like. All kinds that can have one call the field the same. With make
// it is put there; nil means that there is none, or cannot be.
func contextOf(m *waE2E.Message, make bool) *waE2E.ContextInfo {
	var found *waE2E.ContextInfo
	m.ProtoReflect().Range(func(kind protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		if kind.Message() == nil || kind.IsList() || kind.IsMap() {
			return true
		}
		field := kind.Message().Fields().ByName("contextInfo")
		if field == nil || field.Message() == nil {
			return true
		}
		inner := v.Message()
		if make || inner.Has(field) {
			found, _ = inner.Mutable(field).Message().Interface().(*waE2E.ContextInfo)
		}
		return found == nil
	})
	return found
}

// setContext adds what goes with a content: the quoted message, mentions, the
// timer, a link preview, an ad.
func (p *Phone) setContext(chat types.JID, m *Outgoing, content *waE2E.Message) error {
	timer := m.DisappearingSeconds
	if timer == 0 {
		timer = p.timerOf(chat)
	}
	if m.ReplyTo == "" && len(m.Mentions) == 0 && m.LinkPreview == nil && m.Ad == nil && timer == 0 {
		return nil
	}
	if content.Conversation != nil {
		// A plain text has no room for it.
		content.ExtendedTextMessage = &waE2E.ExtendedTextMessage{Text: content.Conversation}
		content.Conversation = nil
	}
	if m.LinkPreview != nil {
		text := content.ExtendedTextMessage
		if text == nil {
			return invalid("link_preview", "Only a text has a link preview.")
		}
		text.MatchedText, text.Title = proto.String(m.LinkPreview.URL), proto.String(m.LinkPreview.Title)
		text.Description, text.JPEGThumbnail = proto.String(m.LinkPreview.Description), m.LinkPreview.Thumbnail
	}
	info := contextOf(unwrap(content), true)
	if info == nil {
		if m.ReplyTo == "" && len(m.Mentions) == 0 && m.Ad == nil {
			return nil // a reaction or an edit in a chat with a timer
		}
		return invalid("", "A message of this kind answers, mentions and advertises nothing.")
	}
	if timer > 0 {
		info.Expiration, info.EphemeralSettingTimestamp = proto.Uint32(uint32(timer)), proto.Int64(time.Now().Unix())
	}
	if m.Ad != nil {
		m.Ad.into(info)
	}
	return p.setReferences(chat, m, info)
}

// setReferences adds whom a message mentions and what it answers.
func (p *Phone) setReferences(chat types.JID, m *Outgoing, info *waE2E.ContextInfo) error {
	mentioned, err := p.s.findAccounts(m.Mentions)
	if err != nil {
		return err
	}
	for _, a := range mentioned {
		info.MentionedJID = append(info.MentionedJID, p.s.memberJID(chat, a.number).String())
	}
	if m.ReplyTo == "" {
		return nil
	}
	quoted := p.find(m.ReplyTo)
	if quoted == nil {
		return notFound("There is no message %s on this phone.", m.ReplyTo)
	}
	content := &waE2E.Message{}
	if err = proto.Unmarshal(quoted.Proto, content); err != nil {
		return conflict("Message %s cannot be quoted: %s.", m.ReplyTo, err)
	}
	if inner := contextOf(content, false); inner != nil {
		proto.Reset(inner) // a quote does not quote in turn
	}
	info.StanzaID, info.QuotedMessage = proto.String(quoted.ID), content
	info.Participant = proto.String(p.s.memberJID(chat, quoted.Sender).String())
	return nil
}

func (a *Ad) into(info *waE2E.ContextInfo) {
	info.ExternalAdReply = &waE2E.ContextInfo_ExternalAdReplyInfo{
		Title: proto.String(a.Title), Body: proto.String(a.Body), SourceURL: proto.String(a.SourceURL),
		SourceID: proto.String(a.SourceID), SourceType: proto.String("ad"), CtwaClid: proto.String(a.ClickID),
		MediaType: waE2E.ContextInfo_ExternalAdReplyInfo_IMAGE.Enum(), ShowAdAttribution: proto.Bool(true),
	}
	info.ConversionSource = proto.String("FB_Ads")
	info.EntryPointConversionSource = proto.String("ctwa_ad")
}

// timerOf is after how many seconds messages of a chat disappear; 0 = never.
func (p *Phone) timerOf(chat types.JID) int {
	p.s.mu.Lock()
	name := p.s.chatName(chat)
	g := p.s.groups[chat.User]
	p.s.mu.Unlock()
	if chat.Server == types.GroupServer && g != nil {
		return int(g.Timer)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.messages) - 1; i >= 0; i-- {
		if m := p.messages[i]; m.Type == kindTimer && m.Chat == name {
			return m.DisappearingSeconds
		}
	}
	return 0
}

// forwardContent is a message of the history as it is passed on.
func (p *Phone) forwardContent(id string) (*waE2E.Message, error) {
	m := p.find(id)
	if m == nil {
		return nil, notFound("There is no message %s on this phone.", id)
	}
	content := &waE2E.Message{}
	if err := proto.Unmarshal(m.Proto, content); err != nil {
		return nil, conflict("Message %s cannot be forwarded: %s.", id, err)
	}
	content = unwrap(content)
	if content == nil || content.ProtocolMessage != nil {
		return nil, conflict("A message of type %s cannot be forwarded.", m.Type)
	}
	content.MessageContextInfo = nil
	if content.Conversation != nil {
		content.ExtendedTextMessage = &waE2E.ExtendedTextMessage{Text: content.Conversation}
		content.Conversation = nil
	}
	info := contextOf(content, true)
	if info == nil {
		return nil, conflict("A message of type %s cannot be forwarded.", m.Type)
	}
	score := info.GetForwardingScore() + 1
	proto.Reset(info)
	info.IsForwarded, info.ForwardingScore = proto.Bool(true), proto.Uint32(score)
	return content, nil
}
