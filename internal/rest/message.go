package rest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/message"
)

// Message is a message as REST shows it; webhooks deliver the same.
type Message message.Payload

func messageOf(m message.Message) Message { return Message(m.Payload()) }

// Media is a file of a message.
type Media = event.Media

// StatusChange is one step of a message's history.
type StatusChange struct {
	Status string    `json:"status" example:"sent"`
	At     time.Time `json:"at"`
	Reason *string   `json:"reason"`
}

type messageInput struct {
	ID string `path:"id" doc:"The message's id, not WhatsApp's."`
}

type messageWithHistory struct {
	Message
	History      []StatusChange      `json:"status_history" doc:"Every status with its time, oldest first."`
	Plan         *Plan               `json:"plan" doc:"What it waits for and about when it goes; null once it has gone."`
	Participants []ParticipantStatus `json:"participants,omitempty" doc:"In groups, how far it is with each participant that has confirmed anything."`
	Versions     []message.Version   `json:"versions" doc:"What it said before it was edited, oldest first."`
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
	plan, err := h.Planner.Plan(ctx, m)
	if err != nil {
		return nil, err
	}
	participants, err := h.Messages.Participants(ctx, m)
	if err != nil {
		return nil, err
	}
	out.Body.Plan, out.Body.Participants = planOf(plan), participantsOf(participants)
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
	return messagePage(page), nil
}

func messagePage(page message.List[message.Message]) *listMessagesOutput {
	out := &listMessagesOutput{Body: messageList{Items: make([]Message, len(page.Items)), Next: optional(page.Next)}}
	for i, m := range page.Items {
		out.Body.Items[i] = messageOf(m)
	}
	return out
}
