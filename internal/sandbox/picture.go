package sandbox

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"strconv"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

const (
	// pictureHost is where clients believe pictures to live.
	pictureHost = "pps.whatsapp.net"
	// previewSize is the edge of the small form of a picture, in pixels.
	previewSize = 96
	// maxPicture bounds an uploaded picture; the apps send 640 pixels square.
	maxPicture = 1 << 20
)

// picture is what an account or group looks like: two files of the media
// store. Sandbox.mu guards it.
type picture struct {
	ID      string    `json:"id"`
	Image   []byte    `json:"image"`   // hash of the file
	Preview []byte    `json:"preview"` // hash of the small one
	SetAt   time.Time `json:"set_at"`
}

// pictureKey names whose picture it is: a number, or a group's JID.
func (s *Sandbox) pictureKey(jid types.JID) (key string, owner *account, g *group) {
	if jid.Server == types.GroupServer {
		return jid.String(), nil, s.groups[jid.User]
	}
	if owner = s.accountOf(jid); owner != nil {
		key = owner.number
	}
	return key, owner, nil
}

// handlePictureGet says where a picture can be had.
func (c *conn) handlePictureGet(n *waBinary.Node) {
	request, hasRequest := child(n, "picture")
	target, ok := attrJID(n, "target")
	kind := attrString(request, "type")
	if !hasRequest || !ok || (kind != "preview" && kind != "image") {
		c.malformed(n, "picture query without a target or with a type that is neither image nor preview")
		return
	}
	c.s.mu.Lock()
	key, owner, g := c.s.pictureKey(target)
	p, has := c.s.pictures[key]
	allowed := owner != nil && c.s.shows(owner, c.dev.acct, "profile") || g != nil && g.has(c.dev.acct.number)
	c.s.mu.Unlock()
	switch {
	case owner == nil && g == nil:
		c.fail(n, 404, "item-not-found")
	case !allowed:
		c.fail(n, 401, "not-authorized")
	case !has:
		c.fail(n, 404, "item-not-found")
	case attrString(request, "id") == p.ID:
		c.result(n, waBinary.Node{Tag: "picture", Attrs: waBinary.Attrs{"status": 304}})
	default:
		c.result(n, c.s.pictureNode(p, kind))
	}
}

func (s *Sandbox) pictureNode(p picture, kind string) waBinary.Node {
	hash := p.Image
	if kind == "preview" {
		hash = p.Preview
	}
	path := s.picturePath([32]byte(hash))
	return waBinary.Node{Tag: "picture", Attrs: waBinary.Attrs{
		"id": p.ID, "type": kind, "url": "https://" + pictureHost + path, "direct_path": path,
		"hash": base64.StdEncoding.EncodeToString(hash),
	}}
}

// handlePictureSet changes or, without a picture, removes what an account or
// group looks like.
func (c *conn) handlePictureSet(n *waBinary.Node) {
	target, given := attrJID(n, "target")
	if !given {
		target = c.dev.acct.pn()
	}
	c.s.mu.Lock()
	_, owner, g := c.s.pictureKey(target)
	self := c.dev.acct
	allowed := owner == self || g != nil && g.has(self.number) && (!g.Locked || g.admin(self.number))
	c.s.mu.Unlock()
	if !allowed {
		c.fail(n, 403, "forbidden")
		return
	}
	request, hasRequest := child(n, "picture")
	if !hasRequest {
		if c.s.removePicture(target, c.dev.acct, c.dev) != nil {
			c.fail(n, 500, "internal-server-error")
			return
		}
		c.result(n)
		return
	}
	raw, _ := request.Content.([]byte)
	p, err := c.s.newPicture(raw)
	if err != nil {
		c.fail(n, 406, "not-acceptable")
		return
	}
	if c.s.setPicture(p, target, c.dev.acct, c.dev) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n, waBinary.Node{Tag: "picture", Attrs: waBinary.Attrs{"id": p.ID}})
}

