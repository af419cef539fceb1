package sandbox

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waServerSync"
	"go.mau.fi/whatsmeow/proto/waSyncAction"
	"google.golang.org/protobuf/proto"
)

const (
	// snapshotAfter is from how many patches on a client that starts anew is
	// given a snapshot instead of them.
	snapshotAfter = 10
	// maxPatches is how many patches one answer has; a client asks for more.
	maxPatches = 100
	// mediaAppState is the kind of file a snapshot is.
	mediaAppState = "md-app-state"
)

// startAppState puts something into every collection, as a phone does when it
// is set up. Without a name clients cannot show presence, and what they read of
// a collection that was empty they take for old news. Callers hold s.mu.
func (s *Sandbox) startAppState(b *batch, p *Phone) error {
	now := proto.Int64(time.Now().UnixMilli())
	for name, first := range map[string]*change{
		"critical_block": pushNameChange(p.Name()),
		"critical_unblock_low": {index: []string{"contact", p.JID()}, version: 2, value: &waSyncAction.SyncActionValue{
			Timestamp: now, ContactAction: &waSyncAction.ContactAction{
				FullName: proto.String(p.Name()), LidJID: proto.String(p.LID()), SaveOnPrimaryAddressbook: proto.Bool(true),
			},
		}},
		"regular_high": {index: []string{"nct_salt_sync"}, version: 1, value: &waSyncAction.SyncActionValue{
			Timestamp: now, NctSaltSyncAction: &waSyncAction.NctSaltSyncAction{Salt: p.nctSalt()},
		}},
		"regular": {index: []string{"primary_feature"}, version: 7, value: &waSyncAction.SyncActionValue{
			Timestamp: now, PrimaryFeature: &waSyncAction.PrimaryFeature{Flags: []string{}},
		}},
		"regular_low": {index: []string{"setting_unarchiveChats"}, version: 4, value: &waSyncAction.SyncActionValue{
			Timestamp: now, UnarchiveChatsSetting: &waSyncAction.UnarchiveChatsSetting{UnarchiveChats: proto.Bool(false)},
		}},
	} {
		if err := s.extendState(b, p, name, first); err != nil {
			return err
		}
	}
	return nil
}

func pushNameChange(name string) *change {
	return &change{index: []string{"setting_pushName"}, version: 1, value: &waSyncAction.SyncActionValue{
		Timestamp: proto.Int64(time.Now().UnixMilli()), PushNameSetting: &waSyncAction.PushNameSetting{Name: proto.String(name)},
	}}
}

// extendState adds changes of the phone's own and tells its companions. Callers hold s.mu.
func (s *Sandbox) extendState(b *batch, p *Phone, name string, changes ...*change) error {
	c := s.collectionOf(p.acct.number, name)
	raw, err := c.extend(p.stateKey.expand(), changes)
	if err != nil {
		return err
	}
	s.keepPatch(b, p.acct, c, raw)
	s.announcePatch(b, p.acct.devices[0], c)
	return nil
}

func (s *Sandbox) keepPatch(b *batch, a *account, c *collection, raw []byte) {
	b.put(bucketAppState, fmt.Sprintf("%s/%s/%08d", a.number, c.name, c.version()), raw)
}

// stateAnswer is the answer about one collection. A snapshot is a file, which is
// uploaded when Sandbox.mu is no longer held.
type stateAnswer struct {
	node     waBinary.Node
	snapshot []byte
}

// handleAppState lets a client read collections and add to them.
func (c *conn) handleAppState(n *waBinary.Node) {
	request, ok := child(n, "sync")
	if !ok {
		c.malformed(n, "app state query without sync")
		return
	}
	requests := request.GetChildrenByTag("collection")
	for i := range requests {
		if name := attrString(&requests[i], "name"); !slices.Contains(appStateCollections, name) {
			c.malformed(n, fmt.Sprintf("unknown collection %q", name))
			return
		}
	}
	var b batch
	answers := make([]stateAnswer, len(requests))
	c.s.mu.Lock()
	for i := range requests {
		answers[i] = c.syncCollection(&b, &requests[i])
	}
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	nodes := make([]waBinary.Node, len(answers))
	for i := range answers {
		if err := c.s.attachSnapshot(&answers[i]); err != nil {
			c.fail(n, 500, "internal-server-error")
			return
		}
		nodes[i] = answers[i].node
	}
	c.result(n, waBinary.Node{Tag: "sync", Content: nodes})
	c.dev.acct.phone.noteState()
	c.s.stateRead(c.dev, requests)
}

