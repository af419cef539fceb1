package reply

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/seal"
)

const (
	// handOverTool is the tool of ours that ends the AI's part.
	handOverTool = "hand_over"
	// mostTools is how many tools an account may have: each is in every prompt.
	mostTools = 20
	// toolFor is how long a tool may take.
	toolFor = 10 * time.Second
	// longestResult is how much of a tool's answer the model is told, in bytes.
	longestResult = 8 << 10
	// mostSchema is the longest schema, in bytes.
	mostSchema = 16 << 10
)

// ToolRequest is a call as it goes to a tool's address.
type ToolRequest struct {
	ID     uuid.UUID // the same when a call is tried again for the same question
	URL    string
	Secret []byte
	Body   []byte
}

// ToolPoster posts calls, signed like webhooks. Any answer is a success.
type ToolPoster interface {
	// CheckTool refuses an address that shows without asking the network that it is not allowed.
	CheckTool(url string) error
	PostTool(ctx context.Context, r ToolRequest) (status int, body []byte, err error)
}

// toolbox is what a model may call.
type toolbox struct {
	own map[string]HTTPTool
	all []Tool
}

func newToolbox(own []HTTPTool) *toolbox {
	b := &toolbox{own: map[string]HTTPTool{}, all: []Tool{{
		Name: handOverTool, Description: "Ends your part of the conversation: a person of the team answers from here on.",
		Parameters: json.RawMessage(`{"type":"object","properties":{"reason":{"type":"string","description":"Why, in a few words."}}}`),
	}}}
	for _, t := range own {
		if t.IsActive {
			b.own[t.Name] = t
			b.all = append(b.all, Tool{Name: t.Name, Description: t.Description, Parameters: t.Parameters})
		}
	}
	return b
}

func (b *toolbox) offered() []Tool { return b.all }

// call does what the model asks for, in its order.
func (t *thinker) call(ctx context.Context, b *toolbox, calls []ToolCall) []ToolResult {
	results := make([]ToolResult, len(calls))
	for i, c := range calls {
		begun := t.now()
		text, err := t.callOne(ctx, b, c)
		if err != nil {
			text = "Error: " + fault.As(err).Text
		}
		results[i] = ToolResult{CallID: c.ID, Name: c.Name, Text: text, Failed: err != nil}
		t.trace.ToolCalls = append(t.trace.ToolCalls, TracedCall{
			Name: c.Name, Arguments: string(c.Arguments), Result: text, Failed: err != nil, DurationMs: int(t.now().Sub(begun).Milliseconds()),
		})
	}
	return results
}

func (t *thinker) callOne(ctx context.Context, b *toolbox, c ToolCall) (string, error) {
	if c.Name == handOverTool {
		t.handedOver = true
		return "A person goes on.", nil
	}
	tool, ok := b.own[c.Name]
	if !ok {
		return "", fault.Newf(fault.NotFound, "There is no tool %q.", c.Name)
	}
	args, err := arguments(tool.Parameters, c.Arguments)
	if err != nil {
		return "", err
	}
	if t.dry {
		return "This is a trial: the tool was not called. Answer as if it had worked, and say that it is a trial.", nil
	}
	return t.callOnce(ctx, tool, args)
}

// callOnce calls a tool unless an earlier thought of the same answer has made that call: one
// that is thought again, because a provider failed or the contact has written more, opens no
// second ticket. A call whose answer was lost is made again with the same id.
func (t *thinker) callOnce(ctx context.Context, tool HTTPTool, args json.RawMessage) (string, error) {
	if t.owed == nil { // a trial that calls tools
		return t.post(ctx, uuid.Must(uuid.NewV7()), tool, args)
	}
	call := tool.ID.String() + " " + string(args)
	nth := t.called[call] + 1 // the same again after an answer is meant
	id := uuid.NewSHA1(t.owed.Turn, fmt.Appendf(nil, "%d %s", nth, call))
	if result, done := t.owed.Calls[id]; done {
		t.called[call] = nth
		return result, nil
	}
	result, err := t.post(ctx, id, tool, args)
	if err != nil {
		return "", err
	}
	t.called[call] = nth
	// Also when the time for the answer is over: the tool has done it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendRetry)
	defer cancel()
	if err := t.Store.Called(ctx, *t.owed, id, result); err != nil {
		t.Log.WarnContext(ctx, "what a tool answered was not kept", "account_id", tool.AccountID, "tool", tool.Name, "error", err)
	}
	return result, nil
}

