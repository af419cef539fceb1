package rest_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/web/doortest"
)

const aKey = "sk-very-secret-0123456789"

// model is a server that speaks chat completions and keeps the keys that it was shown.
func model(t *testing.T) (address string, keys func() []string) {
	t.Helper()
	var mu sync.Mutex
	var shown []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		shown = append(shown, r.Header.Get("Authorization"))
		mu.Unlock()
		if strings.HasSuffix(r.URL.Path, "/models") {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"object":"list","data":[{"id":"tiny","object":"model"}]}`)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, `data: {"id":"1","object":"chat.completion.chunk","model":"tiny","choices":[{"index":0,"delta":{"content":"At nine."},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}`+"\n\ndata: [DONE]\n\n")
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), shown...)
	}
}

func TestAIConfig(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	other, _ := w.Account(t, "Other")
	admin, own := w.SignIn(t), w.Key(key)
	path := "/api/accounts/" + shop.ID.String() + "/ai-config"
	address, keys := model(t)
	call := func(c *doortest.Client, method, path string, body any, status int) doortest.Answer {
		t.Helper()
		a := c.Call(t, method, path, body)
		require.Equal(t, status, a.Status, a.Text)
		require.NotContains(t, a.Text, aKey)
		return a
	}
	for _, method := range []string{"GET", "POST", "DELETE"} {
		var body any
		if method == "POST" {
			body = map[string]any{}
		}
		call(own, method, path, body, 403)
		call(w.Anonymous(), method, path, body, 401)
	}
	call(own, "POST", path+"/test", map[string]any{}, 403)
	call(own, "POST", path+"/models", map[string]any{"provider": "openai"}, 403)
	for _, list := range []string{"ai-usage", "ai-traces", "ai-drafts", "ai-config/tools", "ai-config/documents"} {
		call(own, "GET", "/api/accounts/"+shop.ID.String()+"/"+list, nil, 200)
		call(own, "GET", "/api/accounts/"+other.ID.String()+"/"+list, nil, 403)
	}
	require.Equal(t, "no_api_key", call(admin, "POST", path, map[string]any{"provider": "openai", "is_active": true}, 422).JSON(t)["code"])
	// The older server's fields.
	saved := call(admin, "POST", path, map[string]any{
		"provider": "openai", "model": "", "api_key": aKey, "system_prompt": "Be kind.", "temperature": 0, "is_active": true, "history_limit": 5,
	}, 200).JSON(t)
	require.Equal(t, []any{true, true, 0.0, 5.0, "Be kind."}, []any{saved["has_api_key"], saved["is_active"], saved["temperature"], saved["history_limit"], saved["system_prompt"]})
	got := call(admin, "GET", path, nil, 200).JSON(t)
	require.Equal(t, saved["temperature"], got["temperature"])
	require.NotContains(t, got, "api_key")
	again := call(admin, "POST", path, got, 200).JSON(t)
	require.Equal(t, 0.0, again["temperature"], "what was read can be written")
	require.Equal(t, true, again["has_api_key"])
	require.Nil(t, call(admin, "POST", path, map[string]any{"default_temperature": true}, 200).JSON(t)["temperature"])

	// The key was given to OpenAI: no other address gets it.
	require.Equal(t, "no_api_key", call(admin, "POST", path, map[string]any{"base_url": address}, 422).JSON(t)["code"])
	trial := call(admin, "POST", path+"/test", map[string]any{"config": map[string]any{"base_url": address, "model": "tiny"}}, 200).JSON(t)
	require.Equal(t, false, trial["success"])
	require.Empty(t, keys())
	// A compatible server needs none.
	saved = call(admin, "POST", path, map[string]any{"provider": "openai_compatible", "model": "tiny", "base_url": address}, 200).JSON(t)
	require.Equal(t, []any{true, false}, []any{saved["is_active"], saved["has_api_key"]})
	// As the older server is asked: everything on one level, with a key that is not saved.
	trial = call(admin, "POST", path+"/test", map[string]any{"api_key": aKey, "message": "When do you open?"}, 200).JSON(t)
	require.Equal(t, []any{true, "At nine.", "openai_compatible", "tiny"}, []any{trial["success"], trial["response"], trial["provider"], trial["model"]})
	require.Equal(t, map[string]any{"answers": true, "reason": nil, "text": nil, "notice": nil}, trial["decision"])
	trial = call(admin, "POST", path+"/test", map[string]any{"api_key": aKey, "message": "Stop!", "stop_words": []string{"stop"}}, 200).JSON(t)
	require.Equal(t, []any{true, "At nine."}, []any{trial["success"], trial["response"]}, "the model is asked all the same")
	require.Equal(t, map[string]any{"answers": false, "reason": "stop_word", "text": "The contact stopped the answers.", "notice": nil}, trial["decision"])
	usage := call(own, "GET", "/api/accounts/"+shop.ID.String()+"/ai-usage", nil, 200)
	require.Contains(t, usage.Text, `"provider":"openai_compatible","model":"tiny","replies":0,"tokens_in":24,"tokens_out":6,`)
	models := call(admin, "POST", path+"/models", map[string]any{"provider": "openai_compatible", "base_url": address, "api_key": aKey}, 200).JSON(t)
	require.Equal(t, true, models["live"], models)
	require.Equal(t, []string{"Bearer " + aKey, "Bearer " + aKey, "Bearer " + aKey}, keys())
	require.Equal(t, false, call(admin, "GET", path, nil, 200).JSON(t)["has_api_key"], "a trial saves nothing")

	older := call(admin, "POST", path, map[string]any{"provider": "openrouter-free", "is_active": false}, 200).JSON(t)
	require.Equal(t, "openrouter", older["provider"])
	bad := call(admin, "POST", path, map[string]any{"debounce_ms": -1}, 422).JSON(t)
	require.Equal(t, "debounce_ms", bad["errors"].([]any)[0].(map[string]any)["field"])
	require.JSONEq(t, `{"success":true}`, call(admin, "DELETE", path, nil, 200).Text)
	require.JSONEq(t, `{"success":true}`, call(admin, "DELETE", path, nil, 200).Text, "what is gone can be removed again")
	require.Equal(t, false, call(admin, "GET", path, nil, 200).JSON(t)["is_active"])
	call(admin, "POST", "/api/accounts/"+anID+"/ai-config", map[string]any{}, 404)
	var sealed int
	require.NoError(t, w.Pool.QueryRow(t.Context(), "SELECT count(*) FROM ai_keys").Scan(&sealed))
	require.Zero(t, sealed)
}

// What PostgreSQL cannot keep is refused at its field, at every door, and never a fault of ours.
func TestAI_textsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, _ := w.Account(t, "Shop")
	admin := w.SignIn(t)
	path := "/api/accounts/" + shop.ID.String() + "/ai-config"
	tool := func(change map[string]any) map[string]any {
		all := map[string]any{"name": "order", "description": "Finds orders.", "parameters": map[string]any{"type": "object"}, "url": "https://example.com"}
		maps.Copy(all, change)
		return all
	}
	const nul = "a\x00b"
	long := strings.Repeat("x", 100_000)
	for _, one := range []struct {
		path, field string
		body        map[string]any
	}{
		{"", "start_words", map[string]any{"start_words": []string{nul}}},
		{"", "stop_words", map[string]any{"stop_words": []string{long}}},
		{"", "hand_over_phrases", map[string]any{"hand_over_phrases": []string{nul}}},
		{"", "model", map[string]any{"model": nul}},
		{"", "model", map[string]any{"model": long}},
		{"", "base_url", map[string]any{"base_url": "https://example.com/" + nul}},
		{"", "base_url", map[string]any{"base_url": "file:///etc/passwd"}},
		{"", "fallbacks[0].model", map[string]any{"fallbacks": []any{map[string]any{"provider": "groq", "model": nul}}}},
		{"", "fallbacks[0].base_url", map[string]any{"fallbacks": []any{map[string]any{"provider": "groq", "base_url": "gopher://example.com"}}}},
		{"", "budget.text", map[string]any{"budget": map[string]any{"text": nul}}},
		{"", "block", map[string]any{"block": []string{nul + "@lid"}}},
		{"", "keys", map[string]any{"keys": []any{map[string]any{"provider": nul, "key": "k"}}}},
		{"/test", "message", map[string]any{"message": nul}},
		{"/test", "turns", map[string]any{"message": "Hi", "turns": []any{map[string]any{"role": "user", "text": nul}}}},
		{"/test", "stop_words", map[string]any{"message": "Hi", "config": map[string]any{"stop_words": []string{nul}}}},
		{"/tools", "description", tool(map[string]any{"description": nul})},
		{"/tools", "parameters", tool(map[string]any{"parameters": map[string]any{"type": "object", "title": nul}})},
		{"/tools", "url", tool(map[string]any{"url": "https://example.com/" + nul})},
		{"/documents", "name", map[string]any{"name": nul, "text": "Nine."}},
		{"/documents/file", "name", map[string]any{"filename": nul + ".txt", "mimetype": "text/plain", "data": "TmluZS4="}},
		{"/documents/file", "mimetype", map[string]any{"filename": "a.txt", "mimetype": "text/plain" + nul, "data": "TmluZS4="}},
	} {
		a := admin.Call(t, "POST", path+one.path, one.body)
		require.Equal(t, 422, a.Status, "%s %s: %s", one.path, one.field, a.Text)
		require.Equal(t, one.field, a.JSON(t)["errors"].([]any)[0].(map[string]any)["field"])
		require.Less(t, len(a.Text), 1000)
	}
	require.Contains(t, admin.Call(t, "POST", path, map[string]any{"budget": map[string]any{"text": nul}}).Text, "control character")
	// What only looks odd is kept.
	require.Equal(t, 200, admin.Call(t, "POST", path, map[string]any{"budget": map[string]any{"text": "Tomorrow.\n\t👋🏽"}}).Status)
}
