package reply

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// Trial is a conversation to try a configuration on.
type Trial struct {
	AccountID uuid.UUID
	// Patch lies over what is saved; nil tries what is saved.
	Patch *Patch
	// Before is what was said, oldest first; Message what the contact says now.
	Before  []TracedTurn
	Message string
	// CallTools calls tools for real.
	CallTools bool
}

const (
	// mostTrialTurns bounds what is sent to a model by hand.
	mostTrialTurns = 50
	// longestAnswer is more than a model writes at once, in characters: it may be told again.
	longestAnswer = 4 * mostMaxTokens
)

// Try asks the model without sending anything. That no model answers is no error: the trace
// tells. Faults: Invalid, NotFound.
func (s *Service) Try(ctx context.Context, in Trial) (Trace, error) {
	c, err := s.onTrial(ctx, in.AccountID, in.Patch)
	if err != nil {
		return Trace{}, err
	}
	if strings.TrimSpace(in.Message) == "" {
		return Trace{}, fault.Bad("message", "Write what the contact says.")
	}
	if flaw := textFlaw(in.Message, longestTurn); flaw != "" {
		return Trace{}, fault.Bad("message", flaw)
	}
	if len(in.Before) > mostTrialTurns {
		return Trace{}, fault.Bad("turns", "There are at most 50.")
	}
	for _, turn := range in.Before {
		if flaw := textFlaw(turn.Text, longestAnswer); flaw != "" {
			return Trace{}, fault.Bad("turns", flaw)
		}
	}
	var past []Past
	for _, turn := range append(in.Before, TracedTurn{Role: User, Text: in.Message}) {
		m := message.Message{Direction: message.Incoming, Type: message.Text, Text: turn.Text}
		switch turn.Role {
		case User:
		case Assistant:
			m.Direction = message.Outgoing
		default:
			return Trace{}, fault.Bad("turns", "A turn's role is user or assistant.")
		}
		past = append(past, Past{Message: m})
	}
	a, err := s.Accounts.Get(ctx, in.AccountID)
	if err != nil {
		return Trace{}, err
	}
	t := s.thinker(c, !in.CallTools)
	return s.tried(ctx, t, Names{Account: a.Name}, past)
}

// onTrial is the configuration that a trial is about.
func (s *Service) onTrial(ctx context.Context, accountID uuid.UUID, p *Patch) (Config, error) {
	if err := s.mayConfigure(ctx, accountID); err != nil {
		return Config{}, err
	}
	if p == nil {
		p = &Patch{}
	}
	return s.patched(ctx, accountID, *p)
}

// tried thinks an answer for nobody.
func (s *Service) tried(ctx context.Context, t *thinker, n Names, past []Past) (_ Trace, err error) {
	t.taught = true
	if t.tools, err = s.Store.Tools(ctx, t.config.AccountID); err != nil {
		return t.trace, err
	}
	_, err = t.think(ctx, n, t.turns(ctx, past))
	t.trace.Outcome = Tried
	switch m, ok := errors.AsType[*ModelError](err); {
	case ok:
		t.trace.Outcome, t.trace.Reason, t.trace.Text = Failed, Reason(m.Failure), m.Message
	case err != nil:
		return t.trace, err
	case t.handedOver:
		t.trace.Reason, t.trace.Text = ReasonHandOver, ReasonHandOver.Text()
	}
	return t.trace, nil
}

// Comparison is two configurations' answers to a question that a contact asked.
type Comparison struct {
	Question      string
	Answered      *string // what the contact was told then
	First, Second Trace
}

// mostQuestions is how many questions are replayed at once: each is two answers.
const mostQuestions = 10

// Replay asks two configurations the last questions of a chat again, each with what was said
// before it. Nothing is sent and no tool is called. Faults: Invalid, NotFound.
func (s *Service) Replay(ctx context.Context, chatID uuid.UUID, first *Patch, second Patch, questions int) ([]Comparison, error) {
	chat, err := s.Messages.Chat(ctx, chatID)
	if err != nil {
		return nil, err
	}
	if questions < 1 || questions > mostQuestions {
		return nil, fault.Bad("questions", "Ask for 1 to 10.")
	}
	one, err := s.onTrial(ctx, chat.AccountID, first)
	if err != nil {
		return nil, err
	}
	two, err := s.onTrial(ctx, chat.AccountID, &second)
	if err != nil {
		return nil, err
	}
	past, err := s.Store.Past(ctx, chatID, uuid.Nil, 5*maxHistory)
	if err != nil {
		return nil, err
	}
	a, err := s.Accounts.Get(ctx, chat.AccountID)
	if err != nil {
		return nil, err
	}
	names := Names{Account: a.Name, Contact: chat.Name}
	var out []Comparison
	for _, at := range asked(past, questions) {
		c := Comparison{Question: past[at].Text, Answered: answered(past[at+1:])}
		if c.First, err = s.tried(ctx, s.thinker(one, true), names, window(past[:at+1], one.HistoryLimit)); err != nil {
			return nil, err
		}
		if c.Second, err = s.tried(ctx, s.thinker(two, true), names, window(past[:at+1], two.HistoryLimit)); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// asked are the places of the last questions: the last messages of the contact before the
// account wrote, or the end.
func asked(past []Past, n int) []int {
	var at []int
	for i := len(past) - 1; i >= 0 && len(at) < n; i-- {
		if !past[i].FromMe() && (i+1 == len(past) || past[i+1].FromMe()) {
			at = append([]int{i}, at...)
		}
	}
	return at
}

// answered is what the account wrote next, until the contact wrote again.
func answered(after []Past) *string {
	var parts []string
	for _, m := range after {
		if !m.FromMe() {
			break
		}
		parts = append(parts, m.Text)
	}
	if len(parts) == 0 {
		return nil
	}
	return new(strings.Join(parts, "\n\n"))
}

func window(past []Past, n int) []Past { return past[max(0, len(past)-n):] }

// TraceKept is how long traces are kept.
const TraceKept = 7 * 24 * time.Hour

// UsageKept is how long usage is kept.
const UsageKept = mostDays * 24 * time.Hour
