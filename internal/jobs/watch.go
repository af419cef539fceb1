package jobs

import (
	"context"
	"time"

	"switchboard/internal/event"
)

// watch is how debts of one kind are looked for.
type watch struct {
	// poke says that a turn has ended here: it is looked at once.
	poke <-chan struct{}
	// owes tells whether something may be owed because of a piece of news.
	owes func(e event.Event) bool
	// gather is how long news is collected before it is looked.
	gather time.Duration
	// look gives turns to whom something is due, and says when to look again.
	look func(ctx context.Context) time.Duration
}

// watch looks for debts until ctx is done.
func (r *Runner) watch(ctx context.Context, w watch) {
	events, cancel := r.Bus.Subscribe()
	defer func() { cancel() }()
	due := time.Now() // when to look next
	timer := time.NewTimer(0)
	defer timer.Stop()
	sooner := func(d time.Duration) {
		if at := time.Now().Add(d); at.Before(due) {
			due = at
			timer.Reset(d)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.poke:
			sooner(0)
		case e, ok := <-events:
			if !ok { // we fell behind, or the server stops
				events, cancel = r.again(ctx)
				sooner(w.gather)
			} else if w.owes(e) {
				sooner(w.gather)
			}
		case <-timer.C:
			pause := w.look(ctx)
			due = time.Now().Add(pause)
			timer.Reset(pause)
		}
	}
}

// again subscribes again; where the bus has closed for good, to nothing.
func (r *Runner) again(ctx context.Context) (<-chan event.Event, func()) {
	events, cancel := r.Bus.Subscribe()
	select {
	case _, ok := <-events:
		if !ok || ctx.Err() != nil {
			return nil, cancel
		}
	default:
	}
	return events, cancel
}
