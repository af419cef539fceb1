package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// killsVariable asks TestWebhooksSurviveKills for more than what suits every run: with 50
// it takes about four minutes, and there are a hundred events for each kill.
const killsVariable = "SWITCHBOARD_TEST_KILLS"

const (
	usualKills    = 4
	eventsPerKill = 100
	// writers are phones that write side by side, each a conversation.
	writers = 5
)

// collector is a receiver that remembers what it accepted.
type collector struct {
	verify *standardwebhooks.Webhook
	fails  float64 // the share of requests that it refuses

	mu       sync.Mutex
	ids      map[string]string   // webhook-id → text
	inOrder  map[string][]string // chat → texts, as they were first accepted
	accepted map[string]bool     // by text
	wrong    []string
}

func collect(t *testing.T, fails float64) (*collector, string) {
	t.Helper()
	c := &collector{fails: fails, ids: map[string]string{}, inOrder: map[string][]string{}, accepted: map[string]bool{}}
	s := httptest.NewServer(c)
	t.Cleanup(s.Close)
	return c, s.URL
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender was killed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.verify.Verify(body, r.Header); err != nil {
		c.wrong = append(c.wrong, err.Error())
	}
	var e struct {
		ID   string
		Data struct{ Chat, Text string }
	}
	if err := json.Unmarshal(body, &e); err != nil {
		c.wrong = append(c.wrong, err.Error())
	}
	id := r.Header.Get("webhook-id")
	if was, ok := c.ids[id]; ok && was != e.Data.Text || id != e.ID {
		c.wrong = append(c.wrong, fmt.Sprintf("%s stands for %q and %q", id, was, e.Data.Text))
	}
	c.ids[id] = e.Data.Text
	if rand.Float64() < c.fails {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if !c.accepted[e.Data.Text] {
		c.accepted[e.Data.Text] = true
		c.inOrder[e.Data.Chat] = append(c.inOrder[e.Data.Chat], e.Data.Text)
	}
}

func (c *collector) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.accepted)
}

// TestWebhooksSurviveKills proves what receivers rely on: while the process is killed again
// and again, each event reaches the good receivers at least once, in the order of its
// conversation, an id never stands for two events, and one that hangs disturbs nobody.
func TestWebhooksSurviveKills(t *testing.T) {
	t.Parallel()
	kills := usualKills
	if n, err := strconv.Atoi(os.Getenv(killsVariable)); err == nil {
		kills = n
	}
	w := newWorld(t, "WEBHOOK_ALLOW_PRIVATE_NETWORKS=true")
	current := w.start(t)
	shop := w.link(t, w.login(t), "Shop")

	good, goodURL := collect(t, 0)
	flaky, flakyURL := collect(t, 0.3)
	hang := make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(hanging.Close)
	t.Cleanup(func() { close(hang) })
	flakyID := ""
	for url, c := range map[string]*collector{goodURL: good, flakyURL: flaky, hanging.URL: nil} {
		var made struct{ ID, Secret string }
		shop.must(t, "POST", "/api/accounts/"+shop.id+"/webhooks", map[string]any{"url": url, "ordered": c == good, "max_attempts": 20}, &made)
		if c == flaky {
			flakyID = made.ID
		}
		if c != nil {
			var err error
			c.verify, err = standardwebhooks.NewWebhook(made.Secret)
			require.NoError(t, err)
		}
	}

	began, events := time.Now(), kills*eventsPerKill
	var traffic sync.WaitGroup
	for i := range writers {
		phone, err := w.box.AddPhone("", fmt.Sprint("Customer ", i))
		require.NoError(t, err)
		traffic.Go(func() { write(t, phone, shop.phone.Number(), i, events/writers) })
	}
	for range kills {
		pause(t, time.Duration(500+rand.IntN(1000))*time.Millisecond)
		current.kill()
		current = w.start(t)
	}
	traffic.Wait()

	for name, c := range map[string]*collector{"good": good, "flaky": flaky} {
		eventually(t, name+" receiver with everything", func() bool {
			if c == flaky { // a person who does not want to wait for the pauses
				shop.must(t, "POST", "/api/webhooks/"+flakyID+"/replay", map[string]any{"since": began, "failed_only": true}, nil)
			}
			return c.count() >= events
		})
		c.mu.Lock()
		require.Empty(t, c.wrong, name)
		require.Len(t, c.accepted, events, name)
		require.Len(t, c.inOrder, writers, name)
		// A message that could not be decrypted at first is stored, and so told, later.
		stored := shop.order(t)
		for chat, texts := range c.inOrder {
			if c == flaky {
				require.ElementsMatch(t, stored[chat], texts)
				continue
			}
			require.Equal(t, stored[chat], texts, "the order of %s at the %s receiver", chat, name)
		}
		c.mu.Unlock()
	}
	require.NoError(t, current.terminate())
}

// write sends numbered texts in one conversation.
func write(t *testing.T, phone *sandbox.Phone, to string, writer, n int) {
	t.Helper()
	for i := range n {
		if _, err := phone.Say(t.Context(), to, fmt.Sprintf("%d/%04d", writer, i)); err != nil {
			t.Errorf("the phone could not write: %v", err)
			return
		}
		pause(t, time.Duration(rand.IntN(40))*time.Millisecond)
	}
}

// order is the texts of each conversation in the order in which they became events.
func (l *linked) order(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	cursor := ""
	for {
		var page struct {
			Items []struct {
				Data struct{ Chat, Text string }
			}
			Next string `json:"next_cursor"`
		}
		l.must(t, "GET", "/api/accounts/"+l.id+"/events?types=message&limit=100&after="+cursor, nil, &page)
		for _, e := range page.Items {
			out[e.Data.Chat] = append(out[e.Data.Chat], e.Data.Text)
		}
		if len(page.Items) == 0 {
			return out
		}
		cursor = page.Next
	}
}
