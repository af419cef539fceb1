package sandbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"math"
	"time"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Send sends a message of any kind and returns its id. It returns when the
// network has taken it. It fails for an unknown recipient or message, for a
// kind that is incomplete, and while the phone is offline.
func (p *Phone) Send(ctx context.Context, m Outgoing) (id string, err error) {
	chat, err := p.s.findChat(m.To)
	if err != nil {
		return "", inField("to", err)
	}
	content, err := p.compose(ctx, chat, &m)
	if err != nil {
		return "", err
	}
	if err = p.setContext(chat, &m, content); err != nil {
		return "", err
	}
	if m.ViewOnce {
		if content, err = viewOnce(content); err != nil {
			return "", err
		}
	}
	audience, err := p.s.findAccounts(m.Audience)
	if err != nil {
		return "", err
	}
	return p.post(ctx, chat, parcel{content: content, audience: audience, unavailable: m.Unavailable})
}

// compose makes the content of a message by its kind.
func (p *Phone) compose(ctx context.Context, chat types.JID, m *Outgoing) (*waE2E.Message, error) {
	kinds := 0
	for _, given := range []bool{
		m.Media != nil, m.Location != nil, len(m.Contacts) > 0, m.Poll != nil, m.Vote != nil, m.Reaction != nil,
		m.Choice != nil, m.Edit != "", m.Delete != "", m.Forward != "", m.Timer != nil,
	} {
		if given {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return nil, invalid("", "A message is of one kind only.")
	case m.Text != "" && kinds == 1 && m.Media == nil && m.Edit == "":
		return nil, invalid("text", "A text goes beside a file, whose caption it is, or an edit.")
	case m.DisappearingSeconds < 0:
		return nil, invalid("disappearing_seconds", "disappearing_seconds cannot be negative.")
	case m.Media != nil:
		if m.Media.Caption == "" {
			m.Media.Caption = m.Text
		}
		return p.s.fileMessage(p.acct.number, chat.User, *m.Media)
	case m.Location != nil:
		return m.Location.content()
	case len(m.Contacts) > 0:
		return contactsContent(m.Contacts)
	case m.Poll != nil:
		return m.Poll.content()
	case m.Choice != nil:
		return m.Choice.content()
	case m.Timer != nil:
		return timerContent(*m.Timer)
	case kinds == 1 && chat.Server == types.NewsletterServer && m.Forward == "":
		return nil, conflict("In a channel phones post, and do not edit, delete, react or vote.")
	case kinds == 1:
		return p.composeAbout(chat, m)
	case m.Text == "":
		return nil, invalid("text", "A message needs a text or a file.")
	}
	return &waE2E.Message{Conversation: proto.String(m.Text)}, nil
}

// composeAbout makes a content that is about another message.
func (p *Phone) composeAbout(chat types.JID, m *Outgoing) (*waE2E.Message, error) {
	switch {
	case m.Vote != nil:
		return p.voteContent(chat, m.Vote)
	case m.Forward != "":
		return p.forwardContent(m.Forward)
	case m.Reaction != nil:
		key, _, err := p.keyOf(chat, m.Reaction.Message)
		return &waE2E.Message{ReactionMessage: &waE2E.ReactionMessage{
			Key: key, Text: proto.String(m.Reaction.Emoji), SenderTimestampMS: proto.Int64(time.Now().UnixMilli()),
		}}, err
	case m.Delete != "":
		key, target, err := p.keyOf(chat, m.Delete)
		if err == nil && target.Direction == DirectionIn && !p.adminIn(chat) {
			err = conflict("Only the admin of a group deletes what others wrote.")
		}
		return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
			Type: waE2E.ProtocolMessage_REVOKE.Enum(), Key: key,
		}}, err
	}
	key, target, err := p.keyOf(chat, m.Edit)
	switch {
	case err != nil:
		return nil, err
	case target.Direction == DirectionIn:
		return nil, conflict("Only who wrote a message can edit it.")
	case m.Text == "":
		return nil, invalid("text", "An edit needs the new text.")
	}
	return &waE2E.Message{EditedMessage: &waE2E.FutureProofMessage{Message: &waE2E.Message{
		ProtocolMessage: &waE2E.ProtocolMessage{
			Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(), Key: key, TimestampMS: proto.Int64(time.Now().UnixMilli()),
			EditedMessage: &waE2E.Message{Conversation: proto.String(m.Text)},
		},
	}}}, nil
}

// keyOf names a message of the phone's history as others in the chat know it.
func (p *Phone) keyOf(chat types.JID, id string) (*waCommon.MessageKey, *message, error) {
	m := p.find(id)
	if m == nil {
		return nil, nil, notFound("There is no message %s on this phone.", id)
	}
	key := &waCommon.MessageKey{
		RemoteJID: proto.String(chat.String()), ID: proto.String(id), FromMe: proto.Bool(m.Direction == DirectionOut),
	}
	if m.Direction == DirectionIn && chat.Server != types.HiddenUserServer {
		key.Participant = proto.String(p.s.memberJID(chat, m.Sender).String())
	}
	return key, m, nil
}

// memberJID is the JID by which a chat knows an account.
func (s *Sandbox) memberJID(chat types.JID, number string) types.JID {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.accounts[number]
	if a == nil {
		return types.NewJID(number, types.DefaultUserServer)
	}
	if g := s.groups[chat.User]; g != nil && chat.Server == types.GroupServer {
		return a.as(g.form())
	}
	return a.lidJID()
}

