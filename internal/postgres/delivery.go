package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/webhook"
	"switchboard/sqlc"
)

// deliveryCursor is where a page of deliveries ended.
type deliveryCursor struct {
	Number int64 `json:"n"`
}

func deliveryFrom(r sqlc.WebhookDeliveryQueue, eventID uuid.UUID, body []byte) webhook.Delivery {
	d := webhook.Delivery{
		ID: r.ID, Number: r.Number, WebhookID: r.WebhookID, AccountID: r.AccountID, EventID: eventID, Kind: r.Type,
		Body: string(body), State: webhook.State(r.State), Attempts: int(r.Attempts), MaxAttempts: int(r.MaxAttempts),
		AttemptsBefore: int(r.AttemptsBefore), Format: webhook.Format(r.Format),
		NextAttemptAt: utc(r.NextAttemptAt), LastError: r.LastError, CreatedAt: r.CreatedAt.UTC(), FinishedAt: utc(r.FinishedAt),
		ChatID: value(r.ChatID),
	}
	if r.LastMs != nil {
		d.LastMS = new(int(*r.LastMs))
	}
	if status := value(r.LastStatus); status != 0 {
		d.LastStatus = new(int(status))
	}
	return d
}

// Deliveries lists an account's deliveries, newest first.
func (s *Store) Deliveries(ctx context.Context, q webhook.Query, p webhook.Page) (webhook.List[webhook.Delivery], error) {
	var out webhook.List[webhook.Delivery]
	before := deliveryCursor{Number: math.MaxInt64}
	if err := readCursor(p.Cursor, &before); err != nil {
		return out, err
	}
	rows, err := s.q.DeliveryList(ctx, sqlc.DeliveryListParams{
		AccountID: q.AccountID, WebhookID: q.WebhookID, State: string(q.State), Type: q.Kind, Since: q.Since, Until: q.Until,
		Before: before.Number, Lim: int32(p.Limit) + 1,
	})
	if err != nil {
		return out, translate(err, aDelivery)
	}
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		out.Next = writeCursor(deliveryCursor{Number: rows[p.Limit-1].WebhookDeliveryQueue.Number})
	}
	out.Items = make([]webhook.Delivery, len(rows))
	for i, r := range rows {
		out.Items[i] = deliveryFrom(r.WebhookDeliveryQueue, r.EventID, r.Body)
	}
	return out, nil
}

// Delivery is one delivery; NotFound when there is none.
func (s *Store) Delivery(ctx context.Context, id uuid.UUID) (webhook.Delivery, error) {
	r, err := s.q.DeliveryGet(ctx, id)
	if err != nil {
		return webhook.Delivery{}, translate(err, aDelivery)
	}
	return deliveryFrom(r.WebhookDeliveryQueue, r.EventID, r.Body), nil
}

// DeliveriesOf are those of an account that have the ids, in the order in which they were owed.
func (s *Store) DeliveriesOf(ctx context.Context, accountID uuid.UUID, ids []uuid.UUID) ([]webhook.Delivery, error) {
	rows, err := s.q.DeliveryGetMany(ctx, sqlc.DeliveryGetManyParams{Ids: ids, AccountID: accountID})
	out := make([]webhook.Delivery, len(rows))
	for i, r := range rows {
		out[i] = deliveryFrom(r.WebhookDeliveryQueue, r.EventID, r.Body)
	}
	return out, translate(err, aDelivery)
}

// Attempts are a delivery's attempts, oldest first.
func (s *Store) Attempts(ctx context.Context, deliveryID uuid.UUID) ([]webhook.Attempt, error) {
	rows, err := s.q.AttemptList(ctx, deliveryID)
	if err != nil {
		return nil, translate(err, aDelivery)
	}
	out := make([]webhook.Attempt, len(rows))
	for i, r := range rows {
		out[i] = webhook.Attempt{
			DeliveryID: r.DeliveryID, Number: int(r.Number), At: r.At.UTC(), DurationMS: int(r.DurationMs), URL: r.Url,
			Status: int(r.Status), ResponseBody: r.ResponseBody, Error: r.Error,
		}
		for to, from := range map[*[]webhook.Line][]byte{&out[i].RequestHeaders: r.RequestHeaders, &out[i].ResponseHeaders: r.ResponseHeaders} {
			if err := json.Unmarshal(from, to); err != nil {
				return nil, fmt.Errorf("read headers of an attempt: %w", err)
			}
		}
	}
	return out, nil
}

