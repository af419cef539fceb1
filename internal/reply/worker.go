package reply

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

const (
	// patience is how long messages that follow each other put an answer off. Then what is
	// thought is said, and what came meanwhile is answered next.
	patience = time.Minute
	// mostTries is how often an answer is tried that failed for a passing reason.
	mostTries = 3
	// firstRetry is the pause before the second try; it doubles.
	firstRetry = 15 * time.Second
	// sendRetry is when a thought answer is handed over again that could not be.
	sendRetry = 10 * time.Second
	// fileRetry is when it is looked again whether a voice note or a picture has come.
	fileRetry = 2 * time.Second
	// AnswerKey is what the idempotency keys of answers begin with that no person has approved.
	AnswerKey = "reply:"
	// fileFor is how long an answer waits for it.
	fileFor = 30 * time.Second
)

// Due are the chats whose answers are due, and when to look again.
func (s *Service) Due(ctx context.Context, limit int) (chats []uuid.UUID, next time.Time, more bool, err error) {
	return s.Store.DueReplies(ctx, s.now().UTC(), limit)
}

// Turn answers one chat. Two turns of one chat do not run at the same time.
func (s *Service) Turn(ctx context.Context, chatID uuid.UUID) error {
	defer s.booked.release(chatID)
	g, err := s.Store.Ground(ctx, chatID)
	if fault.Is(err, fault.NotFound) {
		return nil // a person has taken over
	}
	if err != nil {
		if g.Owed.AccountID != uuid.Nil { // it is there and cannot be read
			err = errors.Join(err, s.failed(ctx, g.Owed, Verdict{}))
		}
		return err
	}
	ctx = auth.WithCaller(ctx, auth.Caller{Kind: auth.Account, AccountID: g.Owed.AccountID})
	if g.Owed.Answer != nil {
		if kept := g.Owed.Answer.Since; !kept.IsZero() {
			g.Owed.Since = kept // what could be read only later is not answered by it
		}
		return s.carryOut(ctx, g.Owed, *g.Owed.Answer, g.Chat)
	}
	v, put, err := s.judge(ctx, g)
	if put {
		return err
	}
	if err == nil {
		err = s.carryOut(ctx, g.Owed, v, g.Chat)
	}
	if err != nil {
		return errors.Join(err, s.failed(ctx, g.Owed, v))
	}
	return nil
}

// failed puts off an answer that came to nothing by a fault of ours, or gives it up when that
// was tried often enough. What it took counts all the same.
func (s *Service) failed(ctx context.Context, o Owed, v Verdict) error {
	stopped := errors.Is(ctx.Err(), context.Canceled) // the process ends: that is nobody's fault
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendRetry)
	defer cancel()
	now := s.now().UTC()
	switch {
	case stopped:
		return s.Store.Spend(ctx, o, Verdict{Spent: v.Spent}, now)
	case o.Attempts+1 < mostTries:
		return errors.Join(s.Store.Spend(ctx, o, Verdict{Spent: v.Spent}, now), s.Store.PutOff(ctx, o, now.Add(firstRetry<<o.Attempts), 1))
	}
	t := s.thinker(Config{AccountID: o.AccountID}, false).trace
	t.ChatID, t.MessageID, t.Outcome, t.Reason, t.Text = &o.ChatID, &o.MessageID, Failed, ReasonInternal, ReasonInternal.Text()
	_, err := s.Store.FinishReply(ctx, Finish{Owed: o, Verdict: Verdict{MessageID: o.MessageID, Spent: Unanswered(v.Spent), Trace: t}, Patience: now, Now: now})
	return err
}

// judge decides what is to be done, and thinks the answer; put says that it was put off.
func (s *Service) judge(ctx context.Context, g Ground) (v Verdict, put bool, err error) {
	o := g.Owed
	t := s.thinker(g.Config, false)
	t.tools, t.taught, t.owed = g.Tools, g.Taught, &o
	t.trace.AccountID, t.trace.ChatID, t.trace.MessageID = o.AccountID, &o.ChatID, &o.MessageID
	d, err := s.decide(ctx, g)
	if err != nil {
		return Verdict{}, false, err
	}
	if !d.Answer {
		t.trace.Outcome, t.trace.Reason, t.trace.Text = Skipped, d.Reason, d.Reason.Text()
		if d.Pause == PauseByHandOver {
			t.trace.Outcome = HandedOver
		}
		v := Verdict{MessageID: o.MessageID, Parts: Split(d.Notice), Pause: d.Pause, Resume: d.Resume, Trace: t.trace}
		if d.Told {
			v.Told = d.Reason
		}
		return v, false, nil
	}
	if v, put, err = s.answer(ctx, t, g); d.Resume && v.Pause == "" {
		v.Resume, v.Trace.Reason, v.Trace.Text = true, d.Reason, d.Reason.Text()
	}
	return v, put, err
}

