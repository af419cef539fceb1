package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/account"
	"switchboard/internal/message"
	"switchboard/internal/pacing"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
)

var discard = slog.New(slog.DiscardHandler)

func TestOpen_finds_out_that_a_connection_is_direct(t *testing.T) {
	t.Parallel()
	pool, err := postgres.Open(t.Context(), postgrestest.URL(t), discard)
	require.NoError(t, err)
	defer pool.Close()
	require.False(t, pool.Pooled)
}

func TestOpen_tells_wrong_credentials_at_once(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(postgrestest.URL(t))
	require.NoError(t, err)
	u.User = url.UserPassword("nobody-here", "hunter2")
	_, err = postgres.Open(t.Context(), u.String(), discard)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "hunter2")
}

// TestPooler does a whole round through PgBouncer in transaction mode with a single
// server connection for all: whatever relied on a session would fail.
func TestPooler(t *testing.T) {
	t.Parallel()
	direct := postgrestest.URL(t)
	through := bouncer(t, direct)
	pool, err := postgres.Open(t.Context(), through, discard)
	require.NoError(t, err)
	defer pool.Close()
	require.True(t, pool.Pooled, "found out without being told")
	require.Equal(t, pgx.QueryExecModeCacheDescribe, pool.Config().ConnConfig.DefaultQueryExecMode)
	require.NoError(t, postgres.Migrate(t.Context(), pool.Pool))

	b := &bundle{holder: uuid.New(), ctx: t.Context()}
	b.store = postgres.NewStore(pool.Pool, b.holder)
	b.account = b.addAccount(t)
	for i := range 20 {
		m, _, err := b.accept(fmt.Sprint("message ", i))
		require.NoError(t, err)
		limits := pacing.Limits{MaxPerHour: 60, MaxPerDay: 500, MaxNewPerDay: 5, MaxSamePerDay: 5}
		_, err = b.store.Facts(b.ctx, b.account.ID, limits, time.Now())
		require.NoError(t, err)
		heads, err := b.store.Heads(b.ctx, b.account.ID, limits, 5, time.Now())
		require.NoError(t, err)
		require.Equal(t, m.ID, heads[0].Message.ID)
		b.begin(t, m, time.Now())
		b.done(t, m)
		_, stored, err := take(b.store.Receive(b.ctx, b.inbound(fmt.Sprint("A", i), message.Peer{Phone: "4915112345678", LID: "99887766@lid"}), time.Now()))
		require.NoError(t, err)
		require.True(t, stored)
	}
	chats, err := b.store.Chats(b.ctx, b.account.ID, message.ChatFilter{}, message.Page{Limit: 10})
	require.NoError(t, err)
	require.Len(t, chats.Items, 1)
	_, err = b.store.Claim(b.ctx, b.holder, account.Lease)
	require.NoError(t, err)

	// whatsmeow's own store goes through the same pool.
	sessions := sqlstore.NewWithDB(postgres.SessionDB(pool.Pool), "postgres", nil)
	device := sessions.NewDevice()
	device.ID = &types.JID{User: "4915100000000", Device: 3, Server: types.DefaultUserServer}
	device.Account = &waAdv.ADVSignedDeviceIdentity{
		Details: []byte{1}, AccountSignatureKey: make([]byte, 32), AccountSignature: make([]byte, 64), DeviceSignature: make([]byte, 64),
	}
	require.NoError(t, device.Save(b.ctx))
	_, err = device.PreKeys.GetOrGenPreKeys(b.ctx, 50)
	require.NoError(t, err)
	back, err := sessions.GetDevice(b.ctx, *device.ID)
	require.NoError(t, err)
	require.Equal(t, device.IdentityKey.Pub, back.IdentityKey.Pub)
}

// bouncer runs PgBouncer before a database and returns the address to use instead.
func bouncer(t *testing.T, databaseURL string) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/pgbouncer"); err != nil {
			t.Skip("PgBouncer is not installed (Debian: apt-get install pgbouncer)")
		}
	}
	u, err := url.Parse(databaseURL)
	require.NoError(t, err)
	secret, _ := u.User.Password()
	dir, err := os.MkdirTemp("", "pgbouncer")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o777))
	port := freePort(t)
	config := filepath.Join(dir, "pgbouncer.ini")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "users"), fmt.Appendf(nil, "%q %q\n", u.User.Username(), secret), 0o644))
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `[databases]
* = host=%s port=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = plain
auth_file = %s/users
pool_mode = transaction
default_pool_size = 1
ignore_startup_parameters = extra_float_digits
`, u.Hostname(), u.Port(), port, dir), 0o644))
	cmd := exec.Command(program, "-q", config)
	if os.Getuid() == 0 {
		nobody, err := user.Lookup("nobody")
		require.NoError(t, err)
		uid, _ := strconv.Atoi(nobody.Uid)
		gid, _ := strconv.Atoi(nobody.Gid)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	u.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", u.Host)
		if err == nil {
			conn.Close()
			return u.String()
		}
		require.NoError(t, ctx.Err(), "PgBouncer did not start")
		runtime.Gosched()
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
