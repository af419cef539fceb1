package graph_test

import (
	"context"
	"encoding/json"
	"net/http"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/message"
	"switchboard/internal/web/doortest"
)

// frame is a message of graphql-transport-ws.
type frame struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// line is one websocket.
type line struct {
	t    *testing.T
	conn *websocket.Conn
}

// dial opens a websocket and introduces itself.
func dial(t *testing.T, w *doortest.World, headers http.Header, init string) *line {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	//nolint:bodyclose // the library says that it need not be
	conn, _, err := websocket.Dial(ctx, strings.Replace(w.URL, "http", "ws", 1)+"/graphql", &websocket.DialOptions{
		Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: headers,
	})
	require.NoError(t, err)
	t.Cleanup(func() { conn.CloseNow() })
	l := &line{t: t, conn: conn}
	l.send(frame{Type: "connection_init", Payload: json.RawMessage(init)})
	return l
}

func (l *line) send(f frame) {
	l.t.Helper()
	require.NoError(l.t, wsjson.Write(l.t.Context(), l.conn, f))
}

// next is the next frame that is no ping.
func (l *line) next() (frame, error) {
	ctx, cancel := context.WithTimeout(l.t.Context(), 20*time.Second)
	defer cancel()
	for {
		var f frame
		if err := wsjson.Read(ctx, l.conn, &f); err != nil || f.Type != "ping" {
			return f, err
		}
	}
}

func (l *line) expect(kind string) frame {
	l.t.Helper()
	f, err := l.next()
	require.NoError(l.t, err)
	require.Equal(l.t, kind, f.Type, string(f.Payload))
	return f
}

func (l *line) subscribe(id, query string, variables map[string]any) {
	l.t.Helper()
	payload, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	require.NoError(l.t, err)
	l.send(frame{ID: id, Type: "subscribe", Payload: payload})
}

// data is what the field of the next frame answers.
func (l *line) data(field string) any {
	l.t.Helper()
	f := l.expect("next")
	var s shown
	require.NoError(l.t, json.Unmarshal(f.Payload, &s))
	require.Empty(l.t, s.Errors)
	return s.Data[field]
}

const accountQuery = `subscription($id: ID!) { accountUpdated(id: $id) { name status qr { code } } }`

func TestIntroduction(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	_, key := w.Account(t, "Shop")
	for _, c := range []struct {
		name    string
		headers http.Header
		init    string
		refused bool
	}{
		{"cookie", w.SignIn(t).Headers(), `{}`, false},
		{"key_in_header", w.Key(key).Headers(), `{}`, false},
		{"bearer", nil, `{"authorization":"Bearer ` + key + `"}`, false},
		{"bearer_as_browsers_write_headers", nil, `{"Authorization":"bearer ` + key + `"}`, false},
		{"nothing", nil, `{}`, true},
		{"wrong_key", nil, `{"authorization":"Bearer wak_wrong"}`, true},
		{"wrong_key_with_a_good_cookie", w.SignIn(t).Headers(), `{"authorization":"Bearer wak_wrong"}`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := dial(t, w, c.headers, c.init)
			f, err := l.next()
			if !c.refused {
				require.NoError(t, err)
				require.Equal(t, "connection_ack", f.Type)
				return
			}
			require.Equal(t, websocket.StatusCode(4401), websocket.CloseStatus(err))
		})
	}
	t.Run("page_of_another_site", func(t *testing.T) {
		t.Parallel()
		headers := w.SignIn(t).Headers()
		headers.Set("Origin", "https://evil.example")
		_, resp, err := websocket.Dial(t.Context(), strings.Replace(w.URL, "http", "ws", 1)+"/graphql", &websocket.DialOptions{
			Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: headers,
		})
		defer resp.Body.Close()
		require.Error(t, err)
		require.Equal(t, http.StatusForbidden, resp.StatusCode)
	})
}

