package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// The points of a message's way at which drop_connection can strike.
const (
	dropBeforeMessage = "before_message" // the network has not taken it
	dropBeforeAck     = "before_ack"     // it has, and the sender does not hear of it
	dropAfterAck      = "after_ack"      // the sender has heard of it
)

// AddFault makes the network misbehave. Faults that concern a connection
// (drop_connection, stream_error, logged_out, replaced, outdated, temp_ban,
// freeze) strike the matching connections at once, and what is left of them
// strikes later logins; the others strike at the next occasion. It fails for an
// unknown kind, point or number.
func (s *Sandbox) AddFault(f Fault) (Fault, error) {
	if !slices.Contains(faultKinds, f.Kind) {
		return f, invalid("kind", "There is no fault %q.", f.Kind)
	}
	switch {
	case f.Count < 0 || f.ForMS < 0 || f.DelayMS < 0:
		return f, invalid("count", "count, for_ms and delay_ms cannot be negative.")
	case f.Probability < 0 || f.Probability > 1:
		return f, invalid("probability", "probability is between 0 and 1; 0 means always.")
	case f.At != "" && (f.Kind != FaultDropConnection ||
		!slices.Contains([]string{dropBeforeMessage, dropBeforeAck, dropAfterAck}, f.At)):
		return f, invalid("at", "at goes with drop_connection and is %s, %s or %s.", dropBeforeMessage, dropBeforeAck, dropAfterAck)
	}
	if low, high := f.Kind.codes(); f.Code != 0 && (f.Code < low || f.Code > high) {
		return f, invalid("code", "The code of %s is between %d and %d.", f.Kind, low, high)
	}
	if f.Number != "" {
		a, err := s.findAccount(f.Number)
		if err != nil {
			return f, err
		}
		f.Number = a.number
	}
	f = s.faults.add(f)
	if f.Kind == FaultReachOutLimit && f.ForMS > 0 {
		s.announceReachOut(f.Number)
		// A little later than its end, so that it is over when clients are told.
		time.AfterFunc(time.Duration(f.ForMS+1)*time.Millisecond, func() { s.announceReachOut(f.Number) })
	}
	if f.At == "" {
		for _, c := range s.connsOf(f.Number) {
			c.strikeNow(f.Kind)
		}
	}
	return f, nil
}

// Faults lists the faults still in force.
func (s *Sandbox) Faults() []Fault { return s.faults.list() }

// ClearFaults ends all faults.
func (s *Sandbox) ClearFaults() { s.afterFaults(s.faults.end("")) }

// EndFault ends one fault. It fails when there is none with the id.
func (s *Sandbox) EndFault(id string) error {
	ended := s.faults.end(id)
	if len(ended) == 0 || id == "" {
		return notFound("There is no fault %s.", id)
	}
	s.afterFaults(ended)
	return nil
}

func (s *Sandbox) afterFaults(ended []Fault) {
	for _, f := range ended {
		if f.Kind == FaultReachOutLimit && f.ForMS > 0 {
			s.announceReachOut(f.Number)
		}
	}
}

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
		if c.s.faults.strikeIf(kind, unplaced, number) != nil {
			c.hangUp()
		}
	case FaultFreeze:
		if c.s.faults.strike(kind, number) != nil {
			c.frozen.Store(true)
		}
	case FaultStreamError, FaultLoggedOut, FaultReplaced:
		if f := c.s.faults.strike(kind, number); f != nil {
			c.strikeStream(f)
		}
	}
}

func unplaced(f *Fault) bool { return f.At == "" }

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

// strikeLoggedIn lets faults hit a connection that has just logged in. It
// reports whether it is over.
func (c *conn) strikeLoggedIn(number string) bool {
	if c.s.faults.strikeIf(FaultDropConnection, unplaced, number) != nil {
		c.hangUp()
		return true
	}
	if c.s.faults.strike(FaultFreeze, number) != nil {
		c.frozen.Store(true)
		return true
	}
	for _, kind := range []FaultKind{FaultStreamError, FaultReplaced, FaultLoggedOut} {
		if f := c.s.faults.strike(kind, number); f != nil {
			c.strikeStream(f)
			return true
		}
	}
	return false
}

// dropAt hangs up when drop_connection is to strike at this point.
func (c *conn) dropAt(point string) bool {
	if c.s.faults.strikeIf(FaultDropConnection, func(f *Fault) bool { return f.At == point }, c.dev.acct.number) == nil {
		return false
	}
	if point == dropAfterAck {
		c.flushOutbox()
	} else {
		c.hangUp()
	}
	return true
}

// alwaysAnswered are the queries a client needs to be connected at all; an
// overlimit does not concern them unless it names them.
var alwaysAnswered = []string{"w:p", "passive", "encrypt"}

// overlimit reports whether a query is refused for being one too many.
func (c *conn) overlimit(xmlns string) bool {
	return c.s.faults.strikeIf(FaultRateOverlimit, func(f *Fault) bool {
		return f.Xmlns == xmlns || f.Xmlns == "" && !slices.Contains(alwaysAnswered, xmlns)
	}, c.dev.acct.number) != nil
}

// lost reports whether a stanza, either way, disappears: on a frozen connection
// all do.
func (c *conn) lost() bool {
	return c.frozen.Load() || c.dev != nil && c.s.faults.strike(FaultLoss, c.dev.acct.number) != nil
}

// defaultLatency is that of a bad mobile connection.
const defaultLatency = 500 * time.Millisecond

// latency is how much later than now a stanza goes out.
func (c *conn) latency() time.Duration {
	if c.dev == nil {
		return 0
	}
	f := c.s.faults.strike(FaultLatency, c.dev.acct.number)
	switch {
	case f == nil:
		return 0
	case f.DelayMS == 0:
		return defaultLatency
	}
	return time.Duration(f.DelayMS) * time.Millisecond
}
