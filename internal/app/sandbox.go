package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"switchboard/internal/config"
	"switchboard/internal/sandbox"
	"switchboard/internal/whatsapp"
)

// network is the simulated WhatsApp: built in, in a program of its own, or none.
type network struct {
	box     *sandbox.Sandbox  // nil unless built in
	reach   *whatsapp.Network // nil with real WhatsApp
	control http.Handler      // nil with real WhatsApp
}

// askTimeout is how long a sandbox in a program of its own may take to say where it is.
const askTimeout = 10 * time.Second

func openSandbox(cfg config.Config, dir *folder, log *slog.Logger) (*network, error) {
	switch {
	case cfg.SandboxURL != "":
		return remoteSandbox(cfg.SandboxURL)
	case !cfg.Sandbox:
		return &network{}, nil
	}
	box, err := sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", StateFile: dir.path("sandbox.db"), Log: log})
	if err != nil {
		return nil, fmt.Errorf("start the sandbox: %w", err)
	}
	return &network{box: box, reach: reachOf(box.Info()), control: box.Handler()}, nil
}

func reachOf(i sandbox.Info) *whatsapp.Network {
	return &whatsapp.Network{WSURL: i.WSURL, MediaURL: i.MediaURL, RootPublicKey: i.RootPublicKey}
}

// remoteSandbox asks a sandbox in a program of its own where it is, and passes its
// control API on, so that the dashboard's phones work the same.
func remoteSandbox(address string) (*network, error) {
	target, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read SANDBOX_URL: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, target.JoinPath("/sandbox/info").String(), nil)
	if err != nil {
		return nil, fmt.Errorf("read SANDBOX_URL: %w", err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("reach the sandbox at SANDBOX_URL: %w; start it with: switchboard sandbox --listen %s", err, target.Host)
	}
	defer resp.Body.Close()
	var info sandbox.Info
	if err := json.NewDecoder(resp.Body).Decode(&info); err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("SANDBOX_URL does not answer like a sandbox (status %d)", resp.StatusCode)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(target)
		p.Out.Header.Del("Cookie") // the dashboard's session is none of its business
	}}
	return &network{reach: reachOf(info), control: proxy}, nil
}

func (n *network) run(ctx context.Context) error {
	if n.box == nil {
		<-ctx.Done()
		return nil
	}
	return n.box.Run(ctx)
}

func (n *network) close() error {
	if n.box == nil {
		return nil
	}
	return n.box.Close()
}

// describeSandbox tells people how to point a client library at a sandbox.
func describeSandbox(out io.Writer, i sandbox.Info) {
	fmt.Fprintf(out, `
  WhatsApp in a box is running.

  Websocket        %s
  Media            %s
  Root public key  %s

  whatsmeow   set whatsmeow.WACertPubKey to the root key and dial the websocket's
              host in the transports of SetPreLoginHTTPClient,
              SetWebsocketHTTPClient and SetMediaHTTPClient.
  Baileys     set WA_CERT_DETAILS.PUBLIC_KEY to the root key and
              waWebSocketUrl to the websocket's address.
  Switchboard SANDBOX_URL=%s switchboard serve

  Phones: see /sandbox/phones on the same address; everything here as data: /sandbox/info

`, i.WSURL, i.MediaURL, i.RootPublicKey, controlURL(i.WSURL))
}

// controlURL is the control API's address: the websocket's host, spoken to by http.
func controlURL(ws string) string {
	u, err := url.Parse(ws)
	if err != nil {
		return ""
	}
	return "http://" + u.Host
}
