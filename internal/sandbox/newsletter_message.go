package sandbox

import (
	"errors"
	"strconv"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// The edit attributes of channel messages.
const (
	newsEdit   = string(types.EditAttributeAdminEdit)
	newsRevoke = string(types.EditAttributeAdminRevoke)
)

// routeNewsletter publishes a message of a channel's owner, or counts a
// follower's reaction. Callers hold s.mu.
func (s *Sandbox) routeNewsletter(b *batch, from *device, to types.JID, n *waBinary.Node, now time.Time, ack *waBinary.Node) error {
	l := s.newsletters[to.User]
	if l == nil {
		ack.Attrs["error"] = 404
		return nil
	}
	if attrString(n, "type") == "reaction" {
		return s.reactToPost(b, l, from, n, ack)
	}
	if l.Owner != from.acct.number {
		ack.Attrs["error"] = 403
		return nil
	}
	plaintext, ok := child(n, "plaintext")
	if !ok {
		return errors.New("channel message without plaintext")
	}
	raw, _ := plaintext.Content.([]byte)
	edit := attrString(n, "edit")
	if edit != "" {
		post := l.post(0, attrString(n, "id"))
		if post == nil {
			ack.Attrs["error"] = 404
			return nil
		}
		post.Edited, post.Content = now.UTC(), raw
		if edit == newsRevoke {
			post.Content = nil
		}
		s.publish(b, l, from, post, edit, ack)
		return nil
	}
	if len(raw) == 0 {
		return errors.New("channel message is empty")
	}
	l.LastPost++
	post := &newsPost{
		ServerID: l.LastPost, ID: attrString(n, "id"), Type: attrString(n, "type"),
		MediaType: attrString(plaintext, "mediatype"), Content: raw, At: now.UTC().Truncate(time.Second),
	}
	l.posts = append(l.posts, post)
	l.save(b)
	s.publish(b, l, from, post, "", ack)
	return nil
}

// publish brings a post, as it is now, to the followers' devices. Callers hold s.mu.
func (s *Sandbox) publish(b *batch, l *newsletter, from *device, post *newsPost, edit string, ack *waBinary.Node) {
	l.savePost(b, post)
	ack.Attrs["server_id"] = post.ServerID
	attrs := waBinary.Attrs{
		"from": l.jid(), "id": post.ID, "server_id": post.ServerID, "type": post.Type, "t": post.At.Unix(),
	}
	parts := []waBinary.Node{post.plaintext()}
	if edit != "" {
		attrs["edit"] = edit
		parts = append(parts, waBinary.Node{Tag: "meta", Attrs: waBinary.Attrs{
			"msg_edit_t": strconv.FormatInt(post.Edited.UnixMilli(), 10), "original_msg_t": strconv.FormatInt(post.At.Unix(), 10),
		}})
	}
	for number := range l.Followers {
		a := s.accounts[number]
		if a == nil {
			continue
		}
		for _, dev := range a.sortedDevices() {
			if dev != from {
				s.deliver(b, dev, waBinary.Node{Tag: "message", Attrs: attrs, Content: parts})
			}
		}
	}
}

func (s *Sandbox) reactToPost(b *batch, l *newsletter, from *device, n, ack *waBinary.Node) error {
	number, err := strconv.Atoi(attrString(n, "server_id"))
	reaction, ok := child(n, "reaction")
	if err != nil || !ok {
		return errors.New("reaction to a channel message without its number or a reaction")
	}
	post := l.post(number, "")
	if _, follows := l.Followers[from.acct.number]; post == nil || !follows {
		ack.Attrs["error"] = 403
		return nil
	}
	if post.Reactions == nil {
		post.Reactions = map[string]string{}
	}
	if code := attrString(reaction, "code"); code == "" {
		delete(post.Reactions, from.acct.number)
	} else {
		post.Reactions[from.acct.number] = code
	}
	l.savePost(b, post)
	s.tellCounts(b, l, post)
	return nil
}

// noteViews counts who has seen posts. Callers hold s.mu.
func (s *Sandbox) noteViews(b *batch, from *device, to types.JID, n *waBinary.Node) {
	l := s.newsletters[to.User]
	list, ok := child(n, "list")
	if l == nil || !ok || attrString(n, "type") != "view" {
		return
	}
	for _, item := range list.GetChildrenByTag("item") {
		number, err := strconv.Atoi(attrString(&item, "server_id"))
		post := l.post(number, "")
		if err != nil || post == nil {
			continue
		}
		if post.Viewers == nil {
			post.Viewers = map[string]bool{}
		}
		post.Viewers[from.acct.number] = true
		l.savePost(b, post)
		s.tellCounts(b, l, post)
	}
}

// tellCounts shows changed counts to who looks at the channel right now. Callers hold s.mu.
func (s *Sandbox) tellCounts(b *batch, l *newsletter, post *newsPost) {
	for dev := range l.live {
		s.enqueue(b, dev, waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
			"from": l.jid(), "type": "newsletter", "id": s.newID(), "t": s.unix(),
		}, Content: []waBinary.Node{{Tag: "live_updates", Content: []waBinary.Node{post.node(false)}}}})
	}
}

