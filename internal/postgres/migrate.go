package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"go.mau.fi/whatsmeow/store/sqlstore"

	"switchboard/migrations"
)

// Migrate brings the schema, and that of whatsmeow's tables, up to date. Processes
// that start together take turns.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	locker, err := lock.NewPostgresTableLocker()
	if err != nil {
		return fmt.Errorf("make migration lock: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS, goose.WithLocker(locker))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	// The lock is a lease in a table, so that it works behind a pooler; a process
	// killed while it held the lease would keep the next one waiting for nothing.
	pending, err := p.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("look for migrations: %w", err)
	}
	if pending {
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	if err := migrateJobs(ctx, pool); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	if err := sqlstore.NewWithDB(db, "postgres", nil).Upgrade(ctx); err != nil {
		return fmt.Errorf("migrate WhatsApp sessions: %w", err)
	}
	return nil
}

// jobsTurn is the advisory lock of those who migrate River's tables. It lasts for a
// transaction, so it works behind a pooler.
const jobsTurn = 0x7377_626a // "swbj"

// migrateJobs brings River's own tables up to date, by its own migrations.
func migrateJobs(ctx context.Context, pool *pgxpool.Pool) error {
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	for more := true; more && err == nil; {
		// A step at a time: what one adds to an enum another may only use once it is committed.
		err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", jobsTurn); err != nil {
				return err
			}
			done, err := m.MigrateTx(ctx, tx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{MaxSteps: 1}) //nolint:staticcheck // deprecated for several steps in one transaction
			more = err == nil && len(done.Versions) > 0
			return err
		})
	}
	return err
}

// SessionDB is the pool as whatsmeow's store wants it.
func SessionDB(pool *pgxpool.Pool) *sql.DB { return stdlib.OpenDBFromPool(pool) }
