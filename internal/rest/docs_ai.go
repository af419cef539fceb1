package rest

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"switchboard/internal/reply"
)

const (
	exampleAIConfig = `{"account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","is_active":true,"provider":"openai","model":"gpt-6-luna","has_api_key":true,"system_prompt":"You are a helpful assistant.","temperature":0.7,"history_limit":10}`
	exampleAIPatch  = `{"provider":"openai","api_key":"sk-…","system_prompt":"You work for {{account_name}}.","is_active":true}`
	exampleDocument = `{"id":"0198c5a9-0000-7a00-8b00-1c2d3e4f5061","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","name":"Prices 2026","mimetype":"text/plain","characters":420,"created_at":"2026-01-31T12:00:00Z"}`
)

// aiDocumentation is what people read about answers by AI.
func aiDocumentation() map[string]doc {
	return map[string]doc{
		"GET /api/accounts/{id}/ai-config": {id: "getAIConfig", tag: "AI", summary: "Get how an account answers by AI", description: "Keys are never shown, only whether there is one.", out: exampleAIConfig},
		"POST /api/accounts/{id}/ai-config": {
			id: "saveAIConfig", tag: "AI", summary: "Set how an account answers by AI", errors: []int{400, 404, 422},
			description: "What is left out stays as it is. A key is sealed, and goes only to the server it was saved for.", in: exampleAIPatch, out: exampleAIConfig,
		},
		"DELETE /api/accounts/{id}/ai-config": {id: "deleteAIConfig", tag: "AI", summary: "Remove AI settings and keys", description: "What is owed is dropped; traces, usage, tools and knowledge stay.", out: `{"success":true}`},
		"POST /api/accounts/{id}/ai-config/test": {
			id: "testAIConfig", tag: "AI", summary: "Try AI settings", errors: []int{400, 404, 422}, description: "Asks the model without sending or saving anything.",
			in: `{"message":"When do you open?"}`, out: `{"success":true,"response":"At nine.","provider":"openai","model":"gpt-6-luna","error":null}`,
		},
		"POST /api/accounts/{id}/ai-config/models": {
			id: "askAIModels", tag: "AI", summary: "List models for a key", errors: []int{400, 404, 422}, description: "The models that a provider has for a key that is not saved yet.",
			in: `{"provider":"openai","api_key":"sk-…"}`, out: `{"models":[{"id":"gpt-6-luna","name":"GPT-6 Luna","in_price":null,"out_price":null,"context_tokens":0,"sees":null}],"live":true,"error":null}`,
		},
		"POST /api/accounts/{id}/ai-config/documents/file": {
			id: "addAIFile", tag: "AI", summary: "Teach the AI a file", errors: []int{400, 404, 409, 413, 422},
			description: "Text, Markdown, HTML or PDF of at most 10 MB: as the form field `media`, or in base64.",
			in:          `{"data":"QSB0ZXh0","mimetype":"text/plain","filename":"prices.txt"}`, out: exampleDocument, raw: describeDocument,
		},
	}
}

// describeDocument describes a file that is taught.
func describeDocument(h *Handler, op *huma.Operation) {
	text := &huma.Schema{Type: huma.TypeString}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"media"}, Properties: map[string]*huma.Schema{
			"media": {Type: huma.TypeString, Format: "binary", Description: "The file."},
		}}},
		"application/json": {
			Schema:  &huma.Schema{Type: huma.TypeObject, Required: []string{"data"}, Properties: map[string]*huma.Schema{"data": text, "mimetype": text, "filename": text}},
			Example: json.RawMessage(`{"data":"QSB0ZXh0","mimetype":"text/plain","filename":"prices.txt"}`),
		},
	}}
	op.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{
		"application/json": {Schema: h.schema(reply.Document{}), Example: json.RawMessage(exampleDocument)},
	}}
}
