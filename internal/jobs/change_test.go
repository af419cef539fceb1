package jobs_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/webhook"
)

// TestChange is what people do while deliveries are on their way.
func TestChange(t *testing.T) {
	t.Parallel()

	t.Run("a_new_address_holds_at_once", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		old, fresh := receive(t, nil), receive(t, nil)
		w, _ := b.webhook(t, webhook.Draft{URL: old.url})
		b.say(t, "4915112345678", "first")
		old.next(t)
		b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.Delivered })
		_, err := b.webhooks.Update(b.ctx, w.ID, webhook.Patch{URL: &fresh.url}) // while the turn lingers
		require.NoError(t, err)
		b.say(t, "4915112345678", "second")
		fresh.next(t)
		require.Empty(t, old.hits)
	})

	t.Run("gone_of_the_old_address_does_not_turn_the_new_one_off", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		release := make(chan struct{})
		old := receive(t, func(w http.ResponseWriter, _ int) {
			<-release
			w.WriteHeader(http.StatusGone)
		})
		fresh := receive(t, nil)
		w, _ := b.webhook(t, webhook.Draft{URL: old.url})
		b.say(t, "4915112345678", "first")
		old.next(t)
		_, err := b.webhooks.Update(b.ctx, w.ID, webhook.Patch{URL: &fresh.url})
		require.NoError(t, err)
		close(release)
		b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.DeadLetter })
		b.say(t, "4915112345678", "second")
		fresh.next(t)
		got, err := b.webhooks.Get(b.ctx, w.ID)
		require.NoError(t, err)
		require.True(t, got.Active)
	})

	t.Run("what_was_cancelled_does_not_go", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		const width = 16
		release := make(chan struct{})
		r := receive(t, func(_ http.ResponseWriter, n int) {
			if n <= width {
				<-release
			}
		})
		b.webhook(t, webhook.Draft{URL: r.url})
		for i := range width + 1 {
			b.say(t, "4915112345678", fmt.Sprint(i))
		}
		for range width {
			r.next(t)
		}
		last := b.delivery(t, func(d webhook.Delivery) bool { return true })
		_, err := b.webhooks.Cancel(b.ctx, last.ID)
		require.NoError(t, err)
		<-time.After(1500 * time.Millisecond) // a turn looks every second at what it has read
		close(release)
		b.say(t, "4915112345678", "after it")
		require.NotEqual(t, last.EventID.String(), r.next(t).header.Get("webhook-id"))
	})

	t.Run("a_busy_conversation_does_not_hold_others_up", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for i := range 300 { // more than a turn reads at once
			b.say(t, "4915100000001", fmt.Sprint(i))
		}
		b.say(t, "4915100000002", "the other")
		release := make(chan struct{})
		r := receive(t, func(_ http.ResponseWriter, n int) {
			if n == 1 {
				<-release
			}
		})
		t.Cleanup(func() { close(release) })
		w, _ := b.webhook(t, webhook.Draft{URL: r.url, Ordered: true})
		_, err := b.webhooks.Replay(b.ctx, w.ID, time.Now().Add(-time.Hour), time.Now(), false)
		require.NoError(t, err)
		both := string(r.next(t).body) + string(r.next(t).body) // they go side by side
		require.Contains(t, both, `"text":"0"`)
		require.Contains(t, both, `"text":"the other"`)
	})

	t.Run("sent_again_it_has_all_its_tries_and_pauses", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		r := receive(t, func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusInternalServerError) })
		w, _ := b.webhook(t, webhook.Draft{URL: r.url, MaxAttempts: 1})
		b.say(t, "4915112345678", "hello")
		d := b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.DeadLetter })
		health, err := b.webhooks.Health(b.ctx, w)
		require.NoError(t, err)
		require.Equal(t, 1, health.DeadLetters)
		require.Len(t, health.Recent, 1)
		require.False(t, health.Recent[0].OK)
		three := 3
		_, err = b.webhooks.Update(b.ctx, w.ID, webhook.Patch{MaxAttempts: &three})
		require.NoError(t, err)
		_, err = b.webhooks.Resend(b.ctx, d.ID)
		require.NoError(t, err)
		d = b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.Retrying })
		require.Equal(t, []int{2, 1, 4}, []int{d.Attempts, d.AttemptsBefore, d.MaxAttempts})
		require.WithinDuration(t, time.Now().Add(5*time.Second), *d.NextAttemptAt, 4*time.Second)
	})

	t.Run("too_much_is_not_replayed_at_once", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		r := receive(t, nil)
		w, _ := b.webhook(t, webhook.Draft{URL: r.url})
		_, err := b.pool.Exec(b.ctx, `INSERT INTO events (id, account_id, type, chats, direction, message_type, content, body, created_at)
			SELECT gen_random_uuid(), $1, 'message', '{}', 'incoming', 'text', '', '{}', now() FROM generate_series(1, 100001)`, b.account)
		require.NoError(t, err)
		since, until := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
		n, err := b.webhooks.Replay(b.ctx, w.ID, since, until, true)
		require.NoError(t, err)
		require.Equal(t, 100_001, n)
		_, err = b.webhooks.Replay(b.ctx, w.ID, since, until, false)
		require.Equal(t, "too_many_events", fault.CodeOf(err))
	})
}

