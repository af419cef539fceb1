package graph

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/message"
	"switchboard/internal/webhook"
)

// webhookNames are the inputs' names of what webhook.Service complains about.
func webhookNames() map[string]string {
	return map[string]string{"max_attempts": "maxAttempts", "overlap_minutes": "overlapMinutes"}
}

func webhookDraft(in CreateWebhookInput) webhook.Draft {
	d := webhook.Draft{
		AccountID: in.AccountID, URL: in.URL, Description: value(in.Description.Value()), Events: in.Events.Value(),
		Headers: headers(in.Headers.Value()), Secret: value(in.Secret.Value()), Inactive: !in.IsActive, Ordered: in.Ordered, MaxAttempts: in.MaxAttempts,
		Format: in.Format,
	}
	if f := in.Filters.Value(); f != nil {
		d.Filters = filters(*f)
	}
	return d
}

// webhookPatch is what an update changes; null is as good as left out.
func webhookPatch(in UpdateWebhookInput) webhook.Patch {
	p := webhook.Patch{
		URL: in.URL.Value(), Description: in.Description.Value(), Secret: in.Secret.Value(), Active: in.IsActive.Value(),
		Ordered: in.Ordered.Value(), MaxAttempts: in.MaxAttempts.Value(), Format: in.Format.Value(),
	}
	if events := in.Events.Value(); events != nil {
		p.Events = &events
	}
	if f := in.Filters.Value(); f != nil {
		p.Filters = new(filters(*f))
	}
	if h := in.Headers.Value(); h != nil {
		p.Headers = new(headers(h))
	}
	return p
}

func filters(in WebhookFiltersInput) webhook.Filters {
	return webhook.Filters{
		Chats: in.Chats, Direction: string(value(in.Direction.Value())), Types: in.Types, Groups: in.Groups.Value(), Text: value(in.Text.Value()),
	}
}

func headers(in []WebhookHeaderInput) []webhook.Header {
	out := make([]webhook.Header, len(in))
	for i, h := range in {
		out[i] = webhook.Header{Name: h.Name, Value: h.Value.Value()}
	}
	return out
}

func testPayload(t webhook.Trial) TestWebhookPayload {
	return TestWebhookPayload{
		Success: t.Success(), StatusCode: number(t.Status), DurationMs: t.DurationMS, Error: optional(t.Error), URL: t.URL,
		RequestHeaders: t.RequestHeaders, RequestBody: t.RequestBody, ResponseHeaders: t.ResponseHeaders, ResponseBody: t.ResponseBody,
	}
}

// number is null for 0, where that means that there was none.
func number(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func deliveryConnection(l webhook.List[webhook.Delivery], p message.Page) WebhookDeliveryConnection {
	c := WebhookDeliveryConnection{Edges: make([]WebhookDeliveryEdge, len(l.Items)), Nodes: l.Items}
	for i, d := range l.Items {
		c.Edges[i] = WebhookDeliveryEdge{Cursor: deliveryCursor(d), Node: d}
	}
	c.PageInfo = pageInfo(l.Items, deliveryCursor, p.Cursor != "", l.Next != "")
	return c
}

func eventTypes(ctx context.Context) ([]EventType, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return nil, err
	}
	kinds := webhook.Catalogue()
	out := make([]EventType, len(kinds))
	for i, k := range kinds {
		text, err := json.MarshalIndent(k.Sample, "", "  ")
		if err != nil {
			return nil, err
		}
		out[i] = EventType{Type: k.Name, Description: k.Description, Sample: string(text)}
	}
	return out, nil
}

func (d Deps) deliveryFeed(accountID uuid.UUID) feed[webhook.Delivery] {
	return feed[webhook.Delivery]{
		now: func(ctx context.Context) ([]webhook.Delivery, error) {
			newest, err := d.Webhooks.Deliveries(ctx, webhook.Query{AccountID: accountID}, webhook.Page{Limit: 1})
			return newest.Items, err
		},
		hear: newsOf(accountID, is[event.DeliveriesChanged]),
		on: func(ctx context.Context, e event.Event) ([]webhook.Delivery, error) {
			news, _ := e.(event.DeliveriesChanged)
			return d.Webhooks.Changed(ctx, accountID, news.DeliveryIDs)
		},
	}
}

func (d Deps) webhooksFeed(accountID uuid.UUID) feed[[]webhook.Webhook] {
	return feed[[]webhook.Webhook]{
		now: func(ctx context.Context) ([][]webhook.Webhook, error) {
			all, err := d.Webhooks.List(ctx, accountID)
			return [][]webhook.Webhook{all}, err
		},
		hear: newsOf(accountID, is[event.WebhookChanged], is[event.DeliveriesChanged]),
		wait: gather,
	}
}
