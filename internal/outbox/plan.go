package outbox

import (
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
	"rate_limited":             "WhatsApp asked for a pause.",
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
	ahead, acc, err := p.Store.Ahead(ctx, a.AccountID, a.Priority, now)
	if err != nil {
		return message.Message{}, nil, err
	}
	at := Place{Account: acc, Ahead: ahead, SendAt: a.SendAt, NotBefore: a.SendAt, ExpiresAt: a.ExpiresAt}
	limits := p.limits(acc, now)
	facts, err := p.Store.Facts(ctx, a.AccountID, limits, now)
	if err != nil {
		return message.Message{}, nil, err
	}
	if acc.Brake.Until != nil {
		facts.Brake = *acc.Brake.Until
	}
	var sameNth time.Time
	if a.TextKey != nil && limits.MaxSamePerDay > 0 {
		if sameNth, err = p.Store.SameNth(ctx, a.AccountID, *a.TextKey, limits.MaxSamePerDay, now); err != nil {
			return message.Message{}, nil, err
		}
	}
	if hold := pacing.Hold(limits, facts, letter(a.Chat, a.Facts, sameNth, now), later(now, a.SendAt)); hold.Why != pacing.Now {
		at.NotBefore, at.Reason = hold.At, string(hold.Why)
	}
	plan, err := p.estimate(ctx, at, now)
	return a.Message, plan, err
}

func (p *Planner) limits(a account.Account, now time.Time) pacing.Limits {
	return a.Overrides.Over(p.Defaults).Pacing(a.LinkedAt, now)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (p *Planner) estimate(ctx context.Context, at Place, now time.Time) (*Plan, error) {
	plan := &Plan{Ahead: at.Ahead, ExpiresAt: at.ExpiresAt}
	limits := p.limits(at.Account, now)
	sent, err := p.Store.Times(ctx, at.Account.ID, max(limits.MaxPerDay, limits.MaxPerHour, 1), now)
	if err != nil {
		return nil, err
	}
	next := pacing.Estimate(limits, sent, at.Ahead, later(now, at.SendAt))
	when := later(next.At, at.NotBefore)
	plan.At = &when
	switch {
	case at.SendAt.After(now):
		plan.Why = whyScheduled
	case at.Account.PausedAt != nil:
		plan.Why, plan.At = whyPaused, nil
	case at.Account.Status != account.Ready:
		plan.Why, plan.At = whyNotConnected, nil
	case at.NotBefore.After(now):
		plan.Why = at.Reason
	case next.Why != pacing.Now:
		plan.Why = string(next.Why)
	case at.Ahead > 0:
		plan.Why = whyTurn
	}
	plan.Text = wordsFor(plan.Why)
	return plan, nil
}
