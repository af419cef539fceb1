package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// maxControlBody lets a file of about 48 MiB through as base64.
const maxControlBody = 64 << 20

// errMalformed is a body that is not the JSON the call takes.
type errMalformed struct{ text string }

func (e *errMalformed) Error() string { return e.text }

func readJSON(r *http.Request, into any) error {
	err := readOptionalJSON(r, into)
	if err == nil && r.ContentLength == 0 {
		return &errMalformed{"The body is empty; it has to be a JSON object."}
	}
	return err
}

// errNoObject is what most bodies that cannot be read get.
var errNoObject = &errMalformed{"The body is not a JSON object."}

// readOptionalJSON is readJSON for calls whose body may be left out. A field
// that the call does not know is a mistake: what was meant by it would be lost.
func readOptionalJSON(r *http.Request, into any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxControlBody))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil {
		if _, err = decoder.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		return errNoObject // something follows it
	}
	var tooLarge *http.MaxBytesError
	var wrongType *json.UnmarshalTypeError
	var corrupt base64.CorruptInputError
	switch {
	case errors.As(err, &tooLarge):
		return &errMalformed{"The body is too large."}
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return invalid(wrongType.Field, "%s has the wrong type.", wrongType.Field)
	case errors.As(err, &corrupt):
		return invalid("", "A picture in the body is not base64.")
	}
	if field, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return invalid(strings.Trim(field, `"`), "This call takes no field %s.", field)
	}
	return errNoObject
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client is gone if this fails
}

// problem is RFC 9457, with a sentence for people.
type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail"`
	Error  string       `json:"error"`
	Errors []fieldError `json:"errors,omitempty"`
}

type fieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

var errStatus = map[errKind]int{
	kindInvalid: http.StatusUnprocessableEntity, kindNotFound: http.StatusNotFound, kindConflict: http.StatusConflict,
}

func writeError(w http.ResponseWriter, err error) {
	var mistake *Error
	var malformed *errMalformed
	switch {
	case errors.As(err, &mistake):
		writeProblem(w, errStatus[mistake.kind], mistake.Text, mistake.Field)
	case errors.As(err, &malformed):
		writeProblem(w, http.StatusBadRequest, malformed.text, "")
	default:
		writeProblem(w, http.StatusInternalServerError, "Something went wrong in the sandbox: "+err.Error()+".", "")
	}
}

func writeProblem(w http.ResponseWriter, status int, text, field string) {
	body := problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: text, Error: text,
	}
	if field != "" {
		body.Errors = []fieldError{{Field: strings.ToLower(field), Message: text}}
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
