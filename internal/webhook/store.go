package webhook

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
)

// Store keeps webhooks, what is owed to them, and the log of events.
type Store interface {
	// CreateWebhook stores a new webhook; NotFound without its account, Conflict
	// ("too_many_webhooks") when the account has most already.
	CreateWebhook(ctx context.Context, w Webhook, most int) error
	Webhooks(ctx context.Context, accountID uuid.UUID) ([]Webhook, error)
	Webhook(ctx context.Context, id uuid.UUID) (Webhook, error)
	// UpdateWebhook writes what a person may change; afresh also forgets what went wrong. Conflict
	// ("changed_meanwhile") when the webhook has changed since was, or is gone.
	UpdateWebhook(ctx context.Context, w Webhook, was time.Time, afresh bool) error
	// DeleteWebhook removes the webhook and what is owed to it.
	DeleteWebhook(ctx context.Context, id uuid.UUID, now time.Time) error
	// WebhookHealths are how webhooks did since a time.
	WebhookHealths(ctx context.Context, ids []uuid.UUID, since time.Time) (map[uuid.UUID]Health, error)

	Deliveries(ctx context.Context, q Query, p Page) (List[Delivery], error)
	Delivery(ctx context.Context, id uuid.UUID) (Delivery, error)
	// DeliveriesOf are those of an account that have the ids, in the order in which they were owed.
	DeliveriesOf(ctx context.Context, accountID uuid.UUID, ids []uuid.UUID) ([]Delivery, error)
	// Attempts are a delivery's attempts, oldest first.
	Attempts(ctx context.Context, deliveryID uuid.UUID) ([]Attempt, error)
	// Again makes a delivery wait for an attempt now, with all its tries again.
	Again(ctx context.Context, id uuid.UUID, now time.Time) error
	// AgainFailed does so for what was owed to a webhook since a time and failed: dead letters,
	// and what waits for another attempt. It says how many they are.
	AgainFailed(ctx context.Context, webhookID uuid.UUID, since, now time.Time) (int, error)
	// Replay owes a webhook the events of a range that it wants, also those that it has
	// got before, and says how many they are.
	Replay(ctx context.Context, webhookID uuid.UUID, since, until, now time.Time) (int, error)
	// CountReplay is how many events Replay would owe.
	CountReplay(ctx context.Context, webhookID uuid.UUID, since, until time.Time) (int, error)
	// CancelDelivery ends a delivery that waits; Conflict ("finished") when it does not.
	CancelDelivery(ctx context.Context, id uuid.UUID, now time.Time) error

	// Events are an account's events after a position, oldest first.
	Events(ctx context.Context, accountID uuid.UUID, after int64, kinds []string, limit int) ([]Event, error)
	// LastEvent is the position of an account's newest event; 0 when there is none.
	LastEvent(ctx context.Context, accountID uuid.UUID) (int64, error)
	// Forgotten is the position of an account's newest event that is not kept any more; 0 when all are.
	Forgotten(ctx context.Context, accountID uuid.UUID) (int64, error)
	// Tell stores an event that no other fact goes with, and owes it.
	Tell(ctx context.Context, accountID uuid.UUID, p event.Payload, now time.Time) error
}

// Queue is the dispatcher's side of the database.
type Queue interface {
	// Webhook is one webhook; NotFound when it is gone.
	Webhook(ctx context.Context, id uuid.UUID) (Webhook, error)
	// DueWebhooks are the webhooks that something can be sent to now.
	DueWebhooks(ctx context.Context, now time.Time) ([]uuid.UUID, error)
	// Due are the oldest deliveries of a webhook that are due, without those in flight. Of
	// an ordered webhook, busy conversations are left out, and those whose earlier delivery
	// waits for another attempt.
	Due(ctx context.Context, w Webhook, inFlight, busy []uuid.UUID, limit int, now time.Time) ([]Delivery, error)
	// RecordAttempts stores outcomes with what they mean for the webhook, in one transaction. What
	// was cancelled meanwhile stays so.
	RecordAttempts(ctx context.Context, w Webhook, outcomes []Outcome) error
	// Disable turns a webhook off and owes the event of it to the account's others, in one
	// transaction. A webhook that is off already, or was changed since w was read, is left alone.
	Disable(ctx context.Context, w Webhook, r Reason, now time.Time) error
}

// Outcome is what came of an attempt.
type Outcome struct {
	Attempt       Attempt
	State         State
	NextAttemptAt *time.Time // with Retrying
}
