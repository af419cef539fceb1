package whatsapp

import (
	"sync"
	"time"

	"go.mau.fi/whatsmeow/types"

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
	came      map[string]struct{} // by sender and id; only while some are expected
	repeated  int
}

// announced says how many messages wait.
func (b *backlog) announced(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expecting, b.expected, b.came, b.repeated = true, n, map[string]struct{}{}, 0
}

// count notes that a message came, readable or not.
func (b *backlog) count(info *types.MessageInfo) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.expecting {
		b.came[info.Sender.User+" "+info.ID] = struct{}{}
	}
}

// again notes that something came which was handled before: only its confirmation had been
// lost, with the process or the connection. There is no event of it.
func (b *backlog) again() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.expecting {
		b.repeated++
	}
}

// arriving tells whether what waited is coming in just now.
func (b *backlog) arriving() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.expecting
}

// end says how many waited and how many came; false when none was announced. A message can
// have several parts that repeat: more than waited never came.
func (b *backlog) end() (expected, came int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	expected, ok = b.expected, b.expecting && b.expected > 0
	came = min(len(b.came)+b.repeated, expected)
	b.expecting, b.came = false, nil
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

// late tells whether a message waited at WhatsApp while the account was away: it is older
// than the connection, or it comes with the backlog and is not of just now.
func (s *session) late(sent time.Time) bool {
	dialed := time.UnixMilli(s.dialedAt.Load())
	return sent.Before(dialed.Add(-lateAfter)) || s.backlog.arriving() && sent.Before(time.Now().Add(-lateAfter))
}
