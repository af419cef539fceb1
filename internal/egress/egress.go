// Package egress is outbound HTTP to addresses that users name: http(s) only, no
// private networks, capped and timed. The address is checked when it is dialled,
// after the name was resolved, so that a name cannot change its answer in between;
// redirects are dialled the same way.
package egress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"syscall"
	"time"

	"switchboard/internal/fault"
)

const (
	dialTimeout   = 5 * time.Second
	tlsTimeout    = 5 * time.Second
	headerTimeout = 10 * time.Second
	// maxHeader is how many bytes of header an answer may have: they are kept with each attempt.
	maxHeader = 64 << 10
	// pingAfter and pingTimeout find an HTTP/2 connection that has died without a word: every
	// request on it would hang, the retries too.
	pingAfter   = 5 * time.Second
	pingTimeout = 3 * time.Second
	// maxRedirects is as many as a shortener, a login and a content network need.
	maxRedirects = 5
)

// Client fetches what users' URLs point to, and posts to them.
type Client struct {
	http         *http.Client // follows redirects
	poster       *http.Client // does not
	dialer       *net.Dialer
	allowPrivate bool
}

// New makes a client; allowPrivate lets it reach private networks too.
func New(allowPrivate bool, userAgent string) *Client {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		if allowPrivate {
			return nil
		}
		return checkAddress(address)
	}}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    tlsTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		MaxIdleConns:           idle,
		MaxIdleConnsPerHost:    idlePerHost,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: maxHeader,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout},
	}
	named := agent{name: userAgent, next: transport}
	return &Client{
		allowPrivate: allowPrivate,
		dialer:       dialer,
		http: &http.Client{Transport: named, CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return errors.New("too many redirects")
			}
			return checkURL(r.URL)
		}},
		poster: &http.Client{Transport: named, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// DialContext connects to an address that a user names, for those who speak more than a
// fetch or a post with it. Faults: Invalid ("private_address") for a private network.
func (c *Client) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := c.dialer.DialContext(ctx, network, address)
	if errors.Is(err, errPrivate) {
		return nil, privateFault(err)
	}
	return conn, err
}

// agent names us in every request.
type agent struct {
	name string
	next http.RoundTripper
}

func (a agent) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", a.name)
	return a.next.RoundTrip(r)
}

var errPrivate = errors.New("the address is in a private network")

// wrapping are ranges that carry IPv4 addresses: NAT64, 6to4, IPv4-compatible ones, and, in the
// IETF's range for protocols, Teredo. What they wrap could be private.
var wrapping = []netip.Prefix{
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("::/96"),
}

// special are ranges that netip has no word for: shared address space, protocol
// assignments, documentation, benchmarking, 6to4 relays, reserved, discard, segment routing,
// site-local.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("100:0:0:1::/64"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("fec0::/10"),
}

// checkAddress refuses everything that is not a public unicast address.
func checkAddress(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("read address: %w", err)
	}
	ip := ap.Addr().Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return errPrivate
	}
	for _, list := range [][]netip.Prefix{wrapping, special} {
		for _, p := range list {
			if p.Contains(ip) {
				return errPrivate
			}
		}
	}
	return nil
}

func checkURL(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return errors.New("only http and https addresses are fetched")
	}
	return nil
}

// Fetch opens a URL. Faults: Invalid for an address that is not allowed or answers
// with an error, TooLarge while reading more than limit bytes.
func (c *Client) Fetch(ctx context.Context, rawURL string, limit int64) (body io.ReadCloser, mimetype, filename string, err error) {
	u, err := url.Parse(rawURL)
	if err == nil {
		err = checkURL(u)
	}
	if err != nil {
		return nil, "", "", fault.Bad("url", "Write an http or https address.").WithCause(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, "", "", fault.Bad("url", "Write an http or https address.").WithCause(err)
	}
	resp, err := c.http.Do(r)
	switch {
	case errors.Is(err, errPrivate):
		return nil, "", "", fault.Bad("url", "This address is in a private network, which is not allowed.").WithCode("private_address").WithCause(err)
	case err != nil:
		return nil, "", "", fault.Bad("url", "The address could not be reached.").WithCode("unreachable").WithCause(err)
	case resp.StatusCode != http.StatusOK:
		resp.Body.Close()
		return nil, "", "", fault.Bad("url", fmt.Sprintf("The address answered with status %d.", resp.StatusCode)).WithCode("bad_status")
	case resp.ContentLength > limit:
		resp.Body.Close()
		return nil, "", "", tooLarge(limit)
	}
	_, params, _ := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
	filename = params["filename"]
	if filename == "" {
		filename = path.Base(resp.Request.URL.Path)
	}
	mimetype, _, _ = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return &capped{body: resp.Body, left: limit, limit: limit}, mimetype, filename, nil
}

func tooLarge(limit int64) error {
	return fault.Newf(fault.TooLarge, "The file is larger than %d MB.", limit>>20)
}

// capped fails when more than limit bytes come.
type capped struct {
	body        io.ReadCloser
	left, limit int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.body.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, tooLarge(c.limit)
	}
	return n, err
}

func (c *capped) Close() error { return c.body.Close() }
