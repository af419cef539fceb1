package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/fault"
	"switchboard/internal/webhook"
	"switchboard/sqlc"
)

const (
	aWebhook  = "Webhook"
	aDelivery = "Delivery"
)

func webhookFrom(r sqlc.Webhook) webhook.Webhook {
	return webhook.Webhook{
		ID: r.ID, AccountID: r.AccountID, URL: r.Url, Description: r.Description, Active: r.IsActive, Events: r.Events,
		Filters: webhook.Filters{
			Chats: r.FilterChats, Direction: r.FilterDirection, Types: r.FilterTypes, Groups: r.FilterGroups, Text: r.FilterText,
		},
		Ordered: r.Ordered, MaxAttempts: int(r.MaxAttempts), Format: webhook.Format(r.Format),
		SealedHeaders: r.Headers, SealedSecret: r.Secret, SealedOld: r.OldSecret, OldSecretUntil: utc(r.OldSecretUntil),
		Failures: int(r.Failures), FailingSince: utc(r.FailingSince), OpenUntil: utc(r.OpenUntil),
		LastSuccessAt: utc(r.LastSuccessAt), LastFailureAt: utc(r.LastFailureAt), LastError: r.LastError,
		DisabledAt: utc(r.DisabledAt), DisabledReason: webhook.Reason(r.DisabledReason),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
}

// CreateWebhook stores a new webhook.
func (s *Store) CreateWebhook(ctx context.Context, w webhook.Webhook, most int) error {
	n, err := s.q.WebhookCreate(ctx, sqlc.WebhookCreateParams{
		ID: w.ID, AccountID: w.AccountID, Url: w.URL, Description: w.Description, IsActive: w.Active, Events: w.Events,
		FilterChats: list(w.Filters.Chats), FilterDirection: w.Filters.Direction, FilterTypes: list(w.Filters.Types),
		FilterGroups: w.Filters.Groups, FilterText: w.Filters.Text, Ordered: w.Ordered, MaxAttempts: int32(w.MaxAttempts), Format: string(w.Format),
		Headers: w.SealedHeaders, Secret: w.SealedSecret, Now: w.CreatedAt, Most: int32(most),
	})
	if err == nil && n == 0 {
		return fault.Newf(fault.Conflict, "The account has %d webhooks; it cannot have more.", most).WithCode("too_many_webhooks")
	}
	return translate(err, anAccount)
}

// list is the empty list for nil: the columns are not null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// Webhooks are an account's webhooks, newest first.
func (s *Store) Webhooks(ctx context.Context, accountID uuid.UUID) ([]webhook.Webhook, error) {
	rows, err := s.q.WebhookList(ctx, accountID)
	if err != nil {
		return nil, translate(err, aWebhook)
	}
	out := make([]webhook.Webhook, len(rows))
	for i, r := range rows {
		out[i] = webhookFrom(r)
	}
	return out, nil
}

// Webhook is one webhook; NotFound when there is none.
func (s *Store) Webhook(ctx context.Context, id uuid.UUID) (webhook.Webhook, error) {
	r, err := s.q.WebhookGet(ctx, id)
	if err != nil {
		return webhook.Webhook{}, translate(err, aWebhook)
	}
	return webhookFrom(r), nil
}

// UpdateWebhook writes what a person may change of a webhook that has not changed since was;
// afresh also forgets what went wrong.
func (s *Store) UpdateWebhook(ctx context.Context, w webhook.Webhook, was time.Time, afresh bool) error {
	n, err := s.q.WebhookUpdate(ctx, sqlc.WebhookUpdateParams{
		ID: w.ID, Url: w.URL, Description: w.Description, IsActive: w.Active, Events: w.Events,
		FilterChats: list(w.Filters.Chats), FilterDirection: w.Filters.Direction, FilterTypes: list(w.Filters.Types),
		FilterGroups: w.Filters.Groups, FilterText: w.Filters.Text, Ordered: w.Ordered, MaxAttempts: int32(w.MaxAttempts), Format: string(w.Format),
		Headers: w.SealedHeaders, Secret: w.SealedSecret, OldSecret: w.SealedOld, OldSecretUntil: w.OldSecretUntil,
		Afresh: afresh, Now: w.UpdatedAt, Was: was,
	})
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "Somebody else changes the webhook. Try again.").WithCode("changed_meanwhile")
	}
	return translate(err, aWebhook)
}

// DeleteWebhook removes a webhook and what is owed to it: in parts, as that may be much and
// whoever owes it something waits for the last of them.
func (s *Store) DeleteWebhook(ctx context.Context, id uuid.UUID, now time.Time) error {
	n, err := s.q.WebhookHush(ctx, sqlc.WebhookHushParams{ID: id, Now: now})
	if err := affected(n, err, aWebhook); err != nil {
		return err
	}
	for n = purgeBatch; n == purgeBatch; {
		if n, err = s.q.DeliveryPurgeWebhook(ctx, sqlc.DeliveryPurgeWebhookParams{WebhookID: id, Lim: purgeBatch}); err != nil {
			return translate(err, aWebhook)
		}
	}
	n, err = s.q.WebhookDelete(ctx, id)
	return affected(n, err, aWebhook)
}

// shownAttempts is how many attempts a webhook's health shows one by one: as many as a small chart has room for.
const shownAttempts = 30

// WebhookHealths are how webhooks did since a time.
func (s *Store) WebhookHealths(ctx context.Context, ids []uuid.UUID, since time.Time) (map[uuid.UUID]webhook.Health, error) {
	rows, err := s.q.WebhookHealth(ctx, sqlc.WebhookHealthParams{Ids: ids, Since: since, Shown: shownAttempts})
	if err != nil {
		return nil, translate(err, aWebhook)
	}
	out := make(map[uuid.UUID]webhook.Health, len(rows))
	for _, r := range rows {
		out[r.ID] = healthFrom(r)
	}
	return out, nil
}

func healthFrom(r sqlc.WebhookHealthRow) webhook.Health {
	h := webhook.Health{Attempts: int(r.Attempts), Waiting: int(r.Waiting), DeadLetters: int(r.DeadLetters), Recent: make([]webhook.Pulse, len(r.LastMs))}
	for i, ms := range r.LastMs {
		h.Recent[i] = webhook.Pulse{DurationMS: int(ms), OK: r.LastOk[i]}
	}
	if r.Attempts > 0 {
		h.SuccessRate = new(float64(r.Succeeded) / float64(r.Attempts))
		h.P50MS, h.P95MS = new(int(r.P50)), new(int(r.P95))
	}
	if r.Waiting > 0 {
		h.OldestAt = utc(&r.OldestAt)
	}
	return h
}

// onWebhook runs fn in one transaction that holds a webhook: it writes several deliveries, and
// nobody else does at the same time. It tells whether there is the webhook.
func (s *Store) onWebhook(ctx context.Context, id uuid.UUID, fn func(q *sqlc.Queries) error) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if n, err := q.WebhookLock(ctx, id); err != nil || n == 0 {
			return affected(n, err, aWebhook)
		}
		return fn(q)
	}), aWebhook)
}
