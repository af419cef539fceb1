package jobs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/event"
	"switchboard/internal/webhook"
)

func TestDeliver(t *testing.T) {
	t.Parallel()
	b := setup(t)

	t.Run("a_message_arrives_with_the_fields_of_rest", func(t *testing.T) {
		r := receive(t, nil)
		w, _ := b.webhook(t, webhook.Draft{URL: r.url})
		began := time.Now()
		b.say(t, "4915112345678", "hello")
		h := r.next(t)
		t.Logf("the first delivery took %s", h.at.Sub(began))
		var got struct {
			Type      string
			AccountID string `json:"account_id"`
			Data      map[string]any
		}
		require.NoError(t, json.Unmarshal(h.body, &got))
		require.Equal(t, "message", got.Type)
		require.Equal(t, b.account.String(), got.AccountID)
		require.Equal(t, "hello", got.Data["text"])
		require.Equal(t, "4915112345678@s.whatsapp.net", got.Data["chat"])
		require.Equal(t, "incoming", got.Data["direction"])
		d := b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.Delivered })
		require.Equal(t, h.header.Get("webhook-id"), d.EventID.String())
		attempts, err := b.webhooks.Attempts(b.ctx, d)
		require.NoError(t, err)
		require.Len(t, attempts, 1)
		require.Equal(t, http.StatusOK, attempts[0].Status)
		require.Contains(t, attempts[0].RequestHeaders, webhook.Line{Name: "webhook-id", Value: d.EventID.String()})
		health, err := b.webhooks.Health(b.ctx, w)
		require.NoError(t, err)
		require.InDelta(t, 1, *health.SuccessRate, 0)
		require.NoError(t, b.webhooks.Delete(b.ctx, w.ID))
	})

	t.Run("a_failure_is_tried_again_with_the_same_id", func(t *testing.T) {
		r := receive(t, func(w http.ResponseWriter, n int) {
			if n == 1 {
				w.WriteHeader(http.StatusInternalServerError)
				fmt.Fprint(w, "out of order")
			}
		})
		w, _ := b.webhook(t, webhook.Draft{URL: r.url})
		b.say(t, "4915112345678", "again")
		first := r.next(t)
		d := b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.Retrying })
		require.Equal(t, "The receiver answered 500.", d.LastError)
		second := r.next(t)
		require.Equal(t, first.header.Get("webhook-id"), second.header.Get("webhook-id"))
		require.Equal(t, first.body, second.body)
		require.GreaterOrEqual(t, second.at.Sub(first.at), 3900*time.Millisecond)
		d = b.delivery(t, func(d webhook.Delivery) bool { return d.State == webhook.Delivered })
		require.Equal(t, 2, d.Attempts)
		attempts, err := b.webhooks.Attempts(b.ctx, d)
		require.NoError(t, err)
		require.Equal(t, "out of order", attempts[0].ResponseBody)
		require.NoError(t, b.webhooks.Delete(b.ctx, w.ID))
	})

	t.Run("gone_turns_the_webhook_off_and_tells_the_others", func(t *testing.T) {
		r := receive(t, func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusGone) })
		watcher := receive(t, nil)
		w, _ := b.webhook(t, webhook.Draft{URL: r.url})
		other, _ := b.webhook(t, webhook.Draft{URL: watcher.url, Events: []string{"webhook.*"}})
		b.say(t, "4915112345678", "gone")
		r.next(t)
		require.Contains(t, string(watcher.next(t).body), w.ID.String())
		got, err := b.webhooks.Get(b.ctx, w.ID)
		require.NoError(t, err)
		require.Equal(t, webhook.Gone, got.DisabledReason)
		require.Equal(t, webhook.Disabled, got.Status(time.Now()))
		require.NoError(t, b.webhooks.Delete(b.ctx, w.ID))
		require.NoError(t, b.webhooks.Delete(b.ctx, other.ID))
	})

	t.Run("the_order_of_a_conversation_holds_where_asked", func(t *testing.T) {
		r := receive(t, func(w http.ResponseWriter, n int) {
			if n%5 == 0 {
				w.WriteHeader(http.StatusBadGateway)
			}
		})
		w, _ := b.webhook(t, webhook.Draft{URL: r.url, Ordered: true, MaxAttempts: 20})
		for i := range 12 {
			b.say(t, fmt.Sprint("491511234000", i%3), fmt.Sprint(i))
		}
		last := map[string]string{}
		seen := 0
		for n := 1; seen < 12; n++ {
			h := r.next(t)
			var got struct {
				Data struct{ Chat, Text string }
			}
			require.NoError(t, json.Unmarshal(h.body, &got))
			if n%5 == 0 {
				continue // refused: it comes again, and nothing of its conversation before
			}
			require.Less(t, fmt.Sprintf("%3s", last[got.Data.Chat]), fmt.Sprintf("%3s", got.Data.Text), "chat %s", got.Data.Chat)
			last[got.Data.Chat] = got.Data.Text
			seen++
		}
		require.NoError(t, b.webhooks.Delete(b.ctx, w.ID))
	})

	t.Run("past_events_go_to_a_new_webhook", func(t *testing.T) {
		r := receive(t, nil)
		w, _ := b.webhook(t, webhook.Draft{URL: r.url, Filters: webhook.Filters{Text: "HELLO"}})
		n, err := b.webhooks.Replay(b.ctx, w.ID, time.Now().Add(-time.Hour), time.Now(), false)
		require.NoError(t, err)
		require.Equal(t, 1, n)
		require.Contains(t, string(r.next(t).body), "hello")
		require.NoError(t, b.webhooks.Delete(b.ctx, w.ID))
	})

	t.Run("presence_is_told_while_a_webhook_asks_for_it", func(t *testing.T) {
		ctx, cancel := context.WithCancel(b.ctx)
		done := make(chan error, 1)
		go func() { done <- b.webhooks.RelayPresence(ctx) }()
		r := receive(t, nil)
		w, _ := b.webhook(t, webhook.Draft{URL: r.url, Events: []string{"presence"}, Filters: webhook.Filters{Chats: []string{"+49 151 12345678"}}})
		var h hit
		for tick := time.Tick(50 * time.Millisecond); h.body == nil; { // news is heard once the relay listens
			b.bus.Publish(event.PresenceChanged{AccountID: b.account, Phone: "4915100000000", Chat: "4915100000000@s.whatsapp.net", State: "online"})
			b.bus.Publish(event.PresenceChanged{AccountID: b.account, Phone: "4915112345678", Chat: "4915112345678@s.whatsapp.net", State: "typing"})
			select {
			case h = <-r.hits:
			case <-tick:
			}
		}
		require.Contains(t, string(h.body), `"data":{"chat":"4915112345678@s.whatsapp.net","sender":"4915112345678","state":"typing","last_seen":null}`)
		cancel()
		require.NoError(t, <-done)
		require.NoError(t, b.webhooks.Delete(b.ctx, w.ID))
	})
}
