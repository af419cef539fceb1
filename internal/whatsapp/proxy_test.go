package whatsapp_test

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/message"
	"switchboard/internal/sandbox"
)

// relay is a proxy that lets through who knows the password, and counts.
type relay struct {
	listener net.Listener
	greet    func(*relay, net.Conn) (io.Reader, string, error)
	passed   atomic.Int32

	mu    sync.Mutex
	conns []net.Conn
}

const relayUser, relayPassword = "ada", "p@ss:word"

func newRelay(t *testing.T, greet func(*relay, net.Conn) (io.Reader, string, error)) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r := &relay{listener: l, greet: greet}
	t.Cleanup(r.close)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go r.serve(c)
		}
	}()
	return r
}

func (r *relay) close() {
	r.listener.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.conns {
		c.Close()
	}
}

func (r *relay) serve(c net.Conn) {
	defer c.Close()
	from, to, err := r.greet(r, c)
	if err != nil {
		return
	}
	far, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer far.Close()
	r.mu.Lock()
	r.conns = append(r.conns, c, far)
	r.mu.Unlock()
	r.passed.Add(1)
	go func() {
		io.Copy(far, from)
		far.Close()
	}()
	io.Copy(c, far)
}

func (r *relay) url(scheme, password string) *url.URL {
	return &url.URL{Scheme: scheme, User: url.UserPassword(relayUser, password), Host: r.listener.Addr().String()}
}

// overHTTP speaks CONNECT.
func overHTTP(_ *relay, c net.Conn) (io.Reader, string, error) {
	b := bufio.NewReader(c)
	r, err := http.ReadRequest(b)
	if err != nil {
		return nil, "", err
	}
	if r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte(relayUser+":"+relayPassword)) {
		io.WriteString(c, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
		return nil, "", errors.New("not known")
	}
	_, err = io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n")
	return b, r.Host, err
}

// overSOCKS speaks SOCKS5 with a password (RFC 1928, RFC 1929).
func overSOCKS(_ *relay, c net.Conn) (io.Reader, string, error) {
	b := bufio.NewReader(c)
	take := func(n int) []byte { p := make([]byte, n); io.ReadFull(b, p); return p }
	take(int(take(2)[1]))
	c.Write([]byte{5, 2})
	user := string(take(int(take(2)[1])))
	if password := string(take(int(take(1)[0]))); user != relayUser || password != relayPassword {
		c.Write([]byte{1, 1})
		return nil, "", errors.New("not known")
	}
	c.Write([]byte{1, 0})
	host := ""
	switch take(4)[3] {
	case 1:
		host = net.IP(take(4)).String()
	case 3:
		host = string(take(int(take(1)[0])))
	}
	port := binary.BigEndian.Uint16(take(2))
	_, err := c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	return b, net.JoinHostPort(host, strconv.Itoa(int(port))), err
}

func TestProxy(t *testing.T) {
	for _, scheme := range []string{"http", "socks5"} {
		t.Run(scheme, func(t *testing.T) {
			b := setup(t)
			b.engine.Hasten(time.Minute, time.Minute, time.Minute)
			r := newRelay(t, map[string]func(*relay, net.Conn) (io.Reader, string, error){"http": overHTTP, "socks5": overSOCKS}[scheme])
			b.accounts.proxy.Store(r.url(scheme, relayPassword))
			owner, customer := b.phone("Owner"), b.phone("Customer")
			b.link(owner)
			sockets := r.passed.Load()
			require.GreaterOrEqual(t, sockets, int32(2), "before and after the scan")

			// Files go the same way.
			_, err := customer.SendMedia(b.context(), owner.Number(), sandbox.Media{Data: []byte("bytes of a file"), Mimetype: "application/pdf"})
			require.NoError(t, err)
			in := awaitThat(b.messages.recorder, func(m message.Inbound) bool { return m.Media != nil })
			var got strings.Builder
			require.NoError(t, b.engine.Download(b.context(), b.account.ID, in.Media.Source, &got))
			require.Equal(t, "bytes of a file", got.String())
			require.Greater(t, r.passed.Load(), sockets)

			// The proxy goes away: the account says so, and comes back by another way.
			b.accounts.proxy.Store(r.url(scheme, "wrong"))
			r.mu.Lock()
			for _, c := range r.conns {
				c.Close()
			}
			r.mu.Unlock()
			down := await[account.Down](b.accounts.recorder)
			require.Equal(t, account.ProxyFailed, down.Reason)
			require.NotContains(t, down.Detail, "wrong")
			if scheme == "http" {
				require.Contains(t, down.Detail, "407")
			}
			b.accounts.forget()
			r.close()
			awaitThat(b.accounts.recorder, func(d account.Down) bool {
				return d.Reason == account.ProxyFailed && strings.Contains(d.Detail, "connection refused")
			})
			b.accounts.proxy.Store(nil)
			await[connected](b.accounts.recorder)
		})
	}
}
