package rest

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/reply"
)

// AIConfig is how an account answers by AI, as REST shows it.
type AIConfig struct {
	AccountID uuid.UUID `json:"account_id" format:"uuid"`
	IsActive  bool      `json:"is_active"`
	reply.Config
	HasAPIKey       bool                               `json:"has_api_key" doc:"Whether there is a key for the provider, saved or in the server's environment. Keys themselves are never shown."`
	KeySources      map[reply.Provider]reply.KeySource `json:"key_sources" doc:"Where each provider's key comes from: account, environment or missing."`
	DebounceMS      int                                `json:"debounce_ms"`
	TakeoverMinutes int                                `json:"takeover_minutes"`
	CreatedAt       time.Time                          `json:"created_at"`
	UpdatedAt       time.Time                          `json:"updated_at"`
}

func (h *Handler) aiConfigOf(c reply.Config) AIConfig {
	out := AIConfig{
		AccountID: c.AccountID, IsActive: c.IsActive, Config: c, HasAPIKey: h.Replies.KeySource(c, c.Provider) != reply.KeyMissing,
		KeySources: map[reply.Provider]reply.KeySource{}, DebounceMS: c.DebounceMS, TakeoverMinutes: c.TakeoverMinutes, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
	}
	for _, p := range reply.Providers() {
		out.KeySources[p] = h.Replies.KeySource(c, p)
	}
	return out
}

type aiConfigOutput struct{ Body AIConfig }

func (h *Handler) getAIConfig(ctx context.Context, in *AccountPath) (*aiConfigOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	c, err := h.Replies.Settings(ctx, id)
	return &aiConfigOutput{Body: h.aiConfigOf(c)}, err
}

type saveAIConfigInput struct {
	AccountPath
	Body struct {
		reply.Patch
		_ struct{} `additionalProperties:"true"`
	}
}

func (h *Handler) saveAIConfig(ctx context.Context, in *saveAIConfigInput) (*aiConfigOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	c, err := h.Replies.Save(ctx, id, in.Body.Patch)
	return &aiConfigOutput{Body: h.aiConfigOf(c)}, err
}

func (h *Handler) deleteAIConfig(ctx context.Context, in *AccountPath) (*successOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return done(), h.Replies.Delete(ctx, id)
}

type testAIConfigInput struct {
	AccountPath
	Body struct {
		reply.Patch
		Config    *reply.Patch       `json:"config,omitempty" doc:"Laid over what is saved. Its fields may also stand beside it."`
		Message   string             `json:"message,omitempty" doc:"What the contact says."`
		Turns     []reply.TracedTurn `json:"turns,omitempty" nullable:"true" doc:"What was said before, oldest first."`
		CallTools bool               `json:"call_tools,omitempty" doc:"Call the tools for real."`
		_         struct{}           `additionalProperties:"true"`
	}
}

type aiTrial struct {
	Success  bool         `json:"success"`
	Response string       `json:"response"`
	Provider string       `json:"provider" doc:"Who answered."`
	Model    string       `json:"model"`
	Error    *string      `json:"error" doc:"Why no model answered."`
	Decision reply.Ruling `json:"decision" doc:"What would become of the message if a contact wrote it now, whoever it is. The model was asked all the same."`
	Trace    reply.Trace  `json:"trace"`
}

type testAIConfigOutput struct{ Body aiTrial }

func (h *Handler) testAIConfig(ctx context.Context, in *testAIConfigInput) (*testAIConfigOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	patch := in.Body.Config
	if patch == nil {
		patch = &in.Body.Patch
	}
	text := in.Body.Message
	if text == "" {
		text = "Hello! What can you do for me?"
	}
	tried, err := h.Replies.Try(ctx, reply.Trial{AccountID: id, Patch: patch, Message: text, Before: in.Body.Turns, CallTools: in.Body.CallTools})
	t := tried.Trace
	out := aiTrial{Success: t.Outcome == reply.Tried, Response: t.Answer, Decision: tried.Decision, Trace: t}
	if n := len(t.Attempts); n > 0 {
		out.Provider, out.Model = string(t.Attempts[n-1].Provider), t.Attempts[n-1].Model
	}
	if !out.Success {
		out.Error = optional(t.Text)
	}
	return &testAIConfigOutput{Body: out}, err
}

type aiModelsInput struct {
	AccountPath
	Provider string `query:"provider" required:"true" enum:"openai,anthropic,gemini,groq,openrouter,openai_compatible"`
	BaseURL  string `query:"base_url"`
}

