package sandbox_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
)

// caught waits for a violation of a rule and forgets it.
func caught(t *testing.T, s *sandbox.Sandbox, rule, detail string) {
	t.Helper()
	require.Eventually(t, func() bool {
		return slices.ContainsFunc(s.Violations(), func(v sandbox.Violation) bool { return v.Rule == rule })
	}, patience, time.Millisecond, "rule %s; there are: %v", rule, s.Violations())
	list := s.Violations()
	require.Equal(t, rule, list[len(list)-1].Rule)
	require.Contains(t, list[len(list)-1].Detail, detail)
	require.NotEmpty(t, list[len(list)-1].Device)
	s.ForgetViolations()
}

// inside lets a test send what the library never would.
func (c *client) inside() *whatsmeow.DangerousInternalClient {
	return c.DangerousInternals() //nolint:staticcheck // it is deprecated for being dangerous, which is what is wanted here
}

// ackOf sends a stanza and waits for its ack.
func (c *client) ackOf(n waBinary.Node) *waBinary.Node {
	c.t.Helper()
	raw := c.inside()
	answer := raw.WaitResponse(n.Attrs["id"].(string))
	require.NoError(c.t, raw.SendNode(testContext(c.t), n))
	select {
	case ack := <-answer:
		return ack
	case <-testContext(c.t).Done():
		c.t.Fatal("no ack came")
		return nil
	}
}

func text(id string, to types.JID, parts ...waBinary.Node) waBinary.Node {
	return waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{"id": id, "to": to, "type": "text"}, Content: parts}
}

func sealedFor(jid types.JID, kind string, content []byte) waBinary.Node {
	return waBinary.Node{Tag: "to", Attrs: waBinary.Attrs{"jid": jid}, Content: []waBinary.Node{{
		Tag: "enc", Attrs: waBinary.Attrs{"type": kind, "v": "2"}, Content: content,
	}}}
}

func participants(list ...waBinary.Node) waBinary.Node {
	return waBinary.Node{Tag: "participants", Content: list}
}

func TestMalformedMessages(t *testing.T) {
	t.Parallel()
	s, _, bob, c := met(t)
	carol := addPhone(t, s, "Carol")
	bobLID, err := types.ParseJID(bob.LID())
	require.NoError(t, err)
	device := bobLID
	device.Device = 3
	noVersion := sealedFor(bobLID, "msg", []byte{1})
	noVersion.GetChildren()[0].Attrs["v"] = "9"
	for i, tc := range []struct {
		says string
		n    waBinary.Node
		rule string
	}{
		{"unknown type", waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{"to": bobLID, "type": "song"}}, "malformed_message"},
		{"without participants", text("", bobLID), "malformed_message"},
		{"is a device", text("", device, participants()), "malformed_message"},
		{"neither side", text("", bobLID, participants(sealedFor(jid(carol), "msg", []byte{1}))), "malformed_message"},
		{"there twice", text("", bobLID, participants(sealedFor(bobLID, "msg", []byte{1}), sealedFor(bobLID, "msg", []byte{1}))), "malformed_message"},
		{"unknown type \"song\"", text("", bobLID, participants(sealedFor(bobLID, "song", []byte{1}))), "malformed_message"},
		{"unknown version", text("", bobLID, participants(noVersion)), "malformed_message"},
		{"is empty", text("", bobLID, participants(sealedFor(bobLID, "msg", nil))), "malformed_message"},
		{"unknown kind", text("", types.NewJID("1", "planet"), participants()), "malformed_message"},
		{"cannot be read", text("", bobLID, participants(sealedFor(bobLID, "pkmsg", []byte{0x33, 1}))), "prekey_message"},
	} {
		tc.n.Attrs["id"] = fmt.Sprintf("BAD%d", i)
		ack := c.ackOf(tc.n)
		require.Equal(t, "479", ack.Attrs["error"], tc.says)
		caught(t, s, tc.rule, tc.says)
	}
	require.Len(t, bob.Messages(), 2, "nobody gets a malformed message")
}

