package web

import (
	"sync"
	"time"

	"switchboard/internal/fault"
)

const (
	// maxFailures failed log-ins within failureWindow are let through, for an address
	// and for a name.
	maxFailures   = 10
	failureWindow = 15 * time.Minute
	// maxTracked bounds the memory of a flood of names or addresses.
	maxTracked = 10_000
)

// failures counts failed log-ins by address and by name, in a sliding window.
type failures struct {
	mu    sync.Mutex
	times map[string][]time.Time
	now   func() time.Time
}

func newFailures() *failures { return &failures{times: map[string][]time.Time{}, now: time.Now} }

// attempt counts a try for all keys, unless one of them has failed too often.
func (f *failures) attempt(keys ...string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	for _, k := range keys {
		recent := f.recent(k, now)
		if len(recent) >= maxFailures {
			wait := recent[0].Add(failureWindow).Sub(now)
			return fault.New(fault.RateLimited, "Too many failed attempts to sign in. Try again later.").WithCode("too_many_attempts").WithRetryAfter(wait)
		}
	}
	if len(f.times) >= maxTracked {
		f.shrink(now)
	}
	for _, k := range keys {
		f.times[k] = append(f.times[k], now)
	}
	return nil
}

// recent drops what has left the window.
func (f *failures) recent(k string, now time.Time) []time.Time {
	list := f.times[k]
	for len(list) > 0 && now.Sub(list[0]) >= failureWindow {
		list = list[1:]
	}
	if len(list) == 0 {
		delete(f.times, k)
		return nil
	}
	f.times[k] = list
	return list
}

func (f *failures) shrink(now time.Time) {
	for k := range f.times {
		f.recent(k, now)
	}
	for k := range f.times {
		if len(f.times) < maxTracked {
			return
		}
		delete(f.times, k)
	}
}

// forgive takes the newest attempt back.
func (f *failures) forgive(k string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if list := f.times[k]; len(list) > 0 {
		f.times[k] = list[:len(list)-1]
	}
}

// forget starts a key's count anew.
func (f *failures) forget(k string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.times, k)
}
