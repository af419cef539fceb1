package whatsapp_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/util/keys"

	"switchboard/internal/account"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/sandbox"
	"switchboard/internal/whatsapp"
)

// patience is how long a test waits for what should take milliseconds.
const patience = 30 * time.Second

var rootKey = keys.NewKeyPair()

// The root that is trusted, the Signal library's logger and how often the library pings
// are package variables: they are set before tests run side by side.
func TestMain(m *testing.M) {
	whatsmeow.WACertPubKey = *rootKey.Pub
	whatsmeow.KeepAliveIntervalMin, whatsmeow.KeepAliveIntervalMax = time.Second, 2*time.Second
	whatsmeow.KeepAliveResponseDeadline = 3 * time.Second
	db, err := sql.Open("pgx", "postgres://localhost/none")
	if err != nil {
		panic(err)
	}
	whatsapp.New(whatsapp.Config{DB: db, Log: slog.New(slog.DiscardHandler)})
	os.Exit(m.Run())
}

// bench is an engine with one account on a network of its own.
type bench struct {
	t    *testing.T
	box  *sandbox.Sandbox
	db   *sql.DB
	keys *keyring
	// statements are those of the engine's own tables.
	statements *statements
	engine     *whatsapp.Engine
	accounts   *accounts
	messages   *messages
	account    account.Account
	log        *complaints
	cable      *cable
}

func setup(t *testing.T) *bench {
	t.Helper()
	t.Parallel()
	box, err := sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", RootKey: rootKey.Priv[:]})
	require.NoError(t, err)
	over := make(chan error, 1)
	go func() { over <- box.Run(context.WithoutCancel(t.Context())) }()
	t.Cleanup(func() {
		require.NoError(t, box.Close())
		require.NoError(t, <-over)
	})
	b := &bench{t: t, box: box, statements: &statements{}, log: &complaints{}}
	cfg, err := pgxpool.ParseConfig(postgrestest.URL(t))
	require.NoError(t, err)
	cfg.ConnConfig.Tracer = b.statements
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	b.db, b.keys = stdlib.OpenDBFromPool(pool), &keyring{Keys: postgres.NewStore(pool, uuid.New())}
	t.Cleanup(func() { require.NoError(t, b.db.Close()) })
	b.cable = lay(t, box.Info().WSURL)
	b.account = account.Account{ID: uuid.Must(uuid.NewV7()), Name: "Sales"}
	b.restart()
	return b
}

// restart makes a new engine, as a new process would.
func (b *bench) restart() {
	b.t.Helper()
	if b.engine != nil {
		require.NoError(b.t, b.engine.Close(b.context()))
	}
	b.accounts, b.messages = &accounts{recorder: newRecorder(b.t)}, &messages{recorder: newRecorder(b.t), keys: b.keys}
	b.engine = whatsapp.New(whatsapp.Config{
		DB: b.db, Keys: b.keys, Log: slog.New(b.log), LookupTTL: time.Minute,
		Sandbox: &whatsapp.Network{
			WSURL: b.cable.URL("ws", "/ws/chat"), MediaURL: b.cable.URL("https", ""), RootPublicKey: b.box.Info().RootPublicKey,
		},
	})
	b.engine.Bind(b.accounts, b.messages)
	engine := b.engine
	b.t.Cleanup(func() { _ = engine.Close(context.Background()) })
}

func (b *bench) context() context.Context {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.t.Context()), patience)
	b.t.Cleanup(cancel)
	return ctx
}

func (b *bench) start() {
	b.t.Helper()
	require.NoError(b.t, b.engine.Start(b.context(), b.account))
}

func (b *bench) phone(name string) *sandbox.Phone {
	b.t.Helper()
	p, err := b.box.AddPhone("", name)
	require.NoError(b.t, err)
	return p
}

