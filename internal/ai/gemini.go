package ai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/genai"

	"switchboard/internal/reply"
)

const (
	// ourCall begins the ids of calls that Gemini gave none.
	ourCall = "gemini-call-"
	// noKey is what its SDK is given where a server of the operator's own wants none.
	noKey = "none"
)

// generateContent speaks Gemini's generateContent.
type generateContent struct{}

// geminiClient is made for each call: keys and addresses differ. Whatever is set here is not
// looked for in the environment.
func geminiClient(ctx context.Context, to target) (*genai.Client, error) {
	key := to.key
	if key == "" {
		key = noKey
	}
	return genai.NewClient(ctx, &genai.ClientConfig{
		APIKey: key, Backend: genai.BackendGeminiAPI, HTTPClient: to.client, HTTPOptions: genai.HTTPOptions{BaseURL: to.base + "/"},
	})
}

func (generateContent) answer(ctx context.Context, to target, q reply.Question, f form) (draft, error) {
	config := &genai.GenerateContentConfig{MaxOutputTokens: int32(f.limit(q)), AutomaticContinuation: genai.Ptr(false)}
	if q.System != "" {
		config.SystemInstruction = &genai.Content{Parts: []*genai.Part{{Text: q.System}}}
	}
	if t := f.temperature(q); t != nil {
		config.Temperature = genai.Ptr(float32(*t))
	}
	if len(q.Tools) > 0 {
		tool := &genai.Tool{}
		for _, t := range q.Tools {
			schema, err := schemaOf(t)
			if err != nil {
				return draft{}, err
			}
			tool.FunctionDeclarations = append(tool.FunctionDeclarations, &genai.FunctionDeclaration{Name: t.Name, Description: t.Description, ParametersJsonSchema: schema})
		}
		config.Tools = []*genai.Tool{tool}
	}
	client, err := geminiClient(ctx, to)
	if err != nil {
		return draft{}, err
	}
	h := received{to: to, model: q.Model}
	for resp, err := range client.Models.GenerateContentStream(ctx, q.Model, geminiTurns(to, q), config) {
		if err != nil {
			return h.draft, geminiFault(err)
		}
		h.add(resp)
	}
	return h.done()
}

// geminiFault keeps what a fault in the middle of a stream says; call knows the others better.
func geminiFault(err error) error {
	e, ok := errors.AsType[genai.APIError](err)
	if !ok {
		return err
	}
	body, marshalErr := json.Marshal(map[string]any{"error": e})
	if marshalErr != nil {
		return err
	}
	return told{status: e.Code, body: body}
}

func geminiTurns(to target, q reply.Question) []*genai.Content {
	var all []*genai.Content
	for _, t := range q.Turns {
		c := &genai.Content{Role: genai.RoleUser}
		switch t.Role {
		case reply.Assistant:
			c.Role, c.Parts = genai.RoleModel, geminiCalls(to, q.Model, t)
			if len(c.Parts) > 0 && len(all) == 0 {
				all = append(all, genai.NewContentFromText(opening, genai.RoleUser))
			}
		case reply.ToolUse:
			for _, r := range t.Results {
				c.Parts = append(c.Parts, &genai.Part{FunctionResponse: geminiResult(r)})
			}
		default:
			for _, i := range t.Images {
				c.Parts = append(c.Parts, &genai.Part{InlineData: &genai.Blob{MIMEType: plain(i.Mimetype), Data: i.Data}})
			}
			if t.Text != "" {
				c.Parts = append(c.Parts, &genai.Part{Text: t.Text})
			}
		}
		if len(c.Parts) > 0 {
			all = append(all, c)
		}
	}
	return all
}

func geminiCalls(to target, model string, t reply.Turn) []*genai.Part {
	var parts []*genai.Part
	if t.Text != "" {
		parts = append(parts, &genai.Part{Text: t.Text})
	}
	for _, c := range t.Calls {
		p := &genai.Part{FunctionCall: &genai.FunctionCall{ID: theirs(c.ID), Name: c.Name, Args: map[string]any{}}}
		if arguments, ok := object(c.Arguments); ok {
			_ = json.Unmarshal(arguments, &p.FunctionCall.Args) // object has read it
		}
		if v := recall(to, model, c); v != nil {
			_ = json.Unmarshal(v, &p.ThoughtSignature) // our own writing
		}
		parts = append(parts, p)
	}
	return parts
}

func geminiResult(r reply.ToolResult) *genai.FunctionResponse {
	field := "output"
	if r.Failed {
		field = "error"
	}
	return &genai.FunctionResponse{ID: theirs(r.CallID), Name: r.Name, Response: map[string]any{field: r.Text}}
}

// theirs is an id as Gemini knows it: "" for one that it did not give.
func theirs(id string) string {
	if strings.HasPrefix(id, ourCall) {
		return ""
	}
	return id
}

// received is what has come of a stream of responses.
type received struct {
	to      target
	model   string
	text    strings.Builder
	finish  genai.FinishReason
	blocked string
	draft   draft
}

func (h *received) add(r *genai.GenerateContentResponse) {
	if r.ModelVersion != "" {
		h.draft.Model = r.ModelVersion
	}
	if u := r.UsageMetadata; u != nil {
		h.draft.thoughts = int(u.ThoughtsTokenCount)
		h.draft.Usage = reply.Usage{In: int(u.PromptTokenCount + u.ToolUsePromptTokenCount), Out: int(u.CandidatesTokenCount + u.ThoughtsTokenCount)}
	}
	if r.PromptFeedback != nil && r.PromptFeedback.BlockReason != "" {
		h.blocked = string(r.PromptFeedback.BlockReason)
	}
	if len(r.Candidates) == 0 || r.Candidates[0] == nil {
		return
	}
	c := r.Candidates[0]
	if c.FinishReason != "" {
		h.finish = c.FinishReason
	}
	if c.Content == nil {
		return
	}
	for _, p := range c.Content.Parts {
		switch {
		case p == nil, p.Thought:
		case p.FunctionCall != nil:
			h.addCall(p)
		default:
			h.text.WriteString(p.Text)
		}
	}
}

func (h *received) addCall(p *genai.Part) {
	arguments, err := json.Marshal(p.FunctionCall.Args)
	if err != nil {
		arguments = nil
	}
	c := reply.ToolCall{ID: p.FunctionCall.ID, Name: p.FunctionCall.Name, Arguments: arguments}
	if c.ID == "" {
		c.ID = fmt.Sprintf("%s%d", ourCall, len(h.draft.Calls)+1)
	}
	if len(p.ThoughtSignature) > 0 {
		c.State = remember(h.to, h.model, p.ThoughtSignature)
	}
	h.draft.Calls = append(h.draft.Calls, c)
}

func (h *received) done() (draft, error) {
	d := h.draft
	d.Text = strings.TrimSpace(h.text.String())
	if h.blocked != "" {
		return d, verdict{reply.Refused, "The provider's safety rules stopped the question (" + h.blocked + ")."}
	}
	switch h.finish {
	case "":
		return d, errBroken
	case genai.FinishReasonStop:
	case genai.FinishReasonMaxTokens:
		d.Cut = true
	case genai.FinishReasonSafety, genai.FinishReasonRecitation, genai.FinishReasonBlocklist, genai.FinishReasonProhibitedContent,
		genai.FinishReasonSPII, genai.FinishReasonImageSafety, genai.FinishReasonLanguage:
		return d, verdict{reply.Refused, "The provider's safety rules stopped the answer (" + string(h.finish) + ")."}
	default:
		return d, verdict{reply.Broken, "The model stopped without a proper end (" + string(h.finish) + ")."}
	}
	return d, nil
}
