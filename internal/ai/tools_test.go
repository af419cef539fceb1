package ai_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/reply"
)

// The whole way of a tool: declared, called, its result told.
func TestTools(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		d := setup(t, p, stream(t, p, "tools.sse"), stream(t, p, "answer.sse"))
		q := hello()
		q.Tools = []reply.Tool{
			{Name: "order_status", Description: "Where an order is.", Parameters: json.RawMessage(`{"type":"object","properties":{"number":{"type":"integer"}},"required":["number"],"additionalProperties":false}`)},
			{Name: "opening_hours", Description: "When we are open."},
		}
		a, err := d.models.Answer(t.Context(), d.access, q)
		require.NoError(t, err)
		require.Len(t, a.Calls, 2)
		require.Equal(t, "order_status", a.Calls[0].Name)
		require.JSONEq(t, `{"number":42}`, string(a.Calls[0].Arguments))
		require.Equal(t, "opening_hours", a.Calls[1].Name)
		require.JSONEq(t, `{}`, string(a.Calls[1].Arguments))
		require.NotEmpty(t, a.Calls[0].ID)
		require.NotEqual(t, a.Calls[0].ID, a.Calls[1].ID)
		if p != reply.OpenAICompatible {
			require.Equal(t, reply.Usage{In: 80, Out: 31}, a.Usage)
		}

		q.Turns = append(q.Turns, reply.Turn{Role: reply.Assistant, Text: a.Text, Calls: a.Calls}, reply.Turn{Role: reply.ToolUse, Results: []reply.ToolResult{
			{CallID: a.Calls[0].ID, Name: a.Calls[0].Name, Text: "On its way."},
			{CallID: a.Calls[1].ID, Name: a.Calls[1].Name, Text: "No such table.", Failed: true},
		}})
		a, err = d.models.Answer(t.Context(), d.access, q)
		require.NoError(t, err)
		require.Equal(t, "We are open until six. ☕", a.Text)

		declared, told := d.questions()[0].raw, d.questions()[1].raw
		for _, want := range toolsOnTheWire[p].declared {
			contains(t, declared, want)
		}
		for _, want := range toolsOnTheWire[p].told {
			contains(t, told, want)
		}
	})
}

type toolsWire struct{ declared, told []string }

const schema = `{"type":"object","properties":{"number":{"type":"integer"}},"required":["number"],"additionalProperties":false}`

func likeOpenAI(first, second string, more ...string) toolsWire {
	return toolsWire{
		declared: []string{`{"type":"function","function":{"name":"order_status","description":"Where an order is.","parameters":` + schema + `}}`},
		told: append([]string{
			`[{"id":"` + first + `","type":"function","function":{"name":"order_status","arguments":"{\"number\":42}"}},{"id":"` + second + `","type":"function","function":{"name":"opening_hours","arguments":"{}"}}]`,
			`{"role":"tool","tool_call_id":"` + first + `","content":"On its way."}`, `{"role":"tool","tool_call_id":"` + second + `","content":"Error: No such table."}`,
		}, more...),
	}
}

var toolsOnTheWire = map[reply.Provider]toolsWire{
	reply.OpenAI: likeOpenAI("call_DdmO9pD3xa9XTPNJ32zg2hcA", "call_0mKq7Wb1"),
	reply.Groq:   likeOpenAI("call_pk7n", "call_x2dd"),
	// Its thoughts go back whole, with their seal.
	reply.OpenRouter:       likeOpenAI("toolu_01A", "toolu_01B", `[{"type":"reasoning.text","text":"Look it up.","signature":"EuYBCkQ=","format":"anthropic-claude-v1","index":0}]`),
	reply.OpenAICompatible: likeOpenAI("call_e5q7", "call_k1vz"),
	reply.Anthropic: {
		declared: []string{`{"name":"order_status","description":"Where an order is.","input_schema":` + schema + `}`, `{"name":"opening_hours","description":"When we are open.","input_schema":{"type":"object","properties":{}}}`},
		told: []string{
			`{"role":"assistant","content":[{"type":"thinking","thinking":"Look it up.","signature":"EqQBCgIYAhIM"},{"type":"redacted_thinking","data":"EmwKAhgBEgy3va3p"},` +
				`{"type":"tool_use","id":"toolu_01T1x1fJ34qAmk2tNTrN7Up6","name":"order_status","input":{"number":42}},{"type":"tool_use","id":"toolu_01Qw","name":"opening_hours","input":{}}]}`,
			`{"type":"tool_result","tool_use_id":"toolu_01T1x1fJ34qAmk2tNTrN7Up6","content":[{"type":"text","text":"On its way."}],"is_error":false}`,
			`{"type":"tool_result","tool_use_id":"toolu_01Qw","content":[{"type":"text","text":"No such table."}],"is_error":true}`,
		},
	},
	reply.Gemini: {
		declared: []string{`{"name":"order_status","description":"Where an order is.","parametersJsonSchema":` + schema + `}`},
		told: []string{
			`{"functionCall":{"name":"order_status","args":{"number":42}},"thoughtSignature":"CiQBnyvxTQ=="}`,
			`{"functionResponse":{"name":"order_status","response":{"output":"On its way."}}}`,
			`{"functionResponse":{"name":"opening_hours","response":{"error":"No such table."}}}`,
		},
	},
}

// Sealed thoughts open only for the model that had them.
func TestTools_another_model_gets_no_sealed_thoughts(t *testing.T) {
	t.Parallel()
	for _, p := range []reply.Provider{reply.Anthropic, reply.Gemini, reply.OpenRouter} {
		d := setup(t, p, stream(t, p, "tools.sse"), stream(t, p, "answer.sse"))
		q := hello()
		a, err := d.models.Answer(t.Context(), d.access, q)
		require.NoError(t, err)
		require.NotNil(t, a.Calls[0].State)
		q.Turns = append(q.Turns, reply.Turn{Role: reply.Assistant, Calls: a.Calls}, reply.Turn{Role: reply.ToolUse, Results: []reply.ToolResult{{CallID: a.Calls[0].ID, Name: "order_status", Text: "On its way."}}})
		q.Model = "another-model"
		_, err = d.models.Answer(t.Context(), d.access, q)
		require.NoError(t, err)
		told := string(d.questions()[1].raw)
		require.NotContains(t, told, "hinking")
		require.NotContains(t, told, "ignature")
		require.NotContains(t, told, "reasoning_details")
	}
}

func TestTools_bad_schema_is_not_sent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p reply.Provider) {
		t.Helper()
		d := setup(t, p, stream(t, p, "answer.sse"))
		q := hello()
		q.Tools = []reply.Tool{{Name: "order_status", Parameters: json.RawMessage(`["no schema"]`)}}
		_, err := d.models.Answer(t.Context(), d.access, q)
		require.Equal(t, reply.BadRequest, refused(t, err).Failure)
		require.Empty(t, d.questions())
	})
}

func TestTools_arguments_that_are_no_JSON(t *testing.T) {
	t.Parallel()
	d := setup(t, reply.OpenAI, stream(t, reply.OpenAI, "badcall.sse"))
	_, err := d.models.Answer(t.Context(), d.access, hello())
	require.Equal(t, reply.Broken, refused(t, err).Failure)
}
