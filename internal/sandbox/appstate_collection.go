package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.mau.fi/whatsmeow/appstate/lthash"
	"go.mau.fi/whatsmeow/proto/waServerSync"
	"google.golang.org/protobuf/proto"
)

// appStateCollections are the collections an account has.
var appStateCollections = []string{
	"critical_block", "critical_unblock_low", "regular_high", "regular", "regular_low",
}

// collection is one part of an account's app state: the patches the network
// keeps, and what the phone reads in them. Sandbox.mu guards it.
type collection struct {
	name    string
	patches [][]byte // patches[i] leads to version i+1
	hash    [128]byte
	entries map[string]*change // by index MAC
}

func (c *collection) version() uint64 { return uint64(len(c.patches)) }

// collectionOf finds or starts a collection of an account. Callers hold s.mu.
func (s *Sandbox) collectionOf(number, name string) *collection {
	key := number + "/" + name
	c := s.appState[key]
	if c == nil {
		c = &collection{name: name, entries: map[string]*change{}}
		s.appState[key] = c
	}
	return c
}

// advanced is the hash and the entries after some changes.
func (c *collection) advanced(changes []*change) (sum [128]byte, entries map[string]*change) {
	sum, entries = c.hash, maps.Clone(c.entries)
	var removed, added [][]byte
	for _, next := range changes {
		if before := entries[next.indexMAC()]; before != nil {
			removed = append(removed, valueMACOf(before.record))
		}
		if next.remove {
			delete(entries, next.indexMAC())
			continue
		}
		added = append(added, valueMACOf(next.record))
		entries[next.indexMAC()] = next
	}
	lthash.WAPatchIntegrity.SubtractThenAddInPlace(sum[:], removed, added)
	return sum, entries
}

func (c *collection) snapshotMAC(keys stateKeys, sum [128]byte, version uint64) []byte {
	return hmacSum(sha256.New, keys.snapshotMAC, sum[:], uint64Bytes(version), []byte(c.name))
}

func (c *collection) patchMAC(keys stateKeys, snapshotMAC []byte, changes []*change, version uint64) []byte {
	parts := [][]byte{snapshotMAC}
	for _, next := range changes {
		parts = append(parts, valueMACOf(next.record))
	}
	return hmacSum(sha256.New, keys.patchMAC, append(parts, uint64Bytes(version), []byte(c.name))...)
}

// accept checks every code of a patch and takes it as the next version. The
// patch is returned with its version, which clients leave to the network.
func (c *collection) accept(keys stateKeys, patch *waServerSync.SyncdPatch) (raw []byte, err error) {
	changes := make([]*change, len(patch.GetMutations()))
	for i, m := range patch.GetMutations() {
		if changes[i], err = keys.open(m); err != nil {
			return nil, err
		}
	}
	version := c.version() + 1
	sum, entries := c.advanced(changes)
	snapshotMAC := c.snapshotMAC(keys, sum, version)
	switch {
	case len(changes) == 0:
		return nil, errors.New("patch changes nothing")
	case !hmac.Equal(snapshotMAC, patch.GetSnapshotMAC()):
		return nil, errors.New("code of the collection does not verify")
	case !hmac.Equal(c.patchMAC(keys, snapshotMAC, changes, version), patch.GetPatchMAC()):
		return nil, errors.New("code of the patch does not verify")
	}
	patch.Version = &waServerSync.SyncdVersion{Version: proto.Uint64(version)}
	if raw, err = proto.Marshal(patch); err != nil {
		return nil, fmt.Errorf("encode patch: %w", err)
	}
	c.hash, c.entries, c.patches = sum, entries, append(c.patches, raw)
	return raw, nil
}

// extend makes the next version of changes of the phone's own.
func (c *collection) extend(keys stateKeys, changes []*change) (raw []byte, err error) {
	mutations := make([]*waServerSync.SyncdMutation, len(changes))
	for i, next := range changes {
		if err = keys.seal(next); err != nil {
			return nil, err
		}
		mutations[i] = &waServerSync.SyncdMutation{Operation: next.operation(), Record: next.record}
	}
	version := c.version() + 1
	sum, entries := c.advanced(changes)
	snapshotMAC := c.snapshotMAC(keys, sum, version)
	raw, err = proto.Marshal(&waServerSync.SyncdPatch{
		Version: &waServerSync.SyncdVersion{Version: proto.Uint64(version)}, Mutations: mutations,
		KeyID: &waServerSync.KeyId{ID: keys.id}, SnapshotMAC: snapshotMAC,
		PatchMAC: c.patchMAC(keys, snapshotMAC, changes, version),
	})
	if err != nil {
		return nil, fmt.Errorf("encode patch: %w", err)
	}
	c.hash, c.entries, c.patches = sum, entries, append(c.patches, raw)
	return raw, nil
}

// snapshot is the collection as it is now, for a client that starts anew.
func (c *collection) snapshot(keys stateKeys) ([]byte, error) {
	out := &waServerSync.SyncdSnapshot{
		Version: &waServerSync.SyncdVersion{Version: proto.Uint64(c.version())},
		Mac:     c.snapshotMAC(keys, c.hash, c.version()), KeyID: &waServerSync.KeyId{ID: keys.id},
	}
	for _, entry := range c.sorted() {
		out.Records = append(out.Records, entry.record)
	}
	return proto.Marshal(out)
}

// sorted lists the entries by their index.
func (c *collection) sorted() []*change {
	return slices.SortedFunc(maps.Values(c.entries), func(x, y *change) int {
		return slices.Compare(x.index, y.index)
	})
}

// restorePatch puts a patch of the state file back. key is number/collection/version.
func (s *Sandbox) restorePatch(key string, raw []byte) error {
	parts := strings.Split(key, "/")
	if len(parts) != 3 || s.accounts[parts[0]] == nil {
		return nil
	}
	var patch waServerSync.SyncdPatch
	if err := proto.Unmarshal(raw, &patch); err != nil {
		return fmt.Errorf("read app state of %s: %w", parts[0], err)
	}
	_, err := s.collectionOf(parts[0], parts[1]).accept(s.accounts[parts[0]].phone.stateKey.expand(), &patch)
	if err != nil {
		return fmt.Errorf("read app state of %s: %w", parts[0], err)
	}
	return nil
}
