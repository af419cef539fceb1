package outbox

import (
	"cmp"
	"context"
	"time"

	"switchboard/internal/account"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/pacing"
)

// Plan is what a message waits for, and about when it goes.
type Plan struct {
	// At is about when it goes; nil when that depends on something that nobody knows, such
	// as when the account is connected again.
	At *time.Time
	// Why is a stable code for what it waits for; empty when nothing but its turn.
	Why string
	// Text is the same in plain words.
	Text string
	// Ahead is how many messages of the account go before it.
	Ahead int
	// ExpiresAt is when it fails instead of going; nil is never.
	ExpiresAt *time.Time
}

// What a message waits for beyond the words of pacing and of passing failures.
const (
	whyScheduled    = "scheduled"
	whyPaused       = "paused"
	whyNotConnected = "not_connected"
	whyTurn         = "turn"
	whySending      = "sending"
)

var words = map[string]string{
	CodePreparing:              "The group's members are being looked up; it goes as soon as they are known.",
	"":                         "It goes at once.",
	whyTurn:                    "It goes when its turn comes.",
	whySending:                 "It is on its way to WhatsApp.",
	whyScheduled:               "It is scheduled.",
	whyPaused:                  "The account's sending is paused. Resume it to go on.",
	whyNotConnected:            "The account is not connected. It goes as soon as it is.",
	string(pacing.Gap):         "There is a pause between two messages of an account.",
	string(pacing.HourlyCap):   "The account has sent as many messages as it may in an hour.",
	string(pacing.DailyCap):    "The account has sent as many messages as it may in a day.",
	string(pacing.NewContacts): "The account has written to as many new contacts as it may in a day. Answers are not held.",
	string(pacing.SameText):    "The same text has gone to as many contacts as it may in a day.",
	string(pacing.QuietHours):  "It is night where the recipient is.",
	string(pacing.Brake):       "WhatsApp is wary of this account: contacts who have never written are not written to for a while. Answers go on.",
	"no_ack":                   "WhatsApp has not confirmed it yet. It is sent again with the same id, so it cannot arrive twice.",
	codeStopped:                "Switchboard was restarted while it was on its way. It is sent again with the same id, so it cannot arrive twice.",
	codeRateLimited:            "WhatsApp asked for a pause.",
	"server_error":             "WhatsApp's server had a problem. It is tried again.",
}

func wordsFor(why string) string {
	if text, ok := words[why]; ok {
		return text
	}
	return "The last attempt failed. It is tried again."
}

// Planner tells what messages wait for.
type Planner struct {
	Store    Store
	Messages *message.Service
	Defaults account.Limits
}

// Plan is what a message waits for; nil when it waits for nothing any more.
func (p *Planner) Plan(ctx context.Context, m message.Message) (*Plan, error) {
	if m.Status != message.Queued && m.Status != message.Sending {
		return nil, nil
	}
	now := time.Now()
	at, err := p.Store.Place(ctx, m.ID, now)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, nil // it has gone since
	case err != nil:
		return nil, err
	case m.Status == message.Sending:
		return &Plan{At: &now, Why: whySending, Text: wordsFor(whySending), ExpiresAt: at.ExpiresAt}, nil
	}
	return p.estimate(ctx, at, now)
}

// DryRun is what would become of a message if it were sent now: the fault of
// message.Service.Send, or the message with its plan. file says that it will have a file,
// which is not stored yet.
func (p *Planner) DryRun(ctx context.Context, d message.Draft, file bool) (message.Message, *Plan, error) {
	a, err := p.Messages.Rehearse(ctx, d, file)
	if err != nil {
		return message.Message{}, nil, err
	}
	now := time.Now()
	at, err := p.Store.PlaceOf(ctx, a, now)
	if err != nil {
		return message.Message{}, nil, err
	}
	plan, err := p.estimate(ctx, at, now)
	return a.Message, plan, err
}

