package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/socket"
)

const (
	handshakeTimeout = 20 * time.Second
	writeTimeout     = 30 * time.Second
	// closeGrace is how long a client has to close by itself when that is its part.
	closeGrace = 10 * time.Second
	// lingerTime is between a last stanza and the close.
	lingerTime = 300 * time.Millisecond
	// idleTimeout is longer than three of the pings clients send every 20 to 30 s.
	idleTimeout = 2 * time.Minute
	// maxBacklog is how many stanzas may wait for a client that does not read.
	maxBacklog = 20_000
)

// conn is one client connection, from the websocket upgrade to its end.
type conn struct {
	s      *Sandbox
	ws     *websocket.Conn
	remote string
	host   string // host:port by which it reached us
	cancel context.CancelFunc

	read    *transport
	write   *transport
	backlog []byte // received bytes that are not a whole frame yet

	out     chan struct{} // has an element when there is something to write
	outLock sync.Mutex
	outbox  []outgoing
	ending  bool        // close once the outbox is written
	frozen  atomic.Bool // by a fault: nothing is read or written any more

	payload      *waWa6.ClientPayload
	clientStatic [32]byte

	// dev is set once, at login; the rest belongs to Sandbox.mu.
	dev    *device
	active bool
	// catchingUp lasts until the backlog of the login, up to backlogEnd, is sent.
	catchingUp   bool
	backlogTotal int
	backlogEnd   uint64
	pairing      *registration
	pending      map[string]func(*waBinary.Node) // our iqs -> what to do with the answer
}

// serveWS is GET /ws/chat: a client connection.
func (s *Sandbox) serveWS(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		http.Error(w, "The sandbox is closing.", http.StatusServiceUnavailable)
		return
	}
	defer s.work.Done()
	if f := s.faults.strike(FaultRefuseConnect); f != nil {
		code := f.Code
		if code == 0 {
			code = http.StatusServiceUnavailable
		}
		http.Error(w, "The sandbox refuses connections.", code)
		return
	}
	// Any Origin: clients that are no browser send the real network's.
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled,
	})
	if err != nil {
		s.log.Debug("websocket upgrade failed", "error", err)
		return
	}
	ws.SetReadLimit(maxStanza + 1024)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	c := &conn{
		s: s, ws: ws, remote: r.RemoteAddr, host: s.reachedAt(r), cancel: cancel,
		out: make(chan struct{}, 1), pending: make(map[string]func(*waBinary.Node)),
	}
	defer func() { _ = ws.CloseNow() }()
	if err := c.handshake(ctx); err != nil {
		s.log.Debug("noise handshake failed", "remote", c.remote, "error", err)
		if !errors.Is(err, errBrokenOff) {
			s.violate(c.remote, ruleHandshake, err.Error())
		}
		return
	}
	c.serve(ctx)
}

func (c *conn) handshake(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := c.readPrologue(ctx); err != nil {
		return err
	}
	hs := &handshake{static: c.s.authority.static}
	first, err := c.readFrame(ctx)
	if err != nil {
		return err
	}
	answer, err := hs.hello(first, socket.WAConnHeader, c.s.authority.chain)
	if err != nil {
		return err
	}
	if err = c.ws.Write(ctx, websocket.MessageBinary, appendFrame(nil, answer)); err != nil {
		return fmt.Errorf("%w: %w", errBrokenOff, err)
	}
	second, err := c.readFrame(ctx)
	if err != nil {
		return err
	}
	res, err := hs.finish(second)
	if err != nil {
		return err
	}
	c.read, c.write, c.payload, c.clientStatic = res.read, res.write, res.payload, res.clientStatic
	return nil
}

// serve runs the connection after the handshake.
func (c *conn) serve(ctx context.Context) {
	c.s.mu.Lock()
	c.s.conns[c] = struct{}{}
	c.s.mu.Unlock()
	var writer sync.WaitGroup
	writer.Go(func() {
		c.writeLoop(ctx)
		// Without a writer there is no connection: wake the reader.
		c.cancel()
	})
	err := c.open()
	for err == nil {
		err = c.readStanza(ctx)
	}
	c.s.log.Debug("connection ended", "device", c.name(), "error", err)
	c.sight(SightEnd, "")
	c.flushOutbox()
	c.cancel()
	writer.Wait()
	c.detach()
}

// open starts what the client payload asks for: a login, or the linking of a new device.
func (c *conn) open() error {
	switch {
	case c.payload.GetDevicePairingData() != nil:
		return c.startPairing()
	case c.payload.Username != nil:
		return c.login()
	}
	c.s.violate(c.remote, rulePayload, "neither a login nor a registration")
	c.refuse(400, nil)
	return nil
}