// newPicture stores a JPEG and a small form of it. It fails for anything else.
func (s *Sandbox) newPicture(raw []byte) (picture, error) {
	if len(raw) > maxPicture {
		return picture{}, invalid("picture", "The picture is larger than 1 MiB.")
	}
	full, format, err := image.Decode(bytes.NewReader(raw))
	if err != nil || format != "jpeg" {
		return picture{}, invalid("picture", "The picture is no JPEG.")
	}
	var small bytes.Buffer
	if err = jpeg.Encode(&small, shrink(full, previewSize), nil); err != nil {
		return picture{}, fmt.Errorf("shrink picture: %w", err)
	}
	imageHash, err := s.putBlob(raw)
	if err != nil {
		return picture{}, err
	}
	previewHash, err := s.putBlob(small.Bytes())
	if err != nil {
		return picture{}, err
	}
	now := time.Now().UTC()
	return picture{
		ID: strconv.FormatInt(now.UnixMilli(), 10), Image: imageHash[:], Preview: previewHash[:], SetAt: now,
	}, nil
}

// shrink takes the nearest pixels: nobody looks at it closely.
func shrink(src image.Image, edge int) image.Image {
	from := src.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, min(edge, from.Dx()), min(edge, from.Dy())))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, src.At(from.Min.X+x*from.Dx()/out.Rect.Dx(), from.Min.Y+y*from.Dy()/out.Rect.Dy()))
		}
	}
	return out
}

// setPicture makes it the target's and tells who may see it. by is nil when a
// phone did it.
func (s *Sandbox) setPicture(p picture, target types.JID, author *account, by *device) error {
	var b batch
	s.mu.Lock()
	key, _, _ := s.pictureKey(target)
	s.pictures[key] = p
	b.putJSON(bucketPictures, key, p)
	s.announcePicture(&b, target, author, by, waBinary.Node{Tag: "set", Attrs: waBinary.Attrs{
		"id": p.ID, "hash": base64.StdEncoding.EncodeToString(p.Image[:6]),
	}})
	s.mu.Unlock()
	return s.commit(&b)
}

func (s *Sandbox) removePicture(target types.JID, author *account, by *device) error {
	var b batch
	s.mu.Lock()
	key, _, _ := s.pictureKey(target)
	if _, has := s.pictures[key]; has {
		delete(s.pictures, key)
		b.del(bucketPictures, key)
		s.announcePicture(&b, target, author, by, waBinary.Node{Tag: "delete", Attrs: waBinary.Attrs{}})
	}
	s.mu.Unlock()
	return s.commit(&b)
}

// announcePicture tells a group's members, or an account's contacts and its own
// other clients. Callers hold s.mu.
func (s *Sandbox) announcePicture(b *batch, target types.JID, author *account, by *device, change waBinary.Node) {
	notice := func(from types.JID) waBinary.Node {
		child := waBinary.Node{Tag: change.Tag, Attrs: waBinary.Attrs{"jid": from, "author": author.lidJID()}}
		for key, value := range change.Attrs {
			child.Attrs[key] = value
		}
		return waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
			"from": from, "type": "picture", "id": s.newID(), "t": s.unix(), "notify": author.phone.Name(),
		}, Content: []waBinary.Node{child}}
	}
	_, owner, g := s.pictureKey(target)
	if g != nil {
		for _, dev := range s.devicesIn(g) {
			if dev != by && !dev.isPhone() {
				s.enqueue(b, dev, notice(g.jid()))
			}
		}
		return
	}
	s.tellContacts(b, owner, "profile", func(*account) waBinary.Node { return notice(owner.lidJID()) })
	s.syncAccount(b, owner, by, waBinary.Node{Tag: "picture"})
}

// picturePath is where a picture can be had.
func (s *Sandbox) picturePath(hash [32]byte) string { return s.blobPath("t61.24694-24", hash, ".jpg") }

func (s *Sandbox) restorePicture(key string, raw []byte) error {
	var p picture
	if err := json.Unmarshal(raw, &p); err != nil {
		return fmt.Errorf("read picture: %w", err)
	}
	s.pictures[key] = p
	return nil
}
