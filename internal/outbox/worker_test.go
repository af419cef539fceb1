package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/seal"
)

// patience is how long a test waits for what has to happen.
const patience = 30 * time.Second

// wire is WhatsApp's end: it keeps what was sent, and answers as it is told.
type wire struct {
	outbox.Sender
	mu     sync.Mutex
	sent   []letter
	answer func(ctx context.Context, m outbox.Letter) error
}

type letter struct {
	outbox.Letter
	at time.Time
}

func (w *wire) Send(ctx context.Context, _ uuid.UUID, m outbox.Letter) (outbox.Sent, error) {
	w.mu.Lock()
	w.sent = append(w.sent, letter{m, time.Now()})
	answer := w.answer
	w.mu.Unlock()
	if answer != nil {
		if err := answer(ctx, m); err != nil {
			return outbox.Sent{}, err
		}
	}
	return outbox.Sent{At: time.Now().UTC(), To: m.To}, nil
}

func (w *wire) texts() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.sent {
		all = append(all, l.Text)
	}
	return all
}

// bundle is a worker of one connected account.
type bundle struct {
	pool     *pgxpool.Pool
	store    *postgres.Store
	accounts *account.Service
	bus      *event.Bus
	wire     *wire
	holder   uuid.UUID
	account  uuid.UUID
	limits   account.Limits
	cancel   func() // tells the worker to stop
	stop     func() // and waits until it has
}

func setup(t *testing.T, limits account.Limits) *bundle {
	t.Helper()
	b := &bundle{pool: postgrestest.New(t), bus: &event.Bus{}, wire: &wire{}, holder: uuid.New(), account: uuid.Must(uuid.NewV7()), limits: limits}
	b.store = postgres.NewStore(b.pool, b.holder)
	key, now := seal.NewToken(seal.AccountKeyPrefix), time.Now().UTC()
	require.NoError(t, b.store.Create(t.Context(), account.Account{
		ID: b.account, Name: "Shop", Status: account.Initializing, APIKeyPrefix: key.Prefix, CreatedAt: now, UpdatedAt: now,
	}, key.Hash))
	_, err := b.store.Claim(t.Context(), b.holder, time.Hour)
	require.NoError(t, err)
	require.NoError(t, b.store.SetStatus(t.Context(), b.account, b.holder, account.Ready, "", "", now))
	b.accounts = account.NewService(account.Deps{
		Store: b.store, Bus: b.bus, Log: slog.New(slog.DiscardHandler), Defaults: limits, Holder: b.holder,
	})
	return b
}

// run starts the worker.
func (b *bundle) run(t *testing.T) {
	t.Helper()
	w := outbox.NewWorker(outbox.Deps{
		Store: b.store, Sender: b.wire, Brakes: b.accounts, Bus: b.bus, Log: slog.New(slog.DiscardHandler), Holder: b.holder, Defaults: b.limits,
	})
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	b.stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(b.stop)
}

// accept queues a text to a contact.
func (b *bundle) accept(t *testing.T, to int, text string, change ...func(*message.Accept)) message.Message {
	t.Helper()
	now := time.Now().UTC()
	a := message.Accept{
		Message: message.Message{
			ID: uuid.Must(uuid.NewV7()), AccountID: b.account, WAID: "3EB0" + uuid.NewString(), Direction: message.Outgoing,
			Chat: message.Peer{Phone: fmt.Sprint(4915100000000 + to)}, Type: message.Text, Text: text, Status: message.Queued, Timestamp: now, CreatedAt: now,
		},
		RequestHash: []byte(text), MaxQueued: 1000, SendAt: now,
	}
	for _, c := range change {
		c(&a)
	}
	m, err := b.store.Accept(t.Context(), a)
	require.NoError(t, err)
	b.bus.Publish(event.MessageQueued{AccountID: b.account})
	return m.Message
}

// heard has a contact write first.
func (b *bundle) heard(t *testing.T, from int) {
	t.Helper()
	who := message.Peer{Phone: fmt.Sprint(4915100000000 + from)}
	_, err := b.store.Receive(t.Context(), message.Inbound{
		AccountID: b.account, WAID: uuid.NewString(), Chat: who, Sender: who, Type: message.Text, Text: "hi", Timestamp: time.Now().UTC(),
	}, time.Now())
	require.NoError(t, err)
}

func (b *bundle) get(t *testing.T, m message.Message) message.Message {
	t.Helper()
	got, err := b.store.Message(t.Context(), m.ID)
	require.NoError(t, err)
	return got
}

// reason is why a message waits.
func (b *bundle) reason(t *testing.T, m message.Message) (reason string) {
	t.Helper()
	require.NoError(t, b.pool.QueryRow(t.Context(), "SELECT COALESCE((SELECT reason FROM outbox WHERE message_id = $1), 'gone')", m.ID).Scan(&reason))
	return reason
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, patience, 10*time.Millisecond, what)
}
