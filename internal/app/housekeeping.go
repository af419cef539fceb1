package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"switchboard/internal/config"
	"switchboard/internal/message"
	"switchboard/internal/pacing"
)

const (
	// tidyEvery is how often what has ended is removed.
	tidyEvery = time.Hour
	// finishEvery is how often what deletions have left is looked for.
	finishEvery = time.Minute
	// brakesEvery is how often it is looked for brakes whose time is over: what they held goes by
	// itself, and who is told of it may be told some seconds later.
	brakesEvery = 10 * time.Second
	// keepKeys is how long an idempotency key holds: what users of payment interfaces know.
	keepKeys = 24 * time.Hour
	// keepAwakeTimeout covers the cold start of a sleeping host.
	keepAwakeTimeout = 30 * time.Second
)

// every calls do at once and then at each interval, until ctx is done.
func every(ctx context.Context, interval time.Duration, do func(context.Context)) error {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		do(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// housekeep removes what has ended and what is older than it is kept: sessions, idempotency
// keys, messages, files that no message has.
func (p *parts) housekeep(ctx context.Context) error {
	return every(ctx, tidyEvery, func(ctx context.Context) {
		now := time.Now()
		if err := p.store.Purge(ctx, now, now.Add(-keepKeys)); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "old rows not removed", "error", err)
		}
		if err := p.store.PurgeSends(ctx, now.Add(-pacing.HealthWindow)); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "old counts not removed", "error", err)
		}
		removed, err := p.messages.Tidy(ctx, message.Retention{
			Age: time.Duration(p.cfg.RetainMessagesDays) * 24 * time.Hour, Bytes: int64(p.cfg.RetainMessagesMB) << 20,
		})
		if err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "old messages not removed", "error", err)
		}
		if removed > 0 {
			p.log.InfoContext(ctx, "old messages removed", "messages", removed)
		}
		if err := p.media.Purge(ctx); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "unused media not removed", "error", err)
		}
	})
}

// finishDeleting removes what is left of large accounts that were deleted.
func (p *parts) finishDeleting(ctx context.Context) error {
	return every(ctx, finishEvery, func(ctx context.Context) {
		if err := p.accounts.PurgeDeleted(ctx); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "rows of deleted accounts not removed", "error", err)
		}
	})
}

// endBrakes takes brakes off whose time is over.
func (p *parts) endBrakes(ctx context.Context) error {
	return every(ctx, brakesEvery, func(ctx context.Context) {
		if err := p.accounts.EndBrakes(ctx); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "brakes not taken off", "error", err)
		}
	})
}

// keepAwake asks KEEPALIVE_URL at intervals: free hosts put a server to sleep that
// nobody asks anything.
func (p *parts) keepAwake(ctx context.Context) error {
	if p.cfg.KeepaliveURL == "" {
		<-ctx.Done()
		return nil
	}
	interval := time.Duration(p.cfg.KeepaliveIntervalMinutes) * time.Minute
	return every(ctx, interval, func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, keepAwakeTimeout)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.cfg.KeepaliveURL, nil)
		if err != nil {
			p.log.WarnContext(ctx, "keep-alive failed", "error", err)
			return
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			p.log.WarnContext(ctx, "keep-alive failed", "error", err)
			return
		}
		resp.Body.Close()
		p.log.DebugContext(ctx, "keep-alive", "status", resp.StatusCode)
	})
}

// banner prints what a person needs first: the address, the admin's name, and a
// generated password, each on a line to copy.
func banner(cfg config.Config, generated string) func(io.Writer) {
	return func(out io.Writer) {
		fmt.Fprintf(out, "\n  Switchboard is ready.\n\n  URL       %s\n  User      %s\n", cfg.URL(), cfg.AdminUsername)
		switch {
		case generated != "":
			fmt.Fprintf(out, "  Password  %s\n\n  The password is shown this once. To choose another, set ADMIN_PASSWORD and restart.\n", generated)
		case cfg.AdminPassword == "":
			fmt.Fprint(out, "  Password  as printed at the first start; to choose another, set ADMIN_PASSWORD and restart\n")
		default:
			fmt.Fprint(out, "  Password  as set in ADMIN_PASSWORD\n")
		}
		if cfg.InSandbox() {
			fmt.Fprint(out, "\n  Sandbox: WhatsApp is simulated. Make phones on the Phones page. Nothing leaves this machine.\n")
		}
		fmt.Fprintln(out)
	}
}
