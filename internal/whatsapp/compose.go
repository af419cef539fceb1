package whatsapp

import (
	"context"
	"crypto/rand"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

var errInvalidMessage = fault.New(fault.Invalid, "A message of this kind cannot be sent.").WithCode("invalid_message")

// parcel is a message on its way to one address.
type parcel struct {
	outbox.Letter
	client *whatsmeow.Client
	to     types.JID
	handle string // of a channel's uploaded file
}

// compose makes the message to encrypt, with its file uploaded.
func (e *Engine) compose(ctx context.Context, p *parcel) (*waE2E.Message, error) {
	if p.Type.Targets() && p.Target == nil {
		return nil, errInvalidMessage
	}
	if p.Type.HasFile() {
		return e.composeFile(ctx, p)
	}
	info, err := p.context(ctx)
	if err != nil {
		return nil, err
	}
	switch p.Type {
	case message.Text:
		return p.text(info), nil
	case message.Options:
		if p.Poll == nil {
			return p.text(info), nil
		}
		return p.poll(ctx, info)
	case message.Poll:
		return p.poll(ctx, info)
	case message.Location:
		return p.location(info)
	case message.Contacts:
		return p.contacts(info)
	case message.Reaction:
		return &waE2E.Message{ReactionMessage: &waE2E.ReactionMessage{
			Key: p.key(), Text: &p.Emoji, SenderTimestampMS: proto.Int64(time.Now().UnixMilli()),
		}}, nil
	case message.PollVote:
		return p.vote(ctx)
	case message.Edit:
		return p.client.BuildEdit(p.to, p.Target.MessageID, p.edited(info)), nil
	case message.Delete:
		return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Type: waE2E.ProtocolMessage_REVOKE.Enum(), Key: p.key()}}, nil
	case message.Timer:
		if p.ExpiresAfter != nil {
			return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
				Type:                      waE2E.ProtocolMessage_EPHEMERAL_SETTING.Enum(),
				EphemeralExpiration:       proto.Uint32(uint32(*p.ExpiresAfter)),
				EphemeralSettingTimestamp: proto.Int64(time.Now().Unix()),
			}}, nil
		}
	}
	return nil, errInvalidMessage
}

// key names the message that this one is about. In groups it needs the author's address.
func (p *parcel) key() *waCommon.MessageKey {
	key := &waCommon.MessageKey{
		RemoteJID: proto.String(p.to.String()), FromMe: proto.Bool(true), ID: proto.String(p.Target.MessageID),
	}
	if author := p.Target.Author; author != nil && !author.Me {
		key.FromMe = proto.Bool(false)
		if p.to.Server == types.GroupServer {
			key.Participant = proto.String(addressOf(*author).String())
		}
	}
	return key
}

// addressOf is a person's address, by LID where it is known: today's groups know their
// members by it.
func addressOf(who message.Person) types.JID {
	p := who.Peer()
	if p.LID != "" {
		if jid, err := types.ParseJID(p.LID); err == nil {
			return jid
		}
	}
	return phoneJID(p.Phone)
}

// context is what a message says of itself beside its content; nil when there is nothing.
func (p *parcel) context(ctx context.Context) (*waE2E.ContextInfo, error) {
	info := &waE2E.ContextInfo{}
	some := false
	if q := p.Quoted; q != nil {
		some = true
		info.StanzaID, info.QuotedMessage = &q.MessageID, quotedMessage(q)
		if q.Author != nil {
			author := addressOf(*q.Author)
			if q.Author.Me {
				author = p.self()
			}
			info.Participant = proto.String(author.String())
		}
	}
	for _, who := range p.Mentions {
		some = true
		// The text has the number, and phones look for the address with that number in it.
		jid := phoneJID(who.Peer().Phone)
		if jid.User == "" {
			jid = addressOf(who)
		}
		info.MentionedJID = append(info.MentionedJID, jid.String())
	}
	if p.MentionAll {
		some = true
		info.NonJIDMentions = proto.Uint32(1)
		if err := p.mentionAll(ctx, info); err != nil {
			return nil, err
		}
	}
	if p.Forwarded {
		some = true
		info.IsForwarded, info.ForwardingScore = proto.Bool(true), proto.Uint32(1)
	}
	if p.ExpiresAfter != nil && p.Type != message.Timer {
		some = true
		info.Expiration = proto.Uint32(uint32(*p.ExpiresAfter))
	}
	if !some {
		return nil, nil
	}
	return info, nil
}

// self is the account's address in the conversation.
func (p *parcel) self() types.JID {
	if lid := p.client.Store.GetLID(); !lid.IsEmpty() && p.to.Server != types.DefaultUserServer {
		return lid.ToNonAD()
	}
	return p.client.Store.GetJID().ToNonAD()
}

// mentionAll names every member too: older phones know no mention of all.
func (p *parcel) mentionAll(ctx context.Context, info *waE2E.ContextInfo) error {
	group, err := p.client.GetGroupInfo(ctx, p.to)
	if err != nil {
		return sendFault(err)
	}
	own, lid := p.client.Store.GetJID().User, p.client.Store.GetLID().User
	for _, member := range group.Participants {
		if member.JID.User != own && member.JID.User != lid {
			info.MentionedJID = append(info.MentionedJID, member.JID.ToNonAD().String())
		}
	}
	return nil
}

