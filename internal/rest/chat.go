package rest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/chat"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// Chat is a conversation as REST shows it.
type Chat struct {
	ID            uuid.UUID       `json:"id" format:"uuid"`
	AccountID     uuid.UUID       `json:"account_id" format:"uuid"`
	Chat          string          `json:"chat" example:"4915112345678@s.whatsapp.net" doc:"As WhatsApp addresses it."`
	Kind          string          `json:"kind" enum:"direct,group,channel,status"`
	Contact       *message.Person `json:"contact" doc:"Whom it is with; null for groups."`
	Name          *string         `json:"name" doc:"Push name or group subject, where known."`
	Unread        int             `json:"unread" doc:"Incoming messages that nobody has read; 100 is 100 or more."`
	Archived      bool            `json:"archived"`
	PinnedAt      *time.Time      `json:"pinned_at"`
	MutedUntil    *time.Time      `json:"muted_until" doc:"The year 9999 is for good."`
	ExpiresAfter  int             `json:"expires_after" doc:"Seconds after which its messages disappear; 0 keeps them."`
	LastMessageAt *time.Time      `json:"last_message_at"`
	LastMessage   *Message        `json:"last_message"`
}

func chatOf(c message.Chat) Chat {
	out := Chat{
		ID: c.ID, AccountID: c.AccountID, Chat: c.Peer.JID(), Kind: c.Peer.Kind(), Name: optional(c.Name), Unread: c.Unread,
		Archived: c.Archived, PinnedAt: c.PinnedAt, MutedUntil: c.MutedUntil, ExpiresAfter: c.ExpiresAfter, LastMessageAt: c.LastMessageAt,
	}
	if c.Peer.Group == "" {
		contact := message.PersonOf(c.Peer, c.Name)
		out.Contact = &contact
	}
	if c.LastMessage != nil {
		last := messageOf(*c.LastMessage)
		out.LastMessage = &last
	}
	return out
}

type listChatsInput struct {
	AccountPath
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"At most this many."`
	Cursor   string `query:"cursor" doc:"The last answer's next_cursor."`
	Search   string `query:"search" doc:"In names and numbers."`
	Kind     string `query:"kind" enum:"direct,group,channel,status" doc:"Conversations with people and groups where left out; channel: posts of channels that the account follows; status: status posts."`
	Unread   string `query:"unread" enum:"true,false" doc:"Only those with unread messages, or without; both where left out."`
	Archived string `query:"archived" enum:"true,false" doc:"Only those that are archived, or are not."`
	Pinned   string `query:"pinned" enum:"true,false" doc:"Only those that are pinned, or are not."`
}

// wanted reads a filter by what is so or is not; nil is both.
func wanted(is string) *bool {
	if is == "" {
		return nil
	}
	yes := is == "true"
	return &yes
}

type listChatsOutput struct {
	Body struct {
		Items []Chat  `json:"items"`
		Next  *string `json:"next_cursor" doc:"Where the next page starts; null at the end."`
	}
}

func (h *Handler) listChats(ctx context.Context, in *listChatsInput) (*listChatsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	page, err := h.Messages.Chats(ctx, id, message.ChatFilter{
		Search: in.Search, Kind: in.Kind, Unread: wanted(in.Unread), Archived: wanted(in.Archived), Pinned: wanted(in.Pinned),
	}, message.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &listChatsOutput{}
	out.Body.Items, out.Body.Next = make([]Chat, len(page.Items)), optional(page.Next)
	for i, c := range page.Items {
		out.Body.Items[i] = chatOf(c)
	}
	return out, nil
}

// ChatPath is the conversation that a path names.
type ChatPath struct {
	ID string `path:"id" doc:"The conversation's id."`
}

var errNoChat = fault.New(fault.NotFound, "Chat not found.")

func (in ChatPath) uuid() (uuid.UUID, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return uuid.Nil, errNoChat
	}
	return id, nil
}

type chatInput struct{ ChatPath }

type chatOutput struct{ Body Chat }

// chatAnswer is a conversation, or why there is none.
func chatAnswer(c message.Chat, err error) (*chatOutput, error) {
	if err != nil {
		return nil, err
	}
	return &chatOutput{Body: chatOf(c)}, nil
}

func (h *Handler) getChat(ctx context.Context, in *chatInput) (*chatOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return chatAnswer(h.Messages.Chat(ctx, id))
}

type readChatInput struct {
	ChatPath
	SendReceipts bool `query:"send_receipts" default:"true" doc:"Whether WhatsApp is told; false notes it here only, also while the account is not connected."`
}

func (h *Handler) readChat(ctx context.Context, in *readChatInput) (*chatOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return chatAnswer(h.Chats.MarkRead(ctx, id, in.SendReceipts))
}

type changeChatInput struct {
	ChatPath
	Body struct {
		Archived *bool `json:"archived,omitempty"`
		Pinned   *bool `json:"pinned,omitempty"`
		MuteFor  *int  `json:"mute_for,omitempty" example:"28800" doc:"For how many seconds no phone rings for it: 0 unmutes, -1 is for good."`
	}
}

func (h *Handler) changeChat(ctx context.Context, in *changeChatInput) (*chatOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return chatAnswer(h.Chats.Change(ctx, id, chat.Patch{Archived: in.Body.Archived, Pinned: in.Body.Pinned, MuteFor: in.Body.MuteFor}))
}

type searchInput struct {
	AccountPath
	Query  string `query:"query" required:"true" doc:"Words: all have to be there, the last may be unfinished; \"in quotes\" together, -word must not be there."`
	ChatID string `query:"chat_id" doc:"Only this conversation."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"At most this many."`
	Cursor string `query:"cursor" doc:"The last answer's next_cursor."`
}

func (h *Handler) search(ctx context.Context, in *searchInput) (*listMessagesOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	var chatID *uuid.UUID
	if in.ChatID != "" {
		parsed, _ := uuid.Parse(in.ChatID) // what is no id is no conversation: the list is empty
		chatID = &parsed
	}
	page, err := h.Chats.Search(ctx, id, chatID, in.Query, message.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	return messagePage(page), nil
}

type callRuleInput struct {
	AccountPath
	Body message.CallRule
}

type callRuleOutput struct{ Body message.CallRule }

func (h *Handler) getCallRule(ctx context.Context, in *AccountPath) (*callRuleOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	rule, err := h.Messages.CallRule(ctx, id)
	return &callRuleOutput{Body: rule}, err
}

func (h *Handler) setCallRule(ctx context.Context, in *callRuleInput) (*callRuleOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	rule, err := h.Messages.SetCallRule(ctx, id, in.Body)
	return &callRuleOutput{Body: rule}, err
}
