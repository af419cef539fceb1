package rest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/web/doortest"
)

// anID is the id of nothing.
const anID = "0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e"

func TestRoutes(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	other, _ := w.Account(t, "Other")
	_, secret, err := w.Auth.CreateToken(w.Admin, "script")
	require.NoError(t, err)
	clients := map[string]*doortest.Client{
		"admin": w.SignIn(t), "token": w.Key(secret), "own": w.Key(key), "nobody": w.Anonymous(), "wrong": w.Key("wak_wrong"),
	}
	own, others := "/api/accounts/"+shop.ID.String(), "/api/accounts/"+other.ID.String()
	number := map[string]any{"number": "+49 151 12345678"}
	text := func(m map[string]any) map[string]any {
		body := map[string]any{"number": "+49 151 12345678", "message": t.Name() + time.Now().String(), "allow_duplicate": true}
		maps.Copy(body, m)
		return body
	}
	for _, c := range []struct {
		name, who, method, path string
		body                    any
		status                  int
		code, field             string
	}{
		{"user", "admin", "GET", "/api/auth/user", nil, 200, "", ""},
		{"user_nobody", "nobody", "GET", "/api/auth/user", nil, 401, "", ""},
		{"login_without_password", "nobody", "POST", "/api/auth/login", map[string]any{"username": "admin"}, 422, "", "password"},
		{"login_broken", "nobody", "POST", "/api/auth/login", `{"username":`, 400, "", ""},
		{"login_empty", "nobody", "POST", "/api/auth/login", ``, 400, "", ""},
		{"login_wrong_kind", "nobody", "POST", "/api/auth/login", map[string]any{"username": 1, "password": "x"}, 422, "", "username"},

		{"accounts", "admin", "GET", "/api/accounts", nil, 200, "", ""},
		{"accounts_by_token", "token", "GET", "/api/accounts", nil, 200, "", ""},
		{"accounts_by_key", "own", "GET", "/api/accounts", nil, 403, "", ""},
		{"accounts_nobody", "nobody", "GET", "/api/accounts", nil, 401, "", ""},
		{"accounts_wrong_key", "wrong", "GET", "/api/accounts", nil, 401, "invalid_api_key", ""},
		{"create", "admin", "POST", "/api/accounts", map[string]any{"name": "New", "description": nil, "color": "blue"}, 201, "", ""},
		{"create_without_name", "admin", "POST", "/api/accounts", map[string]any{}, 422, "", "name"},
		{"create_blank", "admin", "POST", "/api/accounts", map[string]any{"name": " "}, 422, "", "name"},
		{"create_long", "admin", "POST", "/api/accounts", map[string]any{"name": strings.Repeat("x", 256)}, 422, "", "name"},
		{"create_behind", "admin", "POST", "/api/accounts", map[string]any{"name": "New", "proxy": "socks5://ada:secret@127.0.0.1:1"}, 201, "", ""},
		{"create_behind_nothing", "admin", "POST", "/api/accounts", map[string]any{"name": "New", "proxy": "ftp://127.0.0.1"}, 422, "", "proxy"},
		{"create_behind_a_page", "admin", "POST", "/api/accounts", map[string]any{"name": "New", "proxy": "http://127.0.0.1/page"}, 422, "", "proxy"},
		{"create_by_key", "own", "POST", "/api/accounts", map[string]any{"name": "New"}, 403, "", ""},
		{"account", "own", "GET", own, nil, 200, "", ""},
		{"account_of_others", "own", "GET", others, nil, 403, "", ""},
		{"account_gone", "admin", "GET", "/api/accounts/" + anID, nil, 404, "", ""},
		{"account_no_id", "admin", "GET", "/api/accounts/x", nil, 404, "", ""},
		{"account_no_id_nobody", "nobody", "GET", "/api/accounts/x", nil, 401, "", ""},
		{"rename", "admin", "PATCH", others, map[string]any{"name": "Renamed"}, 200, "", ""},
		{"delete_by_key", "own", "DELETE", own, nil, 403, "", ""},
		{"delete_gone", "admin", "DELETE", "/api/accounts/" + anID, nil, 404, "", ""},
		{"reconnect", "admin", "POST", others + "/reconnect", nil, 202, "", ""},
		{"reconnect_by_key", "own", "POST", own + "/reconnect", nil, 403, "", ""},
		{"qr", "own", "GET", own + "/qr", nil, 202, "", ""},
		{"qr_of_others", "own", "GET", others + "/qr", nil, 403, "", ""},
		{"pairing_code", "own", "POST", own + "/pairing-code", number, 200, "", ""},
		{"pairing_code_bad", "own", "POST", own + "/pairing-code", map[string]any{"number": "x"}, 422, "", "number"},
		{"regenerate_by_key", "own", "POST", own + "/regenerate-api-key", nil, 403, "", ""},
		{"request_qr", "admin", "POST", others + "/request-qr", nil, 202, "", ""},

		{"send", "own", "POST", "/api/send", text(nil), 202, "", ""},
		{"send_own_account", "own", "POST", "/api/send", text(map[string]any{"account_id": shop.ID.String()}), 202, "", ""},
		{"send_other_account", "own", "POST", "/api/send", text(map[string]any{"account_id": other.ID.String()}), 403, "account_mismatch", ""},
		{"send_no_account", "own", "POST", "/api/send", text(map[string]any{"account_id": "x"}), 403, "account_mismatch", ""},
		{"send_admin", "admin", "POST", "/api/send", text(map[string]any{"account_id": shop.ID.String()}), 202, "", ""},
		{"send_admin_without_account", "admin", "POST", "/api/send", text(nil), 422, "", "account_id"},
		{"send_admin_gone", "admin", "POST", "/api/send", text(map[string]any{"account_id": anID}), 404, "", ""},
		{"send_key_in_body", "nobody", "POST", "/api/send", text(map[string]any{"api_key": key}), 202, "", ""},
		{"send_wrong_key_in_body", "nobody", "POST", "/api/send", text(map[string]any{"api_key": "wak_wrong"}), 401, "invalid_api_key", ""},
		{"send_nobody", "nobody", "POST", "/api/send", text(nil), 401, "", ""},
		{"send_nobody_nothing", "nobody", "POST", "/api/send", nil, 401, "", ""},
		{"send_number_as_number", "own", "POST", "/api/send", text(map[string]any{"number": 4915112345678}), 202, "", ""},
		{"send_to_group", "own", "POST", "/api/send", text(map[string]any{"number": "120363041234567890@g.us"}), 202, "", ""},
		{"send_to_nobody", "own", "POST", "/api/send", text(map[string]any{"number": "nobody"}), 422, "", "number"},
		{"send_nothing", "own", "POST", "/api/send", text(map[string]any{"message": ""}), 422, "", "message"},
		{"send_too_long", "own", "POST", "/api/send", text(map[string]any{"message": strings.Repeat("x", 65537)}), 422, "", "message"},
		{"send_too_large", "own", "POST", "/api/send", text(map[string]any{"message": strings.Repeat("x", 1<<20)}), 413, "", ""},
		{"send_broken", "own", "POST", "/api/send", `{"number"`, 400, "", ""},
		{"send_list", "own", "POST", "/api/send", `[]`, 422, "", "body"},
		{"send_media_nothing", "own", "POST", "/api/send-media", number, 422, "", "media"},
		{"send_media_key_in_body", "nobody", "POST", "/api/send-media", map[string]any{"api_key": key}, 401, "", ""},

		{"compose_text", "own", "POST", "/api/messages", map[string]any{"to": "+49 151 12345678", "text": t.Name()}, 202, "", ""},
		{"compose_place", "own", "POST", "/api/messages", map[string]any{"type": "location", "to": "+49 151 12345678", "location": map[string]any{"latitude": 52.5, "longitude": 13.4}}, 202, "", ""},
		{"compose_nowhere", "own", "POST", "/api/messages", map[string]any{"type": "location", "to": "+49 151 12345678"}, 422, "", "location"},
		{"compose_to_nobody", "own", "POST", "/api/messages", map[string]any{"text": "x"}, 422, "", "to"},
		{"compose_nothing", "own", "POST", "/api/messages", map[string]any{"to": "+49 151 12345678"}, 422, "", "text"},
		{"compose_unknown_type", "own", "POST", "/api/messages", map[string]any{"to": "+49 151 12345678", "type": "smoke", "text": "x"}, 422, "", "type"},
		{"compose_wrong_kind", "own", "POST", "/api/messages", map[string]any{"to": "+49 151 12345678", "poll": "x"}, 422, "", "poll"},
		{"compose_small_poll", "own", "POST", "/api/messages", map[string]any{"to": "+49 151 12345678", "type": "poll", "poll": map[string]any{"question": "?", "answers": []string{"a"}}}, 422, "", "poll.answers"},
		{"compose_reaction_to_nothing", "own", "POST", "/api/messages", map[string]any{"type": "reaction", "emoji": "x"}, 422, "", "to"},
		{"compose_reaction_to_unknown", "own", "POST", "/api/messages", map[string]any{"type": "reaction", "emoji": "x", "target": anID}, 422, "", "target"},
		{"compose_picture_without_file", "own", "POST", "/api/messages", map[string]any{"type": "image", "to": "+49 151 12345678"}, 422, "", "media_id"},
		{"compose_unknown_file", "own", "POST", "/api/messages", map[string]any{"to": "+49 151 12345678", "media_id": anID}, 404, "", ""},
		{"compose_of_others", "own", "POST", "/api/messages", map[string]any{"to": "+49 151 12345678", "text": "x", "account_id": other.ID.String()}, 403, "account_mismatch", ""},
		{"compose_broken", "own", "POST", "/api/messages", `{"to"`, 400, "", ""},
		{"compose_nobody", "nobody", "POST", "/api/messages", text(nil), 401, "", ""},
		{"upload", "own", "POST", "/api/media?filename=a.txt", "hello", 201, "", ""},
		{"upload_nothing", "own", "POST", "/api/media", "", 422, "", "media"},
		{"upload_admin_without_account", "admin", "POST", "/api/media", "hello", 422, "", "account_id"},

		{"message_gone", "own", "GET", "/api/messages/" + anID, nil, 404, "", ""},
		{"message_no_id", "own", "GET", "/api/messages/x", nil, 404, "", ""},
		{"messages", "own", "GET", own + "/messages", nil, 200, "", ""},
		{"messages_of_others", "own", "GET", others + "/messages", nil, 403, "", ""},
		{"messages_gone", "admin", "GET", "/api/accounts/" + anID + "/messages", nil, 404, "", ""},
		{"messages_too_many", "own", "GET", own + "/messages?limit=101", nil, 422, "", "limit"},
		{"messages_none", "own", "GET", own + "/messages?limit=0", nil, 422, "", "limit"},
		{"messages_no_number", "own", "GET", own + "/messages?limit=x", nil, 422, "", "limit"},
		{"messages_cursor", "own", "GET", own + "/messages?cursor=x", nil, 422, "", "cursor"},
		{"media_gone", "own", "GET", "/api/media/" + anID, nil, 404, "", ""},
		{"media_nobody", "nobody", "GET", "/api/media/" + anID, nil, 401, "", ""},

		{"health", "nobody", "GET", "/api/health", nil, 200, "", ""},
		{"health_wrong_key", "wrong", "GET", "/api/health", nil, 200, "", ""},
		{"nothing", "admin", "GET", "/api/nothing", nil, 404, "no_such_endpoint", ""},
		{"root", "admin", "GET", "/api", nil, 404, "no_such_endpoint", ""},
		{"method", "admin", "PUT", "/api/accounts", nil, 405, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := clients[c.who].Call(t, c.method, c.path, c.body)
			require.Equal(t, c.status, a.Status, a.Text)
			if c.status < 400 {
				require.Equal(t, "application/json", a.Header.Get("Content-Type"))
				return
			}
			require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
			problem := a.JSON(t)
			require.InDelta(t, c.status, problem["status"], 0)
			require.Equal(t, http.StatusText(c.status), problem["title"])
			require.NotEmpty(t, problem["error"])
			require.Equal(t, a.Header.Get("X-Request-Id"), problem["request_id"])
			require.Equal(t, c.status == 401, a.Header.Get("WWW-Authenticate") != "")
			if c.code != "" {
				require.Equal(t, c.code, problem["code"])
			}
			require.Equal(t, c.field != "", problem["errors"] != nil, a.Text)
			if c.field != "" {
				require.Equal(t, c.field, problem["errors"].([]any)[0].(map[string]any)["field"], a.Text)
			}
		})
	}
	t.Run("allow_names_the_methods", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, "GET, POST", clients["admin"].Call(t, "PUT", "/api/accounts", nil).Header.Get("Allow"))
	})
}

