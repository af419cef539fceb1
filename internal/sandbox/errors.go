package sandbox

import (
	"errors"
	"fmt"
)

// errKind says whose mistake an Error is.
type errKind int

const (
	kindInvalid errKind = iota
	kindNotFound
	kindConflict
)

// Error is a mistake in what the sandbox was asked for, in a sentence for people.
type Error struct {
	kind  errKind
	Field string // the field at fault, if one is
	Text  string
}

func (e *Error) Error() string { return e.Text }

func invalid(field, format string, args ...any) error {
	return &Error{kind: kindInvalid, Field: field, Text: fmt.Sprintf(format, args...)}
}

// inField says in which field of a request a number is that cannot be read.
func inField(field string, err error) error {
	var mistake *Error
	if errors.As(err, &mistake) && mistake.kind == kindInvalid {
		return &Error{kind: kindInvalid, Field: field, Text: mistake.Text}
	}
	return err
}

func notFound(format string, args ...any) error {
	return &Error{kind: kindNotFound, Text: fmt.Sprintf(format, args...)}
}

func conflict(format string, args ...any) error {
	return &Error{kind: kindConflict, Text: fmt.Sprintf(format, args...)}
}
