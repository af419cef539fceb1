package whatsapp

import (
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"go.mau.fi/whatsmeow"
)

// Network is a simulated WhatsApp.
type Network struct {
	WSURL         string // of its websocket
	MediaURL      string // of its media server
	RootPublicKey string // hex, of who signs its certificates
}

// way is how WhatsApp is reached: its websocket and its media servers.
type way struct{ socket, media http.RoundTripper }

// web is every way to WhatsApp. Clients share them: a transport of their own each would
// mean a pool of connections each.
type web struct {
	straight way
	network  *Network // the simulated one; nil is WhatsApp

	mu      *sync.Mutex
	proxied map[string]way // by the proxy's address
}

// connectTo prepares the way to WhatsApp, or to a simulated one.
func connectTo(n *Network) (web, error) {
	w := web{network: n, mu: &sync.Mutex{}, proxied: map[string]way{}}
	if n == nil {
		shared := http.DefaultTransport.(*http.Transport).Clone()
		w.straight = way{shared, shared}
		return w, nil
	}
	if err := trust(n.RootPublicKey); err != nil {
		return w, err
	}
	var err error
	if w.straight.socket, err = redirect(n.WSURL); err != nil {
		return w, err
	}
	if w.straight.media, err = redirect(n.MediaURL); err != nil {
		return w, err
	}
	return w, nil
}

// by is the way through a proxy; nil is none.
func (w web) by(proxy *url.URL) way {
	if proxy == nil {
		return w.straight
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	known, ok := w.proxied[proxy.String()]
	if !ok {
		known = w.through(proxy)
		w.proxied[proxy.String()] = known
	}
	return known
}

func (w web) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	ways := append(slices.Collect(maps.Values(w.proxied)), w.straight)
	for _, one := range ways {
		for _, t := range []http.RoundTripper{one.socket, one.media} {
			if c, ok := t.(interface{ CloseIdleConnections() }); ok {
				c.CloseIdleConnections()
			}
		}
	}
}

// trust makes whatsmeow trust the sandbox's root key instead of WhatsApp's. The
// library keeps it in a package variable, so a process speaks either to WhatsApp or to
// sandboxes of one root; the variable is written once, before anything connects.
func trust(publicKey string) error {
	root, err := hex.DecodeString(publicKey)
	if err != nil || len(root) != len(whatsmeow.WACertPubKey) {
		return fmt.Errorf("read the sandbox's root key: it is not %d bytes in hex", len(whatsmeow.WACertPubKey))
	}
	if key := [len(whatsmeow.WACertPubKey)]byte(root); whatsmeow.WACertPubKey != key {
		whatsmeow.WACertPubKey = key
	}
	return nil
}

// redirect makes a client that reaches address whatever host it is asked for. What
// DialTLSContext returns is taken for encrypted: the sandbox needs no encryption.
func redirect(address string) (http.RoundTripper, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("read the sandbox's address %q", address)
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, u.Host)
	}
	return &http.Transport{
		DialContext: dial, DialTLSContext: dial, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second,
	}, nil
}
