package rest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

func (h *Handler) config() huma.Config {
	o := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Switchboard", Version: h.Version,
			Description: "A self-hosted WhatsApp gateway. Times are UTC in RFC 3339, names are snake_case, unknown values are null. " +
				"Every answer has X-Request-Id. Errors are application/problem+json with a sentence in `error`.",
		},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"session": {Type: "apiKey", In: "cookie", Name: "wa.sid", Description: "The admin's session, after signing in."},
				"apiKey":  {Type: "apiKey", In: "header", Name: "X-API-Key", Description: "An account's API key (wak_…) or an admin API token (wat_…)."},
				"bearer":  {Type: "http", Scheme: "bearer", Description: "The same keys and tokens."},
			},
		},
		Tags: []*huma.Tag{
			{Name: "Messages", Description: "Send, and see what became of it."},
			{Name: "Webhooks", Description: "Be told what happens. Deliveries are signed by Standard Webhooks."},
			{Name: "Chats", Description: "Read, search, archive, pin and mute conversations."},
			{Name: "Contacts", Description: "Who is on WhatsApp, what they show, whom the account has blocked."},
			{Name: "Groups", Description: "Make and manage groups."},
			{Name: "AI", Description: "Answers by AI: settings, trials, what the model knows."},
			{Name: "Accounts", Description: "Link phone numbers."},
			{Name: "Sending", Description: "When messages go, who may be written to, and how the number fares."},
			{Name: "Sign in", Description: "The dashboard's session."},
			{Name: "System", Description: "How the server is."},
		},
	}
	if h.PublicURL != "" {
		o.Servers = []*huma.Server{{URL: h.PublicURL}}
	}
	return huma.Config{
		OpenAPI: o, Formats: huma.DefaultFormats, DefaultFormat: "application/json",
		Transformers: []huma.Transformer{h.translate},
	}
}

// operation is a route with its documentation.
func (h *Handler) operation(route string, a access) huma.Operation {
	method, path, _ := strings.Cut(route, " ")
	d := documented(route)
	op := huma.Operation{
		Method: method, Path: path, OperationID: d.id, Summary: d.summary, Description: d.description,
		Tags: []string{d.tag}, Hidden: d.id == "", DefaultStatus: d.status, Security: a.security(),
		// The front door watches over slow bodies. A deadline of huma's would stay on the
		// connection and end requests that wait.
		BodyReadTimeout: -1, MaxBodyBytes: maxBody,
		Responses: map[string]*huma.Response{},
	}
	if a != public {
		op.Middlewares = huma.Middlewares{h.require(a)}
		d.errors = append(d.errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(path, "{id}") {
		d.errors = append(d.errors, http.StatusNotFound)
	}
	problem := h.schema(Problem{})
	for _, status := range append(d.errors, http.StatusTooManyRequests, http.StatusServiceUnavailable) {
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status), Content: map[string]*huma.MediaType{problemType: {Schema: problem}},
		}
	}
	if d.raw != nil {
		d.raw(h, &op)
	}
	return op
}

// schemaName names a shape after its type. What webhooks deliver has words of its own for
// things that answers have too.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if strings.HasSuffix(t.PkgPath(), "/internal/event") && name != "Media" {
		return name + "Event"
	}
	return name
}

func (h *Handler) schema(of any) *huma.Schema {
	t := reflect.TypeOf(of)
	return h.api.OpenAPI().Components.Schemas.Schema(t, true, t.Name())
}

// exemplify adds the examples to a documented route, once its shapes are known.
func (h *Handler) exemplify(route string) {
	method, path, _ := strings.Cut(route, " ")
	d := documented(route)
	item := h.api.OpenAPI().Paths[path]
	if d.id == "" || item == nil {
		return
	}
	op := map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPut: item.Put, http.MethodPost: item.Post, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
	}[method]
	if op.RequestBody != nil && op.RequestBody.Content["application/json"] != nil {
		op.RequestBody.Content["application/json"].Example = example(d.in)
	}
	status := d.status
	if status == 0 {
		status = http.StatusOK
	}
	if r := op.Responses[strconv.Itoa(status)]; r != nil && r.Content["application/json"] != nil {
		r.Content["application/json"].Example = example(d.out)
	}
}

// example reads an example, which is written as JSON.
func example(text string) any {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return nil
	}
	return v
}

// spec is the description, encoded once.
type spec struct {
	made       time.Time
	asJSON     []byte
	asYAML     []byte
	entityTags [2]string
}

// describe encodes the description.
func (h *Handler) describe() error {
	o := h.api.OpenAPI()
	// huma registers the shape of errors that it would answer; ours is another.
	for _, unused := range []string{"ErrorModel", "ErrorDetail"} {
		delete(o.Components.Schemas.Map(), unused)
	}
	var err error
	if h.spec.asJSON, err = json.MarshalIndent(o, "", "  "); err != nil {
		return fmt.Errorf("describe the API: %w", err)
	}
	if h.spec.asYAML, err = o.YAML(); err != nil {
		return fmt.Errorf("describe the API: %w", err)
	}
	h.spec.made = time.Now()
	for i, text := range [][]byte{h.spec.asJSON, h.spec.asYAML} {
		sum := sha256.Sum256(text)
		h.spec.entityTags[i] = `"` + hex.EncodeToString(sum[:8]) + `"`
	}
	return nil
}

func (s *spec) json(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, "application/json", s.asJSON, s.entityTags[0])
}

func (s *spec) yaml(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, "application/yaml", s.asYAML, s.entityTags[1])
}

func (s *spec) serve(w http.ResponseWriter, r *http.Request, contentType string, text []byte, entityTag string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", entityTag)
	http.ServeContent(w, r, "", s.made, bytes.NewReader(text))
}
