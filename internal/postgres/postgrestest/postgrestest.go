// Package postgrestest gives a test a PostgreSQL database of its own, with the schema in
// place.
//
// The database is a copy of a template that has been migrated once, which takes some
// 25 ms. All test processes share one server: the one at TEST_DATABASE_URL, whose role
// must be allowed to create databases, or else one that the first process starts in the
// user's cache folder, the others find, and that ends by itself when it is idle.
//
// The template is named for what migrating it depends on, so a new migration makes a new
// template. It is built under another name and renamed when it is complete, one process
// at a time. What killed processes leave behind is removed by later ones.
package postgrestest

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchboard/internal/postgres/embedded"
)

// patience is how long the server and the database may take on a busy machine.
const patience = 2 * time.Minute

// New returns a pool to a fresh database. Both are gone when the test ends.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()

	address := URL(t)
	pool, err := pgxpool.New(context.Background(), address)
	if err != nil {
		t.Fatalf("connect to the test database: %v", err)
	}
	t.Cleanup(pool.Close)

	return pool
}

// URL returns the address of a fresh database. It is dropped when the test ends, with the
// connections that are still open.
func URL(t testing.TB) string {
	t.Helper()

	server, err := join()
	if err != nil {
		t.Fatalf("get a test database server: %v", err)
	}

	// The time is for those who find it left over.
	name := fmt.Sprintf("%s%d_%s", testPrefix, time.Now().Unix(), strings.ToLower(rand.Text()))
	if err := server.run("CREATE DATABASE " + name + " TEMPLATE " + server.template + server.strategy); err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		if err := server.run("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			// Such as while the server itself works in it. A later run removes it.
			t.Logf("the test database stays: %v", err)
		}
	})

	return server.database(name)
}

// server is where test databases are made.
type server struct {
	url      string
	template string
	strategy string // how CREATE DATABASE copies it
}

// join finds or starts the server, once in a process: it serves all tests of it.
var join = sync.OnceValues(func() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()

	s := &server{url: os.Getenv("TEST_DATABASE_URL")}

	if s.url == "" {
		dir, err := os.UserCacheDir()
		if err != nil { // no HOME
			dir = os.TempDir()
		}

		log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
		s.url, err = embedded.Join(ctx, embedded.Config{Dir: filepath.Join(dir, "switchboard-test", "postgres"), Log: log})
		if err != nil {
			return nil, err
		}
	}

	return s, s.prepare(ctx)
})

// database returns the address of a database on the server.
func (s *server) database(name string) string {
	u, err := url.Parse(s.url)
	if err != nil {
		return s.url // connecting with it tells what is wrong
	}
	u.Path = "/" + name

	return u.String()
}

// run executes a command that cannot be part of a transaction.
func (s *server) run(command string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()

	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)

	_, err = conn.Exec(ctx, command)

	return err
}
