package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/seal"
)

type bundle struct {
	pool    *pgxpool.Pool
	store   *postgres.Store
	holder  uuid.UUID
	account account.Account
	ctx     context.Context
}

// setup makes a store with one connected account that this holder holds.
func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{holder: uuid.New(), ctx: t.Context(), pool: postgrestest.New(t)}
	b.store = postgres.NewStore(b.pool, b.holder)
	b.account = b.addAccount(t)
	return b
}

func (b *bundle) addAccount(t *testing.T) account.Account {
	t.Helper()
	key := seal.NewToken(seal.AccountKeyPrefix)
	now := time.Now().UTC()
	a := account.Account{ID: uuid.Must(uuid.NewV7()), Name: "Shop", Status: account.Initializing, APIKeyPrefix: key.Prefix, CreatedAt: now, UpdatedAt: now}
	require.NoError(t, b.store.Create(b.ctx, a, key.Hash))
	_, err := b.store.Claim(b.ctx, b.holder, time.Minute)
	require.NoError(t, err)
	require.NoError(t, b.store.SetStatus(b.ctx, a.ID, b.holder, account.Ready, "", "", now))
	return a
}

func (b *bundle) accept(text string, change ...func(*message.Accept)) (message.Message, bool, error) {
	m, fresh, err := take(b.store.Accept(b.ctx, b.draft(text, change...)))
	return m, err == nil && !fresh, err
}

// take is what was stored, part by part.
func take(s message.Stored, err error) (m message.Message, fresh bool, failed error) {
	return s.Message, s.New, err
}

func (b *bundle) draft(text string, change ...func(*message.Accept)) message.Accept {
	now := time.Now().UTC()
	a := message.Accept{
		Message: message.Message{
			ID: uuid.Must(uuid.NewV7()), AccountID: b.account.ID, WAID: "3EB0" + uuid.NewString(), Direction: message.Outgoing,
			Chat: message.Peer{Phone: "4915112345678"}, Type: message.Text, Text: text, Status: message.Queued, Timestamp: now, CreatedAt: now,
		},
		RequestHash: []byte(text), ContentHash: []byte(text), DuplicateSince: now.Add(-time.Minute), MaxQueued: 100, SendAt: now,
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func (b *bundle) inbound(waID string, chat message.Peer) message.Inbound {
	return message.Inbound{AccountID: b.account.ID, WAID: waID, Chat: chat, Sender: chat, SenderName: "Ada", Type: message.Text, Text: "hi", Timestamp: time.Now().UTC()}
}

func TestAccept(t *testing.T) {
	t.Parallel()

	t.Run("stores_the_message_with_its_first_status", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m, replayed, err := b.accept("hello")
		require.NoError(t, err)
		require.False(t, replayed)
		require.Equal(t, message.Queued, m.Status)
		require.Len(t, m.History, 1)
		a, err := b.store.Account(b.ctx, b.account.ID)
		require.NoError(t, err)
		require.Equal(t, 1, a.Queued)
	})

	t.Run("same_key_answers_the_first_message_again", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		key := func(a *message.Accept) { a.IdempotencyKey = "k1" }
		first, _, err := b.accept("hello", key)
		require.NoError(t, err)
		again, replayed, err := b.accept("hello", key)
		require.NoError(t, err)
		require.True(t, replayed)
		require.Equal(t, first.ID, again.ID)
		_, _, err = b.accept("other", key)
		require.Equal(t, "idempotency_key_reused", fault.CodeOf(err))
	})

	t.Run("same_text_within_a_minute_is_a_duplicate_unless_allowed", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		_, _, err := b.accept("hello")
		require.NoError(t, err)
		_, _, err = b.accept("hello")
		require.Equal(t, "duplicate", fault.CodeOf(err))
		_, _, err = b.accept("hello", func(a *message.Accept) { a.ContentHash = nil })
		require.NoError(t, err)
		_, _, err = b.accept("hello", func(a *message.Accept) { a.DuplicateSince = time.Now().Add(time.Minute) })
		require.NoError(t, err)
	})

	t.Run("of_twenty_at_once_with_one_key_one_is_stored", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		var wg sync.WaitGroup
		ids := make([]uuid.UUID, 20)
		errs := make([]error, 20)
		for i := range ids {
			wg.Go(func() {
				m, _, err := b.accept("hello", func(a *message.Accept) { a.IdempotencyKey = "k" })
				ids[i], errs[i] = m.ID, err
			})
		}
		wg.Wait()
		for i := range ids {
			require.NoError(t, errs[i])
			require.Equal(t, ids[0], ids[i])
		}
	})

	t.Run("a_full_queue_says_when_to_try_again", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		one := func(a *message.Accept) { a.MaxQueued = 1 }
		_, _, err := b.accept("a", one)
		require.NoError(t, err)
		_, _, err = b.accept("b", one)
		require.Equal(t, "queue_full", fault.CodeOf(err))
		require.NotZero(t, fault.As(err).RetryAfter)
	})

	t.Run("an_unknown_account_is_not_found", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		_, _, err := b.accept("a", func(a *message.Accept) { a.AccountID = uuid.New() })
		require.True(t, fault.Is(err, fault.NotFound))
	})
}