func TestDeviceIdentity(t *testing.T) {
	t.Parallel()
	s, alice, _, c := met(t)
	other := pair(t, s, alice)
	carol := addPhone(t, s, "Carol")
	carolLID, err := types.ParseJID(carol.LID())
	require.NoError(t, err)
	_, err = c.GetUserInfo(testContext(t), []types.JID{jid(carol)})
	require.NoError(t, err)
	plain, err := proto.Marshal(&waE2E.Message{Conversation: proto.String("first words")})
	require.NoError(t, err)
	sealed := func(from *client) []waBinary.Node {
		nodes, starts, err := from.inside().EncryptMessageForDevices(testContext(t), []types.JID{carolLID}, "X", plain, nil, waBinary.Attrs{})
		require.NoError(t, err)
		require.True(t, starts)
		return nodes
	}
	nodes := sealed(c)
	ack := c.ackOf(text("NONE", carolLID, participants(nodes...)))
	require.Equal(t, "479", ack.Attrs["error"])
	caught(t, s, "device_identity", "without a device identity")
	ack = c.ackOf(text("OTHERS", carolLID, participants(nodes...), other.inside().MakeDeviceIdentityNode()))
	require.Equal(t, "479", ack.Attrs["error"])
	caught(t, s, "device_identity", "key index")
	ack = c.ackOf(text("JUNK", carolLID, participants(nodes...), waBinary.Node{Tag: "device-identity", Content: []byte("junk")}))
	require.Equal(t, "479", ack.Attrs["error"])
	caught(t, s, "device_identity", "cannot be read")
	ack = c.ackOf(text("STOLEN", carolLID, participants(sealed(other)...), c.inside().MakeDeviceIdentityNode()))
	require.Equal(t, "479", ack.Attrs["error"])
	caught(t, s, "prekey_message", "not the sender's")

	own := c.inside().MakeDeviceIdentityNode()
	ack = c.ackOf(text("GOOD", carolLID, participants(nodes...), own))
	require.NotContains(t, ack.Attrs, "error")
	expectText(t, carol, "first words")
	require.Empty(t, s.Violations())
}

func TestMalformedStanzas(t *testing.T) {
	t.Parallel()
	s, _, bob, c := met(t)
	raw := c.inside()
	send := func(n waBinary.Node) {
		t.Helper()
		require.NoError(t, raw.SendNode(testContext(t), n))
	}
	send(waBinary.Node{Tag: "telegram"})
	caught(t, s, "unknown_stanza", "telegram")
	send(waBinary.Node{Tag: "presence", Attrs: waBinary.Attrs{"type": "sleepy"}})
	caught(t, s, "presence", "sleepy")
	send(waBinary.Node{Tag: "chatstate", Attrs: waBinary.Attrs{"to": jid(bob)}, Content: []waBinary.Node{{Tag: "thinking"}}})
	caught(t, s, "chatstate", "known state")
	send(waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"type": "get", "xmlns": "w:p", "to": types.ServerJID}})
	caught(t, s, "iq_id", "without an id")
	send(waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"type": "maybe", "id": "1", "to": types.ServerJID}})
	caught(t, s, "malformed_iq", "maybe")
	send(waBinary.Node{Tag: "receipt", Attrs: waBinary.Attrs{"id": "1", "to": jid(bob), "type": "shrug"}})
	caught(t, s, "malformed_receipt", "shrug")
	send(waBinary.Node{Tag: "receipt", Attrs: waBinary.Attrs{"id": "1", "to": jid(bob), "type": "retry"}})
	caught(t, s, "malformed_receipt", "without a count")
	send(waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"type": "set", "id": "2", "xmlns": "encrypt", "to": types.ServerJID}, Content: []waBinary.Node{{
		Tag: "rotate", Content: []waBinary.Node{{Tag: "skey", Content: []waBinary.Node{
			{Tag: "id", Content: []byte{0, 0, 2}}, {Tag: "value", Content: make([]byte, 32)}, {Tag: "signature", Content: make([]byte, 64)},
		}}},
	}}})
	caught(t, s, "malformed_iq", "does not verify")
	send(text("T", jid(addPhone(t, s, "Stranger")), participants(), waBinary.Node{Tag: "tctoken", Content: []byte("no token")}))
	caught(t, s, "tctoken", "has not issued")
}

