package app_test

import (
	"context"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// linkWith makes an account and links a phone that has a past.
func (w *world) linkWith(t *testing.T, admin *client, past sandbox.Past) *linked {
	t.Helper()
	phone, err := w.box.AddPhone("", "Owner")
	require.NoError(t, err)
	require.NoError(t, phone.AddPast(past))
	var created struct {
		ID     string `json:"id"`
		APIKey string `json:"api_key"`
	}
	admin.must(t, "POST", "/api/accounts", map[string]any{"name": "Shop"}, &created)
	var qr struct{ Status, Code string }
	eventually(t, "a QR code", func() bool {
		admin.must(t, "GET", "/api/accounts/"+created.ID+"/qr", nil, &qr)
		return qr.Status == "qr_ready"
	})
	require.NoError(t, phone.Scan(t.Context(), qr.Code))
	l := &linked{client: &client{http: &http.Client{Timeout: 30 * time.Second}, url: w.url, key: created.APIKey}, id: created.ID, phone: phone}
	l.ready(t)
	return l
}

// database is where the server's database is.
func (w *world) database() string {
	for _, v := range w.env {
		if url, ok := strings.CutPrefix(v, "DATABASE_URL="); ok {
			return url
		}
	}
	return ""
}

// TestHistory fills conversations from the phone's past.
func TestHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start(t)
	now := time.Now().UTC().Truncate(time.Second)
	l := w.linkWith(t, w.login(t), sandbox.Past{Chats: []sandbox.PastChat{
		{With: "4915550001111", Name: "Carol", Unread: 1, Archived: true, Messages: []sandbox.PastMessage{
			{ID: "P1", Text: "Long ago", At: now.Add(-40 * 24 * time.Hour)}, {ID: "P2", Text: "Do you deliver?", At: now.Add(-3 * time.Hour)},
			{ID: "P3", FromMe: true, Text: "Yes", At: now.Add(-2 * time.Hour)}, {ID: "P4", Text: "Fine", At: now.Add(-time.Hour)},
		}},
		{With: "4915550002222", Name: "Dave", Messages: []sandbox.PastMessage{{ID: "Q1", Text: "Bye", At: now.Add(-30 * time.Minute)}}},
	}})
	var chats struct{ Items []object }
	eventually(t, "conversations of the past", func() bool {
		l.must(t, "GET", "/api/accounts/"+l.id+"/chats", nil, &chats)
		return len(chats.Items) == 2
	})
	require.Equal(t, "4915550002222", chats.Items[0]["contact"].(object)["phone"], "latest first")
	carol := chats.Items[1]
	require.Equal(t, "Carol", carol["name"])
	var page struct{ Items []object }
	eventually(t, "messages of the past", func() bool {
		l.must(t, "GET", "/api/accounts/"+l.id+"/messages?chat_id="+carol["id"].(string), nil, &page)
		return len(page.Items) >= 3
	})
	var texts []any
	for _, m := range page.Items {
		texts = append(texts, m["text"])
	}
	require.Equal(t, []any{"Fine", "Yes", "Do you deliver?"}, texts, "newest first, and not what is older than is wanted")
	require.Equal(t, "outgoing", page.Items[1]["direction"])

	l.must(t, "GET", "/api/chats/"+carol["id"].(string), nil, &carol)
	require.Equal(t, 1.0, carol["unread"])
	require.Equal(t, true, carol["archived"])

	// What happens now comes after the past.
	customer, err := w.box.AddPhone("", "Customer")
	require.NoError(t, err)
	_, err = customer.Say(t.Context(), l.phone.Number(), "Now")
	require.NoError(t, err)
	eventually(t, "a message of today", func() bool {
		l.must(t, "GET", "/api/accounts/"+l.id+"/messages", nil, &page)
		return page.Items[0]["text"] == "Now"
	})
	require.Empty(t, w.box.Violations())
}

// TestLargeHistory links a phone with many conversations: SWITCHBOARD_HISTORY says how many
// messages, such as 50000, in a twenty-fifth as many conversations.
func TestLargeHistory(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("SWITCHBOARD_HISTORY"))
	if n == 0 {
		n = 2500
	}
	w := newWorld(t, "WA_HISTORY_DAYS=3650")
	w.start(t)
	admin := w.login(t)
	rss := func() float64 {
		var h struct {
			Memory struct {
				RSS float64 `json:"rss_bytes"`
			}
		}
		admin.must(t, "GET", "/api/health", nil, &h)
		return h.Memory.RSS / (1 << 20)
	}
	before, began, most := rss(), time.Now(), 0.0
	l := w.linkWith(t, admin, sandbox.Past{Generate: &sandbox.GeneratedPast{Seed: 7, Chats: n / 25, Messages: n}})
	db, err := pgx.Connect(t.Context(), w.database())
	require.NoError(t, err)
	defer db.Close(context.Background())
	count := func() (messages int) {
		require.NoError(t, db.QueryRow(t.Context(), "SELECT count(*) FROM messages WHERE account_id = $1 AND source <> 'api'", l.id).Scan(&messages))
		return messages
	}
	eventually(t, "all messages", func() bool { most = max(most, rss()); return count() >= n })
	t.Logf("%d conversations with %d messages after %s; memory rose from %.0f to %.0f MiB", n/25, n, time.Since(began).Round(10*time.Millisecond), before, most)
	require.Less(t, most-before, 64.0)
}