// Again makes a delivery wait for an attempt now.
func (s *Store) Again(ctx context.Context, id uuid.UUID, now time.Time) error {
	n, err := s.q.DeliveryAgain(ctx, sqlc.DeliveryAgainParams{ID: id, Now: &now})
	return affected(n, err, aDelivery)
}

// AgainFailed makes a webhook's dead letters since a time wait for an attempt now.
func (s *Store) AgainFailed(ctx context.Context, webhookID uuid.UUID, since, now time.Time) (int, error) {
	var n int64
	err := s.onWebhook(ctx, webhookID, func(q *sqlc.Queries) (err error) {
		n, err = q.DeliveryAgainFailed(ctx, sqlc.DeliveryAgainFailedParams{WebhookID: webhookID, Since: since, Now: &now})
		return err
	})
	return int(n), err
}

// Replay owes a webhook the events of a range that it wants.
func (s *Store) Replay(ctx context.Context, webhookID uuid.UUID, since, until, now time.Time) (int, error) {
	var n int64
	err := s.onWebhook(ctx, webhookID, func(q *sqlc.Queries) (err error) {
		n, err = q.EventReplay(ctx, sqlc.EventReplayParams{WebhookID: webhookID, Since: since, Until: until, Now: now})
		return err
	})
	return int(n), err
}

// CountReplay is how many events Replay would owe.
func (s *Store) CountReplay(ctx context.Context, webhookID uuid.UUID, since, until time.Time) (int, error) {
	n, err := s.q.EventReplayCount(ctx, sqlc.EventReplayCountParams{WebhookID: webhookID, Since: since, Until: until})
	return int(n), translate(err, aWebhook)
}

// CancelDelivery ends a delivery that waits.
func (s *Store) CancelDelivery(ctx context.Context, id uuid.UUID, now time.Time) error {
	n, err := s.q.DeliveryCancel(ctx, sqlc.DeliveryCancelParams{ID: id, Now: &now})
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "The delivery is finished; there is nothing to cancel.").WithCode("finished")
	}
	return translate(err, aDelivery)
}

// DueWebhooks are the webhooks that something can be sent to now.
func (s *Store) DueWebhooks(ctx context.Context, now time.Time) ([]uuid.UUID, error) {
	ids, err := s.q.WebhookDue(ctx, now)
	return ids, translate(err, aWebhook)
}

// Due are the oldest deliveries of a webhook that are due, without those in flight; of an
// ordered one, without busy conversations too.
func (s *Store) Due(ctx context.Context, w webhook.Webhook, inFlight, busy []uuid.UUID, limit int, now time.Time) ([]webhook.Delivery, error) {
	rows, err := s.due(ctx, w, sqlc.DeliveryDueOrderedParams{WebhookID: w.ID, InFlight: inFlight, Busy: busy, Lim: int32(limit), Now: now})
	if err != nil {
		return nil, translate(err, aDelivery)
	}
	out := make([]webhook.Delivery, len(rows))
	for i, r := range rows {
		out[i] = deliveryFrom(r.WebhookDeliveryQueue, r.EventID, r.Body)
	}
	return out, nil
}

func (s *Store) due(ctx context.Context, w webhook.Webhook, p sqlc.DeliveryDueOrderedParams) ([]sqlc.DeliveryDueRow, error) {
	if !w.Ordered {
		return s.q.DeliveryDue(ctx, sqlc.DeliveryDueParams{WebhookID: p.WebhookID, InFlight: p.InFlight, Lim: p.Lim, Now: p.Now})
	}
	rows, err := s.q.DeliveryDueOrdered(ctx, p)
	out := make([]sqlc.DeliveryDueRow, len(rows))
	for i, r := range rows {
		out[i] = sqlc.DeliveryDueRow(r)
	}
	return out, err
}

