package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/appstate/lthash"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waServerSync"
	"go.mau.fi/whatsmeow/proto/waSyncAction"
	"go.mau.fi/whatsmeow/util/cbcutil"
	"go.mau.fi/whatsmeow/util/hkdfutil"
	"google.golang.org/protobuf/proto"
)

// appStateCollections are the collections an account has.
var appStateCollections = []string{
	"critical_block", "critical_unblock_low", "regular_high", "regular", "regular_low",
}

// appStateKey is the key a phone shares with its companions. The network never
// has it: to it a collection is a list of opaque patches.
type appStateKey struct{ id, data []byte }

func newAppStateKey() appStateKey {
	key := appStateKey{id: make([]byte, 6), data: make([]byte, 32)}
	_, _ = rand.Read(key.id)
	_, _ = rand.Read(key.data)
	return key
}

// startAppState puts the phone's name into the collection clients read first;
// without it they have no name and cannot show presence. Callers hold s.mu.
func (s *Sandbox) startAppState(b *batch, p *Phone) error {
	patch, err := p.stateKey.firstPatch("critical_block", []string{"setting_pushName"}, 1, &waSyncAction.SyncActionValue{
		Timestamp:       proto.Int64(time.Now().UnixMilli()),
		PushNameSetting: &waSyncAction.PushNameSetting{Name: proto.String(p.name)},
	})
	if err != nil {
		return err
	}
	s.appendPatch(b, p.acct, "critical_block", patch)
	return nil
}

// appendPatch adds the next version of a collection. Callers hold s.mu.
func (s *Sandbox) appendPatch(b *batch, a *account, collection string, patch []byte) {
	key := a.number + "/" + collection
	s.appState[key] = append(s.appState[key], patch)
	b.put(bucketAppState, fmt.Sprintf("%s/%08d", key, len(s.appState[key])), patch)
}

func (s *Sandbox) restorePatch(key string, raw []byte) {
	collection := key[:strings.LastIndexByte(key, '/')]
	s.appState[collection] = append(s.appState[collection], raw)
}

// handleAppState lets a client read collections and add to them.
func (c *conn) handleAppState(n *waBinary.Node) {
	request, ok := child(n, "sync")
	if !ok {
		c.malformed(n, "app state query without sync")
		return
	}
	var b batch
	var answers []waBinary.Node
	c.s.mu.Lock()
	for _, collection := range request.GetChildrenByTag("collection") {
		name := attrString(&collection, "name")
		if !slices.Contains(appStateCollections, name) {
			c.s.mu.Unlock()
			c.malformed(n, fmt.Sprintf("unknown collection %q", name))
			return
		}
		answers = append(answers, c.syncCollection(&b, name, &collection))
	}
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n, waBinary.Node{Tag: "sync", Content: answers})
}

// syncCollection adds the client's patch, if it has one and was up to date, and
// answers with what the client does not have. Callers hold s.mu.
func (c *conn) syncCollection(b *batch, name string, request *waBinary.Node) waBinary.Node {
	patches := c.s.appState[c.dev.acct.number+"/"+name]
	have, _ := strconv.Atoi(attrString(request, "version"))
	answer := waBinary.Node{Tag: "collection", Attrs: waBinary.Attrs{"name": name, "version": len(patches)}}
	if raw := content(request, "patch"); raw != nil {
		var patch waServerSync.SyncdPatch
		switch {
		case have != len(patches):
			answer.Attrs["type"] = "error"
			answer.Content = append([]waBinary.Node{errorNode(409, "conflict")}, patchNodes(patches, have)...)
			return answer
		case proto.Unmarshal(raw, &patch) != nil || len(patch.GetPatchMAC()) == 0:
			answer.Attrs["type"] = "error"
			answer.Content = []waBinary.Node{errorNode(400, "bad-request")}
			c.s.violate(c.name(), "app_state_patch", "patch cannot be read")
			return answer
		}
		// Clients leave the version to the network.
		patch.Version = &waServerSync.SyncdVersion{Version: proto.Uint64(uint64(len(patches) + 1))}
		versioned, err := proto.Marshal(&patch)
		if err != nil {
			versioned = raw
		}
		c.s.appendPatch(b, c.dev.acct, name, versioned)
		answer.Attrs["version"] = len(patches) + 1
		c.s.announcePatch(b, c.dev, name, len(patches)+1)
		return answer
	}
	if have < 0 || have > len(patches) {
		have = 0
	}
	if nodes := patchNodes(patches, have); nodes != nil {
		answer.Content = nodes
	}
	return answer
}

func patchNodes(patches [][]byte, have int) []waBinary.Node {
	if have < 0 || have >= len(patches) {
		return nil
	}
	list := make([]waBinary.Node, 0, len(patches)-have)
	for _, raw := range patches[have:] {
		list = append(list, waBinary.Node{Tag: "patch", Content: raw})
	}
	return []waBinary.Node{{Tag: "patches", Content: list}}
}

