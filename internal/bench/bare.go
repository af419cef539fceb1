package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
)

// benchBare measures the client library alone: this program again, as a child.
func benchBare(ctx context.Context, binary, databaseURL string) (r result, err error) {
	b, err := startBox(ctx, binary)
	if err != nil {
		return r, err
	}
	defer b.process.stop()
	child := &bareChild{box: b, database: databaseURL}
	if err := child.start(ctx); err != nil {
		return r, err
	}
	defer func() { child.process.stop() }()
	shopNumber, err := child.fill(ctx, &r)
	if err != nil {
		return r, err
	}
	customer, err := b.phone(ctx)
	if err != nil {
		return r, err
	}
	for i := range samples / 5 {
		text := fmt.Sprint("receive ", i)
		began := time.Now()
		if err := b.say(ctx, customer, shopNumber, text); err != nil {
			return r, err
		}
		var at struct{ Nanoseconds int64 }
		if err := child.call(ctx, http.MethodGet, "/seen?text="+url.QueryEscape(text), nil, &at); err != nil {
			return r, err
		}
		r.receive = append(r.receive, time.Unix(0, at.Nanoseconds).Sub(began))
	}
	r.accept, err = steady(ctx, func(i int) (time.Duration, error) {
		began := time.Now()
		err := child.call(ctx, http.MethodPost, "/send", map[string]string{"to": customer, "text": fmt.Sprint("accept ", i)}, nil)
		return time.Since(began), err
	})
	if err != nil {
		return r, err
	}
	child.process.stop()
	if err := child.start(ctx); err != nil {
		return r, err
	}
	err = child.call(ctx, http.MethodGet, "/connected?n="+strconv.Itoa(accounts), nil, nil)
	r.back = time.Since(child.process.started)
	return r, err
}

type bareChild struct {
	*caller
	box      *box
	database string
	process  *process
}

func (c *bareChild) start(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	c.caller = newCaller("http://" + address)
	if c.process, err = spawn(ctx, self, []string{"-bare", c.database, "-sandbox", c.box.base}, []string{"LISTEN=" + address}); err != nil {
		return err
	}
	return until(ctx, "the bare library", func() (bool, error) {
		err := c.call(ctx, http.MethodGet, "/connected?n=0", nil, nil)
		return err == nil, err
	})
}

// fill links the accounts and returns the first one's number.
func (c *bareChild) fill(ctx context.Context, r *result) (string, error) {
	var number string
	var first int64
	for i := range accounts {
		n, err := c.box.phone(ctx)
		if err != nil {
			return "", err
		}
		var qr struct{ Code string }
		if err := c.call(ctx, http.MethodPost, "/pair", nil, &qr); err != nil {
			return "", err
		}
		if err := c.box.scan(ctx, n, qr.Code); err != nil {
			return "", err
		}
		if err := c.call(ctx, http.MethodGet, "/connected?n="+strconv.Itoa(i+1), nil, nil); err != nil {
			return "", err
		}
		if i == 0 {
			number = n
			if err := rest(ctx, settle); err != nil {
				return "", err
			}
			if first, err = c.process.rss(); err != nil {
				return "", err
			}
		}
	}
	if err := rest(ctx, settle); err != nil {
		return "", err
	}
	var err error
	if r.memory, err = c.process.rss(); err == nil {
		r.own, err = c.process.own()
	}
	r.perAccount = (r.memory - first) / (accounts - 1)
	return number, err
}

// bareServer is the child: the library, and just enough HTTP to drive it.
type bareServer struct {
	container *sqlstore.Container
	http      *http.Client

	mu        sync.Mutex
	changed   *sync.Cond
	clients   []*whatsmeow.Client
	connected map[*whatsmeow.Client]bool
	seen      map[string]time.Time
}

