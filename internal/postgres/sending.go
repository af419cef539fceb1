package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/event"
	"switchboard/internal/pacing"
	"switchboard/sqlc"
)

// SetPaused stops an account's sending, or lets it go on.
func (s *Store) SetPaused(ctx context.Context, id uuid.UUID, since *time.Time, now time.Time) error {
	n, err := s.q.AccountPause(ctx, sqlc.AccountPauseParams{ID: id, PausedAt: since, Now: now})
	return affected(n, err, anAccount)
}

// ChangeBrakes changes why messages to strangers are held, and lets go what is held no
// longer, or not as long.
func (s *Store) ChangeBrakes(ctx context.Context, id uuid.UUID, change func(pacing.Brakes) pacing.Brakes, now time.Time) (changed bool, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, id); err != nil {
			return err
		}
		was, err := brakesOf(ctx, q, id)
		if err != nil {
			return err
		}
		is := change(was)
		if err := putBrakes(ctx, q, id, is); err != nil {
			return err
		}
		before, err := q.BrakeShown(ctx, id)
		if err != nil {
			return err
		}
		shown := value(before.Until).UTC()
		after, on := is.Effective(now)
		if changed = before.Reason != after.Why || !shown.Equal(after.Until); !changed {
			return nil
		}
		if err := q.AccountBrake(ctx, sqlc.AccountBrakeParams{ID: id, Reason: after.Why, Until: optional(after.Until), Now: now}); err != nil {
			return err
		}
		if after.Until.Before(shown) {
			if _, err := q.OutboxRelease(ctx, sqlc.OutboxReleaseParams{AccountID: id, Reasons: []string{string(pacing.Brake)}}); err != nil {
				return err
			}
		}
		return owe(ctx, q, id, event.BrakeChanged{On: on, Reason: optional(after.Why), Until: optional(after.Until)}, now)
	})
	return changed, translate(err, anAccount)
}

// EndedBrakes are the accounts whose brake has ended by itself, which nobody was told.
func (s *Store) EndedBrakes(ctx context.Context, now time.Time) ([]uuid.UUID, error) {
	ids, err := s.q.BrakeEnded(ctx, &now)
	return ids, translate(err, anAccount)
}

func brakesOf(ctx context.Context, q *sqlc.Queries, id uuid.UUID) (pacing.Brakes, error) {
	rows, err := q.BrakeList(ctx, id)
	all := make(pacing.Brakes, len(rows))
	for i, r := range rows {
		all[i] = pacing.BrakeCause{Why: r.Reason, Until: r.Until.UTC(), Told: r.Told}
	}
	return all, err
}

func putBrakes(ctx context.Context, q *sqlc.Queries, id uuid.UUID, all pacing.Brakes) error {
	if err := q.BrakeClear(ctx, id); err != nil {
		return err
	}
	for _, c := range all {
		if err := q.BrakePut(ctx, sqlc.BrakePutParams{AccountID: id, Reason: c.Why, Until: c.Until, Told: c.Told}); err != nil {
			return err
		}
	}
	return nil
}

// Note owes something that happened to an account and changes nothing of it.
func (s *Store) Note(ctx context.Context, id uuid.UUID, n account.Note, now time.Time) error {
	var p event.Payload = event.Unresponsive{}
	if n.Kind != account.NoteUnresponsive {
		p = event.CaughtUp{Came: n.Count, Expected: n.Expected, Gap: n.Kind == account.NoteGap}
	}
	return s.Tell(ctx, id, p, now)
}

// ReleaseHolds has what is held for its own reasons planned anew.
func (s *Store) ReleaseHolds(ctx context.Context, id uuid.UUID) error {
	_, err := s.q.OutboxRelease(ctx, sqlc.OutboxReleaseParams{AccountID: id, Reasons: holdReasons()})
	return translate(err, anAccount)
}

// holdReasons are the reasons that are a message's own, as their rows have them.
func holdReasons() []string {
	holds := pacing.Holds()
	reasons := make([]string, len(holds))
	for i, h := range holds {
		reasons[i] = string(h)
	}
	return reasons
}

// Record is what a number has done since a time.
func (s *Store) Record(ctx context.Context, id uuid.UUID, since time.Time, refusals []string) (pacing.Record, error) {
	r, err := s.q.AccountRecord(ctx, sqlc.AccountRecordParams{AccountID: id, Since: &since, Refusals: refusals})
	if err != nil {
		return pacing.Record{}, translate(err, anAccount)
	}
	return pacing.Record{
		Sent: int(r.Sent), Cold: int(r.Cold), Refused: int(r.Refused), Met: int(r.Met), Replied: int(r.Replied), OptOuts: int(r.OptOuts),
	}, nil
}

// Outcomes is how WhatsApp took the last messages.
func (s *Store) Outcomes(ctx context.Context, id uuid.UUID, limit int, refusals []string) ([]pacing.Outcome, error) {
	rows, err := s.q.SendOutcomes(ctx, sqlc.SendOutcomesParams{AccountID: id, Lim: int32(limit), Refusals: refusals})
	out := make([]pacing.Outcome, len(rows))
	for i, r := range rows {
		out[i] = pacing.Outcome{At: r.At.UTC(), Refused: r.Refused}
	}
	return out, translate(err, anAccount)
}
