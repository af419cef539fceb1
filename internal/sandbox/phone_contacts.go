package sandbox

import (
	"slices"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// Contacts lists what the phone sees of its chats right now: who is typing, who is online.
func (p *Phone) Contacts() []Contact {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]Contact, 0, len(p.contacts))
	for _, c := range p.contacts {
		list = append(list, c)
	}
	slices.SortFunc(list, func(x, y Contact) int { return strings.Compare(x.Chat, y.Chat) })
	return list
}

func (p *Phone) noteTyping(from *account, chat types.JID, state waBinary.Node) {
	typing := state.Tag
	if attrString(&state, "media") == "audio" {
		typing = "recording"
	}
	name := from.number
	if chat.Server == types.GroupServer {
		name = chat.String()
	}
	p.noteContact(name, func(c *Contact) { c.Typing = typing })
}

func (p *Phone) notePresence(of *account, online bool) {
	p.noteContact(of.number, func(c *Contact) { c.Online = online })
}

func (p *Phone) noteContact(chat string, change func(*Contact)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.online {
		return
	}
	c := p.contacts[chat]
	c.Chat, c.At = chat, time.Now().UTC()
	change(&c)
	p.contacts[chat] = c
	p.announce()
}
