package account

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
)

const (
	// purgeBatch is how many rows are removed at once: some ten milliseconds, so that
	// nobody waits for them.
	purgeBatch = 1000
	// purgeWait is how long a deletion waits for the rows of its account to be gone. What a
	// very large one has then left goes in the background.
	purgeWait = 10 * time.Second
)

// Delete logs the account out at WhatsApp and removes every row and file of it. From its
// answer on the account is gone for everybody.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	if err := auth.RequireAdmin(ctx); err != nil {
		return err
	}
	a, err := s.held(ctx, id)
	if err != nil {
		return err
	}
	if err := s.Engine.Logout(ctx, a); err != nil {
		s.Log.WarnContext(ctx, "account deleted without a log-out at WhatsApp", "account_id", id, "error", err)
	}
	if err := s.Store.Delete(ctx, id, s.now().UTC()); err != nil {
		return err
	}
	s.forget(id)
	s.Bus.Publish(event.AccountDeleted{AccountID: id})
	purging, cancel := context.WithTimeout(context.WithoutCancel(ctx), purgeWait)
	defer cancel()
	if err := s.purge(purging, id); err != nil {
		s.Log.InfoContext(ctx, "rows of a deleted account are removed later", "account_id", id, "error", err)
	}
	return nil
}

// PurgeDeleted removes what deleted accounts have left.
func (s *Service) PurgeDeleted(ctx context.Context) error {
	ids, err := s.Store.Deleted(ctx)
	for _, id := range ids {
		if err := s.purge(ctx, id); err != nil {
			return err
		}
	}
	return err
}

// purge removes the files of an account that is gone, and its rows a few at a time.
func (s *Service) purge(ctx context.Context, id uuid.UUID) error {
	if err := s.Files.RemoveAccount(ctx, id); err != nil {
		s.Log.WarnContext(ctx, "media files of a deleted account stay", "account_id", id, "error", err)
	}
	for {
		over, err := s.Store.PurgeDeleted(ctx, id, purgeBatch)
		if err != nil || over {
			return err
		}
	}
}