func TestAccountUpdated(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	other, _ := w.Account(t, "Other")
	l := dial(t, w, w.Key(key).Headers(), `{}`)
	l.expect("connection_ack")

	l.subscribe("1", accountQuery, map[string]any{"id": shop.ID.String()})
	require.Equal(t, map[string]any{"name": "Shop", "status": "initializing", "qr": nil}, l.data("accountUpdated"))
	require.NoError(t, w.Accounts.CodeShown(w.Admin, other.ID, account.QR{Code: "2@other", ExpiresAt: time.Now().Add(time.Minute)}))
	require.NoError(t, w.Accounts.CodeShown(w.Admin, shop.ID, account.QR{Code: "2@shop", ExpiresAt: time.Now().Add(time.Minute)}))
	require.Equal(t, map[string]any{"name": "Shop", "status": "qr_ready", "qr": map[string]any{"code": "2@shop"}}, l.data("accountUpdated"))
	require.NoError(t, w.Accounts.Connected(w.Admin, shop.ID))
	require.Equal(t, map[string]any{"name": "Shop", "status": "ready", "qr": nil}, l.data("accountUpdated"))

	l.subscribe("2", accountQuery, map[string]any{"id": other.ID.String()})
	refused := l.expect("next")
	require.Contains(t, string(refused.Payload), "FORBIDDEN")
	l.expect("complete")

	require.NoError(t, w.Accounts.Delete(w.Admin, shop.ID))
	require.Equal(t, "1", l.expect("complete").ID, "it ends with the account")
}

func TestAccountsUpdated(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	l := dial(t, w, w.SignIn(t).Headers(), `{}`)
	l.expect("connection_ack")
	l.subscribe("1", `subscription { accountsUpdated { name } }`, nil)
	require.Empty(t, l.data("accountsUpdated"))
	for _, name := range []string{"one", "two", "three"} {
		_, _, err := w.Accounts.Create(w.Admin, name, "")
		require.NoError(t, err)
	}
	require.Len(t, l.data("accountsUpdated"), 3, "changes within a quarter second come as one")
}

func TestMessageChanged(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	other, _ := w.Account(t, "Other")
	const query = `subscription($id: ID!) { messageChanged(accountId: $id) { text status direction sender } }`
	l := dial(t, w, nil, `{"authorization":"Bearer `+key+`"}`)
	l.expect("connection_ack")
	w.Receive(t, shop.ID, "A", "4915112345678", "first")
	w.Receive(t, shop.ID, "B", "4915112345678", "second")

	l.subscribe("1", query, map[string]any{"id": shop.ID.String()})
	text := func(s string) map[string]any {
		return map[string]any{"text": s, "status": "received", "direction": "incoming", "sender": "4915112345678"}
	}
	require.Equal(t, text("second"), l.data("messageChanged"), "the newest comes first")
	w.Receive(t, other.ID, "C", "4915112345678", "not yours")
	w.Receive(t, shop.ID, "D", "4915112345678", "third")
	require.Equal(t, text("third"), l.data("messageChanged"))

	l.subscribe("2", query, map[string]any{"id": uuid.NewString()})
	require.Contains(t, string(l.expect("next").Payload), "FORBIDDEN")
}

func TestDropped(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	l := dial(t, w, w.Key(key).Headers(), `{}`)
	l.expect("connection_ack")
	l.subscribe("1", accountQuery, map[string]any{"id": shop.ID.String()})
	l.data("accountUpdated")

	// More news than a subscriber may lag behind, then a change of which it hears nothing.
	for range 5000 {
		w.Bus.Publish(event.AccountChanged{AccountID: uuid.Nil})
	}
	_, err := w.Pool.Exec(t.Context(), "UPDATE whatsapp_accounts SET name = 'Renamed' WHERE id = $1", shop.ID)
	require.NoError(t, err)
	for range 5000 {
		w.Bus.Publish(event.AccountChanged{AccountID: uuid.Nil})
	}
	w.Bus.Publish(event.AccountChanged{AccountID: shop.ID})
	for {
		if l.data("accountUpdated").(map[string]any)["name"] == "Renamed" {
			return
		}
	}
}

