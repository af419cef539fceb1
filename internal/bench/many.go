package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"golang.org/x/sync/errgroup"
)

const (
	// manyAccounts is how many accounts one process is shown to hold.
	manyAccounts = 200
	// inRate and inFor are what comes in to each of the accounts while receiving is measured.
	inRate = 50
	inFor  = 5 * time.Second
)

// storm has a phone write to each account at inRate and measures until the message is
// stored and on a subscriber's screen.
func (s *product) storm(ctx context.Context) (latencies, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var mu sync.Mutex
	sent := map[string]time.Time{}
	var out latencies
	arrived := make(chan struct{}, 1<<16)
	for _, shop := range s.linked {
		if err := s.subscribe(ctx, shop, func(m told) {
			mu.Lock()
			defer mu.Unlock()
			if at, ok := sent[m.Text]; ok && m.Direction == "incoming" {
				out = append(out, time.Since(at))
				delete(sent, m.Text)
				arrived <- struct{}{}
			}
		}); err != nil {
			return nil, err
		}
	}
	total := len(s.linked) * inRate * int(inFor.Seconds())
	g, gctx := errgroup.WithContext(ctx)
	for n, shop := range s.linked {
		phone, err := s.box.phone(ctx)
		if err != nil {
			return nil, err
		}
		g.Go(func() error {
			tick := time.NewTicker(time.Second / inRate)
			defer tick.Stop()
			for i := range inRate * int(inFor.Seconds()) {
				text := fmt.Sprint("in ", n, " ", i)
				mu.Lock()
				sent[text] = time.Now()
				mu.Unlock()
				if err := s.box.say(gctx, phone, shop.number, text); err != nil {
					return err
				}
				<-tick.C
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for range total {
		select {
		case <-arrived:
		case <-time.After(30 * time.Second):
			mu.Lock()
			defer mu.Unlock()
			return nil, fmt.Errorf("%d of %d messages did not come in", len(sent), total)
		}
	}
	return out, nil
}

// told is a message as a subscriber is told of it.
type told struct {
	ID, ChatID, Text, Direction string
	CreatedAt                   time.Time
}

// subscribe tells of each new message of an account.
func (s *product) subscribe(ctx context.Context, of *shop, came func(m told)) error {
	conn, _, err := websocket.Dial(ctx, strings.Replace(s.base, "http", "ws", 1)+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}) //nolint:bodyclose // the library closes it
	if err != nil {
		return err
	}
	if err := wsjson.Write(ctx, conn, map[string]any{"type": "connection_init", "payload": map[string]string{"authorization": "Bearer " + of.key}}); err != nil {
		return err
	}
	up := make(chan struct{})
	go func() {
		defer conn.CloseNow() //nolint:errcheck // done with it
		known := map[string]bool{}
		for {
			var m struct {
				Type    string
				Payload struct {
					Data struct {
						MessageChanged told
					}
				}
			}
			if err := wsjson.Read(ctx, conn, &m); err != nil {
				return
			}
			c := m.Payload.Data.MessageChanged
			switch {
			case m.Type == "connection_ack":
				wsjson.Write(ctx, conn, map[string]any{"id": "1", "type": "subscribe", "payload": map[string]any{ //nolint:errcheck // the reader sees a closed connection
					"query": `subscription($id: ID!) { messageChanged(accountId: $id) { id chatId text direction createdAt } }`, "variables": map[string]string{"id": of.id},
				}})
				close(up)
			case m.Type == "next" && !known[c.ID]:
				known[c.ID] = true
				came(c)
			}
		}
	}()
	select {
	case <-up:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// many is what many accounts in one process costs.
type many struct {
	memory, perAccount int64
	back               time.Duration
}

// benchMany links many accounts, reads what they cost, and starts anew.
func benchMany(ctx context.Context, binary, dir, databaseURL string) (m many, err error) {
	b, err := startBox(ctx, binary)
	if err != nil {
		return m, err
	}
	defer b.process.stop()
	s, err := newProduct(ctx, b, binary, filepath.Join(dir, "crowd"), databaseURL)
	if err != nil {
		return m, err
	}
	if _, err := s.start(ctx); err != nil {
		return m, err
	}
	defer func() { s.process.stop() }()
	var few int64
	for i := range manyAccounts {
		if i == accounts {
			if few, _, err = s.again(ctx, i); err != nil {
				return m, err
			}
		}
		if err := s.link(ctx, i); err != nil {
			return m, err
		}
	}
	if m.memory, m.back, err = s.again(ctx, manyAccounts); err != nil {
		return m, err
	}
	m.perAccount = (m.memory - few) / (manyAccounts - accounts)
	return m, nil
}

// again starts the server anew and reads how soon n accounts are connected, and what
// they take when nothing happens.
func (s *product) again(ctx context.Context, n int) (memory int64, back time.Duration, err error) {
	s.process.stop()
	if _, err := s.start(ctx); err != nil {
		return 0, 0, err
	}
	if err := s.ready(ctx, n); err != nil {
		return 0, 0, err
	}
	back = time.Since(s.process.started)
	if err := rest(ctx, settle); err != nil {
		return 0, 0, err
	}
	memory, err = s.process.rss()
	return memory, back, err
}
