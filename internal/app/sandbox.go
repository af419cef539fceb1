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
	if resp.StatusCode == http.StatusUnauthorized {
		return nil, fmt.Errorf("the sandbox at SANDBOX_URL wants a name and a password: SANDBOX_URL=http://admin:PASSWORD@%s", target.Host)
	}
	var info sandbox.Info
	if err := json.NewDecoder(resp.Body).Decode(&info); err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("SANDBOX_URL does not answer like a sandbox (status %d)", resp.StatusCode)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(target)
		// Who the caller is to us is none of its business; who we are to it is in SANDBOX_URL.
		for _, name := range []string{"Cookie", "Authorization", "X-API-Key"} {
			p.Out.Header.Del(name)
		}
		if target.User != nil {
			password, _ := target.User.Password()
			p.Out.SetBasicAuth(target.User.Username(), password)
		}
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

// sandboxAccess is what the control API asks for where more than this machine reaches it.
type sandboxAccess struct {
	username, password string
	generated          bool
}

// describeSandbox tells people how to point a client library at a sandbox.
func describeSandbox(out io.Writer, box *sandbox.Sandbox, access sandboxAccess) {
	i := box.Info()
	fmt.Fprintf(out, `
  WhatsApp in a box is running.

  Websocket        %s
  Media            %s
  Root public key  %s
  Control          %s
`, i.WSURL, i.MediaURL, i.RootPublicKey, i.ControlURL)
	if box.Loopback() {
		fmt.Fprint(out, "                   open to everybody on this machine, and to nobody else\n")
	} else {
		password := "ADMIN_PASSWORD"
		if access.generated {
			password = access.password
		}
		fmt.Fprintf(out, `                   more than this machine reaches it: it asks for a name and a password
  User             %s
  Password         %s
`, access.username, password)
	}
	fmt.Fprintf(out, "\n  How clients get here; the same as data is at %s/info\n\n", i.ControlURL)
	for _, guide := range i.Guides {
		fmt.Fprintln(out, guide.Text("  "))
	}
	login := ""
	if !box.Loopback() {
		login = access.username + ":PASSWORD@"
	}
	fmt.Fprintf(out, "  Switchboard\n    SANDBOX_URL=http://%s%s switchboard serve\n\n", login, hostOf(i.WSURL))
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
