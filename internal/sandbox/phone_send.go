package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Say sends a text to a number, JID, LID or group and returns the message's id.
// It returns when the network has taken the message. It fails for an unknown
// recipient and while the phone is offline.
func (p *Phone) Say(ctx context.Context, to, text string) (id string, err error) {
	return p.Send(ctx, Outgoing{To: to, Text: text})
}

// SendMedia uploads a file and sends it. It fails like Say, and for an empty file.
func (p *Phone) SendMedia(ctx context.Context, to string, m Media) (id string, err error) {
	return p.Send(ctx, Outgoing{To: to, Media: &m})
}

// findChat reads a recipient: a number in any usual writing, a JID, a LID, a
// group or the status. People come back as their LID, which is how chats are
// addressed today.
func (s *Sandbox) findChat(to string) (types.JID, error) {
	user, server, _ := strings.Cut(strings.TrimSpace(to), "@")
	switch server {
	case types.GroupServer:
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.groups[user] == nil {
			return types.EmptyJID, notFound("There is no group %s.", to)
		}
		return types.NewJID(user, types.GroupServer), nil
	case types.BroadcastServer:
		if user != types.StatusBroadcastJID.User {
			return types.EmptyJID, notFound("There is no broadcast list %s.", to)
		}
		return types.StatusBroadcastJID, nil
	case types.NewsletterServer:
		return s.findNewsletter(user)
	}
	a, err := s.findAccount(to)
	if err != nil {
		return types.EmptyJID, err
	}
	return a.lidJID(), nil
}

// findAccount finds an account by number, JID or LID.
func (s *Sandbox) findAccount(text string) (*account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if user, server, ok := strings.Cut(strings.TrimSpace(text), "@"); ok && server == types.HiddenUserServer {
		user, _, _ = strings.Cut(user, ":")
		if a := s.byLID[user]; a != nil {
			return a, nil
		}
		return nil, notFound("There is no phone %s.", text)
	}
	number, err := cleanNumber(text)
	switch {
	case strings.TrimSpace(text) == "":
		return nil, invalid("number", "The number is missing.")
	case err != nil:
		return nil, invalid("number", "%s.", sentence(err))
	}
	if a := s.dialled(number); a != nil {
		return a, nil
	}
	return nil, notFound("There is no phone with the number %s.", number)
}

func newMessageID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:])
	return strings.ToUpper(hex.EncodeToString(raw[:]))
}

// submit hands a stanza to the network. Callers hold crypto and commit after it.
func (p *Phone) submit(b *batch, tx *signalTx, n *waBinary.Node) error {
	p.s.mu.Lock()
	ack, err := p.s.route(b, p.acct.devices[0], n)
	p.s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("send message: %w", err)
	}
	if code, failed := ack.Attrs["error"]; failed {
		return conflict("The network refused the message with error %v.", code)
	}
	tx.flush(b)
	return nil
}

// sealForPerson makes the participants node of a direct message.
func (p *Phone) sealForPerson(ctx context.Context, tx *signalTx, b *batch, chat types.JID, out parcel) ([]waBinary.Node, error) {
	plain, err := proto.Marshal(out.content)
	if err != nil {
		return nil, fmt.Errorf("marshal message: %w", err)
	}
	ownPlain, err := proto.Marshal(&waE2E.Message{DeviceSentMessage: &waE2E.DeviceSentMessage{
		DestinationJID: proto.String(chat.String()), Message: out.content,
	}, MessageContextInfo: out.content.GetMessageContextInfo()})
	if err != nil {
		return nil, fmt.Errorf("marshal message for own devices: %w", err)
	}
	p.s.mu.Lock()
	target := p.s.accountOf(chat)
	var devices []*device
	if target != p.acct {
		devices = target.sortedDevices()
		if out.unavailable {
			devices = devices[:1] // the phone
		}
	}
	devices = append(devices, p.acct.sortedDevices()...)
	p.s.mu.Unlock()
	return p.seal(ctx, tx, b, devices, func(dev *device) []byte {
		if dev.acct == p.acct {
			return ownPlain
		}
		return plain
	})
}

// seal encrypts for each device but the phone itself, fetching keys where there
// is no session yet. A device without keys is left out, as real phones do.
func (p *Phone) seal(ctx context.Context, tx *signalTx, b *batch, devices []*device, plain func(*device) []byte) ([]waBinary.Node, error) {
	participants := make([]waBinary.Node, 0, len(devices))
	for _, dev := range devices {
		if dev == p.acct.devices[0] {
			continue
		}
		enc, err := p.sealFor(ctx, tx, b, dev, plain(dev), false)
		if errors.Is(err, errNoKeys) {
			continue
		} else if err != nil {
			return nil, err
		}
		participants = append(participants, waBinary.Node{
			Tag: "to", Attrs: waBinary.Attrs{"jid": dev.lidJID()}, Content: []waBinary.Node{enc},
		})
	}
	return []waBinary.Node{{Tag: "participants", Content: participants}}, nil
}

var errNoKeys = errors.New("the network has no keys of this device")

// sealFor encrypts for one device. renew starts a new session even if there is one.
func (p *Phone) sealFor(ctx context.Context, tx *signalTx, b *batch, dev *device, plain []byte, renew bool) (waBinary.Node, error) {
	if !renew && tx.session(signalAddress(dev)) != nil {
		return tx.encrypt(ctx, dev, nil, plain)
	}
	if p.s.faults.strike(FaultPreKeysMissing, dev.acct.number) != nil {
		return waBinary.Node{}, errNoKeys
	}
	p.s.mu.Lock()
	keys := p.s.takeBundle(b, dev)
	p.s.mu.Unlock()
	return tx.encrypt(ctx, dev, &keys, plain)
}

// sentEntry makes the history entry of an own message.
func (p *Phone) sentEntry(id string, chat types.JID, content *waE2E.Message) *message {
	d, _ := describe(content)
	raw, _ := proto.Marshal(content) // marshalled before, so it does
	p.s.mu.Lock()
	name := p.s.chatName(chat)
	order := p.acct.devices[0].routed.micros(id)
	p.s.resolve(&d)
	p.s.mu.Unlock()
	if vote := unwrap(content).GetPollUpdateMessage(); vote != nil {
		d.Selected, _ = p.openVote(p.acct, vote)
	}
	m := &message{PhoneMessage: PhoneMessage{
		ID: id, From: p.acct.number, To: name, Chat: name, Direction: DirectionOut, Text: d.text,
		Type: d.kind, Status: "sent", Timestamp: time.Now().UTC().Truncate(time.Second),
		MessageDetails: d.MessageDetails,
	}, Sender: p.acct.number, Proto: raw, File: d.file, Order: order}
	if d.file != nil {
		m.Media = d.file.public(p.acct.number, id)
	}
	return m
}
