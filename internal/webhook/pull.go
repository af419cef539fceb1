package webhook

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/fault"
)

const (
	// longestWait is how long a pull may wait for news: proxies cut off at a minute.
	longestWait = 30 * time.Second
	// lookAgain finds what another process stored.
	lookAgain = 2 * time.Second
	// mostPulled is how many events one answer has.
	mostPulled = 100
)

// Pull is what a program asks of an account's log of events.
type Pull struct {
	AccountID uuid.UUID
	After     string   // a cursor, "now" for what comes from now on, empty for the oldest that is kept
	Kinds     []string // kinds or patterns; empty for all
	Limit     int      // 1 to 100
	Wait      time.Duration
}

// Pulled is the answer.
type Pulled struct {
	Events []Event
	Next   string // the cursor to go on with; never empty
	Missed bool   // events after the cursor were forgotten before they were asked for
}

// Cursor is where a reader of the log stands.
func (e Event) Cursor() string { return strconv.FormatInt(e.Position, 10) }

// Events are an account's events after a cursor, oldest first. When there are none it
// waits for them, at most Wait. Nothing is passed over: events get their place in the
// order in which they are committed. Faults: Invalid, NotFound, Unavailable while the
// server stops.
func (s *Service) Events(ctx context.Context, p Pull) (Pulled, error) {
	if err := p.check(); err != nil {
		return Pulled{}, err
	}
	if _, err := s.Accounts.Get(ctx, p.AccountID); err != nil {
		return Pulled{}, err
	}
	news, cancel := s.Bus.Subscribe()
	defer func() { cancel() }()
	after, err := s.position(ctx, p)
	if err != nil {
		return Pulled{}, err
	}
	missed, err := s.missed(ctx, p, after)
	if err != nil {
		return Pulled{}, err
	}
	deadline := time.NewTimer(p.Wait)
	defer deadline.Stop()
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		found, err := s.Store.Events(ctx, p.AccountID, after, p.Kinds, p.Limit)
		if err != nil {
			return Pulled{}, err
		}
		if len(found) > 0 {
			return Pulled{Events: found, Next: found[len(found)-1].Cursor(), Missed: missed}, nil
		}
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return Pulled{}, ctx.Err()
			case <-deadline.C:
				return Pulled{Next: strconv.FormatInt(after, 10), Missed: missed}, nil
			case <-tick.C:
				waiting = false
			case e, ok := <-news:
				if !ok {
					if news, cancel = s.Bus.Subscribe(); event.Over(news) {
						return Pulled{}, fault.New(fault.Unavailable, "The server stops. Ask again in a moment.").WithCode("stopping")
					}
				}
				waiting = ok && event.AccountOf(e) != p.AccountID
			}
		}
	}
}

func (p Pull) check() error {
	var bad []fault.Field
	if p.Limit < 1 || p.Limit > mostPulled {
		bad = append(bad, fault.Field{Name: "limit", Message: fmt.Sprintf("Ask for 1 to %d at a time.", mostPulled)})
	}
	if p.Wait < 0 || p.Wait > longestWait {
		bad = append(bad, fault.Field{Name: "wait", Message: fmt.Sprintf("Wait for 0 to %d seconds.", int(longestWait.Seconds()))})
	}
	if slices.ContainsFunc(p.Kinds, func(k string) bool { return !pattern.MatchString(k) || !wanted(k) }) {
		bad = append(bad, fault.Field{Name: "types", Message: "There is no such event kind. See GET /api/event-types."})
	}
	return fault.Invalidate(bad)
}

// missed tells whether what came after a reader's cursor is not all kept any more.
func (s *Service) missed(ctx context.Context, p Pull, after int64) (bool, error) {
	if p.After == "" || p.After == "now" {
		return false, nil
	}
	forgotten, err := s.Store.Forgotten(ctx, p.AccountID)
	return after < forgotten, err
}

// position reads where to begin.
func (s *Service) position(ctx context.Context, p Pull) (int64, error) {
	switch p.After {
	case "":
		return 0, nil
	case "now":
		return s.Store.LastEvent(ctx, p.AccountID)
	}
	after, err := strconv.ParseInt(p.After, 10, 64)
	if err != nil || after < 0 {
		return 0, fault.Bad("after", "This cursor is not one that this list has answered.").WithCause(err)
	}
	return after, nil
}
