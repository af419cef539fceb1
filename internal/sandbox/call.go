package sandbox

import (
	"context"
	"slices"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// The states of a call.
const (
	callRinging  = "ringing"
	callRejected = "rejected"
	callEnded    = "ended"
)

// maxCalls is how many calls are remembered.
const maxCalls = 1000

// Call is a call a phone makes. Nobody answers here: it rings until somebody
// rejects it or the caller hangs up.
type Call struct {
	ID    string `json:"id"`
	From  string `json:"from"` // number
	To    string `json:"to"`   // number
	Video bool   `json:"video"`
	// State is ringing, rejected or ended.
	State string    `json:"state"`
	At    time.Time `json:"at"`
}

// Call rings at a person: on all devices linked to their phone. It fails for
// groups, for unknown numbers, and while the phone is offline.
func (p *Phone) Call(ctx context.Context, to string, video bool) (Call, error) {
	callee, err := p.s.findAccount(to)
	if err != nil {
		return Call{}, inField("to", err)
	}
	if callee == p.acct {
		return Call{}, invalid("to", "A phone cannot call itself.")
	}
	if err = p.requireOnline(); err != nil {
		return Call{}, err
	}
	call := &Call{
		ID: newMessageID(), From: p.acct.number, To: callee.number, Video: video,
		State: callRinging, At: time.Now().UTC().Truncate(time.Second),
	}
	media := []waBinary.Node{{Tag: "audio", Attrs: waBinary.Attrs{"enc": "opus", "rate": "16000"}}}
	if video {
		media = append(media, waBinary.Node{Tag: "video", Attrs: waBinary.Attrs{"enc": "vp8", "orientation": "0"}})
	}
	var b batch
	p.s.mu.Lock()
	p.s.forgetCall()
	p.s.calls[call.ID] = call
	p.s.ring(&b, p.acct, callee, callee.devices[0], call, waBinary.Node{Tag: "offer", Content: media})
	out := *call
	p.s.mu.Unlock()
	return out, p.s.commit(&b)
}

// forgetCall makes room for another call. Callers hold s.mu.
func (s *Sandbox) forgetCall() {
	var oldest *Call
	for _, call := range s.calls {
		if oldest == nil || call.At.Before(oldest.At) {
			oldest = call
		}
	}
	if len(s.calls) >= maxCalls {
		delete(s.calls, oldest.ID)
	}
}

// EndCall hangs up. It fails when the phone has no such call that still rings.
func (p *Phone) EndCall(ctx context.Context, id string) error {
	var b batch
	p.s.mu.Lock()
	call := p.s.calls[id]
	if call == nil || call.From != p.acct.number || call.State != callRinging {
		p.s.mu.Unlock()
		return notFound("No call %s is ringing.", id)
	}
	call.State = callEnded
	if callee := p.s.accounts[call.To]; callee != nil {
		p.s.ring(&b, p.acct, callee, callee.devices[0], call, waBinary.Node{
			Tag: "terminate", Attrs: waBinary.Attrs{"reason": "timeout"},
		})
	}
	p.s.mu.Unlock()
	if err := p.s.commit(&b); err != nil {
		return err
	}
	p.noteState()
	return nil
}

// Calls lists the calls the phone has made and got, oldest first.
func (p *Phone) Calls() []Call {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	list := []Call{}
	for _, call := range p.s.calls {
		if call.From == p.acct.number || call.To == p.acct.number {
			list = append(list, *call)
		}
	}
	slices.SortFunc(list, func(x, y Call) int { return x.At.Compare(y.At) })
	return list
}

// ring tells the devices of an account, but for one, what becomes of a call.
// Callers hold s.mu.
func (s *Sandbox) ring(b *batch, caller, to *account, but *device, call *Call, what waBinary.Node) {
	attrs := waBinary.Attrs{"call-id": call.ID, "call-creator": caller.lidJID(), "caller_pn": caller.pn()}
	for key, value := range what.Attrs {
		attrs[key] = value
	}
	what.Attrs = attrs
	for _, dev := range to.sortedDevices() {
		if dev != but && !dev.isPhone() {
			s.enqueue(b, dev, waBinary.Node{Tag: "call", Attrs: waBinary.Attrs{
				"from": caller.lidJID(), "id": s.newID(), "t": s.unix(), "platform": "android", "version": "2.24.7.79",
				"notify": caller.phone.Name(),
			}, Content: []waBinary.Node{what}})
		}
	}
}

// handleCall takes what a client says about a call. It is acked whatever it is:
// what is not a rejection belongs to the media, which is not simulated.
func (c *conn) handleCall(n *waBinary.Node) {
	c.send(ackFor(n))
	answer := firstChild(n)
	if answer.Tag != "reject" {
		return
	}
	var b batch
	c.s.mu.Lock()
	call := c.s.calls[attrString(answer, "call-id")]
	known := call != nil && call.To == c.dev.acct.number
	if known && call.State == callRinging {
		call.State = callRejected
		caller := c.s.accounts[call.From]
		c.s.ring(&b, caller, c.dev.acct, c.dev, call, waBinary.Node{
			Tag: "terminate", Attrs: waBinary.Attrs{"reason": "rejected_elsewhere"},
		})
		caller.phone.noteState()
	}
	c.s.mu.Unlock()
	if !known {
		c.s.violate(c.name(), ruleCall, "rejected a call it was not offered")
	}
	if c.s.commit(&b) != nil {
		c.hangUp()
	}
}

// ExpectCall returns the call once it is in a state, and waits for that. It
// fails when ctx ends first.
func (p *Phone) ExpectCall(ctx context.Context, id, state string) (Call, error) {
	for {
		_, _, changed := p.since(0)
		for _, call := range p.Calls() {
			if call.ID == id && call.State == state {
				return call, nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Call{}, conflict("Call %s did not become %s.", id, state)
		}
	}
}
