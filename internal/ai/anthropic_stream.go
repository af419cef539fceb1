package ai

import (
	"encoding/json"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"

	"switchboard/internal/reply"
)

// overheard is what has come of a stream of message events.
type overheard struct {
	blocks map[int64]*block
	order  []*block
	stop   anthropic.StopReason
	ended  bool
	draft  draft
}

// block is one piece of a message, as it grows.
type block struct {
	kind, id, name string
	text           strings.Builder // what is said, thought, or the arguments
	thought        thought
}

// thought is a thinking block: sealed by its signature, or all sealed.
type thought struct {
	Text      string `json:"text,omitempty"`
	Signature string `json:"signature,omitempty"`
	Data      string `json:"data,omitempty"`
}

func (h *overheard) add(e anthropic.MessageStreamEventUnion) {
	switch e.Type {
	case "message_start":
		u := e.Message.Usage
		h.draft.Model = e.Message.Model
		h.draft.Usage = reply.Usage{
			In:  int(u.InputTokens + u.CacheCreationInputTokens + u.CacheReadInputTokens),
			Out: int(u.OutputTokens),
		}
	case "content_block_start":
		c := e.ContentBlock
		b := &block{kind: c.Type, id: c.ID, name: c.Name, thought: thought{Text: c.Thinking, Signature: c.Signature, Data: c.Data}}
		b.text.WriteString(c.Text)
		h.blocks[e.Index] = b
		h.order = append(h.order, b)
	case "content_block_delta":
		if b := h.blocks[e.Index]; b != nil {
			b.text.WriteString(e.Delta.Text)
			b.text.WriteString(e.Delta.PartialJSON)
			b.thought.Text += e.Delta.Thinking
			b.thought.Signature += e.Delta.Signature
		}
	case "message_delta":
		h.stop = e.Delta.StopReason
		// Its counts are totals, not additions.
		h.draft.Usage.Out = max(h.draft.Usage.Out, int(e.Usage.OutputTokens))
		h.draft.thoughts = int(e.Usage.OutputTokensDetails.ThinkingTokens)
	case "message_stop":
		h.ended = true
	}
}

func (h *overheard) done(to target, model string) (draft, error) {
	d := h.draft
	var said []string
	var thoughts []thought
	for _, b := range h.order {
		switch b.kind {
		case "text":
			said = append(said, b.text.String())
		case "thinking", "redacted_thinking":
			thoughts = append(thoughts, b.thought)
		case "tool_use":
			call := reply.ToolCall{ID: b.id, Name: b.name, Arguments: json.RawMessage(b.text.String())}
			if len(thoughts) > 0 {
				call.State, thoughts = remember(to, model, thoughts), nil
			}
			d.Calls = append(d.Calls, call)
		}
	}
	d.Text = strings.TrimSpace(strings.Join(said, ""))
	if !h.ended {
		return d, errBroken
	}
	switch h.stop {
	case anthropic.StopReasonRefusal:
		return d, verdict{reply.Refused, "The model declined to answer, by the provider's usage policy."}
	case anthropic.StopReasonModelContextWindowExceeded:
		if d.empty() {
			return d, verdict{reply.TooLong, "The conversation is longer than the model can read at once."}
		}
		d.Cut = true
	case anthropic.StopReasonMaxTokens:
		d.Cut = true
	}
	return d, nil
}
