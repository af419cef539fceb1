package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
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
	if err := sqlstore.NewWithDB(db, "postgres", nil).Upgrade(ctx); err != nil {
		return fmt.Errorf("migrate WhatsApp sessions: %w", err)
	}
	return nil
}

// SessionDB is the pool as whatsmeow's store wants it.
func SessionDB(pool *pgxpool.Pool) *sql.DB { return stdlib.OpenDBFromPool(pool) }
