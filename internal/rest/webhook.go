package rest

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/webhook"
)

// Webhook is a webhook as REST shows it.
type Webhook struct {
	ID             uuid.UUID      `json:"id" format:"uuid"`
	AccountID      uuid.UUID      `json:"account_id" format:"uuid"`
	URL            string         `json:"url" example:"https://example.com/webhook"`
	Description    string         `json:"description"`
	IsActive       bool           `json:"is_active"`
	Status         string         `json:"status" enum:"active,failing,open,paused,disabled" doc:"open: so many attempts failed that only single probes are sent. disabled: turned off by itself."`
	Events         []string       `json:"events" nullable:"false" example:"[\"message\",\"message.*\"]"`
	Filters        WebhookFilters `json:"filters"`
	HeaderNames    []string       `json:"header_names" nullable:"false" doc:"Names of the custom headers; their values are not shown."`
	Ordered        bool           `json:"ordered" doc:"Whether the deliveries of one conversation go one after the other."`
	MaxAttempts    int            `json:"max_attempts" example:"8"`
	Format         string         `json:"format" enum:"standard,legacy" doc:"legacy: bodies of the older Node server, for messages and their delivery only."`
	OldSecretUntil *time.Time     `json:"old_secret_until" doc:"Until when deliveries are signed with the secret before the rotation too."`
	Failures       int            `json:"failures" doc:"Failed attempts in a row."`
	FailingSince   *time.Time     `json:"failing_since"`
	LastSuccessAt  *time.Time     `json:"last_success_at"`
	LastFailureAt  *time.Time     `json:"last_failure_at"`
	LastError      *string        `json:"last_error"`
	DisabledAt     *time.Time     `json:"disabled_at"`
	DisabledReason *string        `json:"disabled_reason" example:"failing"`
	CreatedAt      time.Time      `json:"created_at"`
	UpdatedAt      time.Time      `json:"updated_at"`
}

// WebhookFilters narrow what a webhook gets.
type WebhookFilters struct {
	Chats     []string `json:"chats,omitempty" nullable:"true" doc:"Conversations: numbers, WhatsApp's addresses or chat ids. Empty for all."`
	Direction string   `json:"direction,omitempty" enum:"incoming,outgoing" doc:"Left out for both."`
	Types     []string `json:"types,omitempty" nullable:"true" doc:"Message types, such as image. Empty for all."`
	Groups    *bool    `json:"groups,omitempty" nullable:"true" doc:"true: only groups. false: no groups. Left out for both."`
	Text      string   `json:"text,omitempty" doc:"The text contains this, whatever the case."`
}

// WebhookHeader is a custom header.
type WebhookHeader struct {
	Name  string  `json:"name" example:"X-Tenant"`
	Value *string `json:"value,omitempty" nullable:"true" doc:"Left out, the value that the header has stays."`
}

func webhookOf(w webhook.Webhook) Webhook {
	return Webhook{
		ID: w.ID, AccountID: w.AccountID, URL: w.URL, Description: w.Description, IsActive: w.Active,
		Status: string(w.Status(time.Now())), Events: w.Events, Filters: WebhookFilters(w.Filters), HeaderNames: w.HeaderNames,
		Ordered: w.Ordered, MaxAttempts: w.MaxAttempts, Format: string(w.Format), OldSecretUntil: w.OldSecretUntil, Failures: w.Failures,
		FailingSince: w.FailingSince, LastSuccessAt: w.LastSuccessAt, LastFailureAt: w.LastFailureAt, LastError: optional(w.LastError),
		DisabledAt: w.DisabledAt, DisabledReason: optional(w.DisabledReason), CreatedAt: w.CreatedAt, UpdatedAt: w.UpdatedAt,
	}
}

type webhooksOutput struct{ Body []Webhook }

func (h *Handler) listWebhooks(ctx context.Context, in *AccountPath) (*webhooksOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	all, err := h.Webhooks.List(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &webhooksOutput{Body: make([]Webhook, len(all))}
	for i, w := range all {
		out.Body[i] = webhookOf(w)
	}
	return out, nil
}

// WebhookFields are what a caller says of a webhook. What is null is as good as left out.
type WebhookFields struct {
	Description *string          `json:"description,omitempty" nullable:"true"`
	Events      *[]string        `json:"events,omitempty" nullable:"true" doc:"Event kinds or patterns: * for all, message.* for message and all that begin with message. (with the dot). message when left out. The older server's message_ack and all are taken too."`
	Filters     *WebhookFilters  `json:"filters,omitempty"`
	Headers     *[]WebhookHeader `json:"headers,omitempty" nullable:"true" doc:"Custom headers that every delivery carries."`
	Secret      *string          `json:"secret,omitempty" nullable:"true" doc:"whsec_ and base64 of 24 to 64 bytes, or any text of at least 8 bytes; made for you when left out."`
	IsActive    *bool            `json:"is_active,omitempty" nullable:"true"`
	Ordered     *bool            `json:"ordered,omitempty" nullable:"true" doc:"Deliver the events of one conversation one after the other."`
	MaxAttempts *int             `json:"max_attempts,omitempty" nullable:"true" doc:"1 to 20; 8 when left out."`
	Format      *string          `json:"format,omitempty" nullable:"true" doc:"standard, or legacy: the older Node server's bodies message and message_ack, and X-Webhook-Signature with the body's HMAC-SHA256 in hex beside the headers of Standard Webhooks. The secret itself is never sent. standard when left out."`
	_           struct{}         `additionalProperties:"true"`
}

func (f WebhookFields) patch() webhook.Patch {
	p := webhook.Patch{
		Description: f.Description, Events: f.Events, Filters: (*webhook.Filters)(f.Filters), Secret: f.Secret,
		Active: f.IsActive, Ordered: f.Ordered, MaxAttempts: f.MaxAttempts, Format: (*webhook.Format)(f.Format),
	}
	if f.Headers != nil {
		headers := make([]webhook.Header, len(*f.Headers))
		for i, h := range *f.Headers {
			headers[i] = webhook.Header(h)
		}
		p.Headers = &headers
	}
	return p
}

type createWebhookInput struct {
	AccountPath
	Body struct {
		URL string `json:"url" example:"https://example.com/webhook" doc:"http or https."`
		WebhookFields
	}
}

type createdWebhook struct {
	Webhook
	Secret string `json:"secret" example:"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" doc:"Shown this once."`
}

type createWebhookOutput struct{ Body createdWebhook }

func (h *Handler) createWebhook(ctx context.Context, in *createWebhookInput) (*createWebhookOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	p := in.Body.patch()
	d := webhook.Draft{
		AccountID: id, URL: in.Body.URL, Description: value(p.Description), Events: value(p.Events), Filters: value(p.Filters),
		Headers: value(p.Headers), Secret: value(p.Secret), Inactive: p.Active != nil && !*p.Active, Ordered: value(p.Ordered), MaxAttempts: value(p.MaxAttempts),
		Format: value(p.Format),
	}
	w, secret, err := h.Webhooks.Create(ctx, d)
	return &createWebhookOutput{Body: createdWebhook{Webhook: webhookOf(w), Secret: secret}}, err
}

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// WebhookPath is the webhook that a path names.
type WebhookPath struct {
	ID string `path:"id" doc:"The webhook's id."`
}

func (in WebhookPath) uuid() (uuid.UUID, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return uuid.Nil, errNoWebhook
	}
	return id, nil
}

