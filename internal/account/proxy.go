package account

import (
	"context"
	"net"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"switchboard/internal/fault"
)

// proxyPorts are the kinds of proxies with the ports that they usually listen on.
var proxyPorts = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}

// CodeProxySealed is the code of a proxy whose address cannot be read any more.
const CodeProxySealed = "proxy_sealed"

// maxProxy is the longest address of a proxy, in bytes.
const maxProxy = 500

var errProxy = fault.Bad("proxy", "Write the proxy's address, such as socks5://user:password@203.0.113.7:1080 or http://proxy.example.com:3128.")

// ParseProxy reads the address of a proxy: http, https or socks5, with a name and a password
// where it wants them. Fault: Invalid.
func ParseProxy(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || len(text) > maxProxy {
		return nil, errProxy // the cause would show the password
	}
	port, ok := proxyPorts[u.Scheme]
	if !ok || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errProxy
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), port)
	}
	u.Path = ""
	return u, nil
}

// useProxy names where a sealed address belongs.
func useProxy(id uuid.UUID) string { return "account " + id.String() + " proxy" }

// sealProxy checks an address and hides it; the empty one is none.
func (s *Service) sealProxy(id uuid.UUID, text string) ([]byte, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	u, err := ParseProxy(text)
	if err != nil {
		return nil, err
	}
	return s.Box.Seal([]byte(u.String()), useProxy(id)), nil
}

// proxy opens an account's address; nil when it has none.
func (s *Service) proxy(a Account) (*url.URL, error) {
	if len(a.SealedProxy) == 0 {
		return nil, nil
	}
	text, err := s.Box.Open(a.SealedProxy, useProxy(a.ID))
	if err != nil {
		return nil, fault.New(fault.Conflict, "The proxy's address was sealed with another key. Set it again.").WithCode(CodeProxySealed).WithCause(err)
	}
	return ParseProxy(string(text))
}

// Proxy is the address that an account's connections go through now; nil when they go
// straight. It is the engine's.
func (s *Service) Proxy(ctx context.Context, id uuid.UUID) (*url.URL, error) {
	a, err := s.Store.Account(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.proxy(a)
}

// ProxyShown is an account's proxy for people, without its password; empty when it has none.
func (s *Service) ProxyShown(a Account) string {
	u, err := s.proxy(a)
	switch {
	case err != nil:
		return "(sealed with another key)"
	case u == nil:
		return ""
	}
	return u.Redacted()
}

// keptProxy is what an address means that people send back as it was shown: unchanged.
func (s *Service) keptProxy(a Account, text string) bool {
	return len(a.SealedProxy) > 0 && s.ProxyShown(a) == strings.TrimSpace(text)
}