// decide looks at the facts. The answers that other chats of the account are being given
// count against its budget before they are sent: twenty at once do not all get the last one.
func (s *Service) decide(ctx context.Context, g Ground) (d Decision, err error) {
	f, o := g.Facts, g.Owed
	asked := g.Asked()
	f.Earlier, f.Message = asked[:len(asked)-1], asked[len(asked)-1]
	if b := g.Config.Budget; b.RepliesPerDay > 0 || b.TokensPerDay > 0 {
		turn := s.booked.turn(o.AccountID)
		turn.Lock()
		defer turn.Unlock()
		if f.Used, f.UsedByContact, err = s.Store.UsedToday(ctx, o.AccountID, o.ChatID, s.now().UTC()); err != nil {
			return d, err
		}
	}
	soon := s.booked.expected(o.AccountID, f.Used, g.Config.MaxTokens)
	f.Used.Replies, f.Used.Tokens = f.Used.Replies+soon.Replies, f.Used.Tokens+soon.Tokens
	d = Decide(g.Config, f, s.now())
	if d.Answer {
		s.booked.add(o.AccountID, o.ChatID)
	}
	return d, nil
}

// answer thinks the answer that is due.
func (s *Service) answer(ctx context.Context, t *thinker, g Ground) (v Verdict, put bool, err error) {
	o := g.Owed
	past := g.told()
	if t.waits(past) {
		return Verdict{}, true, s.Store.PutOff(ctx, o, s.now().UTC().Add(fileRetry), 0)
	}
	s.learnPrices(ctx, t.config)
	text, err := t.think(ctx, g.names(), t.told(ctx, past))
	if ctx.Err() != nil {
		return Verdict{Spent: t.spent}, false, ctx.Err()
	}
	if err != nil {
		if passing(failureOf(err)) && o.Attempts+1 < mostTries {
			at := s.now().UTC().Add(firstRetry << o.Attempts)
			s.Log.InfoContext(ctx, "answer put off", "account_id", o.AccountID, "failure", failureOf(err))
			t.trace.Outcome, t.trace.Reason, t.trace.Text = Failed, Reason(failureOf(err)), lastError(t.trace)+" It is tried again."
			return Verdict{}, true, errors.Join(s.Store.Spend(ctx, o, Verdict{Spent: t.spent, Trace: t.trace}, s.now().UTC()), s.Store.PutOff(ctx, o, at, 1))
		}
		if failureOf(err) == "" {
			return Verdict{Spent: t.spent}, false, err
		}
		t.trace.Outcome, t.trace.Reason, t.trace.Text = Failed, Reason(failureOf(err)), lastError(t.trace)
		return Verdict{MessageID: o.MessageID, Spent: t.spent, Trace: t.trace}, false, nil
	}
	v = Verdict{MessageID: o.MessageID}
	switch {
	case t.handedOver:
		t.trace.Outcome, t.trace.Reason, t.trace.Text = HandedOver, ReasonHandOver, ReasonHandOver.Text()
		v.Pause = PauseByHandOver
		if text == "" || t.config.Drafts { // nobody has approved what the model says
			text = t.config.HandOverText
		}
		v.Parts = Split(text)
	case t.config.Drafts:
		t.trace.Outcome, v.Draft = Drafted, text
	default:
		t.trace.Outcome, v.Parts = Answered, Split(text)
	}
	if len(t.spent) > 0 {
		t.spent[len(t.spent)-1].Replies = 1
	}
	v.Spent, v.Trace = t.spent, t.trace
	return v, false, nil
}

// lastError is what the last provider that was asked said.
func lastError(t Trace) string {
	if len(t.Attempts) == 0 {
		return ""
	}
	return t.Attempts[len(t.Attempts)-1].Error
}

// learnPrices asks once for what the models cost, where the provider tells: OpenRouter does.
func (s *Service) learnPrices(ctx context.Context, c Config) {
	for _, one := range c.chain() {
		if one.Provider == OpenRouter && one.BaseURL == "" && !s.prices.knows(OpenRouter) {
			if _, err := s.offers(ctx, c, one); err != nil {
				s.Log.DebugContext(ctx, "prices not learnt", "error", err)
				s.prices.learn(one.Provider, nil) // an answer does not wait for them again
			}
		}
	}
}

