package sandbox

import (
	"bufio"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// tlsHandshakeByte is the first byte of every TLS connection; no HTTP method starts with it.
const tlsHandshakeByte = 0x16

// dualListener speaks plain HTTP and TLS on one port: clients insist on https
// for media, while plain ws is easier to look at and to point a client to.
type dualListener struct {
	net.Listener
	config *tls.Config
}

func (l *dualListener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &dualConn{Conn: raw, config: l.config}, nil
}

// dualConn decides at its first read, in the goroutine that serves the
// connection, so that a silent client holds up nobody.
type dualConn struct {
	net.Conn
	config *tls.Config
	once   sync.Once
	inner  net.Conn
	err    error
}

func (c *dualConn) sniff() {
	reader := bufio.NewReaderSize(c.Conn, 512)
	plain := &bufferedConn{Conn: c.Conn, reader: reader}
	first, err := reader.Peek(1)
	switch {
	case err != nil:
		c.err = err
	case first[0] == tlsHandshakeByte:
		c.inner = tls.Server(plain, c.config)
	default:
		c.inner = plain
	}
}

func (c *dualConn) Read(p []byte) (int, error) {
	c.once.Do(c.sniff)
	if c.err != nil {
		return 0, c.err
	}
	return c.inner.Read(p)
}

// Write is only called after the first Read: the server never speaks first.
func (c *dualConn) Write(p []byte) (int, error) {
	c.once.Do(c.sniff)
	if c.err != nil {
		return 0, c.err
	}
	return c.inner.Write(p)
}

type bufferedConn struct {
	net.Conn
	reader *bufio.Reader
}

func (c *bufferedConn) Read(p []byte) (int, error) {
	if c.reader.Buffered() > 0 {
		return c.reader.Read(p)
	}
	return c.Conn.Read(p)
}

// newHTTPServer serves handler. Bodies may take long (media on a slow line),
// headers may not.
func newHTTPServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: 30 * time.Second, IdleTimeout: idleTimeout,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
