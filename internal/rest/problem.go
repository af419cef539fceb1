package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"switchboard/internal/fault"
)

// Problem is every error answer: RFC 9457, with a sentence for people in `error`.
type Problem struct {
	Type      string       `json:"type" example:"about:blank" doc:"Always about:blank: the status says what kind of problem it is."`
	Title     string       `json:"title" example:"Not Found" doc:"The status in words."`
	Status    int          `json:"status" example:"404"`
	Detail    string       `json:"detail" example:"Account not found." doc:"The same as error."`
	Sentence  string       `json:"error" example:"Account not found." doc:"What went wrong, for people."`
	Code      string       `json:"code,omitempty" example:"duplicate" doc:"Stable code of the problem, for programs, where there is one."`
	Errors    []FieldError `json:"errors,omitempty" doc:"What does not validate."`
	RequestID string       `json:"request_id,omitempty" doc:"Quote it when you ask for help; it is in the log."`

	retryAfter int
}

// FieldError is one value of the input that does not validate.
type FieldError struct {
	Field   string `json:"field" example:"number"`
	Message string `json:"message" example:"Write a phone number with its country code."`
}

const problemType = "application/problem+json"

// Error is the sentence.
func (p *Problem) Error() string { return p.Sentence }

// GetStatus is the HTTP status; huma asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type of RFC 9457; huma asks for it.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders are the headers that the status calls for.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="Switchboard"`)
	}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	return h
}

func (p *Problem) write(w http.ResponseWriter) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a client that has gone needs no answer
}

// status is the one table from kinds to HTTP.
func status(k fault.Kind) int {
	switch k {
	case fault.Malformed:
		return http.StatusBadRequest
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.RateLimited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
	}
	return http.StatusInternalServerError
}

// usualRetry is when trying again makes sense where nobody knows better, in seconds.
func usualRetry(k fault.Kind) int {
	switch k {
	case fault.RateLimited:
		return 60
	case fault.Unavailable:
		return 5
	default:
		return 0
	}
}

// problem turns any error into what the outside sees of it. What is ours to mend is
// logged here, once, and shown without its cause.
func (h *Handler) problem(ctx context.Context, err error) *Problem {
	f := fault.As(err)
	id := h.RequestID(ctx)
	switch {
	case f.Kind == fault.Internal && ctx.Err() == nil:
		h.Log.ErrorContext(ctx, "rest request failed", "request_id", id, "error", err)
	case f.Kind == fault.Unavailable:
		h.Log.WarnContext(ctx, "rest request not answered now", "request_id", id, "error", err)
	}
	p := &Problem{
		Type: "about:blank", Status: status(f.Kind), Detail: f.Text, Sentence: f.Text, Code: f.Code, RequestID: id,
		retryAfter: int(math.Ceil(f.RetryAfter.Seconds())),
	}
	p.Title = http.StatusText(p.Status)
	if p.retryAfter == 0 {
		p.retryAfter = usualRetry(f.Kind)
	}
	for _, bad := range f.Fields {
		p.Errors = append(p.Errors, FieldError{Field: bad.Name, Message: bad.Message})
	}
	return p
}

// WriteError answers with a problem. The front door uses it for its own errors, so
// that there is one shape.
func (h *Handler) WriteError(w http.ResponseWriter, r *http.Request, err error) {
	h.problem(r.Context(), err).write(w)
}

// translate gives huma's own complaints the same shape.
func (h *Handler) translate(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &Problem{Type: "about:blank", Title: http.StatusText(m.Status), Status: m.Status, RequestID: h.RequestID(ctx.Context())}
	switch m.Status {
	case http.StatusUnprocessableEntity:
		for _, e := range m.Errors {
			p.Errors = append(p.Errors, fieldError(e))
		}
		p.Sentence = "Some values do not validate."
		if len(p.Errors) == 1 {
			p.Sentence = p.Errors[0].Field + ": " + p.Errors[0].Message
		}
	case http.StatusBadRequest:
		p.Sentence = "The body is not valid JSON."
		if len(m.Errors) == 0 {
			p.Sentence = "The request needs a JSON body."
		}
	case http.StatusUnsupportedMediaType:
		p.Sentence = "Send the body as application/json."
	case http.StatusRequestEntityTooLarge:
		p.Sentence = "The body is too large."
	default:
		p.Sentence = "The request cannot be read."
	}
	p.Detail = p.Sentence
	return p, nil
}

// fieldError names the field as the caller wrote it, without where huma found it.
func fieldError(e *huma.ErrorDetail) FieldError {
	_, field, _ := strings.Cut(e.Location, ".")
	message := e.Message
	var missing string
	if n, err := fmt.Sscanf(message, validation.MsgExpectedRequiredProperty, &missing); n == 1 && err == nil {
		field, message = strings.TrimPrefix(field+"."+missing, "."), "This value is required."
	}
	if field == "" {
		field = "body"
	}
	if message != "" && !strings.HasSuffix(message, ".") {
		message = strings.ToUpper(message[:1]) + message[1:] + "."
	}
	return FieldError{Field: field, Message: message}
}
