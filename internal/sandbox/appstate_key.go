package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"

	"go.mau.fi/whatsmeow/proto/waServerSync"
	"go.mau.fi/whatsmeow/proto/waSyncAction"
	"go.mau.fi/whatsmeow/util/cbcutil"
	"go.mau.fi/whatsmeow/util/hkdfutil"
	"google.golang.org/protobuf/proto"
)

// appStateKey is the key a phone shares with its companions. The network never
// has it: to it a collection is a list of opaque patches.
type appStateKey struct{ id, data []byte }

func newAppStateKey() appStateKey {
	key := appStateKey{id: make([]byte, 6), data: make([]byte, 32)}
	_, _ = rand.Read(key.id)
	_, _ = rand.Read(key.data)
	return key
}

// stateKeys are the keys of the codes and ciphertexts of the app state.
type stateKeys struct{ id, index, value, valueMAC, snapshotMAC, patchMAC []byte }

func (k appStateKey) expand() stateKeys {
	raw := hkdfutil.SHA256(k.data, nil, []byte("WhatsApp Mutation Keys"), 160)
	return stateKeys{
		id: k.id, index: raw[:32], value: raw[32:64], valueMAC: raw[64:96], snapshotMAC: raw[96:128], patchMAC: raw[128:],
	}
}

const stateMACSize = 32

// change is one mutation of the app state, readable.
type change struct {
	index []string
	// rawIndex is the JSON of index, as its code covers it.
	rawIndex []byte
	version  int32
	value    *waSyncAction.SyncActionValue
	remove   bool
	record   *waServerSync.SyncdRecord // as the network has it
}

func (c *change) indexMAC() string { return string(c.record.GetIndex().GetBlob()) }

func valueMACOf(record *waServerSync.SyncdRecord) []byte {
	blob := record.GetValue().GetBlob()
	return blob[len(blob)-stateMACSize:]
}

func (c *change) operation() *waServerSync.SyncdMutation_SyncdOperation {
	if c.remove {
		return waServerSync.SyncdMutation_REMOVE.Enum()
	}
	return waServerSync.SyncdMutation_SET.Enum()
}

// seal encrypts a change with all the codes by which clients check it.
func (k stateKeys) seal(c *change) error {
	index, err := json.Marshal(c.index)
	if err != nil {
		return fmt.Errorf("encode app state: %w", err)
	}
	c.rawIndex = index
	plain, err := proto.Marshal(&waSyncAction.SyncActionData{
		Index: index, Value: c.value, Padding: []byte{}, Version: proto.Int32(c.version),
	})
	if err != nil {
		return fmt.Errorf("encode app state: %w", err)
	}
	sealed, err := cbcutil.Encrypt(k.value, nil, plain)
	if err != nil {
		return fmt.Errorf("encrypt app state: %w", err)
	}
	c.record = &waServerSync.SyncdRecord{
		Index: &waServerSync.SyncdIndex{Blob: hmacSum(sha256.New, k.index, index)},
		Value: &waServerSync.SyncdValue{Blob: append(sealed, k.contentMAC(c.remove, sealed)...)},
		KeyID: &waServerSync.KeyId{ID: k.id},
	}
	return nil
}

// contentMAC covers the operation, the key id, the ciphertext, and the length of
// the first two.
func (k stateKeys) contentMAC(remove bool, sealed []byte) []byte {
	operation := byte(waServerSync.SyncdMutation_SET) + 1
	if remove {
		operation = byte(waServerSync.SyncdMutation_REMOVE) + 1
	}
	return hmacSum(sha512.New, k.valueMAC, []byte{operation}, k.id, sealed, uint64Bytes(uint64(len(k.id)+1)))[:stateMACSize]
}

// open decrypts a mutation and checks its codes.
func (k stateKeys) open(m *waServerSync.SyncdMutation) (*change, error) {
	c := &change{remove: m.GetOperation() == waServerSync.SyncdMutation_REMOVE, record: m.GetRecord()}
	blob := m.GetRecord().GetValue().GetBlob()
	switch {
	case !bytes.Equal(m.GetRecord().GetKeyID().GetID(), k.id):
		return nil, errors.New("mutation is encrypted with an unknown key")
	case len(blob) < 2*16+stateMACSize:
		return nil, errors.New("mutation is too short")
	}
	sealed, mac := blob[:len(blob)-stateMACSize], blob[len(blob)-stateMACSize:]
	if !hmac.Equal(mac, k.contentMAC(c.remove, sealed)) {
		return nil, errors.New("code of a value does not verify")
	}
	// Decrypt works in place.
	plain, err := cbcutil.Decrypt(k.value, sealed[:16], bytes.Clone(sealed[16:]))
	if err != nil {
		return nil, fmt.Errorf("mutation does not decrypt: %w", err)
	}
	var data waSyncAction.SyncActionData
	if err = proto.Unmarshal(plain, &data); err != nil {
		return nil, fmt.Errorf("mutation cannot be read: %w", err)
	}
	if !hmac.Equal(m.GetRecord().GetIndex().GetBlob(), hmacSum(sha256.New, k.index, data.GetIndex())) {
		return nil, errors.New("code of an index does not verify")
	}
	if err = json.Unmarshal(data.GetIndex(), &c.index); err != nil || len(c.index) == 0 {
		return nil, errors.New("index of a mutation cannot be read")
	}
	c.rawIndex, c.version, c.value = data.GetIndex(), data.GetVersion(), data.GetValue()
	return c, nil
}

func uint64Bytes(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }

func hmacSum(alg func() hash.Hash, key []byte, parts ...[]byte) []byte {
	mac := hmac.New(alg, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}
