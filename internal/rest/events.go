package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/webhook"
)

const (
	// heartbeat keeps proxies from cutting a silent stream off.
	heartbeat = 15 * time.Second
	// streamFor is how long one stream lasts: whoever reads on shows a credential again.
	streamFor = 15 * time.Minute
	// backSoon is after how many milliseconds a reader whose stream ended comes back.
	backSoon = 1000
)

// eventList is one page of the log, as the deliveries have it.
type eventList struct {
	Items  []json.RawMessage `json:"items" doc:"Oldest first; each is what a webhook gets as its body."`
	Next   string            `json:"next_cursor" doc:"Give it as after to go on; never null."`
	Missed bool              `json:"missed" doc:"True when events after the cursor that was given are not kept any more: look at the chats for what they told."`
}

// events answers an account's log of events, now or when there is something new; or
// streams it as server-sent events.
func (h *Handler) events(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return errNoAccount
	}
	p, err := pullOf(r)
	if err != nil {
		return err
	}
	p.AccountID = id
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		return h.stream(w, r, p)
	}
	got, err := h.Webhooks.Events(r.Context(), p)
	if err != nil {
		return err
	}
	out := eventList{Items: make([]json.RawMessage, len(got.Events)), Next: got.Next, Missed: got.Missed}
	for i, e := range got.Events {
		out.Items[i] = e.Body
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, out)
	return nil
}

func pullOf(r *http.Request) (webhook.Pull, error) {
	q := r.URL.Query()
	p := webhook.Pull{After: q.Get("after"), Limit: 50}
	number := func(name string, to *int) error {
		text := q.Get(name)
		if text == "" {
			return nil
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return fault.Bad(name, "Write a whole number.")
		}
		*to = n
		return nil
	}
	if err := number("limit", &p.Limit); err != nil {
		return p, err
	}
	wait := 0
	if err := number("wait", &wait); err != nil {
		return p, err
	}
	p.Wait = time.Duration(wait) * time.Second
	for _, list := range q["types"] {
		for kind := range strings.SplitSeq(list, ",") {
			p.Kinds = append(p.Kinds, strings.TrimSpace(kind))
		}
	}
	return p, nil
}

// stream sends events as they come. It ends by itself after a while; a browser's
// EventSource comes back by itself with the last id that it got.
func (h *Handler) stream(w http.ResponseWriter, r *http.Request, p webhook.Pull) error {
	p.Wait = 0
	switch last := r.Header.Get("Last-Event-ID"); {
	case last != "":
		p.After = last
	case p.After == "":
		p.After = "now"
	}
	got, err := h.Webhooks.Events(r.Context(), p) // what is wrong is told before the stream begins
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would hold it back
	w.WriteHeader(http.StatusOK)
	flush := http.NewResponseController(w)
	var out bytes.Buffer
	fmt.Fprintf(&out, "retry: %d\nid: %s\n\n", backSoon, got.Next)
	if got.Missed {
		out.WriteString("event: missed\ndata: {}\n\n")
	}
	p.Wait = heartbeat
	for began := time.Now(); err == nil && time.Since(began) < streamFor; {
		if !h.still(r, p.AccountID) {
			return nil // the reader comes back, and is told then
		}
		for _, e := range got.Events {
			fmt.Fprintf(&out, "id: %s\nevent: %s\ndata: %s\n\n", e.Cursor(), e.Kind, e.Body)
		}
		if out.Len() == 0 {
			out.WriteString(": still here\n\n")
		}
		if _, err := out.WriteTo(w); err != nil {
			return nil //nolint:nilerr // the reader has gone
		}
		if err := flush.Flush(); err != nil {
			return nil //nolint:nilerr // the reader has gone
		}
		p.After = got.Next
		got, err = h.Webhooks.Events(r.Context(), p)
	}
	return nil // the reader comes back, and is told then
}

// still tells whether the credential that opened a stream holds: an old key stops at once.
func (h *Handler) still(r *http.Request, accountID uuid.UUID) bool {
	caller, err := h.Recheck(r.Context())
	return err == nil && auth.RequireAccount(auth.WithCaller(r.Context(), caller), accountID) == nil
}

// EventType is one kind of event.
type EventType struct {
	Type        string         `json:"type" example:"message.status"`
	Description string         `json:"description"`
	Schema      map[string]any `json:"schema" doc:"JSON Schema of the whole body."`
	Sample      event.Envelope `json:"sample" doc:"A whole body."`
}

