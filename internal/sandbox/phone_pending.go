package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

// pendingAct is what a rule has a phone do in a while. It is kept in the state
// file until it is done, so that a restart in between loses no answer.
type pendingAct struct {
	Chat string `json:"chat"`
	// Reply is the answer, "" = mark the chat as read. ID is the answer's, so that
	// it is known before it is sent.
	Reply  string    `json:"reply,omitempty"`
	ID     string    `json:"id"`
	Typing bool      `json:"typing,omitempty"`
	Due    time.Time `json:"due"`
}

// plan adds an act to the batch. It is done in so many milliseconds, or as soon
// as the phone is online after that.
func (p *Phone) plan(b *batch, act pendingAct, ms int) *pendingAct {
	act.ID, act.Due = newMessageID(), time.Now().Add(time.Duration(ms)*time.Millisecond)
	b.putJSON(bucketPending, p.pendingKey(&act), act)
	return &act
}

func (p *Phone) pendingKey(act *pendingAct) string { return p.acct.number + "/" + act.ID }

// restorePending puts an act of the state file back. It goes on when the sandbox runs.
func (s *Sandbox) restorePending(key string, raw []byte) error {
	number, _, _ := strings.Cut(key, "/")
	act := &pendingAct{}
	if err := json.Unmarshal(raw, act); err != nil {
		return fmt.Errorf("read pending act: %w", err)
	}
	if a := s.accounts[number]; a != nil {
		a.phone.restored = append(a.phone.restored, act)
	}
	return nil
}

// pursue waits for the time of an act and then has the phone do it.
func (p *Phone) pursue(act *pendingAct) {
	if act.Typing && p.Typing(p.s.ctx, act.Chat, "composing") != nil {
		p.s.log.Debug("a phone's rule cannot show typing")
	}
	if waitUntil(p.s.ctx, act.Due) == nil {
		p.later(func(p *Phone) { p.act(act) })
	}
}

// act does what a rule asks for. What the phone cannot do while it is offline it
// does later, and what it cannot do because the sandbox stops, in the next run.
func (p *Phone) act(act *pendingAct) {
	var err error
	if act.Reply == "" {
		err = p.Read(p.s.ctx, act.Chat)
	} else {
		err = p.sayAutomatically(act)
	}
	switch {
	case p.s.ctx.Err() != nil:
		return
	case err != nil && !p.Online():
		p.later(func(p *Phone) { p.act(act) })
		return
	case err != nil:
		p.s.log.Warn("a phone's rule cannot be followed", "error", err)
	}
	var b batch
	b.del(bucketPending, p.pendingKey(act))
	_ = p.s.commit(&b) // commit has logged what is wrong
}

// sayAutomatically sends an answer, which no rule answers. That it is sent and
// that it is no longer pending become durable together.
func (p *Phone) sayAutomatically(act *pendingAct) error {
	to, err := p.s.findChat(act.Chat)
	if err != nil {
		return err
	}
	// Marked before it is sent: it may be received before post returns.
	p.s.markAutomatic(act.ID)
	_, err = p.post(p.s.ctx, to, parcel{
		id: act.ID, pending: act, content: &waE2E.Message{Conversation: proto.String(act.Reply)},
	})
	return err
}

// markAutomatic remembers that a rule has written a message, for as long as it
// takes to be received.
func (s *Sandbox) markAutomatic(id string) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for old, at := range s.automatic {
		if now.Sub(at) > automaticTime {
			delete(s.automatic, old)
		}
	}
	s.automatic[id] = now
}
