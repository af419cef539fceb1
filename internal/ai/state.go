package ai

import (
	"encoding/json"
	"mime"

	"switchboard/internal/reply"
)

// state is what a ToolCall keeps: sealed thoughts open only for the model that had them, and
// the next question may go to another.
type state struct {
	Provider reply.Provider  `json:"provider"`
	Model    string          `json:"model"`
	Value    json.RawMessage `json:"value"`
}

// remember writes a state down; nil when there is nothing to keep.
func remember(to target, model string, value any) json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	out, err := json.Marshal(state{Provider: to.provider, Model: model, Value: raw})
	if err != nil {
		return nil
	}
	return out
}

// recall is what was remembered for this model; nil when it was for another.
func recall(to target, model string, c reply.ToolCall) json.RawMessage {
	var s state
	if len(c.State) == 0 || json.Unmarshal(c.State, &s) != nil || s.Provider != to.provider || s.Model != model {
		return nil
	}
	return s.Value
}

// plain is a mimetype without its parameters: WhatsApp's voice notes are
// "audio/ogg; codecs=opus".
func plain(mimetype string) string {
	if m, _, err := mime.ParseMediaType(mimetype); err == nil {
		return m
	}
	return mimetype
}
