package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/whatsapp"
)

// probe is Options.Probe. It wraps the steps between which a crash must neither lose nor
// double a message; a nil probe wraps nothing.
type probe func(point string)

// around announces that a step begins, and returns what announces its end.
func (p probe) around(step string) (end func()) {
	p("before " + step)
	return func() { p("after " + step) }
}

// accepting wraps the commit of a message that is accepted.
func (p probe) accepting(s message.Store) message.Store {
	if p == nil {
		return s
	}
	return probedMessages{s, p}
}

// draining wraps the commits of the outbox.
func (p probe) draining(s outbox.Store) outbox.Store {
	if p == nil {
		return s
	}
	return probedOutbox{s, p}
}

// sending wraps the network's part of a message that goes.
func (p probe) sending(s outbox.Sender) outbox.Sender {
	if p == nil {
		return s
	}
	return probedSender{s, p}
}

// arriving wraps what is stored before WhatsApp is told that it arrived.
func (p probe) arriving(m whatsapp.Messages) whatsapp.Messages {
	if p == nil {
		return m
	}
	return probedArrivals{m, p}
}

type probedMessages struct {
	message.Store
	probe probe
}

func (s probedMessages) Accept(ctx context.Context, a message.Accept) (message.Stored, error) {
	defer s.probe.around("accept")()
	return s.Store.Accept(ctx, a)
}

type probedOutbox struct {
	outbox.Store
	probe probe
}

func (s probedOutbox) Begin(ctx context.Context, ids []uuid.UUID, holder uuid.UUID, now time.Time) ([]uuid.UUID, error) {
	defer s.probe.around("begin")()
	return s.Store.Begin(ctx, ids, holder, now)
}

func (s probedOutbox) Done(ctx context.Context, done []outbox.Done) error {
	defer s.probe.around("done")()
	return s.Store.Done(ctx, done)
}

type probedSender struct {
	outbox.Sender
	probe probe
}

func (s probedSender) Send(ctx context.Context, accountID uuid.UUID, m outbox.Letter) (outbox.Sent, error) {
	defer s.probe.around("send")()
	return s.Sender.Send(ctx, accountID, m)
}

type probedArrivals struct {
	whatsapp.Messages
	probe probe
}

func (m probedArrivals) Receive(ctx context.Context, in message.Inbound) error {
	defer m.probe.around("receive")()
	return m.Messages.Receive(ctx, in)
}

func (m probedArrivals) Receipt(ctx context.Context, r message.Receipt) error {
	defer m.probe.around("receipt")()
	return m.Messages.Receipt(ctx, r)
}