// TestDelete_while_events_come: neither the fact nor the deletion fails because of the other.
func TestDelete_while_events_come(t *testing.T) {
	t.Parallel()

	t.Run("a_fact_that_waits_for_the_deletion", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		w, _ := b.webhook(t, webhook.Draft{URL: receive(t, nil).url})
		deleting, err := b.pool.Begin(b.ctx)
		require.NoError(t, err)
		_, err = deleting.Exec(b.ctx, "DELETE FROM webhooks WHERE id = $1", w.ID)
		require.NoError(t, err)
		received := make(chan error, 1)
		go func() {
			who := message.Peer{Phone: "4915112345678"}
			received <- b.messages.Receive(b.ctx, message.Inbound{
				AccountID: b.account, WAID: "DURING", Chat: who, Sender: who, Type: message.Text, Text: "hello", Timestamp: time.Now(),
			})
		}()
		b.blocked(t)
		require.NoError(t, deleting.Commit(b.ctx))
		require.NoError(t, <-received)
	})

	t.Run("an_outcome_that_waits_for_the_deletion", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		w, _ := b.webhook(t, webhook.Draft{URL: receive(t, nil).url})
		b.say(t, "4915112345678", "hello")
		d := b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.Delivered })
		w, err := b.webhooks.Get(b.ctx, w.ID)
		require.NoError(t, err)
		b.stop()
		deleting, err := b.pool.Begin(b.ctx)
		require.NoError(t, err)
		_, err = deleting.Exec(b.ctx, "SELECT 1 FROM webhooks WHERE id = $1 FOR UPDATE", w.ID)
		require.NoError(t, err)
		recorded := make(chan error, 1)
		go func() {
			recorded <- b.store.RecordAttempts(b.ctx, w, []webhook.Outcome{{Attempt: webhook.Attempt{DeliveryID: d.ID, At: time.Now()}, State: webhook.Delivered}})
		}()
		b.blocked(t)
		_, err = deleting.Exec(b.ctx, "DELETE FROM webhooks WHERE id = $1", w.ID)
		require.NoError(t, err, "neither waits for the other for ever")
		require.NoError(t, deleting.Commit(b.ctx))
		require.NoError(t, <-recorded)
	})

	t.Run("nothing_is_left", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		r := receive(t, func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusInternalServerError) })
		w, _ := b.webhook(t, webhook.Draft{URL: r.url})
		b.say(t, "4915112345678", "hello")
		b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.Retrying })
		require.NoError(t, b.webhooks.Delete(b.ctx, w.ID))
		var left int
		require.NoError(t, b.pool.QueryRow(b.ctx, "SELECT (SELECT count(*) FROM webhook_delivery_queue) + (SELECT count(*) FROM webhook_attempts)").Scan(&left))
		require.Zero(t, left)
		require.True(t, fault.Is(b.webhooks.Delete(b.ctx, w.ID), fault.NotFound))
	})
}

// blocked waits until a statement waits for a lock.
func (b *bundle) blocked(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		var n int
		err := b.pool.QueryRow(b.ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&n)
		return err == nil && n > 0
	}, 10*time.Second, 5*time.Millisecond)
}

