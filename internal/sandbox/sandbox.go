package sandbox

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
)

// Config says where a Sandbox listens and what it keeps.
type Config struct {
	// Listen is the host:port of the protocol listener; "127.0.0.1:0" picks a free port.
	Listen string
	// StateFile keeps phones, links, keys, queues and messages over restarts
	// and kills; "" keeps them in memory only.
	StateFile string
	// Log receives what happens; nil discards it.
	Log *slog.Logger
	// Seed makes simulated choices (numbers, faults) repeatable; 0 is random.
	Seed uint64
}

// Info is what a client needs to connect.
type Info struct {
	WSURL         string `json:"ws_url"`
	MediaURL      string `json:"media_url"`
	RootPublicKey string `json:"root_public_key"` // hex
	CAPEM         string `json:"ca_pem"`
}

// Sandbox is a simulated WhatsApp network.
type Sandbox struct{}

// Phone is a simulated phone, the primary device of its number.
type Phone struct{}

var errSkeleton = errors.New("sandbox: not built yet")

func New(cfg Config) (*Sandbox, error)                              { return nil, errSkeleton }
func (s *Sandbox) Run(ctx context.Context) error                    { return errSkeleton }
func (s *Sandbox) Close() error                                     { return nil }
func (s *Sandbox) Info() Info                                       { return Info{} }
func (s *Sandbox) Handler() http.Handler                            { return http.NotFoundHandler() }
func (s *Sandbox) AddPhone(number, name string) (*Phone, error)     { return nil, errSkeleton }
func (s *Sandbox) Phone(number string) (*Phone, bool)               { return nil, false }
func (s *Sandbox) Phones() []*Phone                                 { return nil }
func (s *Sandbox) AddFault(f Fault) (Fault, error)                  { return f, errSkeleton }
func (s *Sandbox) ClearFaults()                                     {}
func (s *Sandbox) Violations() []Violation                          { return nil }
func (p *Phone) Number() string                                     { return "" }
func (p *Phone) JID() string                                        { return "" }
func (p *Phone) LID() string                                        { return "" }
func (p *Phone) Name() string                                       { return "" }
func (p *Phone) Scan(ctx context.Context, code string) error        { return errSkeleton }
func (p *Phone) Link(ctx context.Context, pairing string) error     { return errSkeleton }
func (p *Phone) Read(ctx context.Context, chat string) error        { return errSkeleton }
func (p *Phone) Typing(ctx context.Context, to, state string) error { return errSkeleton }
func (p *Phone) SetOnline(ctx context.Context, online bool) error   { return errSkeleton }
func (p *Phone) Messages() []PhoneMessage                           { return nil }
func (p *Phone) Devices() []Device                                  { return nil }
func (p *Phone) Unlink(ctx context.Context, deviceID int) error     { return errSkeleton }
func (p *Phone) Say(ctx context.Context, to, text string) (id string, err error) {
	return "", errSkeleton
}
func (p *Phone) SendMedia(ctx context.Context, to string, m Media) (id string, err error) {
	return "", errSkeleton
}
func (p *Phone) Expect(ctx context.Context, match func(PhoneMessage) bool) (PhoneMessage, error) {
	return PhoneMessage{}, errSkeleton
}
