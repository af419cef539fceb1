package ai_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/reply"
)

func openAIFault(message, param string) []byte {
	b, _ := json.Marshal(map[string]any{"error": map[string]any{"message": message, "type": "invalid_request_error", "param": param, "code": nil}})
	return b
}

// A model that does not take a parameter is asked again without it, and so from then on.
func TestForm(t *testing.T) {
	t.Parallel()
	const (
		temperature = "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported."
		limit       = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
		effort      = "Function tools with reasoning_effort are not supported for gpt-5.6-luna in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'."
	)
	for name, c := range map[string]struct {
		provider reply.Provider
		faults   [][]byte
		check    func(t *testing.T, sent map[string]any)
	}{
		"temperature": {reply.OpenAI, [][]byte{openAIFault(temperature, "temperature")}, func(t *testing.T, sent map[string]any) {
			t.Helper()
			require.NotContains(t, sent, "temperature")
			require.EqualValues(t, 100, sent["max_completion_tokens"])
		}},
		"limit": {reply.OpenRouter, [][]byte{openAIFault(limit, "max_tokens")}, func(t *testing.T, sent map[string]any) {
			t.Helper()
			require.NotContains(t, sent, "max_tokens")
			require.EqualValues(t, 100, sent["max_completion_tokens"])
			require.InDelta(t, 0.2, sent["temperature"], 1e-9)
		}},
		"older limit": {reply.OpenAI, [][]byte{openAIFault("Unrecognized request argument supplied: max_completion_tokens", "")}, func(t *testing.T, sent map[string]any) {
			t.Helper()
			require.NotContains(t, sent, "max_completion_tokens")
			require.EqualValues(t, 100, sent["max_tokens"])
		}},
		"all of them": {reply.OpenAICompatible, [][]byte{openAIFault(limit, ""), openAIFault(temperature, ""), openAIFault("Unrecognized request argument supplied: stream_options", "")}, func(t *testing.T, sent map[string]any) {
			t.Helper()
			require.NotContains(t, sent, "temperature")
			require.NotContains(t, sent, "stream_options")
			require.EqualValues(t, 100, sent["max_completion_tokens"])
		}},
		"no thoughts with tools": {reply.OpenAI, [][]byte{openAIFault(effort, "reasoning_effort")}, func(t *testing.T, sent map[string]any) {
			t.Helper()
			require.Equal(t, "none", sent["reasoning_effort"])
			require.Len(t, sent["tools"], 1)
		}},
		"Anthropic": {reply.Anthropic, [][]byte{[]byte("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"`temperature` is deprecated for this model.\"}}")}, func(t *testing.T, sent map[string]any) {
			t.Helper()
			require.NotContains(t, sent, "temperature")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := []http.HandlerFunc{}
			for _, f := range c.faults {
				answers = append(answers, document(http.StatusBadRequest, nil, f))
			}
			d := setup(t, c.provider, append(answers, stream(t, c.provider, "answer.sse"))...)
			q := hello()
			low := 0.2
			q.Temperature, q.Tools = &low, []reply.Tool{{Name: "opening_hours"}}
			for range 2 {
				_, err := d.models.Answer(t.Context(), d.access, q)
				require.NoError(t, err)
			}
			asked := d.questions()
			require.Len(t, asked, len(c.faults)+2, "what it took is remembered")
			for _, a := range asked[len(c.faults):] {
				c.check(t, a.json(t))
			}
		})
	}
}

// A refusal that goes on, or that is about the value, is not asked about again.
func TestForm_ends(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		message string
		asked   int
	}{
		{"Unsupported value: 'temperature' does not support 0.2 with this model.", 2},
		{"Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3.", 1},
		{"max_tokens is too large: 100000. This model supports at most 16384 completion tokens.", 1},
	} {
		d := setup(t, reply.OpenAI, document(http.StatusBadRequest, nil, openAIFault(c.message, "")))
		q := hello()
		low := 0.2
		q.Temperature = &low
		_, err := d.models.Answer(t.Context(), d.access, q)
		e := refused(t, err)
		require.Equal(t, reply.BadRequest, e.Failure)
		require.Equal(t, c.message, e.Message)
		require.Len(t, d.questions(), c.asked, c.message)
	}
}

// A model whose thoughts use its limit up is given room for them, at once and from then on.
func TestForm_room_for_thoughts(t *testing.T) {
	t.Parallel()
	for p, limit := range map[reply.Provider]func(sent map[string]any) any{
		reply.OpenAI:    func(sent map[string]any) any { return sent["max_completion_tokens"] },
		reply.Anthropic: func(sent map[string]any) any { return sent["max_tokens"] },
		reply.Gemini:    func(sent map[string]any) any { return sent["generationConfig"].(map[string]any)["maxOutputTokens"] },
	} {
		t.Run(string(p), func(t *testing.T) {
			t.Parallel()
			d := setup(t, p, stream(t, p, "thinking.sse"), stream(t, p, "thought.sse"))
			a, err := d.models.Answer(t.Context(), d.access, hello())
			require.NoError(t, err)
			require.Equal(t, "We are open until six. ☕", a.Text)
			require.False(t, a.Cut)
			require.Equal(t, 409, a.Usage.Out, "both are paid for")
			_, err = d.models.Answer(t.Context(), d.access, hello())
			require.NoError(t, err)
			var limits []any
			for _, q := range d.questions() {
				limits = append(limits, limit(q.json(t)))
			}
			require.Equal(t, []any{100.0, 4196.0, 4196.0}, limits)

			d = setup(t, p, stream(t, p, "thinking.sse"))
			_, err = d.models.Answer(t.Context(), d.access, hello())
			e := refused(t, err)
			require.Equal(t, reply.Broken, e.Failure)
			require.Equal(t, "The model used up its tokens before it said anything: allow longer answers.", e.Message)
			require.Len(t, d.questions(), 2)
		})
	}
}
