package postgres

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

const (
	// gatherMost is how many callers one transaction serves: more would let a reader wait
	// longer behind them.
	gatherMost = 64
	// gatherTimeout bounds one transaction that serves several.
	gatherTimeout = 30 * time.Second
)

// gatherer does in one transaction what several callers ask for at the same time: while
// one is committed, the next ones gather. Each caller has the answer of its own commit, so
// nothing is promised earlier than alone. A caller that comes alone waits for nobody. An
// account, or what else a caller is about, is at most once in what is done together.
type gatherer[In, Out any] struct {
	// run does all of it or nothing, and answers in the same order.
	run func(ctx context.Context, all []In) ([]Out, error)

	mu      sync.Mutex
	next    *gathering[In, Out]
	running sync.Mutex
}

// gathering is what is done together.
type gathering[In, Out any] struct {
	of   map[uuid.UUID]bool
	in   []In
	out  []Out
	errs []error
	done chan struct{}
}

func newGatherer[In, Out any](run func(ctx context.Context, all []In) ([]Out, error)) *gatherer[In, Out] {
	return &gatherer[In, Out]{run: run}
}

// do returns when in is done, or when ctx is; then it may still be done.
func (g *gatherer[In, Out]) do(ctx context.Context, about uuid.UUID, in In) (out Out, err error) {
	g.mu.Lock()
	b := g.next
	first := b == nil || len(b.in) == gatherMost || b.of[about]
	if first {
		b = &gathering[In, Out]{of: map[uuid.UUID]bool{}, done: make(chan struct{})}
		g.next = b
	}
	b.of[about] = true
	mine := len(b.in)
	b.in = append(b.in, in)
	g.mu.Unlock()
	if first {
		g.lead(ctx, b)
		return b.out[mine], b.errs[mine]
	}
	select {
	case <-b.done:
	case <-ctx.Done():
		select {
		case <-b.done: // what is done is not thrown away
		default:
			return out, ctx.Err()
		}
	}
	return b.out[mine], b.errs[mine]
}

// errUnfinished is what the others are told when what was to be done for all has panicked.
var errUnfinished = errors.New("what was to be done together was not finished")

// lead does what has gathered once nothing else is being done.
func (g *gatherer[In, Out]) lead(ctx context.Context, b *gathering[In, Out]) {
	g.running.Lock()
	defer g.running.Unlock()
	defer close(b.done)
	g.mu.Lock()
	if g.next == b {
		g.next = nil
	}
	g.mu.Unlock()
	// Others depend on it, however short of time the first of them is.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), gatherTimeout)
	defer cancel()
	b.out, b.errs = make([]Out, len(b.in)), slices.Repeat([]error{errUnfinished}, len(b.in))
	out, err := g.run(ctx, b.in)
	if err == nil {
		copy(b.out, out)
		clear(b.errs)
		return
	}
	for i, in := range b.in {
		if b.errs[i] = err; len(b.in) == 1 || away(err) {
			continue
		}
		// What one of them failed at is not the others' fault.
		if out, b.errs[i] = g.run(ctx, []In{in}); b.errs[i] == nil {
			b.out[i] = out[0]
		}
	}
}

// lanes gathers for each account by itself: what one account waits for keeps no other.
type lanes[In, Out any] struct {
	run func(ctx context.Context, all []In) ([]Out, error)
	of  sync.Map // *gatherer by account
}

func newLanes[In, Out any](run func(ctx context.Context, all []In) ([]Out, error)) *lanes[In, Out] {
	return &lanes[In, Out]{run: run}
}

// do is that of the account's gatherer.
func (l *lanes[In, Out]) do(ctx context.Context, account, about uuid.UUID, in In) (Out, error) {
	g, ok := l.of.Load(account)
	if !ok {
		g, _ = l.of.LoadOrStore(account, newGatherer(l.run))
	}
	return g.(*gatherer[In, Out]).do(ctx, about, in) //nolint:forcetypeassert // nothing else is stored
}
