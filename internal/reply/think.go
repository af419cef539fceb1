package reply

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
)

const (
	// mostRounds is how often a model may call tools for one answer: it talks to itself else.
	mostRounds = 4
	// mostPassages is how many passages of the knowledge go into a prompt.
	mostPassages = 5
	// thinkFor is how long one answer may be thought in all, fallbacks and tools included.
	thinkFor = 75 * time.Second
	// LongestTurn is longer than a turn takes: to hear, to think, and to record what came of it.
	LongestTurn = hearFor + thinkFor + 30*time.Second
	// longestAnswer is how long an answer may be, in characters: some ten screens of a phone.
	longestAnswer = 8000
	// coolDown is how long a provider that is over its limit is not asked when it does not say
	// how long itself.
	coolDown = 30 * time.Second
	// longestCoolDown bounds what a provider may ask for: a key may be changed meanwhile.
	longestCoolDown = 15 * time.Minute
)

// thinker thinks one answer.
type thinker struct {
	*Service
	config Config
	// owed is what waits for the answer; nil in a trial.
	owed *Owed
	// called is how often each call was answered in this thought.
	called map[string]int
	// dry says that tools are not called.
	dry bool
	// tools are those that it may call, taught says that there is knowledge to search.
	tools  []HTTPTool
	taught bool
	trace  Trace
	spent  []Spent
	// handedOver says that the model wants a person to go on.
	handedOver bool
}

func (s *Service) thinker(c Config, dry bool) *thinker {
	return &thinker{Service: s, config: c, dry: dry, called: map[string]int{}, trace: Trace{
		ID: uuid.Must(uuid.NewV7()), AccountID: c.AccountID, Turns: []TracedTurn{}, Knowledge: []string{}, ToolCalls: []TracedCall{}, Attempts: []TracedModel{},
		CreatedAt: s.now().UTC(),
	}}
}

// think asks the model for an answer to the end of a conversation. What failed last is the
// error; what happened is in the trace either way.
func (t *thinker) think(ctx context.Context, n Names, turns []Turn) (string, error) {
	// Inside the house the account itself asks.
	ctx = auth.WithCaller(ctx, auth.Caller{Kind: auth.Account, AccountID: t.config.AccountID})
	ctx, cancel := context.WithTimeout(ctx, thinkFor)
	defer cancel()
	begun := t.now()
	defer func() { t.trace.DurationMs = int(t.now().Sub(begun).Milliseconds()) }()
	for _, turn := range turns {
		t.trace.Turns = append(t.trace.Turns, TracedTurn{Role: turn.Role, Text: turn.Text, Images: len(turn.Images)})
	}
	if len(turns) == 0 {
		return "", &ModelError{Provider: t.config.Provider, Failure: BadRequest, Message: "There is nothing to answer."}
	}
	if t.taught {
		if found, err := t.Store.Knowledge(ctx, t.config.AccountID, question(turns), mostPassages); err != nil {
			return "", err
		} else if len(found) > 0 {
			t.trace.Knowledge = found
		}
	}
	tools := newToolbox(t.tools)
	t.trace.System = t.config.systemPrompt(n, t.trace.Knowledge, t.now())
	q := Question{System: t.trace.System, Turns: turns, Tools: tools.offered(), Temperature: t.config.Temperature, MaxTokens: t.config.MaxTokens}
	for round := 0; ; round++ {
		a, err := t.ask(ctx, q)
		if err != nil {
			return "", err
		}
		if len(a.Calls) == 0 || round == mostRounds {
			return t.said(a)
		}
		results := t.call(ctx, tools, a.Calls)
		if t.handedOver {
			t.trace.Answer = unfenced(a.Text)
			return t.trace.Answer, nil
		}
		q.Turns = append(q.Turns, Turn{Role: Assistant, Text: a.Text, Calls: a.Calls}, Turn{Role: ToolUse, Results: results})
		if round == mostRounds-1 {
			// The tools stay: Anthropic refuses calls of tools that it is not told of.
			q.System += "\nYou have called enough tools. Answer now with what you know.\n"
		}
	}
}

// said is what a model's answer says. An answer of nothing would be counted and never sent.
// One that was cut, or is too long for a chat, ends with a whole sentence.
func (t *thinker) said(a Answer) (string, error) {
	t.trace.Answer = unfenced(a.Text)
	if head := beginning(t.trace.Answer, longestAnswer); head != t.trace.Answer {
		t.trace.Answer, t.trace.Text = sentences(head), fmt.Sprintf("The answer was longer than %d characters and was cut.", longestAnswer)
	} else if a.Cut {
		t.trace.Answer, t.trace.Text = sentences(t.trace.Answer), "The answer was cut by max_tokens."
	}
	if t.trace.Answer == "" {
		return "", &ModelError{Provider: t.config.Provider, Failure: Broken, Message: "The model gave no answer that can be sent."}
	}
	return t.trace.Answer, nil
}