func TestReceive(t *testing.T) {
	t.Parallel()
	phone, lid := "4915112345678", "1234567890@lid"

	t.Run("stored_once_however_often_it_is_delivered", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		in := b.inbound("A1", message.Peer{Phone: phone, LID: lid})
		m, stored, err := take(b.store.Receive(b.ctx, in, time.Now()))
		require.NoError(t, err)
		require.True(t, stored)
		require.Equal(t, message.Incoming, m.Direction)
		require.Equal(t, phone, m.From())
		_, stored, err = take(b.store.Receive(b.ctx, in, time.Now()))
		require.NoError(t, err)
		require.False(t, stored)
		list, err := b.store.Messages(b.ctx, b.account.ID, nil, message.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, list.Items, 1)
	})

	t.Run("number_and_lid_become_one_conversation", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for i, peer := range []message.Peer{{Phone: phone}, {LID: lid}, {Phone: phone, LID: lid}} {
			_, _, err := take(b.store.Receive(b.ctx, b.inbound(fmt.Sprint("A", i), peer), time.Now()))
			require.NoError(t, err)
		}
		chats, err := b.store.Chats(b.ctx, b.account.ID, message.ChatFilter{}, message.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, chats.Items, 1)
		require.Equal(t, message.Peer{Phone: phone, LID: lid}, chats.Items[0].Peer)
		require.Equal(t, "Ada", chats.Items[0].Name)
		list, err := b.store.Messages(b.ctx, b.account.ID, &chats.Items[0].ID, message.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, list.Items, 3)
		require.Equal(t, list.Items[0].ID, chats.Items[0].LastMessage.ID)
	})

	t.Run("a_file_is_owed_in_the_same_transaction", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		in := b.inbound("A1", message.Peer{Phone: phone})
		in.Type, in.Media = message.Image, &message.InboundMedia{Mimetype: "image/jpeg", Source: []byte{1}}
		m, _, err := take(b.store.Receive(b.ctx, in, time.Now()))
		require.NoError(t, err)
		due, err := b.store.DueFetches(b.ctx, b.holder, time.Now().Add(time.Second), 10)
		require.NoError(t, err)
		require.Len(t, due, 1)
		require.Equal(t, m.Media.ID, due[0].ID)
		due[0].Status = "ready"
		messageID, _, err := b.store.FetchDone(b.ctx, due[0].File)
		require.NoError(t, err)
		require.Equal(t, m.ID, messageID)
	})
}

func TestMessages_pages_meet_without_gap_or_overlap(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 7 {
		_, _, err := b.accept(fmt.Sprint(i))
		require.NoError(t, err)
	}
	var texts []string
	page := message.Page{Limit: 3}
	for {
		list, err := b.store.Messages(b.ctx, b.account.ID, nil, page)
		require.NoError(t, err)
		for _, m := range list.Items {
			texts = append(texts, m.Text)
		}
		if list.Next == "" {
			break
		}
		page.Cursor = list.Next
	}
	require.Equal(t, []string{"6", "5", "4", "3", "2", "1", "0"}, texts)
	_, err := b.store.Messages(b.ctx, b.account.ID, nil, message.Page{Limit: 3, Cursor: "nonsense!"})
	require.True(t, fault.Is(err, fault.Invalid))
}

