package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// defaultAckDelay is how late delay_ack acks unless told otherwise.
const defaultAckDelay = 3 * time.Second

var faultKinds = []FaultKind{
	FaultDropConnection, FaultNoAck, FaultDelayAck, FaultRefuseConnect, FaultStreamError,
	FaultLoggedOut, FaultReplaced, FaultOutdated, FaultTempBan, FaultPreKeysMissing,
	FaultCorruptMessage, FaultDuplicateMessage, FaultMedia404,
}

// faultSet holds the faults in force.
type faultSet struct {
	mu     sync.Mutex
	nextID int
	active []*activeFault
}

type activeFault struct {
	Fault
	left  int // -1 = without limit
	until time.Time
}

func (f *faultSet) add(fault Fault) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nextID++
	fault.ID = strconv.Itoa(f.nextID)
	a := &activeFault{Fault: fault, left: fault.Count}
	if fault.ForMS > 0 {
		a.until = time.Now().Add(time.Duration(fault.ForMS) * time.Millisecond)
	}
	if fault.Count == 0 {
		a.left = 1
		if fault.ForMS > 0 {
			a.left = -1
		}
	}
	f.active = append(f.active, a)
	return fault
}

// strike reports whether a fault of the kind hits number now, and uses it up.
// An empty number stands for "not known yet" and is hit by faults for everyone only.
func (f *faultSet) strike(kind FaultKind, numbers ...string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	f.active = slices.DeleteFunc(f.active, func(a *activeFault) bool {
		return a.left == 0 || (!a.until.IsZero() && now.After(a.until))
	})
	for _, a := range f.active {
		if a.Kind != kind || (a.Number != "" && !slices.Contains(numbers, a.Number)) {
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

func (f *faultSet) list() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]Fault, 0, len(f.active))
	for _, a := range f.active {
		if a.left != 0 && (a.until.IsZero() || time.Now().Before(a.until)) {
			out = append(out, a.Fault)
		}
	}
	return out
}

func (f *faultSet) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = nil
}

// AddFault makes the network misbehave. Faults that concern a connection
// (drop_connection, stream_error, logged_out, replaced, outdated, temp_ban)
// strike the matching connections at once, and what is left of them strikes
// later logins; the others strike at the next occasion. It fails for an unknown
// kind or number.
func (s *Sandbox) AddFault(f Fault) (Fault, error) {
	if !slices.Contains(faultKinds, f.Kind) {
		return f, invalid("kind", "There is no fault %q.", f.Kind)
	}
	if f.Count < 0 || f.ForMS < 0 || f.DelayMS < 0 {
		return f, invalid("count", "count, for_ms and delay_ms cannot be negative.")
	}
	if f.Number != "" {
		a, err := s.findAccount(f.Number)
		if err != nil {
			return f, err
		}
		f.Number = a.number
	}
	f = s.faults.add(f)
	for _, c := range s.connsOf(f.Number) {
		c.strikeNow(f.Kind)
	}
	return f, nil
}

// Faults lists the faults still in force.
func (s *Sandbox) Faults() []Fault { return s.faults.list() }

// ClearFaults ends all faults.
func (s *Sandbox) ClearFaults() { s.faults.clear() }

// connsOf returns the logged-in connections of a number; "" = of everyone.
func (s *Sandbox) connsOf(number string) []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*conn
	for c := range s.conns {
		if c.dev != nil && (number == "" || c.dev.acct.number == number) {
			out = append(out, c)
		}
	}
	return out
}

// strikeNow lets a fault hit a live connection.
func (c *conn) strikeNow(kind FaultKind) {
	number := c.dev.acct.number
	switch kind {
	case FaultOutdated, FaultTempBan:
		// These are told at login: the hang-up makes the client come back for it.
		c.hangUp()
	case FaultDropConnection:
		if c.s.faults.strike(kind, number) != nil {
			c.hangUp()
		}
	case FaultStreamError, FaultLoggedOut, FaultReplaced:
		if f := c.s.faults.strike(kind, number); f != nil {
			c.strikeStream(f)
		}
	}
}

// strikeStream ends the stream the way f says.
func (c *conn) strikeStream(f *Fault) {
	switch f.Kind {
	case FaultStreamError:
		code := f.Code
		if code == 0 {
			code = 503
		}
		c.endStream(streamError(fmt.Sprint(code), ""))
	case FaultReplaced:
		c.endStream(streamError("409", "replaced"))
	case FaultLoggedOut:
		if err := c.s.unlink(c.dev, true); err != nil {
			c.s.log.Warn("device could not be logged out", "error", err)
		}
	}
}

// strikeLogin lets faults hit a login. It reports whether the login is over.
func (c *conn) strikeLogin(number string) bool {
	if c.s.faults.strike(FaultRefuseConnect, number) != nil {
		c.hangUp()
		return true
	}
	if c.s.faults.strike(FaultOutdated, number) != nil {
		c.refuse(405, nil)
		return true
	}
	if f := c.s.faults.strike(FaultTempBan, number); f != nil {
		code := f.Code
		if code == 0 {
			code = 101
		}
		c.refuse(402, map[string]any{"code": code, "expire": 3600})
		return true
	}
	return false
}
