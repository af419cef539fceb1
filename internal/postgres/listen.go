package postgres

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/event"
)

// listenPause is how long a lost listener waits before it connects again; until
// then the outbox's polling finds the same.
const listenPause = 5 * time.Second

// Listen passes what other processes tell on to the bus until ctx is done: that a
// message was queued for an account of ours. Behind a pooler it does nothing, as
// nobody can listen there; polling finds the same a little later.
func Listen(ctx context.Context, pool *Pool, bus *event.Bus, log *slog.Logger) error {
	if pool.Pooled {
		<-ctx.Done()
		return nil
	}
	for {
		err := listen(ctx, pool.Config().ConnConfig.Copy(), bus)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // told to stop
		}
		log.WarnContext(ctx, "listener lost", "retry_in", listenPause.String(), "error", err)
		timer := time.NewTimer(listenPause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// listen holds one connection of its own, beside the pool.
func listen(ctx context.Context, cfg *pgx.ConnConfig, bus *event.Bus) error {
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN switchboard"); err != nil {
		return err
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if id, err := uuid.Parse(n.Payload); err == nil {
			bus.Publish(event.MessageQueued{AccountID: id})
		}
	}
}