func TestSystemUpdated(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	l := dial(t, w, w.SignIn(t).Headers(), `{}`)
	l.expect("connection_ack")
	l.subscribe("1", `subscription { systemUpdated { version database { ok } } }`, nil)
	for range 2 {
		require.Equal(t, map[string]any{"version": "test", "database": map[string]any{"ok": true}}, l.data("systemUpdated"))
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	l := dial(t, w, w.SignIn(t).Headers(), `{}`)
	l.expect("connection_ack")
	l.subscribe("1", `subscription { accountsUpdated { name } }`, nil)
	l.data("accountsUpdated")
	w.GraphQL.Close()
	_, err := l.next()
	require.Equal(t, websocket.StatusNormalClosure, websocket.CloseStatus(err))
}

// It runs before the parallel tests go on, so the goroutines it counts are its own.
func TestNothingLeaks(t *testing.T) {
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	w.Receive(t, shop.ID, "A", "4915112345678", "first")
	for range 3 {
		l := dial(t, w, w.Key(key).Headers(), `{}`)
		l.expect("connection_ack")
		l.subscribe("1", accountQuery, map[string]any{"id": shop.ID.String()})
		l.data("accountUpdated")
		l.subscribe("2", `subscription($id: ID!) { messageChanged(accountId: $id) { id } }`, map[string]any{"id": shop.ID.String()})
		l.data("messageChanged")
		l.subscribe("3", `subscription { systemUpdated { version } }`, nil)
		l.data("systemUpdated")
		require.NoError(t, l.conn.CloseNow())
	}
	running := func() bool {
		var stacks strings.Builder
		require.NoError(t, pprof.Lookup("goroutine").WriteTo(&stacks, 2))
		return strings.Contains(stacks.String(), "switchboard/graph.")
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for running() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("a closed tab leaves something running")
		}
	}
}

func TestChatChanged(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	other, _ := w.Account(t, "Other")
	w.Receive(t, shop.ID, "A", "4915112345678", "first")
	w.Receive(t, other.ID, "B", "4915112345678", "not yours")
	chatOf := func(id uuid.UUID) uuid.UUID {
		list, err := w.Messages.Chats(w.Admin, id, message.ChatFilter{}, message.Page{Limit: 1})
		require.NoError(t, err)
		return list.Items[0].ID
	}
	l := dial(t, w, w.Key(key).Headers(), `{}`)
	l.expect("connection_ack")
	const query = `subscription($id: ID!) { chatChanged(accountId: $id) { id unread } }`

	l.subscribe("1", query, map[string]any{"id": other.ID.String()})
	require.Contains(t, string(l.expect("next").Payload), "FORBIDDEN")
	l.expect("complete")

	l.subscribe("2", query, map[string]any{"id": shop.ID.String()})
	// What is asked afterwards is answered when the subscription is there.
	l.subscribe("3", `subscription($id: ID!) { messageChanged(accountId: $id) { text } }`, map[string]any{"id": shop.ID.String()})
	require.Equal(t, map[string]any{"text": "first"}, l.data("messageChanged"))
	_, err := w.Chats.MarkRead(w.Admin, chatOf(other.ID), false)
	require.NoError(t, err)
	answer := w.Key(key).Query(t, `mutation($id: ID!) { markChatRead(id: $id, sendReceipts: false) { unread } }`, map[string]any{"id": chatOf(shop.ID).String()})
	require.Contains(t, answer.Text, `"unread":0`)
	require.Equal(t, map[string]any{"id": chatOf(shop.ID).String(), "unread": 0.0}, l.data("chatChanged"))

	w.Bus.Publish(event.ChatChanged{AccountID: shop.ID})
	require.Nil(t, l.data("chatChanged"), "many have changed")
	require.NoError(t, w.Accounts.Delete(w.Admin, shop.ID))
	l.expect("complete")
}

func TestPendingDrafts(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, _ := w.Account(t, "Shop")
	w.Receive(t, shop.ID, "A", "4915112345678", "Are you open?")
	chats, err := w.Messages.Chats(w.Admin, shop.ID, message.ChatFilter{}, message.Page{Limit: 1})
	require.NoError(t, err)
	chat := chats.Items[0].ID
	l := dial(t, w, w.SignIn(t).Headers(), `{}`)
	l.expect("connection_ack")
	l.subscribe("1", `subscription { accountsUpdated { pendingDrafts } }`, nil)
	count := func(n float64) []any { return []any{map[string]any{"pendingDrafts": n}} }
	require.Equal(t, count(0), l.data("accountsUpdated"))
	for i, state := range []string{"discarded", "pending"} {
		_, err = w.Pool.Exec(t.Context(), `INSERT INTO ai_drafts (id, account_id, chat_id, text, state, created_at) VALUES ($1, $2, $3, 'Yes.', $4, now())`,
			uuid.Must(uuid.NewV7()), shop.ID, chat, state)
		require.NoError(t, err, i)
	}
	w.Bus.Publish(event.ReplyChanged{AccountID: shop.ID, ChatID: chat, Drafts: true})
	require.Equal(t, count(1), l.data("accountsUpdated"), "what is decided does not count")
}
