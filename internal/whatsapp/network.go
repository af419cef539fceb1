package whatsapp

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"go.mau.fi/whatsmeow"
)

// Network is a simulated WhatsApp.
type Network struct {
	WSURL         string // of its websocket
	MediaURL      string // of its media server
	RootPublicKey string // hex, of who signs its certificates
}

// web is how WhatsApp is reached. All clients share it: a transport of their own each
// would mean a pool of connections each.
type web struct {
	socket *http.Client
	media  *http.Client
}

// connectTo prepares the way to WhatsApp, or to a simulated one.
func connectTo(n *Network) (web, error) {
	if n == nil {
		shared := &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
		return web{socket: shared, media: shared}, nil
	}
	if err := trust(n.RootPublicKey); err != nil {
		return web{}, err
	}
	socket, err := redirect(n.WSURL)
	if err != nil {
		return web{}, err
	}
	media, err := redirect(n.MediaURL)
	if err != nil {
		return web{}, err
	}
	return web{socket: socket, media: media}, nil
}

func (w web) close() {
	for _, c := range []*http.Client{w.socket, w.media} {
		if c != nil {
			c.CloseIdleConnections()
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
func redirect(address string) (*http.Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("read the sandbox's address %q", address)
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, u.Host)
	}
	return &http.Client{Transport: &http.Transport{
		DialContext: dial, DialTLSContext: dial, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second,
	}}, nil
}