// RecordAttempts stores outcomes with what they mean for the webhook.
func (s *Store) RecordAttempts(ctx context.Context, w webhook.Webhook, outcomes []webhook.Outcome) error {
	var p sqlc.DeliveryRecordParams
	for _, o := range outcomes {
		a := o.Attempt
		request, err := json.Marshal(a.RequestHeaders)
		if err != nil {
			return fmt.Errorf("write headers of an attempt: %w", err)
		}
		response, err := json.Marshal(a.ResponseHeaders)
		if err != nil {
			return fmt.Errorf("write headers of an attempt: %w", err)
		}
		p.Ids, p.States, p.NextAttempts = append(p.Ids, a.DeliveryID), append(p.States, string(o.State)), append(p.NextAttempts, value(o.NextAttemptAt))
		p.Statuses, p.Errors, p.Durations = append(p.Statuses, int32(a.Status)), append(p.Errors, a.Error), append(p.Durations, int32(a.DurationMS))
		p.Ats, p.Urls, p.ResponseBodies = append(p.Ats, a.At), append(p.Urls, a.URL), append(p.ResponseBodies, a.ResponseBody)
		p.RequestHeaders, p.ResponseHeaders = append(p.RequestHeaders, request), append(p.ResponseHeaders, response)
	}
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		n, err := q.WebhookRecord(ctx, sqlc.WebhookRecordParams{
			ID: w.ID, UpdatedAt: w.UpdatedAt, Failures: int32(w.Failures), FailingSince: w.FailingSince, OpenUntil: w.OpenUntil,
			LastSuccessAt: w.LastSuccessAt, LastFailureAt: w.LastFailureAt, LastError: w.LastError,
		})
		if err == nil && n == 0 { // changed meanwhile, or gone with its deliveries
			if n, err = q.WebhookLock(ctx, w.ID); n == 0 {
				return err
			}
		}
		if err != nil {
			return err
		}
		return q.DeliveryRecord(ctx, p)
	}), aWebhook)
}

// Disable turns a webhook off, unless it was changed meanwhile, and owes the event of it to the account's others.
func (s *Store) Disable(ctx context.Context, w webhook.Webhook, r webhook.Reason, now time.Time) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, w.AccountID); err != nil {
			return err
		}
		n, err := q.WebhookDisable(ctx, sqlc.WebhookDisableParams{ID: w.ID, Reason: string(r), Now: now, UpdatedAt: w.UpdatedAt})
		if err != nil || n == 0 {
			return err
		}
		return owe(ctx, q, w.AccountID, event.WebhookDisabled{WebhookID: w.ID, URL: w.URL, Reason: string(r), Text: r.Text()}, now)
	}), aWebhook)
}

// purgeBatch is how many rows go at once: long enough to be done soon, short enough to hold nobody up.
const purgeBatch = 5000

// PurgeEvents forgets deliveries that finished, and events that nobody is owed any more, of
// before a time; and whatever was owed before another.
func (s *Store) PurgeEvents(ctx context.Context, finishedBefore, owedBefore time.Time) error {
	for _, purge := range []func() (int64, error){
		func() (int64, error) {
			return s.q.DeliveryPurge(ctx, sqlc.DeliveryPurgeParams{FinishedBefore: finishedBefore, OwedBefore: owedBefore, Lim: purgeBatch})
		},
		func() (int64, error) {
			return s.q.EventPurge(ctx, sqlc.EventPurgeParams{Before: finishedBefore, Lim: purgeBatch})
		},
	} {
		for {
			n, err := purge()
			if err != nil {
				return translate(err, anAccount)
			}
			if n < purgeBatch {
				break
			}
		}
	}
	return nil
}