// fields are the names of a JSON object, sorted.
func fields(v any) string {
	m, _ := v.(map[string]any)
	return strings.Join(slices.Sorted(maps.Keys(m)), " ")
}

func TestShapes(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	admin := w.SignIn(t)
	const accountFields = "api_key_prefix brake created_at description error_message id last_active_at limits linked_at name " +
		"paused_at phone_number proxy push_name queued reason receive_channels receive_status status updated_at"
	const messageFields = "account_id author chat chat_id chat_kind contact created_at deleted_at direction edited_at error error_code from_me id late media message_id " +
		"reactions recipient sender sender_name source status text timestamp type"

	created := admin.Call(t, "POST", "/api/accounts", map[string]any{"name": "Shop"}).JSON(t)
	require.Equal(t, "api_key "+accountFields, fields(created))
	require.Regexp(t, `^wak_[0-9a-f]{48}$`, created["api_key"])
	require.Nil(t, created["phone_number"])
	id := created["id"].(string)
	own := w.Key(created["api_key"].(string))
	require.Equal(t, accountFields, fields(own.Call(t, "GET", "/api/accounts/"+id, nil).JSON(t)))
	var list []map[string]any
	require.NoError(t, json.Unmarshal([]byte(admin.Call(t, "GET", "/api/accounts", nil).Text), &list))
	require.Equal(t, accountFields, fields(list[0]))

	_, err := w.Store.Claim(w.Admin, w.Accounts.Holder, time.Hour)
	require.NoError(t, err)
	sent := own.Call(t, "POST", "/api/send", map[string]any{"number": "+49 151 12345678", "message": "hello"}).JSON(t)
	require.Equal(t, []any{true, "queued", "4915112345678"}, []any{sent["success"], sent["status"], sent["number"]})
	m := own.Call(t, "GET", "/api/messages/"+sent["id"].(string), nil).JSON(t)
	require.Equal(t, messageFields, strings.NewReplacer(" status_history", "", " versions", "", " plan", "").Replace(fields(m)))
	require.Equal(t, "at reason status", fields(m["status_history"].([]any)[0]))
	require.Equal(t, sent["message_id"], m["message_id"])
	_, err = time.Parse(time.RFC3339, m["timestamp"].(string))
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(m["timestamp"].(string), "Z"))
	page := own.Call(t, "GET", "/api/accounts/"+id+"/messages", nil).JSON(t)
	require.Equal(t, "items next_cursor", fields(page))
	require.Equal(t, messageFields, fields(page["items"].([]any)[0]))
	require.Nil(t, page["next_cursor"])

	health := w.Anonymous().Call(t, "GET", "/api/health", nil).JSON(t)
	require.Equal(t, "accounts database memory queues status uptime_seconds version", fields(health))
	require.Equal(t, "connections latency_ms max_connections ok size_bytes", fields(health["database"]))
	require.Equal(t, "goroutines heap_bytes rss_bytes", fields(health["memory"]))
	require.Equal(t, map[string]any{"total": 1.0, "ready": 0.0}, health["accounts"])
	require.Equal(t, map[string]any{
		"outbox": 1.0, "media": 0.0, "jobs": 0.0, "webhooks": map[string]any{"pending": 0.0, "failing": 0.0, "dead_letters": 0.0},
	}, health["queues"])

	key := admin.Call(t, "POST", "/api/accounts/"+id+"/regenerate-api-key", nil).JSON(t)
	require.Equal(t, "api_key", fields(key))
	require.Equal(t, http.StatusUnauthorized, own.Call(t, "GET", "/api/accounts/"+id, nil).Status, "the old key stops at once")
	require.Equal(t, http.StatusOK, w.Key(key["api_key"].(string)).Call(t, "GET", "/api/accounts/"+id, nil).Status)
	require.JSONEq(t, `{"success":true}`, admin.Call(t, "DELETE", "/api/accounts/"+id, nil).Text)
	require.Equal(t, http.StatusNotFound, admin.Call(t, "GET", "/api/accounts/"+id, nil).Status)
}

