package whatsapp

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/store"
)

const (
	// versionTimeout is how long asking for the current version may take: a start does
	// not wait for it.
	versionTimeout = 5 * time.Second
	// versionPause is how long an answer holds when WhatsApp refuses versions: all
	// accounts are refused at once, and one question serves them all.
	versionPause = 10 * time.Minute
)

// version is the version of WhatsApp's web client that we say we are. It is kept here
// and not by store.SetWAVersion, whose package variables are read without a lock.
type version struct {
	mu    sync.Mutex // held while asking
	asked time.Time

	now sync.RWMutex
	is  store.WAVersionContainer
}

func (v *version) init() { v.is = store.GetWAVersion() }

func (v *version) current() store.WAVersionContainer {
	v.now.RLock()
	defer v.now.RUnlock()
	return v.is
}

// raise takes a newer version over.
func (v *version) raise(to store.WAVersionContainer) {
	v.now.Lock()
	defer v.now.Unlock()
	if v.is.LessThan(to) {
		v.is = to
	}
}

// stamp writes the version into what a client says of itself.
func (v *version) stamp(p *waWa6.ClientPayload) {
	is := v.current()
	p.UserAgent.AppVersion = is.ProtoAppVersion()
	if p.DevicePairingData != nil {
		hash := is.Hash()
		p.DevicePairingData.BuildHash = hash[:]
	}
}

// WebVersion is the version of WhatsApp Web that accounts connect as.
func (e *Engine) WebVersion() string { return e.version.current().String() }

// RefreshVersion asks WhatsApp for its web client's current version. It takes at most
// 5 s; when it fails the version stays as it is.
func (e *Engine) RefreshVersion(ctx context.Context) error {
	e.version.mu.Lock()
	defer e.version.mu.Unlock()
	return e.askVersion(ctx)
}

func (e *Engine) askVersion(ctx context.Context) error {
	if e.misuse != nil {
		return e.misuse
	}
	e.version.asked = time.Now()
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	latest, err := whatsmeow.GetLatestVersion(ctx, &http.Client{Transport: e.web.straight.socket})
	if err != nil {
		return fmt.Errorf("ask for the WhatsApp Web version: %w", err)
	}
	e.version.raise(*latest)
	return nil
}

// newer tells whether there is a newer version than the one that was refused.
func (e *Engine) newer(ctx context.Context, refused store.WAVersionContainer) bool {
	v := &e.version
	v.mu.Lock()
	defer v.mu.Unlock()
	if !refused.LessThan(v.current()) && time.Since(v.asked) > versionPause {
		if err := e.askVersion(ctx); err != nil {
			e.log.WarnContext(ctx, "current WhatsApp Web version not found", "error", err)
		}
	}
	return refused.LessThan(v.current())
}