// TestLegacy delivers what scripts for the older server understand, and nothing else.
func TestLegacy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := receive(t, nil)
	const secret = "the-secret-of-the-script"
	w, shown := b.webhook(t, webhook.Draft{URL: r.url, Format: webhook.Legacy, Events: []string{"all"}, Secret: secret})
	require.NoError(t, b.store.Tell(b.ctx, b.account, event.Unresponsive{}, time.Now())) // the older server had no word for it
	b.say(t, "4915112345678", "hello")
	h := r.next(t)
	require.Contains(t, string(h.body), `{"event":"message","account_id":"`+b.account.String()+`","direction":"incoming"`)
	require.Contains(t, string(h.body), `"message":"hello"`)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(h.body)
	require.Equal(t, hex.EncodeToString(mac.Sum(nil)), h.header.Get("X-Webhook-Signature"))
	verify, err := standardwebhooks.NewWebhook(shown)
	require.NoError(t, err)
	require.NoError(t, verify.Verify(h.body, h.header))
	require.Equal(t, b.account.String(), h.header.Get("X-Account-ID"))
	for name, values := range h.header {
		require.NotContains(t, fmt.Sprint(values), secret, name)
	}
	d := b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.Delivered })
	require.Equal(t, string(h.body), d.Body, "the log shows what was sent")
	require.Empty(t, r.hits)

	// What was owed before keeps its body, whatever the webhook becomes.
	standard := webhook.Standard
	_, err = b.webhooks.Update(b.ctx, w.ID, webhook.Patch{Format: &standard})
	require.NoError(t, err)
	_, err = b.webhooks.Resend(b.ctx, d.ID)
	require.NoError(t, err)
	require.Equal(t, h.body, r.next(t).body)
	b.say(t, "4915112345678", "now")
	var e struct{ Type string }
	require.NoError(t, json.Unmarshal(r.next(t).body, &e))
	require.Equal(t, "message", e.Type)
}

// counting is a store that counts how often the health of webhooks is asked for.
type counting struct {
	webhook.Store
	asked atomic.Int64
}

func (c *counting) WebhookHealths(ctx context.Context, ids []uuid.UUID, since time.Time) (map[uuid.UUID]webhook.Health, error) {
	c.asked.Add(1)
	return c.Store.WebhookHealths(ctx, ids, since)
}

// TestHealth_is_asked_for_once_for_a_list, however many webhooks it has.
func TestHealth_is_asked_for_once_for_a_list(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := receive(t, nil)
	for range 5 {
		b.webhook(t, webhook.Draft{URL: r.url})
	}
	b.say(t, "4915112345678", "hello")
	for range 5 {
		r.next(t)
	}
	b.stop() // all is recorded
	store := &counting{Store: b.store}
	deps := b.webhooks.Deps
	deps.Store = store
	service := webhook.NewService(deps)
	all, err := service.List(b.ctx, b.account)
	require.NoError(t, err)
	require.Len(t, all, 5)
	for _, w := range all {
		health, err := service.Health(b.ctx, w)
		require.NoError(t, err)
		require.Equal(t, 1, health.Attempts)
		require.True(t, slices.EqualFunc(health.Recent, []bool{true}, func(p webhook.Pulse, ok bool) bool { return p.OK == ok }))
	}
	require.EqualValues(t, 1, store.asked.Load())
}

// meddling is a store where somebody else changes a webhook before each first write.
type meddling struct {
	webhook.Store
	once sync.Once
	do   func()
}

func (m *meddling) UpdateWebhook(ctx context.Context, w webhook.Webhook, was time.Time, afresh bool) error {
	m.once.Do(m.do)
	return m.Store.UpdateWebhook(ctx, w, was, afresh)
}

// TestUpdate_undoes_no_other: whoever writes a description does not bring the old secret back.
func TestUpdate_undoes_no_other(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := receive(t, nil)
	w, _ := b.webhook(t, webhook.Draft{URL: r.url})
	var secret string
	deps := b.webhooks.Deps
	deps.Store = &meddling{Store: b.store, do: func() {
		var err error
		_, secret, err = b.webhooks.Rotate(b.ctx, w.ID, 0)
		require.NoError(t, err)
	}}
	description := "CRM"
	got, err := webhook.NewService(deps).Update(b.ctx, w.ID, webhook.Patch{Description: &description})
	require.NoError(t, err)
	require.Equal(t, "CRM", got.Description)
	b.say(t, "4915112345678", "hello")
	h := r.next(t)
	verify, err := standardwebhooks.NewWebhook(secret)
	require.NoError(t, err)
	require.NoError(t, verify.Verify(h.body, h.header))
}
