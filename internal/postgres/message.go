package postgres

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/sqlc"
)

const aMessage = "Message"

func messageFrom(m sqlc.MessageDetail) message.Message {
	out := message.Message{
		ID: m.ID, AccountID: m.AccountID, ChatID: m.ChatID, WAID: m.WaID,
		Direction: message.Direction(m.Direction), Chat: peerFrom(m.ChatPhone, m.ChatLid, m.ChatGroup),
		Sender: message.Peer{Phone: m.SenderPhone, LID: m.SenderLid}, SenderName: m.SenderName,
		Type: message.Type(m.Type), Text: m.Body, Status: message.Status(m.Status),
		Error: m.Error, ErrorCode: m.ErrorCode, History: historyFrom(m.History), Source: message.Source(m.Source), Late: m.Late, Timestamp: m.Timestamp.UTC(), CreatedAt: m.CreatedAt.UTC(),
		Account: message.Peer{Phone: m.AccountPhone, LID: m.AccountLid},
		Content: contentFrom(m.Content), Marks: marksFrom(m.Marks), EditedAt: utc(m.EditedAt), DeletedAt: utc(m.DeletedAt),
	}
	if m.MediaID != nil && m.MediaStatus != nil {
		out.Media = &media.File{
			ID: *m.MediaID, AccountID: m.AccountID, Mimetype: value(m.Mimetype), Filename: value(m.Filename),
			Size: value(m.Size), SHA256: m.Sha256, Status: media.Status(*m.MediaStatus), Store: value(m.Store), Previewed: m.Previewed,
		}
	}
	return out
}

// messagesByID are those messages that are there, newest first.
func messagesByID(ctx context.Context, q *sqlc.Queries, ids []uuid.UUID) ([]message.Message, error) {
	switch len(ids) {
	case 0:
		return nil, nil
	case 1: // the usual list, and quicker to plan
		m, err := messageByID(ctx, q, ids[0])
		if fault.Is(err, fault.NotFound) {
			return nil, nil
		}
		return []message.Message{m}, err
	}
	rows, err := q.MessageGet(ctx, ids)
	if err != nil {
		return nil, translate(err, aMessage)
	}
	out := make([]message.Message, len(rows))
	for i, r := range rows {
		out[i] = messageFrom(r)
	}
	return out, nil
}

func messageByID(ctx context.Context, q *sqlc.Queries, id uuid.UUID) (message.Message, error) {
	r, err := q.MessageGetOne(ctx, id)
	return messageFrom(r), translate(err, aMessage)
}

// Message is one message; NotFound when there is none. What several ask for at the same
// time, each subscriber for the message that has just come, is read at once.
func (s *Store) Message(ctx context.Context, id uuid.UUID) (message.Message, error) {
	found, err := s.reads.do(ctx, id, id)
	if err == nil && found == nil {
		err = translate(pgx.ErrNoRows, aMessage)
	}
	if err != nil {
		return message.Message{}, err
	}
	return *found, nil
}

// readAll reads different messages; nil stands for one that is not there.
func (s *Store) readAll(ctx context.Context, ids []uuid.UUID) ([]*message.Message, error) {
	messages, err := messagesByID(ctx, s.q, ids)
	out := make([]*message.Message, len(ids))
	for _, m := range messages {
		out[slices.Index(ids, m.ID)] = &m
	}
	return out, err
}

// step is one step of a history as status_step writes it.
type step struct {
	Status string `json:"s"`
	At     int64  `json:"t"` // Unix time in ms
	Reason string `json:"r"`
}

