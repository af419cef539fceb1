// Package whatsapp is the engine: one whatsmeow client for each account that this
// process holds, WhatsApp's events turned into calls of the domain, and the domain's
// wishes into WhatsApp's protocol. It is the only package that speaks WhatsApp.
//
// An account that runs is a session, one goroutine beside the client's own:
//
//	Start ──▶ device loaded ──▶ connecting ◀─────────────┐
//	              │                 │                     │ backoff with jitter
//	              │ (row gone)      ├─ codes ─▶ scanned ──┤ (515)
//	              ▼                 │    └─ used up       │
//	            ended ◀─────────────┤        ▼            │
//	              ▲                 │      ended          │
//	              │                 └─▶ online ── lost ───┘
//	              └── logged out, replaced twice, banned, outdated
//
// Events of the client only leave news for that goroutine, which alone reports to the
// account's observer: so Connected and Down are told in the order they happened, a
// report that the database refuses is told again, and nothing is told after Stop has
// returned. Messages are the exception. They are stored inside the client's handler,
// because WhatsApp is told that a message arrived when the handler returns: a message
// that could not be stored stays with WhatsApp, and the session reconnects to be given
// it again.
package whatsapp

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow/store/sqlstore"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

// Accounts is told what becomes of accounts.
type Accounts interface {
	Connecting(ctx context.Context, id uuid.UUID) error
	CodeShown(ctx context.Context, id uuid.UUID, q account.QR) error
	Scanned(ctx context.Context, id uuid.UUID, who account.Identity) error
	Identified(ctx context.Context, id uuid.UUID, who account.Identity) error
	Connected(ctx context.Context, id uuid.UUID) error
	Down(ctx context.Context, id uuid.UUID, d account.Down) error
	Restricted(ctx context.Context, id uuid.UUID, active bool, until time.Time) error
	Noted(ctx context.Context, id uuid.UUID, n account.Note) error
	// Proxy is what the account's connections go through; nil when they go straight.
	Proxy(ctx context.Context, id uuid.UUID) (*url.URL, error)
}

// Messages is told what arrives.
type Messages interface {
	Receive(ctx context.Context, in message.Inbound) error
	Undecryptable(ctx context.Context, in message.Inbound) error
	Receipt(ctx context.Context, r message.Receipt) error
	RenameContact(ctx context.Context, accountID uuid.UUID, who message.Peer, name string) error
	NameGroup(ctx context.Context, accountID uuid.UUID, group, name string) error
	Called(ctx context.Context, in message.Inbound) (reject bool, err error)
	Rejected(ctx context.Context, accountID uuid.UUID, caller message.Peer, callID string) error
	CallOver(ctx context.Context, accountID uuid.UUID, callID, outcome string) error
	OfferHistory(ctx context.Context, accountID uuid.UUID, offer []byte) error
	NextHistory(ctx context.Context, accountID uuid.UUID) (message.HistoryOffer, error)
	HistoryRead(ctx context.Context, accountID, id uuid.UUID) error
	HistoryAgain(ctx context.Context, id uuid.UUID) error
	Import(ctx context.Context, c message.PastChat) error
}

// Config is what the engine stands on.
type Config struct {
	// DB holds whatsmeow's tables, migrated.
	DB *sql.DB
	// Keys writes what changes in them with each message.
	Keys Keys
	// Accounts and Messages may also be given later, by Bind.
	Accounts Accounts
	Messages Messages
	Log      *slog.Logger
	// Sandbox is the simulated network to use instead of WhatsApp; nil is WhatsApp.
	Sandbox *Network
	// LookupTTL is how long a number that was found on WhatsApp is not asked for again.
	LookupTTL time.Duration
	// HistoryDays is how far back the phone's history is wanted.
	HistoryDays int
}

// Engine runs accounts.
type Engine struct {
	accounts Accounts
	messages Messages
	chats    Chats
	files    Files
	bus      *event.Bus
	// historyDays is how far back the phone's history is wanted.
	historyDays int
	log         *slog.Logger
	container   *sqlstore.Container
	keys        Keys
	web         web
	lookups     lookups
	version     version
	pace        pace
	// thumbnails and histories each hold a file in memory; one at a time is enough.
	thumbnails, histories chan struct{}
	// misuse is why nothing can be started: the sandbox's address cannot be read.
	misuse error

	mu       sync.Mutex
	sessions map[uuid.UUID]*session
	closed   bool
}

var (
	_ account.Engine   = (*Engine)(nil)
	_ outbox.Sender    = (*Engine)(nil)
	_ media.Downloader = (*Engine)(nil)
)

// New makes an engine. What is wrong with cfg.Sandbox comes back from Start.
func New(cfg Config) *Engine {
	quietSignal(cfg.Log)
	e := &Engine{
		accounts: cfg.Accounts, messages: cfg.Messages, log: cfg.Log,
		container: sqlstore.NewWithDB(cfg.DB, "postgres", libraryLog{log: cfg.Log, module: "store"}),
		keys:      cfg.Keys,
		lookups:   lookups{ttl: cfg.LookupTTL, known: map[string]lookup{}},
		pace:      usualPace, historyDays: cfg.HistoryDays,
		thumbnails: make(chan struct{}, 1), histories: make(chan struct{}, 1),
		sessions: map[uuid.UUID]*session{},
	}
	e.version.init()
	e.web, e.misuse = connectTo(cfg.Sandbox)
	return e
}

// Bind says who is told of accounts and messages. It comes before the first Start.
func (e *Engine) Bind(accounts Accounts, messages Messages) {
	e.accounts, e.messages = accounts, messages
}

// BindChats says who is told of what other devices do to conversations, and where the
// news of who is online goes. It comes before
// the first Start; without it nobody is told.
func (e *Engine) BindChats(chats Chats, bus *event.Bus) { e.chats, e.bus = chats, bus }

var errClosed = errors.New("engine is closed")

// Start connects an account in the background. The session outlives ctx; Stop, Logout
// and Close end it.
func (e *Engine) Start(ctx context.Context, a account.Account) error {
	if e.misuse != nil {
		return e.misuse
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return errClosed
	}
	before := e.sessions[a.ID]
	if before != nil && !before.isEnding() {
		return nil
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := newSession(e, a, before, cancel)
	e.sessions[a.ID] = s
	go s.run(ctx, a)
	return nil
}

// Stop disconnects an account and waits until nothing of it runs any more.
func (e *Engine) Stop(ctx context.Context, id uuid.UUID) error {
	if s := e.session(id); s != nil {
		return s.stop(ctx)
	}
	return nil
}

// Close stops all accounts.
func (e *Engine) Close(ctx context.Context) error {
	e.mu.Lock()
	e.closed = true
	all := make([]*session, 0, len(e.sessions))
	for _, s := range e.sessions {
		all = append(all, s)
	}
	e.mu.Unlock()
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for i, s := range all {
		wg.Go(func() { errs[i] = s.stop(ctx) })
	}
	wg.Wait()
	e.web.close()
	return errors.Join(errs...)
}

func (e *Engine) session(id uuid.UUID) *session {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.sessions[id]
}

// forget drops a session that has ended, unless another took its place.
func (e *Engine) forget(s *session) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.sessions[s.id] == s {
		delete(e.sessions, s.id)
	}
}

// online is the session of an account that sends and receives now.
func (e *Engine) online(id uuid.UUID) (*session, error) {
	if s := e.session(id); s != nil && s.online.Load() != nil {
		return s, nil
	}
	return nil, errNotConnected
}

var errNotConnected = fault.New(fault.Unavailable, "The account is not connected to WhatsApp.").WithCode("not_connected")
