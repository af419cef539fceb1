package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// latencies are measured durations.
type latencies []time.Duration

// at is a percentile.
func (l latencies) at(percent int) time.Duration {
	if len(l) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(l))
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)]
}

// process is a program that is measured.
type process struct {
	cmd     *exec.Cmd
	started time.Time
	log     bytes.Buffer
}

func spawn(ctx context.Context, name string, args, env []string) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, name, args...), started: time.Now()}
	p.cmd.Env = append([]string{"PATH=" + path()}, env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	return p, p.cmd.Start()
}

// path is where programs are searched; the measured ones get no other variable.
func path() string { return strings.Join([]string{"/usr/local/bin", "/usr/bin", "/bin"}, ":") }

func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended by itself
	p.cmd.Wait()                          //nolint:errcheck // how it ended does not matter here
}

// rss is the resident memory of the process, in bytes.
func (p *process) rss() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(p.cmd.Process.Pid)).Output() //nolint:noctx // ends by itself
		if err != nil {
			return 0, err
		}
		kb, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
		return kb << 10, err
	}
	return kilobytes(status, "VmRSS:")
}

// own is the resident memory without the pages of files, which the kernel drops when it needs
// them, in bytes; 0 where that is not told.
func (p *process) own() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, nil //nolint:nilerr // only Linux tells
	}
	return kilobytes(status, "RssAnon:")
}

// kilobytes is a size in a process's status, in bytes.
func kilobytes(status []byte, field string) (int64, error) {
	_, rest, _ := strings.Cut(string(status), field)
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	return kb << 10, err
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// until tries every few milliseconds: for what another process does.
func until(ctx context.Context, what string, ok func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		done, err := ok()
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s did not come: %w", what, errorOr(err, ctx.Err()))
		case <-tick.C:
		}
	}
}

func errorOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// rest waits between two measurements.
func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// caller calls a JSON interface.
type caller struct {
	http *http.Client
	base string
	key  string
}

func newCaller(base string) *caller {
	jar, _ := cookiejar.New(nil)
	return &caller{http: &http.Client{Jar: jar, Timeout: time.Minute}, base: base}
}

func (c *caller) call(ctx context.Context, method, path string, body, into any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.key != "" {
		r.Header.Set("X-API-Key", c.key)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return err
	case resp.StatusCode >= http.StatusMultipleChoices:
		return fmt.Errorf("%s %s answered %d: %s", method, path, resp.StatusCode, answer)
	case into == nil:
		return nil
	}
	return json.Unmarshal(answer, into)
}

// box is the simulated WhatsApp in a process of its own.
type box struct {
	*caller
	process *process
}

func startBox(ctx context.Context, binary string) (*box, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	p, err := spawn(ctx, binary, []string{"sandbox", "--listen", address}, []string{"LOG_LEVEL=error"})
	if err != nil {
		return nil, err
	}
	b := &box{caller: newCaller("http://" + address), process: p}
	return b, until(ctx, "the sandbox", func() (bool, error) {
		err := b.call(ctx, http.MethodGet, "/sandbox/info", nil, nil)
		return err == nil, err
	})
}

// phone makes a phone and returns its number.
func (b *box) phone(ctx context.Context) (string, error) {
	var p struct{ Number string }
	err := b.call(ctx, http.MethodPost, "/sandbox/phones", map[string]string{}, &p)
	return p.Number, err
}

func (b *box) scan(ctx context.Context, number, code string) error {
	return b.call(ctx, http.MethodPost, "/sandbox/phones/"+number+"/scan", map[string]string{"code": code}, nil)
}

func (b *box) say(ctx context.Context, from, to, text string) error {
	return b.call(ctx, http.MethodPost, "/sandbox/phones/"+from+"/messages", map[string]string{"to": to, "text": text}, nil)
}

// steady calls do at the bench's rate, side by side, and gathers how long each took.
func steady(ctx context.Context, do func(i int) (time.Duration, error)) (latencies, error) {
	type answer struct {
		took time.Duration
		err  error
	}
	answers := make(chan answer, samples)
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	for i := range samples {
		go func() {
			took, err := do(i)
			answers <- answer{took, err}
		}()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
	}
	out := make(latencies, 0, samples)
	for range samples {
		a := <-answers
		if a.err != nil {
			return nil, a.err
		}
		out = append(out, a.took)
	}
	return out, nil
}