// ToUs tells whether a message mentions the account or replies to it.
func ToUs(m message.Message) bool {
	for _, p := range m.Content.Mentions {
		if p.Me {
			return true
		}
	}
	q := m.Content.Quoted
	return q != nil && q.Author != nil && q.Author.Me
}

// Wanted tells whether a message that came in may be answered at all: what is left out here
// is not even looked at.
func Wanted(m message.Message) bool {
	if m.Direction != message.Incoming || m.Late || !Answerable(m) {
		return false
	}
	kind := m.Chat.Kind()
	return kind == message.KindDirect || kind == message.KindGroup && ToUs(m)
}

// carryOut does what a verdict says.
func (s *Service) carryOut(ctx context.Context, o Owed, v Verdict, to message.Peer) error {
	if late := s.now().Sub(v.Trace.CreatedAt) > tooOld; late && len(v.Parts)+len(v.Draft) > 0 {
		// It was thought before a downtime: nobody waits for it any more.
		v.Parts, v.Draft, v.Told = nil, "", ""
		v.Trace.Outcome, v.Trace.Reason, v.Trace.Text = Skipped, ReasonLate, ReasonLate.Text()
	}
	drafts, err := s.finish(ctx, o, v, to)
	switch {
	case err == nil:
	case errors.Is(err, ErrNewer):
		return nil
	case fault.Is(err, fault.Invalid), fault.CodeOf(err) == "opted_out", fault.Is(err, fault.NotFound):
		v.Parts, v.Spent = nil, Unanswered(v.Spent)
		v.Trace.Outcome, v.Trace.Reason, v.Trace.Text = Failed, Reason(cmp.Or(fault.CodeOf(err), string(ReasonUnsendable))), fault.As(err).Text
		if drafts, err = s.finish(ctx, o, v, to); err != nil && !errors.Is(err, ErrNewer) {
			return err
		}
	default:
		s.Log.WarnContext(ctx, "answer not handed over", "account_id", o.AccountID, "error", err)
		return s.keep(ctx, o, v)
	}
	s.Bus.Publish(news(o.AccountID, o.ChatID, drafts))
	s.Log.InfoContext(ctx, "reply", "account_id", o.AccountID, "message_id", v.MessageID, "outcome", v.Trace.Outcome, "reason", v.Trace.Reason,
		"attempts", len(v.Trace.Attempts), "tokens_in", v.Trace.TokensIn, "tokens_out", v.Trace.TokensOut, "duration_ms", v.Trace.DurationMs)
	return nil
}

// finish has the store carry a verdict out, and tells whether a draft has come or gone.
func (s *Service) finish(ctx context.Context, o Owed, v Verdict, to message.Peer) (drafts bool, err error) {
	now := s.now().UTC()
	f := Finish{Owed: o, Verdict: v, Patience: now.Add(-patience), Now: now}
	for _, d := range messages(o.AccountID, to, AnswerKey+v.Trace.ID.String(), v.Parts) {
		d.TTL = tooOld
		a, err := s.Messages.Acceptable(ctx, d)
		if err != nil {
			return false, err
		}
		f.Parts = append(f.Parts, a)
	}
	turn := s.booked.turn(o.AccountID)
	turn.RLock()
	defer turn.RUnlock()
	done, err := s.Store.FinishReply(ctx, f)
	if err == nil {
		s.booked.release(o.ChatID)
	}
	s.Messages.Changed(done.Changed...)
	return done.Drafts, err
}

// keep keeps a verdict that cannot be carried out yet, and tries again soon. It counts as
// used from now on.
func (s *Service) keep(ctx context.Context, o Owed, v Verdict) error {
	now := s.now().UTC()
	if o.Answer == nil {
		turn := s.booked.turn(o.AccountID)
		turn.RLock()
		kept, err := s.Store.KeepVerdict(ctx, o, v, now.Add(-patience))
		if kept {
			s.booked.release(o.ChatID)
		}
		turn.RUnlock()
		if err != nil {
			return err
		}
		if !kept { // what it took counts all the same
			return s.Store.Spend(ctx, o, Verdict{Spent: v.Spent}, now)
		}
	}
	return s.Store.PutOff(ctx, o, now.Add(sendRetry), 0)
}
