package postgrestest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchboard/internal/postgres"
	"switchboard/migrations"
)

const (
	templatePrefix = "switchboard_template_"
	testPrefix     = "switchboard_test_"

	// turn is the advisory lock of those who make templates or tidy up.
	turn = 0x7377_6274 // "swbt"

	testKept     = time.Hour      // no test takes that long
	templateKept = 24 * time.Hour // after its last use; other branches have others
)

// prepare makes the template when it is not there and removes what others left behind.
func (s *server) prepare(ctx context.Context) error {
	name, err := fingerprint()
	if err != nil {
		return err
	}
	s.template = templatePrefix + name

	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) // which gives the lock back

	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", turn); err != nil {
		return fmt.Errorf("wait for the template: %w", err)
	}

	var exists bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", s.template).Scan(&exists)
	if err != nil {
		return fmt.Errorf("look for the template: %w", err)
	}
	if !exists {
		if err := s.build(ctx, conn); err != nil {
			return fmt.Errorf("build the template: %w", err)
		}
	}

	// Copying files makes the server write a checkpoint: twice as fast as copying through
	// its log where a checkpoint is not flushed to disk, slower elsewhere.
	err = conn.QueryRow(ctx, `SELECT CASE
		WHEN current_setting('fsync') = 'off' AND current_setting('server_version_num')::int >= 150000
		THEN ' STRATEGY file_copy' ELSE '' END`).Scan(&s.strategy)
	if err != nil {
		return fmt.Errorf("ask how to copy the template: %w", err)
	}

	// A comment on a database holds the time of its last use.
	used := fmt.Sprintf("COMMENT ON DATABASE %s IS '%d'", s.template, time.Now().Unix())
	if _, err := conn.Exec(ctx, used); err != nil {
		return fmt.Errorf("mark the template as used: %w", err)
	}

	return s.tidy(ctx, conn)
}

// build migrates a database under another name first, so that a template is complete.
func (s *server) build(ctx context.Context, conn *pgx.Conn) error {
	unfinished := s.template + "_new"

	for _, command := range []string{
		"DROP DATABASE IF EXISTS " + unfinished + " WITH (FORCE)",
		"CREATE DATABASE " + unfinished + " TEMPLATE template0",
	} {
		if _, err := conn.Exec(ctx, command); err != nil {
			return err
		}
	}

	pool, err := pgxpool.New(ctx, s.database(unfinished))
	if err != nil {
		return err
	}
	err = postgres.Migrate(ctx, pool)
	pool.Close()
	if err != nil {
		return err
	}

	_, err = conn.Exec(ctx, "ALTER DATABASE "+unfinished+" RENAME TO "+s.template)

	return err
}

// tidy drops test databases of processes that were killed, and templates of old branches.
func (s *server) tidy(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `SELECT datname, COALESCE(shobj_description(oid, 'pg_database'), '')
		FROM pg_database WHERE datname LIKE $1 OR datname LIKE $2`, templatePrefix+"%", testPrefix+"%")
	if err != nil {
		return fmt.Errorf("list old databases: %w", err)
	}

	type database struct{ Name, Used string }
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[database])
	if err != nil {
		return fmt.Errorf("list old databases: %w", err)
	}

	for _, db := range found {
		if db.Name == s.template || !stale(db.Name, db.Used, time.Now()) {
			continue
		}
		// In use after all, or not ours to drop: it may stay.
		_, _ = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{db.Name}.Sanitize())
	}

	return nil
}

// stale reports whether nobody will miss a database: a test's by the time in its name, a
// template by its last use.
func stale(name, used string, now time.Time) bool {
	kept := templateKept
	if created, ok := strings.CutPrefix(name, testPrefix); ok {
		kept = testKept
		used, _, _ = strings.Cut(created, "_")
	}
	seconds, _ := strconv.ParseInt(used, 10, 64) // a template that was never finished has none

	return now.Sub(time.Unix(seconds, 0)) > kept
}

// fingerprint names what migrating depends on: our migrations, the code that runs them,
// and the libraries that bring migrations of their own.
func fingerprint() (string, error) {
	hash := sha256.New()

	err := fs.WalkDir(migrations.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations.FS, path)
		fmt.Fprintf(hash, "%s %d\n%s", path, len(text), text)

		return err
	})
	if err != nil {
		return "", fmt.Errorf("read migrations: %w", err)
	}

	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	code, err := filepath.Glob(filepath.Join(root, "internal", "postgres", "migrate*.go"))
	if err != nil {
		return "", err
	}
	for _, path := range append(code, filepath.Join(root, "go.mod")) {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("read what migrating depends on: %w", err)
		}
		fmt.Fprintf(hash, "%d\n%s", len(text), text)
	}

	return hex.EncodeToString(hash.Sum(nil)[:8]), nil
}

// moduleRoot returns the folder of go.mod; `go test` runs tests in their package's folder.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}

	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("run the tests inside the module")
		}
		dir = parent
	}
}
