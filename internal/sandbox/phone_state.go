package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waSyncAction"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// StateEntry is one entry of the app state, which a phone and its linked
// clients share, as the phone reads it.
type StateEntry struct {
	// Collection is critical_block, critical_unblock_low, regular_high, regular or
	// regular_low.
	Collection string `json:"collection"`
	// Index says what the entry is about: its kind, such as mute or contact, and
	// for most the JID of a chat.
	Index []string `json:"index"`
	// Value is the protocol's SyncActionValue.
	Value json.RawMessage `json:"value"`
}

// State lists the app state by collection and index.
func (p *Phone) State() []StateEntry {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	list := []StateEntry{}
	for _, name := range appStateCollections {
		for _, entry := range p.s.collectionOf(p.acct.number, name).sorted() {
			value, err := protojson.Marshal(entry.value)
			if err != nil {
				value = []byte("{}")
			}
			list = append(list, StateEntry{Collection: name, Index: entry.index, Value: value})
		}
	}
	return list
}

// ExpectState returns the first entry of the app state that matches, and waits
// for it if there is none yet. It fails when ctx ends first.
func (p *Phone) ExpectState(ctx context.Context, match func(StateEntry) bool) (StateEntry, error) {
	for {
		_, _, changed := p.since(0)
		for _, entry := range p.State() {
			if match(entry) {
				return entry, nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return StateEntry{}, fmt.Errorf("expect app state on %s: %w", p.acct.number, ctx.Err())
		}
	}
}

// noteState wakes who waits for the app state.
func (p *Phone) noteState() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.announce()
}

// adoptState takes over what a client has changed and the phone shows: its
// owner's name. Callers hold Sandbox.mu.
func (p *Phone) adoptState(b *batch, c *collection) {
	if c.name != "critical_block" {
		return
	}
	for _, entry := range c.entries {
		if name := entry.value.GetPushNameSetting().GetName(); entry.index[0] == "setting_pushName" && name != "" {
			p.rename(b, name)
		}
	}
}

// rename changes the name others see. Callers hold Sandbox.mu.
func (p *Phone) rename(b *batch, name string) {
	p.mu.Lock()
	p.name = name
	p.mu.Unlock()
	p.save(b)
}

// changeState makes changes to one collection and tells the linked clients.
func (p *Phone) changeState(collection string, changes ...*change) error {
	return p.changeStateAnd(collection, func(*batch) {}, changes...)
}

func (p *Phone) changeStateAnd(collection string, and func(*batch), changes ...*change) error {
	if err := p.requireOnline(); err != nil {
		return err
	}
	for _, next := range changes {
		next.value.Timestamp = proto.Int64(time.Now().UnixMilli())
	}
	var b batch
	p.s.mu.Lock()
	err := p.s.extendState(&b, p, collection, changes...)
	if err == nil {
		and(&b)
	}
	p.s.mu.Unlock()
	if err != nil {
		return err
	}
	if err = p.s.commit(&b); err != nil {
		return err
	}
	p.noteState()
	return nil
}

// SetName changes the name others see. It fails for an empty name and while the
// phone is offline.
func (p *Phone) SetName(name string) error {
	if name = strings.TrimSpace(name); name == "" {
		return invalid("name", "A name needs a letter at least.")
	}
	return p.changeStateAnd("critical_block", func(b *batch) { p.rename(b, name) }, pushNameChange(name))
}

// SaveContact puts a number into the phone's address book, under a name. The
// number need not be on the network. It fails for an empty name and while the
// phone is offline.
func (p *Phone) SaveContact(number, fullName, firstName string) error {
	clean, err := cleanNumber(number)
	if err != nil {
		return invalid("number", "%s.", sentence(err))
	}
	if fullName == "" {
		return invalid("full_name", "A contact needs a name.")
	}
	if firstName == "" {
		firstName, _, _ = strings.Cut(fullName, " ")
	}
	action := &waSyncAction.ContactAction{
		FullName: proto.String(fullName), FirstName: proto.String(firstName), SaveOnPrimaryAddressbook: proto.Bool(true),
	}
	p.s.mu.Lock()
	if a := p.s.accounts[clean]; a != nil {
		action.LidJID = proto.String(a.lidJID().String())
	}
	p.s.mu.Unlock()
	jid := types.NewJID(clean, types.DefaultUserServer).String()
	return p.changeState("critical_unblock_low", &change{
		index: []string{"contact", jid}, version: 2, value: &waSyncAction.SyncActionValue{ContactAction: action},
	})
}

// ForgetContact takes a number out of the address book again.
func (p *Phone) ForgetContact(number string) error {
	clean, err := cleanNumber(number)
	if err != nil {
		return invalid("number", "%s.", sentence(err))
	}
	if _, saved := p.savedContacts()[clean]; !saved {
		return notFound("%s is not in the address book.", clean)
	}
	return p.changeState("critical_unblock_low", &change{
		index: []string{"contact", types.NewJID(clean, types.DefaultUserServer).String()}, version: 2, remove: true,
		value: &waSyncAction.SyncActionValue{ContactAction: &waSyncAction.ContactAction{}},
	})
}

