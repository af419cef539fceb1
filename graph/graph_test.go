package graph_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/web/doortest"
)

// shown is an answer as a client reads it.
type shown struct {
	Data   map[string]any `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Extensions struct {
			Code   string `json:"code"`
			Field  string `json:"field"`
			Reason string `json:"reason"`
		} `json:"extensions"`
	} `json:"errors"`
}

func read(t *testing.T, a doortest.Answer) shown {
	t.Helper()
	var s shown
	require.NoError(t, json.Unmarshal([]byte(a.Text), &s), a.Text)
	return s
}

func TestFaults(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	other, _ := w.Account(t, "Other")
	admin, own, nobody := w.SignIn(t), w.Key(key), w.Anonymous()
	const send = `mutation($i: SendMessageInput!) { sendMessage(input: $i) { message { id } } }`
	message := func(change map[string]any) map[string]any {
		in := map[string]any{"accountId": shop.ID.String(), "to": "+49 151 12345678", "text": "hello"}
		for k, v := range change {
			in[k] = v
		}
		return map[string]any{"i": in}
	}
	nested := "{ messages(accountId: \"x\") { nodes { " + strings.Repeat("media { ", 12) + "id" + strings.Repeat(" }", 15)
	aliases := "{"
	for i := range 200 {
		aliases += " a" + string(rune('a'+i%26)) + strings.Repeat("x", i) + `: messages(accountId: "x", first: 100) { nodes { id text } }`
	}
	aliases += "}"
	for _, c := range []struct {
		name                string
		client              *doortest.Client
		query               string
		variables           map[string]any
		status              int
		code, field, reason string
	}{
		{"nobody", nobody, `{ accounts { id } }`, nil, 200, "UNAUTHENTICATED", "", ""},
		{"wrong_key", w.Key("wak_wrong"), `{ accounts { id } }`, nil, 200, "UNAUTHENTICATED", "", "invalid_api_key"},
		{"not_yours", own, `query($id: ID!) { account(id: $id) { id } }`, map[string]any{"id": other.ID.String()}, 200, "FORBIDDEN", "", ""},
		{"not_the_admin", own, `mutation { createAccount(input: {name: "x"}) { apiKey } }`, nil, 200, "FORBIDDEN", "", ""},
		{"gone", admin, `mutation { deleteAccount(input: {id: "0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e"}) { deletedId } }`, nil, 200, "NOT_FOUND", "", ""},
		{"no_id", admin, `mutation { deleteAccount(input: {id: "x"}) { deletedId } }`, nil, 200, "NOT_FOUND", "", ""},
		{"name", admin, `mutation { createAccount(input: {name: " "}) { apiKey } }`, nil, 200, "BAD_USER_INPUT", "name", ""},
		{"recipient", own, send, message(map[string]any{"to": "nobody"}), 200, "BAD_USER_INPUT", "to", ""},
		{"text", own, send, message(map[string]any{"text": ""}), 200, "BAD_USER_INPUT", "text", ""},
		{"page_size", own, `query($id: ID!) { messages(accountId: $id, first: 101) { nodes { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "first", ""},
		{"page_size_0", own, `query($id: ID!) { chats(accountId: $id, first: 0) { nodes { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "first", ""},
		{"cursor", own, `query($id: ID!) { messages(accountId: $id, after: "x") { nodes { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "after", ""},
		{"cursor_back", own, `query($id: ID!) { messages(accountId: $id, last: 1, before: "x") { nodes { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "before", ""},
		{"both_ways", own, `query($id: ID!) { messages(accountId: $id, first: 1, last: 1) { nodes { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "last", ""},
		{"no_way", own, `query($id: ID!) { messages(accountId: $id, before: "x") { nodes { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "last", ""},
		{"page_size_back", own, `query($id: ID!) { messages(accountId: $id, last: 101) { nodes { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "last", ""},
		{"around_nothing", own, `query($id: ID!) { messages(accountId: $id, around: "0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e") { nodes { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "NOT_FOUND", "", ""},
		{"number", own, `mutation($id: ID!) { requestPairingCode(input: {accountId: $id, number: "x"}) { pairingCode { code } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "number", ""},
		{"media", own, `mutation($id: ID!) { sendMedia(input: {accountId: $id, to: "+4915112345678"}) { message { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "file", ""},
		{"limit", admin, `mutation($id: ID!) { updateAccount(input: {id: $id, limits: {maxPerDay: -1}}) { account { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "maxPerDay", ""},
		{"number_too_large", admin, `mutation($id: ID!) { updateAccount(input: {id: $id, limits: {maxPerDay: 3000000000}}) { account { id } } }`, map[string]any{"id": shop.ID.String()}, 200, "BAD_USER_INPUT", "maxPerDay", ""},
		{"wrong_variable", own, send, map[string]any{"i": map[string]any{"accountId": shop.ID.String(), "to": true, "text": "x"}}, 400, "BAD_USER_INPUT", "to", ""},
		{"broken_document", admin, `{ accounts`, nil, 400, "BAD_USER_INPUT", "", ""},
		{"unknown_field", admin, `{ accounts { secret } }`, nil, 400, "BAD_USER_INPUT", "", ""},
		{"nothing", admin, ``, nil, 400, "BAD_USER_INPUT", "", ""},
		{"too_deep", admin, nested, nil, 400, "BAD_USER_INPUT", "", ""},
		{"too_much", admin, aliases, nil, 200, "BAD_USER_INPUT", "", ""},
		{"subscription_without_a_websocket", admin, `subscription { accountsUpdated { id } }`, nil, 400, "BAD_USER_INPUT", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := c.client.Query(t, c.query, c.variables)
			require.Equal(t, c.status, a.Status, a.Text)
			require.Equal(t, "application/graphql-response+json", a.Header.Get("Content-Type"))
			s := read(t, a)
			require.NotEmpty(t, s.Errors, a.Text)
			got := s.Errors[0].Extensions
			require.Equal(t, []string{c.code, c.field, c.reason}, []string{got.Code, got.Field, got.Reason}, a.Text)
			require.Equal(t, c.status >= 400, !strings.Contains(a.Text, `"data"`), "what was never executed has no data")
		})
	}

	t.Run("duplicate", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, read(t, own.Query(t, send, message(map[string]any{"text": "twice"}))).Errors)
		got := read(t, own.Query(t, send, message(map[string]any{"text": "twice"}))).Errors[0].Extensions
		require.Equal(t, []string{"CONFLICT", "duplicate"}, []string{got.Code, got.Reason})
	})
	t.Run("null_is_the_answer_for_what_is_not_there", func(t *testing.T) {
		t.Parallel()
		s := read(t, admin.Query(t, `{ account(id: "x") { id } message(id: "0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e") { id } chat(id: "") { id } }`, nil))
		require.Empty(t, s.Errors)
		require.Equal(t, map[string]any{"account": nil, "message": nil, "chat": nil}, s.Data)
	})
	t.Run("the_schema_is_no_secret", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, read(t, nobody.Query(t, `{ __schema { types { name } } __type(name: "Account") { name } }`, nil)).Errors)
		require.NotEmpty(t, read(t, nobody.Query(t, `{ __typename accounts { id } }`, nil)).Errors)
	})
}

func TestFaults_internal(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	admin := w.SignIn(t)
	_, err := w.Pool.Exec(t.Context(), "ALTER TABLE whatsapp_accounts RENAME COLUMN name TO secret_name")
	require.NoError(t, err)
	a := admin.Query(t, `{ accounts { id } }`, nil)
	require.NotContains(t, a.Text, "secret_name")
	s := read(t, a)
	require.Equal(t, "INTERNAL", s.Errors[0].Extensions.Code)
	require.Equal(t, "Something went wrong.", s.Errors[0].Message)
	require.Contains(t, a.Text, `"requestId":"`+a.Header.Get("X-Request-Id")+`"`)
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	admin := w.SignIn(t)
	for _, c := range []struct {
		name, method, path, body, accept, contentType string
		status                                        int
		answered                                      string
	}{
		{"post", "POST", "/graphql", `{"query":"{me{kind}}"}`, "", "application/json", 200, "application/json"},
		{"post_old_type", "POST", "/graphql", `{"query":"{me{kind}}"}`, "application/json", "application/json", 200, "application/json"},
		{"post_new_type", "POST", "/graphql", `{"query":"{me{kind}}"}`, "application/graphql-response+json, application/json;q=0.9", "application/json", 200, "application/graphql-response+json"},
		{"get", "GET", "/graphql?query=%7Bme%7Bkind%7D%7D", "", "application/graphql-response+json", "", 200, "application/graphql-response+json"},
		{"mutation_by_get", "GET", "/graphql?query=mutation%7BdeleteAccount(input%3A%7Bid%3A%22x%22%7D)%7BdeletedId%7D%7D", "", "application/graphql-response+json", "", 405, "application/graphql-response+json"},
		{"not_json", "POST", "/graphql", `{"query":`, "application/graphql-response+json", "application/json", 400, "application/graphql-response+json"},
		{"form", "POST", "/graphql", `query=x`, "application/graphql-response+json", "application/x-www-form-urlencoded", 415, "application/graphql-response+json"},
		{"put", "PUT", "/graphql", `{}`, "", "application/json", 405, "application/json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var body any
			if c.body != "" {
				body = c.body
			}
			headers := []string{"Accept", c.accept}
			if c.contentType != "" {
				headers = append(headers, "Content-Type", c.contentType)
			}
			a := admin.Call(t, c.method, c.path, body, headers...)
			require.Equal(t, c.status, a.Status, a.Text)
			require.Equal(t, c.answered, a.Header.Get("Content-Type"))
			if c.status >= 400 {
				require.Equal(t, "BAD_USER_INPUT", read(t, a).Errors[0].Extensions.Code)
			}
		})
	}
	t.Run("large_bodies_are_for_callers", func(t *testing.T) {
		t.Parallel()
		large := `{"query":"{me{kind}}","variables":{"x":"` + strings.Repeat("x", 65<<10) + `"}}`
		require.Equal(t, http.StatusRequestEntityTooLarge, w.Anonymous().Call(t, "POST", "/graphql", large).Status)
		require.Equal(t, http.StatusOK, admin.Call(t, "POST", "/graphql", large).Status)
	})
}

func TestConnections(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	for i, text := range []string{"one", "two", "three"} {
		w.Receive(t, shop.ID, "ID"+text, "491511234567"+string(rune('0'+i)), text)
	}
	own := w.Key(key)
	for _, list := range []struct{ field, node string }{{"messages", "text"}, {"chats", "phoneNumber"}} {
		t.Run(list.field, func(t *testing.T) {
			t.Parallel()
			page := func(first int, after any) (nodes []any, edges []any, info map[string]any) {
				s := read(t, own.Query(t, `query($id: ID!, $first: Int!, $after: String) { list: `+list.field+`(accountId: $id, first: $first, after: $after) {
					nodes { `+list.node+` } edges { cursor node { `+list.node+` } } pageInfo { hasPreviousPage hasNextPage startCursor endCursor } } }`,
					map[string]any{"id": shop.ID.String(), "first": first, "after": after}))
				require.Empty(t, s.Errors)
				l := s.Data["list"].(map[string]any)
				return l["nodes"].([]any), l["edges"].([]any), l["pageInfo"].(map[string]any)
			}
			all, edges, info := page(3, nil)
			require.Len(t, all, 3)
			require.Equal(t, false, info["hasNextPage"])
			for i := range all {
				edge := edges[i].(map[string]any)
				require.Equal(t, all[i], edge["node"])
				rest, _, _ := page(10, edge["cursor"])
				require.Equal(t, all[i+1:], rest, "an edge's cursor is where the next page starts")
			}
			_, _, info = page(2, nil)
			require.Equal(t, []any{false, true}, []any{info["hasPreviousPage"], info["hasNextPage"]})
			require.Equal(t, edges[0].(map[string]any)["cursor"], info["startCursor"])
			rest, _, info := page(2, info["endCursor"])
			require.Equal(t, all[2:], rest)
			require.Equal(t, []any{true, false}, []any{info["hasPreviousPage"], info["hasNextPage"]})
			none, _, info := page(2, edges[2].(map[string]any)["cursor"])
			require.Empty(t, none)
			require.Nil(t, info["endCursor"])
		})
	}
}

func TestMessages_around(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	for _, text := range []string{"one", "two", "three", "four", "five"} {
		w.Receive(t, shop.ID, "ID"+text, "4915112345670", text)
	}
	own := w.Key(key)
	page := func(arguments string) (ids, texts []any, info map[string]any) {
		s := read(t, own.Query(t, `query($id: ID!) { messages(accountId: $id, `+arguments+`) {
			nodes { id text } pageInfo { hasPreviousPage hasNextPage startCursor endCursor } } }`, map[string]any{"id": shop.ID.String()}))
		require.Empty(t, s.Errors)
		l := s.Data["messages"].(map[string]any)
		for _, n := range l["nodes"].([]any) {
			ids, texts = append(ids, n.(map[string]any)["id"]), append(texts, n.(map[string]any)["text"])
		}
		return ids, texts, l["pageInfo"].(map[string]any)
	}
	quoted := func(v any) string { return `"` + v.(string) + `"` }
	all, _, _ := page("first: 5")
	_, texts, info := page("first: 2, around: " + quoted(all[2]))
	require.Equal(t, []any{"four", "three"}, texts)
	require.Equal(t, []any{true, true}, []any{info["hasPreviousPage"], info["hasNextPage"]})
	_, texts, newer := page("last: 2, before: " + quoted(info["startCursor"]))
	require.Equal(t, []any{"five"}, texts)
	require.Equal(t, []any{false, true}, []any{newer["hasPreviousPage"], newer["hasNextPage"]})
	_, texts, older := page("first: 2, after: " + quoted(info["endCursor"]) + ", around: " + quoted(all[2]))
	require.Equal(t, []any{"two", "one"}, texts)
	require.Equal(t, []any{true, false}, []any{older["hasPreviousPage"], older["hasNextPage"]})
}

func TestUpload(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	operations, err := json.Marshal(map[string]any{
		"query":     `mutation($i: SendMediaInput!) { sendMedia(input: $i) { message { type text media { mimetype filename size url } } } }`,
		"variables": map[string]any{"i": map[string]any{"accountId": shop.ID.String(), "to": "+4915112345678", "file": nil, "caption": "look"}},
	})
	require.NoError(t, err)
	body := "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n" + string(operations) +
		"\r\n--b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{\"0\":[\"variables.i.file\"]}" +
		"\r\n--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--b--\r\n"
	s := read(t, w.Key(key).Call(t, "POST", "/graphql", body, "Content-Type", "multipart/form-data; boundary=b"))
	require.Empty(t, s.Errors)
	m := s.Data["sendMedia"].(map[string]any)["message"].(map[string]any)
	require.Equal(t, []any{"image", "look"}, []any{m["type"], m["text"]})
	file := m["media"].(map[string]any)
	require.Equal(t, []any{"image/png", "a.png", 4.0}, []any{file["mimetype"], file["filename"], file["size"]})
	require.Equal(t, "\x89PNG", w.Key(key).Call(t, "GET", file["url"].(string), nil).Text)
}
