package postgres

import (
	"cmp"
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
// says about consent; false when it was stored before. What is usual takes two round
// trips: one reads all that is known, one writes.
func (s *Store) Receive(ctx context.Context, in message.Inbound, now time.Time) (m message.Message, stored bool, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		stored = false
		f, err := inboundFacts(ctx, q, in, now)
		if err != nil {
			return err
		}
		chatID, err := arrive(ctx, q, in, f, now)
		if err != nil {
			return err
		}
		if m, stored, err = keep(ctx, q, &in, f, chatID, now); err != nil || !stored {
			return err
		}
		if !in.FromMe {
			// What goes to the contact from here on is an answer.
			if err := q.OutboxReleaseChat(ctx, sqlc.OutboxReleaseChatParams{ChatID: chatID, Reasons: holdReasons()}); err != nil {
				return err
			}
		}
		if err := readConsent(ctx, q, in, f, m.ID, now); err != nil {
			return err
		}
		if f.LastActiveAt == nil || now.Sub(*f.LastActiveAt) > activeEvery {
			if err := q.AccountTouch(ctx, sqlc.AccountTouchParams{ID: in.AccountID, Now: &now}); err != nil {
				return err
			}
		}
		if err := affect(ctx, q, m, in.Timestamp); err != nil {
			return err
		}
		if in.Type == message.Waiting {
			return nil // it is owed when it can be read
		}
		if err := oweReply(ctx, q, m, now); err != nil {
			return err
		}
		return owe(ctx, q, in.AccountID, m.Payload(), now)
	})
	return m, stored && err == nil, translate(err, aMessage)
}

// activeEvery is how exact an account's last activity is: as AccountTouch has it.
const activeEvery = 5 * time.Second

// inboundFacts locks the account and reads what is known where a message comes in. A number
// and a LID that were met apart become one conversation.
func inboundFacts(ctx context.Context, q *sqlc.Queries, in message.Inbound, now time.Time) (f sqlc.InboundFactsRow, err error) {
	if err := q.AccountQueue(ctx, in.AccountID); err != nil {
		return f, err
	}
	read := func() ([]sqlc.InboundFactsRow, error) {
		return q.InboundFacts(ctx, sqlc.InboundFactsParams{
			AccountID: in.AccountID, Phone: optional(in.Chat.Phone), Lid: optional(in.Chat.LID), GroupJid: optional(in.Chat.Group), WaID: in.WAID,
		})
	}
	rows, err := read()
	if err == nil && len(rows) > 1 {
		if _, err = chat(ctx, q, in.AccountID, in.Chat, "", nil, now); err == nil {
			rows, err = read()
		}
	}
	if err == nil && len(rows) == 0 {
		err = translate(pgx.ErrNoRows, anAccount)
	}
	if err != nil {
		return f, err
	}
	return rows[0], nil
}

// arrive notes in the conversation that a message came, and makes it when it is new.
func arrive(ctx context.Context, q *sqlc.Queries, in message.Inbound, f sqlc.InboundFactsRow, now time.Time) (uuid.UUID, error) {
	name := in.SenderName
	if in.FromMe || in.Chat.Group != "" {
		name = "" // the conversation is not named after who wrote in it
	}
	touch := sqlc.ChatTouchParams{Phone: optional(in.Chat.Phone), Lid: optional(in.Chat.LID), Name: name}
	if !in.Type.Acts() {
		touch.At = &in.Timestamp
	}
	if in.FromMe {
		touch.AnsweredAt = &in.Timestamp
	} else {
		touch.HeardAt = &in.Timestamp
	}
	if f.ChatID != nil {
		touch.ID = *f.ChatID
	} else {
		touch.ID = uuid.Must(uuid.NewV7())
		if err := q.ChatCreate(ctx, sqlc.ChatCreateParams{
			ID: touch.ID, AccountID: in.AccountID, Phone: touch.Phone, Lid: touch.Lid, GroupJid: optional(in.Chat.Group), Name: name, Now: now,
		}); err != nil {
			return uuid.Nil, err
		}
	}
	return touch.ID, q.ChatTouch(ctx, touch)
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
	known := peerFrom(f.Phone, f.Lid, f.GroupJid)
	m := message.Message{
		ID: uuid.Must(uuid.NewV7()), AccountID: in.AccountID, ChatID: chatID, WAID: in.WAID,
		Direction: message.Incoming, Status: message.Received,
		Chat:   message.Peer{Phone: cmp.Or(in.Chat.Phone, known.Phone), LID: cmp.Or(in.Chat.LID, known.LID), Group: in.Chat.Group},
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
	outWords, inWords := f.OptOutWords, f.OptInWords
	if outWords == nil {
		outWords = consent.OptOutWords()
	}
	if inWords == nil {
		inWords = consent.OptInWords()
	}
	said, ok := consent.Read(in.Text, outWords, inWords)
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