// post calls a tool at its address.
func (s *Service) post(ctx context.Context, id uuid.UUID, tool HTTPTool, args json.RawMessage) (string, error) {
	secret, err := s.Box.Open(tool.SealedSecret, toolUse(tool.ID))
	if err != nil {
		return "", fault.New(fault.Internal, "The tool's secret cannot be read any more: give it a new one.").WithCause(err)
	}
	body, err := json.Marshal(map[string]any{
		"id": id, "type": "tool.call", "timestamp": s.now().UTC(), "account_id": tool.AccountID, "tool": tool.Name, "arguments": args,
	})
	if err != nil {
		return "", fmt.Errorf("encode call: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, toolFor)
	defer cancel()
	status, answer, err := s.Poster.PostTool(ctx, ToolRequest{ID: id, URL: tool.URL, Secret: secret, Body: body})
	if err != nil {
		return "", err
	}
	text := storable(string(answer[:min(len(answer), longestResult)]))
	if status < 200 || status > 299 {
		return "", fault.Newf(fault.Unavailable, "The tool answered %d. %s", status, text[:min(len(text), 200)])
	}
	return text, nil
}

func toolUse(id uuid.UUID) string { return "ai tool " + id.String() }

// arguments are a call's arguments that the schema declares, checked by it.
func arguments(schema, args json.RawMessage) (json.RawMessage, error) {
	compiled, declared, err := compile(schema)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(args)) == 0 {
		args = json.RawMessage("{}")
	}
	given, err := jsonschema.UnmarshalJSON(bytes.NewReader(args))
	if _, object := given.(map[string]any); err != nil || !object {
		return nil, fault.Bad("arguments", "The arguments are no JSON object.").WithCause(err)
	}
	kept, err := json.Marshal(declared.prune(given))
	if err != nil {
		return nil, fmt.Errorf("encode arguments: %w", err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(kept))
	if err != nil {
		return nil, fmt.Errorf("read arguments: %w", err)
	}
	if err := compiled.Validate(value); err != nil {
		return nil, fault.Bad("arguments", "The arguments do not fit the schema: "+flaw(err)).WithCause(err)
	}
	return kept, nil
}

// flaw is the first thing that is wrong, in words.
func flaw(err error) string {
	v, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return "they cannot be checked."
	}
	for len(v.Causes) > 0 {
		v = v.Causes[0]
	}
	text := v.Error()
	if _, after, found := strings.Cut(text, "\n- "); found {
		text = after
	}
	return text
}

// compile reads a schema, which has to be an object's and to refer to nothing outside.
func compile(schema json.RawMessage) (*jsonschema.Schema, *shape, error) {
	var declared shape
	bad := func(text string, err error) error { return fault.Bad("parameters", text).WithCause(err) }
	if err := json.Unmarshal(schema, &declared); err != nil || declared.Type != "object" {
		return nil, nil, bad(`Write a JSON Schema with "type": "object".`, err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, nil, bad("This is no JSON.", err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(nowhere{})
	if err := c.AddResource("tool.json", doc); err != nil {
		return nil, nil, bad("This is no JSON Schema.", err)
	}
	compiled, err := c.Compile("tool.json")
	if err != nil {
		return nil, nil, bad("This is no JSON Schema: "+err.Error(), err)
	}
	declared.top = true
	return compiled, &declared, nil
}

// shape is what a schema declares: other fields do not reach the tool.
type shape struct {
	Type       any               `json:"type"`
	Properties map[string]*shape `json:"properties"`
	Items      *shape            `json:"items"`
	top        bool
}

// UnmarshalJSON reads a schema; true and false declare nothing.
func (s *shape) UnmarshalJSON(data []byte) error {
	type plain shape
	if t := bytes.TrimSpace(data); len(t) > 0 && t[0] != '{' {
		return nil
	}
	return json.Unmarshal(data, (*plain)(s))
}

// prune drops what is not declared, at every depth. An object of which no field is declared
// is one of any fields.
func (s *shape) prune(v any) any {
	if s == nil {
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if one, ok := s.Properties[name]; ok {
				v[name] = one.prune(inner)
			} else if s.top || len(s.Properties) > 0 {
				delete(v, name)
			}
		}
	case []any:
		for i := range v {
			v[i] = s.Items.prune(v[i])
		}
	}
	return v
}

// nowhere is where schemas may refer to.
type nowhere struct{}

func (nowhere) Load(url string) (any, error) { return nil, fmt.Errorf("%s is not looked up", url) }

var toolName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// ToolDraft is a tool that a person wants.
type ToolDraft struct {
	ID          *uuid.UUID // nil makes a new one
	AccountID   uuid.UUID
	Name        string
	Description string
	Parameters  string
	URL         string
	Secret      *string // nil keeps the one it has
	Inactive    bool
}

// SaveTool makes or changes a tool; the secret is shown when it is new. Faults: Invalid,
// NotFound, Conflict ("name_taken", "too_many_tools").
func (s *Service) SaveTool(ctx context.Context, d ToolDraft) (HTTPTool, string, error) {
	if err := s.mayConfigure(ctx, d.AccountID); err != nil {
		return HTTPTool{}, "", err
	}
	t := HTTPTool{ID: uuid.Must(uuid.NewV7()), AccountID: d.AccountID, CreatedAt: s.now().UTC()}
	if d.ID != nil {
		old, err := s.Store.Tool(ctx, *d.ID)
		if err != nil {
			return HTTPTool{}, "", err
		}
		if old.AccountID != d.AccountID {
			return HTTPTool{}, "", errNoTool
		}
		t = old
	}
	t = d.onto(t)
	if err := s.checkTool(t); err != nil {
		return HTTPTool{}, "", err
	}
	shown := ""
	if d.Secret != nil || d.ID == nil {
		secret, err := toolSecret(d.Secret)
		if err != nil {
			return HTTPTool{}, "", err
		}
		shown = seal.ShowSigning(secret)
		t.SealedSecret = s.Box.Seal(secret, toolUse(t.ID))
	}
	return t, shown, s.Store.SaveTool(ctx, t, mostTools)
}

// onto is a tool with what the draft says.
func (d ToolDraft) onto(t HTTPTool) HTTPTool {
	t.Name, t.Description, t.Parameters, t.URL, t.IsActive = d.Name, strings.TrimSpace(d.Description), tidyJSON(d.Parameters), strings.TrimSpace(d.URL), !d.Inactive
	return t
}

// toolSecret reads a secret that a person chose; without one it makes one.
func toolSecret(chosen *string) ([]byte, error) {
	if chosen == nil || *chosen == "" {
		return seal.SigningKey(), nil
	}
	secret, wrong := seal.ReadSigning(*chosen)
	if wrong != "" {
		return nil, fault.Bad("secret", wrong)
	}
	return secret, nil
}

func (s *Service) checkTool(t HTTPTool) error {
	var bad []fault.Field
	if !toolName.MatchString(t.Name) || t.Name == handOverTool {
		bad = append(bad, fault.Field{Name: "name", Message: "Write letters, digits, _ and -, at most 64; hand_over is taken."})
	}
	if flaw := textFlaw(t.Description, maxDescription); flaw != "" {
		bad = append(bad, fault.Field{Name: "description", Message: flaw})
	} else if t.Description == "" {
		bad = append(bad, fault.Field{Name: "description", Message: "Tell the model when to call it."})
	}
	if len(t.Parameters) > mostSchema {
		bad = append(bad, fault.Field{Name: "parameters", Message: "The schema has at most 16 KB."})
	} else if flaw := jsonFlaw(t.Parameters); flaw != "" {
		bad = append(bad, fault.Field{Name: "parameters", Message: flaw})
	} else if _, _, err := compile(t.Parameters); err != nil {
		bad = append(bad, fault.As(err).Fields...)
	}
	if flaw := textFlaw(t.URL, maxAddress); flaw != "" {
		bad = append(bad, fault.Field{Name: "url", Message: flaw})
	} else if err := s.Poster.CheckTool(t.URL); err != nil {
		bad = append(bad, fault.As(err).Fields...)
	}
	return fault.Invalidate(bad)
}

// Tools are an account's tools, by name.
func (s *Service) Tools(ctx context.Context, accountID uuid.UUID) ([]HTTPTool, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	return s.Store.Tools(ctx, accountID)
}

var errNoTool = fault.New(fault.NotFound, "Tool not found.")

// tool is one of the tools that the caller may change.
func (s *Service) tool(ctx context.Context, id uuid.UUID) (HTTPTool, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return HTTPTool{}, err
	}
	t, err := s.Store.Tool(ctx, id)
	if err != nil {
		return HTTPTool{}, err
	}
	return t, s.mayConfigure(ctx, t.AccountID)
}

// DeleteTool removes a tool; NotFound when there is none.
func (s *Service) DeleteTool(ctx context.Context, id uuid.UUID) error {
	if _, err := s.tool(ctx, id); err != nil {
		return err
	}
	return s.Store.DeleteTool(ctx, id)
}

// TestTool calls a tool for real, as a model would.
func (s *Service) TestTool(ctx context.Context, id uuid.UUID, args string) (TracedCall, error) {
	t, err := s.tool(ctx, id)
	if err != nil {
		return TracedCall{}, err
	}
	kept, err := arguments(t.Parameters, json.RawMessage(args))
	if err != nil {
		return TracedCall{}, err
	}
	begun := s.now()
	text, err := s.post(ctx, uuid.Must(uuid.NewV7()), t, kept)
	call := TracedCall{Name: t.Name, Arguments: string(kept), Result: text, DurationMs: int(s.now().Sub(begun).Milliseconds())}
	if err != nil {
		call.Failed, call.Result = true, fault.As(err).Text
	}
	return call, nil
}
