package ai_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/ai"
	"switchboard/internal/reply"
)

func dollars(f float64) *float64 { return &f }
func yes(b bool) *bool           { return &b }

var offered = map[reply.Provider][]reply.Offer{
	reply.OpenAI: {
		{ID: "ft:gpt-4o-mini:acme::x1", Name: "ft:gpt-4o-mini:acme::x1"}, {ID: "gpt-4o", Name: "gpt-4o"}, {ID: "gpt-6-luna", Name: "gpt-6-luna"},
	},
	reply.Groq: {
		{ID: "groq/compound", Name: "groq/compound", ContextTokens: 131072}, {ID: "openai/gpt-oss-20b", Name: "openai/gpt-oss-20b", ContextTokens: 131072},
	},
	reply.OpenRouter: {
		{ID: "openai/gpt-6-luna", Name: "OpenAI: GPT-6 Luna", InPrice: dollars(0.1), OutPrice: dollars(0.5), ContextTokens: 1050000, Sees: yes(true)},
		{ID: "openrouter/auto", Name: "Auto Router", ContextTokens: 2000000, Sees: yes(false)},
		{ID: "qwen/qwen3-8b:free", Name: "Qwen: Qwen3 8B (free)", InPrice: dollars(0), OutPrice: dollars(0), ContextTokens: 40960, Sees: yes(false)},
	},
	reply.OpenAICompatible: {{ID: "qwen3:8b", Name: "qwen3:8b", ContextTokens: 32768}},
	reply.Anthropic: {
		{ID: "claude-haiku-4-5-20251001", Name: "Claude Haiku 4.5"}, {ID: "claude-haiku-5-5", Name: "Claude Haiku 5.5", ContextTokens: 200000, Sees: yes(true)},
	},
	reply.Gemini: {
		{ID: "gemini-3.5-flash-lite", Name: "Gemini 3.5 Flash-Lite", ContextTokens: 1048576}, {ID: "gemini-3.8-flash", Name: "Gemini 3.8 Flash", ContextTokens: 1048576},
	},
}

func TestOffers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		pages := []http.HandlerFunc{document(http.StatusOK, nil, file(t, p, "models.json"))}
		if p == reply.Anthropic || p == reply.Gemini {
			pages = append(pages, document(http.StatusOK, nil, file(t, p, "models2.json")))
		}
		d := setup(t, p, pages...)
		got, err := d.models.Offers(t.Context(), d.access)
		require.NoError(t, err)
		require.Equal(t, offered[p], got)
		q := d.questions()
		require.Len(t, q, len(pages))
		switch p {
		case reply.Anthropic:
			require.Contains(t, q[1].query, "after_id=claude-3-opus-20240229")
		case reply.Gemini:
			require.Contains(t, q[1].query, "pageToken=Cihtb2RlbHM")
		}
	})
}

func TestOffers_failures(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		d := setup(t, p, document(http.StatusUnauthorized, nil, []byte(`{"error":{"message":"No key `+secret+`"}}`)))
		_, err := d.models.Offers(t.Context(), d.access)
		e := refused(t, err)
		require.Equal(t, reply.Unauthorized, e.Failure)
		require.Equal(t, "No key (key)", e.Message)

		d = setup(t, p, document(http.StatusOK, nil, []byte(`<html>`)))
		_, err = d.models.Offers(t.Context(), d.access)
		require.Equal(t, reply.Broken, refused(t, err).Failure)
	})
}

// The models to fall back on, and the one to begin with.
func TestFallback(t *testing.T) {
	t.Parallel()
	for p, spec := range map[reply.Provider]string{
		reply.OpenAI: "gpt-4 gpt-4-turbo gpt-3.5-turbo", reply.Anthropic: "claude-3-opus claude-3-sonnet claude-3-haiku",
		reply.Gemini: "gemini-pro gemini-1.5-pro", reply.Groq: "llama-3.1-70b mixtral-8x7b", reply.OpenRouter: "openai/gpt-4o",
	} {
		models := ai.Fallback(p)
		require.Equal(t, models[0].ID, ai.Default(p))
		require.NotContains(t, models[0].Name, "end")
		for _, want := range strings.Fields(spec) {
			require.True(t, func() bool {
				for _, m := range models {
					if strings.HasPrefix(m.ID, want) {
						return true
					}
				}
				return false
			}(), want)
		}
		models[0].ID = "changed"
		require.NotEqual(t, "changed", ai.Default(p))
	}
	require.Empty(t, ai.Fallback(reply.OpenAICompatible))
	require.Empty(t, ai.Default(reply.OpenAICompatible))
}
