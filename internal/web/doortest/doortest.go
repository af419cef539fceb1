// Package doortest stands the doors up for a test: the real services over a database of
// their own, behind the real front door. Only WhatsApp is not there: a test reports what
// it did, as the engine would.
package doortest

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/graph"
	"switchboard/internal/account"
	"switchboard/internal/ai"
	"switchboard/internal/auth"
	"switchboard/internal/blob"
	"switchboard/internal/chat"
	"switchboard/internal/consent"
	"switchboard/internal/document"
	"switchboard/internal/egress"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/health"
	"switchboard/internal/jobs"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/reply"
	"switchboard/internal/rest"
	"switchboard/internal/seal"
	"switchboard/internal/web"
	"switchboard/internal/webhook"
)

// The admin of every world.
const (
	Username = "admin"
	Password = "correct horse battery staple"
)

// World is a server with everything behind it.
type World struct {
	URL      string
	Pool     *postgres.Pool
	Store    *postgres.Store
	Accounts *account.Service
	Messages *message.Service
	// Chats has no WhatsApp behind it: receipts and changes cannot be sent.
	Chats    *chat.Service
	Webhooks *webhook.Service
	Replies  *reply.Service
	Auth     *auth.Service
	Bus      *event.Bus
	GraphQL  *graph.Handler
	// Admin is a context that may do everything.
	Admin context.Context
}

// New makes a world. change, when not nil, changes the front door's settings.
func New(t testing.TB, change func(*web.Deps)) *World {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	ctx := auth.WithCaller(context.Background(), auth.Caller{Kind: auth.Admin, Username: Username})
	holder := uuid.New()
	w := &World{Pool: &postgres.Pool{Pool: postgrestest.New(t)}, Bus: &event.Bus{}, Admin: ctx}
	w.Store = postgres.NewStore(w.Pool.Pool, holder)
	files := media.NewService(media.Deps{
		Store: w.Store, Downloader: nothing{}, Fetcher: nothing{}, Bus: w.Bus, Log: log, Staging: t.TempDir(), Holder: holder,
		Stores: media.Stores{Current: "local", All: map[string]media.Blobs{"local": &blob.Local{Dir: t.TempDir()}}},
	})
	box, err := seal.NewBox(make([]byte, 32))
	require.NoError(t, err)
	w.Accounts = account.NewService(account.Deps{
		Store: w.Store, Engine: engine{}, Files: files, Bus: w.Bus, Log: log, Box: box, Holder: holder,
		Defaults: account.Limits{MinInterval: 5 * time.Second, MaxPerHour: 60},
	})
	w.Messages = message.NewService(message.Deps{Store: w.Store, Library: files, Bus: w.Bus, Log: log})
	w.Chats = chat.NewService(w.Store, nil, w.Bus, log)
	w.Auth = auth.NewService(w.Store)
	_, err = w.Auth.EnsureAdmin(ctx, Username, Password)
	require.NoError(t, err)
	work, err := jobs.New(jobs.Deps{Pool: w.Pool.Pool, Events: w.Store, Bus: w.Bus, Log: log, Holder: holder})
	require.NoError(t, err)
	status := health.NewService(health.Deps{
		Store: w.Store.Health(w.Pool), Version: "test", Started: time.Now(), WebVersion: func() string { return "2.3000.1" }, Jobs: work.Depth,
	})

	w.Webhooks = webhook.NewService(webhook.Deps{Store: w.Store, Accounts: w.Accounts, Poster: egress.New(true, "Switchboard/test"), Box: box, Bus: w.Bus})
	outside := egress.New(true, "Switchboard/test")
	models := ai.New(ai.Deps{Dial: outside.DialContext})
	w.Replies = reply.NewService(reply.Deps{
		Store: w.Store, Models: models, Trusted: models.Trusts, Accounts: w.Accounts, Messages: w.Messages, Texts: document.Reader{},
		Poster: tools{outside}, Box: box, Bus: w.Bus, Log: log, Usual: ai.Default, Offered: ai.Fallback,
	})
	consents := consent.NewService(w.Store, w.Bus, log)
	planner := &outbox.Planner{Store: w.Store, Messages: w.Messages}
	sessions := web.NewSessions(w.Auth, w.Store.Sessions(), false)
	api, err := rest.New(rest.Deps{
		Accounts: w.Accounts, Messages: w.Messages, Chats: w.Chats, Consents: consents, Planner: planner, Media: files, Webhooks: w.Webhooks, Replies: w.Replies, Auth: w.Auth, Health: status, Sessions: sessions, Log: log,
		Identify: sessions.Identify, Recheck: sessions.Recheck, RequestID: web.RequestID, Version: "test",
	})
	require.NoError(t, err)
	w.GraphQL = graph.New(graph.Deps{
		Accounts: w.Accounts, Messages: w.Messages, Chats: w.Chats, Consents: consents, Planner: planner, Media: files, Webhooks: w.Webhooks, Replies: w.Replies, Auth: w.Auth, Health: status, Bus: w.Bus, Log: log,
		Identify: sessions.Identify, Recheck: sessions.Recheck, RequestID: web.RequestID, QueryCacheSize: 100,
	})
	deps := web.Deps{Sessions: sessions, Log: log, REST: api, GraphQL: w.GraphQL}
	if change != nil {
		change(&deps)
	}
	server := httptest.NewServer(web.New(deps))
	t.Cleanup(func() {
		w.Bus.Close()
		w.GraphQL.Close()
		server.Close()
	})
	w.URL = server.URL
	return w
}

// Account makes an account and returns it with its API key.
func (w *World) Account(t testing.TB, name string) (account.Account, string) {
	t.Helper()
	a, key, err := w.Accounts.Create(w.Admin, name, "")
	require.NoError(t, err)
	_, err = w.Store.Claim(w.Admin, w.Accounts.Holder, time.Hour)
	require.NoError(t, err)
	return a, key
}

// Receive stores a text that somebody wrote to an account.
func (w *World) Receive(t testing.TB, accountID uuid.UUID, waID, from, text string) {
	t.Helper()
	who := message.Peer{Phone: from}
	require.NoError(t, w.Messages.Receive(w.Admin, message.Inbound{
		AccountID: accountID, WAID: waID, Chat: who, Sender: who, SenderName: "Ada", Type: message.Text, Text: text, Timestamp: time.Now(),
	}))
}

// engine is a WhatsApp that does nothing by itself.
type engine struct{}

func (engine) Start(context.Context, account.Account) error  { return nil }
func (engine) Stop(context.Context, uuid.UUID) error         { return nil }
func (engine) Logout(context.Context, account.Account) error { return nil }
func (engine) PairingCode(context.Context, uuid.UUID, string) (account.PairingCode, error) {
	return account.PairingCode{Code: "ABCD-1234", ExpiresAt: time.Now().Add(time.Minute)}, nil
}

// tools looks at the addresses of tools, and reaches none.
type tools struct{ outside *egress.Client }

func (t tools) CheckTool(url string) error { return t.outside.Check(url) }
func (tools) PostTool(context.Context, reply.ToolRequest) (int, []byte, error) {
	return 0, nil, fault.New(fault.Unavailable, "Nobody is there.")
}

// nothing is an internet without files.
type nothing struct{}

func (nothing) AskAgain(context.Context, uuid.UUID, media.Origin, []byte) error { return nil }
func (nothing) Download(context.Context, uuid.UUID, []byte, io.Writer) error {
	return fault.New(fault.NotFound, "Gone.")
}

func (nothing) Fetch(context.Context, string, int64) (io.ReadCloser, string, string, error) {
	return nil, "", "", fault.Bad("url", "The address could not be reached.")
}
