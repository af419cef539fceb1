package web

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/httprate"

	"switchboard/internal/fault"
	"switchboard/internal/seal"
)

const (
	// requestsPerMinute is for each credential or address: ten times what a busy
	// dashboard does, little enough that one caller leaves room for others.
	requestsPerMinute = 600
	// maxFailures failed log-ins within failureWindow are let through, for an address
	// and for a name.
	maxFailures   = 10
	failureWindow = 15 * time.Minute
	// maxTracked bounds the memory of a flood of names or addresses.
	maxTracked = 10_000
)

// limit refuses callers that ask too often.
func (d Deps) limit(next http.Handler) http.Handler {
	if !d.Limits {
		return next
	}
	return httprate.Limit(requestsPerMinute, time.Minute,
		httprate.WithKeyFuncs(callerKey),
		httprate.WithLimitHandler(func(w http.ResponseWriter, r *http.Request) {
			d.REST.WriteError(w, r, fault.New(fault.RateLimited, "Too many requests. Slow down.").WithRetryAfter(time.Minute))
		}),
	)(next)
}

// callerKey is who is counted: a credential, hashed, or an address.
func callerKey(r *http.Request) (string, error) {
	if k := key(r); k != "" {
		return fmt.Sprintf("%x", seal.Hash(k)), nil
	}
	return clientFrom(r.Context()), nil
}

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
