package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"switchboard/sqlc"
)

// PurgeMessages removes messages that are older than an id, with the secrets that the client
// library keeps for answers to them: it never removes those itself.
func (s *Store) PurgeMessages(ctx context.Context, before uuid.UUID, limit int) (removed int, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		gone, err := sqlc.New(tx).MessagePurge(ctx, sqlc.MessagePurgeParams{Before: before, Lim: int32(limit)})
		if err != nil {
			return err
		}
		removed = len(gone)
		devices, ids := make([]string, len(gone)), make([]string, len(gone))
		for i, m := range gone {
			devices[i], ids[i] = m.DeviceJid, m.WaID
		}
		// A part of its own, which may fail without the rest.
		return noTable(pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM whatsmeow_message_secrets s USING (SELECT unnest($1::text[]) AS device, unnest($2::text[]) AS id) gone
				WHERE s.our_jid = gone.device AND s.message_id = gone.id`, devices, ids)
			return err
		}))
	})
	return removed, translate(err, aMessage)
}

// undefinedTable is PostgreSQL's code for a table that is not there.
const undefinedTable = "42P01"

// noTable lets a table be missing that the client library makes when it is used first.
func noTable(err error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == undefinedTable {
		return nil
	}
	return err
}

// Nth is the message after so many newer ones; false when there are not that many.
func (s *Store) Nth(ctx context.Context, newer int) (uuid.UUID, bool, error) {
	ids, err := s.q.MessageNth(ctx, int32(newer))
	if err != nil || len(ids) == 0 {
		return uuid.Nil, false, translate(err, aMessage)
	}
	return ids[0], true, nil
}

// PurgeSends forgets what no cap and no score looks at.
func (s *Store) PurgeSends(ctx context.Context, before time.Time) error {
	_, err := s.q.SendsPurge(ctx, before)
	return translate(err, aMessage)
}
