package ai

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"

	"switchboard/internal/reply"
)

// opening stands before a conversation that the assistant began: two of the interfaces want
// the user to speak first.
const opening = "(The conversation begins with your own message.)"

// messages speaks Anthropic's messages.
type messages struct{}

// anthropicOptions are made for each call; a service made of options reads nothing from the
// environment.
func anthropicOptions(to target) []option.RequestOption {
	o := []option.RequestOption{option.WithBaseURL(to.base + "/"), option.WithHTTPClient(to.client), option.WithMaxRetries(0)}
	if to.key != "" {
		o = append(o, option.WithAPIKey(to.key))
	}
	return o
}

func (messages) answer(ctx context.Context, to target, q reply.Question, f form) (draft, error) {
	p := anthropic.MessageNewParams{Model: q.Model, MaxTokens: int64(f.limit(q)), Messages: anthropicTurns(to, q)}
	if q.System != "" {
		p.System = []anthropic.TextBlockParam{{Text: q.System}}
	}
	if t := f.temperature(q); t != nil {
		// Its scale ends at 1, the others' at 2.
		p.Temperature = anthropic.Float(min(*t, 1))
	}
	for _, t := range q.Tools {
		tool, err := anthropicTool(t)
		if err != nil {
			return draft{}, err
		}
		p.Tools = append(p.Tools, tool)
	}
	service := anthropic.NewMessageService(anthropicOptions(to)...)
	stream := service.NewStreaming(ctx, p)
	defer stream.Close()
	h := overheard{blocks: map[int64]*block{}}
	for stream.Next() {
		h.add(stream.Current())
	}
	if err := stream.Err(); err != nil {
		// Only what came in the middle of an answer: call knows the rest better.
		if e, ok := errors.AsType[*anthropic.Error](err); ok {
			return h.draft, told{status: anthropicStatus(e.RawJSON()), body: []byte(e.RawJSON())}
		}
		return h.draft, err
	}
	return h.done(to, q.Model)
}

func anthropicTool(t reply.Tool) (anthropic.ToolUnionParam, error) {
	schema, err := schemaOf(t)
	if err != nil {
		return anthropic.ToolUnionParam{}, err
	}
	delete(schema, "type") // it is always an object, and the SDK says so
	tool := anthropic.ToolUnionParamOfTool(anthropic.ToolInputSchemaParam{ExtraFields: schema}, t.Name)
	tool.OfTool.Description = anthropic.String(t.Description)
	return tool, nil
}

func anthropicTurns(to target, q reply.Question) []anthropic.MessageParam {
	var all []anthropic.MessageParam
	for _, t := range q.Turns {
		var blocks []anthropic.ContentBlockParamUnion
		switch t.Role {
		case reply.Assistant:
			if blocks = anthropicCalls(to, q.Model, t); len(blocks) > 0 && len(all) == 0 {
				all = append(all, anthropic.NewUserMessage(anthropic.NewTextBlock(opening)))
			}
		case reply.ToolUse:
			for _, r := range t.Results {
				blocks = append(blocks, anthropic.NewToolResultBlock(r.CallID, r.Text, r.Failed))
			}
		default:
			for _, i := range t.Images {
				blocks = append(blocks, anthropic.NewImageBlockBase64(plain(i.Mimetype), base64.StdEncoding.EncodeToString(i.Data)))
			}
			if t.Text != "" {
				blocks = append(blocks, anthropic.NewTextBlock(t.Text))
			}
		}
		switch {
		case len(blocks) == 0: // it refuses turns with nothing in them
		case t.Role == reply.Assistant:
			all = append(all, anthropic.NewAssistantMessage(blocks...))
		default:
			all = append(all, anthropic.NewUserMessage(blocks...))
		}
	}
	return all
}

// anthropicCalls is what the assistant said, in the order it said it: thoughts, text, calls.
func anthropicCalls(to target, model string, t reply.Turn) []anthropic.ContentBlockParamUnion {
	var blocks []anthropic.ContentBlockParamUnion
	text := func() {
		if t.Text != "" {
			blocks = append(blocks, anthropic.NewTextBlock(t.Text))
		}
	}
	for i, c := range t.Calls {
		var thoughts []thought
		if v := recall(to, model, c); v != nil {
			_ = json.Unmarshal(v, &thoughts) // our own writing; without them the provider says what it misses
		}
		for _, th := range thoughts {
			if th.Data != "" {
				blocks = append(blocks, anthropic.NewRedactedThinkingBlock(th.Data))
			} else {
				blocks = append(blocks, anthropic.NewThinkingBlock(th.Signature, th.Text))
			}
		}
		if i == 0 {
			text()
		}
		arguments, ok := object(c.Arguments)
		if !ok {
			arguments = json.RawMessage("{}")
		}
		blocks = append(blocks, anthropic.NewToolUseBlock(c.ID, arguments, c.Name))
	}
	if len(t.Calls) == 0 {
		text()
	}
	return blocks
}

// anthropicStatus is the status that a fault in the middle of a stream would have had.
func anthropicStatus(body string) int {
	var f struct {
		Error struct {
			Type string `json:"type"`
		} `json:"error"`
	}
	_ = json.Unmarshal([]byte(body), &f) // an unknown type is the provider's own trouble
	switch f.Error.Type {
	case "invalid_request_error":
		return http.StatusBadRequest
	case "authentication_error":
		return http.StatusUnauthorized
	case "billing_error":
		return http.StatusPaymentRequired
	case "permission_error":
		return http.StatusForbidden
	case "not_found_error":
		return http.StatusNotFound
	case "request_too_large":
		return http.StatusRequestEntityTooLarge
	case "rate_limit_error":
		return http.StatusTooManyRequests
	case "timeout_error":
		return http.StatusGatewayTimeout
	case "overloaded_error":
		return overloaded
	}
	return http.StatusInternalServerError
}

// overloaded is Anthropic's own status for it.
const overloaded = 529
