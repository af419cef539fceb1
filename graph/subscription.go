package graph

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/health"
	"switchboard/internal/message"
)

const (
	// gather is how long changes of the account list are collected: a start with 20
	// accounts is a handful of lists, not a hundred.
	gather = 250 * time.Millisecond
	// pulse is how often the system page moves.
	pulse = 2 * time.Second
)

// feed is one subscription.
type feed[T any] struct {
	// now is what is, sent first and after the bus has dropped us.
	now func(ctx context.Context) ([]T, error)
	// hear says what a piece of news leads to.
	hear func(e event.Event) verdict
	// on is what is sent for news; nil sends now again.
	on func(ctx context.Context, e event.Event) ([]T, error)
	// wait collects news for this long before now is sent once for all of it.
	wait time.Duration
}

// verdict is what a piece of news means to a feed.
type verdict int

const (
	ignore verdict = iota
	take
	finish
)

// newsOf hears of an account: some kinds of news of it, and its end.
func newsOf(accountID uuid.UUID, kinds ...func(event.Event) bool) func(event.Event) verdict {
	return func(e event.Event) verdict {
		switch {
		case event.AccountOf(e) != accountID:
			return ignore
		case is[event.AccountDeleted](e):
			return finish
		case slices.ContainsFunc(kinds, func(of func(event.Event) bool) bool { return of(e) }):
			return take
		}
		return ignore
	}
}

// draftsChanged tells whether a piece of news is that a draft may have come or gone.
func draftsChanged(e event.Event) bool {
	r, ok := e.(event.ReplyChanged)
	return ok && r.Drafts
}

// is tells whether a piece of news is of a kind.
func is[E event.Event](e event.Event) bool {
	_, ok := e.(E)
	return ok
}

// stream runs a feed until ctx is done, the feed finishes, or the bus closes.
func stream[T any](ctx context.Context, d Deps, f feed[T]) (<-chan T, error) {
	events, cancel := d.Bus.Subscribe()
	first, err := f.now(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	out := make(chan T)
	go func() {
		defer close(out)
		defer func() { cancel() }()
		items := first
		for {
			if !deliver(ctx, out, items) {
				return
			}
			var more bool
			items, more, err = f.next(ctx, events)
			if errors.Is(err, errDropped) {
				cancel()
				events, cancel = d.Bus.Subscribe()
				if closed(events) {
					return
				}
				items, err = f.now(ctx)
			}
			if err != nil {
				d.breakOff(ctx, err)
				return
			}
			if !more {
				return
			}
		}
	}()
	return out, nil
}

// errDropped says that the bus closed the channel: we fell behind, or it shuts down.
var errDropped = errors.New("dropped by the bus")

// closed tells a bus that shuts down from one that dropped us: its new channel is
// closed at once.
func closed(events <-chan event.Event) bool {
	select {
	case _, ok := <-events:
		return !ok
	default:
		return false
	}
}

func deliver[T any](ctx context.Context, out chan<- T, items []T) bool {
	for _, item := range items {
		select {
		case out <- item:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// next waits for news that leads to something to send; more is false at the end.
func (f feed[T]) next(ctx context.Context, events <-chan event.Event) (items []T, more bool, err error) {
	var due <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil, false, nil
		case <-due:
			items, err = f.now(ctx)
			return items, true, err
		case e, ok := <-events:
			if !ok {
				return nil, true, errDropped
			}
			switch f.hear(e) {
			case ignore:
			case finish:
				return nil, false, nil
			case take:
				if f.wait > 0 {
					if due == nil {
						due = time.After(f.wait)
					}
					continue
				}
				items, err = f.react(ctx, e)
				return items, true, err
			}
		}
	}
}

func (f feed[T]) react(ctx context.Context, e event.Event) ([]T, error) {
	if f.on != nil {
		return f.on(ctx, e)
	}
	return f.now(ctx)
}

// breakOff tells the client why its subscription ends; what is gone just ends.
func (d Deps) breakOff(ctx context.Context, err error) {
	if ctx.Err() == nil && !fault.Is(err, fault.NotFound) {
		transport.AddSubscriptionError(ctx, d.present(ctx, err))
	}
}

func (d Deps) accountFeed(id uuid.UUID) feed[account.Account] {
	return feed[account.Account]{
		now: func(ctx context.Context) ([]account.Account, error) {
			a, err := d.Accounts.Get(ctx, id)
			return []account.Account{a}, err
		},
		hear: newsOf(id, is[event.AccountChanged], draftsChanged),
	}
}

func (d Deps) accountsFeed() feed[[]account.Account] {
	return feed[[]account.Account]{
		now: func(ctx context.Context) ([][]account.Account, error) {
			all, err := d.Accounts.List(ctx)
			return [][]account.Account{all}, err
		},
		hear: func(e event.Event) verdict {
			if is[event.AccountChanged](e) || is[event.AccountDeleted](e) || draftsChanged(e) {
				return take
			}
			return ignore
		},
		wait: gather,
	}
}

func (d Deps) messageFeed(accountID uuid.UUID) feed[message.Message] {
	return feed[message.Message]{
		now: func(ctx context.Context) ([]message.Message, error) {
			if _, err := d.Accounts.Get(ctx, accountID); err != nil {
				return nil, err
			}
			newest, err := d.Messages.Messages(ctx, accountID, nil, message.Page{Limit: 1})
			return newest.Items, err
		},
		hear: newsOf(accountID, is[event.MessageChanged]),
		on: func(ctx context.Context, e event.Event) ([]message.Message, error) {
			news, _ := e.(event.MessageChanged)
			m, err := d.Messages.Get(ctx, news.MessageID)
			if fault.Is(err, fault.NotFound) {
				return nil, nil
			}
			return []message.Message{m}, err
		},
	}
}

// system sends a report at once and at each pulse.
func (d Deps) system(ctx context.Context) (<-chan health.Report, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return nil, err
	}
	out := make(chan health.Report)
	go func() {
		defer close(out)
		tick := time.NewTicker(pulse)
		defer tick.Stop()
		for {
			if !deliver(ctx, out, []health.Report{d.Health.Report(ctx)}) {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return out, nil
}