func TestQR(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	own := w.Key(key)
	path := "/api/accounts/" + shop.ID.String() + "/qr"

	none := own.Call(t, "GET", path, nil)
	require.Equal(t, http.StatusAccepted, none.Status)
	require.Equal(t, "initializing", none.JSON(t)["status"])

	expires := time.Now().Add(time.Minute).UTC().Truncate(time.Microsecond)
	require.NoError(t, w.Accounts.CodeShown(w.Admin, shop.ID, account.QR{Code: "2@code", ExpiresAt: expires, Number: 1, Total: 6}))
	ready := own.Call(t, "GET", path, nil)
	require.Equal(t, http.StatusOK, ready.Status)
	require.Equal(t, "no-store", ready.Header.Get("Cache-Control"))
	code := ready.JSON(t)
	require.Equal(t, "code expires_at qr_code status", fields(code))
	require.Equal(t, []any{"qr_ready", "2@code", expires.Format(time.RFC3339Nano)}, []any{code["status"], code["code"], code["expires_at"]})
	encoded, ok := strings.CutPrefix(code["qr_code"].(string), "data:image/png;base64,")
	require.True(t, ok)
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	require.NoError(t, err)
	picture := own.Call(t, "GET", path, nil, "Accept", "image/png")
	require.Equal(t, "image/png", picture.Header.Get("Content-Type"))
	require.Equal(t, string(decoded), picture.Text)

	require.NoError(t, w.Accounts.Scanned(w.Admin, shop.ID, account.Identity{DeviceJID: "4915187654321:1@s.whatsapp.net", PhoneNumber: "4915187654321"}))
	require.NoError(t, w.Accounts.Connected(w.Admin, shop.ID))
	linked := own.Call(t, "GET", path, nil)
	require.Equal(t, http.StatusOK, linked.Status)
	require.JSONEq(t, `{"status":"ready"}`, linked.Text)
	require.Equal(t, http.StatusConflict, own.Call(t, "POST", "/api/accounts/"+shop.ID.String()+"/pairing-code", map[string]any{"number": "+4915112345678"}).Status)
}

