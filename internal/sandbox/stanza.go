package sandbox

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// maxStanza bounds what a client may send in one frame. The largest honest
// stanza, a message to a full group, is a few hundred KB; the decoder recurses,
// so a limit is also what keeps a hostile one from exhausting the stack.
const maxStanza = 1 << 20

const flagCompressed = 2

var errStanzaTooLarge = errors.New("stanza is too large")

// decodeStanza decodes one decrypted frame. It never panics.
func decodeStanza(frame []byte) (n *waBinary.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = nil, fmt.Errorf("decode stanza: %v", r)
		}
	}()
	if len(frame) < 2 {
		return nil, errors.New("decode stanza: frame is empty")
	} else if len(frame) > maxStanza {
		return nil, errStanzaTooLarge
	}
	body := frame[1:]
	if frame[0]&flagCompressed != 0 {
		if body, err = inflate(body); err != nil {
			return nil, err
		}
	}
	return waBinary.Unmarshal(body)
}

func inflate(body []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("inflate stanza: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(r, maxStanza+1))
	if err != nil {
		return nil, fmt.Errorf("inflate stanza: %w", err)
	} else if len(out) > maxStanza {
		return nil, errStanzaTooLarge
	}
	return out, nil
}

// encodeStanza encodes a stanza of ours, flag byte included. Only a value of a
// type the encoder does not know fails, which is a mistake of this package.
func encodeStanza(n waBinary.Node) []byte {
	raw, err := waBinary.Marshal(n)
	if err != nil {
		panic(fmt.Errorf("sandbox: encode <%s>: %w", n.Tag, err))
	}
	return raw
}

func attrString(n *waBinary.Node, key string) string {
	switch v := n.Attrs[key].(type) {
	case string:
		return v
	case types.JID:
		return v.String()
	}
	return ""
}

func attrJID(n *waBinary.Node, key string) (types.JID, bool) {
	switch v := n.Attrs[key].(type) {
	case types.JID:
		return v, true
	case string:
		if strings.Contains(v, "@") {
			jid, err := types.ParseJID(v)
			return jid, err == nil
		}
	}
	return types.EmptyJID, false
}

func child(n *waBinary.Node, path ...string) (*waBinary.Node, bool) {
	found, ok := n.GetOptionalChildByTag(path...)
	return &found, ok
}

// content reads a child's content. What a client sends as a string may come
// back from the decoder as one, or as bytes.
func content(n *waBinary.Node, path ...string) []byte {
	found, ok := n.GetOptionalChildByTag(path...)
	if !ok {
		return nil
	}
	switch v := found.Content.(type) {
	case []byte:
		return v
	case string:
		return []byte(v)
	}
	return nil
}

// deviceListHash is what clients compare their idea of a device list with.
func deviceListHash(devices []types.JID) string {
	names := make([]string, len(devices))
	for i, jid := range devices {
		names[i] = jid.ADString()
	}
	sort.Strings(names)
	sum := sha256.Sum256([]byte(strings.Join(names, "")))
	return "2:" + base64.RawStdEncoding.EncodeToString(sum[:6])
}
