package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/media"
)

type graphqlError = gqlerror.Error

const (
	// maxUpload leaves room for the operation beside the largest file.
	maxUpload = media.MaxSize + 1<<20
	// inMemory is how large an upload stays in memory; larger ones go through a
	// temporary file.
	inMemory = 1 << 20
	// maxJSON is a picture of WhatsApp's largest size (16 MB) in base64, with its operation.
	maxJSON = 24 << 20
	// maxAnonymous is enough to ask about the schema.
	maxAnonymous = 64 << 10
)

type refusalKey struct{}

// refusal is why the credential of a request is not accepted; nil where it is, or
// where there is none.
func refusal(ctx context.Context) error {
	err, _ := ctx.Value(refusalKey{}).(error)
	return err
}

// ServeHTTP answers GraphQL over HTTP and upgrades websockets.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") != "" {
		// The library checks too, but gqlgen writes its refusals past our log.
		if h.foreign(r) {
			refuse(w, r, http.StatusForbidden, "A page of another site may not open this connection.")
			return
		}
		h.server.ServeHTTP(w, r)
		return
	}
	if status, problem := unacceptable(r); status != 0 {
		refuse(w, r, status, problem)
		return
	}
	caller, err := h.Identify(r.Context())
	ctx := auth.WithCaller(r.Context(), caller)
	if err != nil {
		ctx = context.WithValue(ctx, refusalKey{}, err)
	}
	limit := int64(maxJSON)
	switch {
	case caller.Kind == "":
		limit = maxAnonymous
	case mediaType(r) == "multipart/form-data":
		limit = maxUpload
	}
	if r.ContentLength > limit {
		refuse(w, r, http.StatusRequestEntityTooLarge, "The request is too large.")
		return
	}
	a := &answer{ResponseWriter: w, method: r.Method}
	r = r.WithContext(context.WithValue(ctx, answerKey{}, a))
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	h.server.ServeHTTP(a, r)
}

func mediaType(r *http.Request) string {
	t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}

// unacceptable finds what no transport takes; status 0 where there is nothing.
func unacceptable(r *http.Request) (status int, problem string) {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return 0, ""
	case http.MethodPost:
		if t := mediaType(r); t != "application/json" && t != "multipart/form-data" {
			return http.StatusUnsupportedMediaType, "Send the operation as application/json."
		}
		return 0, ""
	}
	return http.StatusMethodNotAllowed, "Use GET or POST."
}

// refuse answers a request that is no GraphQL.
func refuse(w http.ResponseWriter, r *http.Request, status int, problem string) {
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", "GET, POST, OPTIONS")
	}
	contentType := "application/json"
	if strings.Contains(r.Header.Get("Accept"), "application/graphql-response+json") {
		contentType = "application/graphql-response+json"
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	kind := fault.Malformed
	if status == http.StatusForbidden {
		kind = fault.Forbidden
	}
	body := map[string]any{"errors": []any{map[string]any{
		"message": problem, "extensions": map[string]any{"code": code(kind)},
	}}}
	_ = json.NewEncoder(w).Encode(body) // strings only; a client that has gone needs no answer
}

// answer lets an extension choose the status: gqlgen knows no other way.
type answer struct {
	http.ResponseWriter
	method  string // of the request
	status  int    // chosen by an extension; 0 leaves gqlgen's
	wrote   bool
	refused bool
}

type answerKey struct{}

func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		status = a.status
	}
	a.wrote, a.refused = true, status >= http.StatusBadRequest
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if !a.wrote {
		a.WriteHeader(http.StatusOK)
	}
	if !a.refused {
		return a.ResponseWriter.Write(b)
	}
	// A request that was never executed has no data, not even null.
	if _, err := a.ResponseWriter.Write(bytes.Replace(b, []byte(`,"data":null}`), []byte(`}`), 1)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Unwrap serves http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// readOnly keeps GET from changing anything: links and images can make a browser send one.
type readOnly struct{}

func (readOnly) ExtensionName() string { return "ReadOnly" }

func (readOnly) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses mutations by GET, and subscriptions without a websocket.
func (readOnly) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	a, ok := ctx.Value(answerKey{}).(*answer)
	if !ok || op.Operation.Operation == ast.Query {
		return nil
	}
	if op.Operation.Operation == ast.Subscription {
		a.status = http.StatusBadRequest
		return gqlerror.Errorf("Subscriptions need a websocket with the protocol graphql-transport-ws.")
	}
	if a.method != http.MethodGet {
		return nil
	}
	a.status = http.StatusMethodNotAllowed
	a.Header().Set("Allow", "POST")
	return gqlerror.Errorf("GET only takes queries; send mutations by POST.")
}