func TestMessages_are_read_both_ways_from_one(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var all []message.Message
	for i := range 9 {
		m, _, err := b.accept(fmt.Sprint(i))
		require.NoError(t, err)
		all = append(all, m)
	}
	chat := all[0].ChatID
	elsewhere, _, err := b.accept("elsewhere", func(a *message.Accept) { a.Chat = message.Peer{Phone: "4915100000000"} })
	require.NoError(t, err)
	for _, list := range []struct {
		name string
		chat *uuid.UUID
		end  []string // what the account has besides
	}{{"chat", &chat, nil}, {"account", nil, []string{"elsewhere"}}} {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			read := func(p message.Page) ([]string, message.List[message.Message]) {
				l, err := b.store.Messages(b.ctx, b.account.ID, list.chat, p)
				require.NoError(t, err)
				texts := []string{}
				for _, m := range l.Items {
					texts = append(texts, m.Text)
				}
				return texts, l
			}
			texts, middle := read(message.Page{Limit: 4, Around: all[4].ID})
			require.Equal(t, []string{"6", "5", "4", "3"}, texts)
			texts, older := read(message.Page{Limit: 5, Cursor: middle.Next, Around: all[4].ID})
			require.Equal(t, []string{"2", "1", "0"}, texts, "a cursor goes on, wherever the list was opened")
			require.Empty(t, older.Next)
			require.NotEmpty(t, older.Previous)
			texts, newer := read(message.Page{Limit: 1, Cursor: middle.Previous, Back: true})
			require.Equal(t, []string{"7"}, texts)
			require.NotEmpty(t, newer.Next)
			texts, newer = read(message.Page{Limit: 5, Cursor: newer.Previous, Back: true})
			require.Equal(t, append(list.end, "8"), texts)
			require.Empty(t, newer.Previous)

			texts, last := read(message.Page{Limit: 2, Back: true})
			require.Equal(t, []string{"1", "0"}, texts, "without a cursor it is the end of the list")
			require.Empty(t, last.Next)
			texts, start := read(message.Page{Limit: 1, Around: all[0].ID})
			require.Equal(t, []string{"0"}, texts)
			require.NotEmpty(t, start.Previous)
			require.Empty(t, start.Next)

			_, newest := read(message.Page{Limit: 1})
			texts, end := read(message.Page{Limit: 1, Around: newest.Items[0].ID})
			require.Len(t, texts, 1)
			require.Empty(t, end.Previous, "nothing is newer")
			texts, beyond := read(message.Page{Limit: 3, Cursor: newest.Next, Back: true})
			require.Empty(t, texts, "before the newest is nothing")
			texts, _ = read(message.Page{Limit: 1, Cursor: beyond.Next})
			require.Equal(t, newest.Items[0].Text, texts[0], "and after that nothing the newest")
		})
	}
	for name, id := range map[string]uuid.UUID{"no_message": uuid.New(), "of_another_chat": elsewhere.ID} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := b.store.Messages(b.ctx, b.account.ID, &chat, message.Page{Limit: 4, Around: id})
			require.True(t, fault.Is(err, fault.NotFound))
		})
	}
}

func TestClaim(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := uuid.New()
	mine, err := b.store.Claim(b.ctx, other, time.Minute)
	require.NoError(t, err)
	require.Empty(t, mine, "a lease that lasts is not taken")
	require.NoError(t, b.store.Release(b.ctx, b.holder, nil))
	mine, err = b.store.Claim(b.ctx, other, time.Minute)
	require.NoError(t, err)
	require.Len(t, mine, 1)
	err = b.store.SetStatus(b.ctx, b.account.ID, b.holder, account.Ready, "", "", time.Now())
	require.True(t, fault.Is(err, fault.NotFound), "who lost the account tells nothing of it")
	_, err = b.store.Claim(b.ctx, other, -time.Second)
	require.NoError(t, err)
	mine, err = b.store.Claim(b.ctx, b.holder, time.Minute)
	require.NoError(t, err)
	require.Len(t, mine, 1, "a lease that has ended is taken")
}

