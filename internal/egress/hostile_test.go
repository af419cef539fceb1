package egress_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"switchboard/internal/egress"
	"switchboard/internal/fault"
	"switchboard/internal/webhook"
)

// hostile are addresses that lead to ourselves or our neighbours, in every writing we
// know. PORT is where a server listens that must never be reached.
var hostile = []string{
	// plain
	"http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://LOCALHOST:PORT/", "http://localhost.:PORT/", "http://127.0.0.2:PORT/",
	"http://127.255.255.254:PORT/", "https://127.0.0.1:PORT/", "http://0.0.0.0:PORT/", "http://10.0.0.1/", "http://10.255.255.255/",
	"http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.0.1/", "http://192.168.255.255/", "http://169.254.169.254/latest/meta-data/",
	"http://169.254.170.2/v2/credentials", "http://100.64.0.1/", "http://100.100.100.200/latest/meta-data/", "http://192.0.0.192/", "http://198.18.0.1/",
	"http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/", "http://192.0.2.1/", "http://203.0.113.7/",
	// other writings of IPv4
	"http://127.1:PORT/", "http://127.0.1:PORT/", "http://2130706433:PORT/", "http://017700000001:PORT/", "http://0177.0.0.1:PORT/",
	"http://0x7f000001:PORT/", "http://0x7f.0x0.0x0.0x1:PORT/", "http://0x7f.1:PORT/", "http://0:PORT/", "http://127.000.000.001:PORT/",
	"http://①②⑦.⓪.⓪.①:PORT/", "http://127。0。0。1:PORT/", "http://%31%32%37.0.0.1:PORT/",
	// IPv6, and IPv4 within it
	"http://[::1]:PORT/", "http://[0:0:0:0:0:0:0:1]:PORT/", "http://[::]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/",
	"http://[::127.0.0.1]:PORT/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/latest/meta-data/",
	"http://[ff02::1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::a00:1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/", "http://[2001:db8::1]/",
	"http://[fec0::1]/", "http://[::10.0.0.1]/", "http://[3fff::1]/", "http://[5f00::1]/", "http://[2001:10::1]/", "http://[100::1]/", "http://192.88.99.1/",
	// schemes and tricks with the address
	"file:///etc/passwd", "gopher://127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/", "unix:///var/run/docker.sock", "javascript:alert(1)", "//127.0.0.1:PORT/",
	"http:///", "http://example.com@127.0.0.1:PORT/", "http://127.0.0.1:PORT#@example.com/", "http://127.0.0.1:PORT\\@example.com/",
	// names
	"http://private.test:PORT/", "http://private6.test:PORT/", "http://metadata.test/", "http://mixed.test:PORT/", "http://changing.test:PORT/",
}

// TestHostile refuses them all: what is delivered and what is fetched, by whichever way
// the address is written, whatever a name says and however often it changes its mind.
func TestHostile(t *testing.T) { // not parallel: it changes how names are resolved
	require.GreaterOrEqual(t, len(hostile), 60)
	nameserver(t)
	var reached atomic.Int64
	victim := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(victim.Close)
	_, port, err := net.SplitHostPort(victim.Listener.Addr().String())
	require.NoError(t, err)
	c := egress.New(false, "test")
	for _, url := range hostile {
		url = strings.ReplaceAll(url, "PORT", port)
		for range 3 { // a name may say something else the next time
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			_, err := c.Post(ctx, webhook.Request{URL: url, Body: []byte("{}")})
			require.Error(t, err, url)
			_, _, _, err = c.Fetch(ctx, url, 10)
			require.Error(t, err, url)
			cancel()
		}
	}
	require.Zero(t, reached.Load())
	for _, text := range hostile { // an address is refused for what it is, not because nothing answers here
		u, err := url.Parse(strings.ReplaceAll(text, "PORT", port))
		if err != nil {
			continue
		}
		if _, err := netip.ParseAddr(u.Hostname()); err != nil || (u.Scheme != "http" && u.Scheme != "https") {
			continue
		}
		_, err = c.Post(t.Context(), webhook.Request{URL: u.String(), Body: []byte("{}")})
		require.Equal(t, "private_address", fault.CodeOf(err), text)
	}
	for _, url := range []string{"http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3/", "https://169.254.169.254/"} {
		err := c.Check(url)
		require.Equal(t, "private_address", fault.CodeOf(err), "%s is refused when it is written down", url)
	}
	require.NoError(t, c.Check("https://example.com/hook"))
}