func TestUploadRules(t *testing.T) {
	t.Parallel()
	s, _, _, c := met(t)
	media, err := c.inside().QueryMediaConn(testContext(t))
	require.NoError(t, err)
	ask := func(method, auth, token string) int {
		address := fmt.Sprintf("http://%s/mms/image/%s?auth=%s&token=%s", addrOf(s), token, url.QueryEscape(auth), token)
		req, err := http.NewRequestWithContext(testContext(t), method, address, bytes.NewReader([]byte("bytes")))
		require.NoError(t, err)
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		resp, err := (&http.Client{Transport: transport}).Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode
	}
	post := func(auth, token string) int { return ask(http.MethodPost, auth, token) }
	wrong := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	require.Equal(t, http.StatusBadRequest, post(media.Auth, wrong))
	caught(t, s, "media_hash", "not the hash")
	require.Equal(t, http.StatusUnauthorized, post("9"+media.Auth, wrong))
	caught(t, s, "media_auth", "without a valid")
	sum := sha256.Sum256([]byte("bytes"))
	require.Equal(t, http.StatusOK, post(media.Auth, base64.URLEncoding.EncodeToString(sum[:])))
	require.Equal(t, http.StatusUnauthorized, ask(http.MethodDelete, "9"+media.Auth, base64.URLEncoding.EncodeToString(sum[:])))
	caught(t, s, "media_auth", "deletion without")
}

// TestHandshakeRules speaks to the websocket without a client library.
func TestHandshakeRules(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	for _, first := range [][]byte{
		append(slices.Clone(socket.WAConnHeader), 0, 0, 2, 1, 2),
		[]byte("GET / HTTP/1.1"),
		append(slices.Clone(socket.WAConnHeader), 0xff, 0xff, 0xff),
	} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		ws, resp, err := websocket.Dial(ctx, s.Info().WSURL, nil)
		require.NoError(t, err)
		if resp.Body != nil {
			require.NoError(t, resp.Body.Close())
		}
		require.NoError(t, ws.Write(ctx, websocket.MessageBinary, first))
		_, _, err = ws.Read(ctx)
		require.Error(t, err, "the sandbox hangs up")
		caught(t, s, "handshake", "")
		cancel()
	}
}

func TestProtocolRules(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, r := range sandbox.ProtocolRules() {
		require.False(t, names[r.Rule], "%s is there twice", r.Rule)
		names[r.Rule] = true
		require.NotEmpty(t, r.Doc)
	}
	_, body, _ := call(t, startSandbox(t, ""), "GET", "/violations/rules", "")
	require.Contains(t, body, "prekey_reuse")
}

// TestParticipantHash leaves devices out: the ack says that the list is another.
func TestParticipantHash(t *testing.T) {
	t.Parallel()
	s, alice, bob, c := met(t)
	g, err := s.AddGroup(alice.Number(), "Few", []string{bob.Number()})
	require.NoError(t, err)
	sealed := func(p *sandbox.Phone) waBinary.Node { return sealedFor(lidOf(t, p), "msg", []byte{1}) }
	hashOf := func(n waBinary.Node) string {
		ack := c.ackOf(n)
		require.NotContains(t, ack.Attrs, "error")
		return ack.AttrGetter().OptionalString("phash")
	}
	require.Empty(t, hashOf(text("ALL", lidOf(t, bob), participants(sealed(bob), sealed(alice)))))
	people := hashOf(text("FEW", lidOf(t, bob), participants(sealed(bob))))
	require.Regexp(t, "^2:.{8}$", people)

	id, err := types.ParseJID(g.ID)
	require.NoError(t, err)
	shared := waBinary.Node{Tag: "enc", Attrs: waBinary.Attrs{"type": "skmsg", "v": "2"}, Content: []byte{1}}
	stale := text("STALE", id, shared)
	stale.Attrs["phash"] = "2:AAAAAAAA"
	require.Equal(t, people, hashOf(stale), "the same three devices")
	fresh := text("FRESH", id, shared)
	fresh.Attrs["phash"] = people
	require.Empty(t, hashOf(fresh))
	require.Empty(t, s.Violations())
}
