package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

// Timing is when, and before what else, a message goes. Like SendHeaders it is exported
// because huma reads no other embedded struct.
type Timing struct {
	Priority string `json:"priority,omitempty" enum:"reply,transactional,bulk" doc:"Which messages of the account go first. Left out: reply when the contact wrote within 24 hours, transactional otherwise. Inside a chat the order of acceptance holds."`
	SendAt   string `json:"send_at,omitempty" example:"2026-12-01T09:00:00+01:00" doc:"When to send it at the earliest: RFC 3339, or with time_zone a local time such as 2026-12-01T09:00."`
	TimeZone string `json:"time_zone,omitempty" example:"Europe/Berlin" doc:"For send_at."`
	TTL      int    `json:"ttl,omitempty" example:"3600" doc:"Seconds after which it fails as expired instead of going: 10 to 2592000 (30 days)."`
	DryRun   bool   `json:"dry_run,omitempty" doc:"Accepts nothing and answers 200 with what would happen, and when; or the error that sending would answer."`
}

// time says when a draft goes.
func (t Timing) time(d message.Draft) message.Draft {
	d.Priority, d.SendAt, d.TimeZone, d.TTL = message.Priority(t.Priority), t.SendAt, t.TimeZone, time.Duration(t.TTL)*time.Second
	return d
}

// Plan is what a message waits for, and about when it goes.
type Plan struct {
	At        *time.Time `json:"at" doc:"About when it goes; null when that depends on what nobody knows, such as when the account is connected again."`
	Reason    *string    `json:"reason" example:"gap" doc:"What it waits for: turn, gap, hourly_cap, daily_cap, new_contacts, same_text, quiet_hours, brake, scheduled, paused, not_connected, sending, or the code of the last failure, such as no_ack; null when nothing holds it."`
	Text      string     `json:"text" example:"There is a pause between two messages of an account." doc:"The same in plain words."`
	Ahead     int        `json:"ahead" example:"2" doc:"How many messages of the account go before it."`
	ExpiresAt *time.Time `json:"expires_at" doc:"When it fails as expired instead of going; null is never."`
}

func planOf(p *outbox.Plan) *Plan {
	if p == nil {
		return nil
	}
	return &Plan{At: p.At, Reason: optional(p.Why), Text: p.Text, Ahead: p.Ahead, ExpiresAt: p.ExpiresAt}
}

// ParticipantStatus is how far a message is with one participant of a group.
type ParticipantStatus struct {
	Participant string    `json:"participant" example:"4915112345678" doc:"Digits, or the LID where WhatsApp hides the number."`
	Status      string    `json:"status" enum:"delivered,read,played" example:"read"`
	At          time.Time `json:"at"`
}

func participantsOf(list []message.ParticipantStatus) []ParticipantStatus {
	out := make([]ParticipantStatus, len(list))
	for i, p := range list {
		out[i] = ParticipantStatus{Participant: p.Participant, Status: string(p.Status), At: p.At}
	}
	return out
}

func (h *Handler) cancelMessage(ctx context.Context, in *messageInput) (*messageOutput, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, errNoMessage
	}
	if _, err := h.Messages.Cancel(ctx, id); err != nil {
		return nil, err
	}
	return h.getMessage(ctx, in)
}

type cancelQueueInput struct {
	AccountPath
	Priority string `query:"priority" enum:"reply,transactional,bulk" doc:"Only what has this priority."`
}

type cancelQueueOutput struct {
	Body struct {
		Cancelled int `json:"cancelled" example:"120" doc:"How many messages were cancelled."`
	}
}

func (h *Handler) cancelQueue(ctx context.Context, in *cancelQueueInput) (*cancelQueueOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	var priorities []message.Priority
	if in.Priority != "" {
		priorities = []message.Priority{message.Priority(in.Priority)}
	}
	out := &cancelQueueOutput{}
	out.Body.Cancelled, err = h.Messages.CancelAll(ctx, id, priorities)
	return out, err
}

// changed answers with the account that a person has changed.
func (h *Handler) changed(in *AccountPath, do func(id uuid.UUID) (account.Account, error)) (*accountOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	a, err := do(id)
	return &accountOutput{Status: http.StatusOK, Body: h.accountOf(a)}, err
}

func (h *Handler) pauseAccount(ctx context.Context, in *AccountPath) (*accountOutput, error) {
	return h.changed(in, func(id uuid.UUID) (account.Account, error) { return h.Accounts.Pause(ctx, id) })
}

func (h *Handler) resumeAccount(ctx context.Context, in *AccountPath) (*accountOutput, error) {
	return h.changed(in, func(id uuid.UUID) (account.Account, error) { return h.Accounts.Resume(ctx, id) })
}

func (h *Handler) releaseBrake(ctx context.Context, in *AccountPath) (*accountOutput, error) {
	return h.changed(in, func(id uuid.UUID) (account.Account, error) { return h.Accounts.ReleaseBrake(ctx, id) })
}

// NumberHealth is how likely WhatsApp is to leave a number alone.
type NumberHealth struct {
	Score  int           `json:"score" example:"82" doc:"0 to 100, which is best."`
	Level  string        `json:"level" enum:"good,fair,poor" example:"good" doc:"good from 75, fair from 45."`
	Causes []HealthCause `json:"causes" doc:"What lowers the score, the worst first."`
}

// HealthCause is something that lowers a score.
type HealthCause struct {
	Code   string `json:"code" example:"few_replies" doc:"banned, restricted, few_replies, many_cold, refusals, opt_outs or young."`
	Text   string `json:"text" doc:"Plain words with what to do."`
	Points int    `json:"points" example:"18" doc:"How much it costs."`
}

type numberHealthOutput struct{ Body NumberHealth }

func (h *Handler) numberHealth(ctx context.Context, in *AccountPath) (*numberHealthOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	a, err := h.Accounts.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	got, err := h.Accounts.Health(ctx, a)
	out := &numberHealthOutput{Body: NumberHealth{Score: got.Score, Level: string(got.Level), Causes: make([]HealthCause, len(got.Causes))}}
	for i, c := range got.Causes {
		out.Body.Causes[i] = HealthCause{Code: c.Code, Text: c.Text, Points: c.Points}
	}
	return out, err
}
