package reply

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

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
	// longestSaid is more than a model writes at once, in characters: it may be told again.
	longestSaid = 4 * mostMaxTokens
	// spendFor is how long it may take to count what a trial took.
	spendFor = 10 * time.Second
)

// Ruling is what would become of a message.
type Ruling struct {
	Answers bool    `json:"answers" doc:"Whether the model would be asked."`
	Reason  *string `json:"reason" doc:"A stable code for why not, such as hand_over, stop_word, out_of_hours, budget or off."`
	Text    *string `json:"text" doc:"The same in plain words."`
	Notice  *string `json:"notice" doc:"What the contact would be told instead; null is nothing."`
}

// foresee is what would become of a message at a time. Settings that are off are tried as if
// they were on: off is the reason only where nothing else stands against an answer.
func foresee(c Config, f Facts, at time.Time) Ruling {
	on := c.IsActive
	c.IsActive = true
	d := Decide(c, f, at)
	if d.Answer && !on {
		d = Decision{Reason: ReasonOff}
	}
	r := Ruling{Answers: d.Answer}
	if !d.Answer {
		r.Reason, r.Text = new(string(d.Reason)), new(d.Reason.Text())
	}
	if d.Notice != "" {
		r.Notice = &d.Notice
	}
	return r
}

// Tryout is what came of a trial.
type Tryout struct {
	// Decision is what would become of the message now, whoever writes it. The model is asked
	// all the same.
	Decision Ruling
	Trace    Trace
}

// Try asks the model without sending anything. That no model answers is no error: the trace
// tells. What it takes is counted. Faults: Invalid, NotFound.
func (s *Service) Try(ctx context.Context, in Trial) (out Tryout, err error) {
	c, err := s.onTrial(ctx, in.AccountID, in.Patch)
	if err != nil {
		return out, err
	}
	past, err := in.past()
	if err != nil {
		return out, err
	}
	a, err := s.Accounts.Get(ctx, in.AccountID)
	if err != nil {
		return out, err
	}
	if out.Decision, err = s.foreseen(ctx, c, in.Message); err != nil {
		return out, err
	}
	t := s.thinker(c, !in.CallTools)
	out.Trace, err = s.tried(ctx, t, Names{Account: a.Name}, past)
	return out, errors.Join(err, s.spendTrial(ctx, in.AccountID, t.spent))
}

// foreseen is what would become of a text now, of a contact whom everything lets through: by
// its words, the hours, and what the account has used today.
func (s *Service) foreseen(ctx context.Context, c Config, text string) (Ruling, error) {
	now := s.now()
	used, _, err := s.Store.UsedToday(ctx, c.AccountID, uuid.Nil, now.UTC())
	c.Allow, c.Block, c.Audience = nil, nil, Everyone
	m := message.Message{Direction: message.Incoming, Type: message.Text, Text: text, Timestamp: now}
	return foresee(c, Facts{Message: m, Used: used}, now), err
}

// past is the conversation of a trial.
func (in Trial) past() ([]Past, error) {
	if strings.TrimSpace(in.Message) == "" {
		return nil, fault.Bad("message", "Write what the contact says.")
	}
	if flaw := textFlaw(in.Message, longestTurn); flaw != "" {
		return nil, fault.Bad("message", flaw)
	}
	if len(in.Before) > mostTrialTurns {
		return nil, fault.Bad("turns", "There are at most 50.")
	}
	for _, turn := range in.Before {
		if flaw := textFlaw(turn.Text, longestSaid); flaw != "" {
			return nil, fault.Bad("turns", flaw)
		}
	}
	var past []Past
	for _, turn := range append(slices.Clone(in.Before), TracedTurn{Role: User, Text: in.Message}) {
		m := message.Message{Direction: message.Incoming, Type: message.Text, Text: turn.Text}
		switch turn.Role {
		case User:
		case Assistant:
			m.Direction = message.Outgoing
		default:
			return nil, fault.Bad("turns", "A turn's role is user or assistant.")
		}
		past = append(past, Past{Message: m})
	}
	return past, nil
}

// onTrial is the configuration that a trial is about.
func (s *Service) onTrial(ctx context.Context, accountID uuid.UUID, p *Patch) (Config, error) {
	if err := s.mayConfigure(ctx, accountID); err != nil {
		return Config{}, err
	}
	c, err := s.saved(ctx, accountID)
	if err != nil || p == nil {
		return c, err
	}
	return s.patched(c, *p)
}