// AIModel is a model that a provider has.
type AIModel struct {
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	InPrice       *float64 `json:"in_price" doc:"US dollars for a million tokens in, of the settings, the provider or its published prices; null where none is known."`
	OutPrice      *float64 `json:"out_price" doc:"US dollars for a million tokens out, likewise."`
	ContextTokens int      `json:"context_tokens" doc:"0 where the provider does not tell."`
	Sees          *bool    `json:"sees" doc:"Whether it takes pictures; null where the provider does not tell."`
}

type aiModels struct {
	Models []AIModel `json:"models" nullable:"false"`
	Live   bool      `json:"live" doc:"Whether the provider has just told; otherwise it is a list of usual ones."`
	Error  *string   `json:"error"`
}

type aiModelsOutput struct{ Body aiModels }

func (h *Handler) listAIModels(ctx context.Context, in *aiModelsInput) (*aiModelsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return h.aiModels(ctx, id, reply.Choice{Provider: reply.Provider(in.Provider), BaseURL: in.BaseURL}, nil)
}

type askAIModelsInput struct {
	AccountPath
	Body struct {
		Provider string  `json:"provider" enum:"openai,anthropic,gemini,groq,openrouter,openai_compatible"`
		BaseURL  string  `json:"base_url,omitempty"`
		APIKey   *string `json:"api_key,omitempty" nullable:"true" doc:"A key that is not saved; left out, the saved one."`
	}
}

// askAIModels lists models for a key that is not saved yet: addresses are logged, bodies are not.
func (h *Handler) askAIModels(ctx context.Context, in *askAIModelsInput) (*aiModelsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return h.aiModels(ctx, id, reply.Choice{Provider: reply.Provider(in.Body.Provider), BaseURL: in.Body.BaseURL}, in.Body.APIKey)
}

func (h *Handler) aiModels(ctx context.Context, id uuid.UUID, one reply.Choice, key *string) (*aiModelsOutput, error) {
	a, err := h.Replies.Available(ctx, id, one, key)
	out := aiModels{Models: make([]AIModel, len(a.Models)), Live: a.Live, Error: optional(a.Error)}
	for i, m := range a.Models {
		out.Models[i] = AIModel(m)
	}
	return &aiModelsOutput{Body: out}, err
}