// announcePatch tells the account's other companions. Callers hold s.mu.
func (s *Sandbox) announcePatch(b *batch, author *device, collection string, version int) {
	for _, dev := range author.acct.devices {
		if dev == author || dev.isPhone() {
			continue
		}
		s.enqueue(b, dev, waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
			"from": author.acct.pn(), "type": "server_sync", "id": s.newID(), "t": s.unix(),
		}, Content: []waBinary.Node{{
			Tag: "collection", Attrs: waBinary.Attrs{"name": collection, "version": version},
		}}})
	}
}

// welcome gives a new companion what only its phone can give: the app state key.
func (p *Phone) welcome(dev *device) {
	p.s.mu.Lock()
	needed := !dev.keysShared && !dev.unlinked
	p.s.mu.Unlock()
	if needed {
		p.shareStateKey(dev)
	}
}

// shareStateKey sends the app state key to a companion.
func (p *Phone) shareStateKey(dev *device) {
	plain, err := proto.Marshal(&waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_APP_STATE_SYNC_KEY_SHARE.Enum(),
		AppStateSyncKeyShare: &waE2E.AppStateSyncKeyShare{Keys: []*waE2E.AppStateSyncKey{{
			KeyID: &waE2E.AppStateSyncKeyId{KeyID: p.stateKey.id},
			KeyData: &waE2E.AppStateSyncKeyData{
				KeyData: p.stateKey.data, Timestamp: proto.Int64(p.createdAt.UnixMilli()),
				Fingerprint: &waE2E.AppStateSyncKeyFingerprint{
					RawID: proto.Uint32(p.advRawID), CurrentIndex: proto.Uint32(dev.keyIndex), DeviceIndexes: []uint32{0},
				},
			},
		}}},
	}})
	if err != nil {
		p.s.log.Error("app state key cannot be marshalled", "error", err)
		return
	}
	p.crypto.Lock()
	defer p.crypto.Unlock()
	var b batch
	tx := p.beginSignal()
	enc, err := p.sealFor(context.Background(), tx, &b, dev, plain, false)
	if err == nil {
		err = p.submit(&b, tx, &waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{
			"id": newMessageID(), "to": dev.pn(), "type": "text", "category": "peer",
		}, Content: []waBinary.Node{enc}})
	}
	if err != nil {
		// It is tried again when the device next becomes active.
		p.s.log.Debug("app state key cannot be sent", "error", err)
		return
	}
	p.s.mu.Lock()
	dev.keysShared = true
	if !dev.unlinked {
		b.putJSON(bucketDevices, dev.key(), dev.record())
	}
	p.s.mu.Unlock()
	_ = p.s.commit(&b) // the journal has logged it
}

// firstPatch encodes version 1 of a collection with one value in it, with all
// the codes by which clients check it.
func (k appStateKey) firstPatch(collection string, index []string, version int32, value *waSyncAction.SyncActionValue) ([]byte, error) {
	keys := hkdfutil.SHA256(k.data, nil, []byte("WhatsApp Mutation Keys"), 160)
	indexKey, valueKey, valueMACKey, snapshotMACKey, patchMACKey := keys[:32], keys[32:64], keys[64:96], keys[96:128], keys[128:]
	rawIndex, err := json.Marshal(index)
	if err != nil {
		return nil, fmt.Errorf("encode app state: %w", err)
	}
	plain, err := proto.Marshal(&waSyncAction.SyncActionData{
		Index: rawIndex, Value: value, Padding: []byte{}, Version: proto.Int32(version),
	})
	if err != nil {
		return nil, fmt.Errorf("encode app state: %w", err)
	}
	sealed, err := cbcutil.Encrypt(valueKey, nil, plain)
	if err != nil {
		return nil, fmt.Errorf("encrypt app state: %w", err)
	}
	// operation SET is 1; then the key id, the value, and the length of the first two.
	valueMAC := hmacSum(sha512.New, valueMACKey, []byte{1}, k.id, sealed, uint64Bytes(uint64(len(k.id)+1)))[:32]
	var sum [128]byte
	lthash.WAPatchIntegrity.SubtractThenAddInPlace(sum[:], nil, [][]byte{valueMAC})
	patch := &waServerSync.SyncdPatch{
		Version: &waServerSync.SyncdVersion{Version: proto.Uint64(1)},
		KeyID:   &waServerSync.KeyId{ID: k.id},
		Mutations: []*waServerSync.SyncdMutation{{
			Operation: waServerSync.SyncdMutation_SET.Enum(),
			Record: &waServerSync.SyncdRecord{
				Index: &waServerSync.SyncdIndex{Blob: hmacSum(sha256.New, indexKey, rawIndex)},
				Value: &waServerSync.SyncdValue{Blob: append(sealed, valueMAC...)},
				KeyID: &waServerSync.KeyId{ID: k.id},
			},
		}},
	}
	patch.SnapshotMAC = hmacSum(sha256.New, snapshotMACKey, sum[:], uint64Bytes(1), []byte(collection))
	patch.PatchMAC = hmacSum(sha256.New, patchMACKey, patch.SnapshotMAC, valueMAC, uint64Bytes(1), []byte(collection))
	return proto.Marshal(patch)
}

func uint64Bytes(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }

func hmacSum(alg func() hash.Hash, key []byte, parts ...[]byte) []byte {
	mac := hmac.New(alg, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}
