package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/message"
	"switchboard/sqlc"
)

func peerFrom(phone, lid, group *string) message.Peer {
	return message.Peer{Phone: value(phone), LID: value(lid), Group: value(group)}
}

func chatFrom(r sqlc.Chat) message.Chat {
	return message.Chat{
		ID: r.ID, AccountID: r.AccountID, Peer: peerFrom(r.Phone, r.Lid, r.GroupJid),
		Name: r.Name, LastMessageAt: utc(r.LastMessageAt),
		Archived: r.Archived, PinnedAt: utc(r.PinnedAt), MutedUntil: utc(r.MutedUntil), ExpiresAfter: int(r.ExpiresAfter),
	}
}

// chat finds or makes the conversation with a peer, inside a transaction that has
// locked the account. A number and a LID that were met apart become one
// conversation as soon as a message shows that they are one person.
func chat(ctx context.Context, q *sqlc.Queries, accountID uuid.UUID, p message.Peer, name string, at *time.Time, now time.Time) (uuid.UUID, error) {
	phone, lid, group := optional(p.Phone), optional(p.LID), optional(p.Group)
	found, err := q.ChatFind(ctx, sqlc.ChatFindParams{AccountID: accountID, Phone: phone, Lid: lid, GroupJid: group})
	if err != nil {
		return uuid.Nil, err
	}
	var id *uuid.UUID
	if len(found) > 0 {
		id = &found[0].ID
		for _, other := range found[1:] {
			if err := merge(ctx, q, *id, other); err != nil {
				return uuid.Nil, err
			}
		}
	}
	return touch(ctx, q, accountID, id, p, sqlc.ChatTouchParams{Name: name, At: at}, now)
}

// touch notes in a conversation what a message tells of it, and makes it when there is none.
func touch(ctx context.Context, q *sqlc.Queries, accountID uuid.UUID, id *uuid.UUID, p message.Peer, t sqlc.ChatTouchParams, now time.Time) (uuid.UUID, error) {
	t.Phone, t.Lid = optional(p.Phone), optional(p.LID)
	if id != nil {
		t.ID = *id
		return t.ID, q.ChatTouch(ctx, t)
	}
	t.ID = uuid.Must(uuid.NewV7())
	if err := q.ChatCreate(ctx, sqlc.ChatCreateParams{
		ID: t.ID, AccountID: accountID, Phone: t.Phone, Lid: t.Lid, GroupJid: optional(p.Group), Name: t.Name, Now: now,
	}); err != nil {
		return uuid.Nil, err
	}
	return t.ID, q.ChatTouch(ctx, t)
}

func merge(ctx context.Context, q *sqlc.Queries, into uuid.UUID, from sqlc.Chat) error {
	if err := q.ChatMergeMessages(ctx, sqlc.ChatMergeMessagesParams{IntoID: into, FromID: from.ID}); err != nil {
		return err
	}
	if err := q.ChatMergeTimes(ctx, sqlc.ChatMergeTimesParams{IntoID: into, FromID: from.ID}); err != nil {
		return err
	}
	if err := q.ChatDelete(ctx, from.ID); err != nil {
		return err
	}
	return q.ChatTouch(ctx, sqlc.ChatTouchParams{ID: into, Phone: from.Phone, Lid: from.Lid, Name: from.Name, At: from.LastMessageAt})
}

// RenameContact records the push name of a contact's conversation.
func (s *Store) RenameContact(ctx context.Context, accountID uuid.UUID, who message.Peer, name string) error {
	_, err := s.q.ChatRename(ctx, sqlc.ChatRenameParams{
		AccountID: accountID, Phone: optional(who.Phone), Lid: optional(who.LID), Name: name,
	})
	return translate(err, "Chat")
}

// Chat is one conversation with its newest message.
func (s *Store) Chat(ctx context.Context, id uuid.UUID) (message.Chat, error) {
	r, err := s.q.ChatGet(ctx, id)
	if err != nil {
		return message.Chat{}, translate(err, "Chat")
	}
	chats := []message.Chat{chatFrom(r)}
	return chats[0], s.lastMessages(ctx, chats)
}

// Chats lists an account's conversations, latest first.
func (s *Store) Chats(ctx context.Context, accountID uuid.UUID, f message.ChatFilter, p message.Page) (message.List[message.Chat], error) {
	before := chatCursor{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), ID: uuid.Max}
	if err := readCursor(p.Cursor, &before); err != nil {
		return message.List[message.Chat]{}, err
	}
	rows, err := s.q.ChatList(ctx, sqlc.ChatListParams{
		AccountID: accountID, BeforeAt: before.At, BeforeID: before.ID, Search: likeEscape(f.Search), Kinds: f.Kinds(),
		Unread: f.Unread, Archived: f.Archived, Pinned: f.Pinned, Lim: int32(p.Limit) + 1,
	})
	if err != nil {
		return message.List[message.Chat]{}, translate(err, "Chat")
	}
	var out message.List[message.Chat]
	for i, r := range rows {
		if i == p.Limit {
			last := rows[i-1]
			out.Next = writeCursor(chatCursor{At: *last.LastMessageAt, ID: last.ID})
			break
		}
		out.Items = append(out.Items, chatFrom(r))
	}
	return out, s.lastMessages(ctx, out.Items)
}

// lastMessages fills in the newest message of each conversation, and how many are unread.
func (s *Store) lastMessages(ctx context.Context, chats []message.Chat) error {
	if len(chats) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(chats))
	at := make(map[uuid.UUID]int, len(chats))
	for i, c := range chats {
		ids[i], at[c.ID] = c.ID, i
	}
	newest, err := s.q.ChatLastMessages(ctx, ids)
	if err != nil {
		return translate(err, "Chat")
	}
	messages, err := messagesByID(ctx, s.q, newest)
	if err != nil {
		return err
	}
	for _, m := range messages {
		chats[at[m.ChatID]].LastMessage = &m
	}
	counts, err := s.q.ChatUnreadCounts(ctx, ids)
	for _, c := range counts {
		chats[at[c.ID]].Unread = int(c.Unread)
	}
	return translate(err, "Chat")
}
