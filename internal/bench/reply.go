package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// asking is how many contacts ask.
	asking = 20
	// askRounds is how often each asks in its own rhythm.
	askRounds = samples / asking
	// bursts is how often all of them ask at the same moment.
	bursts = 10
	// thinks is how long the model takes.
	thinks = 200 * time.Millisecond
	// pauseFrom and pauseTo are between what a contact reads and asks next: people take longer.
	pauseFrom, pauseTo = 500 * time.Millisecond, 1500 * time.Millisecond
)

// measureReplies prints what answers by AI take beside the model's time.
func measureReplies(ctx context.Context, binary, dir string) error {
	var took answers
	_, err := withDatabase(ctx, filepath.Join(dir, "ai-database"), func(databaseURL string) (r result, err error) {
		took, err = benchReplies(ctx, binary, dir, databaseURL)
		return r, err
	})
	if err != nil {
		return fmt.Errorf("measure answers: %w", err)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "\nanswers by AI: question stored until a subscriber has the answer, without the model's time\tp50\tp99\taim\n")
	for _, row := range []struct {
		name string
		took latencies
		aim  string
	}{
		{fmt.Sprintf("%d chats, each in its own rhythm", asking), took.rhythm, "p99 < 50 ms"},
		{fmt.Sprintf("%d questions at the same moment", asking), took.bursts, ""},
		{"the same from contacts that never wrote before", took.first, ""},
	} {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", row.name, ms(row.took.at(50)), ms(row.took.at(99)), row.aim)
	}
	return w.Flush()
}

// answers are how long answers took.
type answers struct{ rhythm, bursts, first latencies }

// thinker serves a model that takes its time, until ctx is done.
func thinker(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	s := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		time.Sleep(thinks)
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, `data: {"id":"1","object":"chat.completion.chunk","model":"tiny","choices":[{"index":0,"delta":{"content":"We open at nine."},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
	})}
	go s.Serve(l) //nolint:errcheck // it ends with ctx
	context.AfterFunc(ctx, func() { s.Close() })
	return "http://" + l.Addr().String() + "/v1", nil
}

// benchReplies has contacts ask at once, again and again.
func benchReplies(ctx context.Context, binary, dir, databaseURL string) (took answers, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	model, err := thinker(ctx)
	if err != nil {
		return took, err
	}
	b, err := startBox(ctx, binary)
	if err != nil {
		return took, err
	}
	defer b.process.stop()
	s, err := newProduct(ctx, b, binary, filepath.Join(dir, "ai"), databaseURL)
	if err != nil {
		return took, err
	}
	s.env = append(s.env, "OPENAI_BASE_URL="+model, "OPENAI_API_KEY=bench-only")
	if _, err := s.start(ctx); err != nil {
		return took, err
	}
	defer func() { s.process.stop() }()
	if err := s.link(ctx, 0); err != nil {
		return took, err
	}
	shop := s.linked[0]
	if err := s.call(ctx, http.MethodPost, "/api/accounts/"+shop.id+"/ai-config", map[string]any{
		"is_active": true, "provider": "openai", "model": "tiny", "debounce_ms": 0, "max_replies_per_hour": 1000,
	}, nil); err != nil {
		return took, err
	}
	customers := make([]string, asking)
	for i := range customers {
		if customers[i], err = b.phone(ctx); err != nil {
			return took, err
		}
	}
	c := &conversations{product: s, shop: shop, asked: map[string]told{}, answered: map[string]chan time.Duration{}}
	for _, number := range customers {
		c.answered[number] = make(chan time.Duration, 1)
	}
	if err := s.subscribe(ctx, shop, c.came); err != nil {
		return took, err
	}
	if took.first, err = c.all(ctx, 1, func() time.Duration { return 0 }); err != nil {
		return took, err
	}
	for range bursts {
		burst, err := c.all(ctx, 1, func() time.Duration { return 0 })
		if err != nil {
			return took, err
		}
		took.bursts = append(took.bursts, burst...)
	}
	took.rhythm, err = c.all(ctx, askRounds, func() time.Duration { return pauseFrom + rand.N(pauseTo-pauseFrom) })
	return took, err
}

// conversations are contacts that ask an account whose answers come by AI.
type conversations struct {
	*product
	shop     *shop
	asked    map[string]told               // the last question by its chat
	answered map[string]chan time.Duration // by the contact's number
}

// came tells a contact how long its answer took: from when the question was stored until a
// subscriber has the answer, without the model. A question is its contact's number.
func (c *conversations) came(m told) {
	if m.Direction == "incoming" {
		c.asked[m.ChatID] = m
	} else if q, ok := c.asked[m.ChatID]; ok {
		c.answered[q.Text] <- time.Since(q.CreatedAt) - thinks
	}
}

// all has each contact ask so many times, with pauses before.
func (c *conversations) all(ctx context.Context, times int, pause func() time.Duration) (took latencies, err error) {
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	for number, answered := range c.answered {
		g.Go(func() error {
			for range times {
				if err := errors.Join(rest(ctx, pause()), c.box.say(ctx, number, c.shop.number, number)); err != nil {
					return err
				}
				select {
				case d := <-answered:
					mu.Lock()
					took = append(took, d)
					mu.Unlock()
				case <-time.After(30 * time.Second):
					return errors.New("a question was not answered")
				}
			}
			return nil
		})
	}
	err = g.Wait()
	return took, err
}
