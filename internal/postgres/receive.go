package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/consent"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/sqlc"
)

// Receive stores an incoming message with its conversation, its media row and what it
// says about consent; false when it was stored before. What arrives at several accounts at
// the same time is stored in one transaction. What is usual takes two round trips: one
// reads all that is known, one writes.
func (s *Store) Receive(ctx context.Context, in message.Inbound, now time.Time) (message.Stored, error) {
	return s.receives.do(ctx, in.AccountID, inbound{in, now})
}

// inbound is what Receive is given.
type inbound struct {
	message.Inbound
	now time.Time
}

// receiveAll stores messages of different accounts.
func (s *Store) receiveAll(ctx context.Context, all []inbound) (out []message.Stored, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		facts, err := inboundFacts(ctx, q, all)
		if err != nil {
			return err
		}
		out = make([]message.Stored, len(all))
		for i, in := range all {
			if in.Keys != nil {
				if err := queueKeys(ctx, q, in.AccountID, s.holder, *in.Keys); err != nil {
					return err
				}
			}
			if out[i], err = receive(ctx, q, in.Inbound, facts[i], in.now); err != nil {
				return err
			}
		}
		return nil
	})
	return out, translate(err, aMessage)
}

// receive stores one. The caller has locked its account.
func receive(ctx context.Context, q *sqlc.Queries, in message.Inbound, f sqlc.InboundFactsRow, now time.Time) (r message.Stored, err error) {
	if !wanted(f, in.Chat) {
		return r, nil
	}
	chatID, err := arrive(ctx, q, in, f, now)
	if err != nil {
		return r, err
	}
	m, stored, err := keep(ctx, q, &in, f, chatID, now)
	if err != nil || !stored {
		return r, err
	}
	if !in.FromMe {
		// What goes to the contact from here on is an answer.
		if err := q.OutboxReleaseChat(ctx, sqlc.OutboxReleaseChatParams{ChatID: chatID, Reasons: holdReasons()}); err != nil {
			return r, err
		}
	}
	if err := readConsent(ctx, q, in, f, m.ID, now); err != nil {
		return r, err
	}
	if f.LastActiveAt == nil || now.Sub(*f.LastActiveAt) > activeEvery {
		if err := q.AccountTouch(ctx, sqlc.AccountTouchParams{ID: in.AccountID, Now: &now}); err != nil {
			return r, err
		}
	}
	if err := affect(ctx, q, m, in.Timestamp); err != nil {
		return r, err
	}
	r = message.Stored{Message: m, New: true}
	if in.Type == message.Waiting {
		if m.ByPerson() { // a person writes, whatever it is
			r.TakenBack, err = oweReply(ctx, q, m, now)
		}
		return r, err // it is owed when it can be read
	}
	if r.TakenBack, err = oweReply(ctx, q, m, now); err != nil {
		return r, err
	}
	return r, owe(ctx, q, in.AccountID, m.Payload(), now)
}

// wanted tells whether the account stores what comes there.
func wanted(f sqlc.InboundFactsRow, in message.Peer) bool {
	switch in.Kind() {
	case message.KindChannel:
		return f.ReceiveChannels
	case message.KindStatus:
		return f.ReceiveStatus
	}
	return true
}

// activeEvery is how exact an account's last activity is: as AccountTouch has it.
const activeEvery = 5 * time.Second

// inboundFacts locks the accounts and reads what is known where messages come in. A number
// and a LID that were met apart become one conversation.
func inboundFacts(ctx context.Context, q *sqlc.Queries, all []inbound) ([]sqlc.InboundFactsRow, error) {
	var ask sqlc.InboundFactsParams
	for _, in := range all {
		ask.AccountIds, ask.WaIds = append(ask.AccountIds, in.AccountID), append(ask.WaIds, in.WAID)
		ask.Phones, ask.Lids, ask.Groups = append(ask.Phones, in.Chat.Phone), append(ask.Lids, in.Chat.LID), append(ask.Groups, in.Chat.Group)
	}
	if err := q.AccountQueue(ctx, ask.AccountIds); err != nil {
		return nil, err
	}
	rows, err := q.InboundFacts(ctx, ask)
	if err != nil {
		return nil, err
	}
	apart := false
	for i := 1; i < len(rows); i++ {
		if n := rows[i].N; n == rows[i-1].N {
			in := all[n-1]
			if _, err := chat(ctx, q, in.AccountID, in.Chat, "", nil, in.now); err != nil {
				return nil, err
			}
			apart = true
		}
	}
	if apart {
		if rows, err = q.InboundFacts(ctx, ask); err != nil {
			return nil, err
		}
	}
	if len(rows) != len(all) {
		return nil, translate(pgx.ErrNoRows, anAccount)
	}
	return rows, nil
}

// arrive notes in the conversation that a message came, and makes it when it is new.
func arrive(ctx context.Context, q *sqlc.Queries, in message.Inbound, f sqlc.InboundFactsRow, now time.Time) (uuid.UUID, error) {
	name := in.SenderName
	if in.FromMe || in.Chat.Group != "" {
		name = "" // the conversation is not named after who wrote in it
	}
	t := sqlc.ChatTouchParams{Name: name}
	if !in.Type.Acts() {
		t.At = &in.Timestamp
	}
	if in.FromMe {
		t.AnsweredAt = &in.Timestamp
	} else {
		t.HeardAt = &in.Timestamp
	}
	return touch(ctx, q, in.AccountID, f.ChatID, in.Chat, t, now)
}

