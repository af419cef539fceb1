package embedded_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"switchboard/internal/postgres/embedded"
)

// bundle is a data folder and what tests do with it.
type bundle struct {
	t   *testing.T
	cfg embedded.Config
}

func setup(t *testing.T) *bundle {
	t.Helper()

	return &bundle{t: t, cfg: embedded.Config{
		Dir: filepath.Join(t.TempDir(), "data", "postgres"),
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}}
}

// openDir is a folder that others can get to, which t.TempDir is not.
func openDir(t *testing.T) string {
	t.Helper()

	dir, err := os.MkdirTemp("", "embedded")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))

	return dir
}

func (b *bundle) path(name ...string) string {
	return filepath.Join(append([]string{b.cfg.Dir}, name...)...)
}

func (b *bundle) start() *embedded.Server {
	b.t.Helper()

	server, err := embedded.Start(b.t.Context(), b.cfg)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = server.Stop(context.Background()) })

	return server
}

func (b *bundle) stop(server *embedded.Server) {
	b.t.Helper()

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	require.NoError(b.t, server.Stop(ctx))
}

func (b *bundle) connect(address string) *pgx.Conn {
	b.t.Helper()

	conn, err := pgx.Connect(b.t.Context(), address)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = conn.Close(context.Background()) })

	return conn
}

// ask runs a query with one value for an answer.
func (b *bundle) ask(address, query string) string {
	b.t.Helper()

	conn := b.connect(address)
	defer conn.Close(b.t.Context())

	var answer string
	require.NoError(b.t, conn.QueryRow(b.t.Context(), query).Scan(&answer))

	return answer
}

func (b *bundle) exec(address, command string) {
	b.t.Helper()

	conn := b.connect(address)
	defer conn.Close(b.t.Context())

	_, err := conn.Exec(b.t.Context(), command)
	require.NoError(b.t, err)
}

// postmaster returns the process number of the running server.
func (b *bundle) postmaster() int {
	b.t.Helper()

	text, err := os.ReadFile(b.path("cluster", "postmaster.pid"))
	require.NoError(b.t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(b.t, err)

	return pid
}

func TestStart(t *testing.T) {
	t.Parallel()
	b := setup(t)

	server := b.start()
	address := server.URL()
	b.exec(address, "CREATE TABLE note (body text); INSERT INTO note VALUES ('kept')")

	t.Run("it listens on loopback with a password of its own", func(t *testing.T) {
		u, err := url.Parse(address)
		require.NoError(t, err)
		password, _ := u.User.Password()
		require.Len(t, password, 64)
		require.Equal(t, "127.0.0.1", u.Hostname())
		require.Equal(t, "postgres://switchboard:"+password+"@127.0.0.1:"+u.Port()+"/switchboard?sslmode=disable", address)

		info, err := os.Stat(b.path("password"))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

		_, err = pgx.Connect(t.Context(), strings.Replace(address, password, "guess", 1))
		require.ErrorContains(t, err, "password authentication failed")
	})

	t.Run("the role is no superuser and commits are durable", func(t *testing.T) {
		require.Equal(t, "off", b.ask(address, "SHOW is_superuser"))
		require.Equal(t, "on", b.ask(address, "SHOW fsync"))
		require.Equal(t, "on", b.ask(address, "SHOW synchronous_commit"))
		require.Equal(t, "on", b.ask(address, "SHOW autovacuum"))
		require.Equal(t, "UTF8", b.ask(address, "SHOW server_encoding"))
	})

	t.Run("Ctrl-C in the terminal does not reach it", func(t *testing.T) {
		group, err := syscall.Getpgid(b.postmaster())
		require.NoError(t, err)
		require.Equal(t, b.postmaster(), group)
	})

	t.Run("another start on the folder is refused", func(t *testing.T) {
		_, err := embedded.Start(t.Context(), b.cfg)
		var inUse *embedded.InUseError
		require.ErrorAs(t, err, &inUse)
		require.EqualError(t, err, fmt.Sprintf(
			"Another Switchboard is using %s (process %d). Stop it or set DATA_DIR to another folder.", b.cfg.Dir, os.Getpid()))
	})

	b.stop(server)

	t.Run("the next start has the rows, the address and no wait", func(t *testing.T) {
		began := time.Now()
		again := b.start()
		t.Logf("ready after %s", time.Since(began))
		require.Less(t, time.Since(began), 3*time.Second)
		require.Equal(t, address, again.URL())
		require.Equal(t, "kept", b.ask(again.URL(), "SELECT body FROM note"))
		b.stop(again)
	})

	t.Run("a port that was taken is replaced", func(t *testing.T) {
		u, err := url.Parse(address)
		require.NoError(t, err)
		squatter, err := net.Listen("tcp4", u.Host)
		require.NoError(t, err)
		defer squatter.Close()

		again := b.start()
		require.NotEqual(t, address, again.URL())
		require.Equal(t, "kept", b.ask(again.URL(), "SELECT body FROM note"))
		b.stop(again)
	})

	t.Run("a lost password is replaced", func(t *testing.T) {
		require.NoError(t, os.Remove(b.path("password")))
		again := b.start()
		require.NotEqual(t, address, again.URL())
		require.Equal(t, "kept", b.ask(again.URL(), "SELECT body FROM note"))
		b.stop(again)
	})

	t.Run("a stop that may not take long still keeps the rows", func(t *testing.T) {
		again := b.start()
		b.exec(again.URL(), "INSERT INTO note VALUES ('late')")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorContains(t, again.Stop(ctx), "it recovers at the next start")

		again = b.start()
		require.Equal(t, "2", b.ask(again.URL(), "SELECT count(*)::text FROM note"))
		b.stop(again)
	})
}

func TestStart_stale_pid_file(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stop(b.start())

	owner, err := os.Stat(b.path("cluster"))
	require.NoError(t, err)
	stat := owner.Sys().(*syscall.Stat_t)

	// A program of PostgreSQL's user: the server itself takes it for a rival.
	bystander := exec.Command("cat")
	stdin, err := bystander.StdinPipe()
	require.NoError(t, err)
	if os.Geteuid() == 0 {
		bystander.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}}
	}
	require.NoError(t, bystander.Start())

	gone := exec.Command("true")
	require.NoError(t, gone.Run())

	for name, pid := range map[string]int{"of another program": bystander.Process.Pid, "of nobody": gone.Process.Pid} {
		t.Run(name, func(t *testing.T) {
			stale := fmt.Sprintf("%d\n%s\n1795407144\n5432\n\n127.0.0.1\n 10283289         4\nready   \n", pid, b.path("cluster"))
			require.NoError(t, os.WriteFile(b.path("cluster", "postmaster.pid"), []byte(stale), 0o600))
			require.NoError(t, os.Chown(b.path("cluster", "postmaster.pid"), int(stat.Uid), int(stat.Gid)))

			b.stop(b.start())
		})
	}

	require.NoError(t, stdin.Close())
	require.NoError(t, bystander.Wait(), "it was left alone")
}

