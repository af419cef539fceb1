// Package fault is the error type that crosses package borders: what went wrong
// in words that may be shown to people, a stable code for programs, and the cause
// for the log. Doors map its Kind to an HTTP status or a GraphQL code.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind says whose fault it is and what the caller can do.
type Kind int

// The kinds. Internal is the zero value: an error nobody classified is ours.
const (
	Internal        Kind = iota
	Malformed            // the request cannot be read at all
	Invalid              // it was read, and a value does not validate
	Unauthenticated      // no credential, or a wrong one
	Forbidden            // a valid credential for something else
	NotFound
	Conflict    // it contradicts what is there
	TooLarge    // more bytes than allowed
	RateLimited // too many; RetryAfter says when
	Unavailable // the database or WhatsApp is away; it may work later
)

// Field is one value of the input that does not validate.
type Field struct {
	Name    string // as the door's users write it, such as "number"
	Message string
}

// Error is a classified error. Text and Fields are safe to show; the cause is not.
type Error struct {
	Kind       Kind
	Code       string // stable and machine-readable, such as "duplicate"; may be empty
	Text       string
	Fields     []Field
	RetryAfter time.Duration // with RateLimited and Unavailable; zero means unknown
	cause      error
}

// New makes an error of a kind with a sentence for people.
func New(kind Kind, text string) *Error { return &Error{Kind: kind, Text: text} }

// Newf is New with formatting. Only values that may be shown go in.
func Newf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Text: fmt.Sprintf(format, args...)}
}

// Bad says that one field of the input does not validate.
func Bad(field, message string) *Error {
	return &Error{Kind: Invalid, Text: message, Fields: []Field{{Name: field, Message: message}}}
}

// WithCode returns a copy that carries a stable code.
func (e *Error) WithCode(code string) *Error { c := *e; c.Code = code; return &c }

// WithCause returns a copy that wraps the error behind it, for the log.
func (e *Error) WithCause(err error) *Error { c := *e; c.cause = err; return &c }

// WithRetryAfter returns a copy that says when trying again makes sense.
func (e *Error) WithRetryAfter(d time.Duration) *Error { c := *e; c.RetryAfter = d; return &c }

// Error gives the text and the cause: for logs, not for people.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Text + ": " + e.cause.Error()
	}
	return e.Text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// As finds the classified error in a chain; what nobody classified comes back as
// Internal with a text that gives nothing away.
func As(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Internal, Text: "Something went wrong.", cause: err}
}

// Is tells whether an error is of a kind; nil is of none.
func Is(err error, kind Kind) bool { return err != nil && As(err).Kind == kind }

// CodeOf is an error's stable code, or "" when it has none.
func CodeOf(err error) string {
	if err == nil {
		return ""
	}
	return As(err).Code
}

// Invalidate joins several faulty fields to one error; nil when there are none.
func Invalidate(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: fields[0].Message, Fields: fields}
}
