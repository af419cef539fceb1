package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// asking is how many contacts ask at once.
	asking = 20
	// askRounds is how often each asks.
	askRounds = samples / asking
	// thinks is how long the model takes.
	thinks = 200 * time.Millisecond
)

// measureReplies prints what answers by AI take beside the model's time.
func measureReplies(ctx context.Context, binary, dir string) error {
	var took latencies
	_, err := withDatabase(ctx, filepath.Join(dir, "ai-database"), func(databaseURL string) (r result, err error) {
		took, err = benchReplies(ctx, binary, dir, databaseURL)
		return r, err
	})
	if err != nil {
		return fmt.Errorf("measure answers: %w", err)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "\nanswers by AI, %d chats at once\tmeasured\taim\n", asking)
	fmt.Fprintf(w, "due until in the outbox, without the model: p50\t%s\t\n", ms(took.at(50)))
	fmt.Fprintf(w, "due until in the outbox, without the model: p99\t%s\t< 50 ms\n", ms(took.at(99)))
	return w.Flush()
}

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
func benchReplies(ctx context.Context, binary, dir, databaseURL string) (latencies, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	model, err := thinker(ctx)
	if err != nil {
		return nil, err
	}
	b, err := startBox(ctx, binary)
	if err != nil {
		return nil, err
	}
	defer b.process.stop()
	s, err := newProduct(ctx, b, binary, filepath.Join(dir, "ai"), databaseURL)
	if err != nil {
		return nil, err
	}
	s.env = append(s.env, "OPENAI_BASE_URL="+model, "OPENAI_API_KEY=bench-only")
	if _, err := s.start(ctx); err != nil {
		return nil, err
	}
	defer func() { s.process.stop() }()
	if err := s.link(ctx, 0); err != nil {
		return nil, err
	}
	shop := s.linked[0]
	if err := s.call(ctx, http.MethodPost, "/api/accounts/"+shop.id+"/ai-config", map[string]any{
		"is_active": true, "provider": "openai", "model": "tiny", "debounce_ms": 0, "max_replies_per_hour": 1000,
	}, nil); err != nil {
		return nil, err
	}
	customers := make([]string, asking)
	for i := range customers {
		if customers[i], err = b.phone(ctx); err != nil {
			return nil, err
		}
	}
	for round := range askRounds {
		if err := s.ask(ctx, customers, round); err != nil {
			return nil, err
		}
	}
	return shop.answered(ctx)
}

// ask has all contacts ask at once, and waits for the answers.
func (s *product) ask(ctx context.Context, customers []string, round int) error {
	shop := s.linked[0]
	g, gctx := errgroup.WithContext(ctx)
	for _, c := range customers {
		g.Go(func() error { return s.box.say(gctx, c, shop.number, fmt.Sprint("When do you open? ", round)) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return until(ctx, "answers", func() (bool, error) {
		if err := rest(ctx, askEvery); err != nil {
			return false, err
		}
		var usage []struct{ Replies int }
		err := shop.call(ctx, http.MethodGet, "/api/accounts/"+shop.id+"/ai-usage", nil, &usage)
		replies := 0
		for _, u := range usage {
			replies += u.Replies
		}
		return replies == (round+1)*len(customers), err
	})
}

// answered is how long each answer took from the message until it was in the outbox, without
// the model.
func (s *shop) answered(ctx context.Context) (latencies, error) {
	type stored struct {
		ChatID    string    `json:"chat_id"`
		FromMe    bool      `json:"from_me"`
		CreatedAt time.Time `json:"created_at"`
	}
	var all []stored
	for cursor := ""; ; {
		var page struct {
			Items      []stored
			NextCursor *string `json:"next_cursor"`
		}
		if err := s.call(ctx, http.MethodGet, "/api/accounts/"+s.id+"/messages?limit=100&cursor="+cursor, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.NextCursor == nil {
			break
		}
		cursor = *page.NextCursor
	}
	slices.Reverse(all)
	var out latencies
	asked := map[string]time.Time{}
	for _, m := range all {
		if !m.FromMe {
			asked[m.ChatID] = m.CreatedAt
		} else if at, ok := asked[m.ChatID]; ok {
			out = append(out, m.CreatedAt.Sub(at)-thinks)
		}
	}
	if len(out) != asking*askRounds {
		return nil, fmt.Errorf("%d of %d questions were answered", len(out), asking*askRounds)
	}
	return out, nil
}