func TestDelete_leaves_no_row(t *testing.T) {
	t.Parallel()
	pool := postgrestest.New(t)
	b := &bundle{holder: uuid.New(), ctx: t.Context()}
	b.store = postgres.NewStore(pool, b.holder)
	b.account = b.addAccount(t)
	_, _, err := b.accept("hello", func(a *message.Accept) { a.IdempotencyKey = "k" })
	require.NoError(t, err)
	in := b.inbound("A1", message.Peer{Phone: "4915112345678"})
	in.Media = &message.InboundMedia{Mimetype: "image/jpeg", Source: []byte{1}}
	_, _, err = take(b.store.Receive(b.ctx, in, time.Now()))
	require.NoError(t, err)
	require.NoError(t, b.store.Delete(b.ctx, b.account.ID, time.Now()))
	over, err := b.store.PurgeDeleted(b.ctx, b.account.ID, 100)
	require.NoError(t, err)
	require.True(t, over)
	for _, table := range []string{"whatsapp_accounts", "chats", "messages", "sends", "consents", "outbox", "media", "idempotency_keys"} {
		var n int
		require.NoError(t, pool.QueryRow(b.ctx, "SELECT count(*) FROM "+table).Scan(&n))
		require.Zero(t, n, table)
	}
}

// TestDelete_of_a_large_account is about the time in which its rows go: nobody sees it any more,
// and nobody waits for it.
func TestDelete_of_a_large_account(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.addAccount(t)
	for i := range 5 {
		b.must(t, fmt.Sprint(i), to(fmt.Sprint(4915100000000+i)))
	}
	m := b.must(t, "last")
	require.NoError(t, b.store.Delete(b.ctx, b.account.ID, time.Now()))
	require.True(t, fault.Is(b.store.Delete(b.ctx, b.account.ID, time.Now()), fault.NotFound), "once")

	_, err := b.store.Account(b.ctx, b.account.ID)
	require.True(t, fault.Is(err, fault.NotFound))
	all, err := b.store.Accounts(b.ctx)
	require.NoError(t, err)
	require.Len(t, all, 1)
	_, _, err = b.accept("one more")
	require.True(t, fault.Is(err, fault.NotFound))
	_, _, err = take(b.store.Receive(b.ctx, b.inbound("A1", message.Peer{Phone: "4915112345678"}), time.Now()))
	require.True(t, fault.Is(err, fault.NotFound))
	begun, err := b.store.Begin(b.ctx, []uuid.UUID{m.ID}, b.holder, time.Now())
	require.NoError(t, err)
	require.Empty(t, begun)
	mine, err := b.store.Claim(b.ctx, b.holder, time.Minute)
	require.NoError(t, err)
	require.Len(t, mine, 1)
	require.Equal(t, other.ID, mine[0].ID)

	// While rows of it go, leases are renewed.
	removing, err := b.pool.Begin(b.ctx)
	require.NoError(t, err)
	defer removing.Rollback(b.ctx)
	_, err = removing.Exec(b.ctx, "DELETE FROM messages WHERE account_id = $1", b.account.ID)
	require.NoError(t, err)
	soon, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	_, err = b.store.Claim(soon, b.holder, time.Minute)
	require.NoError(t, err)
	require.NoError(t, removing.Rollback(b.ctx))

	ids, err := b.store.Deleted(b.ctx)
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{b.account.ID}, ids)
	rounds := 0
	for over := false; !over; rounds++ {
		over, err = b.store.PurgeDeleted(b.ctx, b.account.ID, 2)
		require.NoError(t, err)
	}
	require.Greater(t, rounds, 3, "a few at a time")
	ids, err = b.store.Deleted(b.ctx)
	require.NoError(t, err)
	require.Empty(t, ids)
}
