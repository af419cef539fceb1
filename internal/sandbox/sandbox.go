package sandbox

import (
	"context"
	crand "crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"go.mau.fi/libsignal/logger"
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
	// RootKey is the private key (32 bytes) of the root clients trust; nil is
	// the state file's, or a new one. Several sandboxes in one process need the
	// same: client libraries keep the root they trust in a package variable.
	RootKey []byte
	// Username and Password are what the control API asks for on a listener that
	// more than this machine reaches; there it does not run without. On a
	// loopback listener nobody is asked.
	Username, Password string
	// Witness, when not nil, is told of what clients do at the moment it reaches the
	// network and before the network acts on it. It is called from many goroutines.
	Witness func(Sighting)
}

// Info is what a client needs to connect.
type Info struct {
	WSURL         string `json:"ws_url"`
	MediaURL      string `json:"media_url"`
	RootPublicKey string `json:"root_public_key"` // hex
	CAPEM         string `json:"ca_pem"`
	// ControlURL is where the control API begins, /sandbox included.
	ControlURL string `json:"control_url"`
	// Guides say how to point client libraries here.
	Guides []Guide `json:"guides"`
}

// Sandbox is a simulated WhatsApp network with its phones.
type Sandbox struct {
	log       *slog.Logger
	journal   *journal
	authority *authority
	listener  net.Listener
	addr      string
	server    *http.Server
	control   http.Handler
	loopback  bool
	username  string
	password  string

	// ctx ends when the sandbox closes.
	ctx    context.Context
	cancel context.CancelFunc
	once   sync.Once
	work   sync.WaitGroup
	gate   sync.Mutex // guards starting work against closing
	nextID atomic.Uint64
	prefix string

	witness    func(Sighting)
	faults     faultSet
	violations violationLog
	blobs      blobStore

	// mu guards the network: accounts, devices, queues, pairings. It is held
	// for moments only, never while writing to a client or the state file.
	mu       sync.Mutex
	accounts map[string]*account // by number
	byLID    map[string]*account // by user part of the LID
	refs     map[string]*registration
	codes    map[string]*codeOffer // by number
	conns    map[*conn]struct{}
	groups   map[string]*group
	appState map[string]*collection // by number/collection
	calls    map[string]*Call       // by id; they do not outlive the process

	newsletters map[string]*newsletter // by the user part of their JID
	known       acquaintances
	pictures    map[string]picture // number or group JID ->
	// automatic holds the messages that rules have sent of late.
	automatic map[string]time.Time
	// historyLimit is how many messages each phone keeps.
	historyLimit int
	rng          *rand.Rand
}

// New restores the state, if there is one, and listens, so that Info is final.
// Clients are served once Run is called. It fails when the address is taken or
// the state file cannot be read or is in use.
func New(cfg Config) (*Sandbox, error) {
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	seed := cfg.Seed
	if seed == 0 {
		seed = rand.Uint64()
	}
	j, err := openJournal(cfg.StateFile)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{
		log: log, journal: j, witness: cfg.Witness, username: cfg.Username, password: cfg.Password, rng: rand.New(rand.NewPCG(seed, seed)),
		prefix:   strconv.FormatUint(uint64(randomUint32()), 36) + "-",
		blobs:    blobStore{info: map[string]blobInfo{}, data: map[string][]byte{}, limit: maxMediaMemory},
		accounts: map[string]*account{}, byLID: map[string]*account{}, refs: map[string]*registration{},
		codes: map[string]*codeOffer{}, conns: map[*conn]struct{}{}, groups: map[string]*group{},
		appState: map[string]*collection{}, calls: map[string]*Call{},
		newsletters: map[string]*newsletter{}, known: acquaintances{}, pictures: map[string]picture{},
		automatic: map[string]time.Time{}, historyLimit: maxHistory,
	}
	s.faults.seed = seed
	settleSignalLog()
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if err = s.start(cfg.Listen, cfg.RootKey); err != nil {
		s.cancel()
		return nil, errors.Join(err, j.close())
	}
	return s, nil
}

// settleSignalLog makes the Signal library set up its logger, which it otherwise
// does in whichever goroutine logs first, and in several at once.
var settleSignalLog = sync.OnceFunc(func() { logger.Debug("sandbox uses signal") })

func (s *Sandbox) start(listen string, rootKey []byte) error {
	if err := s.restore(); err != nil {
		return err
	}
	raw, err := (&net.ListenConfig{}).Listen(s.ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listen for sandbox clients: %w", err)
	}
	s.addr = clientAddress(raw.Addr())
	host, _, _ := net.SplitHostPort(s.addr)
	ip := net.ParseIP(host)
	s.loopback = ip != nil && ip.IsLoopback() && !raw.Addr().(*net.TCPAddr).IP.IsUnspecified()
	if !s.loopback && s.password == "" {
		return errors.Join(errNoCredential, raw.Close())
	}
	hosts := []string{host, "localhost", "127.0.0.1", "::1", mediaHost, pictureHost, "web.whatsapp.com", "static.whatsapp.net"}
	if s.authority, err = newAuthority(s.journal, hosts, rootKey); err != nil {
		return errors.Join(err, raw.Close())
	}
	s.listener = &dualListener{Listener: raw, config: s.authority.tls}
	s.control = s.controlRoutes()
	s.server = newHTTPServer(s.routes(), s.log)
	return nil
}

