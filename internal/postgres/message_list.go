package postgres

import (
	"context"
	"math/big"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/message"
	"switchboard/sqlc"
)

// Messages lists an account's messages, newest first.
func (s *Store) Messages(ctx context.Context, accountID uuid.UUID, chatID *uuid.UUID, p message.Page) (message.List[message.Message], error) {
	l := messageList{q: s.q, accountID: accountID, chatID: chatID}
	start := messageCursor{ID: uuid.Max}
	if p.Back {
		start.ID = uuid.Nil
	}
	var out message.List[message.Message]
	if err := readCursor(p.Cursor, &start); err != nil {
		return out, err
	}
	var part listPart
	var err error
	switch {
	case p.Cursor == "" && p.Around != uuid.Nil:
		part, err = l.around(ctx, p.Around, p.Limit)
	case p.Back:
		part, err = l.newer(ctx, start.ID, p.Limit)
		part.older = p.Cursor != ""
	default:
		part, err = l.older(ctx, start.ID, p.Limit)
		part.newer = p.Cursor != ""
	}
	if err != nil {
		return out, translate(err, aMessage)
	}
	// An empty page is beside the message that its cursor names.
	first, last := following(start.ID, -1), following(start.ID, 1)
	if n := len(part.ids); n > 0 {
		first, last = part.ids[0], part.ids[n-1]
	}
	if part.newer {
		out.Previous = writeCursor(messageCursor{ID: first})
	}
	if part.older {
		out.Next = writeCursor(messageCursor{ID: last})
	}
	out.Items, err = messagesByID(ctx, s.q, part.ids)
	return out, err
}

// messageList is the list of an account's messages, or of one conversation's.
type messageList struct {
	q         *sqlc.Queries
	accountID uuid.UUID
	chatID    *uuid.UUID
}

// listPart is a stretch of a list, newest first, and whether there is more of it on either side.
type listPart struct {
	ids          []uuid.UUID
	newer, older bool
}

// older are the messages after id in the list.
func (l messageList) older(ctx context.Context, id uuid.UUID, limit int) (p listPart, err error) {
	more := int32(limit) + 1
	if l.chatID == nil {
		p.ids, err = l.q.MessageList(ctx, sqlc.MessageListParams{AccountID: l.accountID, Before: id, Lim: more})
	} else {
		p.ids, err = l.q.MessageListOfChat(ctx, sqlc.MessageListOfChatParams{AccountID: l.accountID, ChatID: *l.chatID, Before: id, Lim: more})
	}
	if len(p.ids) > limit {
		p.ids, p.older = p.ids[:limit], true
	}
	return p, err
}

// newer are the messages before id in the list.
func (l messageList) newer(ctx context.Context, id uuid.UUID, limit int) (p listPart, err error) {
	more := int32(limit) + 1
	if l.chatID == nil {
		p.ids, err = l.q.MessageListBack(ctx, sqlc.MessageListBackParams{AccountID: l.accountID, After: id, Lim: more})
	} else {
		p.ids, err = l.q.MessageListBackOfChat(ctx, sqlc.MessageListBackOfChatParams{AccountID: l.accountID, ChatID: *l.chatID, After: id, Lim: more})
	}
	if len(p.ids) > limit {
		p.ids, p.newer = p.ids[:limit], true
	}
	slices.Reverse(p.ids)
	return p, err
}

// around is a page with id in its middle; pgx.ErrNoRows when the list does not have it.
func (l messageList) around(ctx context.Context, id uuid.UUID, limit int) (listPart, error) {
	half := limit / 2
	older, err := l.older(ctx, following(id, 1), limit-half)
	if err != nil {
		return listPart{}, err
	}
	if len(older.ids) == 0 || older.ids[0] != id {
		return listPart{}, pgx.ErrNoRows
	}
	newer, err := l.newer(ctx, id, max(half, 1))
	if half == 0 && len(newer.ids) > 0 {
		newer = listPart{newer: true}
	}
	return listPart{ids: append(newer.ids, older.ids...), newer: newer.newer, older: older.older}, err
}

// following is the next id there could be, or with -1 the one before.
func following(id uuid.UUID, step int64) uuid.UUID {
	n := new(big.Int).Add(new(big.Int).SetBytes(id[:]), big.NewInt(step))
	if n.Sign() >= 0 && n.BitLen() <= 8*len(id) {
		n.FillBytes(id[:])
	}
	return id
}
