package sandbox

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// maxAbout is the network's limit for the text under a name, in characters.
const maxAbout = 139

// handleStatusSet takes the text under an account's name, in the old way.
func (c *conn) handleStatusSet(n *waBinary.Node) {
	text := content(n, "status")
	if _, ok := child(n, "status"); !ok || !utf8.Valid(text) {
		c.malformed(n, "about text is missing or no text")
		return
	}
	if utf8.RuneCount(text) > maxAbout {
		c.fail(n, 406, "not-acceptable")
		return
	}
	var b batch
	c.s.mu.Lock()
	c.s.setAbout(&b, c.dev.acct, string(text))
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n)
}

// mexSetAbout takes it in the new way.
func (c *conn) mexSetAbout(b *batch, variables json.RawMessage) (any, int) {
	var in struct {
		Input struct {
			Text *string `json:"text"`
		} `json:"input"`
	}
	if json.Unmarshal(variables, &in) != nil {
		return nil, 400
	}
	text := ""
	if in.Input.Text != nil {
		text = *in.Input.Text
	}
	if utf8.RuneCountInString(text) > maxAbout {
		return nil, 406
	}
	c.s.setAbout(b, c.dev.acct, text)
	return map[string]any{"xwa2_update_text_status": map[string]any{"result": "SUCCESS"}}, 0
}

// setAbout changes the text and tells contacts who may see it. Callers hold s.mu.
func (s *Sandbox) setAbout(b *batch, a *account, text string) {
	a.about, a.aboutAt = text, time.Now().UTC()
	a.phone.save(b)
	s.tellContacts(b, a, "status", func(*account) waBinary.Node {
		return waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
			"from": a.lidJID(), "type": "status", "id": s.newID(), "t": a.aboutAt.Unix(), "notify": a.phone.Name(),
		}, Content: []waBinary.Node{{Tag: "set", Content: []byte(text)}}}
	})
}

// aboutNode is the text for who asks. Callers hold s.mu.
func (s *Sandbox) aboutNode(a, viewer *account) waBinary.Node {
	if !s.shows(a, viewer, "status") {
		return waBinary.Node{Tag: "status", Attrs: waBinary.Attrs{"code": 401, "type": "fail"}}
	}
	at := a.aboutAt
	if at.IsZero() {
		at = a.phone.createdAt
	}
	return waBinary.Node{Tag: "status", Attrs: waBinary.Attrs{"t": at.Unix()}, Content: []byte(a.about)}
}