// savedContacts is the address book: names by number.
func (p *Phone) savedContacts() map[string]string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	book := map[string]string{}
	for _, entry := range p.s.collectionOf(p.acct.number, "critical_unblock_low").entries {
		if len(entry.index) > 1 && entry.index[0] == "contact" {
			number, _, _ := strings.Cut(entry.index[1], "@")
			book[number] = entry.value.GetContactAction().GetFullName()
		}
	}
	return book
}

// ChatUpdate is what UpdateChat changes; nil leaves as it is.
type ChatUpdate struct {
	// Muted mutes until MutedUntil, or for good when that is zero.
	Muted                  *bool
	MutedUntil             time.Time
	Pinned, Archived, Read *bool
	// Deleted takes the chat off the phone and its clients.
	Deleted bool
}

// UpdateChat mutes, pins, archives, marks or deletes a chat, as its owner does
// on the phone: linked clients follow. It fails for an unknown chat and while
// the phone is offline.
func (p *Phone) UpdateChat(chat string, u ChatUpdate) error {
	jid, err := p.s.findChat(chat)
	if err != nil {
		return err
	}
	var high, low []*change
	add := func(list *[]*change, kind string, version int32, value *waSyncAction.SyncActionValue, more ...string) {
		*list = append(*list, &change{index: append([]string{kind, jid.String()}, more...), version: version, value: value})
	}
	if u.Muted != nil {
		end := int64(-1)
		if !u.MutedUntil.IsZero() {
			end = u.MutedUntil.UnixMilli()
		}
		action := &waSyncAction.MuteAction{Muted: u.Muted}
		if *u.Muted {
			action.MuteEndTimestamp = &end
		}
		add(&high, "mute", 2, &waSyncAction.SyncActionValue{MuteAction: action})
	}
	if u.Pinned != nil {
		add(&low, "pin_v1", 5, &waSyncAction.SyncActionValue{PinAction: &waSyncAction.PinAction{Pinned: u.Pinned}})
	}
	if u.Archived != nil {
		add(&low, "archive", 3, &waSyncAction.SyncActionValue{ArchiveChatAction: &waSyncAction.ArchiveChatAction{
			Archived: u.Archived, MessageRange: p.lastOf(jid),
		}})
	}
	if u.Read != nil {
		add(&low, "markChatAsRead", 3, &waSyncAction.SyncActionValue{MarkChatAsReadAction: &waSyncAction.MarkChatAsReadAction{
			Read: u.Read, MessageRange: p.lastOf(jid),
		}})
	}
	if u.Deleted {
		add(&high, "deleteChat", 6, &waSyncAction.SyncActionValue{DeleteChatAction: &waSyncAction.DeleteChatAction{
			MessageRange: p.lastOf(jid),
		}}, "1")
	}
	for name, changes := range map[string][]*change{"regular_high": high, "regular_low": low} {
		if len(changes) == 0 {
			continue
		}
		if err = p.changeState(name, changes...); err != nil {
			return err
		}
	}
	return nil
}

// lastOf is up to where a chat was when something was done to it.
func (p *Phone) lastOf(chat types.JID) *waSyncAction.SyncActionMessageRange {
	p.s.mu.Lock()
	name := p.s.chatName(chat)
	p.s.mu.Unlock()
	p.mu.Lock()
	var last *message
	for _, m := range p.messages {
		if m.Chat == name {
			last = m
		}
	}
	p.mu.Unlock()
	if last == nil {
		return &waSyncAction.SyncActionMessageRange{LastMessageTimestamp: proto.Int64(time.Now().Unix())}
	}
	key := &waCommon.MessageKey{
		RemoteJID: proto.String(chat.String()), ID: proto.String(last.ID), FromMe: proto.Bool(last.Direction == DirectionOut),
	}
	at := proto.Int64(last.Timestamp.Unix())
	return &waSyncAction.SyncActionMessageRange{
		LastMessageTimestamp: at, Messages: []*waSyncAction.SyncActionMessage{{Key: key, Timestamp: at}},
	}
}

// Star marks a message of the history with a star, or takes it off.
func (p *Phone) Star(messageID string, starred bool) error {
	m := p.find(messageID)
	if m == nil {
		return notFound("There is no message %s on this phone.", messageID)
	}
	chat, err := p.s.findChat(m.Chat)
	if err != nil {
		return err
	}
	fromMe, sender := "0", "0"
	if m.Direction == DirectionOut {
		fromMe = "1"
	} else if isShared(chat) {
		sender = p.s.memberJID(chat, m.Sender).String()
	}
	return p.changeState("regular_high", &change{
		index: []string{"star", chat.String(), m.ID, fromMe, sender}, version: 2,
		value: &waSyncAction.SyncActionValue{StarAction: &waSyncAction.StarAction{Starred: proto.Bool(starred)}},
	})
}
