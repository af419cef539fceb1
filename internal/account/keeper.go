package account

import (
	"context"
	"math/rand/v2"
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
	// spread is how far the connects after a start are spread: enough that 20 accounts
	// do not hit WhatsApp in one instant, little enough that all are back within 5 s.
	spread = 2 * time.Second
)

// Keeper holds accounts for this process: it claims what nobody holds, starts it,
// and stops what it lost. Two processes never run one account, because Claim is
// fenced by the database and a process that cannot renew stops its accounts before
// the lease ends.
type Keeper struct {
	service *Service
	running map[uuid.UUID]context.CancelFunc
	renewed time.Time
}

// NewKeeper makes the keeper of a service's accounts.
func NewKeeper(s *Service) *Keeper {
	return &Keeper{service: s, running: map[uuid.UUID]context.CancelFunc{}}
}

// Run holds accounts until ctx is done, then disconnects and releases them.
func (k *Keeper) Run(ctx context.Context) error {
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

// wait returns true when a round is due: the lease wants renewing or an account is new.
func (k *Keeper) wait(ctx context.Context, tick *time.Ticker, events *<-chan event.Event, cancel *func()) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
			return true
		case e, ok := <-*events:
			if !ok {
				*events, *cancel = k.service.Bus.Subscribe()
				return true
			}
			switch e := e.(type) {
			case event.AccountChanged:
				if _, ok := k.running[e.AccountID]; !ok {
					return true
				}
			case event.AccountDeleted:
				if stop, ok := k.running[e.AccountID]; ok {
					stop()
					delete(k.running, e.AccountID)
				}
			}
		}
	}
}

func (k *Keeper) round(ctx context.Context, first bool) {
	claimCtx, cancel := context.WithTimeout(ctx, renewEvery)
	defer cancel()
	asked := time.Now()
	mine, err := k.service.Store.Claim(claimCtx, k.service.Holder, Lease)
	if err != nil {
		k.service.Log.WarnContext(ctx, "accounts not claimed", "error", err)
		if time.Since(k.renewed) > Lease-renewEvery {
			k.stopAll(ctx)
		}
		return
	}
	k.renewed = asked
	held := make(map[uuid.UUID]bool, len(mine))
	for _, a := range mine {
		held[a.ID] = true
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

// start connects an account unless it waits for a person.
func (k *Keeper) start(ctx context.Context, a Account, first bool) {
	if a.Reason.Permanent() && a.Reason != Stopped {
		k.running[a.ID] = func() {}
		return
	}
	startCtx, cancel := context.WithCancel(ctx)
	k.running[a.ID] = cancel
	// What a process that was killed said last is not true any more.
	if err := k.service.Connecting(ctx, a.ID); err != nil {
		k.service.Log.WarnContext(ctx, "account status not recorded", "account_id", a.ID, "error", err)
	}
	var delay time.Duration
	if first {
		delay = rand.N(spread)
	}
	time.AfterFunc(delay, func() {
		if startCtx.Err() != nil {
			return
		}
		if err := k.service.Engine.Start(ctx, a); err != nil {
			k.service.Log.ErrorContext(ctx, "account not started", "account_id", a.ID, "error", err)
		}
	})
}

func (k *Keeper) stop(ctx context.Context, id uuid.UUID) {
	k.running[id]()
	delete(k.running, id)
	if err := k.service.Engine.Stop(ctx, id); err != nil {
		k.service.Log.WarnContext(ctx, "account not stopped", "account_id", id, "error", err)
	}
}

func (k *Keeper) stopAll(ctx context.Context) {
	for id := range k.running {
		k.stop(ctx, id)
	}
}

// release disconnects everything and gives the leases up, so that a new process
// need not wait for them to end.
func (k *Keeper) release(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, Lease)
	defer cancel()
	k.stopAll(ctx)
	return k.service.Store.Release(ctx, k.service.Holder)
}