// historyFrom reads a message's statuses, oldest first. A receipt can be recorded before
// the server's acknowledgement, and tells time in whole seconds: the steps after "sent"
// follow it by their order.
func historyFrom(raw []byte) []message.StatusChange {
	var steps []step
	if json.Unmarshal(raw, &steps) != nil {
		return nil // written by status_step alone
	}
	slices.SortStableFunc(steps, func(a, b step) int { return afterSent(a.Status) - afterSent(b.Status) })
	out := make([]message.StatusChange, len(steps))
	for i, s := range steps {
		out[i] = message.StatusChange{Status: message.Status(s.Status), At: time.UnixMilli(s.At).UTC(), Reason: s.Reason}
	}
	return out
}

func afterSent(status string) int {
	return slices.Index([]string{string(message.Delivered), string(message.Read), string(message.Played)}, status)
}

// Participants is how far a message to a group is with each member.
func (s *Store) Participants(ctx context.Context, id uuid.UUID) ([]message.ParticipantStatus, error) {
	rows, err := s.q.ReceiptList(ctx, id)
	out := make([]message.ParticipantStatus, len(rows))
	for i, r := range rows {
		out[i] = message.ParticipantStatus{Participant: r.Participant, Status: message.Status(r.Status), At: r.At.UTC()}
	}
	return out, translate(err, aMessage)
}

// Accept stores a message for sending, in one transaction with everything that
// decides whether it may be accepted. What an account is given at the same time is stored
// in one transaction: one round trip for each message and two for all.
func (s *Store) Accept(ctx context.Context, a message.Accept) (message.Stored, error) {
	r, err := s.accepts.do(ctx, a.AccountID, a.ID, a)
	if err == nil {
		err = r.refused
	}
	return r.Stored, translate(err, aMessage)
}

// accepted is what Accept answers.
type accepted struct {
	message.Stored
	refused error // which is this message's own matter
}

