package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/sqlc"
)

const aFile = "Media"

func fileFrom(r sqlc.Medium) media.File {
	return media.File{
		ID: r.ID, AccountID: r.AccountID, Mimetype: r.Mimetype, Filename: r.Filename, Size: r.Size,
		SHA256: r.Sha256, Status: media.Status(r.Status), Store: r.Store, CreatedAt: r.CreatedAt.UTC(),
	}
}

// CreateMedia stores the row of a file.
func (s *Store) CreateMedia(ctx context.Context, f media.File) error {
	return translate(s.q.MediaCreate(ctx, sqlc.MediaCreateParams{
		ID: f.ID, AccountID: f.AccountID, Mimetype: f.Mimetype, Filename: f.Filename, Size: f.Size, Sha256: nonNil(f.SHA256),
		Status: string(f.Status), Source: []byte{}, Store: f.Store, CreatedAt: f.CreatedAt,
	}), aFile)
}

// Media is one file; NotFound when there is none.
func (s *Store) Media(ctx context.Context, id uuid.UUID) (media.File, error) {
	r, err := s.q.MediaGet(ctx, id)
	return fileFrom(r), translate(err, aFile)
}

// MediaPreview is the small JPEG that came with a file.
func (s *Store) MediaPreview(ctx context.Context, id uuid.UUID) ([]byte, error) {
	b, err := s.q.MediaPreview(ctx, id)
	return b, translate(err, aFile)
}

// DueFetches are the incoming files to fetch now.
func (s *Store) DueFetches(ctx context.Context, holder uuid.UUID, now time.Time, limit int) ([]media.Fetch, error) {
	rows, err := s.q.MediaDue(ctx, sqlc.MediaDueParams{Holder: holder, Now: &now, Lim: int32(limit)})
	if err != nil {
		return nil, translate(err, aFile)
	}
	out := make([]media.Fetch, len(rows))
	for i, r := range rows {
		out[i] = media.Fetch{File: fileFrom(r), Source: r.Source, Attempts: int(r.Attempts)}
	}
	return out, nil
}

// FetchDone records the end of a fetch, good or bad, and owes `message.media`.
func (s *Store) FetchDone(ctx context.Context, f media.File) (messageID, chatID uuid.UUID, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, f.AccountID); err != nil {
			return err
		}
		n, err := q.MediaDone(ctx, sqlc.MediaDoneParams{
			ID: f.ID, Status: string(f.Status), Size: f.Size, Sha256: nonNil(f.SHA256), Mimetype: f.Mimetype, Store: f.Store,
		})
		if err := affected(n, err, aFile); err != nil {
			return err
		}
		if f.Status == media.Ready && f.Decodable() {
			if err := q.MediaPreviewDrop(ctx, f.ID); err != nil {
				return err
			}
		}
		of, err := q.MediaMessage(ctx, f.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		messageID, chatID = of.ID, of.ChatID
		m, err := messageByID(ctx, q, of.ID)
		if err != nil {
			return err
		}
		return owe(ctx, q, f.AccountID, m.MediaPayload(), time.Now())
	})
	return messageID, chatID, translate(err, aFile)
}

// MediaKept says that the bytes of an upload are in the store; NotFound when the row is gone.
func (s *Store) MediaKept(ctx context.Context, id uuid.UUID) error {
	n, err := s.q.MediaKept(ctx, id)
	return affected(n, err, aFile)
}

// MediaRemovals are accounts whose files are to be removed from the stores.
func (s *Store) MediaRemovals(ctx context.Context, limit int) ([]uuid.UUID, error) {
	ids, err := s.q.MediaRemovalList(ctx, int32(limit))
	return ids, translate(err, aFile)
}

// MediaRemoved says that the files of an account are removed.
func (s *Store) MediaRemoved(ctx context.Context, accountID uuid.UUID) error {
	return translate(s.q.MediaRemovalDelete(ctx, accountID), aFile)
}

// FetchLater records a failed attempt.
func (s *Store) FetchLater(ctx context.Context, id uuid.UUID, next time.Time) error {
	return translate(s.q.MediaLater(ctx, sqlc.MediaLaterParams{ID: id, NextAttemptAt: &next}), aFile)
}

// UnusedMedia are uploads that no message refers to.
func (s *Store) UnusedMedia(ctx context.Context, before time.Time, limit int) ([]media.File, error) {
	rows, err := s.q.MediaUnused(ctx, sqlc.MediaUnusedParams{Before: before, Lim: int32(limit)})
	if err != nil {
		return nil, translate(err, aFile)
	}
	out := make([]media.File, len(rows))
	for i, r := range rows {
		out[i] = fileFrom(r)
	}
	return out, nil
}

// DeleteMedia forgets a file.
func (s *Store) DeleteMedia(ctx context.Context, id uuid.UUID) error {
	return translate(s.q.MediaDelete(ctx, id), aFile)
}

// Origin is the message that a file came with.
func (s *Store) Origin(ctx context.Context, id uuid.UUID) (media.Origin, error) {
	r, err := s.q.MediaOrigin(ctx, id)
	if err != nil {
		return media.Origin{}, translate(err, aFile)
	}
	sender := message.Peer{Phone: r.SenderPhone, LID: r.SenderLid}
	return media.Origin{
		WAID: r.WaID, Chat: addressed(peerFrom(r.Phone, r.Lid, r.GroupJid)), Sender: addressed(sender),
		FromMe: r.Direction == string(message.Outgoing),
	}, nil
}

// addressed is a peer's address by LID where it is known, as WhatsApp delivers today.
func addressed(p message.Peer) string {
	if p.LID != "" {
		return p.LID
	}
	return p.JID()
}

// PendingFetch is the file of a message that is not here yet.
func (s *Store) PendingFetch(ctx context.Context, accountID uuid.UUID, waID string) (media.Fetch, error) {
	r, err := s.q.MediaPending(ctx, sqlc.MediaPendingParams{AccountID: accountID, WaID: waID})
	return media.Fetch{File: fileFrom(r), Source: r.Source, Attempts: int(r.Attempts)}, translate(err, aFile)
}

// Renew says that a file can be fetched now, by another source.
func (s *Store) Renew(ctx context.Context, id uuid.UUID, source []byte, now time.Time) error {
	return translate(s.q.MediaRenew(ctx, sqlc.MediaRenewParams{ID: id, Source: source, Now: &now}), aFile)
}
