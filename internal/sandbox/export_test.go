package sandbox

import "time"

// AgePairings makes everything that waits to be linked older.
func (s *Sandbox) AgePairings(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	aged := map[*registration]bool{}
	for _, reg := range s.refs {
		if !aged[reg] {
			reg.startedAt = reg.startedAt.Add(-by)
			aged[reg] = true
		}
	}
}

// Limit bounds how many messages each phone keeps, and how many bytes of files.
func (s *Sandbox) Limit(messages, bytes int) { s.historyLimit, s.blobs.limit = messages, bytes }
