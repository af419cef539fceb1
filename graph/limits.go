package graph

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"switchboard/internal/account"
	"switchboard/internal/consent"
	"switchboard/internal/webhook"
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

	MaxNewPerDay      graphql.Omittable[*int32]
	MaxSameTextPerDay graphql.Omittable[*int32]
	WarmUpDays        graphql.Omittable[*int32]
	QuietFrom         graphql.Omittable[*int32]
	QuietTo           graphql.Omittable[*int32]
	ReadBeforeReply   graphql.Omittable[*bool]
	OptOutWords       graphql.Omittable[[]string]
	OptInWords        graphql.Omittable[[]string]
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
	set(&o.MaxNewPerDay, in.MaxNewPerDay)
	set(&o.MaxSamePerDay, in.MaxSameTextPerDay)
	set(&o.WarmUpDays, in.WarmUpDays)
	set(&o.QuietFrom, in.QuietFrom)
	set(&o.QuietTo, in.QuietTo)
	if in.ReadBeforeReply.IsSet() {
		o.ReadFirst = in.ReadBeforeReply.Value()
	}
	if in.OptOutWords.IsSet() {
		o.OptOutWords = in.OptOutWords.Value()
	}
	if in.OptInWords.IsSet() {
		o.OptInWords = in.OptInWords.Value()
	}
	return o
}

func limits(a account.Account, l account.Limits, now time.Time) Limits {
	caps := l.Pacing(a.LinkedAt, now)
	return Limits{
		MinIntervalMs: int(l.MinInterval.Milliseconds()), RandomDelayMs: int(l.RandomDelay.Milliseconds()),
		MaxPerHour: l.MaxPerHour, MaxPerDay: l.MaxPerDay, TypingDelayMs: int(l.Typing.Milliseconds()),
		MaxNewPerDay: l.MaxNewPerDay, MaxSameTextPerDay: l.MaxSamePerDay, WarmUpDays: l.WarmUpDays,
		QuietFrom: l.Quiet.From, QuietTo: l.Quiet.To, ReadBeforeReply: l.ReadFirst,
		Now: CapsNow{MaxPerHour: caps.MaxPerHour, MaxPerDay: caps.MaxPerDay, MaxNewPerDay: caps.MaxNewPerDay},
	}
}

func overrides(o account.Overrides) LimitOverrides {
	num := func(v *int32) *int {
		if v == nil {
			return nil
		}
		n := int(*v)
		return &n
	}
	return LimitOverrides{
		MinIntervalMs: num(o.MinIntervalMS), RandomDelayMs: num(o.RandomDelayMS), MaxPerHour: num(o.MaxPerHour), MaxPerDay: num(o.MaxPerDay),
		MaxNewPerDay: num(o.MaxNewPerDay), MaxSameTextPerDay: num(o.MaxSamePerDay), WarmUpDays: num(o.WarmUpDays), TypingDelayMs: num(o.TypingMS),
		QuietFrom: num(o.QuietFrom), QuietTo: num(o.QuietTo), ReadBeforeReply: o.ReadFirst,
		OptOutWords: o.OptOutWords, OptInWords: o.OptInWords,
	}
}

// weigh makes lists cost what they may answer, and history the query that it is.
func weigh(c *ComplexityRoot) {
	list := func(child, first int) int { return 1 + child*min(max(first, 1), 100) }
	c.Query.Messages = func(child int, _ uuid.UUID, first *int, _ *string, last *int, _ *string, _, _ *uuid.UUID) int {
		return list(child, cmp.Or(value(first), value(last), messagesByDefault))
	}
	c.Query.Chats = func(child int, _ uuid.UUID, first int, _ *string, _ *string, _ *ChatKind, _ *bool, _ *bool, _ *bool) int {
		return list(child, first)
	}
	c.Query.Waiting = func(child int, _ uuid.UUID, first int) int { return list(child, first) }
	c.Query.Consents = func(child int, _ uuid.UUID, first int, _ *string, _ *consent.State, _ bool) int {
		return list(child, first)
	}
	// What a queued message waits for is three queries, a number's health one.
	c.Message.Plan = func(child int) int { return 10 + child }
	c.Message.Participants = func(child int) int { return 10 + child }
	c.Account.Health = func(child int) int { return 10 + child }
	c.Query.Deliveries = func(child int, _ uuid.UUID, _ *uuid.UUID, _ *webhook.State, _ *string, _, _ *time.Time, first int, _ *string) int {
		return list(child, first)
	}
	c.WebhookDelivery.Attempts = func(child int) int { return 10 + child }
	c.Webhook.Health = func(child int) int { return 10 + child }
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