func TestSend(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	_, key := w.Account(t, "Shop")
	own := w.Key(key)
	body := func(text string) map[string]any { return map[string]any{"number": "+49 151 12345678", "message": text} }

	t.Run("the_same_key_answers_the_first_answer_again", func(t *testing.T) {
		t.Parallel()
		first := own.Call(t, "POST", "/api/send", body("once"), "Idempotency-Key", "k")
		require.Empty(t, first.Header.Get("Idempotent-Replayed"))
		again := own.Call(t, "POST", "/api/send", body("once"), "Idempotency-Key", "k")
		require.Equal(t, http.StatusAccepted, again.Status)
		require.Equal(t, "true", again.Header.Get("Idempotent-Replayed"))
		require.Equal(t, first.JSON(t), again.JSON(t))
		other := own.Call(t, "POST", "/api/send", body("other"), "Idempotency-Key", "k")
		require.Equal(t, http.StatusConflict, other.Status)
		require.Equal(t, "idempotency_key_reused", other.JSON(t)["code"])
	})
	t.Run("a_duplicate_is_refused_unless_allowed", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, http.StatusAccepted, own.Call(t, "POST", "/api/send", body("twice")).Status)
		again := own.Call(t, "POST", "/api/send", body("twice"))
		require.Equal(t, http.StatusConflict, again.Status)
		require.Equal(t, "duplicate", again.JSON(t)["code"])
		allowed := body("twice")
		allowed["allow_duplicate"] = true
		require.Equal(t, http.StatusAccepted, own.Call(t, "POST", "/api/send", allowed).Status)
	})
	t.Run("wait_ends_with_202_when_nothing_happened", func(t *testing.T) {
		t.Parallel()
		a := own.Call(t, "POST", "/api/send", body("wait"), "Prefer", "respond-async, wait=1")
		require.Equal(t, http.StatusAccepted, a.Status)
		require.Equal(t, "wait=1", a.Header.Get("Preference-Applied"))
	})
	t.Run("a_wait_is_at_most_30_seconds", func(t *testing.T) {
		t.Parallel()
		sent := own.Call(t, "POST", "/api/send", body("long"), "Idempotency-Key", "long").JSON(t)
		_, err := w.Pool.Exec(t.Context(), "UPDATE messages SET status = 'failed', error = 'No.', error_code = 'not_on_whatsapp' WHERE id = $1", sent["id"])
		require.NoError(t, err)
		a := own.Call(t, "POST", "/api/send", body("long"), "Idempotency-Key", "long", "Prefer", "wait=600")
		require.Equal(t, http.StatusOK, a.Status)
		require.Equal(t, "wait=30", a.Header.Get("Preference-Applied"))
		failed := a.JSON(t)
		require.Equal(t, []any{false, "failed", "not_on_whatsapp"}, []any{failed["success"], failed["status"], failed["error_code"]})
	})
}

