package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
)

// Deliveries lists what was and is owed to an account's webhooks, newest first.
func (s *Service) Deliveries(ctx context.Context, q Query, p Page) (List[Delivery], error) {
	if _, err := s.Accounts.Get(ctx, q.AccountID); err != nil {
		return List[Delivery]{}, err
	}
	if q.State != "" && !q.State.Valid() {
		return List[Delivery]{}, fault.Bad("state", "The state is pending, retrying, delivered, dead_letter or cancelled.")
	}
	l, err := s.Store.Deliveries(ctx, q, p)
	if err != nil {
		return l, err
	}
	l.Items, err = asSent(l.Items)
	return l, err
}

// mostReplayed is how many events one replay owes: what a busy account has in a week.
const mostReplayed = 100_000

// Changed are those of an account's deliveries that news named; those that are gone are left out.
func (s *Service) Changed(ctx context.Context, accountID uuid.UUID, ids []uuid.UUID) ([]Delivery, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	all, err := s.Store.DeliveriesOf(ctx, accountID, ids)
	if err != nil {
		return nil, err
	}
	return asSent(all)
}

// Delivery is one delivery; NotFound when there is none.
func (s *Service) Delivery(ctx context.Context, id uuid.UUID) (Delivery, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return Delivery{}, err
	}
	d, err := s.Store.Delivery(ctx, id)
	if err != nil {
		return Delivery{}, err
	}
	if err := auth.RequireAccount(ctx, d.AccountID); err != nil {
		return Delivery{}, err
	}
	return d, d.write()
}

// asSent gives deliveries the bodies that their receivers see.
func asSent(all []Delivery) ([]Delivery, error) {
	for i := range all {
		if err := all[i].write(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Attempts are a delivery's attempts, oldest first. The caller has got the delivery before.
func (s *Service) Attempts(ctx context.Context, d Delivery) ([]Attempt, error) {
	if err := auth.RequireAccount(ctx, d.AccountID); err != nil {
		return nil, err
	}
	return s.Store.Attempts(ctx, d.ID)
}

// Resend makes a delivery wait for an attempt now, whatever its state, with the same
// event id and all its tries again.
func (s *Service) Resend(ctx context.Context, id uuid.UUID) (Delivery, error) {
	if _, err := s.Delivery(ctx, id); err != nil {
		return Delivery{}, err
	}
	if err := s.Store.Again(ctx, id, s.now().UTC()); err != nil {
		return Delivery{}, err
	}
	return s.changed(ctx, id)
}

// Cancel ends a delivery that waits. Conflict ("finished") when it does not.
func (s *Service) Cancel(ctx context.Context, id uuid.UUID) (Delivery, error) {
	if _, err := s.Delivery(ctx, id); err != nil {
		return Delivery{}, err
	}
	if err := s.Store.CancelDelivery(ctx, id, s.now().UTC()); err != nil {
		return Delivery{}, err
	}
	return s.changed(ctx, id)
}

func (s *Service) changed(ctx context.Context, id uuid.UUID) (Delivery, error) {
	d, err := s.Delivery(ctx, id)
	if err == nil {
		s.Bus.Publish(event.DeliveriesChanged{AccountID: d.AccountID, DeliveryIDs: []uuid.UUID{id}})
		s.Bus.Publish(event.Owed{AccountID: d.AccountID})
	}
	return d, err
}

// ResendFailed sends what failed since a time again: dead letters, and at once what waits
// for another attempt. It says how many they are.
func (s *Service) ResendFailed(ctx context.Context, webhookID uuid.UUID, since time.Time) (int, error) {
	w, err := s.Get(ctx, webhookID)
	if err != nil {
		return 0, err
	}
	n, err := s.Store.AgainFailed(ctx, webhookID, since, s.now().UTC())
	if err == nil {
		s.announce(w)
	}
	return n, err
}

// Replay owes a webhook the events of a range that it wants, also those that it has got
// before, and says how many; count only says it. Events are kept for EventsKept. Faults:
// Invalid, also for more than mostReplayed events ("too_many_events").
func (s *Service) Replay(ctx context.Context, webhookID uuid.UUID, since, until time.Time, count bool) (int, error) {
	w, err := s.Get(ctx, webhookID)
	if err != nil {
		return 0, err
	}
	if !since.Before(until) {
		return 0, fault.Bad("until", "The end of the range has to be after its start.")
	}
	n, err := s.Store.CountReplay(ctx, webhookID, since, until)
	if err != nil || count {
		return n, err
	}
	if n > mostReplayed {
		return 0, fault.Bad("since", fmt.Sprintf("These are %d events; at most %d are replayed at once. Choose a shorter range.", n, mostReplayed)).WithCode("too_many_events")
	}
	n, err = s.Store.Replay(ctx, webhookID, since, until, s.now().UTC())
	if err == nil {
		s.announce(w)
	}
	return n, err
}
