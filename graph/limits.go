package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"switchboard/internal/account"
)

const (
	// maxComplexity is about a page of 100 messages with everything there is to know,
	// twice over.
	maxComplexity = 10_000
	// maxDepth is twice what the deepest useful question of this schema needs.
	maxDepth = 12
	// maxTokens is ten times the largest document of the dashboard.
	maxTokens = 10_000
)

// LimitsInput is what updateAccount changes of an account's limits.
type LimitsInput struct {
	MinIntervalMs graphql.Omittable[*int32]
	RandomDelayMs graphql.Omittable[*int32]
	MaxPerHour    graphql.Omittable[*int32]
	MaxPerDay     graphql.Omittable[*int32]
	TypingDelayMs graphql.Omittable[*int32]
}

// over changes what the input has; null takes the default again.
func (in LimitsInput) over(o account.Overrides) account.Overrides {
	set := func(to **int32, v graphql.Omittable[*int32]) {
		if v.IsSet() {
			*to = v.Value()
		}
	}
	set(&o.MinIntervalMS, in.MinIntervalMs)
	set(&o.RandomDelayMS, in.RandomDelayMs)
	set(&o.MaxPerHour, in.MaxPerHour)
	set(&o.MaxPerDay, in.MaxPerDay)
	set(&o.TypingMS, in.TypingDelayMs)
	return o
}

func limits(l account.Limits) Limits {
	return Limits{
		MinIntervalMs: int(l.MinInterval.Milliseconds()), RandomDelayMs: int(l.RandomDelay.Milliseconds()),
		MaxPerHour: l.MaxPerHour, MaxPerDay: l.MaxPerDay, TypingDelayMs: int(l.Typing.Milliseconds()),
	}
}

// weigh makes lists cost what they may answer, and history the query that it is.
func weigh(c *ComplexityRoot) {
	list := func(child, first int) int { return 1 + child*min(max(first, 1), 100) }
	c.Query.Messages = func(child int, _ uuid.UUID, first int, _ *string, _ *uuid.UUID) int { return list(child, first) }
	c.Query.Chats = func(child int, _ uuid.UUID, first int, _ *string, _ *string) int { return list(child, first) }
	c.Message.StatusHistory = func(child int) int { return 10 + child }
}

// depthLimit refuses documents nested deeper than anybody needs.
type depthLimit struct{ most int }

func (depthLimit) ExtensionName() string { return "DepthLimit" }

func (depthLimit) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext measures the operation that is about to run.
func (d depthLimit) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if depth := depthOf(op.Operation.SelectionSet); depth > d.most {
		return gqlerror.Errorf("The query is nested %d levels deep; %d are allowed.", depth, d.most)
	}
	return nil
}

// depthOf counts levels of fields. Introspection does not count: its own depth is
// bounded by gqlparser's rules.
func depthOf(set ast.SelectionSet) int {
	deepest := 0
	for _, s := range set {
		depth := 0
		switch s := s.(type) {
		case *ast.Field:
			if !strings.HasPrefix(s.Name, "__") {
				depth = 1 + depthOf(s.SelectionSet)
			}
		case *ast.InlineFragment:
			depth = depthOf(s.SelectionSet)
		case *ast.FragmentSpread:
			depth = depthOf(s.Definition.SelectionSet)
		}
		deepest = max(deepest, depth)
	}
	return deepest
}
