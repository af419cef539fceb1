package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"go.mau.fi/whatsmeow/types"
)

// newsletterVariables is what the operations on channels take.
type newsletterVariables struct {
	ID    string `json:"newsletter_id"`
	Input struct {
		Key         string `json:"key"`
		Type        string `json:"type"`
		ID          string `json:"newsletter_id"`
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"input"`
	Create struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"newsletter_input"`
	Updates struct {
		Name        *string `json:"name"`
		Description *string `json:"description"`
	} `json:"updates"`
	Viewer bool `json:"fetch_viewer_metadata"`
}

// newsletterIn reads the variables, and finds the channel they name, if any.
func (s *Sandbox) newsletterIn(raw json.RawMessage) (v newsletterVariables, l *newsletter, ok bool) {
	if json.Unmarshal(raw, &v) != nil {
		return v, nil, false
	}
	key := v.ID
	if key == "" {
		key = v.Input.Key
	}
	if key == "" {
		key = v.Input.ID
	}
	if v.Input.Type == "INVITE" {
		for _, other := range s.newsletters {
			if other.Invite == key {
				return v, other, true
			}
		}
		return v, nil, true
	}
	user, _, _ := strings.Cut(key, "@")
	return v, s.newsletters[user], true
}

func (c *conn) mexNewsletter(_ *batch, raw json.RawMessage) (any, int) {
	v, l, ok := c.s.newsletterIn(raw)
	switch {
	case !ok:
		return nil, 400
	case l == nil:
		return nil, 404
	}
	viewer := c.dev.acct
	if !v.Viewer {
		viewer = nil
	}
	return map[string]any{"xwa2_newsletter": l.metadata(viewer)}, 0
}

func (c *conn) mexSubscribed(*batch, json.RawMessage) (any, int) {
	list := []any{}
	for _, l := range c.s.sortedNewsletters() {
		if _, follows := l.Followers[c.dev.acct.number]; follows {
			list = append(list, l.metadata(c.dev.acct))
		}
	}
	return map[string]any{"xwa2_newsletter_subscribed": list}, 0
}

func (c *conn) mexDirectory(*batch, json.RawMessage) (any, int) {
	list := []any{}
	for _, l := range c.s.sortedNewsletters() {
		list = append(list, l.metadata(c.dev.acct))
	}
	page := map[string]any{"result": list, "page_info": map[string]any{"hasNextPage": false}}
	return map[string]any{"xwa2_newsletters_recommended": page, "xwa2_newsletters_directory_list": page}, 0
}

func (c *conn) mexFollowers(_ *batch, raw json.RawMessage) (any, int) {
	_, l, ok := c.s.newsletterIn(raw)
	switch {
	case !ok:
		return nil, 400
	case l == nil:
		return nil, 404
	case l.Owner != c.dev.acct.number:
		return nil, 403
	}
	edges := []any{}
	for number := range l.Followers {
		if a := c.s.accounts[number]; a != nil {
			edges = append(edges, map[string]any{"role": l.role(a), "node": map[string]any{
				"id": a.lidJID(), "display_name": a.phone.Name(),
			}})
		}
	}
	return map[string]any{"xwa2_newsletter_subscribers": map[string]any{
		"subscribers_count": len(edges), "subscribers": map[string]any{"edges": edges},
	}}, 0
}

func (c *conn) mexCreate(b *batch, raw json.RawMessage) (any, int) {
	v, _, ok := c.s.newsletterIn(raw)
	name, description := v.Create.Name, v.Create.Description
	if name == "" {
		name, description = v.Input.Name, v.Input.Description
	}
	if length := utf8.RuneCountInString(name); !ok || length == 0 || length > maxNewsletterName {
		return nil, 400
	}
	l := c.s.newNewsletter(b, c.dev.acct, name, description)
	return map[string]any{"xwa2_newsletter_create": l.metadata(c.dev.acct)}, 0
}

func (c *conn) mexUpdate(b *batch, raw json.RawMessage) (any, int) {
	v, l, ok := c.s.newsletterIn(raw)
	switch {
	case !ok || v.Updates.Name != nil && *v.Updates.Name == "":
		return nil, 400
	case l == nil:
		return nil, 404
	case l.Owner != c.dev.acct.number:
		return nil, 403
	}
	if v.Updates.Name != nil {
		l.Name = *v.Updates.Name
	}
	if v.Updates.Description != nil {
		l.Description = *v.Updates.Description
	}
	l.save(b)
	return map[string]any{"xwa2_newsletter_update": l.metadata(nil)}, 0
}

// changeFollowing is the operations by which an account changes how it follows a
// channel. The answer goes under all names clients look for it by.
func (c *conn) changeFollowing(raw json.RawMessage, change func(*newsletter), names ...string) (any, int) {
	_, l, ok := c.s.newsletterIn(raw)
	switch {
	case !ok:
		return nil, 400
	case l == nil:
		return nil, 404
	}
	change(l)
	answer := map[string]any{}
	for _, name := range names {
		answer[name] = map[string]any{"id": l.jid(), "state": map[string]any{"type": "ACTIVE"}}
	}
	return answer, 0
}

func (c *conn) mexFollow(b *batch, raw json.RawMessage) (any, int) {
	return c.changeFollowing(raw, func(l *newsletter) { c.s.follow(b, l, c.dev.acct, c.dev, true) },
		"xwa2_newsletter_follow", "xwa2_newsletter_join_v2")
}

func (c *conn) mexUnfollow(b *batch, raw json.RawMessage) (any, int) {
	if _, l, _ := c.s.newsletterIn(raw); l != nil && l.Owner == c.dev.acct.number {
		return nil, 403 // an owner hands the channel on, or deletes it
	}
	return c.changeFollowing(raw, func(l *newsletter) { c.s.follow(b, l, c.dev.acct, c.dev, false) },
		"xwa2_newsletter_unfollow", "xwa2_newsletter_leave_v2")
}

func (c *conn) mexMute(b *batch, raw json.RawMessage) (any, int) {
	return c.changeFollowing(raw, func(l *newsletter) { c.s.mute(b, l, c.dev.acct, c.dev, true) },
		"xwa2_newsletter_mute", "xwa2_newsletter_mute_v2")
}

func (c *conn) mexUnmute(b *batch, raw json.RawMessage) (any, int) {
	return c.changeFollowing(raw, func(l *newsletter) { c.s.mute(b, l, c.dev.acct, c.dev, false) },
		"xwa2_newsletter_unmute", "xwa2_newsletter_unmute_v2")
}

// sortedNewsletters lists the channels, oldest first. Callers hold s.mu.
func (s *Sandbox) sortedNewsletters() []*newsletter {
	list := make([]*newsletter, 0, len(s.newsletters))
	for _, l := range s.newsletters {
		list = append(list, l)
	}
	slices.SortFunc(list, func(x, y *newsletter) int { return x.Created.Compare(y.Created) })
	return list
}

// Newsletter is a channel.
type Newsletter struct {
	ID          string   `json:"id"` // its JID
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Owner       string   `json:"owner"`     // number
	Followers   []string `json:"followers"` // numbers, with the owner
	Link        string   `json:"link"`
	Posts       int      `json:"posts"`
}

// newsletterLinkPrefix is what an invite code follows in a channel's link.
const newsletterLinkPrefix = "https://whatsapp.com/channel/"

func (l *newsletter) public() Newsletter {
	out := Newsletter{
		ID: l.jid().String(), Name: l.Name, Description: l.Description, Owner: l.Owner,
		Link: newsletterLinkPrefix + l.Invite, Posts: len(l.posts),
	}
	for number := range l.Followers {
		out.Followers = append(out.Followers, number)
	}
	slices.Sort(out.Followers)
	return out
}

// Newsletters lists the channels, oldest first.
func (s *Sandbox) Newsletters() []Newsletter {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Newsletter{}
	for _, l := range s.sortedNewsletters() {
		out = append(out, l.public())
	}
	return out
}

// CreateNewsletter makes a channel the phone owns; it posts by Send to the
// channel's id. It fails for an empty or too long name.
func (p *Phone) CreateNewsletter(name, description string) (Newsletter, error) {
	if length := utf8.RuneCountInString(name); length == 0 || length > maxNewsletterName {
		return Newsletter{}, invalid("name", "A channel needs a name of at most %d characters.", maxNewsletterName)
	}
	var b batch
	p.s.mu.Lock()
	out := p.s.newNewsletter(&b, p.acct, name, description).public()
	p.s.mu.Unlock()
	return out, p.s.commit(&b)
}

// FollowNewsletter has the phone follow a channel, given by id or link, or stop
// following it. It fails for an unknown channel and for its owner.
func (p *Phone) FollowNewsletter(idOrLink string, follow bool) error {
	key := strings.TrimPrefix(strings.TrimSpace(idOrLink), newsletterLinkPrefix)
	user, _, _ := strings.Cut(key, "@")
	var b batch
	p.s.mu.Lock()
	var found *newsletter
	for _, l := range p.s.newsletters {
		if l.ID == user || l.Invite == key {
			found = l
		}
	}
	if found != nil && found.Owner != p.acct.number {
		p.s.follow(&b, found, p.acct, p.acct.devices[0], follow)
	}
	p.s.mu.Unlock()
	switch {
	case found == nil:
		return notFound("There is no channel %s.", idOrLink)
	case found.Owner == p.acct.number:
		return conflict("%s owns this channel.", p.acct.number)
	}
	return p.s.commit(&b)
}

// findNewsletter reads a channel's JID.
func (s *Sandbox) findNewsletter(user string) (types.JID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.newsletters[user] == nil {
		return types.EmptyJID, notFound("There is no channel %s.", user)
	}
	return types.NewJID(user, types.NewsletterServer), nil
}