func TestStart_of_data_that_fits_no_server(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.NoError(t, os.MkdirAll(b.path("cluster"), 0o700))
	require.NoError(t, os.WriteFile(b.path("cluster", "PG_VERSION"), []byte("9\n"), 0o600))

	_, err := embedded.Start(t.Context(), b.cfg)
	require.ErrorContains(t, err, "needs PostgreSQL 9, which is not on this machine")
	require.ErrorContains(t, err, "apt install postgresql-9")
	require.ErrorContains(t, err, "DATABASE_URL")
}

func TestStart_shows_what_the_server_said(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.stop(b.start())
	require.NoError(t, os.WriteFile(b.path("cluster", "postgresql.conf"), []byte("colour = 'green'\n"), 0o600))

	_, err := embedded.Start(t.Context(), b.cfg)
	require.ErrorContains(t, err, `unrecognized configuration parameter "colour"`)
}

func TestJoin(t *testing.T) {
	t.Parallel()
	b := setup(t)

	first, err := embedded.Join(t.Context(), b.cfg)
	require.NoError(t, err)
	b.exec(first, "CREATE DATABASE another")

	second, err := embedded.Join(t.Context(), b.cfg)
	require.NoError(t, err)
	require.Equal(t, first, second)

	require.NoError(t, syscall.Kill(b.postmaster(), syscall.SIGKILL))
	third, err := embedded.Join(t.Context(), b.cfg)
	require.NoError(t, err)
	require.Equal(t, "switchboard", b.ask(third, "SELECT current_user::text"))

	require.NoError(t, os.Remove(b.path("cluster", "global", "pg_control")))
	require.NoError(t, syscall.Kill(b.postmaster(), syscall.SIGKILL))
	fourth, err := embedded.Join(t.Context(), b.cfg)
	require.NoError(t, err)
	require.Equal(t, "switchboard", b.ask(fourth, "SELECT current_user::text"))

	b.stop(b.start()) // ends the server that nobody owns
}
