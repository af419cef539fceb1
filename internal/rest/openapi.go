package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)


// spec is the description of the API, encoded once.
type spec struct{ asJSON, asYAML []byte }

// about is what people read of a route. answers are its statuses of success.
type about struct {
	tag, summary, description string
	answers                   []int
}

// abouts describe every route of the door.
var abouts = map[string]about{
	"POST /api/auth/login":  {"Session", "Sign in", "Opens a session; the cookie `wa.sid` carries it. After 10 failures within 15 minutes, by address or by name, it answers 429.", []int{200}},
	"POST /api/auth/logout": {"Session", "Sign out", "Ends the session of the cookie.", []int{200}},
	"GET /api/auth/user":    {"Session", "Who is signed in", "", []int{200}},

	"GET /api/accounts":                          {"Accounts", "List accounts", "All accounts, newest first.", []int{200}},
	"POST /api/accounts":                         {"Accounts", "Add an account", "Makes an account and starts linking: a QR code is there within a second or two. `api_key` is shown this once.", []int{201}},
	"GET /api/accounts/{id}":                     {"Accounts", "Get an account", "", []int{200}},
	"PATCH /api/accounts/{id}":                   {"Accounts", "Rename an account", "What is left out stays as it is.", []int{200}},
	"DELETE /api/accounts/{id}":                  {"Accounts", "Delete an account", "Logs out at WhatsApp and removes every row and file of the account.", []int{200}},
	"POST /api/accounts/{id}/reconnect":          {"Accounts", "Reconnect", "Connects with the stored session, or with new QR codes when there is none.", []int{202}},
	"GET /api/accounts/{id}/qr":                  {"Accounts", "Get the QR code", "The code to scan now. With `Accept: image/png` the picture itself. Asking changes nothing.", []int{200, 202}},
	"POST /api/accounts/{id}/pairing-code":       {"Accounts", "Ask for a pairing code", "An 8-character code to type on the phone, under Linked devices → Link with phone number instead.", []int{200}},
	"POST /api/accounts/{id}/regenerate-api-key": {"Accounts", "Make a new API key", "The old key stops at once. The new one is shown this once.", []int{200}},
	"POST /api/accounts/{id}/api-key/regenerate": {"Older names", "Make a new API key", "The same as `POST /api/accounts/{id}/regenerate-api-key`.", []int{200}},
	"POST /api/accounts/{id}/request-qr":         {"Older names", "Start linking again", "Reconnects an account that is not connected.", []int{202}},
	"POST /api/send":                             {"Messages", "Send a text", "Accepts a text and answers at once. `Prefer: wait=SECONDS` (at most 30) waits until it is sent or has failed. The same `Idempotency-Key` answers the first message again.", []int{200, 202}},
	"POST /api/send-media":                       {"Messages", "Send a file", "A picture, video, audio file or document: as multipart/form-data with the file `media`, or as JSON with `url`, or with `data` (base64) and `mimetype`.", []int{200, 202}},
	"GET /api/messages/{id}":                     {"Messages", "Get a message", "With its status history.", []int{200}},
	"GET /api/accounts/{id}/messages":            {"Messages", "List messages", "Newest first. `next_cursor` is null at the end.", []int{200}},
	"GET /api/media/{id}":                        {"Messages", "Get a file", "The bytes of a message's file; ranges are answered.", []int{200, 206}},
	"GET /api/health":                            {"System", "Health", "Numbers, no secrets. 503 while the database does not answer.", []int{200, 503}},
}

// config is huma without what we serve ourselves.
func (h *Handler) config() huma.Config {
	c := huma.DefaultConfig("Switchboard", h.Version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.Transformers = append(c.Transformers, h.translate)
	c.Info.Description = "A self-hosted WhatsApp switchboard. Errors are problem details (RFC 9457) with a sentence for people in `error` and, for bad input, `errors` by field. Every answer has an `X-Request-Id`."
	if h.PublicURL != "" {
		c.Servers = []*huma.Server{{URL: h.PublicURL}}
	}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "wa.sid", Description: "The dashboard's session."},
		"apiKey":  {Type: "apiKey", In: "header", Name: "X-API-Key", Description: "An account's API key (`wak_…`) or an admin API token (`wat_…`)."},
		"bearer":  {Type: "http", Scheme: "bearer", Description: "The same keys as a bearer token."},
	}
	return c
}

