package app_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/app"
	"switchboard/internal/config"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/sandbox"
)

// childMark makes the test binary run as a server: only a process of its own can be killed.
const childMark = "SWITCHBOARD_TEST_CHILD"

// killMark names the point at which a child kills itself, and at which pass: "after send:3".
const killMark = "SWITCHBOARD_TEST_KILL"

func TestMain(m *testing.M) {
	if os.Getenv(childMark) != "" {
		if err := serve(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func serve() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	cfg, err := config.Load(false)
	if err != nil {
		return err
	}
	return app.Run(ctx, cfg, app.Options{
		Version: "test", Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Out: io.Discard,
		Ready: func(string) { fmt.Println("ready") },
		Probe: killer(os.Getenv(killMark)),
	})
}

// killer kills the process, as no handler could prevent, at the given pass of a point.
func killer(mark string) func(point string) {
	point, pass, found := strings.Cut(mark, ":")
	left, err := strconv.Atoi(pass)
	if !found || err != nil {
		return nil
	}
	var passes atomic.Int64
	return func(p string) {
		if p == point && passes.Add(1) == int64(left) {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // nothing comes after it
		}
	}
}

const password = "tests-only-4711"

// world is a simulated WhatsApp, a database and the folder of a server that may come and go.
type world struct {
	box *sandbox.Sandbox
	env []string
	url string
}

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	return newWitnessedWorld(t, nil, env...)
}

// newWitnessedWorld is newWorld with somebody who sees what clients do.
func newWitnessedWorld(t *testing.T, witness func(sandbox.Sighting), env ...string) *world {
	t.Helper()
	box, err := sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", Witness: witness})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- box.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	address := strings.TrimSuffix(strings.Replace(box.Info().WSURL, "ws://", "http://", 1), "/ws/chat")
	port := freePort(t)
	w := &world{box: box, url: "http://127.0.0.1:" + strconv.Itoa(port)}
	w.env = append([]string{
		childMark + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "GORACE=" + os.Getenv("GORACE"),
		"SANDBOX_URL=" + address, "DATA_DIR=" + t.TempDir(), "DATABASE_URL=" + postgrestest.URL(t), "PORT=" + strconv.Itoa(port),
		"ADMIN_PASSWORD=" + password, "RATE_LIMITS=off", "TYPING_DELAY_MS=0", "WA_MIN_MESSAGE_INTERVAL_MS=0",
		"WA_RANDOM_DELAY_MS=0", "WA_MAX_MESSAGES_PER_HOUR=0", "WA_MAX_MESSAGES_PER_DAY=0",
	}, env...)
	return w
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// server is one process.
type server struct {
	cmd *exec.Cmd
	log *lines
}

// lines keeps a process's output for a failing test to show.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// start runs a server and returns once it serves.
func (w *world) start(t *testing.T, env ...string) *server {
	t.Helper()
	s, out := w.launch(t, env...)
	scan := bufio.NewScanner(out)
	require.True(t, scan.Scan(), "the server did not start:\n%s", s.log)
	return s
}

// launch runs a server, with more environment than the world's, and does not wait for it.
func (w *world) launch(t *testing.T, env ...string) (*server, io.Reader) {
	t.Helper()
	s := &server{cmd: exec.Command(os.Args[0]), log: &lines{}}
	s.cmd.Env = slices.Concat(w.env, env)
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, s.cmd.Start())
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("the server's log:\n%s", tail(s.log.String(), 60))
		}
	})
	return s, out
}

func tail(text string, n int) string {
	all := strings.Split(text, "\n")
	return strings.Join(all[max(0, len(all)-n):], "\n")
}

func (s *server) kill() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// terminate stops a server in order and returns how it ended.
func (s *server) terminate() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// client calls the REST interface as the admin or with an account's key.
type client struct {
	http *http.Client
	url  string
	key  string
}

func (w *world) login(t *testing.T) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	c := &client{http: &http.Client{Jar: jar, Timeout: 30 * time.Second}, url: w.url}
	c.must(t, "POST", "/api/auth/login", map[string]any{"username": "admin", "password": password}, nil)
	return c
}

// call returns the status; 0 when there was no answer.
func (c *client) call(method, path string, body, into any, headers ...string) (int, error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.url+path, r)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.key != "" {
		req.Header.Set("X-API-Key", c.key)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode >= 300 {
		return resp.StatusCode, fmt.Errorf("%s %s answered %d: %s", method, path, resp.StatusCode, b)
	}
	if into != nil {
		err = json.Unmarshal(b, into)
	}
	return resp.StatusCode, err
}

func (c *client) must(t *testing.T, method, path string, body, into any) {
	t.Helper()
	_, err := c.call(method, path, body, into)
	require.NoError(t, err)
}

// linked is an account with the phone that it belongs to.
type linked struct {
	*client
	id    string
	phone *sandbox.Phone
}

// link makes an account and lets a new phone scan its code.
func (w *world) link(t *testing.T, admin *client, name string) *linked {
	t.Helper()
	phone, err := w.box.AddPhone("", name)
	require.NoError(t, err)
	var created struct {
		ID     string `json:"id"`
		APIKey string `json:"api_key"`
	}
	admin.must(t, "POST", "/api/accounts", map[string]any{"name": name}, &created)
	var qr struct {
		Status string `json:"status"`
		Code   string `json:"code"`
	}
	eventually(t, "a QR code", func() bool {
		admin.must(t, "GET", "/api/accounts/"+created.ID+"/qr", nil, &qr)
		return qr.Status == "qr_ready"
	})
	require.NoError(t, phone.Scan(t.Context(), qr.Code))
	l := &linked{client: &client{http: &http.Client{Timeout: 30 * time.Second}, url: w.url, key: created.APIKey}, id: created.ID, phone: phone}
	l.ready(t)
	return l
}

func (l *linked) ready(t *testing.T) {
	t.Helper()
	eventually(t, "a connected account", func() bool {
		var a struct {
			Status string `json:"status"`
		}
		_, err := l.call("GET", "/api/accounts/"+l.id, nil, &a)
		return err == nil && a.Status == "ready"
	})
}

// received is every incoming text of the account, oldest first.
func (l *linked) received(t *testing.T) []string {
	t.Helper()
	var texts []string
	cursor := ""
	for {
		var page struct {
			Items []struct {
				Direction string `json:"direction"`
				Text      string `json:"text"`
			} `json:"items"`
			Next *string `json:"next_cursor"`
		}
		l.must(t, "GET", "/api/accounts/"+l.id+"/messages?limit=100&cursor="+cursor, nil, &page)
		for _, m := range page.Items {
			if m.Direction == "incoming" {
				texts = append([]string{m.Text}, texts...)
			}
		}
		if page.Next == nil {
			return texts
		}
		cursor = *page.Next
	}
}

// eventually polls for what another process does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(90 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-deadline:
			t.Fatalf("there was no %s in time", what)
		case <-tick.C:
		}
	}
}

func texts(p *sandbox.Phone, from string) []string {
	var out []string
	for _, m := range p.Messages() {
		if m.From == from && m.Type == "text" {
			out = append(out, m.Text)
		}
	}
	return out
}
