package whatsapp_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// cable is the way from an engine to the network, which a test can cut.
type cable struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	cut   bool
	froze chan struct{} // of the connections there are; closed when they freeze
	conns map[net.Conn]struct{}
	wg    sync.WaitGroup
}

// lay makes a cable to an address.
func lay(t *testing.T, address string) *cable {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &cable{listener: l, to: u.Host, conns: map[net.Conn]struct{}{}, froze: make(chan struct{})}
	c.wg.Go(c.serve)
	t.Cleanup(func() {
		_ = l.Close()
		c.Cut()
		c.wg.Wait()
	})
	return c
}

// URL is an address with the cable's end in place of its own host.
func (c *cable) URL(scheme, path string) string {
	return scheme + "://" + c.listener.Addr().String() + path
}

// Cut ends what goes through, and lets nothing through until Mend.
func (c *cable) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = true
	for conn := range c.conns {
		_ = conn.Close()
	}
}

// Mend lets connections through again.
func (c *cable) Mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = false
}

// Freeze has nothing more come through the connections there are, and leaves them open.
func (c *cable) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.froze)
	c.froze = make(chan struct{})
}

func (c *cable) serve() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.wg.Go(func() { c.carry(near) })
	}
}

func (c *cable) carry(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer far.Close()
	defer c.drop(near, far)
	frozen, ok := c.hold(near, far)
	if !ok {
		return
	}
	done := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		go func() {
			_, _ = io.Copy(valve{way[0], frozen}, way[1])
			done <- struct{}{}
		}()
	}
	<-done
	_, _ = near.Close(), far.Close()
	<-done
}

func (c *cable) hold(conns ...net.Conn) (frozen <-chan struct{}, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range conns {
		c.conns[conn] = struct{}{}
	}
	return c.froze, !c.cut
}

func (c *cable) drop(conns ...net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range conns {
		delete(c.conns, conn)
	}
}

// valve swallows what is written once it is frozen.
type valve struct {
	net.Conn
	frozen <-chan struct{}
}

func (v valve) Write(p []byte) (int, error) {
	select {
	case <-v.frozen:
		return len(p), nil
	default:
		return v.Conn.Write(p)
	}
}
