package rest

import "github.com/danielgtaylor/huma/v2"

const (
	exampleChoice = `"provider":"openai","model":"gpt-4o-mini"`
	exampleAI     = `{"account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","is_active":true,` + exampleChoice + `,"fallbacks":[],"system_prompt":"You answer for {{account_name}}.",
"temperature":0.7,"max_tokens":500,"timeout_seconds":20,"history_limit":10,"audience":"everyone","groups":"off","drafts":false,"prices":[{"provider":"openai","model":"gpt-4o-mini","in_per_million":0.15,"out_per_million":0.6}],"debounce_ms":4000,"takeover_minutes":240,
"has_api_key":true,"key_sources":{"openai":"account"},"created_at":"2026-01-31T12:00:00Z","updated_at":"2026-01-31T12:00:00Z"}`
	exampleTrace = `{"id":"0198c5a9-0100-7a00-8b00-1c2d3e4f5061","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","chat_id":"0198c5a5-7a00-7b10-9c20-d30e4f506172",
"message_id":"0198c5a6-1f00-7d11-8a22-334455667788","outcome":"answered","answer":"We are open from 9 to 17.","system":"You answer for Shop. …","turns":[{"role":"user","text":"When do you open?"}],
"knowledge":[],"tool_calls":[],"attempts":[{` + exampleChoice + `,"tokens_in":412,"tokens_out":18,"duration_ms":840}],"tokens_in":412,"tokens_out":18,"duration_ms":861,"created_at":"2026-01-31T12:05:04Z"}`
	exampleDraft = `{"id":"0198c5a9-0000-7a00-8b00-1c2d3e4f5061","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","chat_id":"0198c5a5-7a00-7b10-9c20-d30e4f506172",
"message_id":"0198c5a6-1f00-7d11-8a22-334455667788","trace_id":"0198c5a9-0100-7a00-8b00-1c2d3e4f5061","text":"We are open from 9 to 17.","state":"pending","created_at":"2026-01-31T12:05:04Z","decided_at":null}`
	exampleStanding = `{"active":true,"paused_until":"2026-01-31T16:05:00Z","pause_reason":"person","pending":false,"draft":null}`
	exampleRuling   = `{"answers":false,"reason":"out_of_hours","text":"It is outside the hours.","notice":"We are back at nine."}`
	exampleSchema   = `{"type":"object","properties":{"order":{"type":"string"}},"required":["order"]}`
	exampleTool     = `{"id":"0198c5aa-0000-7a00-8b00-1c2d3e4f5061","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","name":"order_status","description":"Looks an order up by its number.",
"parameters":` + exampleSchema + `,"url":"https://example.com/tools/order","is_active":true,"created_at":"2026-01-31T12:00:00Z"}`
	exampleToolIn = `{"name":"order_status","description":"Looks an order up by its number.","parameters":` + exampleSchema + `,"url":"https://example.com/tools/order"}`
	exampleCall   = `{"name":"order_status","arguments":"{\"order\":\"4711\"}","result":"{\"state\":\"on its way\"}","failed":false,"duration_ms":120}`
	exampleKnown  = `{"id":"0198c5ab-0000-7a00-8b00-1c2d3e4f5061","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","name":"Prices 2026","mimetype":"text/plain","characters":1840,"created_at":"2026-01-31T12:00:00Z"}`
)

