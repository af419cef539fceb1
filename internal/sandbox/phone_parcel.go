package sandbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// parcel is a content on its way out of a phone.
type parcel struct {
	// id is the message's; "" = a new one.
	id      string
	content *waE2E.Message
	// audience is who gets a status post; none is everybody the phone knows.
	audience []*account
	// unavailable keeps it from the recipient's linked clients.
	unavailable bool
	// pending is what is done when it is sent, nil = nothing.
	pending *pendingAct
}

// post encrypts a content for every device of the chat and of the own account,
// and routes it.
func (p *Phone) post(ctx context.Context, chat types.JID, out parcel) (string, error) {
	if err := p.requireOnline(); err != nil {
		return "", err
	}
	p.crypto.Lock()
	defer p.crypto.Unlock()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	var b batch
	id := cmp.Or(out.id, newMessageID())
	n := waBinary.Node{Tag: "message", Attrs: stanzaAttrs(id, chat, out.content)}
	tx := p.beginSignal()
	var err error
	if n.Content, err = p.sealParcel(ctx, tx, &b, chat, out); err != nil {
		return "", err
	}
	markEnc(&n, out.content)
	if err = p.submit(&b, tx, &n); err != nil {
		return "", err
	}
	if out.unavailable {
		p.sendPlaceholders(&b, chat, &n)
	}
	m := p.sentEntry(id, chat, out.content)
	p.prepare(&b, m)
	if out.pending != nil {
		b.del(bucketPending, p.pendingKey(out.pending))
	}
	if err = p.s.commit(&b); err != nil {
		return "", err
	}
	p.show(m)
	return id, nil
}

func (p *Phone) sealParcel(ctx context.Context, tx *signalTx, b *batch, chat types.JID, out parcel) ([]waBinary.Node, error) {
	var devices []*device
	switch chat.Server {
	case types.NewsletterServer:
		return plaintextNodes(out.content)
	case types.HiddenUserServer:
		return p.sealForPerson(ctx, tx, b, chat, out)
	case types.BroadcastServer:
		devices = p.statusAudience(out.audience)
	default:
		var err error
		if devices, err = p.groupAudience(chat); err != nil {
			return nil, err
		}
	}
	return p.sealForMany(ctx, tx, b, chat, devices, out.content)
}

// stanzaAttrs are the attributes by which the network, which cannot read the
// content, knows what to do with a message.
func stanzaAttrs(id string, chat types.JID, content *waE2E.Message) waBinary.Attrs {
	attrs := waBinary.Attrs{"id": id, "to": chat, "type": stanzaType(content)}
	if edit := editAttr(content); edit != "" {
		attrs["edit"] = edit
	}
	return attrs
}

func editAttr(content *waE2E.Message) string {
	m := unwrap(content)
	protocol := m.GetProtocolMessage()
	switch {
	case m.GetReactionMessage() != nil && m.GetReactionMessage().GetText() == "":
		return string(types.EditAttributeSenderRevoke)
	case protocol.GetKey() == nil:
		return ""
	case protocol.GetType() == waE2E.ProtocolMessage_MESSAGE_EDIT:
		return string(types.EditAttributeMessageEdit)
	case protocol.GetType() == waE2E.ProtocolMessage_REVOKE && protocol.GetKey().GetFromMe():
		return string(types.EditAttributeSenderRevoke)
	case protocol.GetType() == waE2E.ProtocolMessage_REVOKE:
		return string(types.EditAttributeAdminRevoke)
	}
	return ""
}

func stanzaType(content *waE2E.Message) string {
	d, _ := describe(content)
	switch {
	case mediaType(content, d) != "":
		return "media"
	case d.kind == "reaction" || d.kind == "poll":
		return d.kind
	case d.kind == "vote":
		return "poll"
	}
	return "text"
}

