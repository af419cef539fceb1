package sandbox

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// message is one entry of a phone's history.
type message struct {
	PhoneMessage
	seq     uint64
	version uint64 // of the history when it last changed
	// Order is when the network first had it, in unix microseconds.
	Order int64 `json:"order"`
	// Sender is the account that wrote it, which in a group is not the chat.
	Sender string `json:"sender"`
	// Proto is the content, kept to send it again, to quote and to forward it.
	Proto []byte    `json:"proto,omitempty"`
	File  *mediaRef `json:"file,omitempty"`
}

// statusRank orders the statuses: a message only moves up.
var statusRank = map[string]int{
	"received": 1, "sent": 1, "delivered": 2, "read": 3, "played": 4,
}

func (p *Phone) messageKey(seq uint64) string {
	return p.acct.number + "/" + string(binary.BigEndian.AppendUint64(nil, seq))
}

// maxHistory is how many messages a phone keeps, so that a load test may run for
// days.
const maxHistory = 20_000

// prepare numbers a message and adds it to the batch, in the place of the oldest
// if there is no room. Callers hold crypto.
func (p *Phone) prepare(b *batch, m *message) {
	p.mu.Lock()
	for len(p.messages) >= p.s.historyLimit {
		oldest := p.messages[0]
		p.messages[0] = nil
		p.messages = p.messages[1:]
		delete(p.byID, oldest.ID)
		b.del(bucketMessages, p.messageKey(oldest.seq))
	}
	p.mu.Unlock()
	p.lastSeq++
	m.seq = p.lastSeq
	b.putJSON(bucketMessages, p.messageKey(m.seq), m)
}

// show puts a message into the history, once its batch is committed.
func (p *Phone) show(m *message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.insert(m)
	p.announce()
}

// insert keeps the history in the order of the network. Callers hold mu.
func (p *Phone) insert(m *message) {
	at := len(p.messages)
	for at > 0 && p.messages[at-1].Order > m.Order {
		at--
	}
	p.messages = slices.Insert(p.messages, at, m)
	p.touch(m)
	p.byID[m.ID] = m
}

// touch notes that a message has changed. Callers hold mu.
func (p *Phone) touch(m *message) {
	p.version++
	m.version = p.version
}

// since returns the messages that changed after a version, oldest first, the
// version now, and a channel that is closed at the next change.
func (p *Phone) since(version uint64) (list []PhoneMessage, now uint64, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.messages {
		if m.version > version {
			list = append(list, m.PhoneMessage)
		}
	}
	return list, p.version, p.changed
}

// announce wakes who waits for a change. Callers hold mu.
func (p *Phone) announce() {
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Phone) restoreMessage(key string, raw []byte) error {
	m := &message{}
	if err := json.Unmarshal(raw, m); err != nil {
		return fmt.Errorf("read message: %w", err)
	}
	_, seq, _ := strings.Cut(key, "/")
	m.seq = binary.BigEndian.Uint64([]byte(seq))
	p.lastSeq = max(p.lastSeq, m.seq)
	p.insert(m)
	return nil
}

func (p *Phone) find(id string) *message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.byID[id]
}

// entry is what the history shows of a message now.
func (p *Phone) entry(id string) PhoneMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m := p.byID[id]; m != nil {
		return m.PhoneMessage
	}
	return PhoneMessage{}
}

// raise moves messages up to status and adds that to the batch. accept picks
// among those with the ids.
func (p *Phone) raise(b *batch, ids []string, status string, accept func(*message) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		m := p.byID[id]
		if m == nil || !accept(m) || statusRank[status] <= statusRank[m.Status] {
			continue
		}
		m.Status = status
		p.touch(m)
		b.putJSON(bucketMessages, p.messageKey(m.seq), m)
	}
	p.announce()
}

// Messages returns what the phone has received and sent, oldest first.
func (p *Phone) Messages() []PhoneMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]PhoneMessage, len(p.messages))
	for i, m := range p.messages {
		list[i] = m.PhoneMessage
	}
	return list
}

// Expect returns the first message of the history that matches, and waits for
// it if there is none yet. It fails when ctx ends first.
func (p *Phone) Expect(ctx context.Context, match func(PhoneMessage) bool) (PhoneMessage, error) {
	var version uint64
	for {
		list, now, changed := p.since(version)
		version = now
		for _, m := range list {
			if match(m) {
				return m, nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return PhoneMessage{}, fmt.Errorf("expect a message on %s: %w", p.acct.number, ctx.Err())
		}
	}
}
