package webhook

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// Kind is one entry of the catalogue of event kinds.
type Kind struct {
	Name        string
	Description string
	Sample      event.Envelope
}

// Catalogue is all event kinds, with a sample of each.
func Catalogue() []Kind {
	at := time.Date(2026, 1, 31, 12, 5, 0, 0, time.UTC)
	m := message.Payload{
		ID: uuid.MustParse("0198c5a6-1f00-7d11-8a22-334455667788"), AccountID: uuid.MustParse("0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e"),
		MessageID: "3EB0C127D2A94E56B81F3A", ChatID: uuid.MustParse("0198c5a5-7a00-7b10-9c20-d30e4f506172"),
		Direction: "incoming", Chat: "4915112345678@s.whatsapp.net", Sender: "4915112345678", SenderName: new("Ada"),
		Recipient: "4915187654321", Type: "text", Text: new("hello"), Status: "received", Timestamp: at, CreatedAt: at,
		Author: message.PersonOf(message.Peer{Phone: "4915112345678"}, "Ada"), Contact: new(message.PersonOf(message.Peer{Phone: "4915112345678"}, "")),
		Reactions: []message.Mark{},
	}
	sent := m
	sent.Author = message.Myself(message.Peer{Phone: "4915187654321"})
	sent.Direction, sent.Sender, sent.Recipient, sent.SenderName, sent.Status = "outgoing", m.Recipient, m.Sender, nil, "delivered"
	picture := m
	picture.Type, picture.Text = "image", new("Our menu")
	picture.Media = &event.Media{
		ID: uuid.MustParse("0198c5a6-2000-7e00-8f00-102030405060"), Mimetype: "image/jpeg", Size: new(int64(48213)), Status: "ready",
		URL: new("/api/media/0198c5a6-2000-7e00-8f00-102030405060"),
	}
	answer := event.Reply{
		ChatID: m.ChatID, Chat: m.Chat, MessageID: m.ID, PhoneNumber: m.Contact.Phone, TraceID: uuid.MustParse("0198c5a9-0100-7a00-8b00-1c2d3e4f5061"),
	}
	kinds := []Kind{
		{event.KindMessage, "A message came in, or was written on the account's own phone.", envelope(m, at)},
		{event.KindMessageStatus, "An outgoing message came further: sent, delivered, read, played, or failed.", envelope(message.StatusPayload{Payload: sent, At: at}, at)},
		{event.KindMessageMedia, "The file of an incoming message is here, or could not be fetched.", envelope(message.FetchedPayload{Payload: picture}, at)},
		{event.KindPresence, "Somebody is typing, recording, came online or went. Kept only while a webhook asks for it.", envelope(event.Presence{
			Chat: m.Chat, Sender: m.Sender, State: "typing",
		}, at)},
		{event.KindConnection, "An account connected, was disconnected, or waits to be linked.", envelope(event.Connection{
			Status: "ready", PhoneNumber: new("4915187654321"), PushName: new("Ada's shop"),
		}, at)},
		{event.KindWebhookDisabled, "A webhook of the account was turned off by itself. Its own deliveries stop, the others get this.", envelope(event.WebhookDisabled{
			WebhookID: uuid.MustParse("0198c5a7-0000-7a00-8b00-1c2d3e4f5061"), URL: "https://example.com/webhook", Reason: string(Failing), Text: Failing.Text(),
		}, at)},
		{event.KindBrake, "Messages to contacts who have never written are held, or go again.", envelope(event.BrakeChanged{
			On: true, Reason: new("reachout_timelock"), Until: new(at.Add(24 * time.Hour)),
		}, at)},
		{event.KindUnresponsive, "An account's connection stood and nothing answered on it; it is being opened anew.", envelope(event.Unresponsive{}, at)},
		{event.KindCaughtUp, "What waited at WhatsApp while the account was away has come in, or a part of it is missing.", envelope(event.CaughtUp{Came: 12, Expected: 12}, at)},
		{event.KindConsent, "A contact asked not to be written to, or to be written to again.", envelope(event.ConsentChanged{
			JID: m.Chat, PhoneNumber: new("4915112345678"), State: "opted_out", Source: "message", Note: new("STOP"),
		}, at)},
		{event.KindReplyDraft, "The AI has drafted an answer that waits for a person to approve it.", envelope(event.ReplyDraft{
			Reply: answer, DraftID: uuid.MustParse("0198c5a9-0000-7a00-8b00-1c2d3e4f5061"), Text: "We are open from 9 to 17.",
		}, at)},
		{event.KindHandedOver, "A contact is to be answered by a person: they asked for one, the AI gave up, or two bots seem to write to each other.", envelope(event.HandedOver{
			Reply: answer, Reason: "hand_over",
		}, at)},
		{event.KindBudgetEnded, "A message was not answered because the day's budget of the AI is used up.", envelope(event.BudgetEnded{Reply: answer}, at)},
		{event.KindReplyFailed, "No model gave an answer.", envelope(event.ReplyFailed{
			Reply: answer, Reason: "unauthorized", Text: "Incorrect API key provided.",
		}, at)},
	}
	return kinds
}

func envelope(p event.Payload, at time.Time) event.Envelope {
	return event.Envelope{
		ID: uuid.MustParse("0198c5a8-2b00-7c40-9d50-6e7f80912a3b"), Type: p.Kind(), Timestamp: at,
		AccountID: uuid.MustParse("0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e"), Data: p,
	}
}

// Body is an event as it is delivered and kept: its facts do not change any more.
func Body(id, accountID uuid.UUID, p event.Payload, at time.Time) ([]byte, error) {
	return json.Marshal(event.Envelope{ID: id, Type: p.Kind(), Timestamp: at, AccountID: accountID, Data: p})
}

// sample is the payload of a kind's sample.
func sample(kind string) (event.Payload, error) {
	for _, k := range Catalogue() {
		if k.Name == kind {
			return k.Sample.Data, nil
		}
	}
	return nil, fault.Bad("type", "There is no such event kind.")
}