// keep stores a message, or what one that could not be decrypted turned out to be; false
// when there is nothing new.
func keep(ctx context.Context, q *sqlc.Queries, in *message.Inbound, f sqlc.InboundFactsRow, chatID uuid.UUID, now time.Time) (m message.Message, stored bool, err error) {
	fresh := f.MessageID == nil
	if !fresh && (message.Type(*f.MessageType) != message.Waiting || in.Type == message.Waiting) {
		return m, false, nil
	}
	if err := resolve(ctx, q, in, chatID, f.MenuID, now); err != nil {
		return m, false, err
	}
	content, err := contentTo(in.Content)
	if err != nil {
		return m, false, err
	}
	m = arrived(*in, f, chatID, content, now)
	var mediaID *uuid.UUID
	if f := m.Media; f != nil {
		mediaID = &f.ID
		if err := q.MediaCreate(ctx, sqlc.MediaCreateParams{
			ID: f.ID, AccountID: in.AccountID, Mimetype: f.Mimetype, Filename: f.Filename, Size: f.Size, Sha256: f.SHA256,
			Status: string(f.Status), Source: in.Media.Source, NextAttemptAt: &now, CreatedAt: now,
		}); err != nil {
			return m, false, err
		}
		if len(in.Media.Preview) > 0 {
			if err := q.MediaPreviewCreate(ctx, sqlc.MediaPreviewCreateParams{MediaID: f.ID, Jpeg: in.Media.Preview}); err != nil {
				return m, false, err
			}
		}
	}
	if !fresh {
		if err := q.MessageHeal(ctx, sqlc.MessageHealParams{
			ID: *f.MessageID, Type: string(in.Type), Body: in.Text, Content: content, MediaID: mediaID, SenderName: in.SenderName,
		}); err != nil {
			return m, false, err
		}
		m, err = messageByID(ctx, q, *f.MessageID)
		return m, true, err
	}
	return m, true, q.MessageInsert(ctx, sqlc.MessageInsertParams{
		ID: m.ID, AccountID: in.AccountID, ChatID: chatID, WaID: in.WAID, Direction: string(m.Direction),
		SenderPhone: in.Sender.Phone, SenderLid: in.Sender.LID, SenderName: in.SenderName,
		Type: string(in.Type), Body: in.Text, MediaID: mediaID, Content: content, Status: string(m.Status), Source: string(m.Source),
		Late: in.Late, Timestamp: in.Timestamp, Now: now,
	})
}

// arrived is a message as reading it from the database would give it.
func arrived(in message.Inbound, f sqlc.InboundFactsRow, chatID uuid.UUID, content []byte, now time.Time) message.Message {
	m := message.Message{
		ID: uuid.Must(uuid.NewV7()), AccountID: in.AccountID, ChatID: chatID, WAID: in.WAID,
		Direction: message.Incoming, Status: message.Received,
		Chat:   known(in.Chat, f.Phone, f.Lid),
		Sender: in.Sender, SenderName: in.SenderName, Type: in.Type, Text: in.Text, Late: in.Late,
		Timestamp: in.Timestamp.UTC().Truncate(time.Microsecond), CreatedAt: now.UTC().Truncate(time.Microsecond),
		Account: message.Peer{Phone: f.AccountPhone, LID: f.AccountLid}, Content: contentFrom(content), Marks: []message.Mark{},
	}
	if in.FromMe {
		m.Direction, m.Status, m.Source = message.Outgoing, message.Sent, message.FromPhone
	}
	m.History = []message.StatusChange{{Status: m.Status, At: m.CreatedAt.Truncate(time.Millisecond)}}
	if file := in.Media; file != nil {
		m.Media = &media.File{
			ID: uuid.Must(uuid.NewV7()), AccountID: in.AccountID, Mimetype: file.Mimetype, Filename: file.Filename,
			Size: file.Size, SHA256: nonNil(file.SHA256), Status: media.Pending,
		}
	}
	return m
}

// readConsent writes the ledger when a contact's message is one of the words, and says
// something new.
func readConsent(ctx context.Context, q *sqlc.Queries, in message.Inbound, f sqlc.InboundFactsRow, id uuid.UUID, now time.Time) error {
	if in.FromMe || in.Chat.Group != "" || in.Type != message.Text {
		return nil
	}
	said, ok := consent.Read(in.Text, f.OptOutWords, f.OptInWords)
	if !ok {
		return nil
	}
	out, err := optedOut(ctx, q, in.AccountID, in.Chat)
	if err != nil || out == (said == consent.OptedOut) {
		return err
	}
	return addConsent(ctx, q, consent.Entry{
		ID: uuid.Must(uuid.NewV7()), AccountID: in.AccountID, Contact: in.Chat, State: said,
		Source: consent.FromMessage, Note: in.Text, MessageID: &id, At: now,
	})
}
