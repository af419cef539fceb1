package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/consent"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/sqlc"
)

// Receive stores an incoming message with its conversation, its media row and what it
// says about consent; false when it was stored before.
func (s *Store) Receive(ctx context.Context, in message.Inbound, now time.Time) (m message.Message, stored bool, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		stored = false
		acc, err := q.AccountLock(ctx, in.AccountID)
		if err != nil {
			return translate(err, anAccount)
		}
		if !wanted(acc, in.Chat) {
			return nil
		}
		name := in.SenderName
		if in.FromMe || in.Chat.Group != "" {
			name = "" // the conversation is not named after who wrote in it
		}
		used := &in.Timestamp
		if in.Type.Acts() {
			used = nil
		}
		chatID, err := chat(ctx, q, in.AccountID, in.Chat, name, used, now)
		if err != nil {
			return err
		}
		id, err := keep(ctx, q, &in, chatID, now)
		if err != nil || id == uuid.Nil {
			return err
		}
		if err := wrote(ctx, q, in, chatID); err != nil {
			return err
		}
		if err := readConsent(ctx, q, in, acc, id, now); err != nil {
			return err
		}
		if err := q.AccountTouch(ctx, sqlc.AccountTouchParams{ID: in.AccountID, Now: &now}); err != nil {
			return err
		}
		stored = true
		if m, err = messageByID(ctx, q, id); err != nil {
			return err
		}
		if err := affect(ctx, q, m, in.Timestamp); err != nil {
			return err
		}
		if in.Type == message.Waiting {
			return nil // it is owed when it can be read
		}
		return owe(ctx, q, in.AccountID, m.Payload(), now)
	})
	return m, stored, translate(err, aMessage)
}

// wanted tells whether the account stores what comes there.
func wanted(acc sqlc.AccountLockRow, in message.Peer) bool {
	switch in.Kind() {
	case message.KindChannel:
		return acc.ReceiveChannels
	case message.KindStatus:
		return acc.ReceiveStatus
	}
	return true
}

// keep stores a message, or what one that could not be decrypted turned out to be; the
// zero id when there is nothing new.
func keep(ctx context.Context, q *sqlc.Queries, in *message.Inbound, chatID uuid.UUID, now time.Time) (uuid.UUID, error) {
	seen, err := q.MessageSeen(ctx, sqlc.MessageSeenParams{AccountID: in.AccountID, ChatID: chatID, WaID: in.WAID})
	fresh := errors.Is(err, pgx.ErrNoRows)
	if err != nil && !fresh {
		return uuid.Nil, err
	}
	if !fresh && (message.Type(seen.Type) != message.Waiting || in.Type == message.Waiting) {
		return uuid.Nil, nil
	}
	if err := resolve(ctx, q, in, chatID, now); err != nil {
		return uuid.Nil, err
	}
	content, err := contentTo(in.Content)
	if err != nil {
		return uuid.Nil, err
	}
	var mediaID *uuid.UUID
	if f := in.Media; f != nil {
		id := uuid.Must(uuid.NewV7())
		mediaID = &id
		if err := q.MediaCreate(ctx, sqlc.MediaCreateParams{
			ID: id, AccountID: in.AccountID, Mimetype: f.Mimetype, Filename: f.Filename, Size: f.Size, Sha256: nonNil(f.SHA256),
			Status: string(media.Pending), Source: f.Source, NextAttemptAt: &now, CreatedAt: now,
		}); err != nil {
			return uuid.Nil, err
		}
		if len(f.Preview) > 0 {
			if err := q.MediaPreviewCreate(ctx, sqlc.MediaPreviewCreateParams{MediaID: id, Jpeg: f.Preview}); err != nil {
				return uuid.Nil, err
			}
		}
	}
	if !fresh {
		return seen.ID, q.MessageHeal(ctx, sqlc.MessageHealParams{
			ID: seen.ID, Type: string(in.Type), Body: in.Text, Content: content, MediaID: mediaID, SenderName: in.SenderName,
		})
	}
	direction, status, source := message.Incoming, message.Received, message.Source("")
	if in.FromMe {
		direction, status, source = message.Outgoing, message.Sent, message.FromPhone
	}
	id := uuid.Must(uuid.NewV7())
	_, err = q.MessageInsert(ctx, sqlc.MessageInsertParams{
		ID: id, AccountID: in.AccountID, ChatID: chatID, WaID: in.WAID, Direction: string(direction),
		SenderPhone: in.Sender.Phone, SenderLid: in.Sender.LID, SenderName: in.SenderName,
		Type: string(in.Type), Body: in.Text, MediaID: mediaID, Content: content, Status: string(status), Source: string(source),
		Late: in.Late, Timestamp: in.Timestamp, Now: now,
	})
	return id, err
}

// wrote notes who of the two wrote.
func wrote(ctx context.Context, q *sqlc.Queries, in message.Inbound, chatID uuid.UUID) error {
	if in.FromMe {
		return q.ChatAnswered(ctx, sqlc.ChatAnsweredParams{ID: chatID, At: in.Timestamp})
	}
	if err := q.ChatHeard(ctx, sqlc.ChatHeardParams{ID: chatID, At: in.Timestamp}); err != nil {
		return err
	}
	// What goes to the contact from here on is an answer.
	return q.OutboxReleaseChat(ctx, sqlc.OutboxReleaseChatParams{ChatID: chatID, Reasons: holdReasons()})
}

// readConsent writes the ledger when a contact's message is one of the words, and says
// something new.
func readConsent(ctx context.Context, q *sqlc.Queries, in message.Inbound, acc sqlc.AccountLockRow, id uuid.UUID, now time.Time) error {
	if in.FromMe || in.Chat.Group != "" || in.Type != message.Text {
		return nil
	}
	outWords, inWords := acc.OptOutWords, acc.OptInWords
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
