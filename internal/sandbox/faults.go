package sandbox

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// defaultAckDelay is how late delay_ack acks unless told otherwise.
const defaultAckDelay = 3 * time.Second

var faultKinds = []FaultKind{
	FaultDropConnection, FaultNoAck, FaultDelayAck, FaultRefuseConnect, FaultStreamError,
	FaultLoggedOut, FaultReplaced, FaultOutdated, FaultTempBan, FaultPreKeysMissing,
	FaultCorruptMessage, FaultDuplicateMessage, FaultMedia404, FaultRateOverlimit,
	FaultReachOutLimit, FaultFreeze, FaultLatency, FaultLoss,
}

// faultSet holds the faults in force.
type faultSet struct {
	some   atomic.Int32 // how many there are: most of the time none, and nobody waits for mu
	seed   uint64
	mu     sync.Mutex
	nextID int
	active []*activeFault
}

type activeFault struct {
	Fault
	left int // -1 = without limit
	end  time.Time
	// dice are the fault's own, so that a run repeats whatever else happens in it.
	dice *rand.Rand
}

func (a *activeFault) over(now time.Time) bool {
	return a.left == 0 || (!a.end.IsZero() && now.After(a.end))
}

func (a *activeFault) concerns(numbers []string) bool {
	return a.Number == "" || slices.Contains(numbers, a.Number)
}

func (f *faultSet) add(fault Fault) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nextID++
	fault.ID = strconv.Itoa(f.nextID)
	a := &activeFault{Fault: fault, left: fault.Count, dice: rand.New(rand.NewPCG(f.seed, uint64(f.nextID)))}
	if fault.ForMS > 0 {
		a.end = time.Now().Add(time.Duration(fault.ForMS) * time.Millisecond)
	}
	if fault.Count == 0 {
		a.left = 1
		if fault.ForMS > 0 || fault.Kind.lasts() {
			a.left = -1
		}
	}
	f.active = append(f.active, a)
	f.some.Store(int32(len(f.active)))
	return fault
}

// lasts reports whether a fault of the kind is a condition rather than an event:
// without a count or a time it holds until it is ended.
func (k FaultKind) lasts() bool {
	return k == FaultLatency || k == FaultLoss || k == FaultReachOutLimit
}

// codes are the least and the greatest code a fault of the kind takes.
func (k FaultKind) codes() (low, high int) {
	if k == FaultRefuseConnect {
		return 400, 599 // an HTTP status
	}
	return 1, 999
}

// strike reports whether a fault of the kind hits number now, and uses it up.
// An empty number stands for "not known yet" and is hit by faults for everyone only.
func (f *faultSet) strike(kind FaultKind, numbers ...string) *Fault {
	return f.strikeIf(kind, func(*Fault) bool { return true }, numbers...)
}

// strikeIf is strike among the faults that fit the occasion.
func (f *faultSet) strikeIf(kind FaultKind, fits func(*Fault) bool, numbers ...string) *Fault {
	if f.some.Load() == 0 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sweep()
	for _, a := range f.active {
		if a.Kind != kind || !a.concerns(numbers) || !fits(&a.Fault) {
			continue
		}
		if a.Probability > 0 && a.dice.Float64() >= a.Probability {
			continue
		}
		if a.left > 0 {
			a.left--
		}
		hit := a.Fault
		return &hit
	}
	return nil
}

// sweep forgets what is over. Callers hold mu.
func (f *faultSet) sweep() {
	now := time.Now()
	f.active = slices.DeleteFunc(f.active, func(a *activeFault) bool { return a.over(now) })
	f.some.Store(int32(len(f.active)))
}

// until says whether a fault of the kind holds for number for a time, and how
// long. It uses nothing up.
func (f *faultSet) until(kind FaultKind, number string) (end time.Time, held bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sweep()
	for _, a := range f.active {
		if a.Kind == kind && a.concerns([]string{number}) && a.end.After(end) {
			end, held = a.end, true
		}
	}
	return end, held
}

func (f *faultSet) list() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sweep()
	out := make([]Fault, len(f.active))
	for i, a := range f.active {
		out[i] = a.Fault
		if a.left > 0 {
			out[i].Left = a.left
		}
	}
	return out
}

// end ends the fault with the id, or with "" all, and returns what was ended.
func (f *faultSet) end(id string) (ended []Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sweep()
	f.active = slices.DeleteFunc(f.active, func(a *activeFault) bool {
		if id != "" && a.ID != id {
			return false
		}
		ended = append(ended, a.Fault)
		return true
	})
	f.some.Store(int32(len(f.active)))
	return ended
}
