package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

const benchPassword = "bench-only-4711"

// benchProduct measures Switchboard.
func benchProduct(ctx context.Context, binary, dir, databaseURL string) (r result, err error) {
	b, err := startBox(ctx, binary)
	if err != nil {
		return r, err
	}
	defer b.process.stop()
	s, err := newProduct(ctx, b, binary, filepath.Join(dir, "product"), databaseURL)
	if err != nil {
		return r, err
	}
	if _, err := s.start(ctx); err != nil {
		return r, err
	}
	defer func() { s.process.stop() }()
	if err := s.fill(ctx, &r); err != nil {
		return r, err
	}
	customer, err := b.phone(ctx)
	if err != nil {
		return r, err
	}
	if r.receive, err = s.listen(ctx, customer); err != nil {
		return r, err
	}
	shop := s.linked[0]
	r.accept, err = steady(ctx, func(i int) (time.Duration, error) {
		began := time.Now()
		err := shop.call(ctx, http.MethodPost, "/api/send", map[string]string{"number": customer, "message": fmt.Sprint("accept ", i)}, nil)
		return time.Since(began), err
	})
	if err != nil {
		return r, err
	}
	if err := s.hooks(ctx, customer, &r); err != nil {
		return r, err
	}
	return r, s.restart(ctx, &r)
}

// newProduct is a server with nothing that paces it, which is not started yet.
func newProduct(ctx context.Context, b *box, binary, dir, databaseURL string) (*product, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	_, port, _ := strings.Cut(address, ":")
	env := []string{
		"DATABASE_URL=" + databaseURL, "SANDBOX_URL=" + b.base, "DATA_DIR=" + dir, "PORT=" + port,
		"ADMIN_PASSWORD=" + benchPassword, "RATE_LIMITS=off", "LOG_LEVEL=warn", "TYPING_DELAY_MS=0",
		"WA_MIN_MESSAGE_INTERVAL_MS=0", "WA_RANDOM_DELAY_MS=0", "WA_MAX_MESSAGES_PER_HOUR=0", "WA_MAX_MESSAGES_PER_DAY=0",
	}
	return &product{caller: newCaller("http://" + address), box: b, binary: binary, env: env}, nil
}

type product struct {
	*caller
	box     *box
	binary  string
	env     []string
	process *process
	linked  []*shop
}

// shop is a linked account.
type shop struct {
	*caller
	id, number string
}

// start runs the server and returns how long it took until it served.
func (s *product) start(ctx context.Context) (time.Duration, error) {
	var err error
	if s.process, err = spawn(ctx, s.binary, []string{"serve"}, s.env); err != nil {
		return 0, err
	}
	err = until(ctx, "Switchboard", func() (bool, error) {
		err := s.call(ctx, http.MethodPost, "/api/auth/login", map[string]string{"username": "admin", "password": benchPassword}, nil)
		return err == nil, err
	})
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, s.process.log.String())
	}
	return time.Since(s.process.started), err
}

// fill links the accounts and reads what the first and the last cost.
func (s *product) fill(ctx context.Context, r *result) error {
	var first int64
	for i := range accounts {
		if err := s.link(ctx, i); err != nil {
			return err
		}
		if i == 0 {
			if err := rest(ctx, settle); err != nil {
				return err
			}
			var err error
			if first, err = s.process.rss(); err != nil {
				return err
			}
		}
	}
	if err := rest(ctx, settle); err != nil {
		return err
	}
	var err error
	if r.memory, err = s.process.rss(); err == nil {
		r.own, err = s.process.own()
	}
	r.perAccount = (r.memory - first) / (accounts - 1)
	return err
}

func (s *product) link(ctx context.Context, i int) error {
	number, err := s.box.phone(ctx)
	if err != nil {
		return err
	}
	var a struct {
		ID     string
		APIKey string `json:"api_key"`
	}
	if err := s.call(ctx, http.MethodPost, "/api/accounts", map[string]string{"name": fmt.Sprint("Bench ", i)}, &a); err != nil {
		return err
	}
	// A code may be replaced by the next one between its being shown and scanned.
	err = until(ctx, "a QR code", func() (bool, error) {
		var qr struct{ Status, Code string }
		err := s.call(ctx, http.MethodGet, "/api/accounts/"+a.ID+"/qr", nil, &qr)
		if err == nil && qr.Code != "" {
			err = s.box.scan(ctx, number, qr.Code)
		}
		return err == nil && qr.Code != "", err
	})
	if err != nil {
		return err
	}
	c := newCaller(s.base)
	c.key = a.APIKey
	s.linked = append(s.linked, &shop{caller: c, id: a.ID, number: number})
	return s.ready(ctx, i+1)
}

// ready waits until that many accounts are connected.
func (s *product) ready(ctx context.Context, n int) error {
	return until(ctx, "connected accounts", func() (bool, error) {
		var list []struct{ Status string }
		err := s.call(ctx, http.MethodGet, "/api/accounts", nil, &list)
		connected := 0
		for _, a := range list {
			if a.Status == "ready" {
				connected++
			}
		}
		return connected == n, err
	})
}

// listen measures from a phone's message to a GraphQL subscriber.
func (s *product) listen(ctx context.Context, customer string) (latencies, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	shop := s.linked[0]
	seen := make(chan string, samples)
	if err := s.subscribe(ctx, shop, func(m told) {
		if m.Direction == "incoming" {
			seen <- m.Text
		}
	}); err != nil {
		return nil, err
	}
	var out latencies
	for i := range samples / 5 {
		text := fmt.Sprint("receive ", i)
		began := time.Now()
		if err := s.box.say(ctx, customer, shop.number, text); err != nil {
			return nil, err
		}
		select {
		case <-seen:
			out = append(out, time.Since(began))
		case <-time.After(30 * time.Second):
			return nil, fmt.Errorf("the subscriber did not get %q", text)
		}
	}
	return out, nil
}

// restart measures how soon everything is up again.
func (s *product) restart(ctx context.Context, r *result) error {
	// What was accepted goes out first, so that the start is measured and not the queue.
	err := s.drained(ctx)
	if err != nil {
		return err
	}
	s.process.stop()
	if r.serving, err = s.start(ctx); err != nil {
		return err
	}
	err = s.ready(ctx, accounts)
	r.back = time.Since(s.process.started)
	return err
}