// operation is a route as OpenAPI and huma want it.
func (h *Handler) operation(route string, a access) huma.Operation {
	method, path, _ := strings.Cut(route, " ")
	d, ok := abouts[route]
	if !ok {
		panic("route without a description: " + route) // found by the first test that makes the door
	}
	op := huma.Operation{
		OperationID: operationID(method, path), Method: method, Path: path, DefaultStatus: d.answers[0],
		Tags: []string{d.tag}, Summary: d.summary, Description: d.description,
		Security: a.security(), MaxBodyBytes: maxBody, Middlewares: huma.Middlewares{h.require(a)},
		Responses: map[string]*huma.Response{},
	}
	for _, status := range d.answers {
		op.Responses[fmt.Sprint(status)] = &huma.Response{Description: http.StatusText(status)}
	}
	for _, status := range a.refusals() {
		op.Responses[fmt.Sprint(status)] = &huma.Response{
			Description: http.StatusText(status),
			Content:     map[string]*huma.MediaType{problemType: {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}},
		}
	}
	if strings.Contains(path, "{id}") {
		op.Parameters = []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: "string", Format: "uuid"}}}
	}
	if route == "POST /api/send" {
		op.DefaultStatus = http.StatusAccepted
	}
	return op
}

// refusals are the statuses of failure that a route can answer.
func (a access) refusals() []int {
	if a == public {
		return []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	}
	return []int{
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
		http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable,
	}
}

// operationID is a name for generated clients: "post-api-accounts-id-reconnect".
func operationID(method, path string) string {
	return strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(path)
}

// examples show a request of each route that takes one.
var examples = map[string]any{
	"POST /api/auth/login":                 map[string]any{"username": "admin", "password": "…"},
	"POST /api/accounts":                   map[string]any{"name": "Shop"},
	"PATCH /api/accounts/{id}":             map[string]any{"name": "Shop, evenings"},
	"POST /api/accounts/{id}/pairing-code": map[string]any{"number": "+49 151 23456789"},
	"POST /api/send":                       map[string]any{"number": "+49 151 23456789", "message": "Your order is on its way."},
	"POST /api/send-media":                 map[string]any{"number": "+49 151 23456789", "url": "https://example.com/receipt.pdf", "caption": "Your receipt"},
}

// exemplify puts the example into the description of a route.
func (h *Handler) exemplify(route string) {
	method, path, _ := strings.Cut(route, " ")
	item := h.api.OpenAPI().Paths[path]
	op := map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
	}[method]
	example, ok := examples[route]
	if !ok || op == nil {
		return
	}
	if op.RequestBody == nil {
		op.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object"}}}}
	}
	for _, content := range op.RequestBody.Content {
		content.Example = example
	}
}

// describe encodes the description once all routes are there.
func (h *Handler) describe() error {
	api := h.api.OpenAPI()
	api.Components.Schemas.Map()["Problem"] = problemSchema()
	var err error
	if h.spec.asJSON, err = json.MarshalIndent(api, "", "  "); err != nil {
		return fmt.Errorf("encode the API's description: %w", err)
	}
	if h.spec.asYAML, err = api.YAML(); err != nil {
		return fmt.Errorf("encode the API's description: %w", err)
	}
	return nil
}

func problemSchema() *huma.Schema {
	text := func(d string) *huma.Schema { return &huma.Schema{Type: "string", Description: d} }
	return &huma.Schema{
		Type: "object", Description: "What went wrong (RFC 9457).",
		Properties: map[string]*huma.Schema{
			"type": text("Always about:blank."), "title": text("The status in words."), "detail": text("The same as error."),
			"status": {Type: "integer", Description: "The HTTP status."}, "error": text("A sentence for people."),
			"code": text("A stable code for programs, where there is one."), "request_id": text("Finds the request in the log."),
			"errors": {Type: "array", Description: "Bad input by field.", Items: &huma.Schema{
				Type: "object", Properties: map[string]*huma.Schema{"field": text("The field."), "message": text("What is wrong with it.")},
			}},
		},
	}
}

func (s *spec) json(w http.ResponseWriter, _ *http.Request) { s.write(w, "application/json", s.asJSON) }
func (s *spec) yaml(w http.ResponseWriter, _ *http.Request) { s.write(w, "application/yaml", s.asYAML) }

func (s *spec) write(w http.ResponseWriter, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(body)
}