// liveUpdateSeconds is how long a client is told of changing counts.
const liveUpdateSeconds = 300

// handleNewsletterSet lets a client watch a channel's counts.
func (c *conn) handleNewsletterSet(n *waBinary.Node) {
	to, _ := attrJID(n, "to")
	if firstChild(n).Tag != "live_updates" {
		c.unsupported(n)
		return
	}
	c.s.mu.Lock()
	l := c.s.newsletters[to.User]
	if l != nil {
		if l.live == nil {
			l.live = map[*device]bool{}
		}
		l.live[c.dev] = true
		dev := c.dev
		time.AfterFunc(liveUpdateSeconds*time.Second, func() {
			c.s.mu.Lock()
			defer c.s.mu.Unlock()
			delete(l.live, dev)
		})
	}
	c.s.mu.Unlock()
	if l == nil {
		c.fail(n, 404, "item-not-found")
		return
	}
	c.result(n, waBinary.Node{Tag: "live_updates", Attrs: waBinary.Attrs{"duration": liveUpdateSeconds}})
}

// handleNewsletterGet gives a channel's posts, newest last, or their counts.
func (c *conn) handleNewsletterGet(n *waBinary.Node) {
	request := firstChild(n)
	jid, _ := attrJID(n, "to")
	if named, ok := attrJID(request, "jid"); ok {
		jid = named
	}
	number := func(key string, otherwise int) int {
		v, err := strconv.Atoi(attrString(request, key))
		if err != nil {
			return otherwise
		}
		return v
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	l := c.s.newsletters[jid.User]
	for _, other := range c.s.newsletters {
		if key := attrString(request, "key"); key != "" && other.Invite == key {
			l = other
		}
	}
	if l == nil {
		c.fail(n, 404, "item-not-found")
		return
	}
	var list []waBinary.Node
	before, after, since := number("before", l.LastPost+1), number("after", 0), int64(number("since", 0))
	for _, post := range l.posts {
		if post.ServerID < before && post.ServerID > after && post.At.Unix() >= since && post.Content != nil {
			list = append(list, post.node(request.Tag == "messages"))
		}
	}
	// Clients that do not say how many get a screenful.
	list = list[max(0, len(list)-number("count", 50)):]
	messages := waBinary.Node{Tag: "messages", Attrs: waBinary.Attrs{"jid": l.jid(), "t": c.s.unix()}, Content: list}
	switch request.Tag {
	case "messages":
		c.result(n, messages)
	case "message_updates":
		c.result(n, waBinary.Node{Tag: "message_updates", Content: []waBinary.Node{messages}})
	default:
		c.unsupported(n)
	}
}