func runBare(ctx context.Context, databaseURL, boxURL string) error {
	pool, err := pgxpool.New(ctx, databaseURL+"&pool_max_conns=8")
	if err != nil {
		return err
	}
	s := &bareServer{container: sqlstore.NewWithDB(stdlib.OpenDBFromPool(pool), "postgres", nil), connected: map[*whatsmeow.Client]bool{}, seen: map[string]time.Time{}}
	s.changed = sync.NewCond(&s.mu)
	if err := s.container.Upgrade(ctx); err != nil {
		return err
	}
	if err := s.redirect(ctx, boxURL); err != nil {
		return err
	}
	devices, err := s.container.GetAllDevices(ctx)
	if err != nil {
		return err
	}
	for _, d := range devices {
		c := s.add(whatsmeow.NewClient(d, nil))
		go c.Connect() //nolint:errcheck // a client that does not connect is missed by /connected
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /pair", s.pair)
	mux.HandleFunc("GET /connected", s.waitConnected)
	mux.HandleFunc("POST /send", s.send)
	mux.HandleFunc("POST /burst", s.burst)
	mux.HandleFunc("GET /seen", s.waitSeen)
	server := &http.Server{Addr: listenAddress(), Handler: mux, ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// listenAddress is where the parent wants the child.
func listenAddress() string { return os.Getenv("LISTEN") }

// redirect points the library at the sandbox and makes it trust the sandbox's root.
func (s *bareServer) redirect(ctx context.Context, boxURL string) error {
	var info struct {
		WSURL string `json:"ws_url"`
		Root  string `json:"root_public_key"`
	}
	if err := newCaller(boxURL).call(ctx, http.MethodGet, "/sandbox/info", nil, &info); err != nil {
		return err
	}
	root, err := hex.DecodeString(info.Root)
	if err != nil {
		return err
	}
	copy(whatsmeow.WACertPubKey[:], root)
	u, err := url.Parse(info.WSURL)
	if err != nil {
		return err
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", u.Host)
	}
	s.http = &http.Client{Transport: &http.Transport{DialContext: dial, DialTLSContext: dial}}
	return nil
}

func (s *bareServer) add(c *whatsmeow.Client) *whatsmeow.Client {
	c.SetPreLoginHTTPClient(s.http)
	c.SetWebsocketHTTPClient(s.http)
	c.SetMediaHTTPClient(s.http)
	c.AddEventHandler(func(e any) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch e := e.(type) {
		case *events.Connected:
			s.connected[c] = true
		case *events.Message:
			s.seen[e.Message.GetConversation()+e.Message.GetExtendedTextMessage().GetText()] = time.Now()
		}
		s.changed.Broadcast()
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients = append(s.clients, c)
	return c
}

func (s *bareServer) pair(w http.ResponseWriter, _ *http.Request) {
	c := s.add(whatsmeow.NewClient(s.container.NewDevice(), nil))
	codes, err := c.GetQRChannel(context.Background())
	if err == nil {
		err = c.Connect()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"code": (<-codes).Code}) //nolint:errcheck // the parent sees it
	go func() {
		for range codes {
		}
	}()
}

func (s *bareServer) waitConnected(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.URL.Query().Get("n"))
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.connected) < n {
		s.changed.Wait()
	}
	w.Write([]byte("{}"))
}

func (s *bareServer) waitSeen(w http.ResponseWriter, r *http.Request) {
	text := r.URL.Query().Get("text")
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.seen[text].IsZero() {
		s.changed.Wait()
	}
	json.NewEncoder(w).Encode(map[string]int64{"nanoseconds": s.seen[text].UnixNano()}) //nolint:errcheck // the parent sees it
}

func (s *bareServer) send(w http.ResponseWriter, r *http.Request) {
	var m struct{ To, Text string }
	err := json.NewDecoder(r.Body).Decode(&m)
	if err == nil {
		s.mu.Lock()
		c := s.clients[0]
		s.mu.Unlock()
		_, err = c.SendMessage(r.Context(), types.NewJID(m.To, types.DefaultUserServer), &waE2E.Message{Conversation: &m.Text})
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write([]byte("{}"))
}
