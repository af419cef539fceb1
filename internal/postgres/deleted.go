package postgres

import (
	"context"

	"github.com/google/uuid"

	"switchboard/sqlc"
)

// Deleted are the accounts that are gone and have rows left.
func (s *Store) Deleted(ctx context.Context) ([]uuid.UUID, error) {
	ids, err := s.q.AccountsDeleted(ctx)
	return ids, translate(err, anAccount)
}

// PurgeDeleted removes at most limit rows of each kind of an account that is gone, and says
// whether nothing is left.
func (s *Store) PurgeDeleted(ctx context.Context, id uuid.UUID, limit int) (over bool, err error) {
	lim := int32(limit)
	// What others point at comes after them: a statement that cascades is one that takes long.
	for _, purge := range []func() (int64, error){
		func() (int64, error) {
			return s.q.PurgeDeliveries(ctx, sqlc.PurgeDeliveriesParams{AccountID: id, Lim: lim})
		},
		func() (int64, error) { return s.q.PurgeEvents(ctx, sqlc.PurgeEventsParams{AccountID: id, Lim: lim}) },
		func() (int64, error) {
			return s.q.PurgeMessages(ctx, sqlc.PurgeMessagesParams{AccountID: id, Lim: lim})
		},
		func() (int64, error) { return s.q.PurgeMedia(ctx, sqlc.PurgeMediaParams{AccountID: id, Lim: lim}) },
		func() (int64, error) { return s.q.PurgeSends(ctx, sqlc.PurgeSendsParams{AccountID: id, Lim: lim}) },
		func() (int64, error) { return s.q.PurgeChats(ctx, sqlc.PurgeChatsParams{AccountID: id, Lim: lim}) },
	} {
		n, err := purge()
		if err != nil || n == int64(limit) {
			return false, translate(err, anAccount)
		}
	}
	return true, translate(s.q.AccountPurge(ctx, id), anAccount)
}