// TestPost_follows_no_redirect: the target gets nothing, the sender the answer.
func TestPost_follows_no_redirect(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(target.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		hop := httptest.NewServer(http.RedirectHandler(target.URL, status))
		resp, err := egress.New(true, "test").Post(t.Context(), webhook.Request{URL: hop.URL, Body: []byte("{}")})
		hop.Close()
		require.NoError(t, err)
		require.Equal(t, status, resp.Status)
	}
	require.Zero(t, reached.Load())
}

func TestPost_keeps_16_KB_and_reads_retry_after(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
		w.Write(make([]byte, 1<<20))
	}))
	t.Cleanup(s.Close)
	resp, err := egress.New(true, "test").Post(t.Context(), webhook.Request{URL: s.URL, Headers: []webhook.Line{{Name: "webhook-id", Value: "1"}}})
	require.NoError(t, err)
	require.Len(t, resp.Body, 16<<10)
	require.Equal(t, 2*time.Minute, resp.RetryAfter)
}

// TestPost_takes_no_proxy: one would dial for us, unguarded.
func TestPost_takes_no_proxy(t *testing.T) {
	var reached atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(proxy.Close)
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	target := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(target.Close)
	resp, err := egress.New(true, "test").Post(t.Context(), webhook.Request{URL: target.URL, Body: []byte("{}")})
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, resp.Status)
	require.Zero(t, reached.Load())
}

// TestPost_bounds_headers: a receiver could fill the log with them.
func TestPost_bounds_headers(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Much", strings.Repeat("x", 1<<20))
	}))
	t.Cleanup(s.Close)
	_, err := egress.New(true, "test").Post(t.Context(), webhook.Request{URL: s.URL, Body: []byte("{}")})
	require.Equal(t, "unreachable", fault.CodeOf(err))
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "0": 0, "90": 90 * time.Second, "-5": 0, "soon": 0, "1.5": 0, "86401": 24 * time.Hour,
		"99999999999999999999999": 24 * time.Hour, "-99999999999999999999999": 0, "9223372036854775807": 24 * time.Hour,
		"Sat, 31 Jan 2026 12:02:00 GMT": 2 * time.Minute, "Sat, 31 Jan 2026 11:00:00 GMT": 0, "Fri, 31 Dec 9999 23:59:59 GMT": 24 * time.Hour,
		"Saturday, 31-Jan-26 12:02:00 GMT": 2 * time.Minute,
	} {
		require.Equal(t, want, egress.RetryAfter(text, now), text)
	}
}

// nameserver answers the names of the table, and nothing else, until the test ends.
func nameserver(t *testing.T) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	var asked atomic.Int64
	answers := map[string][]string{
		"private.test.": {"127.0.0.1"}, "private6.test.": {"::1"}, "metadata.test.": {"169.254.169.254"}, "mixed.test.": {"192.0.2.1", "127.0.0.1"},
	}
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			ips := answers[q.Name.String()]
			if q.Name.String() == "changing.test." {
				ips = []string{[]string{"203.0.113.7", "127.0.0.1"}[asked.Add(1)%2]}
			}
			m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
			for _, ip := range ips {
				a := netip.MustParseAddr(ip)
				h := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type, TTL: 0}
				switch {
				case a.Is4() && q.Type == dnsmessage.TypeA:
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
				case a.Is6() && q.Type == dnsmessage.TypeAAAA:
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
				}
			}
			if len(ips) == 0 {
				m.RCode = dnsmessage.RCodeNameError
			}
			if out, err := m.Pack(); err == nil {
				conn.WriteTo(out, from)
			}
		}
	}()
	usual := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	t.Cleanup(func() { net.DefaultResolver = usual })
}