// question is what the knowledge is searched for: what the contact wrote last.
func question(turns []Turn) string {
	last := turns[len(turns)-1]
	return strings.TrimSpace(tags.ReplaceAllString(last.Text, ""))
}

// ask asks the providers in turn until one answers.
func (t *thinker) ask(ctx context.Context, q Question) (Answer, error) {
	var last error
	for _, one := range t.config.chain() {
		a, err := t.askOne(ctx, one, q)
		if err == nil {
			return a, nil
		}
		// The first provider's trouble says most, unless another's may be over in a while: then it
		// is worth another try.
		if last == nil || !passing(failureOf(last)) && passing(failureOf(err)) {
			last = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return Answer{}, last
}

func (t *thinker) askOne(ctx context.Context, one Choice, q Question) (Answer, error) {
	model := one.Model
	if model == "" {
		model = t.Usual(one.Provider)
	}
	tried := TracedModel{Provider: one.Provider, Model: model}
	a, err := t.attempt(ctx, one, model, q, &tried)
	if err != nil {
		tried.Failure = failureOf(err)
		if m, ok := errors.AsType[*ModelError](err); ok {
			tried.Error = storable(m.Message)
			t.cooling.heed(t.config.AccountID, one, m, t.now())
		}
	}
	t.trace.Attempts = append(t.trace.Attempts, tried)
	t.trace.TokensIn += tried.TokensIn
	t.trace.TokensOut += tried.TokensOut
	return a, err
}

func (t *thinker) attempt(ctx context.Context, one Choice, model string, q Question, tried *TracedModel) (Answer, error) {
	if until, hot := t.cooling.until(t.config.AccountID, one, t.now()); hot {
		return Answer{}, &ModelError{Provider: one.Provider, Failure: RateLimited, Message: "It is over its limit until " + until.UTC().Format("15:04:05") + " UTC and was not asked."}
	}
	access, err := t.access(t.config, one)
	if err != nil {
		return Answer{}, err
	}
	q.Model = model
	ctx, cancel := context.WithTimeout(ctx, time.Duration(t.config.TimeoutSeconds)*time.Second)
	defer cancel()
	begun := t.now()
	a, err := t.Models.Answer(ctx, access, q)
	took := int(t.now().Sub(begun).Milliseconds())
	tried.TokensIn, tried.TokensOut, tried.DurationMs = a.Usage.In, a.Usage.Out, took
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) && failureOf(err) != TimedOut {
		err = &ModelError{Provider: one.Provider, Failure: TimedOut, Message: "It did not answer in time.", Cause: err}
	}
	if err == nil || tried.TokensIn+tried.TokensOut > 0 {
		t.spend(access, model, a.Usage, took)
	}
	return a, err
}

// spend notes what a question took.
func (t *thinker) spend(a Access, model string, u Usage, ms int) {
	cost := t.cost(t.config, a, model, u)
	for i := range t.spent {
		if s := &t.spent[i]; s.Provider == a.Provider && s.Model == model {
			s.TokensIn, s.TokensOut, s.ModelMS = s.TokensIn+u.In, s.TokensOut+u.Out, s.ModelMS+ms
			if s.Cost != nil && cost != nil {
				*s.Cost += *cost
			}
			return
		}
	}
	t.spent = append(t.spent, Spent{Provider: a.Provider, Model: model, TokensIn: u.In, TokensOut: u.Out, ModelMS: ms, Cost: cost})
}

// failureOf is why a model gave no answer; "" when that is not what happened.
func failureOf(err error) ModelFailure {
	if m, ok := errors.AsType[*ModelError](err); ok {
		return m.Failure
	}
	return ""
}

// passing tells whether a failure may be over in a while.
func passing(f ModelFailure) bool {
	switch f {
	case RateLimited, Overloaded, Unreachable, TimedOut, Broken:
		return true
	}
	return false
}

// cooling remembers which providers are over their limits, by account: keys are. It is
// memory only: a process that starts finds out again.
type cooling struct {
	mu  sync.Mutex
	hot map[coolingKey]time.Time
}

type coolingKey struct {
	account  uuid.UUID
	provider Provider
	baseURL  string
}

func keyOf(account uuid.UUID, c Choice) coolingKey { return coolingKey{account, c.Provider, c.BaseURL} }

func (c *cooling) heed(account uuid.UUID, one Choice, e *ModelError, now time.Time) {
	if e.Failure != RateLimited || e.Status == 0 {
		return
	}
	wait := e.RetryAfter
	if wait <= 0 {
		wait = coolDown
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hot[keyOf(account, one)] = now.Add(min(wait, longestCoolDown))
}

func (c *cooling) until(account uuid.UUID, one Choice, now time.Time) (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	until, hot := c.hot[keyOf(account, one)]
	if hot && !now.Before(until) {
		delete(c.hot, keyOf(account, one))
		return until, false
	}
	return until, hot
}

// forget lets an account's providers be asked at once: its settings have changed.
func (c *cooling) forget(account uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.hot {
		if k.account == account {
			delete(c.hot, k)
		}
	}
}
