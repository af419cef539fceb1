package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
)

func TestLinkedDevices(t *testing.T) {
	t.Parallel()

	t.Run("are_four_at_most", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		alice := addPhone(t, s, "Alice")
		for range 4 {
			pair(t, s, alice)
		}
		c := newClient(t, s)
		require.NoError(t, c.Connect())
		codes := await(c, anyOf[*events.QR]).Codes
		require.ErrorContains(t, alice.Scan(testContext(t), codes[0]), "has 4 linked devices already")
		code, err := c.PairPhone(testContext(t), alice.Number(), true, whatsmeow.PairClientChrome, "Chrome (Linux)")
		require.NoError(t, err)
		require.ErrorContains(t, alice.Link(testContext(t), code), "Unlink one first")
		require.NoError(t, alice.Unlink(testContext(t), alice.Devices()[1].ID))
		require.NoError(t, alice.Scan(testContext(t), codes[0]), "the code was not used up")
		c.ready()
		require.Empty(t, s.Violations())
	})

	t.Run("changes_reach_who_writes_to_them", func(t *testing.T) {
		t.Parallel()
		s, alice, bob, c := met(t)
		first := pair(t, s, bob)
		c.sendText(bob, "to the phone and one device")
		await(first, hasText("to the phone and one device"))
		second := pair(t, s, bob)
		// What is written from now on is for three devices: the notice was handled
		// before this message, which came after it.
		_, err := bob.Say(testContext(t), alice.Number(), "I have a second one")
		require.NoError(t, err)
		await(c, hasText("I have a second one"))
		c.sendText(bob, "to both")
		await(first, hasText("to both"))
		await(second, hasText("to both"))
		require.NoError(t, bob.Unlink(testContext(t), bob.Devices()[0].ID))
		_, err = bob.Say(testContext(t), alice.Number(), "and now one less")
		require.NoError(t, err)
		await(c, hasText("and now one less"))
		c.sendText(bob, "to the second")
		await(second, hasText("to the second"))
		devices, err := c.GetUserDevices(testContext(t), []types.JID{jid(bob)})
		require.NoError(t, err)
		require.Len(t, devices, 2)
		require.Empty(t, c.complaints())
		require.Empty(t, s.Violations())
	})
}

// TestCertificates dials a listener by names it was not told of, as containers do.
func TestCertificates(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(sandbox.Config{Listen: "0.0.0.0:0", RootKey: rootKey.Priv[:], Username: "admin", Password: "x"})
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- s.Run(t.Context()) }()
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.NoError(t, <-done)
	})
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM([]byte(s.Info().CAPEM)))
	_, port, err := net.SplitHostPort(addrOf(s))
	require.NoError(t, err)
	for dial, name := range map[string]string{"127.0.0.1": "sandbox", "127.0.0.2": "127.0.0.2", "localhost": "mmg.whatsapp.net"} {
		conn, err := (&tls.Dialer{Config: &tls.Config{RootCAs: pool, ServerName: name}}).DialContext(testContext(t), "tcp", net.JoinHostPort(dial, port))
		require.NoError(t, err, name)
		_, err = fmt.Fprintf(conn, "GET /sandbox/info HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Basic YWRtaW46eA==\r\nConnection: close\r\n\r\n", name, port)
		require.NoError(t, err)
		var answer strings.Builder
		buf := make([]byte, 64<<10)
		for {
			n, err := conn.Read(buf)
			answer.Write(buf[:n])
			if err != nil {
				break
			}
		}
		require.NoError(t, conn.Close())
		require.Contains(t, answer.String(), fmt.Sprintf(`"ws_url":"ws://%s:%s/ws/chat"`, name, port))
	}
}
