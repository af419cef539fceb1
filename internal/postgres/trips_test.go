package postgres_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/reply"
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
		_, stored, err := take(b.store.Receive(b.ctx, b.inbound(waID, ada), time.Now().UTC()))
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
	require.Equal(t, 2, trips.of(func() { b.must(t, uuid.NewString(), func(a *message.Accept) { a.Chat = ada }) }), "a message that is accepted")
}

func TestRoundTripsOfAnAnswer(t *testing.T) {
	t.Parallel()
	b, trips := counted(t)
	c := reply.Defaults(b.account.ID)
	c.IsActive, c.UpdatedAt = true, time.Now().UTC()
	b.configure(t, c)
	finish := func(o reply.Owed) {
		b.finish(t, o, b.verdict(o, reply.Answered))
	}
	m, o := b.asked(t, "prepares the statements")
	finish(o)
	b.asked(t, "again")
	require.Equal(t, 2, trips.of(func() { o = b.ground(t, m.ChatID).Owed }), "what it stands on")
	require.Equal(t, 3, trips.of(func() { finish(o) }), "the answer")
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
		got, stored, err := take(b.store.Receive(b.ctx, in, time.Now()))
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

func TestAcceptAnswersWhatIsStored(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := message.Peer{Phone: "4915112345678"}
	b.receive(t, b.inbound("A", message.Peer{Phone: "4915112345678", LID: "77@lid"}))
	for name, change := range map[string]func(*message.Accept){
		"to_who_wrote":  func(a *message.Accept) { a.Chat = ada },
		"to_a_stranger": func(a *message.Accept) { a.Chat = message.Peer{LID: "99@lid"} },
		"to_a_group":    func(a *message.Accept) { a.Chat = message.Peer{Group: "12036@g.us"} },
		"by_ai":         func(a *message.Accept) { a.Source = message.FromAI },
		"quoting": func(a *message.Accept) {
			a.Content.Quoted = &message.Quoted{Target: message.Target{MessageID: "none"}, Text: "before"}
		},
	} {
		got := b.must(t, name, change)
		require.Equal(t, b.get(t, got), got, name)
	}
}

func TestWhatIsAcceptedTogether(t *testing.T) {
	t.Parallel()
	b := setup(t)
	// Each is answered for itself: the same key once, the same text to the same once, and what
	// is refused refuses nothing else.
	const each = 20
	var stored, replayed, duplicates atomic.Int64
	var all errgroup.Group
	for i := range each {
		all.Go(func() error {
			_, again, err := b.accept("keyed", func(a *message.Accept) { a.IdempotencyKey, a.RequestHash = "key", []byte("same") })
			if again {
				replayed.Add(1)
			}
			return err
		})
		all.Go(func() error {
			_, _, err := b.accept("twice", func(a *message.Accept) { a.ContentHash, a.RequestHash = []byte("hash"), []byte("hash") })
			if fault.CodeOf(err) == "duplicate" {
				duplicates.Add(1)
				return nil
			}
			return err
		})
		all.Go(func() error {
			m, _, err := b.accept(fmt.Sprint("alone ", i))
			if err == nil && m.Text == fmt.Sprint("alone ", i) {
				stored.Add(1)
			}
			return err
		})
	}
	require.NoError(t, all.Wait())
	require.Equal(t, []int64{each - 1, each - 1, each}, []int64{replayed.Load(), duplicates.Load(), stored.Load()})
	_, _, err := b.accept("gone", func(a *message.Accept) { a.AccountID = uuid.New() })
	require.True(t, fault.Is(err, fault.NotFound), "%v", err)
}

func TestReceiveMakesOneConversationOfTwo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, _, err := take(b.store.Receive(b.ctx, b.inbound("A", message.Peer{Phone: "4915112345678"}), time.Now()))
	require.NoError(t, err)
	second, _, err := take(b.store.Receive(b.ctx, b.inbound("B", message.Peer{LID: "77@lid"}), time.Now()))
	require.NoError(t, err)
	require.NotEqual(t, first.ChatID, second.ChatID)
	third, _, err := take(b.store.Receive(b.ctx, b.inbound("C", message.Peer{Phone: "4915112345678", LID: "77@lid"}), time.Now()))
	require.NoError(t, err)
	require.Equal(t, first.ChatID, third.ChatID)
	// What was stored in the conversation that went is seen before there.
	_, stored, err := take(b.store.Receive(b.ctx, b.inbound("B", message.Peer{LID: "77@lid"}), time.Now()))
	require.NoError(t, err)
	require.False(t, stored)
}

func TestKeysOfAnAccountThatAnotherHolds(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	b := &bundle{holder: uuid.New(), ctx: t.Context(), store: nil}
	b.store = postgres.NewStore(pool, b.holder)
	b.account = b.addAccount(t)
	other := postgres.NewStore(pool, uuid.New())
	w := message.KeyWrites{Device: "49151@s.whatsapp.net", Handled: [][]byte{make([]byte, 32)}}
	require.NoError(t, b.store.SaveKeys(b.ctx, b.account.ID, w))
	require.ErrorContains(t, other.SaveKeys(b.ctx, b.account.ID, w), "held by another process")
	in := b.inbound("A", message.Peer{Phone: "4915112345678"})
	in.Keys = &w
	_, _, err := take(other.Receive(b.ctx, in, time.Now()))
	require.ErrorContains(t, err, "held by another process")
	_, stored, err := take(b.store.Receive(b.ctx, in, time.Now()))
	require.NoError(t, err)
	require.True(t, stored, "what the other could not keep came with nothing")
}

func TestWhatArrivesTogether(t *testing.T) {
	t.Parallel()
	b := setup(t)
	accounts := []uuid.UUID{b.account.ID, uuid.New()} // the second is gone
	for range 6 {
		accounts = append(accounts, b.addAccount(t).ID)
	}
	const each = 10
	// What is the matter with one account's messages is not the others'; each is answered
	// when it is stored, and an account's keep their order.
	group, ctx := errgroup.WithContext(b.ctx)
	for n, account := range accounts {
		group.Go(func() error {
			for i := range each {
				in := b.inbound(fmt.Sprint("M", i), message.Peer{Phone: "4915112345678"})
				in.AccountID = account
				m, stored, err := take(b.store.Receive(ctx, in, time.Now().UTC()))
				if n == 1 {
					if !fault.Is(err, fault.NotFound) {
						return fmt.Errorf("an account that is gone: %w", err)
					}
					continue
				}
				if err != nil || !stored {
					return fmt.Errorf("message %d of account %d: stored %t: %w", i, n, stored, err)
				}
				read, err := b.store.Message(ctx, m.ID)
				if err != nil || read.WAID != in.WAID {
					return fmt.Errorf("message %d of account %d is not there: %w", i, n, err)
				}
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	for n, account := range accounts {
		list, err := b.store.Messages(b.ctx, account, nil, message.Page{Limit: 100})
		require.NoError(t, err)
		if n == 1 {
			require.Empty(t, list.Items)
			continue
		}
		require.Len(t, list.Items, each)
		events, err := b.store.Events(b.ctx, account, 0, nil, 100)
		require.NoError(t, err)
		received := 0
		for _, e := range events {
			if e.Kind == "message" {
				require.Contains(t, string(e.Body), fmt.Sprintf("M%d", received))
				received++
			}
		}
		require.Equal(t, each, received)
	}
}