// tried thinks an answer for nobody.
func (s *Service) tried(ctx context.Context, t *thinker, n Names, past []Past) (_ Trace, err error) {
	t.taught = true
	s.learnPrices(ctx, t.config)
	if t.tools, err = s.Store.Tools(ctx, t.config.AccountID); err != nil {
		return t.trace, err
	}
	_, err = t.think(ctx, n, t.turns(ctx, past))
	if ctx.Err() != nil { // nobody waits for it any more
		return t.trace, ctx.Err()
	}
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

// spendTrial counts what trials took, also of a caller who has gone.
func (s *Service) spendTrial(ctx context.Context, accountID uuid.UUID, spent []Spent) error {
	if len(spent) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), spendFor)
	defer cancel()
	return s.Store.SpendTrial(ctx, accountID, spent, s.now().UTC())
}

// Comparison is two configurations' answers to a question that a contact asked.
type Comparison struct {
	Question string
	Answered *string // what the contact was told then
	// The decisions are what would have become of the question when it came.
	FirstDecision, SecondDecision Ruling
	First, Second                 Trace
}

const (
	// mostQuestions is how many questions are replayed at once: each is two answers.
	mostQuestions = 10
	// replayedAtOnce is how many answers of a replay are thought at a time: ten questions that
	// take 7 s each are answered in 21 s, before proxies give up, and the provider's limits and
	// the pictures of a conversation in memory bear it.
	replayedAtOnce = 8
	// mostReplayed is how far back questions are looked for, in messages.
	mostReplayed = 5 * maxHistory
)

// Replay asks two configurations the last questions of a chat again, each with what was said
// before it. Nothing is sent and no tool is called; what it takes is counted. Faults: Invalid,
// NotFound.
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
	past, err := s.Store.Past(ctx, chatID, uuid.Nil, mostReplayed)
	if err != nil {
		return nil, err
	}
	a, err := s.Accounts.Get(ctx, chat.AccountID)
	if err != nil {
		return nil, err
	}
	return s.compare(ctx, Names{Account: a.Name, Contact: chat.Name}, past, asked(past, questions), one, two)
}

// compare asks both configurations the questions at places of a conversation, several at a
// time. What was asked is counted also when the caller goes meanwhile.
func (s *Service) compare(ctx context.Context, n Names, past []Past, at []int, one, two Config) ([]Comparison, error) {
	out := make([]Comparison, len(at))
	var thinkers []*thinker
	asking, askingCtx := errgroup.WithContext(ctx)
	asking.SetLimit(replayedAtOnce)
	for i, place := range at {
		c := &out[i]
		c.Question, c.Answered = past[place].Text, answered(past[place+1:])
		c.FirstDecision, c.SecondDecision = foreseenThen(one, past[:place+1]), foreseenThen(two, past[:place+1])
		for _, side := range []struct {
			config Config
			trace  *Trace
		}{{one, &c.First}, {two, &c.Second}} {
			t := s.thinker(side.config, true)
			thinkers = append(thinkers, t)
			asking.Go(func() (err error) {
				if err := askingCtx.Err(); err != nil {
					return err
				}
				*side.trace, err = s.tried(askingCtx, t, n, window(past[:place+1], side.config.HistoryLimit))
				return err
			})
		}
	}
	err := asking.Wait()
	var spent []Spent
	for _, t := range thinkers {
		spent = append(spent, t.spent...)
	}
	if err := errors.Join(err, s.spendTrial(ctx, one.AccountID, spent)); err != nil {
		return nil, err
	}
	return out, nil
}

// foreseenThen is what would have become of the last message of a conversation when it came, as
// far as the conversation tells. It does not tell of pauses, opt-outs and what was used that
// day, nor that nobody of the account has ever written to the contact.
func foreseenThen(c Config, past []Past) Ruling {
	m := past[len(past)-1].Message
	f := Facts{Message: m}
	for i, before := range past {
		switch {
		case !before.FromMe():
		case before.Source != message.FromAI:
			f.Known = true
		case i == 0 || past[i-1].Source != message.FromAI: // an answer may have several parts
			if m.Timestamp.Sub(before.Timestamp) < time.Hour {
				f.LastHour++
			}
		}
	}
	if !f.Known && c.Audience == Known {
		c.Audience = Everyone
	}
	return foresee(c, f, m.Timestamp)
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
