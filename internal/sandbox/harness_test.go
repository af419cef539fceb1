package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"go.mau.fi/whatsmeow/util/keys"
	waLog "go.mau.fi/whatsmeow/util/log"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
	"switchboard/internal/sandbox/clientstore"
)

// patience is how long a test waits for what should take milliseconds: a machine
// may be slow, and no test fails because it is.
const patience = 2 * time.Minute

var rootKey = keys.NewKeyPair()

// The root a client trusts is a package variable, so all sandboxes here share one.
func TestMain(m *testing.M) {
	if state := os.Getenv("SANDBOX_TEST_STATE"); state != "" {
		os.Exit(runChild(state))
	}
	whatsmeow.WACertPubKey = *rootKey.Pub
	store.DeviceProps.RequireFullSync = proto.Bool(true)
	os.Exit(m.Run())
}

func testContext(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// startSandbox runs a sandbox until the test ends.
func startSandbox(t *testing.T, stateFile string) *sandbox.Sandbox {
	t.Helper()
	s, _ := runSandbox(t, stateFile, "127.0.0.1:0")
	return s
}

// runSandbox also returns how to stop it before.
func runSandbox(t *testing.T, stateFile, listen string) (*sandbox.Sandbox, func()) {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{Listen: listen, StateFile: stateFile, RootKey: rootKey.Priv[:]})
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- s.Run(context.WithoutCancel(t.Context())) }()
	var once sync.Once
	stop := func() {
		once.Do(func() {
			require.NoError(t, s.Close())
			require.NoError(t, <-done)
		})
	}
	t.Cleanup(stop)
	return s, stop
}

func addPhone(t *testing.T, s *sandbox.Sandbox, name string) *sandbox.Phone {
	t.Helper()
	p, err := s.AddPhone("", name)
	require.NoError(t, err)
	return p
}

// client is an unmodified whatsmeow client that dials a sandbox, and what it has seen.
type client struct {
	*whatsmeow.Client
	t    testing.TB
	addr string

	mu      sync.Mutex
	seen    []any
	changed chan struct{}
	loud    []string // warnings and errors in its log
}

func addrOf(s *sandbox.Sandbox) string {
	return strings.TrimSuffix(strings.TrimPrefix(s.Info().WSURL, "ws://"), "/ws/chat")
}

func newClient(t *testing.T, s *sandbox.Sandbox) *client {
	t.Helper()
	return clientFor(t, addrOf(s), clientstore.NewDevice())
}

// clientFor makes a client on a device that may be linked already.
func clientFor(t testing.TB, addr string, device *store.Device) *client {
	t.Helper()
	c := &client{t: t, addr: addr, changed: make(chan struct{})}
	c.Client = whatsmeow.NewClient(device, &recordingLog{c: c})
	transport := &http.Transport{DialContext: c.dial, DialTLSContext: c.dial}
	httpClient := &http.Client{Transport: transport}
	c.SetPreLoginHTTPClient(httpClient)
	c.SetWebsocketHTTPClient(httpClient)
	c.SetMediaHTTPClient(httpClient)
	c.SynchronousAck = true
	c.EnableDecryptedEventBuffer = true
	c.UseRetryMessageStore = true
	c.AddEventHandler(c.record)
	t.Cleanup(func() {
		c.Disconnect()
		transport.CloseIdleConnections()
	})
	return c
}

// dial goes to the sandbox whatever the address; plain TCP is taken for TLS.
func (c *client) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	c.mu.Lock()
	addr := c.addr
	c.mu.Unlock()
	return (&net.Dialer{}).DialContext(ctx, network, addr)
}

func (c *client) record(evt any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = append(c.seen, evt)
	close(c.changed)
	c.changed = make(chan struct{})
}

// forget drops what the client has seen, so that the next wait is for something new.
func (c *client) forget() { c.drop(func(any) bool { return true }) }

func (c *client) drop(which func(any) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = slices.DeleteFunc(c.seen, which)
}

func (c *client) complaints() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.loud...)
}

// await waits for an event of a type that matches, also among those already seen.
func await[T any](c *client, match func(T) bool) T {
	c.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	next := 0
	for {
		c.mu.Lock()
		changed := c.changed
		next = min(next, len(c.seen))
		fresh := append([]any(nil), c.seen[next:]...)
		next = len(c.seen)
		c.mu.Unlock()
		for _, evt := range fresh {
			if typed, ok := evt.(T); ok && match(typed) {
				return typed
			}
		}
		select {
		case <-changed:
		case <-deadline.C:
			var none T
			c.t.Fatalf("no %T came; log: %v", none, c.complaints())
			return none
		}
	}
}

