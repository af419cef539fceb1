package embedded_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"switchboard/internal/postgres/embedded"
)

const nobody = 65534

// TestMain lets the test binary be the Switchboard that gets killed.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && (os.Args[1] == "start" || os.Args[1] == "start-as-nobody") {
		os.Exit(start(os.Args[2], os.Args[1] == "start-as-nobody"))
	}
	os.Exit(m.Run())
}

// start runs a server, prints its address and stops it when told so on standard input.
func start(dir string, unprivileged bool) int {
	if unprivileged {
		_ = syscall.Setgroups(nil)
		_ = syscall.Setgid(nobody)
		_ = syscall.Setuid(nobody)
	}

	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	server, err := embedded.Start(context.Background(), embedded.Config{Dir: dir, Log: log})
	if err != nil {
		fmt.Println(err)

		return 1
	}

	fmt.Println(server.URL())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := server.Stop(context.Background()); err != nil {
		return 1
	}

	return 0
}

// child is a Switchboard in a process of its own.
type child struct {
	*exec.Cmd
	stdin  io.Closer
	stdout *bufio.Reader
}

func (b *bundle) spawn(verb string) *child {
	b.t.Helper()

	self, err := os.Executable()
	require.NoError(b.t, err)

	cmd := exec.Command(self, verb, b.cfg.Dir)
	cmd.Stderr = b.t.Output()
	stdin, err := cmd.StdinPipe()
	require.NoError(b.t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(b.t, err)
	require.NoError(b.t, cmd.Start())
	b.t.Cleanup(func() { _ = cmd.Process.Kill() })

	return &child{Cmd: cmd, stdin: stdin, stdout: bufio.NewReader(stdout)}
}

// address waits for the server and returns where it is.
func (c *child) address(t *testing.T) string {
	t.Helper()

	line, err := c.stdout.ReadString('\n')
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(line, "postgres://"), line)

	return strings.TrimSpace(line)
}

func (c *child) kill(t *testing.T) {
	t.Helper()

	require.NoError(t, c.Process.Kill())
	_ = c.Wait()
}

func TestKill_while_rows_are_written(t *testing.T) {
	t.Parallel()
	b := setup(t)

	for round := range 3 {
		victim := b.spawn("start")
		address := victim.address(t)
		b.exec(address, "CREATE TABLE IF NOT EXISTS entry (round int, n int)")
		conn := b.connect(address)

		// Writes go on until the next start ends the left-over server.
		committed := make(chan int, 1)
		enough := make(chan struct{})
		go func() {
			n := 0
			for {
				if _, err := conn.Exec(context.Background(), "INSERT INTO entry VALUES ($1, $2)", round, n); err != nil {
					committed <- n

					return
				}
				if n++; n == 50 {
					close(enough)
				}
			}
		}()

		<-enough
		left := b.postmaster()
		victim.kill(t)

		began := time.Now()
		server := b.start()
		t.Logf("took over after %s", time.Since(began))
		require.NotEqual(t, left, b.postmaster())

		kept := b.ask(server.URL(), fmt.Sprintf("SELECT count(*)::text FROM entry WHERE round = %d", round))
		require.GreaterOrEqual(t, atoi(t, kept), <-committed)
		b.stop(server)
	}
}

func atoi(t *testing.T, text string) int {
	t.Helper()

	var n int
	_, err := fmt.Sscan(text, &n)
	require.NoError(t, err)

	return n
}

func TestKill_during_the_first_start(t *testing.T) {
	t.Parallel()

	// Each file appears when a step of the first start begins or ends.
	for _, moment := range []string{
		"password",
		"cluster.new/data/global/pg_control",
		"cluster",
		"cluster/postmaster.pid",
		"port",
	} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			victim := b.spawn("start")
			require.Eventually(t, func() bool {
				_, err := os.Stat(b.path(moment))

				return err == nil
			}, 20*time.Second, time.Millisecond)
			victim.kill(t)

			server := b.start()
			b.exec(server.URL(), "CREATE TABLE entry (n int)")
			require.NoDirExists(t, b.path("cluster.new"))
		})
	}
}

func TestKill_of_the_server(t *testing.T) {
	t.Parallel()
	b := setup(t)
	server := b.start()
	b.exec(server.URL(), "CREATE TABLE entry (n int); INSERT INTO entry VALUES (7)")

	require.NoError(t, syscall.Kill(b.postmaster(), syscall.SIGKILL))

	require.Eventually(t, func() bool {
		conn, err := pgx.Connect(t.Context(), server.URL())
		if err != nil {
			return false
		}
		defer conn.Close(t.Context())

		var n int

		return conn.QueryRow(t.Context(), "SELECT n FROM entry").Scan(&n) == nil && n == 7
	}, 20*time.Second, 10*time.Millisecond)
}

func TestStart_as_a_normal_user(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user; the other tests are this one already")
	}

	b := setup(t)
	dir := openDir(t)
	require.NoError(t, os.Chown(dir, nobody, nobody))
	b.cfg.Dir = dir + "/postgres"

	user := b.spawn("start-as-nobody")
	b.exec(user.address(t), "CREATE TABLE entry (n int)")
	require.NoError(t, user.stdin.Close())
	require.NoError(t, user.Wait())

	// Later root starts it: the data stays that user's.
	server := b.start()
	require.Equal(t, "0", b.ask(server.URL(), "SELECT count(*)::text FROM entry"))
	info, err := os.Stat(b.path("cluster"))
	require.NoError(t, err)
	require.EqualValues(t, nobody, info.Sys().(*syscall.Stat_t).Uid)
	b.stop(server)

	user = b.spawn("start-as-nobody")
	require.Equal(t, "0", b.ask(user.address(t), "SELECT count(*)::text FROM entry"))
	require.NoError(t, user.stdin.Close())
	require.NoError(t, user.Wait())
}

func TestStart_of_a_copy_that_root_made(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can own the copy")
	}

	b := setup(t)
	server := b.start()
	b.exec(server.URL(), "CREATE TABLE note (body text); INSERT INTO note VALUES ('kept')")
	b.stop(server)

	copied := b.path("..", "copy")
	require.NoError(t, os.CopyFS(copied, os.DirFS(b.cfg.Dir)))
	b.cfg.Dir = copied

	server = b.start()
	require.Equal(t, "kept", b.ask(server.URL(), "SELECT body FROM note"))
}
