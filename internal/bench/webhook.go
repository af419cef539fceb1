package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// eventRate is how many events a second the delivery latency is measured at.
	eventRate = 100
	// replays is how many webhooks get all past events to measure what is sustained.
	replays = 4
)

// hook is a receiver that answers at once.
type hook struct {
	url   string
	count atomic.Int64
	took  chan time.Duration // from the event's time to its arrival
}

// receive serves a receiver until ctx is done.
func receive(ctx context.Context) (*hook, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	h := &hook{url: "http://" + l.Addr().String(), took: make(chan time.Duration, samples)}
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Second}
	go s.Serve(l) //nolint:errcheck // it ends with ctx
	context.AfterFunc(ctx, func() { s.Close() })
	return h, nil
}

func (h *hook) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	now := time.Now()
	body, err := io.ReadAll(r.Body)
	var e struct{ Timestamp time.Time }
	if err == nil && json.Unmarshal(body, &e) == nil {
		select {
		case h.took <- now.Sub(e.Timestamp):
		default: // throughput is being measured
		}
	}
	h.count.Add(1)
}

// hooks measures from the stored event to the receiver, and how many deliveries a second
// are sustained.
func (s *product) hooks(ctx context.Context, customer string, r *result) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	shop := s.linked[0]
	h, err := receive(ctx)
	if err != nil {
		return err
	}
	if _, err := s.hook(ctx, shop, h.url, "message"); err != nil {
		return err
	}
	failed := make(chan error, samples)
	tick := time.NewTicker(time.Second / eventRate)
	defer tick.Stop()
	for i := range samples {
		go func() {
			if err := s.box.say(ctx, customer, shop.number, fmt.Sprint("deliver ", i)); err != nil {
				failed <- err
			}
		}()
		<-tick.C
	}
	for range samples {
		select {
		case took := <-h.took:
			r.deliver = append(r.deliver, took)
		case err := <-failed:
			return err
		case <-time.After(30 * time.Second):
			return fmt.Errorf("the receiver got %d of %d events", len(r.deliver), samples)
		}
	}
	return s.sustain(ctx, shop, r)
}

// sustain replays all past events to several webhooks of one receiver.
func (s *product) sustain(ctx context.Context, of *shop, r *result) error {
	h, err := receive(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for range replays {
		id, err := s.hook(ctx, of, h.url, "*")
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	began, owed := time.Now(), 0
	for _, id := range ids {
		var n struct{ Count int }
		if err := of.call(ctx, http.MethodPost, "/api/webhooks/"+id+"/replay", map[string]any{"since": began.Add(-time.Hour)}, &n); err != nil {
			return err
		}
		owed += n.Count
	}
	err = until(ctx, "the replayed events", func() (bool, error) { return h.count.Load() >= int64(owed), nil })
	r.sustained = float64(owed) / time.Since(began).Seconds()
	return err
}

func (s *product) hook(ctx context.Context, of *shop, url, event string) (string, error) {
	var w struct{ ID string }
	err := of.call(ctx, http.MethodPost, "/api/accounts/"+of.id+"/webhooks", map[string]any{"url": url, "events": []string{event}}, &w)
	return w.ID, err
}
