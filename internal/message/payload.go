package message

import (
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/media"
)

// Payload is a message as the outside sees it: REST answers and webhooks deliver the same.
type Payload struct {
	ID         uuid.UUID    `json:"id" format:"uuid"`
	AccountID  uuid.UUID    `json:"account_id" format:"uuid"`
	MessageID  string       `json:"message_id" example:"3EB0C127D2A94E56B81F3A" doc:"WhatsApp's id."`
	ChatID     uuid.UUID    `json:"chat_id" format:"uuid" doc:"The conversation it belongs to."`
	Direction  string       `json:"direction" enum:"incoming,outgoing" example:"outgoing"`
	ChatKind   string       `json:"chat_kind" enum:"direct,group,channel,status" example:"direct" doc:"What kind of conversation it is in. Channels and status posts are not answered."`
	Chat       string       `json:"chat" example:"4915112345678@s.whatsapp.net" doc:"The conversation as WhatsApp addresses it."`
	Sender     string       `json:"sender" example:"4915187654321" doc:"Digits; a LID where WhatsApp hides the number."`
	SenderName *string      `json:"sender_name" example:"Ada"`
	Recipient  string       `json:"recipient" example:"4915112345678" doc:"Digits, a LID, or the group's id."`
	Type       string       `json:"type" example:"text" doc:"text, image, video, gif, audio, voice, document, sticker, location, contact, poll, options, choice, call, group_change, unsupported, or waiting for a message that its sender's phone was asked to encrypt again; or, about another message: reaction, poll_vote, edit, delete, timer."`
	Text       *string      `json:"text" example:"hello" doc:"The text, the caption of a file, or what else there is to read."`
	Media      *event.Media `json:"media"`
	Status     string       `json:"status" enum:"received,queued,sending,sent,delivered,read,played,failed" example:"delivered"`
	Error      *string      `json:"error" doc:"Why it failed, in plain words."`
	ErrorCode  *string      `json:"error_code" example:"not_on_whatsapp" doc:"Stable code of the failure."`
	Timestamp  time.Time    `json:"timestamp" doc:"WhatsApp's time of the message; while it is queued, when it was accepted."`
	CreatedAt  time.Time    `json:"created_at"`

	FromMe    bool       `json:"from_me" doc:"True when the account wrote it, by us or on its phone."`
	Source    *string    `json:"source" enum:"phone,dashboard,api,ai" example:"api" doc:"Who wrote an outgoing message; null for incoming ones."`
	Late      bool       `json:"late" doc:"It waited at WhatsApp while the account was away."`
	Author    Person     `json:"author" doc:"Who wrote it, by phone number and by LID."`
	Contact   *Person    `json:"contact" doc:"Whom the conversation is with; null for groups."`
	EditedAt  *time.Time `json:"edited_at" doc:"When its text was last replaced."`
	DeletedAt *time.Time `json:"deleted_at" doc:"When it was deleted for everyone; what it said stays here."`
	Reactions []Mark     `json:"reactions" doc:"Who reacted how."`
	Votes     []Mark     `json:"votes,omitempty" doc:"Of a poll: who voted for what."`
	Tally     []Count    `json:"tally,omitempty" doc:"Of a poll: how many votes each answer has."`
	Content

	facets event.Facets
}

// StatusPayload says how far an outgoing message has come.
type StatusPayload struct {
	Payload
	At     time.Time `json:"at" doc:"When it came to this status."`
	Reason *string   `json:"reason" doc:"Plain words where there is something to say."`
}

// FetchedPayload says that the file of an incoming message is here, or will not be.
type FetchedPayload struct{ Payload }

// Kind is event.KindMessageMedia.
func (FetchedPayload) Kind() string { return event.KindMessageMedia }

// MediaPayload says that the message's file is here, or will not be.
func (m Message) MediaPayload() FetchedPayload { return FetchedPayload{m.Payload()} }

// Kind is event.KindMessage.
func (Payload) Kind() string { return event.KindMessage }

// Facets are what filters look at.
func (p Payload) Facets() event.Facets { return p.facets }

// Kind is event.KindMessageStatus.
func (StatusPayload) Kind() string { return event.KindMessageStatus }

// Payload is the message as the outside sees it.
func (m Message) Payload() Payload {
	out := Payload{
		ID: m.ID, AccountID: m.AccountID, MessageID: m.WAID, ChatID: m.ChatID, Direction: string(m.Direction),
		Chat: m.Chat.JID(), Sender: m.From(), SenderName: optional(m.SenderName), Recipient: m.To(),
		Type: string(m.Type), Text: optional(m.Text), Media: MediaOf(m.Media), Status: string(m.Status),
		Error: optional(m.Error), ErrorCode: optional(m.ErrorCode), Timestamp: m.Timestamp, CreatedAt: m.CreatedAt,
		FromMe: m.FromMe(), Source: optional(string(m.Source)), Late: m.Late,
		Author: m.Author(), EditedAt: m.EditedAt, DeletedAt: m.DeletedAt, Content: m.Content, Tally: m.Tally(), Reactions: []Mark{},
	}
	out.ChatKind = m.Chat.Kind()
	if m.Chat.Group == "" {
		contact := PersonOf(m.Chat, "")
		out.Contact = &contact
	}
	for _, mark := range m.Marks {
		if mark.Kind == MarkReaction {
			out.Reactions = append(out.Reactions, mark)
		} else {
			out.Votes = append(out.Votes, mark)
		}
	}
	out.facets = event.Facets{
		ChatID: m.ChatID, Chats: m.Chat.names(m.ChatID.String()), Direction: string(m.Direction), Type: string(m.Type),
		Group: new(m.Chat.Group != ""), Content: m.Text,
	}
	return out
}

// StatusPayload says that the message has come to its status.
func (m Message) StatusPayload(at time.Time, reason string) StatusPayload {
	return StatusPayload{Payload: m.Payload(), At: at, Reason: optional(reason)}
}

// names are all the ways to say who a peer is.
func (p Peer) names(more ...string) []string {
	out := more
	for _, name := range []string{p.Group, p.Phone, p.LID} {
		if name != "" {
			out = append(out, name)
		}
	}
	if p.Phone != "" {
		out = append(out, p.Phone+"@"+phoneServer)
	}
	return out
}

// MediaOf is a file as the outside sees it; nil for none.
func MediaOf(f *media.File) *event.Media {
	if f == nil {
		return nil
	}
	out := &event.Media{ID: f.ID, Mimetype: f.Mimetype, Filename: optional(f.Filename), Status: string(f.Status)}
	if f.Size > 0 {
		out.Size = &f.Size
	}
	if f.Pictured() {
		out.ThumbnailURL = optional("/api/media/" + f.ID.String() + "/thumbnail")
	}
	if f.Status == media.Ready {
		out.URL = optional("/api/media/" + f.ID.String())
	}
	return out
}

// optional is null for the empty text: the domain says "unknown" with it.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
