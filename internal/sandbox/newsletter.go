package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// newsletter is a channel: its owner writes, anybody may follow. Its messages
// are not encrypted. Sandbox.mu guards it.
type newsletter struct {
	ID          string              `json:"id"` // user part of its JID
	Name        string              `json:"name"`
	Description string              `json:"description"`
	Owner       string              `json:"owner"` // number
	Invite      string              `json:"invite"`
	Created     time.Time           `json:"created"`
	Updated     time.Time           `json:"updated"`
	Followers   map[string]follower `json:"followers"` // by number, with the owner
	LastPost    int                 `json:"last_post"`

	posts []*newsPost      // oldest first
	live  map[*device]bool // devices that want to see counts change
}

// follower is how one account follows a channel.
type follower struct {
	Muted bool `json:"muted"`
}

// newsPost is one message of a channel.
type newsPost struct {
	ServerID  int               `json:"server_id"` // counts up from 100, as channels do
	ID        string            `json:"id"`
	Type      string            `json:"type"`
	MediaType string            `json:"media_type,omitempty"`
	Content   []byte            `json:"content"` // nil once deleted
	At        time.Time         `json:"at"`
	Edited    time.Time         `json:"edited,omitzero"`
	Reactions map[string]string `json:"reactions,omitempty"` // emoji by number
	Viewers   map[string]bool   `json:"viewers,omitempty"`   // by number
}

// firstPost is the number of a channel's first message.
const firstPost = 100

// maxNewsletterName is the apps' limit for a channel's name, in characters.
const maxNewsletterName = 100

func (l *newsletter) jid() types.JID { return types.NewJID(l.ID, types.NewsletterServer) }

func (l *newsletter) save(b *batch) { b.putJSON(bucketNewsletters, l.ID, l) }

func (l *newsletter) savePost(b *batch, post *newsPost) {
	b.putJSON(bucketNewsPosts, fmt.Sprintf("%s/%08d", l.ID, post.ServerID), post)
}

func (s *Sandbox) restoreNewsletter(_ string, raw []byte) error {
	l := &newsletter{}
	if err := json.Unmarshal(raw, l); err != nil {
		return fmt.Errorf("read channel: %w", err)
	}
	s.newsletters[l.ID] = l
	return nil
}

func (s *Sandbox) restoreNewsPost(key string, raw []byte) error {
	id, _, _ := strings.Cut(key, "/")
	post := &newsPost{}
	if err := json.Unmarshal(raw, post); err != nil {
		return fmt.Errorf("read channel post: %w", err)
	}
	if l := s.newsletters[id]; l != nil {
		l.posts = append(l.posts, post)
	}
	return nil
}

// newNewsletter makes a channel. Callers hold s.mu.
func (s *Sandbox) newNewsletter(b *batch, owner *account, name, description string) *newsletter {
	now := time.Now().UTC()
	l := &newsletter{
		ID: "120363" + fmt.Sprintf("%012d", s.rng.Int64N(1_000_000_000_000)), Name: name, Description: description,
		Owner: owner.number, Invite: newInviteCode(), Created: now, Updated: now,
		Followers: map[string]follower{owner.number: {}}, LastPost: firstPost - 1,
	}
	s.newsletters[l.ID] = l
	l.save(b)
	return l
}

// follow has an account follow a channel, or stop, and tells its other devices.
// Callers hold s.mu.
func (s *Sandbox) follow(b *batch, l *newsletter, a *account, by *device, on bool) {
	if _, already := l.Followers[a.number]; already == on {
		return
	}
	if on {
		l.Followers[a.number] = follower{}
		s.tellNews(b, a, by, "NotificationNewsletterJoin", map[string]any{"xwa2_notify_newsletter_on_join": l.metadata(a)})
	} else {
		delete(l.Followers, a.number)
		s.tellNews(b, a, by, "NotificationNewsletterLeave", map[string]any{
			"xwa2_notify_newsletter_on_leave": map[string]any{"id": l.jid(), "role": l.role(a)},
		})
	}
	l.save(b)
}