// later moves a plan back when something lasts longer.
func (p *Plan) later(at time.Time, why string) {
	if at.After(*p.At) {
		p.At, p.Why = &at, why
	}
}

func (p *Planner) estimate(ctx context.Context, at Place, now time.Time) (*Plan, error) {
	plan := &Plan{At: &now, Ahead: at.Ahead, ExpiresAt: at.ExpiresAt}
	all := at.Account.Overrides.Over(p.Defaults)
	limits := func(t time.Time) pacing.Limits { return all.Pacing(at.Account.LinkedAt, t) }
	plan.later(at.SendAt, whyScheduled)
	plan.later(at.NotBefore, at.Reason)
	plan.later(at.Behind, at.BehindReason)
	if rest := at.Account.RestUntil; rest != nil {
		plan.later(*rest, codeRateLimited)
	}
	l := letter(at.Chat, at.Facts, time.Time{}, now)
	if !l.Reply {
		if err := p.budgets(ctx, plan, at, l, limits, now); err != nil {
			return nil, err
		}
	}
	sent, err := p.Store.Times(ctx, at.Account.ID, max(all.MaxPerDay, all.MaxPerHour, 1), now)
	if err != nil {
		return nil, err
	}
	next := pacing.Estimate(limits, sent, at.Ahead, now, *plan.At)
	plan.later(next.At, cmp.Or(string(next.Why), whyTurn))
	if !l.Reply && l.Zone != nil {
		plan.later(all.Quiet.End(plan.At.In(l.Zone)).UTC(), string(pacing.QuietHours))
	}
	switch {
	case at.SendAt.After(now):
	case at.Account.PausedAt != nil:
		plan.Why, plan.At = whyPaused, nil
	case at.Account.Status != account.Ready:
		plan.Why, plan.At = whyNotConnected, nil
	case plan.Why == "" && at.Ahead > 0:
		plan.Why = whyTurn
	}
	plan.Text = wordsFor(plan.Why)
	if plan.Why == whyNotConnected {
		plan.Text = notConnected(at.Account)
	}
	return plan, nil
}

// budgets plans what is no answer: the brake, first contacts, the same text to many. Those who
// wait for the same before it use the budgets up first.
func (p *Planner) budgets(ctx context.Context, plan *Plan, at Place, l pacing.Letter, limits func(time.Time) pacing.Limits, now time.Time) error {
	if until := at.Account.Brake.Until; l.Cold && until != nil {
		plan.later(*until, string(pacing.Brake))
	}
	most := limits(now)
	stranger := l.Cold && l.First && most.MaxNewPerDay > 0
	repeated := at.TextKey != nil && most.MaxSamePerDay > 0
	if !stranger && !repeated {
		return nil
	}
	strangers, same, err := p.Store.Rivals(ctx, at, now)
	if err != nil {
		return err
	}
	if stranger {
		met, err := p.Store.FirstTimes(ctx, at.Account.ID, at.Account.Overrides.Over(p.Defaults).MaxNewPerDay, now)
		if err != nil {
			return err
		}
		plan.later(pacing.Budget(func(t time.Time) int { return limits(t).MaxNewPerDay }, met, strangers, now), string(pacing.NewContacts))
	}
	if repeated {
		went, err := p.Store.SameTimes(ctx, at.Account.ID, *at.TextKey, most.MaxSamePerDay, now)
		if err != nil {
			return err
		}
		plan.later(pacing.Budget(func(t time.Time) int { return limits(t).MaxSamePerDay }, went, same, now), string(pacing.SameText))
	}
	return nil
}

// notConnected says what to do about an account that cannot send.
func notConnected(a account.Account) string {
	switch {
	case a.Reason.Permanent() && a.ErrorMessage != "":
		return "The account is not connected. " + a.ErrorMessage
	case !a.Linked():
		return "The account is not linked to a phone yet. Scan its code; the message goes then."
	}
	return wordsFor(whyNotConnected)
}
