package account

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
)

const (
	// Lease is how long an account stays ours without a sign of life. A second process
	// has all accounts of a dead one within this and one round of the keeper.
	Lease = 15 * time.Second
	// renewEvery leaves room for two failed rounds before a lease ends.
	renewEvery = 4 * time.Second
	// surrender is how long before its lease ends an account that could not be renewed is
	// stopped: a session that is told to stop has left WhatsApp 2 s later, and clocks and
	// rounds are not exact.
	surrender = 5 * time.Second
	// handOver is how long stopping may take at the end, before what has stopped is given up
	// for others to take. It is more than a session needs to leave WhatsApp.
	handOver = 5 * time.Second
	// spread is how far the connects after a start are spread: enough that 20 accounts
	// do not hit WhatsApp in one instant, little enough that all are back within 5 s.
	spread = 2 * time.Second
)

// Keeper holds accounts for this process: it claims what nobody holds, starts it,
// and stops what it lost. Two processes never run one account, because Claim is
// fenced by the database and a process that cannot renew stops its accounts before
// the lease ends. Nothing that one account waits for holds up the others.
type Keeper struct {
	service *Service
	running map[uuid.UUID]*run
	work    sync.WaitGroup // starts and stops
	renewed time.Time      // when the last claim that succeeded was asked for
}

// run is an account from its start until nothing of it runs any more.
type run struct {
	cancel  context.CancelFunc // of the start
	started chan struct{}      // closed when the start is over
	stopped chan struct{}      // nil while it is to run; closed when it is over
}

// over tells whether nothing of the account runs any more.
func (r *run) over() bool {
	select {
	case <-r.stopped:
		return true
	default:
		return false
	}
}

// NewKeeper makes the keeper of a service's accounts.
func NewKeeper(s *Service) *Keeper {
	return &Keeper{service: s, running: map[uuid.UUID]*run{}}
}

// Run holds accounts until ctx is done, then disconnects and releases them.
func (k *Keeper) Run(ctx context.Context) error {
	defer k.work.Wait()
	// Accounts are started under a context that outlives ctx: shutdown drains first.
	base := context.WithoutCancel(ctx)
	events, cancel := k.service.Bus.Subscribe()
	defer func() { cancel() }()
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	first := true
	for {
		k.round(base, first)
		first = false
		if !k.wait(ctx, tick, &events, &cancel) {
			return k.release(base)
		}
	}
}

// wait returns true when a round is due: the lease wants renewing, or could not be renewed,
// or an account is new.
func (k *Keeper) wait(ctx context.Context, tick *time.Ticker, events *<-chan event.Event, cancel *func()) bool {
	due := time.NewTimer(time.Until(k.due()))
	defer due.Stop()
	if k.idle() {
		due.Stop()
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case <-due.C:
			return true
		case <-tick.C:
			if *events == nil {
				*events, *cancel = k.service.Bus.Subscribe()
			}
			return true
		case e, ok := <-*events:
			if !ok {
				*events = nil // fell behind, or the process is stopping: the next round sees all there is
				continue
			}
			switch e := e.(type) {
			case event.AccountChanged:
				if _, ok := k.running[e.AccountID]; !ok {
					return true
				}
			case event.AccountDeleted:
				if r, ok := k.running[e.AccountID]; ok && r.stopped == nil {
					r.cancel()
					delete(k.running, e.AccountID)
				}
			}
		}
	}
}

// due is when the accounts have to be stopped unless their leases are renewed.
func (k *Keeper) due() time.Time { return k.renewed.Add(Lease - surrender) }

// idle tells whether nothing runs that would have to be stopped.
func (k *Keeper) idle() bool {
	for _, r := range k.running {
		if r.stopped == nil {
			return false
		}
	}
	return true
}

func (k *Keeper) round(ctx context.Context, first bool) {
	for id, r := range k.running {
		if r.over() {
			delete(k.running, id)
		}
	}
	asked := time.Now()
	mine, err := k.claim(ctx)
	if err != nil {
		k.service.Log.WarnContext(ctx, "accounts not claimed", "error", err)
		return
	}
	k.renewed = asked
	held := make(map[uuid.UUID]bool, len(mine))
	for _, a := range mine {
		held[a.ID] = true
		// What is still being stopped is started by a later round.
		if _, ok := k.running[a.ID]; !ok {
			k.start(ctx, a, first)
		}
	}
	for id := range k.running {
		if !held[id] {
			k.stop(ctx, id)
		}
	}
}

// claim claims, and stops everything when it is too late to renew.
func (k *Keeper) claim(ctx context.Context) ([]Account, error) {
	patience := renewEvery
	if !k.idle() {
		patience = min(renewEvery, time.Until(k.due()))
	}
	if patience <= 0 {
		k.stopAll(ctx)
		patience = renewEvery
	}
	asking, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	mine, err := k.service.Store.Claim(asking, k.service.Holder, Lease)
	if err != nil && !time.Now().Before(k.due()) {
		k.stopAll(ctx)
	}
	return mine, err
}

// start connects an account unless it waits for a person.
func (k *Keeper) start(ctx context.Context, a Account, first bool) {
	startCtx, cancel := context.WithCancel(ctx)
	r := &run{cancel: cancel, started: make(chan struct{})}
	k.running[a.ID] = r
	if a.Reason.Permanent() && a.Reason != Stopped {
		close(r.started)
		return
	}
	var delay time.Duration
	if first {
		delay = rand.N(spread)
	}
	k.work.Go(func() {
		defer close(r.started)
		// What a process that was killed said last is not true any more.
		if err := k.service.Connecting(startCtx, a.ID); err != nil && startCtx.Err() == nil {
			k.service.Log.WarnContext(ctx, "account status not recorded", "account_id", a.ID, "error", err)
		}
		select {
		case <-startCtx.Done():
			return
		case <-time.After(delay):
		}
		if err := k.service.Engine.Start(ctx, a); err != nil {
			k.service.Log.ErrorContext(ctx, "account not started", "account_id", a.ID, "error", err)
		}
	})
}

// stop disconnects an account in the background, unless that is being done.
func (k *Keeper) stop(ctx context.Context, id uuid.UUID) {
	r := k.running[id]
	if r.stopped != nil {
		return
	}
	r.cancel()
	r.stopped = make(chan struct{})
	k.work.Go(func() {
		<-r.started
		// An account that does not stop stays ours as far as this process is concerned.
		if err := k.service.Engine.Stop(ctx, id); err != nil {
			k.service.Log.WarnContext(ctx, "account not stopped", "account_id", id, "error", err)
			return
		}
		close(r.stopped)
	})
}

func (k *Keeper) stopAll(ctx context.Context) {
	for id := range k.running {
		k.stop(ctx, id)
	}
}

// release disconnects everything and gives the leases up, so that a new process need not
// wait for them to end. What does not stop in time is kept until its lease ends.
func (k *Keeper) release(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, Lease)
	defer cancel()
	stopping, enough := context.WithTimeout(ctx, handOver)
	defer enough()
	k.stopAll(stopping)
	var kept []uuid.UUID
	for id, r := range k.running {
		select {
		case <-r.stopped:
		case <-stopping.Done():
			kept = append(kept, id)
		}
	}
	return k.service.Store.Release(ctx, k.service.Holder, kept)
}
