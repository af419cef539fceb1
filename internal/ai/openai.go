package ai

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"

	"switchboard/internal/reply"
)

// chatCompletions speaks OpenAI's chat completions, as OpenAI, Groq, OpenRouter and most
// servers of one's own do.
type chatCompletions struct{}

// openAIOptions are made for each call: keys and addresses differ, and a service made of
// options reads nothing from the environment.
func openAIOptions(to target) []option.RequestOption {
	o := []option.RequestOption{option.WithBaseURL(to.base + "/"), option.WithHTTPClient(to.client), option.WithMaxRetries(0)}
	if to.key != "" {
		o = append(o, option.WithAPIKey(to.key))
	}
	if to.provider == reply.OpenRouter {
		o = append(o, option.WithHeader("X-Title", "Switchboard"))
	}
	return o
}

func (chatCompletions) answer(ctx context.Context, to target, q reply.Question, f form) (draft, error) {
	p := openai.ChatCompletionNewParams{Model: q.Model, Messages: openAIMessages(to, q)}
	if t := f.temperature(q); t != nil {
		p.Temperature = openai.Float(*t)
	}
	if n := f.limit(q); n > 0 {
		// The two that have deprecated max_tokens; the others may not know its successor.
		if newer := to.provider == reply.OpenAI || to.provider == reply.Groq; newer != f.otherLimit {
			p.MaxCompletionTokens = openai.Int(int64(n))
		} else {
			p.MaxTokens = openai.Int(int64(n))
		}
	}
	if !f.noUsage {
		p.StreamOptions.IncludeUsage = openai.Bool(true)
	}
	if f.noThought {
		p.ReasoningEffort = shared.ReasoningEffortNone
	}
	for _, t := range q.Tools {
		schema, err := schemaOf(t)
		if err != nil {
			return draft{}, err
		}
		p.Tools = append(p.Tools, openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{
			Name: t.Name, Description: openai.String(t.Description), Parameters: schema,
		}))
	}
	service := openai.NewChatCompletionService(openAIOptions(to)...)
	return hearOpenAI(to, q.Model, service.NewStreaming(ctx, p))
}

// schemaOf is the JSON Schema of a tool's arguments; none means that it takes none.
func schemaOf(t reply.Tool) (map[string]any, error) {
	if len(t.Parameters) == 0 {
		return map[string]any{"type": "object", "properties": map[string]any{}}, nil
	}
	var schema map[string]any
	if err := json.Unmarshal(t.Parameters, &schema); err != nil || schema == nil {
		return nil, verdict{reply.BadRequest, "The parameters of the tool " + t.Name + " are no JSON Schema."}
	}
	return schema, nil
}

func openAIMessages(to target, q reply.Question) []openai.ChatCompletionMessageParamUnion {
	var all []openai.ChatCompletionMessageParamUnion
	if q.System != "" {
		all = append(all, openai.SystemMessage(q.System))
	}
	for _, t := range q.Turns {
		switch t.Role {
		case reply.ToolUse:
			for _, r := range t.Results {
				all = append(all, openai.ToolMessage(resultText(r), r.CallID))
			}
		case reply.Assistant:
			if t.Text != "" || len(t.Calls) > 0 {
				all = append(all, openAIAssistant(to, q.Model, t))
			}
		default:
			if t.Text != "" || len(t.Images) > 0 {
				all = append(all, openAIUser(t))
			}
		}
	}
	return all
}

// resultText tells a model that its call failed, where the interface has no word for it.
func resultText(r reply.ToolResult) string {
	if r.Failed {
		return "Error: " + r.Text
	}
	return r.Text
}

// openAIUser is plain text where it can be: models that do not see refuse parts.
func openAIUser(t reply.Turn) openai.ChatCompletionMessageParamUnion {
	if len(t.Images) == 0 {
		return openai.UserMessage(t.Text)
	}
	var parts []openai.ChatCompletionContentPartUnionParam
	for _, i := range t.Images {
		parts = append(parts, openai.ImageContentPart(openai.ChatCompletionContentPartImageImageURLParam{
			URL: "data:" + plain(i.Mimetype) + ";base64," + base64.StdEncoding.EncodeToString(i.Data),
		}))
	}
	if t.Text != "" {
		parts = append(parts, openai.TextContentPart(t.Text))
	}
	return openai.UserMessage(parts)
}

func openAIAssistant(to target, model string, t reply.Turn) openai.ChatCompletionMessageParamUnion {
	var m openai.ChatCompletionAssistantMessageParam
	if t.Text != "" {
		m.Content.OfString = param.NewOpt(t.Text)
	}
	for _, c := range t.Calls {
		arguments := string(c.Arguments)
		if arguments == "" {
			arguments = "{}"
		}
		m.ToolCalls = append(m.ToolCalls, openai.ChatCompletionMessageToolCallUnionParam{OfFunction: &openai.ChatCompletionMessageFunctionToolCallParam{
			ID: c.ID, Function: openai.ChatCompletionMessageFunctionToolCallFunctionParam{Name: c.Name, Arguments: arguments},
		}})
		if thoughts := recall(to, model, c); thoughts != nil {
			m.SetExtraFields(map[string]any{reasoningDetails: thoughts})
		}
	}
	return openai.ChatCompletionMessageParamUnion{OfAssistant: &m}
}
