package sandbox

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// queued is a stanza a device has yet to confirm. It stays in the queue, and in
// the state file, until it is: a connection that dies in between gets it again.
type queued struct {
	seq   uint64
	class string // tag of the stanza
	id    string
	raw   []byte
	sent  bool // on the device's present connection
}

// delivery is a stanza on its way into a queue.
type delivery struct {
	dev       *device
	q         *queued
	duplicate bool
}

// window is how many unconfirmed stanzas a connection is given at a time. A
// client handles its backlog from a queue of bounded length.
const window = 256

// enqueue adds a stanza for dev to the batch; it is in the queue once the batch
// is committed. Callers hold s.mu.
func (s *Sandbox) enqueue(b *batch, dev *device, n waBinary.Node) {
	if dev.unlinked {
		return
	}
	id, _ := n.Attrs["id"].(string)
	dev.nextSeq++
	q := &queued{seq: dev.nextSeq, class: n.Tag, id: id, raw: encodeStanza(n)}
	b.put(bucketQueues, queueKey(dev, q.seq), q.raw)
	b.deliveries = append(b.deliveries, delivery{dev: dev, q: q})
}

func queueKey(dev *device, seq uint64) string {
	return dev.key() + "/" + string(binary.BigEndian.AppendUint64(nil, seq))
}

// commit makes the batch durable and then hands out its deliveries. Callers do not hold s.mu.
func (s *Sandbox) commit(b *batch) error { return s.commitAndThen(b, func() {}) }

// commitAndThen calls then in between: what is caused by a delivery (a receipt)
// comes after what then sends (the ack).
func (s *Sandbox) commitAndThen(b *batch, then func()) error {
	if err := s.journal.commit(b); err != nil {
		if !errors.Is(err, errClosed) {
			s.log.Error("sandbox state cannot be written", "error", err)
		}
		return err
	}
	then()
	if len(b.deliveries) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range b.deliveries {
		if d.dev.unlinked {
			continue
		}
		d.dev.queue = append(d.dev.queue, d.q)
		if d.dev.isPhone() {
			d.dev.acct.phone.kick()
			continue
		}
		s.pump(d.dev)
		if d.duplicate && d.q.sent && d.dev.conn != nil {
			d.dev.conn.sendRaw(d.q.raw)
		}
	}
	return nil
}

// pump sends what the device's connection has room for. Callers hold s.mu.
func (s *Sandbox) pump(dev *device) {
	if dev.conn == nil || !dev.conn.active {
		return
	}
	for _, q := range dev.queue {
		if q.sent {
			continue
		}
		if q.seq > dev.conn.backlogEnd {
			dev.conn.caughtUp()
		}
		if dev.inFlight >= window {
			return
		}
		q.sent = true
		dev.inFlight++
		dev.conn.sendRaw(q.on(dev.conn))
	}
	dev.conn.caughtUp()
}

// on is the stanza as a connection gets it: what was missed says so, by which
// clients tell old messages from new ones.
func (q *queued) on(c *conn) []byte {
	if q.seq > c.backlogEnd {
		return q.raw
	}
	n, err := decodeStanza(q.raw)
	if err != nil {
		return q.raw
	}
	n.Attrs["offline"] = "0"
	return encodeStanza(*n)
}

// caughtUp tells the client once that it has been sent what it missed. Callers hold s.mu.
func (c *conn) caughtUp() {
	if !c.catchingUp {
		return
	}
	c.catchingUp = false
	c.send(waBinary.Node{Tag: "ib", Attrs: waBinary.Attrs{"from": types.ServerJID}, Content: []waBinary.Node{{
		Tag: "offline", Attrs: waBinary.Attrs{"count": c.backlogTotal},
	}}})
}

// settle removes a confirmed stanza. It reports whether there was one. Callers hold s.mu.
func (s *Sandbox) settle(b *batch, dev *device, class, id string) bool {
	for i, q := range dev.queue {
		if q.class != class || q.id != id || (!q.sent && !dev.isPhone()) {
			continue
		}
		if i == 0 {
			dev.queue[0] = nil
			dev.queue = dev.queue[1:]
		} else {
			dev.queue = append(dev.queue[:i], dev.queue[i+1:]...)
		}
		if q.sent && dev.inFlight > 0 {
			dev.inFlight--
		}
		b.del(bucketQueues, queueKey(dev, q.seq))
		if dev.inFlight < window/2 {
			s.pump(dev)
		}
		return true
	}
	return false
}

// restoreQueue puts a stanza of the state file back. key is queueKey's.
func (s *Sandbox) restoreQueue(key string, raw []byte) error {
	name, seq, ok := strings.Cut(key, "/")
	dev := s.deviceByKey(name)
	if !ok || len(seq) != 8 || dev == nil {
		return nil
	}
	n, err := decodeStanza(raw)
	if err != nil {
		return fmt.Errorf("read queue of %s: %w", name, err)
	}
	q := &queued{seq: binary.BigEndian.Uint64([]byte(seq)), class: n.Tag, id: attrString(n, "id"), raw: raw}
	dev.queue = append(dev.queue, q)
	dev.nextSeq = max(dev.nextSeq, q.seq)
	return nil
}

func (s *Sandbox) deviceByKey(key string) *device {
	number, idText, ok := strings.Cut(key, ":")
	id, err := strconv.ParseUint(idText, 10, 16)
	if a := s.accounts[number]; ok && err == nil && a != nil {
		return a.devices[uint16(id)]
	}
	return nil
}

// routedLimit is how many of a device's message ids are remembered. A client
// repeats a message within seconds of losing its connection, or after a restart
// the handful it had under way.
const routedLimit = 2048

// routedLog remembers which messages of a device were routed, so that one sent
// again after a lost ack is acked again and not delivered twice.
type routedLog struct {
	at    map[string]int64 // message id -> unix microseconds of the first ack
	order []string
}

func (l *routedLog) get(id string) (time.Time, bool) {
	t, ok := l.at[id]
	return time.UnixMicro(t), ok
}

// micros is when a message was first routed. It orders a chat even when a
// message could only be read after it had been sent again.
func (l *routedLog) micros(id string) int64 {
	if t, ok := l.at[id]; ok {
		return t
	}
	return time.Now().UnixMicro()
}

// add remembers id and returns the id it forgets for it, if any.
func (l *routedLog) add(id string, t time.Time) (forgotten string) {
	if l.at == nil {
		l.at = make(map[string]int64)
	}
	if _, known := l.at[id]; known {
		return ""
	}
	l.at[id] = t.UnixMicro()
	l.order = append(l.order, id)
	if len(l.order) > routedLimit {
		forgotten = l.order[0]
		l.order = l.order[1:]
		delete(l.at, forgotten)
	}
	return forgotten
}

// sort restores the order in which ids are forgotten.
func (l *routedLog) sort() {
	slices.SortFunc(l.order, func(x, y string) int { return cmp.Compare(l.at[x], l.at[y]) })
}

// markRouted adds the routing of a message to the batch. Callers hold s.mu.
func (s *Sandbox) markRouted(b *batch, dev *device, id string, t time.Time) {
	b.put(bucketRouted, dev.key()+"/"+id, strconv.AppendInt(nil, t.UnixMicro(), 10))
	if forgotten := dev.routed.add(id, t); forgotten != "" {
		b.del(bucketRouted, dev.key()+"/"+forgotten)
	}
}