// mute turns the notices of a channel off or on for a follower. Callers hold s.mu.
func (s *Sandbox) mute(b *batch, l *newsletter, a *account, by *device, on bool) {
	if _, ok := l.Followers[a.number]; !ok {
		return
	}
	l.Followers[a.number] = follower{Muted: on}
	l.save(b)
	s.tellNews(b, a, by, "NotificationNewsletterMuteChange", map[string]any{
		"xwa2_notify_newsletter_on_mute_change": map[string]any{"id": l.jid(), "mute": l.muteState(a)},
	})
}

func (s *Sandbox) tellNews(b *batch, a *account, but *device, operation string, data any) {
	for _, dev := range a.sortedDevices() {
		if dev != but && !dev.isPhone() {
			s.enqueue(b, dev, s.mexNotice(operation, data))
		}
	}
}

func (l *newsletter) role(a *account) string {
	_, follows := l.Followers[a.number]
	switch {
	case a.number == l.Owner:
		return "OWNER"
	case follows:
		return "SUBSCRIBER"
	}
	return "GUEST"
}

func (l *newsletter) muteState(a *account) string {
	if l.Followers[a.number].Muted {
		return "ON"
	}
	return "OFF"
}

// metadata describes a channel to who asks; nil is nobody in particular.
func (l *newsletter) metadata(viewer *account) map[string]any {
	text := func(value string) map[string]any {
		return map[string]any{
			"text": value, "id": strconv.FormatInt(l.Updated.UnixMicro(), 10),
			"update_time": strconv.FormatInt(l.Updated.UnixMicro(), 10),
		}
	}
	out := map[string]any{
		"id": l.jid(), "state": map[string]any{"type": "ACTIVE"},
		"thread_metadata": map[string]any{
			"creation_time": strconv.FormatInt(l.Created.Unix(), 10), "invite": l.Invite, "handle": nil,
			"name": text(l.Name), "description": text(l.Description),
			"subscribers_count": strconv.Itoa(len(l.Followers)), "verification": "UNVERIFIED",
			"picture":  map[string]any{"id": "", "type": "IMAGE", "direct_path": "", "url": ""},
			"preview":  map[string]any{"id": "", "type": "PREVIEW", "direct_path": "", "url": ""},
			"settings": map[string]any{"reaction_codes": map[string]any{"value": "ALL"}},
		},
	}
	if viewer != nil {
		out["viewer_metadata"] = map[string]any{"mute": l.muteState(viewer), "role": l.role(viewer)}
	}
	return out
}

// post finds a message of a channel by its number, or its id.
func (l *newsletter) post(serverID int, id string) *newsPost {
	i := slices.IndexFunc(l.posts, func(p *newsPost) bool { return p.ServerID == serverID || id != "" && p.ID == id })
	if i < 0 {
		return nil
	}
	return l.posts[i]
}

// node is a post as clients that ask for posts get it.
func (p *newsPost) node(withContent bool) waBinary.Node {
	counts := map[string]int{}
	for _, emoji := range p.Reactions {
		counts[emoji]++
	}
	var reactions []waBinary.Node
	for _, emoji := range slices.Sorted(maps.Keys(counts)) {
		reactions = append(reactions, waBinary.Node{Tag: "reaction", Attrs: waBinary.Attrs{"code": emoji, "count": counts[emoji]}})
	}
	parts := []waBinary.Node{
		{Tag: "views_count", Attrs: waBinary.Attrs{"count": len(p.Viewers)}}, {Tag: "reactions", Content: reactions},
	}
	if withContent {
		parts = append(parts, p.plaintext())
	}
	return waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{
		"server_id": p.ServerID, "id": p.ID, "type": p.Type, "t": p.At.Unix(),
	}, Content: parts}
}

func (p *newsPost) plaintext() waBinary.Node {
	n := waBinary.Node{Tag: "plaintext", Attrs: waBinary.Attrs{}}
	if p.MediaType != "" {
		n.Attrs["mediatype"] = p.MediaType
	}
	if p.Content != nil {
		n.Content = p.Content
	}
	return n
}
