package message

import "time"

// At has a service read a clock of the test's.
func (s *Service) At(now func() time.Time) { s.now = now }

// Schedule is when a draft is to go, and which of its fields are wrong: for good, or since its
// time has passed.
func Schedule(d Draft, now time.Time) (at time.Time, bad, passed []string) {
	at, wrong, late := schedule(d, now)
	for _, f := range wrong {
		bad = append(bad, f.Name)
	}
	for _, f := range late {
		passed = append(passed, f.Name)
	}
	return at, bad, passed
}
