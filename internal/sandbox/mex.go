package sandbox

import (
	"encoding/json"
	"fmt"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// mexHandler answers one of the network's GraphQL operations. It returns what
// goes under "data", or an error code. It is called with Sandbox.mu held; the
// batch is committed before the answer is sent.
type mexHandler func(c *conn, b *batch, variables json.RawMessage) (data any, code int)

// mexHandlers is the operations by the id clients ask for them by.
var mexHandlers = map[string]mexHandler{
	"23983697327930364": (*conn).mexReachOutLock,
	"9152604461510864":  (*conn).mexSetAbout,

	// Channels, by the ids of the web client and of the desktop one, and by newer ones.
	"6563316087068696":  (*conn).mexNewsletter,
	"7272540469429201":  (*conn).mexNewsletter,
	"9779843322044422":  (*conn).mexNewsletter,
	"6388546374527196":  (*conn).mexSubscribed,
	"7263823273662354":  (*conn).mexDirectory,
	"27256776790637714": (*conn).mexDirectory,
	"6190824427689257":  (*conn).mexDirectory,
	"9800646650009898":  (*conn).mexFollowers,
	"25403502652570342": (*conn).mexFollowers,
	"9783111038412085":  (*conn).mexFollowers,
	"6234210096708695":  (*conn).mexCreate,
	"27527996220149684": (*conn).mexCreate,
	"8823471724422422":  (*conn).mexCreate,
	"7150902998257522":  (*conn).mexUpdate,
	"7839742399440946":  (*conn).mexUpdate,
	"24250201037901610": (*conn).mexUpdate,
	"9926858900719341":  (*conn).mexFollow,
	"24404358912487870": (*conn).mexFollow,
	"6392786840836363":  (*conn).mexUnfollow,
	"8782612271820087":  (*conn).mexUnfollow,
	"9767147403369991":  (*conn).mexUnfollow,
	"6274038279359549":  (*conn).mexMute,
	"5971669009605755":  (*conn).mexMute,
	"29766401636284406": (*conn).mexMute,
	"6068417879924485":  (*conn).mexUnmute,
	"6104029483058502":  (*conn).mexUnmute,
	"9864994326891137":  (*conn).mexUnmute,
}

// handleMex is the network's GraphQL: an id instead of a document, JSON in and out.
func (c *conn) handleMex(n *waBinary.Node) {
	query, ok := child(n, "query")
	var request struct {
		Variables json.RawMessage `json:"variables"`
	}
	if !ok || json.Unmarshal(content(n, "query"), &request) != nil {
		c.malformed(n, "mex query without a query or with one that is no JSON")
		return
	}
	id := attrString(query, "query_id")
	handler := mexHandlers[id]
	if handler == nil {
		c.s.violate(c.name(), ruleUnsupported, "w:mex operation "+id)
		c.fail(n, 501, "feature-not-implemented")
		return
	}
	var b batch
	c.s.mu.Lock()
	data, code := handler(c, &b, request.Variables)
	c.s.mu.Unlock()
	if code != 0 {
		c.mexResult(n, map[string]any{"data": nil, "errors": []any{map[string]any{
			"message":    fmt.Sprintf("The operation failed with %d.", code),
			"extensions": map[string]any{"error_code": code, "is_retryable": false, "severity": "CRITICAL"},
		}}})
		return
	}
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.mexResult(n, map[string]any{"data": data})
}

func (c *conn) mexResult(n *waBinary.Node, answer map[string]any) {
	raw, err := json.Marshal(answer)
	if err != nil {
		panic(fmt.Errorf("sandbox: marshal mex answer: %w", err))
	}
	c.result(n, waBinary.Node{Tag: "result", Content: raw})
}

// mexNotice is news in the form of a GraphQL answer.
func (s *Sandbox) mexNotice(operation string, data any) waBinary.Node {
	raw, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		panic(fmt.Errorf("sandbox: marshal mex notice: %w", err))
	}
	return waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": types.ServerJID, "type": "mex", "id": s.newID(), "t": s.unix(),
	}, Content: []waBinary.Node{{
		Tag: "update", Attrs: waBinary.Attrs{"op_name": operation}, Content: raw,
	}}}
}