// mediaType is what the network is told about a content with a file or the like.
func mediaType(content *waE2E.Message, d described) string {
	switch {
	case d.kind == "voice":
		return "ptt"
	case d.file != nil:
		return d.kind
	case d.LinkPreview != nil:
		return "url"
	case d.kind == "contact" && unwrap(content).GetContactsArrayMessage() != nil:
		return "contact_array"
	case d.kind == "contact":
		return "vcard"
	case d.kind == "location" && d.Location.Live:
		return "livelocation"
	case d.kind == "location":
		return "location"
	case d.kind == "list_reply":
		return "list_response"
	case d.kind == "button_reply":
		return "buttons_response"
	}
	return ""
}

// markEnc puts on the ciphertexts what the network may know of their content.
func markEnc(n *waBinary.Node, content *waE2E.Message) {
	d, _ := describe(content)
	media, hide := mediaType(content, d), d.Target != "" // of no use to who cannot read it
	mark := func(enc *waBinary.Node) {
		if media != "" {
			enc.Attrs["mediatype"] = media
		}
		if hide {
			enc.Attrs["decrypt-fail"] = "hide"
		}
	}
	parts := n.GetChildren()
	for i := range parts {
		if parts[i].Tag == "enc" {
			mark(&parts[i])
		}
		for _, to := range parts[i].GetChildren() {
			for j := range to.GetChildren() {
				if parts[i].Tag == "participants" {
					mark(&to.GetChildren()[j])
				}
			}
		}
	}
	if pollType := map[string]string{"poll": "creation", "vote": "vote"}[d.kind]; pollType != "" {
		parts = append(parts, waBinary.Node{Tag: "meta", Attrs: waBinary.Attrs{"polltype": pollType}})
		n.Content = parts
	}
}

// sendPlaceholders tells the recipient's linked clients that there is a message
// they did not get; they may ask their phone for it.
func (p *Phone) sendPlaceholders(b *batch, chat types.JID, n *waBinary.Node) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	target := p.s.accountOf(chat)
	if target == nil || target == p.acct {
		return
	}
	for _, dev := range target.sortedDevices() {
		if dev.isPhone() {
			continue
		}
		stanza := p.s.directStanza(p.acct.devices[0], dev, chat, n, &waBinary.Node{
			Tag: "unavailable", Attrs: waBinary.Attrs{"type": "unknown"},
		}, time.Now())
		p.s.enqueue(b, dev, stanza)
	}
}

// groupAudience lists the devices of a group the phone is in.
func (p *Phone) groupAudience(chat types.JID) ([]*device, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	g := p.s.groups[chat.User]
	if g == nil || !g.has(p.acct.number) {
		return nil, conflict("The phone %s is not in the group %s.", p.acct.number, chat)
	}
	return p.s.devicesIn(g), nil
}

// statusAudience lists the devices of those who see the phone's status: the
// given ones, or everybody it has a chat with or has saved.
func (p *Phone) statusAudience(given []*account) []*device {
	people := map[string]bool{p.acct.number: true}
	if len(given) == 0 {
		p.mu.Lock()
		for _, m := range p.messages {
			people[m.Chat] = true
		}
		p.mu.Unlock()
		for number := range p.savedContacts() {
			people[number] = true
		}
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, a := range given {
		people[a.number] = true
	}
	var devices []*device
	for number := range people {
		if a := p.s.accounts[number]; a != nil {
			devices = append(devices, a.sortedDevices()...)
		}
	}
	slices.SortFunc(devices, func(x, y *device) int { return strings.Compare(x.key(), y.key()) })
	return devices
}

// plaintextNodes is the content of a channel's message, which everybody may read.
func plaintextNodes(content *waE2E.Message) ([]waBinary.Node, error) {
	raw, err := proto.Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("marshal message: %w", err)
	}
	n := waBinary.Node{Tag: "plaintext", Attrs: waBinary.Attrs{}, Content: raw}
	d, _ := describe(content)
	if media := mediaType(content, d); media != "" {
		n.Attrs["mediatype"] = media
	}
	return []waBinary.Node{n}, nil
}