// link starts the account and scans its code with the phone.
func (b *bench) link(p *sandbox.Phone) {
	b.t.Helper()
	b.start()
	q := await[account.QR](b.accounts.recorder)
	require.NoError(b.t, p.Scan(b.context(), q.Code))
	b.account.DeviceJID = await[scanned](b.accounts.recorder).DeviceJID
	await[connected](b.accounts.recorder)
	awaitThat(b.accounts.recorder, func(who identified) bool { return who.PushName == p.Name() })
	<-b.engine.CaughtUp(b.account.ID)
}

// count counts the rows of a table.
func (b *bench) count(table string) int {
	b.t.Helper()
	var n int
	require.NoError(b.t, b.db.QueryRowContext(b.context(), "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

func (b *bench) sendText(to message.Peer, text string) (outbox.Sent, string, error) {
	id := newWAID()
	sent, err := b.engine.Send(b.context(), b.account.ID, outbox.Letter{WAID: id, To: to, Type: message.Text, Text: text})
	return sent, id, err
}

// newWAID makes an id such as the domain chooses.
func newWAID() string { return "3EB0" + strings.ToUpper(rand.Text()[:18]) }

func number(p *sandbox.Phone) message.Peer { return message.Peer{Phone: p.Number()} }

func (b *bench) expect(p *sandbox.Phone, text string) sandbox.PhoneMessage {
	b.t.Helper()
	m, err := p.Expect(b.context(), func(m sandbox.PhoneMessage) bool { return m.Text == text })
	require.NoError(b.t, err)
	return m
}

// recorder remembers calls and lets a test wait for one.
type recorder struct {
	t       *testing.T
	mu      sync.Mutex
	calls   []any
	changed chan struct{}
	fail    func(call any) error
}

func newRecorder(t *testing.T) *recorder {
	t.Helper()
	return &recorder{t: t, changed: make(chan struct{})}
}

func (r *recorder) note(call any) error { return r.noteOnce(call, func() error { return nil }) }

// noteOnce notes a call once do has succeeded, unless the call is to be refused.
func (r *recorder) noteOnce(call any, do func() error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		if err := r.fail(call); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	r.calls = append(r.calls, call)
	close(r.changed)
	r.changed = make(chan struct{})
	return nil
}

// failing has calls refused while fail returns an error for them.
func (r *recorder) failing(fail func(call any) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = fail
}

func (r *recorder) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = nil
}

// all are the calls of one kind so far.
func all[T any](r *recorder) []T {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []T
	for _, call := range r.calls {
		if c, ok := call.(T); ok {
			list = append(list, c)
		}
	}
	return list
}

func await[T any](r *recorder) T { r.t.Helper(); return awaitThat(r, func(T) bool { return true }) }

// awaitThat waits for a call that matches, also among those that were made.
func awaitThat[T any](r *recorder, match func(T) bool) T {
	r.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		r.mu.Lock()
		changed := r.changed
		r.mu.Unlock()
		for _, c := range all[T](r) {
			if match(c) {
				return c
			}
		}
		select {
		case <-changed:
		case <-deadline.C:
			var none T
			r.t.Fatalf("no %T came; calls: %+v", none, r.calls)
			return none
		}
	}
}

type (
	connecting struct{}
	connected  struct{}
	scanned    struct{ account.Identity }
	identified struct{ account.Identity }
)

// accounts records what the engine tells of accounts.
type accounts struct {
	*recorder
	proxy atomic.Pointer[url.URL]
}

func (a *accounts) Connecting(context.Context, uuid.UUID) error { return a.note(connecting{}) }
func (a *accounts) Connected(context.Context, uuid.UUID) error  { return a.note(connected{}) }
func (a *accounts) CodeShown(_ context.Context, _ uuid.UUID, q account.QR) error {
	return a.note(q)
}
func (a *accounts) Scanned(_ context.Context, _ uuid.UUID, who account.Identity) error {
	return a.note(scanned{who})
}
func (a *accounts) Identified(_ context.Context, _ uuid.UUID, who account.Identity) error {
	return a.note(identified{who})
}
func (a *accounts) Down(_ context.Context, _ uuid.UUID, d account.Down) error { return a.note(d) }
func (a *accounts) Restricted(_ context.Context, _ uuid.UUID, active bool, until time.Time) error {
	return a.note(restricted{active, until})
}
func (a *accounts) Proxy(context.Context, uuid.UUID) (*url.URL, error)         { return a.proxy.Load(), nil }
func (a *accounts) Noted(_ context.Context, _ uuid.UUID, n account.Note) error { return a.note(n) }

type restricted struct {
	active bool
	until  time.Time
}

// messages records what the engine hands in, and stores what goes with it.
type messages struct {
	*recorder
	keys   whatsapp.Keys
	offers []message.HistoryOffer
}

func (m *messages) Receive(ctx context.Context, in message.Inbound) error {
	return m.noteOnce(in, func() error {
		if in.Keys == nil {
			return nil
		}
		return m.keys.SaveKeys(ctx, in.AccountID, *in.Keys)
	})
}

func (m *messages) Undecryptable(_ context.Context, in message.Inbound) error {
	return m.note(illegible{in})
}
func (m *messages) Receipt(_ context.Context, r message.Receipt) error { return m.note(r) }
func (m *messages) RenameContact(_ context.Context, _ uuid.UUID, who message.Peer, name string) error {
	return m.note(renamed{who, name})
}

func (m *messages) NameGroup(context.Context, uuid.UUID, string, string) error { return nil }
func (m *messages) Called(_ context.Context, in message.Inbound) (bool, error) {
	return true, m.note(in)
}
func (m *messages) Rejected(_ context.Context, _ uuid.UUID, _ message.Peer, callID string) error {
	return m.note(over{callID, message.CallRejected})
}
func (m *messages) CallOver(_ context.Context, _ uuid.UUID, callID, outcome string) error {
	return m.note(over{callID, outcome})
}

func (m *messages) OfferHistory(_ context.Context, _ uuid.UUID, offer []byte) error {
	m.mu.Lock()
	m.offers = append(m.offers, message.HistoryOffer{ID: uuid.New(), Offer: offer})
	m.mu.Unlock()
	return nil
}

func (m *messages) NextHistory(context.Context, uuid.UUID) (message.HistoryOffer, error) {
	if err := m.note(asked{}); err != nil {
		return message.HistoryOffer{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.offers) == 0 {
		return message.HistoryOffer{}, fault.New(fault.NotFound, "none")
	}
	return m.offers[0], nil
}

func (m *messages) HistoryRead(_ context.Context, _, id uuid.UUID) error {
	if err := m.note(read{id}); err != nil {
		return err
	}
	m.mu.Lock()
	m.offers = slices.DeleteFunc(m.offers, func(o message.HistoryOffer) bool { return o.ID == id })
	m.mu.Unlock()
	return nil
}

func (m *messages) HistoryAgain(_ context.Context, id uuid.UUID) error { return m.note(excused{id}) }
func (m *messages) Import(_ context.Context, c message.PastChat) error { return m.note(c) }

// What becomes of the parts of a history.
type (
	asked   struct{}
	read    struct{ id uuid.UUID }
	excused struct{ id uuid.UUID }
)

type over struct{ callID, outcome string }

type illegible struct{ message.Inbound }

type renamed struct {
	who  message.Peer
	name string
}

var errAway = errors.New("the database is away")

// complaints collects warnings and errors of the log.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn
}
func (c *complaints) WithAttrs([]slog.Attr) slog.Handler { return c }
func (c *complaints) WithGroup(string) slog.Handler      { return c }
func (c *complaints) Handle(_ context.Context, r slog.Record) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool { line += " " + a.String(); return true })
	c.list = append(c.list, line)
	return nil
}

func (c *complaints) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.list...)
}