// clientAddress is the host:port clients dial; a listener on all addresses is
// reached on loopback.
func clientAddress(addr net.Addr) string {
	tcp := addr.(*net.TCPAddr)
	if tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return tcp.String()
}

// Run serves clients until ctx is done or Close is called, then hangs up on
// them, lets phones finish the message at hand, and closes the state file.
func (s *Sandbox) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, s.cancel)
	defer stop()
	s.kickAll()
	failed := make(chan error, 1)
	if !s.spawn(func() { failed <- s.server.Serve(s.listener) }) {
		return s.Close() // closed before it ran
	}
	var err error
	select {
	case <-s.ctx.Done():
	case err = <-failed:
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, s.Close())
}

// kickAll has the phones look at what a former run has left for them.
func (s *Sandbox) kickAll() {
	for _, p := range s.Phones() {
		p.kick()
		for _, r := range p.restoredRules() {
			p.keepHours(r)
		}
		for _, act := range p.restored {
			s.spawn(func() { p.pursue(act) })
		}
		p.restored = nil
	}
}

// Close ends the sandbox and waits until it is over. It may be called more than once.
func (s *Sandbox) Close() error {
	var err error
	s.once.Do(func() {
		s.gate.Lock()
		s.cancel()
		s.gate.Unlock()
		_ = s.listener.Close()
		_ = s.server.Close()
		s.work.Wait()
		err = s.journal.close()
	})
	return err
}

// spawn runs fn in the background and has Close wait for it. It does nothing
// and returns false once the sandbox is closing.
func (s *Sandbox) spawn(fn func()) bool {
	if !s.enter() {
		return false
	}
	go func() {
		defer s.work.Done()
		fn()
	}()
	return true
}

// enter has Close wait for the caller until it calls work.Done. It returns
// false once the sandbox is closing.
func (s *Sandbox) enter() bool {
	s.gate.Lock()
	defer s.gate.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.work.Add(1)
	return true
}

// Info returns what a client needs to connect. It never changes.
func (s *Sandbox) Info() Info { return s.infoAt(s.addr) }

// infoAt is Info for who reaches the sandbox at an address (host:port).
func (s *Sandbox) infoAt(address string) Info {
	return Info{
		WSURL: "ws://" + address + "/ws/chat", MediaURL: "https://" + address,
		RootPublicKey: s.authority.rootHex(), CAPEM: string(s.authority.caPEM),
		ControlURL: "http://" + address + "/sandbox", Guides: guides(address, s.authority.rootHex()),
	}
}

// Loopback reports whether only this machine reaches the listener.
func (s *Sandbox) Loopback() bool { return s.loopback }

// reachedAt is the host:port by which a client has reached the sandbox.
func (s *Sandbox) reachedAt(r *http.Request) string {
	if s.loopback || r.Host == "" {
		return s.addr
	}
	return r.Host
}

// Handler returns the control API; its paths begin with /sandbox. It has no
// authentication of its own.
func (s *Sandbox) Handler() http.Handler { return s.control }

// newID makes an id for a stanza of the network. Clients match answers by it
// even over a reconnect, so ids never repeat, not even after a restart.
func (s *Sandbox) newID() string {
	return s.prefix + strconv.FormatUint(s.nextID.Add(1), 10)
}

// freeNumber makes up a German mobile number nobody has. Callers hold s.mu.
func (s *Sandbox) freeNumber() string {
	for {
		number := fmt.Sprintf("491555%07d", s.rng.IntN(10_000_000))
		if s.accounts[number] == nil {
			return number
		}
	}
}

// freeLID makes up the user part of a LID. Callers hold s.mu.
func (s *Sandbox) freeLID() string {
	for {
		lid := fmt.Sprintf("1%014d", s.rng.Int64N(100_000_000_000_000))
		if s.byLID[lid] == nil {
			return lid
		}
	}
}

var firstNames = []string{
	"Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jonas", "Klara", "Leo",
	"Mia", "Noah", "Olivia", "Paul", "Rosa", "Samir", "Tilda", "Yusuf",
}

func (s *Sandbox) madeUpName() string { return firstNames[s.rng.IntN(len(firstNames))] }

func randomUint32() uint32 {
	var raw [4]byte
	_, _ = crand.Read(raw[:])
	return binary.BigEndian.Uint32(raw[:])
}

// sentence makes an error's text the beginning of a sentence.
func sentence(err error) string {
	text := err.Error()
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