// syncCollection adds the client's patch, if it has one and was up to date, and
// answers with what the client does not have. Callers hold s.mu.
func (c *conn) syncCollection(b *batch, request *waBinary.Node) stateAnswer {
	col := c.s.collectionOf(c.dev.acct.number, attrString(request, "name"))
	have, _ := strconv.Atoi(attrString(request, "version"))
	answer := stateAnswer{node: waBinary.Node{Tag: "collection", Attrs: waBinary.Attrs{
		"name": col.name, "version": int(col.version()),
	}}}
	if raw := content(request, "patch"); raw != nil {
		c.takePatch(b, col, have, raw, &answer.node)
		return answer
	}
	if have < 0 || have > len(col.patches) {
		have = 0
	}
	if attrString(request, "return_snapshot") == "true" && len(col.patches) >= snapshotAfter {
		snapshot, err := col.snapshot(c.dev.acct.phone.stateKey.expand())
		if err == nil {
			answer.snapshot = snapshot
			return answer
		}
		c.s.log.Error("app state snapshot cannot be made", "error", err)
	}
	until := min(len(col.patches), have+maxPatches)
	if nodes := patchNodes(col.patches[have:until]); nodes != nil {
		answer.node.Content = nodes
	}
	if until < len(col.patches) {
		answer.node.Attrs["has_more_patches"] = "true"
	}
	return answer
}

// takePatch makes a client's patch the next version, or says why not: it was
// made for an older version, or its codes do not verify. Callers hold s.mu.
func (c *conn) takePatch(b *batch, col *collection, have int, raw []byte, answer *waBinary.Node) {
	refuse := func(code int, text string, more ...waBinary.Node) {
		answer.Attrs["type"] = "error"
		answer.Content = append([]waBinary.Node{errorNode(code, text)}, more...)
	}
	if have != len(col.patches) {
		refuse(409, "conflict", patchNodes(col.patches[min(max(have, 0), len(col.patches)):])...)
		return
	}
	p := c.dev.acct.phone
	var patch waServerSync.SyncdPatch
	err := proto.Unmarshal(raw, &patch)
	if err == nil && patch.GetExternalMutations() != nil {
		err = c.s.fetchMutations(&patch)
	}
	var versioned []byte
	if err == nil {
		versioned, err = col.accept(p.stateKey.expand(), &patch)
	}
	if err != nil {
		c.s.violate(c.name(), ruleAppState, err.Error())
		refuse(400, "bad-request")
		return
	}
	c.s.keepPatch(b, c.dev.acct, col, versioned)
	answer.Attrs["version"] = int(col.version())
	c.s.announcePatch(b, c.dev, col)
	p.adoptState(b, col)
}

// fetchMutations reads the mutations of a patch that has them in a file.
func (s *Sandbox) fetchMutations(patch *waServerSync.SyncdPatch) error {
	ref := patch.GetExternalMutations()
	sealed, _, ok := s.blob(hex.EncodeToString(ref.GetFileEncSHA256()))
	if !ok {
		return fmt.Errorf("file of the mutations is not there")
	}
	file := mediaRef{Kind: mediaAppState, Key: ref.GetMediaKey(), SHA256: ref.GetFileSHA256()}
	raw, err := file.open(sealed)
	if err != nil {
		return err
	}
	var mutations waServerSync.SyncdMutations
	if err = proto.Unmarshal(raw, &mutations); err != nil {
		return fmt.Errorf("read mutations: %w", err)
	}
	patch.Mutations, patch.ExternalMutations = mutations.GetMutations(), nil
	return nil
}

func (s *Sandbox) attachSnapshot(answer *stateAnswer) error {
	if answer.snapshot == nil {
		return nil
	}
	file, err := s.sealFile(mediaAppState, answer.snapshot)
	if err != nil {
		return err
	}
	raw, err := proto.Marshal(&waServerSync.ExternalBlobReference{
		MediaKey: file.Key, DirectPath: proto.String(file.DirectPath), FileSizeBytes: proto.Uint64(uint64(file.Size)),
		FileSHA256: file.SHA256, FileEncSHA256: file.EncSHA256,
	})
	if err != nil {
		return fmt.Errorf("encode snapshot reference: %w", err)
	}
	answer.node.Content = []waBinary.Node{{Tag: "snapshot", Content: raw}}
	return nil
}

func patchNodes(patches [][]byte) []waBinary.Node {
	if len(patches) == 0 {
		return nil
	}
	list := make([]waBinary.Node, len(patches))
	for i, raw := range patches {
		list[i] = waBinary.Node{Tag: "patch", Content: raw}
	}
	return []waBinary.Node{{Tag: "patches", Content: list}}
}

// announcePatch tells the account's other companions. Callers hold s.mu.
func (s *Sandbox) announcePatch(b *batch, author *device, c *collection) {
	for _, dev := range author.acct.sortedDevices() {
		if dev == author || dev.isPhone() {
			continue
		}
		s.enqueue(b, dev, waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
			"from": author.acct.pn(), "type": "server_sync", "id": s.newID(), "t": s.unix(),
		}, Content: []waBinary.Node{{
			Tag: "collection", Attrs: waBinary.Attrs{"name": c.name, "version": int(c.version())},
		}}})
	}
}
