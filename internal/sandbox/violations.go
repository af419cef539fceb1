package sandbox

import (
	"sync"
	"time"
)

// maxViolations bounds what is kept; a client that misbehaves in a loop must not fill the memory.
const maxViolations = 1000

type violationLog struct {
	mu   sync.Mutex
	list []Violation
}

func (l *violationLog) add(v Violation) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) < maxViolations {
		l.list = append(l.list, v)
	}
}

// Violations lists what clients did against the protocol, oldest first; the first 1000 are kept.
func (s *Sandbox) Violations() []Violation {
	s.violations.mu.Lock()
	defer s.violations.mu.Unlock()
	return append([]Violation{}, s.violations.list...)
}

func (s *Sandbox) violate(device, rule, detail string) {
	s.log.Warn("client broke the protocol", "device", device, "rule", rule, "detail", detail)
	s.violations.add(Violation{At: time.Now().UTC(), Device: device, Rule: rule, Detail: detail})
}
