package ai_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/ai"
	"switchboard/internal/reply"
)

const secret = "sk-test-0123456789abcdefKEY"

var providers = []reply.Provider{reply.OpenAI, reply.Anthropic, reply.Gemini, reply.Groq, reply.OpenRouter, reply.OpenAICompatible}

// paths is where each provider is asked for an answer.
var paths = map[reply.Provider]string{
	reply.OpenAI: "/v1/chat/completions", reply.OpenAICompatible: "/v1/chat/completions",
	reply.Groq: "/openai/v1/chat/completions", reply.OpenRouter: "/api/v1/chat/completions",
	reply.Anthropic: "/v1/messages", reply.Gemini: "/v1beta/models/some-model:streamGenerateContent",
}

// desk is a provider's server: it answers by script and keeps what it was asked.
type desk struct {
	provider reply.Provider
	access   reply.Access
	models   *ai.Models

	mu    sync.Mutex
	asked []asked
}

type asked struct {
	path, query string
	header      http.Header
	raw         []byte
}

// json is the question as it came.
func (a asked) json(t *testing.T) map[string]any {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal(a.raw, &m), "%s", a.raw)
	return m
}

// setup opens a desk: the nth question gets the nth answer, and the last one again and again.
func setup(t *testing.T, p reply.Provider, answers ...http.HandlerFunc) *desk {
	t.Helper()
	d := &desk{provider: p}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		d.mu.Lock()
		d.asked = append(d.asked, asked{path: r.URL.Path, query: r.URL.RawQuery, header: r.Header, raw: raw})
		answer := answers[min(len(d.asked), len(answers))-1]
		d.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	d.models, d.access = at(p, s.URL, 0)
	return d
}

// at is a provider at an address: the operator's, or for a server of one's own the owner's.
func at(p reply.Provider, address string, idle time.Duration) (*ai.Models, reply.Access) {
	base := address + map[reply.Provider]string{reply.OpenAI: "/v1", reply.Groq: "/openai/v1", reply.OpenRouter: "/api/v1"}[p]
	deps := ai.Deps{BaseURLs: map[reply.Provider]string{p: base}, Dial: (&net.Dialer{}).DialContext, Idle: idle}
	a := reply.Access{Provider: p, Key: secret}
	if p == reply.OpenAICompatible {
		deps.BaseURLs, a.BaseURL = nil, base
	}
	return ai.New(deps), a
}

func (d *desk) questions() []asked {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked
}

// hello is a question of one turn.
func hello() reply.Question {
	return reply.Question{Model: "some-model", System: "You help a café.", MaxTokens: 100, Turns: []reply.Turn{{Role: reply.User, Text: "When do you close?"}}}
}

func file(t *testing.T, p reply.Provider, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", string(p), name))
	require.NoError(t, err)
	return b
}

// stream answers with a recorded stream.
func stream(t *testing.T, p reply.Provider, name string) http.HandlerFunc {
	t.Helper()
	b := file(t, p, name)
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Write(b)
	}
}

// document answers with JSON, or with what a body that is no JSON is.
func document(status int, header map[string]string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for k, v := range header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(status)
		w.Write(body)
	}
}

// refused takes the failure out of an error, which never has the key in it.
func refused(t *testing.T, err error) *reply.ModelError {
	t.Helper()
	e, ok := errors.AsType[*reply.ModelError](err)
	require.True(t, ok, "%T %v", err, err)
	for link := err; link != nil; link = errors.Unwrap(link) {
		require.NotContains(t, link.Error(), secret)
	}
	require.NotContains(t, e.Message, "sk-test")
	require.NotEmpty(t, e.Message)
	return e
}

