package sandbox

import (
	"slices"
	"strings"
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

// ForgetViolations empties the list, for a client to begin anew.
func (s *Sandbox) ForgetViolations() {
	s.violations.mu.Lock()
	defer s.violations.mu.Unlock()
	s.violations.list = nil
}

// ProtocolRules lists what clients are held to.
func ProtocolRules() []ProtocolRule {
	list := make([]ProtocolRule, 0, len(ruleDocs))
	for name, doc := range ruleDocs {
		list = append(list, ProtocolRule{Rule: string(name), Doc: doc})
	}
	slices.SortFunc(list, func(x, y ProtocolRule) int { return strings.Compare(x.Rule, y.Rule) })
	return list
}

func (s *Sandbox) violate(device string, broken rule, detail string) {
	s.log.Warn("client broke the protocol", "device", device, "rule", string(broken), "detail", detail)
	s.violations.add(Violation{At: time.Now().UTC(), Device: device, Rule: string(broken), Detail: detail})
}
