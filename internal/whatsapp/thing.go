package whatsapp

import (
	"encoding/json"
	"strings"

	"go.mau.fi/whatsmeow/proto/waE2E"

	"switchboard/internal/message"
)

// thingOf reads what is neither text nor file: places, cards, polls.
func thingOf(m *waE2E.Message) (content, bool) {
	switch {
	case m.LocationMessage != nil:
		l := m.LocationMessage
		return placed(message.Place{
			Latitude: l.GetDegreesLatitude(), Longitude: l.GetDegreesLongitude(), Name: clean(l.GetName()),
			Address: clean(l.GetAddress()), URL: clean(l.GetURL()), Live: l.GetIsLive(),
		}, l.GetComment()), true
	case m.LiveLocationMessage != nil:
		l := m.LiveLocationMessage
		return placed(message.Place{Latitude: l.GetDegreesLatitude(), Longitude: l.GetDegreesLongitude(), Live: true}, l.GetCaption()), true
	case m.ContactMessage != nil:
		return carded(m.ContactMessage), true
	case m.ContactsArrayMessage != nil:
		return carded(m.ContactsArrayMessage.GetContacts()...), true
	}
	if poll := pollOf(m); poll != nil {
		q := &message.Question{Question: clean(poll.GetName()), Multiple: poll.GetSelectableOptionsCount() != 1}
		for _, o := range poll.GetOptions() {
			q.Answers = append(q.Answers, clean(o.GetOptionName()))
		}
		return content{kind: message.Poll, text: q.Question, rest: message.Content{Poll: q}}, true
	}
	return content{}, false
}

func placed(p message.Place, comment string) content {
	var words []string
	for _, s := range []string{p.Name, p.Address, comment} {
		if s != "" {
			words = append(words, s)
		}
	}
	return content{kind: message.Location, text: strings.Join(words, ", "), rest: message.Content{Location: &p}}
}

func carded(all ...*waE2E.ContactMessage) content {
	c := content{kind: message.Contacts}
	names := make([]string, len(all))
	for i, one := range all {
		card := message.CardOf(clean(one.GetVcard()))
		if name := clean(one.GetDisplayName()); name != "" {
			card.Name = name
		}
		names[i] = card.Name
		c.rest.Contacts = append(c.rest.Contacts, card)
	}
	c.text = strings.Join(names, ", ")
	return c
}

// pollOf is the poll of a message, which has a field for each of its versions.
func pollOf(m *waE2E.Message) *waE2E.PollCreationMessage {
	for _, p := range []*waE2E.PollCreationMessage{m.PollCreationMessage, m.PollCreationMessageV2, m.PollCreationMessageV3, m.PollCreationMessageV5, m.PollCreationMessageV6} {
		if p != nil {
			return p
		}
	}
	if inner := m.PollCreationMessageV4.GetMessage(); inner != nil {
		return pollOf(inner)
	}
	return nil
}

// choiceOf reads which button or row of a list somebody tapped.
func choiceOf(m *waE2E.Message) (content, bool) {
	var c message.Chosen
	switch {
	case m.ButtonsResponseMessage != nil:
		b := m.ButtonsResponseMessage
		c = message.Chosen{ID: b.GetSelectedButtonID(), Title: b.GetSelectedDisplayText(), MatchedBy: "button"}
	case m.TemplateButtonReplyMessage != nil:
		b := m.TemplateButtonReplyMessage
		c = message.Chosen{ID: b.GetSelectedID(), Title: b.GetSelectedDisplayText(), MatchedBy: "button"}
	case m.ListResponseMessage != nil:
		l := m.ListResponseMessage
		c = message.Chosen{ID: l.GetSingleSelectReply().GetSelectedRowID(), Title: l.GetTitle(), Description: l.GetDescription(), MatchedBy: "list"}
	case m.InteractiveResponseMessage != nil:
		i := m.InteractiveResponseMessage
		c = message.Chosen{Title: i.GetBody().GetText(), MatchedBy: "button"}
		var params struct {
			ID string `json:"id"`
		}
		if json.Unmarshal([]byte(i.GetNativeFlowResponseMessage().GetParamsJSON()), &params) == nil {
			c.ID = params.ID
		}
	default:
		return content{}, false
	}
	c.ID, c.Title, c.Description = clean(c.ID), clean(c.Title), clean(c.Description)
	if c.Title == "" && c.ID == "" {
		return content{}, false
	}
	return content{kind: message.Choice, text: c.Title, rest: message.Content{Choice: &c}}, true
}