// detach forgets the connection. What it was sent and has not confirmed will be sent again.
func (c *conn) detach() {
	c.s.mu.Lock()
	delete(c.s.conns, c)
	c.s.endPairing(c)
	wentOffline := c.dev != nil && c.dev.conn == c
	if wentOffline {
		c.dev.conn = nil
		c.dev.inFlight = 0
		for _, q := range c.dev.queue {
			q.sent = false
		}
	}
	c.s.mu.Unlock()
	if wentOffline {
		c.s.setAvailable(c.dev, false)
	}
}

func (c *conn) name() string {
	if c.dev != nil {
		return c.dev.pn().String()
	}
	return c.remote
}

// readStanza reads and handles one stanza.
func (c *conn) readStanza(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, idleTimeout)
	defer cancel()
	frame, err := c.readFrame(ctx)
	if err != nil {
		return err
	}
	plain, err := c.read.open(frame)
	if err != nil {
		c.s.violate(c.name(), ruleNoise, err.Error())
		return err
	}
	n, err := decodeStanza(plain)
	if err != nil {
		c.s.violate(c.name(), ruleStanza, err.Error())
		c.endStream(waBinary.Node{Tag: "stream:error", Content: []waBinary.Node{{Tag: "xml-not-well-formed"}}})
		return err
	}
	if !c.lost() {
		c.sight(n.Tag, attrString(n, "id"))
		c.handle(n)
	}
	return nil
}

// outgoing is a stanza on its way out.
type outgoing struct {
	raw []byte
	due time.Time // zero = at once; later by a fault
}

// send queues a stanza for writing. It never blocks.
func (c *conn) send(n waBinary.Node) { c.sendRaw(encodeStanza(n)) }

func (c *conn) sendRaw(raw []byte) {
	if c.lost() {
		return
	}
	next := outgoing{raw: raw}
	if delay := c.latency(); delay > 0 {
		next.due = time.Now().Add(delay)
	}
	c.outLock.Lock()
	if !c.ending {
		c.outbox = append(c.outbox, next)
	}
	tooSlow := len(c.outbox) > maxBacklog
	c.outLock.Unlock()
	if tooSlow {
		c.cancel()
		return
	}
	c.wakeWriter()
}

func (c *conn) wakeWriter() {
	select {
	case c.out <- struct{}{}:
	default:
	}
}

// endStream sends a last stanza and closes.
func (c *conn) endStream(last waBinary.Node) {
	c.send(last)
	c.flushOutbox()
}

// flushOutbox lets the writer close the connection once it has written everything.
func (c *conn) flushOutbox() {
	c.outLock.Lock()
	c.ending = true
	c.outLock.Unlock()
	c.wakeWriter()
}

// hangUp closes without a word, as a failing network does.
func (c *conn) hangUp() {
	c.outLock.Lock()
	c.ending, c.outbox = true, nil
	c.outLock.Unlock()
	c.cancel()
}

// expectClose gives the client time to close by itself and then closes for it.
func (c *conn) expectClose() {
	time.AfterFunc(closeGrace, c.cancel)
}

func (c *conn) writeLoop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.out:
		}
		c.outLock.Lock()
		pending, ending := c.outbox, c.ending
		c.outbox = nil
		c.outLock.Unlock()
		if err := c.writeAll(ctx, pending); err != nil {
			return
		}
		if ending {
			c.linger(ctx)
			// CloseNow follows; a close frame first lets clients end cleanly.
			_ = c.ws.Close(websocket.StatusNormalClosure, "")
			return
		}
	}
}

// linger gives the client time to act on the last stanza: one that sees the
// close at the same moment may drop what it has not handled yet.
func (c *conn) linger(ctx context.Context) {
	timer := time.NewTimer(lingerTime)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// maxWrite is how many bytes of frames share one websocket message.
const maxWrite = 32 << 10

func (c *conn) writeAll(ctx context.Context, stanzas []outgoing) error {
	var buf []byte
	for i, next := range stanzas {
		if err := waitUntil(ctx, next.due); err != nil {
			return err
		}
		buf = appendFrame(buf, c.write.seal(next.raw))
		if len(buf) < maxWrite && i < len(stanzas)-1 && stanzas[i+1].due.IsZero() {
			continue
		}
		if err := c.writeMessage(ctx, buf); err != nil {
			return err
		}
		buf = buf[:0]
	}
	return nil
}

func (c *conn) writeMessage(ctx context.Context, buf []byte) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	if err := c.ws.Write(ctx, websocket.MessageBinary, buf); err != nil {
		return fmt.Errorf("write frames: %w", err)
	}
	return nil
}

// waitUntil returns at a time, at once for zero, or with ctx's error.
func waitUntil(ctx context.Context, at time.Time) error {
	if at.IsZero() {
		return nil
	}
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