// eventTypes answers the catalogue of event kinds, made from what is delivered.
func (h *Handler) eventTypes(w http.ResponseWriter, _ *http.Request) error {
	kinds := webhook.Catalogue()
	out := make([]EventType, len(kinds))
	for i, k := range kinds {
		out[i] = EventType{Type: k.Name, Description: k.Description, Schema: bodySchema(k), Sample: k.Sample}
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}

// bodySchema is the JSON Schema of a kind's body, complete in itself.
func bodySchema(k webhook.Kind) map[string]any {
	const defs = "#/$defs/"
	all := huma.NewMapRegistry(defs, huma.DefaultSchemaNamer)
	data := all.Schema(reflect.TypeOf(k.Sample.Data), true, "Data")
	return map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": k.Name, "type": "object",
		"required": []string{"id", "type", "timestamp", "account_id", "data"},
		"properties": map[string]any{
			"id":         map[string]any{"type": "string", "format": "uuid", "description": "The event's id; the same as the header webhook-id, over all attempts."},
			"type":       map[string]any{"const": k.Name},
			"timestamp":  map[string]any{"type": "string", "format": "date-time", "description": "When it happened."},
			"account_id": map[string]any{"type": "string", "format": "uuid", "description": "Whose event it is."},
			"data":       data,
		},
		"$defs": all.Map(),
	}
}

// describeWebhooks tells in the description of the API what is delivered.
func (h *Handler) describeWebhooks() {
	o := h.api.OpenAPI()
	o.Webhooks = map[string]*huma.PathItem{}
	header := func(name, description string) *huma.Param {
		return &huma.Param{Name: name, In: "header", Required: true, Description: description, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	// Payloads have names of their own, that REST's shapes may have too.
	shapes := huma.NewMapRegistry("#/components/schemas/", func(t reflect.Type, hint string) string {
		return "Event" + huma.DefaultSchemaNamer(t, hint)
	})
	defer func() { maps.Copy(o.Components.Schemas.Map(), shapes.Map()) }()
	for _, k := range webhook.Catalogue() {
		data := shapes.Schema(reflect.TypeOf(k.Sample.Data), true, "Data")
		o.Webhooks[k.Name] = &huma.PathItem{Post: &huma.Operation{
			OperationID: "on_" + strings.ReplaceAll(k.Name, ".", "_"), Summary: k.Name, Description: k.Description, Tags: []string{"Webhooks"},
			Parameters: []*huma.Param{
				header("webhook-id", "The event's id, the same over all attempts."), header("webhook-timestamp", "When this attempt was made, in Unix seconds."),
				header("webhook-signature", "v1, and the signature in base64; two of them while a secret is being rotated."), header("X-Account-ID", "Whose event it is."),
			},
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {
				Example: k.Sample,
				Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"id", "type", "timestamp", "account_id", "data"}, Properties: map[string]*huma.Schema{
					"id": {Type: huma.TypeString, Format: "uuid"}, "type": {Type: huma.TypeString, Enum: []any{k.Name}},
					"timestamp": {Type: huma.TypeString, Format: "date-time"}, "account_id": {Type: huma.TypeString, Format: "uuid"}, "data": data,
				}},
			}}},
			Responses: map[string]*huma.Response{"2XX": {Description: "Delivered."}, "410": {Description: "Turns the webhook off."}, "default": {Description: "Tried again."}},
		}}
	}
}

func describeEvents(h *Handler, op *huma.Operation) {
	op.Parameters = idParameter("The account's id.")
	for _, p := range []struct{ name, description string }{
		{"after", "The cursor of the last answer; now for what comes from now on. Left out: from the oldest event that is kept (a stream: from now on)."},
		{"types", "Event kinds or patterns, with commas between them; all when left out."},
		{"limit", "1 to 100; 50 when left out."},
		{"wait", "How many seconds to wait when there is nothing new: at most 30, 0 when left out."},
	} {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.name, In: "query", Description: p.description, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	op.Parameters = append(op.Parameters, &huma.Param{Name: "Last-Event-ID", In: "header", Description: "With a stream: the id of the last event. When what came after it is not all kept any more, the stream begins with an event missed.", Schema: &huma.Schema{Type: huma.TypeString}})
	op.Responses["200"] = &huma.Response{Description: "The events, or with `Accept: text/event-stream` a stream of them.", Content: map[string]*huma.MediaType{
		"application/json":  {Schema: h.schema(eventList{})},
		"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}},
	}}
}

func describeEventTypes(h *Handler, op *huma.Operation) {
	op.Responses["200"] = &huma.Response{Description: "The kinds.", Content: map[string]*huma.MediaType{
		"application/json": {Schema: &huma.Schema{Type: huma.TypeArray, Items: h.schema(EventType{})}},
	}}
}
