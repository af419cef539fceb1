package rest

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/fault"
	"switchboard/internal/webhook"
)

// Delivery is one event for one webhook.
type Delivery struct {
	ID             uuid.UUID  `json:"id" format:"uuid"`
	WebhookID      uuid.UUID  `json:"webhook_id" format:"uuid"`
	AccountID      uuid.UUID  `json:"account_id" format:"uuid"`
	EventID        uuid.UUID  `json:"event_id" format:"uuid" doc:"What the receiver sees as webhook-id."`
	Type           string     `json:"type" example:"message"`
	State          string     `json:"state" enum:"pending,retrying,delivered,dead_letter,cancelled"`
	Attempts       int        `json:"attempts" doc:"So far."`
	MaxAttempts    int        `json:"max_attempts" doc:"The attempt after which it becomes a dead letter."`
	NextAttemptAt  *time.Time `json:"next_attempt_at"`
	LastStatusCode *int       `json:"last_status_code"`
	LastError      *string    `json:"last_error"`
	LastDurationMS *int       `json:"last_duration_ms"`
	CreatedAt      time.Time  `json:"created_at"`
	FinishedAt     *time.Time `json:"finished_at"`
}

// Attempt is one try of a delivery.
type Attempt struct {
	Number          int            `json:"number"`
	At              time.Time      `json:"at"`
	DurationMS      int            `json:"duration_ms"`
	URL             string         `json:"url"`
	RequestHeaders  []webhook.Line `json:"request_headers" nullable:"false" doc:"Values of custom headers are hidden."`
	StatusCode      *int           `json:"status_code" doc:"Null when there was no answer."`
	ResponseHeaders []webhook.Line `json:"response_headers" nullable:"false"`
	ResponseBody    string         `json:"response_body" doc:"The first 16 KB."`
	Error           *string        `json:"error"`
}

func deliveryOf(d webhook.Delivery) Delivery {
	return Delivery{
		ID: d.ID, WebhookID: d.WebhookID, AccountID: d.AccountID, EventID: d.EventID, Type: d.Kind, State: string(d.State),
		Attempts: d.Attempts, MaxAttempts: d.MaxAttempts, NextAttemptAt: d.NextAttemptAt, LastStatusCode: d.LastStatus,
		LastError: optional(d.LastError), LastDurationMS: d.LastMS, CreatedAt: d.CreatedAt, FinishedAt: d.FinishedAt,
	}
}

type listDeliveriesInput struct {
	AccountPath
	Limit     int       `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"At most this many."`
	Cursor    string    `query:"cursor" doc:"The last answer's next_cursor."`
	WebhookID string    `query:"webhook_id" doc:"Only this webhook."`
	State     string    `query:"state" enum:"pending,retrying,delivered,dead_letter,cancelled" doc:"Only those in this state."`
	Type      string    `query:"type" doc:"Only this event kind."`
	Since     time.Time `query:"since" doc:"Owed since then."`
	Until     time.Time `query:"until" doc:"Owed before then."`
}

type deliveryList struct {
	Items []Delivery `json:"items"`
	Next  *string    `json:"next_cursor" doc:"Where the next page starts; null at the end."`
}

type listDeliveriesOutput struct{ Body deliveryList }

