package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	chats "switchboard/internal/chat"
	"switchboard/internal/message"
	"switchboard/sqlc"
)

const aChat = "Chat"

// UnreadOf are the messages of a conversation that were not read, by sender: what still waits to be decrypted is not
// confirmed, but read with the rest.
func (s *Store) UnreadOf(ctx context.Context, chatID uuid.UUID, limit int) ([]chats.Unread, time.Time, error) {
	rows, err := s.q.ChatUnread(ctx, sqlc.ChatUnreadParams{ChatID: chatID, Lim: int32(limit)})
	if err != nil {
		return nil, time.Time{}, translate(err, aChat)
	}
	var out []chats.Unread
	var newest time.Time
	at := map[message.Peer]int{}
	for _, r := range rows {
		if r.CreatedAt.After(newest) {
			newest = r.CreatedAt
		}
		if r.Type == string(message.Waiting) {
			continue
		}
		sender := message.Peer{Phone: r.SenderPhone, LID: r.SenderLid}
		i, ok := at[sender]
		if !ok {
			i = len(out)
			at[sender] = i
			out = append(out, chats.Unread{Sender: sender})
		}
		out[i].WAIDs = append(out[i].WAIDs, r.WaID)
	}
	return out, newest.UTC(), nil
}

// SetRead says up to when a conversation was read.
func (s *Store) SetRead(ctx context.Context, chatID uuid.UUID, at time.Time) error {
	return translate(s.q.ChatSetRead(ctx, sqlc.ChatSetReadParams{ID: chatID, At: at}), aChat)
}

// Last is the newest message of a conversation; nil when there is none.
func (s *Store) Last(ctx context.Context, chatID uuid.UUID) (*chats.Last, error) {
	r, err := s.q.ChatLast(ctx, chatID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, translate(err, aChat)
	}
	return &chats.Last{
		WAID: r.WaID, FromMe: r.Direction == string(message.Outgoing),
		Sender: message.Peer{Phone: r.SenderPhone, LID: r.SenderLid}, At: r.Timestamp.UTC(),
	}, nil
}

// ChangeChat archives, pins or mutes a conversation.
func (s *Store) ChangeChat(ctx context.Context, chatID uuid.UUID, p chats.Patch, now time.Time) error {
	params := sqlc.ChatChangeParams{ID: chatID, Archived: p.Archived, Pinned: p.Pinned, Now: &now, Mute: p.MutedUntil != nil}
	if p.MutedUntil != nil && !p.MutedUntil.IsZero() {
		params.MutedUntil = p.MutedUntil
	}
	n, err := s.q.ChatChange(ctx, params)
	return affected(n, err, aChat)
}

// FindChat is the conversation with a peer.
func (s *Store) FindChat(ctx context.Context, accountID uuid.UUID, with message.Peer) (message.Chat, error) {
	id, err := s.q.ChatByPeer(ctx, sqlc.ChatByPeerParams{
		AccountID: accountID, Phone: optional(with.Phone), Lid: optional(with.LID), GroupJid: optional(with.Group),
	})
	if err != nil {
		return message.Chat{}, translate(err, aChat)
	}
	return s.Chat(ctx, id)
}

// NameGroup records a group's subject.
func (s *Store) NameGroup(ctx context.Context, accountID uuid.UUID, group, name string) error {
	_, err := s.q.ChatNameGroup(ctx, sqlc.ChatNameGroupParams{AccountID: accountID, GroupJid: &group, Name: name})
	return translate(err, aChat)
}

// Search finds messages by their words, newest first.
func (s *Store) Search(ctx context.Context, accountID uuid.UUID, chatID *uuid.UUID, query string, p message.Page) (message.List[message.Message], error) {
	var out message.List[message.Message]
	before := messageCursor{ID: uuid.Max}
	if err := readCursor(p.Cursor, &before); err != nil {
		return out, err
	}
	var ids []uuid.UUID
	var err error
	limit := int32(p.Limit) + 1
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if err := q.SearchPlan(ctx); err != nil {
			return err
		}
		if chatID == nil {
			ids, err = q.MessageSearch(ctx, sqlc.MessageSearchParams{AccountID: accountID, Query: query, Before: before.ID, Lim: limit})
		} else {
			ids, err = q.MessageSearchOfChat(ctx, sqlc.MessageSearchOfChatParams{
				AccountID: accountID, ChatID: *chatID, Query: query, Before: before.ID, Lim: limit,
			})
		}
		return err
	})
	if err != nil {
		return out, translate(err, aMessage)
	}
	if len(ids) > p.Limit {
		ids = ids[:p.Limit]
		out.Next = writeCursor(messageCursor{ID: ids[p.Limit-1]})
	}
	out.Items, err = messagesByID(ctx, s.q, ids)
	return out, err
}

// CallRule is what becomes of an account's calls.
func (s *Store) CallRule(ctx context.Context, accountID uuid.UUID) (message.CallRule, error) {
	r, err := s.q.CallRuleGet(ctx, accountID)
	if errors.Is(err, pgx.ErrNoRows) {
		return message.CallRule{}, nil
	}
	return message.CallRule{Reject: r.Reject, Reply: r.Reply}, translate(err, anAccount)
}

// SetCallRule sets what becomes of an account's calls.
func (s *Store) SetCallRule(ctx context.Context, accountID uuid.UUID, rule message.CallRule) error {
	return translate(s.q.CallRulePut(ctx, sqlc.CallRulePutParams{AccountID: accountID, Reject: rule.Reject, Reply: rule.Reply}), anAccount)
}

// CallOutcome records how a call ended; NotFound when it is not logged.
func (s *Store) CallOutcome(ctx context.Context, accountID uuid.UUID, callID, outcome string) (message.Message, error) {
	var m message.Message
	err := s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, accountID); err != nil {
			return err
		}
		id, err := q.CallFind(ctx, sqlc.CallFindParams{AccountID: accountID, WaID: callID})
		if err != nil {
			return err
		}
		if m, err = messageByID(ctx, q, id); err != nil || m.Content.Call == nil {
			return err
		}
		if m.Content.Call.Outcome != message.CallRinging {
			return nil
		}
		m.Content.Call.Outcome = outcome
		raw, err := contentTo(m.Content)
		if err != nil {
			return err
		}
		return q.MessageContent(ctx, sqlc.MessageContentParams{ID: id, Content: raw})
	})
	return m, translate(err, aMessage)
}