type aiTracesInput struct {
	AccountPath
	ChatID  string `query:"chat_id" doc:"Only of this conversation."`
	Outcome string `query:"outcome" enum:"answered,drafted,skipped,handed_over,failed,tried" doc:"Only with this outcome."`
	Limit   int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"At most this many."`
	Cursor  string `query:"cursor" doc:"The last answer's next_cursor."`
}

type aiTracesOutput struct {
	Body struct {
		Items      []reply.Trace `json:"items" nullable:"false"`
		NextCursor *string       `json:"next_cursor"`
	}
}

func (h *Handler) listAITraces(ctx context.Context, in *aiTracesInput) (*aiTracesOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	var chat *uuid.UUID
	if in.ChatID != "" {
		one, err := uuid.Parse(in.ChatID)
		if err != nil {
			return nil, fault.Bad("chat_id", "This is no id of a conversation.")
		}
		chat = &one
	}
	l, err := h.Replies.Traces(ctx, id, reply.TraceFilter{ChatID: chat, Outcome: reply.Outcome(in.Outcome)}, message.Page{Limit: in.Limit, Cursor: in.Cursor})
	out := &aiTracesOutput{}
	out.Body.Items, out.Body.NextCursor = l.Items, optional(l.Next)
	return out, err
}

type aiDraftsOutput struct{ Body []reply.Draft }

func (h *Handler) listAIDrafts(ctx context.Context, in *AccountPath) (*aiDraftsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	all, err := h.Replies.Drafts(ctx, id)
	return &aiDraftsOutput{Body: all}, err
}

// DraftPath is the draft that a path names.
type DraftPath struct {
	ID string `path:"id" doc:"The draft's id."`
}

func (in DraftPath) uuid() (uuid.UUID, error) {
	return idOf(in.ID, "Draft")
}

// idOf reads an id of a path; what is none names nothing.
func idOf(text, what string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil, fault.New(fault.NotFound, what+" not found.")
	}
	return id, nil
}

type approveAIDraftInput struct {
	DraftPath
	Body *struct {
		Text *string `json:"text,omitempty" nullable:"true" doc:"Sent instead of the draft's text."`
	}
}

type aiDraftOutput struct{ Body reply.Draft }

func (h *Handler) approveAIDraft(ctx context.Context, in *approveAIDraftInput) (*aiDraftOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	var text *string
	if in.Body != nil {
		text = in.Body.Text
	}
	d, err := h.Replies.Approve(ctx, id, text)
	return &aiDraftOutput{Body: d}, err
}

func (h *Handler) discardAIDraft(ctx context.Context, in *DraftPath) (*aiDraftOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	d, err := h.Replies.Discard(ctx, id)
	return &aiDraftOutput{Body: d}, err
}

type aiUsageInput struct {
	AccountPath
	Days int `query:"days" minimum:"1" maximum:"90" default:"30"`
}

type aiUsageOutput struct{ Body []reply.DayUsage }

func (h *Handler) aiUsage(ctx context.Context, in *aiUsageInput) (*aiUsageOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	all, err := h.Replies.Usage(ctx, id, in.Days)
	return &aiUsageOutput{Body: all}, err
}

// AIChatPath is the conversation that a path names.
type AIChatPath struct {
	ID string `path:"id" doc:"The conversation's id."`
}

type aiStandingOutput struct{ Body reply.Standing }

// standing answers how the AI stands to a chat after a change.
func (h *Handler) standing(ctx context.Context, c message.Chat, err error) (*aiStandingOutput, error) {
	if err != nil {
		return nil, err
	}
	s, err := h.Replies.Standing(ctx, c)
	return &aiStandingOutput{Body: s}, err
}

func (h *Handler) getAIStanding(ctx context.Context, in *AIChatPath) (*aiStandingOutput, error) {
	id, err := idOf(in.ID, "Chat")
	if err != nil {
		return nil, err
	}
	c, err := h.Messages.Chat(ctx, id)
	return h.standing(ctx, c, err)
}

type pauseAIInput struct {
	AIChatPath
	Body *struct {
		Minutes int `json:"minutes,omitempty" doc:"Left out, until somebody resumes it."`
	}
}

func (h *Handler) pauseAI(ctx context.Context, in *pauseAIInput) (*aiStandingOutput, error) {
	id, err := idOf(in.ID, "Chat")
	if err != nil {
		return nil, err
	}
	var d time.Duration
	if in.Body != nil {
		d = time.Duration(in.Body.Minutes) * time.Minute
	}
	c, err := h.Replies.Pause(ctx, id, d)
	return h.standing(ctx, c, err)
}

func (h *Handler) resumeAI(ctx context.Context, in *AIChatPath) (*aiStandingOutput, error) {
	id, err := idOf(in.ID, "Chat")
	if err != nil {
		return nil, err
	}
	c, err := h.Replies.Resume(ctx, id)
	return h.standing(ctx, c, err)
}

func (h *Handler) resetAI(ctx context.Context, in *AIChatPath) (*aiStandingOutput, error) {
	id, err := idOf(in.ID, "Chat")
	if err != nil {
		return nil, err
	}
	c, err := h.Replies.Reset(ctx, id)
	return h.standing(ctx, c, err)
}

type replayAIInput struct {
	AIChatPath
	Body struct {
		First     *reply.Patch `json:"first,omitempty" doc:"Left out, what is saved."`
		Second    reply.Patch  `json:"second"`
		Questions int          `json:"questions,omitempty" doc:"How many of the last questions are asked again; 3 when left out."`
	}
}

type aiComparison struct {
	Question       string       `json:"question"`
	Answered       *string      `json:"answered" doc:"What the contact was told then."`
	FirstDecision  reply.Ruling `json:"first_decision" doc:"What would have become of the question when it came."`
	SecondDecision reply.Ruling `json:"second_decision"`
	First          reply.Trace  `json:"first"`
	Second         reply.Trace  `json:"second"`
}

type replayAIOutput struct{ Body []aiComparison }

func (h *Handler) replayAI(ctx context.Context, in *replayAIInput) (*replayAIOutput, error) {
	id, err := idOf(in.ID, "Chat")
	if err != nil {
		return nil, err
	}
	n := in.Body.Questions
	if n == 0 {
		n = 3
	}
	all, err := h.Replies.Replay(ctx, id, in.Body.First, in.Body.Second, n)
	out := &replayAIOutput{Body: make([]aiComparison, len(all))}
	for i, c := range all {
		out.Body[i] = aiComparison(c)
	}
	return out, err
}

type aiToolsOutput struct{ Body []reply.HTTPTool }

func (h *Handler) listAITools(ctx context.Context, in *AccountPath) (*aiToolsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	all, err := h.Replies.Tools(ctx, id)
	return &aiToolsOutput{Body: all}, err
}

// AIToolFields are what a caller says of a tool.
type AIToolFields struct {
	Name        string         `json:"name" example:"order_status" doc:"Letters, digits, _ and -, at most 64."`
	Description string         `json:"description" doc:"When to call it, for the model."`
	Parameters  map[string]any `json:"parameters" doc:"The JSON Schema of its arguments, an object."`
	URL         string         `json:"url" doc:"Gets a POST with the arguments, signed like a webhook delivery."`
	Secret      *string        `json:"secret,omitempty" nullable:"true" doc:"Left out, the one it has; a new tool gets one of ours."`
	IsActive    *bool          `json:"is_active,omitempty" nullable:"true"`
}

type createAIToolInput struct {
	AccountPath
	Body AIToolFields
}

type aiTool struct {
	reply.HTTPTool
	Secret *string `json:"secret,omitempty" doc:"Shown when it is new."`
}

type aiToolOutput struct{ Body aiTool }

func (h *Handler) createAITool(ctx context.Context, in *createAIToolInput) (*aiToolOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return h.saveAITool(ctx, id, nil, in.Body)
}

// AIToolPath is an account's tool that a path names.
type AIToolPath struct {
	AccountPath
	Tool string `path:"tool" doc:"The tool's id."`
}

type updateAIToolInput struct {
	AIToolPath
	Body AIToolFields
}

func (h *Handler) updateAITool(ctx context.Context, in *updateAIToolInput) (*aiToolOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	tool, err := idOf(in.Tool, "Tool")
	if err != nil {
		return nil, err
	}
	return h.saveAITool(ctx, id, &tool, in.Body)
}

func (h *Handler) saveAITool(ctx context.Context, accountID uuid.UUID, id *uuid.UUID, f AIToolFields) (*aiToolOutput, error) {
	t, secret, err := h.Replies.SaveTool(ctx, reply.ToolDraft{
		ID: id, AccountID: accountID, Name: f.Name, Description: f.Description, Parameters: encode(f.Parameters), URL: f.URL,
		Secret: f.Secret, Inactive: f.IsActive != nil && !*f.IsActive,
	})
	return &aiToolOutput{Body: aiTool{HTTPTool: t, Secret: optional(secret)}}, err
}

func (h *Handler) deleteAITool(ctx context.Context, in *AIToolPath) (*successOutput, error) {
	tool, err := idOf(in.Tool, "Tool")
	if err != nil {
		return nil, err
	}
	return done(), h.Replies.DeleteTool(ctx, tool)
}

type testAIToolInput struct {
	AIToolPath
	Body struct {
		Arguments map[string]any `json:"arguments"`
	}
}

type testAIToolOutput struct{ Body reply.TracedCall }

func (h *Handler) testAITool(ctx context.Context, in *testAIToolInput) (*testAIToolOutput, error) {
	tool, err := idOf(in.Tool, "Tool")
	if err != nil {
		return nil, err
	}
	c, err := h.Replies.TestTool(ctx, tool, encode(in.Body.Arguments))
	return &testAIToolOutput{Body: c}, err
}

type aiDocumentsOutput struct{ Body []reply.Document }

func (h *Handler) listAIDocuments(ctx context.Context, in *AccountPath) (*aiDocumentsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	all, err := h.Replies.Documents(ctx, id)
	return &aiDocumentsOutput{Body: all}, err
}

type addAIDocumentInput struct {
	AccountPath
	Body struct {
		Name string `json:"name" example:"Prices 2026"`
		Text string `json:"text" doc:"What it says, at most 1 MB; send files to …/documents/file."`
	}
}

type aiDocumentOutput struct{ Body reply.Document }

func (h *Handler) addAIDocument(ctx context.Context, in *addAIDocumentInput) (*aiDocumentOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	d, err := h.Replies.Teach(ctx, id, in.Body.Name, "text/plain", []byte(in.Body.Text))
	return &aiDocumentOutput{Body: d}, err
}

// addAIFile adds a document by file: a form, or JSON with base64.
func (h *Handler) addAIFile(w http.ResponseWriter, r *http.Request) error {
	id, err := AccountPath{ID: chi.URLParam(r, "id")}.uuid()
	if err != nil {
		return err
	}
	u, err := readUpload(w, r)
	if err != nil {
		return tooLarge(err)
	}
	defer u.close()
	if u.file == nil {
		return fault.Bad("media", "Send the file itself, by form or as base64.")
	}
	data, _, err := reply.ReadAtMost(u.file, reply.MaxDocument)
	if err != nil {
		return tooLarge(err)
	}
	d, err := h.Replies.Teach(r.Context(), id, u.filename, u.mimetype, data)
	if err == nil {
		writeJSON(w, http.StatusOK, d)
	}
	return err
}

type aiDocumentPath struct {
	AccountPath
	Document string `path:"document" doc:"The document's id."`
}

func (h *Handler) deleteAIDocument(ctx context.Context, in *aiDocumentPath) (*successOutput, error) {
	id, err := idOf(in.Document, "Document")
	if err != nil {
		return nil, err
	}
	return done(), h.Replies.Forget(ctx, id)
}

// encode is a JSON object as text; it was read from JSON.
func encode(v map[string]any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(b)
}
