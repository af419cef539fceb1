package rest

import (
	"sync"
	"time"

	"switchboard/internal/fault"
)

const (
	// loopReplies in loopWindow to one contact are a program that answers itself.
	loopReplies = 10
	loopWindow  = time.Minute
)

var errLoop = fault.New(fault.RateLimited, "More than 10 replies went to this contact within a minute: two programs are answering each other.").WithCode("loop_detected").WithRetryAfter(loopWindow)

// brake counts what goes to each contact.
type brake struct {
	mu   sync.Mutex
	from time.Time
	seen map[string]int
}

// allow counts one more; false when there were too many. All counts begin anew with each
// minute, so that nothing is kept of who was written to long ago.
func (b *brake) allow(to string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); b.seen == nil || now.Sub(b.from) > loopWindow {
		b.from, b.seen = now, map[string]int{}
	}
	b.seen[to]++
	return b.seen[to] <= loopReplies
}