type webhookOutput struct{ Body Webhook }

func (h *Handler) getWebhook(ctx context.Context, in *WebhookPath) (*webhookOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	w, err := h.Webhooks.Get(ctx, id)
	return &webhookOutput{Body: webhookOf(w)}, err
}

type updateWebhookInput struct {
	WebhookPath
	Body struct {
		URL *string `json:"url,omitempty" nullable:"true"`
		WebhookFields
	}
}

func (h *Handler) updateWebhook(ctx context.Context, in *updateWebhookInput) (*webhookOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	p := in.Body.patch()
	p.URL = in.Body.URL
	w, err := h.Webhooks.Update(ctx, id, p)
	return &webhookOutput{Body: webhookOf(w)}, err
}

// WebhookHealth is how a webhook did in the last 24 hours.
type WebhookHealth struct {
	Attempts    int        `json:"attempts" doc:"Attempts that were looked at: the last 1000 at most."`
	SuccessRate *float64   `json:"success_rate" doc:"0 to 1; null without attempts."`
	P50MS       *int       `json:"p50_ms" doc:"Half of the attempts took at most this long."`
	P95MS       *int       `json:"p95_ms" doc:"95 % of the attempts took at most this long."`
	Waiting     int        `json:"waiting" doc:"Deliveries that wait for their first or another attempt."`
	OldestAt    *time.Time `json:"oldest_at" doc:"Since when the oldest of them waits."`
	DeadLetters int        `json:"dead_letters" doc:"Dead letters that are still kept."`
}

type webhookHealthOutput struct{ Body WebhookHealth }

func (h *Handler) webhookHealth(ctx context.Context, in *WebhookPath) (*webhookHealthOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	w, err := h.Webhooks.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	got, err := h.Webhooks.Health(ctx, w)
	return &webhookHealthOutput{Body: WebhookHealth{
		Attempts: got.Attempts, SuccessRate: got.SuccessRate, P50MS: got.P50MS, P95MS: got.P95MS,
		Waiting: got.Waiting, OldestAt: got.OldestAt, DeadLetters: got.DeadLetters,
	}}, err
}

func (h *Handler) deleteWebhook(ctx context.Context, in *WebhookPath) (*successOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return done(), h.Webhooks.Delete(ctx, id)
}

type testWebhookInput struct {
	WebhookPath
	Type string `query:"type" example:"message" doc:"The event kind whose sample is sent; message when left out."`
}

type trial struct {
	Success    bool    `json:"success"`
	StatusCode *int    `json:"status_code" doc:"Null when there was no answer."`
	DurationMS int     `json:"duration_ms"`
	Error      *string `json:"error,omitempty" doc:"Why it failed, in plain words."`

	URL             string          `json:"url"`
	RequestHeaders  []webhook.Line  `json:"request_headers" nullable:"false" doc:"Values of custom headers are hidden."`
	RequestBody     json.RawMessage `json:"request_body"`
	ResponseHeaders []webhook.Line  `json:"response_headers" nullable:"false"`
	ResponseBody    string          `json:"response_body" doc:"The first 16 KB."`
}

type testWebhookOutput struct{ Body trial }

func (h *Handler) testWebhook(ctx context.Context, in *testWebhookInput) (*testWebhookOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	t, err := h.Webhooks.Test(ctx, id, in.Type)
	if err != nil {
		return nil, err
	}
	return &testWebhookOutput{Body: trial{
		Success: t.Success(), StatusCode: answered(t.Status), DurationMS: t.DurationMS, Error: optional(t.Error), URL: t.URL,
		RequestHeaders: t.RequestHeaders, RequestBody: json.RawMessage(t.RequestBody), ResponseHeaders: t.ResponseHeaders, ResponseBody: t.ResponseBody,
	}}, nil
}

// answered is null where there was no answer.
func answered(status int) *int {
	if status == 0 {
		return nil
	}
	return &status
}
