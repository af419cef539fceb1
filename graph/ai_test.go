package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/web/doortest"
)

func TestAIConfig(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	admin, own := w.SignIn(t), w.Key(key)
	id := shop.ID.String()
	const secret = "sk-very-secret-0123456789"
	ask := func(c *doortest.Client, query string, variables map[string]any) shown {
		t.Helper()
		a := c.Query(t, query, variables)
		require.NotContains(t, a.Text, secret)
		return read(t, a)
	}
	const save = `mutation($i: SaveAiConfigInput!) { saveAiConfig(input: $i) { config { hasApiKey temperature debounceMs isActive keys { provider source } } } }`
	config := func(c map[string]any) map[string]any {
		return map[string]any{"i": map[string]any{"accountId": id, "config": c}}
	}
	saved := func(s shown) map[string]any {
		t.Helper()
		require.Empty(t, s.Errors)
		return s.Data["saveAiConfig"].(map[string]any)["config"].(map[string]any)
	}
	const get = `query($a: ID!) { aiConfig(accountId: $a) { temperature hasApiKey } }`
	of := map[string]any{"a": id}
	require.Nil(t, ask(admin, get, of).Data["aiConfig"])
	for query, variables := range map[string]map[string]any{
		get: of, save: config(map[string]any{}),
		`mutation($a: ID!) { deleteAiConfig(input: {accountId: $a}) { deletedId } }`:                                    of,
		`mutation($a: ID!) { testAiConfig(input: {accountId: $a}) { success } }`:                                        of,
		`mutation($a: ID!) { listAiModels(input: {accountId: $a, provider: openai, apiKey: "x"}) { models { live } } }`: of,
	} {
		s := ask(own, query, variables)
		require.Equal(t, "FORBIDDEN", s.Errors[0].Extensions.Code, query)
	}
	c := saved(ask(admin, save, config(map[string]any{"provider": "openai", "apiKey": secret, "temperature": 0, "isActive": true})))
	require.Equal(t, []any{true, 0.0, true}, []any{c["hasApiKey"], c["temperature"], c["isActive"]})
	c = saved(ask(admin, save, config(map[string]any{"temperature": nil, "apiKey": nil, "budget": nil, "fallbacks": nil, "isActive": nil})))
	require.Equal(t, []any{true, 0.0, true}, []any{c["hasApiKey"], c["temperature"], c["isActive"]}, "null leaves it as it is")
	require.Nil(t, saved(ask(admin, save, config(map[string]any{"defaultTemperature": true})))["temperature"])
	s := ask(admin, save, config(map[string]any{"debounceMs": -1}))
	require.Equal(t, "debounceMs", s.Errors[0].Extensions.Field)
	s = ask(admin, save, config(map[string]any{"baseUrl": "https://thief.example/v1"}))
	require.Equal(t, "apiKey", s.Errors[0].Extensions.Field)
	require.Equal(t, "no_api_key", s.Errors[0].Extensions.Reason)
	s = ask(admin, save, config(map[string]any{"fallbacks": []any{map[string]any{"provider": "groq", "baseUrl": "file:///etc/passwd"}}}))
	require.Equal(t, "fallbacks[0].baseUrl", s.Errors[0].Extensions.Field)
	// PostgreSQL keeps no half of a character.
	s = ask(admin, `mutation($i: SaveAiToolInput!) { saveAiTool(input: $i) { tool { parameters } } }`, map[string]any{"i": map[string]any{
		"accountId": id, "name": "order", "description": "Finds orders.", "url": "https://example.com", "parameters": `{"type":"object","title":"\ud83d"}`,
	}})
	require.Empty(t, s.Errors)
	s = ask(admin, `mutation($a: ID!) { deleteAiConfig(input: {accountId: $a}) { deletedId } }`, of)
	require.Empty(t, s.Errors)
	require.Nil(t, ask(admin, get, of).Data["aiConfig"])
}