// acceptAll stores messages of one account.
func (s *Store) acceptAll(ctx context.Context, all []message.Accept) (out []accepted, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if err := q.AccountQueue(ctx, []uuid.UUID{all[0].AccountID}); err != nil {
			return err
		}
		out = make([]accepted, len(all))
		for i, a := range all {
			var err error
			if out[i], err = s.acceptOne(ctx, q, a); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// acceptOne stores one. The caller has locked its account.
func (s *Store) acceptOne(ctx context.Context, q *sqlc.Queries, a message.Accept) (r accepted, err error) {
	f, err := acceptFacts(ctx, q, a)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return accepted{refused: translate(err, anAccount)}, nil
	case err != nil:
		return r, err
	}
	replayed, refused := admit(&a, f)
	switch {
	case refused != nil:
		r.refused = refused
	case replayed:
		r.Message, err = messageByID(ctx, q, *f.MessageID)
	default:
		r.New = true
		if r.Message, err = s.enqueue(ctx, q, a, f); err == nil {
			r.TakenBack, err = oweReply(ctx, q, r.Message, a.CreatedAt)
		}
	}
	return r, err
}

// acceptFacts reads what decides. The caller has locked the account.
func acceptFacts(ctx context.Context, q *sqlc.Queries, a message.Accept) (sqlc.AcceptFactsRow, error) {
	return q.AcceptFacts(ctx, sqlc.AcceptFactsParams{
		AccountID: a.AccountID, Key: a.IdempotencyKey, Phone: optional(a.Chat.Phone), Lid: optional(a.Chat.LID), GroupJid: optional(a.Chat.Group),
		ContentHash: a.ContentHash, Since: a.DuplicateSince,
	})
}

// Admit answers what Accept would refuse and decide, without an idempotency key.
func (s *Store) Admit(ctx context.Context, a *message.Accept) error {
	one := *a
	one.IdempotencyKey = ""
	f, err := acceptFacts(ctx, s.q, one)
	if err == nil {
		_, err = admit(a, f)
	}
	return translate(err, anAccount)
}

// admit refuses who has opted out, duplicates and a full queue, and decides the priority;
// true when its idempotency key stands for a message already.
func admit(a *message.Accept, f sqlc.AcceptFactsRow) (replayed bool, err error) {
	switch {
	case f.MessageID != nil && !bytes.Equal(f.RequestHash, a.RequestHash):
		return false, fault.New(fault.Conflict, "This idempotency key was used for another message.").WithCode("idempotency_key_reused")
	case f.MessageID != nil:
		return true, nil
	case a.Stale != nil:
		return false, a.Stale
	}
	if f.OptedOut {
		return false, fault.New(fault.Conflict, "This contact has asked not to be written to. Only an entry that the contact has opted in again changes that.").WithCode("opted_out")
	}
	a.Facts = message.ChatFacts{FirstIn: utc(f.FirstInAt), LastIn: utc(f.LastInAt), FirstOut: utc(f.FirstOutAt)}
	if a.Priority == "" {
		a.Priority = a.Facts.Priority(a.CreatedAt)
	}
	if f.Duplicate {
		return false, fault.New(fault.Conflict, "The same message went to this recipient less than 60 seconds ago. Set allow_duplicate to send it again.").WithCode("duplicate")
	}
	if int(f.Waiting) >= a.MaxQueued {
		return false, fault.Newf(fault.RateLimited, "%d messages of this account wait to be sent; no more are taken.", f.Waiting).
			WithCode("queue_full").WithRetryAfter(time.Minute)
	}
	return false, nil
}

// into is the conversation that a message goes to, used at a time.
func into(ctx context.Context, q *sqlc.Queries, a message.Accept, f sqlc.AcceptFactsRow) (uuid.UUID, error) {
	used := &a.CreatedAt
	if a.Type.Acts() {
		used = nil
	}
	if f.Apart {
		return chat(ctx, q, a.AccountID, a.Chat, "", used, a.CreatedAt)
	}
	return touch(ctx, q, a.AccountID, f.ChatID, a.Chat, sqlc.ChatTouchParams{At: used}, a.CreatedAt)
}

func (s *Store) enqueue(ctx context.Context, q *sqlc.Queries, a message.Accept, f sqlc.AcceptFactsRow) (m message.Message, err error) {
	chatID, err := into(ctx, q, a, f)
	if err != nil {
		return m, err
	}
	content, err := contentTo(a.Content)
	if err != nil {
		return m, err
	}
	var mediaID *uuid.UUID
	if a.Media != nil {
		mediaID = &a.Media.ID
	}
	// The hash is kept also where duplicates are allowed: the next message may not allow them.
	if err := q.MessageInsert(ctx, sqlc.MessageInsertParams{
		ID: a.ID, AccountID: a.AccountID, ChatID: chatID, WaID: a.WAID, Direction: string(a.Direction),
		Type: string(a.Type), Body: a.Text, MediaID: mediaID, Content: content, Status: string(a.Status),
		ContentHash: a.RequestHash, Source: string(a.Source), TextKey: a.TextKey, Timestamp: a.Timestamp, Now: a.CreatedAt,
	}); err != nil {
		return m, err
	}
	if err := q.OutboxAdd(ctx, sqlc.OutboxAddParams{
		MessageID: a.ID, AccountID: a.AccountID, ChatID: chatID, Priority: int16(a.Priority.Rank()), SendAt: a.SendAt, ExpiresAt: a.ExpiresAt,
	}); err != nil {
		return m, err
	}
	if a.IdempotencyKey != "" {
		if err := q.IdempotencyPut(ctx, sqlc.IdempotencyPutParams{
			AccountID: a.AccountID, Key: a.IdempotencyKey, RequestHash: a.RequestHash, MessageID: a.ID, Now: a.CreatedAt,
		}); err != nil {
			return m, err
		}
	}
	if f.Holder != nil && *f.Holder != s.holder {
		if err := q.NotifyQueued(ctx, a.AccountID.String()); err != nil {
			return m, err
		}
	}
	if a.Media != nil || f.Apart {
		m, err = messageByID(ctx, q, a.ID)
	} else {
		m = accepting(a, f, chatID, content)
	}
	if err != nil {
		return m, err
	}
	return m, nil
}

// accepting is a message without a file as reading it from the database would give it.
func accepting(a message.Accept, f sqlc.AcceptFactsRow, chatID uuid.UUID, content []byte) message.Message {
	m := a.Message
	m.ChatID, m.Chat = chatID, known(a.Chat, f.ChatPhone, f.ChatLid)
	m.Account = message.Peer{Phone: f.AccountPhone, LID: f.AccountLid}
	m.Timestamp, m.CreatedAt = a.Timestamp.UTC().Truncate(time.Microsecond), a.CreatedAt.UTC().Truncate(time.Microsecond)
	m.Content, m.Marks = contentFrom(content), []message.Mark{}
	m.History = []message.StatusChange{{Status: m.Status, At: m.CreatedAt.Truncate(time.Millisecond)}}
	return m
}

// known is a peer with the number and LID that its conversation has besides.
func known(p message.Peer, phone, lid *string) message.Peer {
	return message.Peer{Phone: cmp.Or(p.Phone, value(phone)), LID: cmp.Or(p.LID, value(lid)), Group: p.Group}
}

// Receipt moves messages forward and returns those that moved. What arrives at several
// accounts at the same time is stored in one transaction.
func (s *Store) Receipt(ctx context.Context, r message.Receipt) ([]message.Message, error) {
	return s.receipts.do(ctx, r.AccountID, r)
}

// receiptAll stores receipts of different accounts.
func (s *Store) receiptAll(ctx context.Context, all []message.Receipt) (moved [][]message.Message, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		ask := sqlc.MessageReceiptParams{}
		accounts := make([]uuid.UUID, len(all))
		for i, r := range all {
			accounts[i] = r.AccountID
			for _, waID := range slices.Compact(slices.Sorted(slices.Values(r.WAIDs))) {
				ask.Places, ask.AccountIds, ask.WaIds = append(ask.Places, int32(i)), append(ask.AccountIds, r.AccountID), append(ask.WaIds, waID)
				ask.Statuses, ask.Ats = append(ask.Statuses, string(r.Status)), append(ask.Ats, r.At)
			}
		}
		if err := q.AccountQueue(ctx, accounts); err != nil {
			return err
		}
		if err := participants(ctx, q, all); err != nil {
			return err
		}
		rows, err := q.MessageReceipt(ctx, ask)
		if err != nil {
			return err
		}
		moved, err = oweReceipts(ctx, q, all, rows)
		return err
	})
	return moved, translate(err, aMessage)
}

