package ai

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"switchboard/internal/fault"
	"switchboard/internal/reply"
)

const (
	dialTimeout = 10 * time.Second
	tlsTimeout  = 10 * time.Second
	// idlePerHost is how many connections to one provider stay open: about as many chats as
	// are answered at once.
	idlePerHost = 32
)

// homes are the providers' own addresses.
var homes = map[reply.Provider]string{
	reply.OpenAI:     "https://api.openai.com/v1",
	reply.Anthropic:  "https://api.anthropic.com",
	reply.Gemini:     "https://generativelanguage.googleapis.com",
	reply.Groq:       "https://api.groq.com/openai/v1",
	reply.OpenRouter: "https://openrouter.ai/api/v1",
	// A server of one's own has an address of its own.
	reply.OpenAICompatible: "",
}

// target is whom a question goes to, and how.
type target struct {
	provider reply.Provider
	key      string
	base     string
	client   *http.Client
}

// addresses knows where each provider is, and which transport leads there.
type addresses struct {
	own              map[reply.Provider]string // the operator's
	trusted, guarded *http.Client
}

func newAddresses(d Deps, idle time.Duration) addresses {
	dialer := &net.Dialer{Timeout: dialTimeout}
	own := map[reply.Provider]string{}
	for p, u := range d.BaseURLs {
		own[p] = strings.TrimRight(u, "/")
	}
	return addresses{
		own: own,
		// Operators may need a proxy to get out; the guard has to see the real address.
		trusted: newClient(dialer.DialContext, idle, http.ProxyFromEnvironment),
		guarded: newClient(guard(d.Dial), idle, nil),
	}
}

// guard lets nobody through where there is no guard.
func guard(dial func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	if dial != nil {
		return dial
	}
	return func(context.Context, string, string) (net.Conn, error) {
		return nil, fault.New(fault.Invalid, "Only the operator may set a provider's address here.").WithCode("private_address")
	}
}

func newClient(dial func(context.Context, string, string) (net.Conn, error), idle time.Duration, proxy func(*http.Request) (*url.URL, error)) *http.Client {
	return &http.Client{
		Transport: wire{idle: idle, next: &http.Transport{
			DialContext: dial, Proxy: proxy, TLSHandshakeTimeout: tlsTimeout, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: idlePerHost, IdleConnTimeout: 90 * time.Second,
		}},
		// The key goes where it was meant to go, nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// target finds out how a provider is reached, and refuses what cannot work before anything
// is sent.
func (d addresses) target(a reply.Access) (target, *reply.ModelError) {
	refuse := func(f reply.ModelFailure, text string) (target, *reply.ModelError) {
		return target{}, &reply.ModelError{Provider: a.Provider, Failure: f, Message: text}
	}
	home, known := homes[a.Provider]
	if !known {
		return refuse(reply.Unsupported, "This provider is not known.")
	}
	named := strings.TrimRight(strings.TrimSpace(a.BaseURL), "/")
	base := cmp.Or(named, d.own[a.Provider], home)
	if base == "" {
		return refuse(reply.BadRequest, "The server's address (base URL) is missing.")
	}
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return refuse(reply.BadRequest, "The server's address (base URL) has to begin with http:// or https://.")
	}
	key := strings.TrimSpace(a.Key)
	switch {
	case key == "" && base == home:
		return refuse(reply.Unauthorized, "The provider's key is missing.")
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return refuse(reply.Unauthorized, "The provider's key has characters that no key has: copy it again.")
	}
	client := d.guarded
	if named == "" || d.trusts(named) {
		client = d.trusted
	}
	return target{provider: a.Provider, key: key, base: rooted(a.Provider, u), client: client}, nil
}

// Trusts tells whether an address is a provider's own or the operator's, which are reached
// wherever they are.
func (m *Models) Trusts(baseURL string) bool {
	return m.addresses.trusts(strings.TrimRight(strings.TrimSpace(baseURL), "/"))
}

// trusts tells whether an address is a provider's own or the operator's: an account may
// name those too.
func (d addresses) trusts(base string) bool {
	for p, home := range homes {
		if base == home || base == d.own[p] {
			return true
		}
	}
	return false
}

// rooted is an address as the provider's SDK wants it: with or without the version that
// people leave out or copy along.
func rooted(p reply.Provider, u *url.URL) string {
	base := strings.TrimRight(u.String(), "/")
	switch p {
	case reply.Anthropic:
		return strings.TrimSuffix(base, "/v1")
	case reply.Gemini:
		return strings.TrimSuffix(base, "/v1beta")
	case reply.OpenAI, reply.OpenAICompatible:
		if u.Path == "" || u.Path == "/" {
			return base + "/v1" // Ollama, vLLM, LM Studio and llama.cpp all have it there
		}
	}
	return base
}
