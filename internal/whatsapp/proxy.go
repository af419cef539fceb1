package whatsapp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"switchboard/internal/account"
)

// through makes the way by a proxy: HTTP, HTTPS or SOCKS5, which the standard library speaks.
func (w web) through(proxy *url.URL) way {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = http.ProxyURL(proxy)
	t.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
		if resp.StatusCode != http.StatusOK {
			return &proxyRefusal{resp.Status}
		}
		return nil
	}
	if w.network == nil {
		return way{t, t}
	}
	// The sandbox's certificate is made up at each start. It is WhatsApp's own handshake that
	// proves who is there.
	t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // see above; never towards WhatsApp
	return way{detour{w.network.WSURL, t}, detour{w.network.MediaURL, t}}
}

// detour asks the sandbox whatever host is asked, by a transport that goes through a proxy.
type detour struct {
	to string
	*http.Transport
}

// RoundTrip sends the request to the sandbox.
func (d detour) RoundTrip(r *http.Request) (*http.Response, error) {
	u, err := url.Parse(d.to)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Host = r.URL.Host
	r.URL.Scheme, r.URL.Host = "https", u.Host
	return d.Transport.RoundTrip(r)
}

// fork is a transport whose way may change between connections.
type fork struct {
	to atomic.Pointer[http.RoundTripper]
}

// RoundTrip takes the way of now.
func (f *fork) RoundTrip(r *http.Request) (*http.Response, error) { return (*f.to.Load()).RoundTrip(r) }

func (f *fork) take(t http.RoundTripper) { f.to.Store(&t) }

// route is how an account reaches WhatsApp.
type route struct{ socket, media fork }

func (r *route) take(w way) {
	r.socket.take(w.socket)
	r.media.take(w.media)
}

// proxyRefusal is what an HTTP proxy answers that does not connect.
type proxyRefusal struct{ status string }

func (p *proxyRefusal) Error() string { return "the proxy answered " + p.status }

// proxyTrouble says in words why a proxy was not passed; empty when it is not the proxy's fault.
func proxyTrouble(err error) string {
	if refusal, ok := errors.AsType[*proxyRefusal](err); ok {
		return refusal.Error() + "."
	}
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Op != "proxyconnect" && !strings.HasPrefix(op.Op, "socks") {
		return ""
	}
	text := op.Err.Error()
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		text = "there is no host " + dns.Name
	}
	return text + "."
}

// direct chooses the way for the next connection. It fails where the proxy is not known.
func (e *Engine) direct(ctx context.Context, a account.Account, r *route) (proxied bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, tellTimeout)
	defer cancel()
	proxy, err := e.accounts.Proxy(ctx, a.ID)
	if err != nil {
		return false, err
	}
	r.take(e.web.by(proxy))
	return proxy != nil, nil
}