// quotedMessage is what phones show above an answer when they do not have the original.
func quotedMessage(q *message.Quoted) *waE2E.Message {
	text := q.Text
	switch message.Type(q.Type) {
	case message.Image:
		return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{Caption: &text}}
	case message.Video, message.GIF:
		return &waE2E.Message{VideoMessage: &waE2E.VideoMessage{Caption: &text}}
	case message.Document:
		return &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{Caption: &text}}
	case message.Audio, message.Voice:
		return &waE2E.Message{AudioMessage: &waE2E.AudioMessage{PTT: proto.Bool(q.Type == string(message.Voice))}}
	case message.Sticker:
		return &waE2E.Message{StickerMessage: &waE2E.StickerMessage{}}
	}
	return &waE2E.Message{Conversation: &text}
}

func (p *parcel) text(info *waE2E.ContextInfo) *waE2E.Message {
	if info == nil && p.LinkPreview == nil {
		return &waE2E.Message{Conversation: &p.Text}
	}
	t := &waE2E.ExtendedTextMessage{Text: &p.Text, ContextInfo: info}
	if card := p.LinkPreview; card != nil {
		t.MatchedText, t.Title, t.Description = &card.URL, &card.Title, &card.Description
		t.PreviewType = waE2E.ExtendedTextMessage_NONE.Enum()
	}
	return &waE2E.Message{ExtendedTextMessage: t}
}

// edited is the new content, of the same kind as the old one: phones replace the text, or
// the caption.
func (p *parcel) edited(info *waE2E.ContextInfo) *waE2E.Message {
	switch message.Type(p.Target.Type) {
	case message.Image:
		return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{Caption: &p.Text, ContextInfo: info}}
	case message.Video, message.GIF:
		return &waE2E.Message{VideoMessage: &waE2E.VideoMessage{Caption: &p.Text, ContextInfo: info}}
	case message.Document:
		return &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{Caption: &p.Text, ContextInfo: info}}
	}
	return p.text(info)
}

func (p *parcel) poll(ctx context.Context, info *waE2E.ContextInfo) (*waE2E.Message, error) {
	if p.Poll == nil {
		return nil, errInvalidMessage
	}
	most := 1
	if p.Poll.Multiple {
		most = 0 // as many as there are
	}
	m := p.client.BuildPollCreation(p.Poll.Question, p.Poll.Answers, most)
	m.PollCreationMessage.ContextInfo = info
	secret, err := p.secret(ctx)
	if err != nil {
		return nil, err
	}
	m.MessageContextInfo.MessageSecret = secret
	return m, nil
}

// secret is the key that votes are sealed with. A message that is sent again keeps the one
// of the first time: some phones may have got that.
func (p *parcel) secret(ctx context.Context) ([]byte, error) {
	for _, self := range []types.JID{p.client.Store.GetLID(), p.client.Store.GetJID()} {
		if self.IsEmpty() {
			continue
		}
		secret, _, err := p.client.Store.MsgSecrets.GetMessageSecret(ctx, p.to, self, p.WAID)
		if err != nil {
			return nil, storeFault(err)
		}
		if secret != nil {
			return secret, nil
		}
	}
	secret := make([]byte, 32) // WhatsApp's length
	rand.Read(secret)
	return secret, nil
}

func (p *parcel) vote(ctx context.Context) (*waE2E.Message, error) {
	info := &types.MessageInfo{ID: p.Target.MessageID, MessageSource: types.MessageSource{
		Chat: p.to, IsGroup: p.to.Server == types.GroupServer, Sender: p.self(), IsFromMe: true,
	}}
	if author := p.Target.Author; author != nil && !author.Me {
		info.Sender, info.IsFromMe = addressOf(*author), false
	}
	m, err := p.client.BuildPollVote(ctx, info, p.Vote)
	if err != nil {
		return nil, fault.New(fault.NotFound, "The poll's key is not here, so it cannot be voted in.").WithCode("poll_key_missing").WithCause(err)
	}
	return m, nil
}

func (p *parcel) location(info *waE2E.ContextInfo) (*waE2E.Message, error) {
	l := p.Location
	if l == nil {
		return nil, errInvalidMessage
	}
	return &waE2E.Message{LocationMessage: &waE2E.LocationMessage{
		DegreesLatitude: &l.Latitude, DegreesLongitude: &l.Longitude,
		Name: some(l.Name), Address: some(l.Address), URL: some(l.URL), ContextInfo: info,
	}}, nil
}

func (p *parcel) contacts(info *waE2E.ContextInfo) (*waE2E.Message, error) {
	all := make([]*waE2E.ContactMessage, len(p.Contacts))
	for i, c := range p.Contacts {
		all[i] = &waE2E.ContactMessage{DisplayName: proto.String(c.Name), Vcard: proto.String(c.VCard)}
	}
	switch len(all) {
	case 0:
		return nil, errInvalidMessage
	case 1:
		all[0].ContextInfo = info
		return &waE2E.Message{ContactMessage: all[0]}, nil
	}
	return &waE2E.Message{ContactsArrayMessage: &waE2E.ContactsArrayMessage{
		DisplayName: &p.Text, Contacts: all, ContextInfo: info,
	}}, nil
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
