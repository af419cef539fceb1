package ai

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/ssestream"

	"switchboard/internal/reply"
)

// reasoningDetails is where OpenRouter puts sealed thoughts, and wants them back.
const reasoningDetails = "reasoning_details"

// heard is what has come of a stream of chunks.
type heard struct {
	text, refusal strings.Builder
	calls         []*partCall
	at            map[int64]*partCall // the call that a chunk goes on with, by its index
	thoughts      []map[string]any
	finish        string
	draft         draft
}

type partCall struct {
	id, name  string
	arguments strings.Builder
}

// hearOpenAI puts a stream together.
func hearOpenAI(to target, model string, stream *ssestream.Stream[openai.ChatCompletionChunk]) (draft, error) {
	defer stream.Close()
	h := heard{at: map[int64]*partCall{}}
	for stream.Next() {
		h.add(stream.Current())
	}
	if err := stream.Err(); err != nil {
		if e, ok := errors.AsType[*ssestream.StreamError](err); ok {
			return h.draft, told{status: openAIStatus(e.Event.Data), body: e.Event.Data}
		}
		return h.draft, err
	}
	return h.done(to, model)
}

func (h *heard) add(chunk openai.ChatCompletionChunk) {
	if chunk.Model != "" {
		h.draft.Model = chunk.Model
	}
	if u := chunk.Usage; u.PromptTokens > 0 || u.CompletionTokens > 0 {
		h.draft.Usage = reply.Usage{In: int(u.PromptTokens), Out: int(u.CompletionTokens)}
		h.draft.thoughts = int(u.CompletionTokensDetails.ReasoningTokens)
	}
	for _, c := range chunk.Choices {
		h.text.WriteString(c.Delta.Content)
		h.refusal.WriteString(c.Delta.Refusal)
		for _, t := range c.Delta.ToolCalls {
			h.addCall(t)
		}
		if details := c.Delta.JSON.ExtraFields[reasoningDetails]; details.Raw() != "" {
			h.addThoughts([]byte(details.Raw()))
		}
		if c.FinishReason != "" {
			h.finish = c.FinishReason
		}
	}
}

// addCall goes on with the call of the same index. Some servers number all calls 0 and send
// each whole: another id is another call.
func (h *heard) addCall(t openai.ChatCompletionChunkChoiceDeltaToolCall) {
	c := h.at[t.Index]
	if c == nil || t.ID != "" && c.id != "" && t.ID != c.id {
		c = &partCall{}
		h.calls = append(h.calls, c)
		h.at[t.Index] = c
	}
	if t.ID != "" {
		c.id = t.ID
	}
	if t.Function.Name != "" {
		c.name = t.Function.Name
	}
	c.arguments.WriteString(t.Function.Arguments)
}

// addThoughts puts the pieces of a thought together: they have the same index and type.
func (h *heard) addThoughts(raw []byte) {
	var pieces []map[string]any
	if json.Unmarshal(raw, &pieces) != nil {
		return
	}
	for _, piece := range pieces {
		if n := len(h.thoughts); n > 0 && place(h.thoughts[n-1]) == place(piece) {
			last := h.thoughts[n-1]
			for name, v := range piece {
				before, isText := last[name].(string)
				more, _ := v.(string)
				switch {
				case isText && (name == "text" || name == "summary" || name == "data"):
					last[name] = before + more
				case v != nil:
					last[name] = v
				}
			}
			continue
		}
		h.thoughts = append(h.thoughts, piece)
	}
}

// place is where a piece of a thought belongs.
func place(piece map[string]any) string { return fmt.Sprint(piece["type"], piece["index"]) }

func (h *heard) done(to target, model string) (draft, error) {
	d := h.draft
	d.Text = strings.TrimSpace(spoken(h.text.String()))
	for i, c := range h.calls {
		if c.id == "" {
			c.id = fmt.Sprintf("call_%d", i+1)
		}
		call := reply.ToolCall{ID: c.id, Name: c.name, Arguments: json.RawMessage(c.arguments.String())}
		if i == 0 && len(h.thoughts) > 0 {
			call.State = remember(to, model, h.thoughts)
		}
		d.Calls = append(d.Calls, call)
	}
	switch h.finish {
	case "":
		return d, errBroken
	case "length":
		d.Cut = true
	case "content_filter":
		return d, verdict{reply.Refused, "The provider's content filter stopped the answer."}
	case "error":
		return d, verdict{reply.Broken, "The provider behind the model broke its answer off."}
	}
	if refusal := strings.TrimSpace(h.refusal.String()); refusal != "" && d.empty() {
		return d, verdict{reply.Refused, refusal}
	}
	return d, nil
}

// spoken leaves out what open models think aloud before they answer.
func spoken(text string) string {
	trimmed := strings.TrimSpace(text)
	if !strings.HasPrefix(trimmed, "<think>") {
		return text
	}
	_, after, _ := strings.Cut(trimmed, "</think>") // without an end it was all thought
	return after
}

// openAIStatus is the status that a fault in the middle of a stream would have had.
func openAIStatus(event []byte) int {
	var f struct {
		Error struct {
			Code json.RawMessage `json:"code"`
			Type string          `json:"type"`
		} `json:"error"`
	}
	_ = json.Unmarshal(event, &f) // the fault may be a mere sentence
	var number int
	if json.Unmarshal(f.Error.Code, &number) == nil && number >= http.StatusBadRequest {
		return number
	}
	word := text(f.Error.Code) + " " + f.Error.Type
	switch {
	case strings.Contains(word, "rate_limit"), strings.Contains(word, "quota"):
		return http.StatusTooManyRequests
	case strings.Contains(word, "invalid"), strings.Contains(word, "context_length"), strings.Contains(word, "tool_use_failed"):
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}