func TestSending(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	own := w.Key(key)
	send := func(body map[string]any) (int, map[string]any) {
		a := own.Call(t, "POST", "/api/send", body)
		return a.Status, a.JSON(t)
	}

	t.Run("a_dry_run_accepts_nothing_and_fails_as_sending_would", func(t *testing.T) {
		status, m := send(map[string]any{"number": "+49 151 12345678", "message": "hello", "dry_run": true})
		require.Equal(t, http.StatusOK, status)
		require.Nil(t, m["id"])
		require.NotEmpty(t, m["plan"].(map[string]any)["text"])
		require.Empty(t, own.Call(t, "GET", "/api/accounts/"+shop.ID.String()+"/messages", nil).JSON(t)["items"])
		status, _ = send(map[string]any{"number": "nobody", "message": "hello", "dry_run": true})
		require.Equal(t, http.StatusUnprocessableEntity, status)
	})

	t.Run("what_is_scheduled_says_so_and_can_be_cancelled_once", func(t *testing.T) {
		status, m := send(map[string]any{"number": "+49 151 12345678", "message": "tomorrow", "send_at": time.Now().Add(time.Hour).Format(time.RFC3339), "ttl": 60})
		require.Equal(t, http.StatusAccepted, status)
		require.Equal(t, "scheduled", m["plan"].(map[string]any)["reason"])
		path := "/api/messages/" + m["id"].(string)
		cancelled := own.Call(t, "POST", path+"/cancel", nil)
		require.Equal(t, http.StatusOK, cancelled.Status)
		require.Equal(t, []any{"failed", "cancelled"}, []any{cancelled.JSON(t)["status"], cancelled.JSON(t)["error_code"]})
		require.Equal(t, http.StatusConflict, own.Call(t, "POST", path+"/cancel", nil).Status)
	})

	t.Run("bad_times_are_told", func(t *testing.T) {
		for field, body := range map[string]map[string]any{
			"send_at":   {"send_at": "tomorrow"},
			"time_zone": {"send_at": "2030-01-01T09:00", "time_zone": "Mars/Olympus"},
			"ttl":       {"ttl": 1},
		} {
			body["number"], body["message"] = "+49 151 12345678", "hello"
			status, problem := send(body)
			require.Equal(t, http.StatusUnprocessableEntity, status, field)
			require.Equal(t, field, problem["errors"].([]any)[0].(map[string]any)["field"])
		}
	})

	t.Run("a_paused_account_says_so", func(t *testing.T) {
		require.NotNil(t, own.Call(t, "POST", "/api/accounts/"+shop.ID.String()+"/pause", nil).JSON(t)["paused_at"])
		_, m := send(map[string]any{"number": "+49 151 12345678", "message": "while paused"})
		require.Equal(t, "paused", m["plan"].(map[string]any)["reason"])
		require.EqualValues(t, 1, own.Call(t, "DELETE", "/api/accounts/"+shop.ID.String()+"/queue?priority=transactional", nil).JSON(t)["cancelled"])
		require.Nil(t, own.Call(t, "POST", "/api/accounts/"+shop.ID.String()+"/resume", nil).JSON(t)["paused_at"])
	})

	t.Run("who_has_opted_out_is_not_written_to", func(t *testing.T) {
		consents := "/api/accounts/" + shop.ID.String() + "/consents"
		e := own.Call(t, "POST", consents, map[string]any{"number": "+49 151 99999999", "state": "opted_out", "note": "=1+1"})
		require.Equal(t, http.StatusOK, e.Status, e.Text)
		status, problem := send(map[string]any{"number": "4915199999999", "message": "hello"})
		require.Equal(t, http.StatusConflict, status)
		require.Equal(t, "opted_out", problem["code"])
		list := own.Call(t, "GET", consents, nil).JSON(t)["items"].([]any)
		require.Len(t, list, 1)
		file := own.Call(t, "GET", consents+"?format=csv", nil)
		require.Equal(t, "text/csv; charset=utf-8", file.Header.Get("Content-Type"))
		require.Contains(t, file.Text, ",4915199999999,,opted_out,api,'=1+1,")
	})

	t.Run("limits_are_the_accounts_own_or_the_servers", func(t *testing.T) {
		admin := w.SignIn(t)
		path := "/api/accounts/" + shop.ID.String()
		a := admin.Call(t, "PATCH", path, map[string]any{"limits": map[string]any{"max_per_day": 7}}).JSON(t)
		require.EqualValues(t, 7, a["limits"].(map[string]any)["max_per_day"])
		a = admin.Call(t, "PATCH", path, map[string]any{"name": "Other"}).JSON(t)
		require.EqualValues(t, 7, a["limits"].(map[string]any)["max_per_day"], "what is left out stays")
		a = admin.Call(t, "PATCH", path, map[string]any{"limits": map[string]any{}}).JSON(t)
		require.EqualValues(t, 0, a["limits"].(map[string]any)["max_per_day"])
		health := own.Call(t, "GET", path+"/health", nil).JSON(t)
		require.Equal(t, "good", health["level"])
	})
}

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	a := w.Anonymous().Call(t, "GET", "/openapi.json", nil)
	require.Equal(t, "application/json", a.Header.Get("Content-Type"))
	var spec struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	require.NoError(t, json.Unmarshal([]byte(a.Text), &spec))
	require.Equal(t, "3.1.0", spec.OpenAPI)
	for path, operations := range spec.Paths {
		for method, raw := range operations {
			var op struct {
				ID          string                     `json:"operationId"`
				Summary     string                     `json:"summary"`
				Description string                     `json:"description"`
				Security    []map[string][]string      `json:"security"`
				Responses   map[string]json.RawMessage `json:"responses"`
				RequestBody *struct {
					Content map[string]struct{ Example any } `json:"content"`
				} `json:"requestBody"`
			}
			require.NoError(t, json.Unmarshal(raw, &op))
			name := method + " " + path
			require.NotEmpty(t, op.ID, name)
			require.NotEmpty(t, op.Summary, name)
			require.NotEmpty(t, op.Description, name)
			require.Equal(t, !slices.Contains([]string{"/api/health", "/api/auth/login", "/api/event-types", "/api/webhook-reply"}, path), len(op.Security) > 0, name)
			if op.RequestBody != nil && path != "/api/media" {
				require.NotNil(t, op.RequestBody.Content["application/json"].Example, name)
			}
			if path != "/api/media/{id}" && path != "/api/media/{id}/thumbnail" {
				require.True(t, slices.ContainsFunc([]string{"200", "201", "202"}, func(status string) bool {
					return bytes.Contains(op.Responses[status], []byte(`"example"`))
				}), name)
			}
		}
	}
	require.Greater(t, len(spec.Paths), 50)
	require.NotContains(t, a.Text, "ErrorModel")
	yaml := w.Anonymous().Call(t, "GET", "/openapi.yaml", nil)
	require.Equal(t, "application/yaml", yaml.Header.Get("Content-Type"))
	require.Contains(t, yaml.Text, "openapi: 3.1.0")
}
