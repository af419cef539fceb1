package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"switchboard/internal/config"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/embedded"
)

// database is the pool, and the server behind it when it is our own.
type database struct {
	pool *postgres.Pool
	own  *embedded.Server // nil with DATABASE_URL
}

// openDatabase connects to the configured database, or starts one of our own, and
// brings the schema up to date.
func openDatabase(ctx context.Context, cfg config.Config, dir *folder, log *slog.Logger) (*database, error) {
	db := &database{}
	address := cfg.Database()
	if address == "" {
		own, err := embedded.Start(ctx, embedded.Config{Dir: dir.path("postgres"), Log: log})
		if err != nil {
			return nil, fmt.Errorf("start the embedded PostgreSQL: %w", err)
		}
		db.own, address = own, own.URL()
	}
	var err error
	if db.pool, err = postgres.Open(ctx, address, log); err != nil {
		return nil, errors.Join(err, db.close(ctx))
	}
	if err := postgres.Migrate(ctx, db.pool.Pool); err != nil {
		return nil, errors.Join(err, db.close(ctx))
	}
	return db, nil
}

func (d *database) close(ctx context.Context) error {
	if d.pool != nil {
		d.pool.Close()
	}
	if d.own == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), databaseStop)
	defer cancel()
	return d.own.Stop(ctx)
}

// Migrate brings the schema up to date and stops: for hosts that want it as a step
// of its own.
func Migrate(ctx context.Context, cfg config.Config, o Options) (err error) {
	dir, err := openFolder(ctx, cfg.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.close()) }()
	db, err := openDatabase(ctx, cfg, dir, o.Log)
	if err != nil {
		return err
	}
	return db.close(ctx)
}
