package postgres_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
)

// trips counts what the pool waits for: a query or a batch is one round trip, and to
// prepare a statement another.
type trips struct{ n atomic.Int64 }

func (c *trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}
func (c *trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (c *trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.n.Add(1)
	return ctx
}
func (c *trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (c *trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}
func (c *trips) TracePrepareStart(ctx context.Context, _ *pgx.Conn, _ pgx.TracePrepareStartData) context.Context {
	c.n.Add(1)
	return ctx
}
func (c *trips) TracePrepareEnd(context.Context, *pgx.Conn, pgx.TracePrepareEndData) {}

// of is how many round trips do takes.
func (c *trips) of(do func()) int {
	before := c.n.Load()
	do()
	return int(c.n.Load() - before)
}

// counted is setup with one connection whose round trips are counted.
func counted(t *testing.T) (*bundle, *trips) {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(postgrestest.URL(t))
	require.NoError(t, err)
	c := &trips{}
	cfg.ConnConfig.Tracer, cfg.MaxConns = c, 1
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	b := &bundle{holder: uuid.New(), ctx: t.Context()}
	b.store = postgres.NewStore(pool, b.holder)
	b.account = b.addAccount(t)
	return b, c
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	b, trips := counted(t)
	ada := message.Peer{Phone: "4915112345678", LID: "77@lid"}
	receive := func(waID string) {
		_, stored, err := b.store.Receive(b.ctx, b.inbound(waID, ada), time.Now().UTC())
		require.NoError(t, err)
		require.True(t, stored)
	}
	var sent []message.Message
	send := func() {
		m := b.must(t, uuid.NewString(), func(a *message.Accept) { a.Chat = ada })
		b.begin(t, m, time.Now())
		sent = append(sent, m)
	}
	done := func() {
		all := make([]outbox.Done, len(sent))
		for i, m := range sent {
			all[i] = outbox.Done{Message: m, Sent: outbox.Sent{At: time.Now().UTC(), To: m.Chat}}
		}
		require.NoError(t, b.store.Done(b.ctx, all))
	}
	receipt := func(m message.Message) {
		moved, err := b.store.Receipt(b.ctx, message.Receipt{AccountID: b.account.ID, WAIDs: []string{m.WAID}, Status: message.Delivered, At: time.Now()})
		require.NoError(t, err)
		require.Len(t, moved, 1)
	}
	// The first of each kind prepares its statements, and makes the conversation.
	receive("A0")
	receive("A1")
	send()
	done()
	receipt(sent[0])
	sent = nil

	require.Equal(t, 2, trips.of(func() { receive("A2") }), "a message that comes in")
	send()
	send()
	require.Equal(t, 4, trips.of(done), "messages that have gone, however many")
	require.Equal(t, 3, trips.of(func() { receipt(sent[1]) }), "a receipt")
}

func TestReceiveAnswersWhatIsStored(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada, group := message.Peer{Phone: "4915112345678", LID: "77@lid"}, message.Peer{Group: "12036@g.us"}
	for name, change := range map[string]func(*message.Inbound){
		"text":      func(*message.Inbound) {},
		"by_number": func(in *message.Inbound) { in.Chat.LID = "" },
		"of_a_stranger": func(in *message.Inbound) {
			in.Chat, in.Sender = message.Peer{LID: "99@lid"}, message.Peer{LID: "99@lid"}
		},
		"in_a_group": func(in *message.Inbound) { in.Chat, in.Late = group, true },
		"from_the_phone": func(in *message.Inbound) {
			in.FromMe, in.Sender, in.SenderName = true, message.Peer{}, ""
		},
		"file": func(in *message.Inbound) {
			in.Type = message.Image
			in.Media = &message.InboundMedia{Mimetype: "image/jpeg", Size: 7, SHA256: []byte{1}, Source: []byte{2}}
		},
		"quoting": func(in *message.Inbound) {
			in.Content.Quoted = &message.Quoted{Target: message.Target{MessageID: "none"}, Text: "before"}
		},
	} {
		in := b.inbound("WA"+name, ada)
		change(&in)
		got, stored, err := b.store.Receive(b.ctx, in, time.Now())
		require.NoError(t, err, name)
		require.True(t, stored, name)
		read, err := b.store.Message(b.ctx, got.ID)
		require.NoError(t, err, name)
		require.Equal(t, read, got, name)
		if in.Media != nil {
			require.Equal(t, media.Pending, got.Media.Status)
		}
	}
}

func TestReceiveMakesOneConversationOfTwo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, _, err := b.store.Receive(b.ctx, b.inbound("A", message.Peer{Phone: "4915112345678"}), time.Now())
	require.NoError(t, err)
	second, _, err := b.store.Receive(b.ctx, b.inbound("B", message.Peer{LID: "77@lid"}), time.Now())
	require.NoError(t, err)
	require.NotEqual(t, first.ChatID, second.ChatID)
	third, _, err := b.store.Receive(b.ctx, b.inbound("C", message.Peer{Phone: "4915112345678", LID: "77@lid"}), time.Now())
	require.NoError(t, err)
	require.Equal(t, first.ChatID, third.ChatID)
	// What was stored in the conversation that went is seen before there.
	_, stored, err := b.store.Receive(b.ctx, b.inbound("B", message.Peer{LID: "77@lid"}), time.Now())
	require.NoError(t, err)
	require.False(t, stored)
}