// oweReceipts owes what receipts have moved, and answers it by receipt.
func oweReceipts(ctx context.Context, q *sqlc.Queries, all []message.Receipt, rows []sqlc.MessageReceiptRow) ([][]message.Message, error) {
	ids, by := make([]uuid.UUID, len(rows)), make(map[uuid.UUID]int32, len(rows))
	for i, r := range rows {
		ids[i], by[r.ID] = r.ID, r.N
	}
	messages, err := messagesByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	moved := make([][]message.Message, len(all))
	for _, m := range slices.Backward(messages) { // oldest first
		n := by[m.ID]
		moved[n] = append(moved[n], m)
		if err := owe(ctx, q, m.AccountID, m.StatusPayload(all[n].At, ""), time.Now()); err != nil {
			return nil, err
		}
	}
	return moved, nil
}

// participants notes how far messages to groups are with each member.
func participants(ctx context.Context, q *sqlc.Queries, all []message.Receipt) error {
	for _, r := range all {
		if r.From == (message.Peer{}) {
			continue
		}
		if err := q.ParticipantReceipt(ctx, sqlc.ParticipantReceiptParams{
			AccountID: r.AccountID, WaIds: r.WAIDs, Participant: r.From.Short(), Status: string(r.Status), At: r.At,
		}); err != nil {
			return err
		}
	}
	return nil
}
