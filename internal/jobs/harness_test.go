package jobs_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/egress"
	"switchboard/internal/event"
	"switchboard/internal/jobs"
	"switchboard/internal/message"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/reply"
	"switchboard/internal/seal"
	"switchboard/internal/webhook"
)

// bundle is a server without doors and without WhatsApp: a database, the services and the jobs.
type bundle struct {
	store    *postgres.Store
	bus      *event.Bus
	messages *message.Service
	webhooks *webhook.Service
	account  uuid.UUID
	ctx      context.Context
	stop     func() // ends the jobs, and fails the test when they do not end in order
}

func setup(t testing.TB) *bundle {
	t.Helper()
	pool := postgrestest.New(t)
	log := slog.New(slog.DiscardHandler)
	holder := uuid.New()
	b := &bundle{store: postgres.NewStore(pool, holder), bus: &event.Bus{}}
	b.ctx = auth.WithCaller(context.Background(), auth.Caller{Kind: auth.Admin, Username: "admin"})
	accounts := account.NewService(account.Deps{Store: b.store, Bus: b.bus, Log: log, Holder: holder})
	b.messages = message.NewService(message.Deps{Store: b.store, Bus: b.bus, Log: log})
	box, err := seal.NewBox(make([]byte, 32))
	require.NoError(t, err)
	poster := egress.New(true, "Switchboard/test")
	b.webhooks = webhook.NewService(webhook.Deps{Store: b.store, Accounts: accounts, Poster: poster, Box: box, Bus: b.bus})
	a, _, err := accounts.Create(b.ctx, "Shop", "")
	require.NoError(t, err)
	b.account = a.ID
	runner, err := jobs.New(jobs.Deps{
		Pool: pool, Events: b.store, Bus: b.bus, Log: log, Holder: holder,
		Replies:  reply.NewService(reply.Deps{Store: b.store, Log: log}),
		Webhooks: webhook.NewDispatcher(webhook.DispatcherDeps{Queue: b.store, Poster: poster, Box: box, Bus: b.bus, Log: log}),
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- runner.Run(ctx) }()
	var once sync.Once
	b.stop = func() {
		once.Do(func() {
			cancel()
			require.NoError(t, <-ended)
		})
	}
	t.Cleanup(b.stop)
	return b
}

// say stores an incoming text from a number.
func (b *bundle) say(t testing.TB, from, text string) {
	t.Helper()
	who := message.Peer{Phone: from}
	require.NoError(t, b.messages.Receive(b.ctx, message.Inbound{
		AccountID: b.account, WAID: uuid.NewString(), Chat: who, Sender: who, Type: message.Text, Text: text, Timestamp: time.Now(),
	}))
}

// hit is one request that a receiver got.
type hit struct {
	at     time.Time
	header http.Header
	body   []byte
}

// receiver is somebody's endpoint.
type receiver struct {
	url  string
	hits chan hit
}

// receive makes an endpoint that answers what answer writes; nil answers 200.
func receive(t testing.TB, answer func(w http.ResponseWriter, n int)) *receiver {
	t.Helper()
	r := &receiver{hits: make(chan hit, 10_000)}
	var mu sync.Mutex
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		body, err := io.ReadAll(in.Body)
		if err != nil {
			return
		}
		mu.Lock()
		n++
		mine := n
		mu.Unlock()
		r.hits <- hit{at: time.Now(), header: in.Header, body: body}
		if answer != nil {
			answer(w, mine)
		}
	}))
	t.Cleanup(s.Close)
	r.url = s.URL
	return r
}

func (r *receiver) next(t testing.TB) hit {
	t.Helper()
	select {
	case h := <-r.hits:
		return h
	case <-time.After(30 * time.Second):
		t.Fatal("the receiver got nothing in time")
		return hit{}
	}
}

// delivery waits until the newest delivery is as wanted.
func (b *bundle) delivery(t testing.TB, ok func(webhook.Delivery) bool) webhook.Delivery {
	t.Helper()
	news, cancel := b.bus.Subscribe()
	defer cancel()
	deadline := time.After(30 * time.Second)
	for {
		l, err := b.webhooks.Deliveries(b.ctx, webhook.Query{AccountID: b.account}, webhook.Page{Limit: 1})
		require.NoError(t, err)
		if len(l.Items) == 1 && ok(l.Items[0]) {
			return l.Items[0]
		}
		select {
		case <-news:
		case <-deadline:
			t.Fatalf("no delivery was as wanted: %+v", l.Items)
		}
	}
}

func (b *bundle) webhook(t testing.TB, d webhook.Draft) (webhook.Webhook, string) {
	t.Helper()
	d.AccountID = b.account
	w, secret, err := b.webhooks.Create(b.ctx, d)
	require.NoError(t, err)
	return w, secret
}
