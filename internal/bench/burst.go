package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"golang.org/x/sync/errgroup"
)

const (
	// burstOne is how many messages one account sends in one go.
	burstOne = 1000
	// burstEach is how many each of all accounts sends at once.
	burstEach = 100
)

// text is 60 characters, the length that the other systems were measured with.
func text(i int) string { return fmt.Sprintf("%-60s", fmt.Sprint("message number ", i)) }

// burst measures how many messages a second go out when nothing paces them: what was
// accepted while the accounts were paused, from resuming until the queue is empty. What is
// accepted is no part of it: queue comes first.
func (s *product) burst(ctx context.Context, from []*shop, each int) (float64, error) {
	began := time.Now()
	for _, shop := range from {
		if err := s.call(ctx, http.MethodPost, "/api/accounts/"+shop.id+"/resume", nil, nil); err != nil {
			return 0, err
		}
	}
	err := s.drained(ctx)
	return float64(each*len(from)) / time.Since(began).Seconds(), err
}

// queue pauses accounts and has each accept messages.
func (s *product) queue(ctx context.Context, customer string, from []*shop, each, round int) error {
	g, gctx := errgroup.WithContext(ctx)
	for n, shop := range from {
		g.Go(func() error {
			// The first message to a contact looks it up and makes a session.
			if err := shop.post(gctx, customer, fmt.Sprint("hello from ", n, " ", each, " ", round)); err != nil {
				return err
			}
			return s.drained(gctx)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, shop := range from {
		if err := s.call(ctx, http.MethodPost, "/api/accounts/"+shop.id+"/pause", nil, nil); err != nil {
			return err
		}
	}
	g, gctx = errgroup.WithContext(ctx)
	for n, shop := range from {
		g.Go(func() error {
			for i := range each {
				if err := shop.post(gctx, customer, text(100_000_000*(round+1)+1_000_000*each+10_000*n+i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func (s *shop) post(ctx context.Context, to, message string) error {
	return s.call(ctx, http.MethodPost, "/api/send", map[string]any{"number": to, "message": message}, nil)
}

// drained waits until nothing waits to be sent.
func (s *product) drained(ctx context.Context) error {
	return until(ctx, "an empty queue", func() (bool, error) {
		// Asking costs the server something too.
		if err := rest(ctx, askEvery); err != nil {
			return false, err
		}
		var list []struct{ Queued int }
		err := s.call(ctx, http.MethodGet, "/api/accounts", nil, &list)
		queued := 0
		for _, a := range list {
			queued += a.Queued
		}
		return err == nil && queued == 0, err
	})
}

// askEvery is the pause between two questions whether the queue is empty.
const askEvery = 20 * time.Millisecond

// burst measures the same of the library: each client sends one message after the other.
func (c *bareChild) burst(ctx context.Context, customer string, clients, each int) (float64, error) {
	var r struct{ PerSecond float64 }
	path := fmt.Sprintf("/burst?to=%s&clients=%d&each=%d", customer, clients, each)
	err := c.call(ctx, http.MethodPost, path, nil, &r)
	return r.PerSecond, err
}

func (s *bareServer) burst(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	n, _ := strconv.Atoi(q.Get("clients"))
	each, _ := strconv.Atoi(q.Get("each"))
	to := types.NewJID(q.Get("to"), types.DefaultUserServer)
	s.mu.Lock()
	clients := s.clients[:n]
	s.mu.Unlock()
	send := func(c *whatsmeow.Client, text string) error {
		_, err := c.SendMessage(r.Context(), to, &waE2E.Message{Conversation: &text})
		return err
	}
	for i, c := range clients {
		if err := send(c, fmt.Sprint("hello from ", i)); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	began := time.Now()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i, c := range clients {
		wg.Go(func() {
			for m := range each {
				if errs[i] = send(c, text(m)); errs[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	json.NewEncoder(w).Encode(map[string]float64{"PerSecond": float64(n*each) / time.Since(began).Seconds()}) //nolint:errcheck // the parent sees it
}
