package rest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/media"
	"switchboard/internal/message"
)

// Message is a message as REST shows it; webhooks deliver the same.
type Message struct {
	ID         uuid.UUID `json:"id" format:"uuid"`
	AccountID  uuid.UUID `json:"account_id" format:"uuid"`
	MessageID  string    `json:"message_id" example:"3EB0C127D2A94E56B81F3A" doc:"WhatsApp's id."`
	ChatID     uuid.UUID `json:"chat_id" format:"uuid" doc:"The conversation it belongs to."`
	Direction  string    `json:"direction" enum:"incoming,outgoing" example:"outgoing"`
	Chat       string    `json:"chat" example:"4915112345678@s.whatsapp.net" doc:"The conversation as WhatsApp addresses it."`
	Sender     string    `json:"sender" example:"4915187654321" doc:"Digits; a LID where WhatsApp hides the number."`
	SenderName *string   `json:"sender_name" example:"Ada"`
	Recipient  string    `json:"recipient" example:"4915112345678" doc:"Digits, a LID, or the group's id."`
	Type       string    `json:"type" example:"text" doc:"text, image, video, gif, audio, voice, document, sticker, location, contact, poll, options, choice, call, group_change or unsupported; or, about another message: reaction, poll_vote, edit, delete, timer."`
	Text       *string   `json:"text" example:"hello" doc:"The text, the caption of a file, or what else there is to read."`
	Media      *Media    `json:"media"`
	Status     string    `json:"status" enum:"received,queued,sending,sent,delivered,read,played,failed" example:"delivered"`
	Error      *string   `json:"error" doc:"Why it failed, in plain words."`
	ErrorCode  *string   `json:"error_code" example:"not_on_whatsapp" doc:"Stable code of the failure."`
	Timestamp  time.Time `json:"timestamp" doc:"WhatsApp's time of the message; while it is queued, when it was accepted."`
	CreatedAt  time.Time `json:"created_at"`

	Author    message.Person  `json:"author" doc:"Who wrote it, by phone number and by LID."`
	Contact   *message.Person `json:"contact" doc:"Whom the conversation is with; null for groups."`
	EditedAt  *time.Time      `json:"edited_at" doc:"When its text was last replaced."`
	DeletedAt *time.Time      `json:"deleted_at" doc:"When it was deleted for everyone; what it said stays here."`
	Reactions []message.Mark  `json:"reactions" doc:"Who reacted how."`
	Votes     []message.Mark  `json:"votes,omitempty" doc:"Of a poll: who voted for what."`
	Tally     []message.Count `json:"tally,omitempty" doc:"Of a poll: how many votes each answer has."`
	message.Content
}

// Media is a file of a message.
type Media struct {
	ID       uuid.UUID `json:"id" format:"uuid"`
	Mimetype string    `json:"mimetype" example:"image/jpeg"`
	Filename *string   `json:"filename" example:"menu.jpg"`
	Size     *int64    `json:"size" example:"48213" doc:"Bytes; null while unknown."`
	Status   string    `json:"status" enum:"pending,ready,failed" example:"ready"`
	URL      *string   `json:"url" example:"/api/media/0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e" doc:"Where to fetch the bytes with the same credential; null until ready."`
}

// StatusChange is one step of a message's history.
type StatusChange struct {
	Status string    `json:"status" example:"sent"`
	At     time.Time `json:"at"`
	Reason *string   `json:"reason"`
}

func messageOf(m message.Message) Message {
	out := Message{
		ID: m.ID, AccountID: m.AccountID, MessageID: m.WAID, ChatID: m.ChatID, Direction: string(m.Direction),
		Chat: m.Chat.JID(), Sender: m.From(), SenderName: optional(m.SenderName), Recipient: m.To(),
		Type: string(m.Type), Text: optional(m.Text), Media: mediaOf(m.Media), Status: string(m.Status),
		Error: optional(m.Error), ErrorCode: optional(m.ErrorCode), Timestamp: m.Timestamp, CreatedAt: m.CreatedAt,
		Author: m.Author(), EditedAt: m.EditedAt, DeletedAt: m.DeletedAt, Content: m.Content, Tally: m.Tally(), Reactions: []message.Mark{},
	}
	if m.Chat.Group == "" {
		contact := message.PersonOf(m.Chat, "")
		out.Contact = &contact
	}
	for _, mark := range m.Marks {
		if mark.Kind == message.MarkReaction {
			out.Reactions = append(out.Reactions, mark)
		} else {
			out.Votes = append(out.Votes, mark)
		}
	}
	return out
}

func mediaOf(f *media.File) *Media {
	if f == nil {
		return nil
	}
	out := &Media{ID: f.ID, Mimetype: f.Mimetype, Filename: optional(f.Filename), Status: string(f.Status)}
	if f.Size > 0 {
		out.Size = &f.Size
	}
	if f.Status == media.Ready {
		out.URL = optional("/api/media/" + f.ID.String())
	}
	return out
}

type messageInput struct {
	ID string `path:"id" doc:"The message's id, not WhatsApp's."`
}

type messageWithHistory struct {
	Message
	History  []StatusChange    `json:"status_history" doc:"Every status with its time, oldest first."`
	Versions []message.Version `json:"versions" doc:"What it said before it was edited, oldest first."`
}

type messageOutput struct{ Body messageWithHistory }

func (h *Handler) getMessage(ctx context.Context, in *messageInput) (*messageOutput, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, errNoMessage
	}
	m, err := h.Messages.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	versions, err := h.Messages.Versions(ctx, m)
	if err != nil {
		return nil, err
	}
	if versions == nil {
		versions = []message.Version{}
	}
	out := &messageOutput{Body: messageWithHistory{Message: messageOf(m), History: make([]StatusChange, len(m.History)), Versions: versions}}
	for i, c := range m.History {
		out.Body.History[i] = StatusChange{Status: string(c.Status), At: c.At, Reason: optional(c.Reason)}
	}
	return out, nil
}

type listMessagesInput struct {
	AccountPath
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"At most this many."`
	Cursor string `query:"cursor" doc:"The last answer's next_cursor."`
	ChatID string `query:"chat_id" doc:"Only this conversation, without the messages that are about others: those show their effect."`
}

type messageList struct {
	Items []Message `json:"items"`
	Next  *string   `json:"next_cursor" doc:"Where the next page starts; null at the end."`
}

type listMessagesOutput struct{ Body messageList }

func (h *Handler) listMessages(ctx context.Context, in *listMessagesInput) (*listMessagesOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	var chatID *uuid.UUID
	if in.ChatID != "" {
		// What is no id is no conversation of the account: the list is empty.
		parsed, _ := uuid.Parse(in.ChatID)
		chatID = &parsed
	}
	if _, err := h.Accounts.Get(ctx, id); err != nil {
		return nil, err
	}
	page, err := h.Messages.Messages(ctx, id, chatID, message.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &listMessagesOutput{Body: messageList{Items: make([]Message, len(page.Items)), Next: optional(page.Next)}}
	for i, m := range page.Items {
		out.Body.Items[i] = messageOf(m)
	}
	return out, nil
}
