package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// backlogFiles of fileSize are queued while nothing goes: 2 GB.
	backlogFiles = 20
	fileSize     = 100 << 20
	// backlogSent is how many of them go then: the sandbox keeps what it gets in memory.
	backlogSent = 3
	// groupMembers is the large group, and groupSends what is sent to it while a person is
	// written to.
	groupMembers = 500
	groupSends   = 20
	// searched is how many messages are searched, and searches how often.
	searched = 1_000_000
	searches = 200
)

// heavy is what much of something costs.
type heavy struct {
	backlog, passing int64 // how much the memory rises, in bytes
	accept, direct   latencies
	alone            latencies // direct, without a group
	generated        time.Duration
	search           latencies
}

func measureHeavy(ctx context.Context, binary, dir string) error {
	var h heavy
	_, err := withDatabase(ctx, filepath.Join(dir, "heavy"), func(databaseURL string) (r result, err error) {
		h, err = benchHeavy(ctx, binary, dir, databaseURL)
		return r, err
	})
	if err != nil {
		return fmt.Errorf("measure much of something: %w", err)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprint(w, "\nmuch of something\tmeasured\taim\n")
	fmt.Fprintf(w, "%d files of %d MB uploaded and queued: memory rises by\t%s\t< 32 MB\n", backlogFiles, fileSize>>20, mb(h.backlog))
	fmt.Fprintf(w, "%d of them sent: memory rises by\t%s\t< 32 MB\n", backlogSent, mb(h.passing))
	fmt.Fprintf(w, "send to a group of %d, until accepted: p99\t%s\t< 50 ms\n", groupMembers, ms(h.accept.at(99)))
	fmt.Fprintf(w, "send to a person, until WhatsApp has it: p50\t%s\t\n", ms(h.alone.at(50)))
	fmt.Fprintf(w, "the same while the group is written to for the first time: p50, most\t%s, %s\t\n", ms(h.direct.at(50)), ms(h.direct.at(100)))
	fmt.Fprintf(w, "search in %d messages: p50\t%s\t\n", searched, ms(h.search.at(50)))
	fmt.Fprintf(w, "search in %d messages: p95\t%s\t< 100 ms\n", searched, ms(h.search.at(95)))
	return w.Flush()
}

func benchHeavy(ctx context.Context, binary, dir, databaseURL string) (h heavy, err error) {
	b, err := startBox(ctx, binary)
	if err != nil {
		return h, err
	}
	defer b.process.stop()
	s, err := newProduct(ctx, b, binary, filepath.Join(dir, "files"), databaseURL)
	if err != nil {
		return h, err
	}
	if _, err := s.start(ctx); err != nil {
		return h, err
	}
	defer func() { s.process.stop() }()
	if err := s.link(ctx, 0); err != nil {
		return h, err
	}
	customer, err := b.phone(ctx)
	if err != nil {
		return h, err
	}
	for _, part := range []func() error{
		func() error { return s.group(ctx, customer, &h) },
		func() error { return s.find(ctx, databaseURL, &h) },
		func() error { return s.backlog(ctx, customer, &h) },
	} {
		if err := part(); err != nil {
			return h, err
		}
	}
	return h, nil
}

// nothing is a file of zeros.
type nothing struct{}

func (nothing) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// backlog queues 2 GB of files at once while the account is paused, then lets some go.
func (s *product) backlog(ctx context.Context, customer string, h *heavy) error {
	shop := s.linked[0]
	if err := shop.call(ctx, http.MethodPost, "/api/accounts/"+shop.id+"/pause", nil, nil); err != nil {
		return err
	}
	if err := rest(ctx, settle); err != nil {
		return err
	}
	before, err := s.process.highest()
	if err != nil {
		return err
	}
	g, gctx := errgroup.WithContext(ctx)
	ids := make([]string, backlogFiles)
	for i := range ids {
		g.Go(func() error {
			id, err := shop.upload(gctx, fmt.Sprint(i, ".bin"))
			if err != nil {
				return err
			}
			var m struct{ ID string }
			err = shop.call(gctx, http.MethodPost, "/api/messages", map[string]any{"to": customer, "type": "document", "media_id": id, "allow_duplicate": true}, &m)
			ids[i] = m.ID
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	top, err := s.process.peak()
	if err != nil {
		return err
	}
	h.backlog = top - before
	if err := shop.call(ctx, http.MethodPost, "/api/accounts/"+shop.id+"/resume", nil, nil); err != nil {
		return err
	}
	if err := until(ctx, "sent files", func() (bool, error) {
		var page struct {
			Items []struct{ Status, Type string }
		}
		err := shop.call(ctx, http.MethodGet, "/api/accounts/"+shop.id+"/messages?limit=100", nil, &page)
		sent := 0
		for _, m := range page.Items {
			if m.Type == "document" && m.Status != "queued" && m.Status != "sending" {
				sent++
			}
		}
		return sent >= backlogSent, err
	}); err != nil {
		return err
	}
	top, err = s.process.peak()
	h.passing = top - before
	return err
}

// upload streams a file of zeros and returns its id.
func (c *caller) upload(ctx context.Context, name string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/api/media?filename="+name, io.LimitReader(nothing{}, fileSize))
	if err != nil {
		return "", err
	}
	r.Header.Set("X-API-Key", c.key)
	resp, err := (&http.Client{Timeout: 10 * time.Minute}).Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("an upload was answered with %d", resp.StatusCode)
	}
	at := resp.Header.Get("Location")
	return at[strings.LastIndexByte(at, '/')+1:], nil
}

// group writes to a person, alone and beside a group that was never written to.
func (s *product) group(ctx context.Context, customer string, h *heavy) error {
	shop := s.linked[0]
	members := []string{shop.number}
	for range groupMembers - 2 {
		p, err := s.box.phone(ctx)
		if err != nil {
			return err
		}
		members = append(members, p)
	}
	var g struct{ ID string }
	if err := s.box.call(ctx, http.MethodPost, "/sandbox/groups", map[string]any{"creator": customer, "name": "All", "members": members}, &g); err != nil {
		return err
	}
	direct := func(n int, what string, into *latencies) error {
		for i := range n {
			began := time.Now()
			if err := shop.waited(ctx, customer, fmt.Sprint(what, " ", i)); err != nil {
				return err
			}
			*into = append(*into, time.Since(began))
		}
		return nil
	}
	if err := direct(groupSends, "alone", &h.alone); err != nil {
		return err
	}
	together, tctx := errgroup.WithContext(ctx)
	together.Go(func() error {
		for i := range groupSends {
			began := time.Now()
			if err := shop.call(tctx, http.MethodPost, "/api/send", map[string]string{"number": g.ID, "message": fmt.Sprint("all ", i)}, nil); err != nil {
				return err
			}
			h.accept = append(h.accept, time.Since(began))
		}
		return nil
	})
	together.Go(func() error { return direct(groupSends, "beside", &h.direct) })
	if err := together.Wait(); err != nil {
		return err
	}
	return s.drained(ctx)
}

// waited sends a text and returns when WhatsApp has it.
func (c *caller) waited(ctx context.Context, to, text string) error {
	body := fmt.Sprintf(`{"number":%q,"message":%q}`, to, text)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/api/send", strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-API-Key", c.key)
	r.Header.Set("Prefer", "wait=30")
	resp, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("a send was answered with %d", resp.StatusCode)
	}
	return nil
}

// highest makes peak begin anew, and returns what it is then.
func (p *process) highest() (int64, error) {
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.cmd.Process.Pid), []byte("5"), 0o200); err != nil {
		return 0, err
	}
	return p.peak()
}

// peak is the most resident memory that the process has had, in bytes.
func (p *process) peak() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.ParseInt(strings.Fields(after)[0], 10, 64)
	return kb << 10, err
}
