package whatsapp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/message"
)

// groupChanged stores what became of a group, as a message of its conversation.
func (s *session) groupChanged(ctx context.Context, evt *events.GroupInfo) error {
	var by types.JID
	if evt.Sender != nil {
		by = *evt.Sender
	}
	for _, c := range changesOf(evt) {
		change := &message.Change{Kind: c.kind, Value: clean(c.value), Actor: s.actor(ctx, by, evt.SenderPN)}
		for _, jid := range c.people {
			change.People = append(change.People, s.person(ctx, jid))
		}
		if err := s.tellGroup(ctx, evt.JID, evt.Timestamp, change); err != nil {
			return err
		}
		if c.kind == "subject" {
			if err := s.engine.messages.NameGroup(ctx, s.id, evt.JID.String(), change.Value); err != nil {
				return err
			}
		}
	}
	if e := evt.Ephemeral; e != nil {
		after := 0
		if e.IsEphemeral {
			after = int(e.DisappearingTimer)
		}
		in := s.groupInbound(ctx, evt.JID, evt.Timestamp, fmt.Sprint("timer", after))
		in.Type, in.Content.ExpiresAfter = message.Timer, &after
		return s.engine.messages.Receive(ctx, in)
	}
	return nil
}

// groupJoined stores that the account is in a group now.
func (s *session) groupJoined(ctx context.Context, evt *events.JoinedGroup) error {
	change := &message.Change{Kind: "join", People: []message.Person{message.Myself(s.self())}}
	if evt.Sender != nil {
		change.Actor = s.actor(ctx, *evt.Sender, evt.SenderPN)
	}
	at := evt.GroupCreated
	if at.IsZero() {
		at = time.Now()
	}
	if err := s.tellGroup(ctx, evt.JID, at, change); err != nil {
		return err
	}
	return s.engine.messages.NameGroup(ctx, s.id, evt.JID.String(), clean(evt.Name))
}

func (s *session) tellGroup(ctx context.Context, group types.JID, at time.Time, c *message.Change) error {
	who := make([]string, len(c.People))
	for i, p := range c.People {
		who[i] = p.Peer().Short()
	}
	in := s.groupInbound(ctx, group, at, c.Kind+c.Value+strings.Join(who, ","))
	in.Type, in.Content.GroupChange = message.GroupChange, c
	if c.Actor != nil {
		in.Sender, in.FromMe = c.Actor.Peer(), false
	}
	return s.engine.messages.Receive(ctx, in)
}

// groupInbound is a message that WhatsApp has no id for: it is told by what it says and
// when, so that one that is delivered again is stored once.
func (s *session) groupInbound(ctx context.Context, group types.JID, at time.Time, what string) message.Inbound {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s", group, at.Unix(), what))
	return message.Inbound{
		AccountID: s.id, WAID: "GROUP-" + strings.ToUpper(hex.EncodeToString(sum[:9])),
		Chat: s.engine.peer(ctx, group, types.EmptyJID), Timestamp: at.UTC(), Late: s.late(at),
	}
}

// actor names who did something; nil when nobody is named.
func (s *session) actor(ctx context.Context, jid types.JID, pn *types.JID) *message.Person {
	if jid.IsEmpty() {
		return nil
	}
	if pn != nil && jid.Server == types.HiddenUserServer {
		s.client.StoreLIDPNMapping(ctx, jid, *pn)
	}
	who := s.person(ctx, jid)
	return &who
}

func (s *session) person(ctx context.Context, jid types.JID) message.Person {
	return (&reader{ctx: ctx, engine: s.engine, client: s.client}).person(jid)
}

// self is the account's own address.
func (s *session) self() message.Peer {
	p := message.Peer{Phone: s.client.Store.GetJID().User}
	if lid := s.client.Store.GetLID(); !lid.IsEmpty() {
		p.LID = lid.ToNonAD().String()
	}
	return p
}

type groupChange struct {
	kind, value string
	people      []types.JID
}

// changesOf lists what a notification says.
func changesOf(evt *events.GroupInfo) (all []groupChange) {
	for kind, people := range map[string][]types.JID{"join": evt.Join, "leave": evt.Leave, "promote": evt.Promote, "demote": evt.Demote} {
		if len(people) > 0 {
			all = append(all, groupChange{kind: kind, people: people})
		}
	}
	if evt.Name != nil {
		all = append(all, groupChange{kind: "subject", value: evt.Name.Name})
	}
	if evt.Topic != nil {
		all = append(all, groupChange{kind: "description", value: evt.Topic.Topic})
	}
	if evt.NewInviteLink != nil {
		all = append(all, groupChange{kind: "invite_link"})
	}
	setting := func(is bool, on, off string) {
		value := off
		if is {
			value = on
		}
		all = append(all, groupChange{kind: "settings", value: value})
	}
	if evt.Locked != nil {
		setting(evt.Locked.IsLocked, "only admins edit", "everybody edits")
	}
	if evt.Announce != nil {
		setting(evt.Announce.IsAnnounce, "only admins write", "everybody writes")
	}
	if evt.MembershipApprovalMode != nil {
		setting(evt.MembershipApprovalMode.IsJoinApprovalRequired, "admins approve who joins", "everybody with the link joins")
	}
	return all
}
