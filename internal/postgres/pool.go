// Package postgres keeps everything Switchboard remembers: the pool that
// whatsmeow's tables share, the migrations, and one store per aggregate. It is the
// only package that speaks SQL. A Store method is one transaction.
package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// maxConns fits the smallest free databases and keeps two cores busy: more
	// connections are slower there.
	maxConns = 8
	// firstWait and longestWait bound the wait for a database that is not there yet.
	firstWait   = 250 * time.Millisecond
	longestWait = 15 * time.Second
)

// Pool is the connections to the database.
type Pool struct {
	*pgxpool.Pool
	// Pooled says that a transaction pooler is in between: no session lasts longer
	// than a transaction, so nothing is prepared by name and nobody listens.
	Pooled bool
}

// Open connects, and waits with exponential backoff for a database that is not
// there yet, with a line in the log each time. It fails when the address cannot be
// read, the credentials are wrong, or ctx ends.
func Open(ctx context.Context, databaseURL string, log *slog.Logger) (*Pool, error) {
	clean, pooled := pooler(databaseURL)
	cfg, err := pgxpool.ParseConfig(clean)
	if err != nil {
		return nil, fmt.Errorf("read DATABASE_URL: %w", withoutSecret(err, clean))
	}
	if !strings.Contains(clean, "pool_max_conns=") {
		cfg.MaxConns = maxConns
	}
	cfg.ConnConfig.ConnectTimeout = 10 * time.Second
	if _, ok := cfg.ConnConfig.RuntimeParams["application_name"]; !ok && !pooled {
		cfg.ConnConfig.RuntimeParams["application_name"] = "switchboard"
	}
	p := &Pool{Pooled: pooled}
	if !pooled {
		if p.Pooled, err = probe(ctx, cfg.ConnConfig, log); err != nil {
			return nil, err
		}
	}
	if p.Pooled {
		// Parses and describes in one round trip without a name, safe on any connection.
		cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
		log.InfoContext(ctx, "database is behind a transaction pooler: no prepared statements, polling instead of LISTEN")
	}
	if p.Pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, fmt.Errorf("open pool: %w", err)
	}
	if pooled {
		err = wait(ctx, log, p.Ping)
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// pooler reads from the address whether a transaction pooler is behind it: the
// port that Supabase and others use for one, or the mark that client libraries know.
// The mark is removed: PostgreSQL does not know it.
func pooler(databaseURL string) (clean string, pooled bool) {
	u, err := url.Parse(databaseURL)
	if err != nil || u.Scheme == "" {
		return databaseURL, strings.Contains(databaseURL, "port=6543")
	}
	q := u.Query()
	mark := q.Get("pgbouncer")
	q.Del("pgbouncer")
	u.RawQuery = q.Encode()
	return u.String(), u.Port() == "6543" || mark == "true" || mark == "1"
}

// probe waits for the database and asks whether it sees our own connection: where
// the address that the server talks to is not the one that we talk from, something
// is in between. It may be a harmless address translation; then we only lose a little speed.
func probe(ctx context.Context, cfg *pgx.ConnConfig, log *slog.Logger) (pooled bool, err error) {
	err = wait(ctx, log, func(ctx context.Context) error {
		c := cfg.Copy()
		c.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
		conn, err := pgx.ConnectConfig(ctx, c)
		if err != nil {
			return err
		}
		defer conn.Close(context.WithoutCancel(ctx))
		local, ok := conn.PgConn().Conn().LocalAddr().(*net.TCPAddr)
		if !ok {
			return conn.Ping(ctx)
		}
		var port int
		if err := conn.QueryRow(ctx, "SELECT COALESCE(inet_client_port(), 0)").Scan(&port); err != nil {
			return err
		}
		pooled = port != local.Port
		return nil
	})
	return pooled, err
}

// wait tries until it works, with growing pauses.
func wait(ctx context.Context, log *slog.Logger, try func(context.Context) error) error {
	pause := firstWait
	for {
		err := try(ctx)
		if err == nil || permanent(err) {
			return err
		}
		log.WarnContext(ctx, "waiting for the database", "retry_in", pause.String(), "error", err)
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("database is not there: %w", err)
		case <-timer.C:
		}
		pause = min(2*pause, longestWait)
	}
}

// withoutSecret keeps the password that a parse error may quote out of the log.
func withoutSecret(err error, databaseURL string) error {
	u, parseErr := url.Parse(databaseURL)
	if parseErr != nil || u.User == nil {
		return fmt.Errorf("it is not a PostgreSQL address such as postgresql://user:password@host:5432/database")
	}
	if secret, ok := u.User.Password(); ok && secret != "" {
		return fmt.Errorf("%s", strings.ReplaceAll(err.Error(), secret, "…"))
	}
	return err
}
