package sandbox

import (
	"encoding/json"
	"strconv"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// ackReachOut is the ack error of a message to somebody the sender may not
// write to first.
const ackReachOut = 463

// opReachOut names the news of a reach-out lock.
const opReachOut = "NotificationUserReachoutTimelockUpdate"

// cold reports whether a message would be the first ever between two accounts
// and shows no token of the recipient. Callers hold s.mu.
func (s *Sandbox) cold(from *device, target *account, n *waBinary.Node, now time.Time) bool {
	if target == from.acct || !s.known.of(from.acct, target).Wrote.IsZero() || !s.known.of(target, from.acct).Wrote.IsZero() {
		return false
	}
	shown := content(n, "tctoken")
	if shown == nil {
		return true
	}
	valid, current := s.checkToken(shown, target, from.acct, now)
	if !valid {
		s.violate(from.pn().String(), ruleToken, "message shows a privacy token its recipient has not issued")
	}
	return !current
}

// mayReachOut reports whether a message may go, and uses up the fault that says it may not.
// Callers hold s.mu.
func (s *Sandbox) mayReachOut(from *device, target *account, n *waBinary.Node, now time.Time) bool {
	return !s.cold(from, target, n, now) || s.faults.strike(FaultReachOutLimit, from.acct.number) == nil
}

// reachOutLock describes the lock an account is under, if it is under one.
func (s *Sandbox) reachOutLock(a *account) map[string]any {
	until, locked := s.faults.until(FaultReachOutLimit, a.number)
	lock := map[string]any{"is_active": locked}
	if locked {
		lock["enforcement_type"] = "DEFAULT"
		lock["time_enforcement_ends"] = strconv.FormatInt(until.Unix(), 10)
	}
	return lock
}

// mexReachOutLock tells a client about the lock its account is under.
func (c *conn) mexReachOutLock(_ *batch, _ json.RawMessage) (any, int) {
	return map[string]any{"xwa2_fetch_account_reachout_timelock": c.s.reachOutLock(c.dev.acct)}, 0
}

// announceReachOut tells clients that a lock with an end has begun, or is over.
// number "" means everyone.
func (s *Sandbox) announceReachOut(number string) {
	var b batch
	s.mu.Lock()
	for _, a := range s.accounts {
		if number != "" && a.number != number {
			continue
		}
		for _, dev := range a.sortedDevices() {
			if !dev.isPhone() {
				s.enqueue(&b, dev, s.mexNotice(opReachOut, map[string]any{
					"xwa2_notify_account_reachout_timelock": s.reachOutLock(a),
				}))
			}
		}
	}
	s.mu.Unlock()
	_ = s.commit(&b) // commit has logged what is wrong
}