func anyOf[T any](T) bool { return true }

// count returns how many events of a type match so far.
func count[T any](c *client, match func(T) bool) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, evt := range c.seen {
		if typed, ok := evt.(T); ok && match(typed) {
			n++
		}
	}
	return n
}

// pair links a new client to the phone by QR and waits until it is fully there.
func pair(t *testing.T, s *sandbox.Sandbox, p *sandbox.Phone) *client {
	t.Helper()
	c := newClient(t, s)
	c.scanWith(p)
	return c
}

func (c *client) scanWith(p *sandbox.Phone) {
	c.t.Helper()
	require.NoError(c.t, c.Connect())
	qr := await(c, anyOf[*events.QR])
	require.Len(c.t, qr.Codes, 6)
	require.NoError(c.t, p.Scan(testContext(c.t), qr.Codes[0]))
	c.ready()
}

// ready waits for the login and for the app state that names the account.
func (c *client) ready() {
	c.t.Helper()
	await(c, anyOf[*events.Connected])
	await(c, func(evt *events.AppStateSyncComplete) bool { return evt.Name == "regular_low" })
	// What the client still does in the background for the phone's first
	// message reads the device; deleting the device meanwhile would race.
	<-clientstore.Swept(c.Store)
	await(c, anyOf[phoneAnswered])
}

// missed is a message the network says it has kept while the client was away.
type missed struct{ id any }

// phoneAnswered is when a client's answer to its phone's message has arrived.
type phoneAnswered struct{}

func (c *client) sendText(to *sandbox.Phone, text string) string {
	c.t.Helper()
	return c.sendTextTo(types.NewJID(to.Number(), types.DefaultUserServer), text)
}

func (c *client) sendTextTo(to types.JID, text string) string {
	c.t.Helper()
	resp, err := c.SendMessage(testContext(c.t), to, &waE2E.Message{Conversation: proto.String(text)})
	require.NoError(c.t, err)
	return resp.ID
}

// insist sends a message until it is acked, always under the same id: the library
// gives up when it is not connected again within five seconds.
func (c *client) insist(ctx context.Context, to types.JID, content *waE2E.Message, id string) error {
	for {
		_, err := c.SendMessage(ctx, to, content, whatsmeow.SendRequestExtra{ID: id})
		if err == nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		// The connection has dropped: wait for the next one.
		if !c.WaitForConnection(patience) {
			return err
		}
	}
}

func textOf(evt *events.Message) string { return evt.Message.GetConversation() }

func hasText(text string) func(*events.Message) bool {
	return func(evt *events.Message) bool { return textOf(evt) == text }
}

func shows(text string) func(sandbox.PhoneMessage) bool {
	return func(m sandbox.PhoneMessage) bool { return m.Text == text }
}

func expectText(t *testing.T, p *sandbox.Phone, text string) sandbox.PhoneMessage {
	t.Helper()
	m, err := p.Expect(testContext(t), shows(text))
	require.NoError(t, err)
	return m
}

// recordingLog remembers what a client warns of.
type recordingLog struct {
	c      *client
	module string
}

func (l *recordingLog) loud(level, msg string, args []any) {
	l.c.mu.Lock()
	defer l.c.mu.Unlock()
	l.c.loud = append(l.c.loud, fmt.Sprintf("%s %s: %s", level, l.module, fmt.Sprintf(msg, args...)))
}

func (l *recordingLog) Warnf(msg string, args ...any)  { l.loud("WARN", msg, args) }
func (l *recordingLog) Errorf(msg string, args ...any) { l.loud("ERROR", msg, args) }
func (l *recordingLog) Infof(string, ...any)           {}

// Debugf looks at the stanzas the client logs as they come.
func (l *recordingLog) Debugf(_ string, args ...any) {
	if len(args) != 1 {
		return
	}
	n, ok := args[0].(*waBinary.Node)
	switch {
	case !ok:
	case n.Tag == "ack" && n.Attrs["type"] == "peer_msg":
		l.c.record(phoneAnswered{})
	case n.Tag == "message" && n.Attrs["offline"] != nil:
		l.c.record(missed{n.Attrs["id"]})
	}
}

func (l *recordingLog) Sub(module string) waLog.Logger {
	return &recordingLog{c: l.c, module: l.module + "/" + module}
}
