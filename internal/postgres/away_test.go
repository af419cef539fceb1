package postgres_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
)

// cable is a line to the database that can be cut.
type cable struct {
	net.Listener
	to    string
	mu    sync.Mutex
	cut   bool
	conns []net.Conn
}

func newCable(t *testing.T, to string) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &cable{Listener: l, to: to}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			c.carry(conn)
		}
	}()
	return c
}

func (c *cable) carry(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	server, err := net.Dial("tcp", c.to)
	if c.cut || err != nil {
		conn.Close()
		return
	}
	c.conns = append(c.conns, conn, server)
	go func() { io.Copy(server, conn); server.Close() }()
	go func() { io.Copy(conn, server); conn.Close() }()
}

func (c *cable) set(cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = cut
	for _, conn := range c.conns {
		conn.Close()
	}
	c.conns = nil
}

func TestStore_says_that_the_database_is_away_and_heals(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(postgrestest.URL(t))
	require.NoError(t, err)
	line := newCable(t, u.Host)
	u.Host = line.Addr().String()
	pool, err := postgres.Open(t.Context(), u.String(), discard)
	require.NoError(t, err)
	defer pool.Close()
	store := postgres.NewStore(pool.Pool, uuid.New())
	_, err = store.Accounts(t.Context())
	require.NoError(t, err)
	line.set(true)
	for range 10 {
		_, err = store.Accounts(t.Context())
		require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		require.NotZero(t, fault.As(err).RetryAfter)
	}
	line.set(false)
	_, err = store.Accounts(t.Context())
	require.NoError(t, err)
}