// each runs a test for every provider.
func each(t *testing.T, test func(t *testing.T, p reply.Provider)) {
	t.Helper()
	for _, p := range providers {
		t.Run(string(p), func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		d := setup(t, p, stream(t, p, "answer.sse"))
		a, err := d.models.Answer(t.Context(), d.access, hello())
		require.NoError(t, err)
		require.Equal(t, "We are open until six. ☕", a.Text)
		require.Empty(t, a.Calls)
		require.NotEmpty(t, a.Model)
		require.False(t, a.Cut)
		want := reply.Usage{In: 21, Out: 9}
		if p == reply.OpenAICompatible {
			want = reply.Usage{} // this one does not count
		}
		require.Equal(t, want, a.Usage)

		q := d.questions()
		require.Len(t, q, 1)
		require.Equal(t, paths[p], q[0].path)
		require.NotContains(t, q[0].query, secret)
		sent := string(q[0].raw)
		require.Contains(t, sent, "You help a café.")
		require.Contains(t, sent, "When do you close?")
		require.NotContains(t, sent, "emperature", "the provider's default")
		require.NotContains(t, sent, "ontinuation")
		switch p {
		case reply.Anthropic:
			require.Equal(t, secret, q[0].header.Get("X-Api-Key"))
			require.EqualValues(t, 100, q[0].json(t)["max_tokens"])
			require.Equal(t, true, q[0].json(t)["stream"])
		case reply.Gemini:
			require.Equal(t, secret, q[0].header.Get("X-Goog-Api-Key"))
			require.Equal(t, "alt=sse", q[0].query)
			require.Contains(t, sent, `"maxOutputTokens":100`)
		default:
			require.Equal(t, "Bearer "+secret, q[0].header.Get("Authorization"))
			limit := "max_tokens"
			if p == reply.OpenAI || p == reply.Groq {
				limit = "max_completion_tokens"
			}
			require.EqualValues(t, 100, q[0].json(t)[limit])
			require.Equal(t, map[string]any{"include_usage": true}, q[0].json(t)["stream_options"])
		}
	})
}

func TestAnswer_cut_short(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		d := setup(t, p, stream(t, p, "cut.sse"))
		a, err := d.models.Answer(t.Context(), d.access, hello())
		require.NoError(t, err)
		require.Equal(t, "We are", a.Text)
		require.True(t, a.Cut)
		require.Len(t, d.questions(), 1)
	})
}

func TestAnswer_temperature_0_is_0(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		d := setup(t, p, stream(t, p, "answer.sse"))
		for _, temperature := range []float64{0, 0.7, 1.5} {
			q := hello()
			q.Temperature = &temperature
			_, err := d.models.Answer(t.Context(), d.access, q)
			require.NoError(t, err)
			sent := d.questions()[len(d.questions())-1].json(t)
			if p == reply.Gemini {
				sent = sent["generationConfig"].(map[string]any)
			}
			if p == reply.Anthropic {
				temperature = min(temperature, 1)
			}
			require.InDelta(t, temperature, sent["temperature"], 1e-6)
		}
	})
}

func TestAnswer_images(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		d := setup(t, p, stream(t, p, "answer.sse"))
		q := hello()
		q.Turns[0].Images = []reply.Image{{Mimetype: "image/jpeg; x=y", Data: []byte("\xff\xd8\xff picture")}}
		_, err := d.models.Answer(t.Context(), d.access, q)
		require.NoError(t, err)
		want := map[reply.Provider]string{
			reply.Anthropic: `{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/IHBpY3R1cmU="}}`,
			reply.Gemini:    `{"inlineData":{"mimeType":"image/jpeg","data":"/9j/IHBpY3R1cmU="}}`,
		}[p]
		if want == "" {
			want = `{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9j/IHBpY3R1cmU="}}`
		}
		contains(t, d.questions()[0].raw, want)
	})
}

// contains finds a piece of JSON in another, in whatever order its fields are.
func contains(t *testing.T, raw []byte, want string) {
	t.Helper()
	var all, piece any
	require.NoError(t, json.Unmarshal(raw, &all))
	require.NoError(t, json.Unmarshal([]byte(want), &piece), want)
	needle, err := json.Marshal(piece)
	require.NoError(t, err)
	hay := &bytes.Buffer{}
	encoder := json.NewEncoder(hay)
	require.NoError(t, encoder.Encode(all))
	require.Contains(t, hay.String(), string(needle))
}

// conversation is one in which the assistant spoke first, which Anthropic and Gemini do not take.
func TestAnswer_of_a_conversation_that_the_assistant_began(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		d := setup(t, p, stream(t, p, "answer.sse"))
		q := hello()
		q.Turns = append([]reply.Turn{{Role: reply.Assistant, Text: "Your table is free."}, {Role: reply.User}}, q.Turns...)
		_, err := d.models.Answer(t.Context(), d.access, q)
		require.NoError(t, err)
		sent := d.questions()[0].json(t)
		turns, _ := sent["messages"].([]any)
		if p == reply.Gemini {
			turns = sent["contents"].([]any)
		}
		var roles []string
		for _, turn := range turns {
			roles = append(roles, turn.(map[string]any)["role"].(string))
		}
		require.Equal(t, map[reply.Provider]string{
			reply.Anthropic: "user assistant user", reply.Gemini: "user model user", reply.OpenAI: "system assistant user", reply.Groq: "system assistant user",
			reply.OpenRouter: "system assistant user", reply.OpenAICompatible: "system assistant user",
		}[p], strings.Join(roles, " "), "the turn with nothing in it is left out")
	})
}