// aiDocumentation is what people read about answers by AI.
func aiDocumentation() map[string]doc {
	get := doc{tag: "AI", summary: "Get the AI settings", description: "How the account answers by AI; the defaults, with `is_active` false, when nothing was saved yet. Keys are never shown: `has_api_key` and `key_sources` tell whether there are some.", out: exampleAI}
	save := doc{
		tag: "AI", summary: "Save the AI settings", errors: []int{400, 422}, in: `{` + exampleChoice + `,"api_key":"sk-…","system_prompt":"You answer for {{account_name}}.","is_active":true}`, out: exampleAI,
		description: "Changes what is sent; what is left out stays as it is, and of a first save is the default. A key is sealed, and goes only to the server it was saved for. `is_active` needs a key, here or in the server's environment. Hours whose end is before their beginning go on into the next day. Texts may have no control characters but line breaks and tabs.",
	}
	remove := doc{tag: "AI", summary: "Delete the AI settings", description: "Settings and keys go, and what is about to be answered. Traces, usage, tools and knowledge stay.", out: exampleDone}
	try := doc{
		tag: "AI", summary: "Try the AI settings", errors: []int{400, 422}, in: `{"message":"When do you open?","config":{"temperature":0}}`,
		out:         `{"success":true,"response":"We are open from 9 to 17.",` + exampleChoice + `,"error":null,"decision":` + exampleRuling + `,"trace":` + exampleTrace + `}`,
		description: "Asks the model without sending anything: what is saved, with `config` laid over it. That no model answers is no error: `success` and `error` tell. `decision` tells what would become of the message if a contact wrote it now: by its words, the hours, what the account has used today, and the settings as they are tried. Who the contact is, is not looked at, and `off` is the reason only where nothing else stands against an answer. The model is asked all the same. What it takes counts in `ai-usage`, as no reply, and in no budget.",
	}
	named := func(d doc, id string) doc { d.id = id; return d }
	older := func(d doc, id string) doc { d.id, d.summary = id, d.summary+", by its older name"; return d }
	return map[string]doc{
		"GET /api/accounts/{id}/ai-config":       named(get, "getAIConfig"),
		"POST /api/accounts/{id}/ai-config":      named(save, "saveAIConfig"),
		"DELETE /api/accounts/{id}/ai-config":    named(remove, "deleteAIConfig"),
		"POST /api/accounts/{id}/ai-config/test": named(try, "testAIConfig"),
		"GET /api/accounts/{id}/chatbot":         older(get, "getChatbot"),
		"POST /api/accounts/{id}/chatbot":        older(save, "saveChatbot"),
		"DELETE /api/accounts/{id}/chatbot":      older(remove, "deleteChatbot"),
		"POST /api/accounts/{id}/chatbot/test":   older(try, "testChatbot"),
		"GET /api/accounts/{id}/ai-config/models": {
			id: "listAIModels", tag: "AI", summary: "List a provider's models", errors: []int{422}, description: "What the provider has for the account's key, as it tells now; a list of usual ones, with `error`, when it does not.",
			out: `{"models":[{"id":"gpt-4o-mini","name":"gpt-4o-mini","in_price":null,"out_price":null,"context_tokens":0,"sees":null}],"live":true,"error":null}`,
		},
		"POST /api/accounts/{id}/ai-config/models": {
			id: "askAIModels", tag: "AI", summary: "List models for a key", errors: []int{400, 422}, description: "The models that a provider has for a key that is not saved yet.",
			in: `{"provider":"openai","api_key":"sk-…"}`, out: `{"models":[{"id":"gpt-4o-mini","name":"gpt-4o-mini","in_price":null,"out_price":null,"context_tokens":0,"sees":null}],"live":true,"error":null}`,
		},
		"GET /api/accounts/{id}/ai-config/tools": {id: "listAITools", tag: "AI", summary: "List tools", description: "HTTP tools that the model may call.", out: `[` + exampleTool + `]`},
		"POST /api/accounts/{id}/ai-config/tools": {
			id: "createAITool", tag: "AI", summary: "Add a tool", errors: []int{400, 409, 422}, in: exampleToolIn, out: exampleTool,
			description: "The model may call it: the address gets a POST `{\"id\",\"type\":\"tool.call\",\"timestamp\",\"account_id\",\"tool\",\"arguments\"}`, signed like a webhook delivery with the secret that is shown this once. Its answer, at most 8 KB, is told to the model.",
		},
		"PUT /api/accounts/{id}/ai-config/tools/{tool}": {
			id: "updateAITool", tag: "AI", summary: "Change a tool", errors: []int{400, 422}, description: "Replaces the tool; without `secret` it keeps the one it has.", in: exampleToolIn, out: exampleTool,
		},
		"DELETE /api/accounts/{id}/ai-config/tools/{tool}": {id: "deleteAITool", tag: "AI", summary: "Delete a tool", description: "The model does not see it any more.", out: exampleDone},
		"POST /api/accounts/{id}/ai-config/tools/{tool}/test": {
			id: "testAITool", tag: "AI", summary: "Call a tool", errors: []int{400, 422}, description: "Calls it for real, as the model would.", in: `{"arguments":{"order":"4711"}}`, out: exampleCall,
		},
		"GET /api/accounts/{id}/ai-config/documents": {id: "listAIDocuments", tag: "AI", summary: "List knowledge", description: "Texts and files that answers are given from.", out: `[` + exampleKnown + `]`},
		"POST /api/accounts/{id}/ai-config/documents": {
			id: "addAIDocument", tag: "AI", summary: "Add a text", errors: []int{400, 409, 422}, description: "What fits a question best is put into the prompt, up to five passages.", in: `{"name":"Prices 2026","text":"A haircut is 25 euros."}`, out: exampleKnown,
		},
		"POST /api/accounts/{id}/ai-config/documents/file": {
			id: "addAIFile", tag: "AI", summary: "Add a file", errors: []int{400, 409, 413, 422}, description: "Text, Markdown, HTML or PDF of at most 10 MB, by form or in base64.",
			in: `{"data":"UHJpY2VzIDIwMjYK","mimetype":"text/plain","filename":"prices.txt"}`, out: exampleKnown, raw: describeAIFile,
		},
		"DELETE /api/accounts/{id}/ai-config/documents/{document}": {id: "deleteAIDocument", tag: "AI", summary: "Delete knowledge", description: "Answers are not given from it any more.", out: exampleDone},
		"GET /api/accounts/{id}/ai-usage": {
			id: "aiUsage", tag: "AI", summary: "What answering cost", errors: []int{422}, description: "By day and model, newest first, with what trials and replays took. `cost` is in US dollars: by `prices` of the settings, else by what the provider tells, else by the published prices of usual models (without discounts for cached tokens); null where none is known. It is counted when the tokens are: a price that is set later changes nothing that was.",
			out: `[{"day":"2026-01-31",` + exampleChoice + `,"replies":12,"tokens_in":4944,"tokens_out":216,"model_ms":10080,"cost":null}]`,
		},
		"GET /api/accounts/{id}/ai-traces": {
			id: "listAITraces", tag: "AI", summary: "How answers came about", errors: []int{422}, description: "Newest first, kept for a week: also why there was no answer.", out: `{"items":[` + exampleTrace + `],"next_cursor":null}`,
		},
		"GET /api/accounts/{id}/ai-drafts": {id: "listAIDrafts", tag: "AI", summary: "List drafts", description: "Answers that wait for a person, oldest first.", out: `[` + exampleDraft + `]`},
		"POST /api/ai-drafts/{id}/approve": {
			id: "approveAIDraft", tag: "AI", summary: "Approve a draft", errors: []int{400, 409, 422}, description: "Sends it, or `text` instead of it. 409 `decided` when it does not wait any more.", in: `{"text":"We are open from 9 to 17."}`, out: exampleDraft,
		},
		"POST /api/ai-drafts/{id}/discard": {id: "discardAIDraft", tag: "AI", summary: "Discard a draft", errors: []int{409}, description: "Nothing is sent. 409 `decided` when it does not wait any more.", out: exampleDraft},
		"GET /api/chats/{id}/ai":           {id: "getAIStanding", tag: "AI", summary: "How the AI stands to a conversation", description: "Whether it answers there, is paused, or has a draft.", out: exampleStanding},
		"POST /api/chats/{id}/ai/pause": {
			id: "pauseAI", tag: "AI", summary: "Pause answers", errors: []int{400, 422}, description: "No answers in the conversation for a time, or until somebody resumes them; what is owed is dropped.", in: `{"minutes":240}`, out: exampleStanding,
		},
		"POST /api/chats/{id}/ai/resume": {id: "resumeAI", tag: "AI", summary: "Resume answers", description: "Messages that come from here on are answered.", out: exampleStanding},
		"POST /api/chats/{id}/ai/reset":  {id: "resetAI", tag: "AI", summary: "Forget the history", description: "The model is not told any more what was written before.", out: exampleStanding},
		"POST /api/chats/{id}/ai/replay": {
			id: "replayAI", tag: "AI", summary: "Replay a conversation", errors: []int{400, 422}, in: `{"second":{"model":"gpt-4o"},"questions":3}`,
			out:         `[{"question":"When do you open?","answered":"At nine.","first_decision":{"answers":true,"reason":null,"text":null,"notice":null},"second_decision":` + exampleRuling + `,"first":` + exampleTrace + `,"second":` + exampleTrace + `}]`,
			description: "Asks two configurations the last questions again, each with what was said before it, eight at a time. Nothing is sent and no tool is called. The decisions tell what would have become of the question when it came, as far as the conversation tells: not of pauses, opt-outs and budgets. What it takes counts in `ai-usage`, as no reply, and in no budget.",
		},
	}
}

// describeAIFile adds the forms of a file.
func describeAIFile(h *Handler, op *huma.Operation) {
	op.Parameters = idParameter("The account's id.")
	file := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "The file."}
	text := func(description string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Description: description}
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{
			"file": file, "filename": text("Its name in the list; the file's own when left out."), "mimetype": text("Left out, the file's own."),
		}}},
		"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"data", "filename"}, Properties: map[string]*huma.Schema{
			"data": text("Base64."), "filename": text("Its name in the list."), "mimetype": text("Such as application/pdf."),
		}}},
	}}
	op.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{"application/json": {Schema: h.schema(aiDocumentOutput{}.Body)}}}
}