func (h *Handler) listDeliveries(ctx context.Context, in *listDeliveriesInput) (*listDeliveriesOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	q := webhook.Query{AccountID: id, State: webhook.State(in.State), Kind: in.Type, Since: moment(in.Since), Until: moment(in.Until)}
	if in.WebhookID != "" {
		// What is no id is no webhook of the account: the list is empty.
		parsed, _ := uuid.Parse(in.WebhookID)
		q.WebhookID = &parsed
	}
	page, err := h.Webhooks.Deliveries(ctx, q, webhook.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &listDeliveriesOutput{Body: deliveryList{Items: make([]Delivery, len(page.Items)), Next: optional(page.Next)}}
	for i, d := range page.Items {
		out.Body.Items[i] = deliveryOf(d)
	}
	return out, nil
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// DeliveryPath is the delivery that a path names.
type DeliveryPath struct {
	ID string `path:"id" doc:"The delivery's id."`
}

func (in DeliveryPath) uuid() (uuid.UUID, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return uuid.Nil, errNoDelivery
	}
	return id, nil
}

type deliveryWithLog struct {
	Delivery
	Body json.RawMessage `json:"body" doc:"The request's body."`
	Log  []Attempt       `json:"log" doc:"Every attempt, oldest first."`
}

type deliveryOutput struct{ Body deliveryWithLog }

func (h *Handler) getDelivery(ctx context.Context, in *DeliveryPath) (*deliveryOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	d, err := h.Webhooks.Delivery(ctx, id)
	if err != nil {
		return nil, err
	}
	attempts, err := h.Webhooks.Attempts(ctx, d)
	if err != nil {
		return nil, err
	}
	out := &deliveryOutput{Body: deliveryWithLog{Delivery: deliveryOf(d), Body: json.RawMessage(d.Body), Log: make([]Attempt, len(attempts))}}
	for i, a := range attempts {
		out.Body.Log[i] = Attempt{
			Number: a.Number, At: a.At, DurationMS: a.DurationMS, URL: a.URL, RequestHeaders: a.RequestHeaders, StatusCode: answered(a.Status),
			ResponseHeaders: a.ResponseHeaders, ResponseBody: a.ResponseBody, Error: optional(a.Error),
		}
	}
	return out, nil
}

type oneDeliveryOutput struct{ Body Delivery }

func (h *Handler) replayDelivery(ctx context.Context, in *DeliveryPath) (*oneDeliveryOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	d, err := h.Webhooks.Resend(ctx, id)
	return &oneDeliveryOutput{Body: deliveryOf(d)}, err
}

func (h *Handler) cancelDelivery(ctx context.Context, in *DeliveryPath) (*oneDeliveryOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	d, err := h.Webhooks.Cancel(ctx, id)
	return &oneDeliveryOutput{Body: deliveryOf(d)}, err
}

type replayInput struct {
	WebhookPath
	Body struct {
		Since      time.Time  `json:"since" example:"2026-01-31T00:00:00Z" doc:"What happened since then. Events are kept for 7 days."`
		Until      *time.Time `json:"until,omitempty" nullable:"true" doc:"What happened before then; now when left out."`
		FailedOnly bool       `json:"failed_only,omitempty" doc:"Only what failed: dead letters, and at once what waits for another attempt; until is then of no account."`
		DryRun     bool       `json:"dry_run,omitempty" doc:"Only count them. Not with failed_only."`
		_          struct{}   `additionalProperties:"true"`
	}
}

type replayed struct {
	Count int `json:"count" doc:"How many deliveries wait now because of this; with dry_run, how many would."`
}

type replayOutput struct{ Body replayed }

func (h *Handler) replay(ctx context.Context, in *replayInput) (*replayOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	var n int
	switch {
	case in.Body.FailedOnly && in.Body.DryRun:
		return nil, fault.Bad("dry_run", "What failed is counted in the webhook's health.")
	case in.Body.FailedOnly:
		n, err = h.Webhooks.ResendFailed(ctx, id, in.Body.Since)
	default:
		until := in.Body.Until
		if until == nil {
			until = new(time.Now())
		}
		n, err = h.Webhooks.Replay(ctx, id, in.Body.Since, *until, in.Body.DryRun)
	}
	return &replayOutput{Body: replayed{Count: n}}, err
}

type rotateInput struct {
	WebhookPath
	Body struct {
		OverlapMinutes *int     `json:"overlap_minutes,omitempty" nullable:"true" example:"1440" doc:"For how long deliveries are signed with both secrets: at most 10080, a week. 1440, a day, when left out."`
		_              struct{} `additionalProperties:"true"`
	}
}

type rotateOutput struct{ Body createdWebhook }

func (h *Handler) rotateSecret(ctx context.Context, in *rotateInput) (*rotateOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	overlap := 24 * time.Hour
	if m := in.Body.OverlapMinutes; m != nil {
		overlap = time.Duration(*m) * time.Minute
	}
	w, secret, err := h.Webhooks.Rotate(ctx, id, overlap)
	return &rotateOutput{Body: createdWebhook{Webhook: webhookOf(w), Secret: secret}}, err
}
