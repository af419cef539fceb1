package whatsapp

import (
	"sync"
	"time"

	"switchboard/internal/account"
)

// lateAfter is how much older than the connection a message is that has waited at
// WhatsApp: its time is in whole seconds, by another clock.
const lateAfter = 10 * time.Second

// backlog counts the messages that waited at WhatsApp while the account was away, and
// how many of those that the server announced have come.
type backlog struct {
	mu        sync.Mutex
	expecting bool
	expected  int
	came      int
}

// announced says how many messages wait.
func (b *backlog) announced(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expecting, b.expected, b.came = true, n, 0
}

// count notes that a message came.
func (b *backlog) count() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.came++
}

// end says how many waited and how many came; false when none was announced.
func (b *backlog) end() (expected, came int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	expected, came, ok = b.expected, b.came, b.expecting && b.expected > 0
	b.expecting = false
	return expected, came, ok
}

// caughtUpWith reports what waited, and a gap when less came than was announced.
func (s *session) caughtUpWith(expected, came int, ok bool) {
	if !ok {
		return
	}
	n := account.Note{Kind: account.NoteCaughtUp, Count: came, Expected: expected}
	if came < expected {
		n.Kind = account.NoteGap
	}
	s.news.post(notedNews{n})
}

// late tells whether a message waited at WhatsApp while the account was away.
func (s *session) late(sent time.Time) bool {
	up := time.UnixMilli(s.upSince.Load())
	return sent.Before(up.Add(-lateAfter))
}
