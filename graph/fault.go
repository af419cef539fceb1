package graph

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"switchboard/internal/fault"
)

// codes are the words of `extensions.code`.
func code(k fault.Kind) string {
	switch k {
	case fault.Malformed, fault.Invalid, fault.TooLarge:
		return "BAD_USER_INPUT"
	case fault.Unauthenticated:
		return "UNAUTHENTICATED"
	case fault.Forbidden:
		return "FORBIDDEN"
	case fault.NotFound:
		return "NOT_FOUND"
	case fault.Conflict:
		return "CONFLICT"
	case fault.RateLimited:
		return "RATE_LIMITED"
	case fault.Unavailable:
		return "UNAVAILABLE"
	case fault.Internal:
	}
	return "INTERNAL"
}

// present turns any error into what the outside sees of it. What is ours to mend is
// logged here, once, and shown without its cause.
func (d Deps) present(ctx context.Context, err error) *gqlerror.Error {
	var shown *gqlerror.Error
	if !errors.As(err, &shown) {
		shown = gqlerror.WrapPath(graphql.GetPath(ctx), err)
	}
	out := &gqlerror.Error{Err: shown.Err, Message: shown.Message, Path: shown.Path, Locations: shown.Locations, Extensions: map[string]any{}}
	if documentFault(shown) {
		out.Extensions["code"] = code(fault.Invalid)
		if strings.HasPrefix(out.Message, "json request body could not be decoded") {
			out.Message = "The request body is not JSON." // gqlgen would repeat the body
		}
		if name := variable(shown.Path); name != "" {
			out.Extensions["field"] = name
		}
		return out
	}
	f := d.classify(ctx, shown)
	out.Message = f.Text
	out.Extensions["code"] = code(f.Kind)
	d.explain(ctx, f, out.Extensions)
	return out
}

// documentFault tells whether GraphQL itself refused the request: what it says about
// a document or its variables is for the one who wrote it.
func documentFault(e *gqlerror.Error) bool {
	var integer *graphql.IntegerError
	return e.Err == nil || errors.As(e, &integer)
}

// variable is the name of the input field that a complaint about input is about. Such a
// path begins with "variable", or with the field whose argument it is.
func variable(path ast.Path) string {
	for i := len(path) - 1; i > 0; i-- {
		if name, ok := path[i].(ast.PathName); ok {
			return string(name)
		}
	}
	return ""
}

func (d Deps) classify(ctx context.Context, err error) *fault.Error {
	f := fault.As(err)
	switch {
	case f.Kind != fault.Internal:
		if f.Kind == fault.Unavailable {
			d.Log.WarnContext(ctx, "graphql field unavailable", "request_id", d.RequestID(ctx), "error", err)
		}
	case ctx.Err() != nil:
		// The caller has gone; there is nobody to tell and nothing to mend.
	default:
		d.Log.ErrorContext(ctx, "graphql field failed", "request_id", d.RequestID(ctx), "error", err, "stack", stackOf(err))
	}
	return f
}

// explain adds what a program can act on.
func (d Deps) explain(ctx context.Context, f *fault.Error, to map[string]any) {
	if f.Code != "" {
		to["reason"] = f.Code
	}
	if len(f.Fields) > 0 {
		to["field"] = f.Fields[0].Name
		fields := make([]map[string]string, len(f.Fields))
		for i, bad := range f.Fields {
			fields[i] = map[string]string{"field": bad.Name, "message": bad.Message}
		}
		to["fields"] = fields
	}
	if f.RetryAfter > 0 {
		to["retryAfter"] = int(math.Ceil(f.RetryAfter.Seconds()))
	}
	if f.Kind == fault.Internal {
		to["requestId"] = d.RequestID(ctx)
	}
}

// panicked is a panic of ours, with where it happened.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprint("panic: ", p.value) }

func caught(_ context.Context, v any) error { return &panicked{value: v, stack: debug.Stack()} }

func stackOf(err error) string {
	var p *panicked
	if errors.As(err, &p) {
		return string(p.stack)
	}
	return ""
}