func (p *Phone) adminIn(chat types.JID) bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	g := p.s.groups[chat.User]
	return g != nil && g.admin(p.acct.number)
}

func (l *Location) content() (*waE2E.Message, error) {
	switch {
	case math.Abs(l.Latitude) > 90 || math.Abs(l.Longitude) > 180:
		return nil, invalid("location", "A latitude is between -90 and 90, a longitude between -180 and 180.")
	case l.Live:
		return &waE2E.Message{LiveLocationMessage: &waE2E.LiveLocationMessage{
			DegreesLatitude: proto.Float64(l.Latitude), DegreesLongitude: proto.Float64(l.Longitude),
			Caption: proto.String(l.Name), SequenceNumber: proto.Int64(time.Now().UnixMicro()),
		}}, nil
	}
	return &waE2E.Message{LocationMessage: &waE2E.LocationMessage{
		DegreesLatitude: proto.Float64(l.Latitude), DegreesLongitude: proto.Float64(l.Longitude),
		Name: proto.String(l.Name), Address: proto.String(l.Address),
	}}, nil
}

func contactsContent(cards []ContactCard) (*waE2E.Message, error) {
	list := make([]*waE2E.ContactMessage, len(cards))
	for i, card := range cards {
		if card.Name == "" {
			return nil, invalid("contacts", "A contact needs a name.")
		}
		list[i] = &waE2E.ContactMessage{DisplayName: proto.String(card.Name), Vcard: proto.String(card.vcard())}
	}
	if len(list) == 1 {
		return &waE2E.Message{ContactMessage: list[0]}, nil
	}
	return &waE2E.Message{ContactsArrayMessage: &waE2E.ContactsArrayMessage{
		DisplayName: proto.String(fmt.Sprintf("%d contacts", len(list))), Contacts: list,
	}}, nil
}

func (c ContactCard) vcard() string {
	if c.VCard != "" {
		return c.VCard
	}
	return fmt.Sprintf("BEGIN:VCARD\nVERSION:3.0\nN:;%[1]s;;;\nFN:%[1]s\nTEL;type=CELL;waid=%[2]s:+%[2]s\nEND:VCARD", c.Name, c.Number)
}

func (l *Poll) content() (*waE2E.Message, error) {
	// The apps take 2 to 12 options.
	if l.Question == "" || len(l.Options) < 2 || len(l.Options) > 12 || l.Selectable < 0 || l.Selectable > len(l.Options) {
		return nil, invalid("poll", "A poll needs a question and 2 to 12 options, of which selectable are chosen at most.")
	}
	poll := &waE2E.PollCreationMessage{
		Name: proto.String(l.Question), SelectableOptionsCount: proto.Uint32(uint32(l.Selectable)),
	}
	for _, option := range l.Options {
		poll.Options = append(poll.Options, &waE2E.PollCreationMessage_Option{OptionName: proto.String(option)})
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret)
	out := &waE2E.Message{MessageContextInfo: &waE2E.MessageContextInfo{MessageSecret: secret}}
	// The apps send a poll with one answer in a newer field than the others.
	if l.Selectable == 1 {
		out.PollCreationMessageV3 = poll
	} else {
		out.PollCreationMessage = poll
	}
	return out, nil
}

func (c *Choice) content() (*waE2E.Message, error) {
	switch c.Kind {
	case "list":
		return &waE2E.Message{ListResponseMessage: &waE2E.ListResponseMessage{
			Title: proto.String(c.Text), ListType: waE2E.ListResponseMessage_SINGLE_SELECT.Enum(),
			SingleSelectReply: &waE2E.ListResponseMessage_SingleSelectReply{SelectedRowID: proto.String(c.ID)},
		}}, nil
	case "button":
		return &waE2E.Message{ButtonsResponseMessage: &waE2E.ButtonsResponseMessage{
			SelectedButtonID: proto.String(c.ID), Type: waE2E.ButtonsResponseMessage_DISPLAY_TEXT.Enum(),
			Response: &waE2E.ButtonsResponseMessage_SelectedDisplayText{SelectedDisplayText: c.Text},
		}}, nil
	}
	return nil, invalid("choice", "choice.kind is list or button.")
}

func timerContent(seconds int) (*waE2E.Message, error) {
	if seconds < 0 {
		return nil, invalid("timer", "timer is a number of seconds, or 0.")
	}
	return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Type:                waE2E.ProtocolMessage_EPHEMERAL_SETTING.Enum(),
		EphemeralExpiration: proto.Uint32(uint32(seconds)), EphemeralSettingTimestamp: proto.Int64(time.Now().Unix()),
	}}, nil
}

// viewOnce puts a picture, video or voice note into the envelope that has it shown once.
func viewOnce(content *waE2E.Message) (*waE2E.Message, error) {
	switch {
	case content.ImageMessage != nil:
		content.ImageMessage.ViewOnce = proto.Bool(true)
	case content.VideoMessage != nil:
		content.VideoMessage.ViewOnce = proto.Bool(true)
	case content.AudioMessage != nil:
		content.AudioMessage.ViewOnce = proto.Bool(true)
		return &waE2E.Message{ViewOnceMessageV2Extension: &waE2E.FutureProofMessage{Message: content}}, nil
	default:
		return nil, invalid("view_once", "Only pictures, videos and voice notes are shown once.")
	}
	return &waE2E.Message{ViewOnceMessageV2: &waE2E.FutureProofMessage{Message: content}}, nil
}
