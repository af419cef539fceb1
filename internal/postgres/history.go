package postgres

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/sqlc"
)

const anOffer = "History"

// AddHistoryOffer keeps a part of a history until it was read.
func (s *Store) AddHistoryOffer(ctx context.Context, accountID uuid.UUID, offer []byte, now time.Time) error {
	return translate(s.q.HistoryOfferAdd(ctx, sqlc.HistoryOfferAddParams{
		ID: uuid.Must(uuid.NewV7()), AccountID: accountID, Offer: offer, Now: now,
	}), anOffer)
}

// NextHistoryOffer is the next part to read, which counts as tried.
func (s *Store) NextHistoryOffer(ctx context.Context, accountID uuid.UUID) (message.HistoryOffer, error) {
	r, err := s.q.HistoryOfferNext(ctx, accountID)
	return message.HistoryOffer{ID: r.ID, Offer: r.Offer, Attempts: int(r.Attempts)}, translate(err, anOffer)
}

// HistoryOfferAgain takes an attempt back, of an offer made since a time.
func (s *Store) HistoryOfferAgain(ctx context.Context, id uuid.UUID, since time.Time) error {
	return translate(s.q.HistoryOfferAgain(ctx, sqlc.HistoryOfferAgainParams{ID: id, Since: since}), anAccount)
}

// HistoryOfferDone drops a part of a history.
func (s *Store) HistoryOfferDone(ctx context.Context, id uuid.UUID) error {
	return translate(s.q.HistoryOfferDone(ctx, id), anOffer)
}

// Import stores a conversation of a history with its messages, in one transaction and a
// handful of statements whatever its length.
func (s *Store) Import(ctx context.Context, c message.PastChat) error {
	newest := c.Messages[0].Timestamp
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, c.AccountID); err != nil {
			return translate(err, anAccount)
		}
		chatID, err := chat(ctx, q, c.AccountID, c.Chat, c.Name, &newest, newest)
		if err != nil {
			return err
		}
		rows := sqlc.MessageImportParams{AccountID: c.AccountID, ChatID: chatID}
		for _, m := range c.Messages {
			if err := addPast(ctx, q, &rows, m); err != nil {
				return err
			}
		}
		if _, err := q.MessageImport(ctx, rows); err != nil {
			return err
		}
		if err := metInPast(ctx, q, c, chatID); err != nil {
			return err
		}
		return q.ChatImport(ctx, sqlc.ChatImportParams{
			ID: chatID, Archived: c.Archived, PinnedAt: c.PinnedAt, MutedUntil: c.MutedUntil, ReadAt: c.ReadAt(), ExpiresAfter: int32(c.ExpiresAfter),
		})
	}), aMessage)
}

func addPast(ctx context.Context, q *sqlc.Queries, rows *sqlc.MessageImportParams, m message.Inbound) error {
	content, err := contentTo(m.Content)
	if err != nil {
		return err
	}
	mediaID := uuid.Nil
	if f := m.Media; f != nil {
		mediaID = idAt(m.Timestamp)
		// It is fetched when somebody wants to see it: a history has thousands.
		if err := q.MediaCreate(ctx, sqlc.MediaCreateParams{
			ID: mediaID, AccountID: m.AccountID, Mimetype: f.Mimetype, Filename: f.Filename, Size: f.Size, Sha256: nonNil(f.SHA256),
			Status: string(media.Pending), Source: f.Source, CreatedAt: m.Timestamp,
		}); err != nil {
			return err
		}
	}
	direction, status := message.Incoming, message.Received
	if m.FromMe {
		direction, status = message.Outgoing, m.Status
	}
	rows.Ids = append(rows.Ids, idAt(m.Timestamp))
	rows.WaIds = append(rows.WaIds, m.WAID)
	rows.Directions = append(rows.Directions, string(direction))
	rows.SenderPhones = append(rows.SenderPhones, m.Sender.Phone)
	rows.SenderLids = append(rows.SenderLids, m.Sender.LID)
	rows.SenderNames = append(rows.SenderNames, m.SenderName)
	rows.Types = append(rows.Types, string(m.Type))
	rows.Bodies = append(rows.Bodies, m.Text)
	rows.MediaIds = append(rows.MediaIds, mediaID)
	rows.Contents = append(rows.Contents, string(content))
	rows.Statuses = append(rows.Statuses, string(status))
	rows.Ats = append(rows.Ats, m.Timestamp)
	return nil
}

// metInPast notes who of the two wrote when: a contact who has written is no stranger.
func metInPast(ctx context.Context, q *sqlc.Queries, c message.PastChat, chatID uuid.UUID) error {
	if c.Chat.Group != "" {
		return nil
	}
	seen := map[bool]time.Time{}
	for _, m := range c.Messages {
		seen[m.FromMe] = m.Timestamp // newest first: the oldest stays
	}
	if at, ok := seen[false]; ok {
		for _, m := range c.Messages {
			if !m.FromMe {
				if err := q.ChatHeard(ctx, sqlc.ChatHeardParams{ID: chatID, At: m.Timestamp}); err != nil {
					return err
				}
				break
			}
		}
		if err := q.ChatHeard(ctx, sqlc.ChatHeardParams{ID: chatID, At: at}); err != nil {
			return err
		}
	}
	if at, ok := seen[true]; ok {
		return q.ChatAnswered(ctx, sqlc.ChatAnsweredParams{ID: chatID, At: at})
	}
	return nil
}

// idAt is a new id of a time: a UUIDv7, which sorts by it.
func idAt(at time.Time) uuid.UUID {
	var id uuid.UUID
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(0, at.UnixMilli())))
	copy(id[:6], ms[2:])
	rand.Read(id[6:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// WantMedia has a file of a history fetched.
func (s *Store) WantMedia(ctx context.Context, id uuid.UUID, now time.Time) (bool, error) {
	n, err := s.q.MediaWanted(ctx, sqlc.MediaWantedParams{ID: id, Now: &now})
	return n > 0, translate(err, aFile)
}
