package webhook

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/fault"
)

// turn drains one webhook. One goroutine owns it; attempts report to landed.
type turn struct {
	*Dispatcher
	webhook Webhook
	secrets opened
	broken  string // why the secrets do not open, in plain words

	waiting []Delivery // read, not begun
	flying  map[uuid.UUID]Delivery
	landed  chan landing
	done    []Outcome         // to be recorded
	busy    map[uuid.UUID]int // by conversation: begun and not recorded
	verdict Reason
	empty   bool // nothing more was due when last looked
	alone   bool // nothing was due of conversations that are not busy
}

// landing is an attempt that ended.
type landing struct {
	delivery Delivery
	attempt  Attempt
	asked    time.Duration
}

// Turn delivers what is due for a webhook until nothing has come for a while, its time is
// up, its circuit opens, or Close. Whatever it begins it records, unless the process dies:
// then the receiver gets the event again, with the same id.
func (d *Dispatcher) Turn(ctx context.Context, id uuid.UUID) error {
	wake := d.begin(id)
	defer d.end(id)
	w, err := d.Queue.Webhook(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	t := &turn{
		Dispatcher: d, flying: map[uuid.UUID]Delivery{}, landed: make(chan landing, perWebhook), busy: map[uuid.UUID]int{},
	}
	t.take(w)
	return t.run(ctx, wake)
}

// take goes on with the webhook as it is now.
func (t *turn) take(w Webhook) {
	if w.Ordered && !t.webhook.Ordered {
		t.webhook.Ordered = true
		t.settle()
	}
	t.webhook, t.broken, t.verdict = w, "", ""
	if err := t.secrets.open(t.Box, w, time.Now()); err != nil {
		t.broken = "The webhook's secret does not open: the server's ENCRYPTION_KEY or SESSION_SECRET has changed. Set a new secret and new headers."
	}
}

func (t *turn) run(ctx context.Context, wake <-chan struct{}) error {
	over := time.NewTimer(turnLength)
	defer over.Stop()
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	last := time.Now()
	closing := t.closing.Done()
	stopped := false
	var soon <-chan time.Time // to record what is done
	for {
		if !stopped {
			if err := t.launch(ctx); err != nil {
				return t.finish(ctx, err)
			}
		}
		if len(t.flying) > 0 || len(t.waiting) > 0 {
			last = time.Now()
		}
		idle := len(t.flying) == 0 && len(t.done) == 0
		if idle && (stopped || !t.open(time.Now()) || time.Since(last) > linger) {
			return nil
		}
		select {
		case l := <-t.landed:
			t.land(ctx, l)
			if soon == nil {
				soon = time.After(recordWithin)
			}
			if len(t.done) >= recorded || len(t.flying) == 0 {
				soon = nil
				if err := t.record(ctx); err != nil {
					return t.finish(ctx, err)
				}
			}
		case <-soon:
			soon = nil
			if err := t.record(ctx); err != nil {
				return t.finish(ctx, err)
			}
		case <-wake:
			t.empty, t.alone = false, false
		case <-ticker.C:
			// What was read a while ago may have been cancelled, or waits behind something by now.
			t.empty, t.alone, t.waiting = false, false, nil
		case <-over.C:
			stopped = true
		case <-closing:
			stopped, closing = true, nil
		case <-ctx.Done():
			return t.finish(ctx, nil)
		}
	}
}

// open tells whether the webhook takes anything now.
func (t *turn) open(now time.Time) bool {
	w := t.webhook
	return w.Active && t.verdict == "" && (w.OpenUntil == nil || !w.OpenUntil.After(now))
}

// width is how many deliveries may go at once: one while the circuit is being probed.
func (t *turn) width() int {
	if t.webhook.OpenUntil != nil {
		return 1
	}
	return perWebhook
}

// launch begins as many attempts as may go.
func (t *turn) launch(ctx context.Context) error {
	if !t.open(time.Now()) {
		t.waiting = nil
		return nil
	}
	if len(t.waiting) == 0 && !t.empty && len(t.flying) < t.width() {
		if err := t.refresh(ctx); err != nil {
			return err
		}
		if !t.open(time.Now()) {
			return nil
		}
		found, err := t.fetch(ctx, nil)
		if err != nil {
			return err
		}
		t.waiting, t.empty = found, len(found) < fetched
	}
	t.start(ctx)
	if len(t.waiting) == 0 || t.empty || t.alone || len(t.flying) >= t.width() {
		return nil
	}
	// All that was read waits behind conversations that are busy; others must not.
	found, err := t.fetch(ctx, slices.Collect(maps.Keys(t.busy)))
	if err != nil {
		return err
	}
	t.waiting, t.alone = append(t.waiting, found...), len(found) < fetched
	t.start(ctx)
	return nil
}

// refresh reads the webhook anew: a person may have changed it since.
func (t *turn) refresh(ctx context.Context) error {
	if len(t.done) > 0 {
		return nil // not recorded yet: we know more than the database
	}
	w, err := t.Queue.Webhook(ctx, t.webhook.ID)
	if fault.Is(err, fault.NotFound) {
		w, err = Webhook{}, nil // gone: nothing more goes
	}
	if err == nil {
		t.take(w)
	}
	return err
}

// start begins what was read, as much of it as may go.
func (t *turn) start(ctx context.Context) {
	kept := t.waiting[:0]
	for _, d := range t.waiting {
		if len(t.flying) >= t.width() || (t.webhook.Ordered && t.busy[d.ChatID] > 0) {
			kept = append(kept, d)
			continue
		}
		t.fly(ctx, d)
	}
	t.waiting = kept
}

// fetch reads what is due, without busy conversations.
func (t *turn) fetch(ctx context.Context, busy []uuid.UUID) ([]Delivery, error) {
	begun := make([]uuid.UUID, 0, len(t.flying)+len(t.done))
	for id := range t.flying {
		begun = append(begun, id)
	}
	for _, o := range t.done {
		begun = append(begun, o.Attempt.DeliveryID)
	}
	return t.Queue.Due(ctx, t.webhook, begun, append([]uuid.UUID{}, busy...), fetched, time.Now())
}

// fly begins an attempt.
func (t *turn) fly(ctx context.Context, d Delivery) {
	t.flying[d.ID] = d
	if t.webhook.Ordered {
		t.busy[d.ChatID]++
		t.alone = false
	}
	now := time.Now().UTC()
	r, logged := Request{URL: t.webhook.URL}, []Line{}
	broken := t.broken
	if err := d.write(); err != nil {
		broken = "The event cannot be written in the webhook's format."
	}
	if broken == "" {
		r, logged = t.secrets.request(t.webhook, d, now)
	}
	go func() {
		l := landing{delivery: d, attempt: Attempt{At: now, URL: r.URL, Error: broken}}
		if broken == "" {
			l.attempt, l.asked = post(ctx, t.Poster, r, now)
		}
		l.attempt.DeliveryID, l.attempt.RequestHeaders = d.ID, logged
		t.landed <- l
	}()
}

// land takes an attempt that ended into account.
func (t *turn) land(ctx context.Context, l landing) {
	d, now := l.delivery, time.Now().UTC()
	delete(t.flying, d.ID)
	if ctx.Err() != nil && l.attempt.Status == 0 {
		return // we broke it off: it counts for nothing
	}
	o := judge(d, l.attempt, l.asked, now, rand.Float64())
	t.done = append(t.done, o)
	t.webhook = t.webhook.after(l.attempt, l.asked, now)
	if v := t.webhook.verdict(l.attempt, now); v != "" {
		t.verdict = v
	}
	if o.State != Retrying && t.busy[d.ChatID] > 0 {
		if t.busy[d.ChatID]--; t.busy[d.ChatID] == 0 {
			delete(t.busy, d.ChatID)
		}
	} // otherwise the conversation stays busy until what is due is read anew
	t.Log.DebugContext(ctx, "webhook attempted", "account_id", d.AccountID, "webhook_id", d.WebhookID, "delivery_id", d.ID,
		"attempt", d.Attempts+1, "status", l.attempt.Status, "duration_ms", l.attempt.DurationMS, "state", o.State, "error", l.attempt.Error)
}

// record writes what is done, and goes on with the webhook as it is then.
func (t *turn) record(ctx context.Context) error {
	if len(t.done) == 0 {
		return nil
	}
	if err := t.Queue.RecordAttempts(ctx, t.webhook, t.done); err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(t.done))
	retried := false
	for i, o := range t.done {
		ids[i] = o.Attempt.DeliveryID
		retried = retried || o.State == Retrying
	}
	t.done = t.done[:0]
	if retried && t.webhook.Ordered {
		t.settle()
	}
	t.Bus.Publish(event.DeliveriesChanged{AccountID: t.webhook.AccountID, DeliveryIDs: ids})
	if t.verdict != "" {
		if err := t.Queue.Disable(ctx, t.webhook, t.verdict, time.Now().UTC()); err != nil {
			return err
		}
		t.Log.WarnContext(ctx, "webhook turned off", "account_id", t.webhook.AccountID, "webhook_id", t.webhook.ID, "reason", t.verdict)
		t.Bus.Publish(event.Owed{AccountID: t.webhook.AccountID})
	}
	return t.refresh(ctx)
}

// settle forgets which conversations are busy but for those in flight: what was read before
// a retry was recorded may have to wait behind it, so it is read anew.
func (t *turn) settle() {
	t.waiting, t.empty, t.alone = nil, false, false
	clear(t.busy)
	for _, d := range t.flying {
		t.busy[d.ChatID]++
	}
}

// finish waits for what flies, records what is done, and returns why the turn ends.
func (t *turn) finish(ctx context.Context, cause error) error {
	for len(t.flying) > 0 {
		t.land(ctx, <-t.landed)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	if err := t.record(last); err != nil && cause == nil {
		cause = err
	}
	return cause
}
