package account

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/pacing"
)

// Pause stops the sending of an account: what is accepted waits. What is on its way is
// finished. Pausing twice is pausing once.
func (s *Service) Pause(ctx context.Context, id uuid.UUID) (Account, error) {
	now := s.now().UTC()
	return s.setPaused(ctx, id, &now)
}

// Resume lets a paused account send again.
func (s *Service) Resume(ctx context.Context, id uuid.UUID) (Account, error) {
	return s.setPaused(ctx, id, nil)
}

func (s *Service) setPaused(ctx context.Context, id uuid.UUID, since *time.Time) (Account, error) {
	if err := auth.RequireAccount(ctx, id); err != nil {
		return Account{}, err
	}
	if err := s.Store.SetPaused(ctx, id, since, s.now().UTC()); err != nil {
		return Account{}, err
	}
	s.Log.InfoContext(ctx, "account sending", "account_id", id, "paused", since != nil)
	s.Bus.Publish(event.AccountChanged{AccountID: id})
	return s.Store.Account(ctx, id)
}

// ReleaseBrake lets an account write to strangers again before the brake ends by itself.
func (s *Service) ReleaseBrake(ctx context.Context, id uuid.UUID) (Account, error) {
	if err := auth.RequireAdmin(ctx); err != nil {
		return Account{}, err
	}
	if _, err := s.changeBrakes(ctx, id, func(pacing.Brakes) pacing.Brakes { return nil }); err != nil {
		return Account{}, err
	}
	return s.Store.Account(ctx, id)
}

// EndBrakes takes off the brakes whose time is over, and tells so.
func (s *Service) EndBrakes(ctx context.Context) error {
	ids, err := s.Store.EndedBrakes(ctx, s.now().UTC())
	for _, id := range ids {
		_, failed := s.changeBrakes(ctx, id, func(b pacing.Brakes) pacing.Brakes { return b.Lasting(s.now()) })
		err = errors.Join(err, failed)
	}
	return err
}

// brake puts the brake on for one more cause; braked says that it holds for longer than before.
func (s *Service) brake(ctx context.Context, id uuid.UUID, r BrakeReason, until time.Time, told bool) (braked bool, err error) {
	cause := pacing.BrakeCause{Why: string(r), Until: until.UTC().Truncate(time.Microsecond), Told: told}
	return s.changeBrakes(ctx, id, func(b pacing.Brakes) pacing.Brakes { return b.With(cause, s.now()) })
}

// changeBrakes says whether the brake is on and was not, or not for as long.
func (s *Service) changeBrakes(ctx context.Context, id uuid.UUID, change func(pacing.Brakes) pacing.Brakes) (braked bool, err error) {
	var is pacing.Brakes
	now := s.now().UTC()
	changed, err := s.Store.ChangeBrakes(ctx, id, func(was pacing.Brakes) pacing.Brakes {
		is = change(was)
		return is
	}, now)
	if err != nil || !changed {
		return false, err
	}
	c, on := is.Effective(now)
	s.Log.WarnContext(ctx, "account brake", "account_id", id, "on", on, "reason", c.Why, "until", c.Until)
	s.Bus.Publish(event.AccountChanged{AccountID: id})
	return on, nil
}

// Restricted says that WhatsApp lets the account write to strangers no more until a
// time (zero when it does not say), or lets it again: what holds it for other causes stays.
func (s *Service) Restricted(ctx context.Context, id uuid.UUID, active bool, until time.Time) error {
	if !active {
		_, err := s.changeBrakes(ctx, id, func(b pacing.Brakes) pacing.Brakes { return b.Without(string(BrakeReachout)) })
		return err
	}
	now := s.now()
	_, err := s.brake(ctx, id, BrakeReachout, pacing.AfterReachout(now, until), until.After(now))
	return err
}

// refusals are the codes of failures that say something about how WhatsApp sees the
// number: it writes to numbers that are not there, to people who have blocked it, or is
// not trusted with strangers.
func refusals() []string {
	return []string{string(BrakeReachout), "not_on_whatsapp", "not_allowed", "refused"}
}

// WarmUpEnds is when the caps of a young account have their full size; nil when they have.
func (s *Service) WarmUpEnds(a Account) *time.Time {
	days := s.Limits(a).WarmUpDays
	if a.LinkedAt == nil || days == 0 {
		return nil
	}
	if end := pacing.WarmUpEnds(days, *a.LinkedAt); end.After(s.now()) {
		return &end
	}
	return nil
}

// NoteKind is a kind of Note.
type NoteKind string

// The kinds of notes.
const (
	NoteUnresponsive NoteKind = "unresponsive" // the connection stood, and nothing answered on it
	NoteCaughtUp     NoteKind = "caught_up"    // what waited while we were away has come
	NoteGap          NoteKind = "gap"          // less came than had waited
)

// Note is something that happened to an account and does not change its status.
type Note struct {
	Kind     NoteKind
	Count    int // messages that came
	Expected int // messages that had waited
}

// Noted says that something happened which a person may want to know later.
func (s *Service) Noted(ctx context.Context, id uuid.UUID, n Note) error {
	s.Log.InfoContext(ctx, "account note", "account_id", id, "kind", n.Kind, "count", n.Count, "expected", n.Expected)
	return s.Store.Note(ctx, id, n, s.now().UTC())
}

// Refused says that WhatsApp has refused a message, with the stable code. It puts the
// brake on when that was about a stranger, or when there were many, and says whether it has.
func (s *Service) Refused(ctx context.Context, id uuid.UUID, code string) (braked bool, err error) {
	if code == string(BrakeReachout) {
		return s.brake(ctx, id, BrakeReachout, pacing.AfterReachout(s.now(), time.Time{}), false)
	}
	recent, err := s.Store.Outcomes(ctx, id, pacing.Recent, refusals())
	if err != nil {
		return false, err
	}
	if until, burst := pacing.AfterRefusal(recent, s.now()); burst {
		return s.brake(ctx, id, BrakeRefusals, until, false)
	}
	return false, nil
}

// Health is how likely WhatsApp is to leave the number alone, from what it has done
// within pacing.HealthWindow.
func (s *Service) Health(ctx context.Context, a Account) (pacing.Health, error) {
	if err := auth.RequireAccount(ctx, a.ID); err != nil {
		return pacing.Health{}, err
	}
	now := s.now()
	r, err := s.Store.Record(ctx, a.ID, now.Add(-pacing.HealthWindow), refusals())
	if err != nil {
		return pacing.Health{}, err
	}
	if a.LinkedAt != nil {
		r.Age = now.Sub(*a.LinkedAt)
	}
	r.Braked = a.Brake.On(now)
	r.Banned = a.Reason == TempBan || a.Reason == Banned
	return pacing.Judge(r), nil
}
