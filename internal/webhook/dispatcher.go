package webhook

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/seal"
)

const (
	// turnLength is how long a turn begins attempts; the last of them may take
	// attemptTimeout more. Turns end so that one whose process has died can be told from
	// one that works (see package jobs): the shorter they are, the sooner.
	turnLength = 10 * time.Second
	// LongestTurn is how long a turn takes at most, with writing down what came of it.
	LongestTurn = turnLength + attemptTimeout + recordTimeout
	// linger is how long a turn waits for more once everything is delivered: while events
	// keep coming, each is a wake-up away instead of a new turn.
	linger = 2 * time.Second
	// look is how often a waiting turn looks by itself: another process may have owed something.
	look = time.Second
	// perWebhook is how many deliveries go to one webhook at once: enough for a thousand a
	// second to a receiver that answers in 10 ms, little enough to overrun none.
	perWebhook = 16
	// fetched is how many deliveries are read at once; with the usual 1 kB each, memory is no matter.
	fetched = 256
	// recorded is how many outcomes are written at once at most, and recordWithin how long
	// the first of them waits for others.
	recorded     = 128
	recordWithin = 5 * time.Millisecond
	// recordTimeout is how long writing may take when the turn was told to stop: an outcome
	// that is lost means that the receiver gets the event twice.
	recordTimeout = 5 * time.Second
)

// DispatcherDeps are what the dispatcher stands on.
type DispatcherDeps struct {
	Queue  Queue
	Poster Poster
	Box    *seal.Box
	Bus    *event.Bus
	Log    *slog.Logger
}

// Dispatcher delivers what is owed, a turn of one webhook at a time. It is on the caller to
// run one turn per webhook among all processes.
type Dispatcher struct {
	DispatcherDeps
	closing context.Context
	close   context.CancelFunc

	mu    sync.Mutex
	turns map[uuid.UUID]chan struct{} // to wake the turns that run here
}

// NewDispatcher makes the dispatcher.
func NewDispatcher(d DispatcherDeps) *Dispatcher {
	out := &Dispatcher{DispatcherDeps: d, turns: map[uuid.UUID]chan struct{}{}}
	out.closing, out.close = context.WithCancel(context.Background())
	return out
}

// Close makes every turn end once what it has begun is finished and recorded.
func (d *Dispatcher) Close() { d.close() }

// Wake wakes the turns here of webhooks that something is due for, and returns the
// webhooks that have none here.
func (d *Dispatcher) Wake(ctx context.Context) ([]uuid.UUID, error) {
	due, err := d.Queue.DueWebhooks(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var idle []uuid.UUID
	for _, id := range due {
		wake, ok := d.turns[id]
		if !ok {
			idle = append(idle, id)
			continue
		}
		select {
		case wake <- struct{}{}:
		default: // it will look anyway
		}
	}
	return idle, nil
}

func (d *Dispatcher) begin(id uuid.UUID) <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	wake := make(chan struct{}, 1)
	d.turns[id] = wake
	return wake
}

func (d *Dispatcher) end(id uuid.UUID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.turns, id)
}
