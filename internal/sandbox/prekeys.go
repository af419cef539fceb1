package sandbox

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"go.mau.fi/libsignal/ecc"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// preKeySize is a packed one-time pre-key: a 3-byte id and the public key.
const preKeySize = 3 + 32

// lowPreKeys is the count at which a device is told to upload more. Clients
// ignore the notice while they have more than this.
const lowPreKeys = 4

type publicSignedPreKey struct {
	id        uint32
	pub       [32]byte
	signature [64]byte
}

// preKeyPool holds a device's one-time pre-keys, first in first out. Clients
// upload 812 at a time, so they are packed: 28 KB a device.
type preKeyPool struct {
	packed []byte
	head   int // how many of packed are used
}

func (p *preKeyPool) len() int { return len(p.packed)/preKeySize - p.head }

// take removes the next key. Each is handed out once.
func (p *preKeyPool) take() (id uint32, pub [32]byte, ok bool) {
	if p.len() == 0 {
		return 0, pub, false
	}
	key := p.packed[p.head*preKeySize : (p.head+1)*preKeySize]
	p.head++
	return uint24(key), [32]byte(key[3:]), true
}

// add appends new keys and drops the used ones.
func (p *preKeyPool) add(fresh []byte) {
	if len(fresh) == 0 {
		return
	}
	p.packed = append(append([]byte(nil), p.packed[p.head*preKeySize:]...), fresh...)
	p.head = 0
}

// unknown returns the keys the pool has not been given yet. An upload whose
// answer was lost is sent again and adds nothing, not even what has been used
// meanwhile; one id for two keys is an error.
func (p *preKeyPool) unknown(packed []byte) ([]byte, error) {
	all := slices.Clip(p.packed)
	at := make(map[uint32]int, len(all)/preKeySize) // id -> where in all
	i := 0
	for key := range slices.Chunk(all, preKeySize) {
		at[uint24(key)] = i
		i++
	}
	for key := range slices.Chunk(packed, preKeySize) {
		i, known := at[uint24(key)]
		switch {
		case known && bytes.Equal(all[i*preKeySize:(i+1)*preKeySize], key):
			continue
		case known && i >= p.head:
			return nil, fmt.Errorf("prekey %d is uploaded with two values", uint24(key))
		}
		at[uint24(key)] = len(all) / preKeySize
		all = append(all, key...)
	}
	return all[len(p.packed):], nil
}

func uint24(b []byte) uint32 { return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]) }

func putUint24(v uint32) []byte { return []byte{byte(v >> 16), byte(v >> 8), byte(v)} }

func packPreKey(id uint32, pub [32]byte) []byte { return append(putUint24(id), pub[:]...) }

func (s *Sandbox) savePreKeys(b *batch, dev *device) {
	b.put(bucketPreKeys, dev.key(), dev.preKeys.packed)
	b.put(bucketPreKeyHead, dev.key(), binary.BigEndian.AppendUint32(nil, uint32(dev.preKeys.head)))
}

// bundle is what a sender needs to start a Signal session with a device.
type bundle struct {
	registration uint32
	identity     [32]byte
	signed       publicSignedPreKey
	preKeyID     uint32
	preKey       [32]byte
	hasPreKey    bool
}

// takeBundle hands out dev's keys and uses up one of them. Callers hold s.mu.
func (s *Sandbox) takeBundle(b *batch, dev *device) bundle {
	if dev.isPhone() {
		dev.acct.phone.topUpPreKeys(b)
	}
	out := bundle{registration: dev.registration, identity: dev.identity, signed: dev.signedPreKey}
	out.preKeyID, out.preKey, out.hasPreKey = dev.preKeys.take()
	if out.hasPreKey {
		b.put(bucketPreKeyHead, dev.key(), binary.BigEndian.AppendUint32(nil, uint32(dev.preKeys.head)))
		if left := dev.preKeys.len(); left == lowPreKeys || left == 0 {
			s.notifyLowPreKeys(dev, left)
		}
	}
	return out
}

// notifyLowPreKeys tells a connected device. One that is not asks for the count when it logs in.
func (s *Sandbox) notifyLowPreKeys(dev *device, left int) {
	if dev.conn == nil {
		return
	}
	dev.conn.send(waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": types.ServerJID, "type": "encrypt", "id": s.newID(), "t": s.unix(),
	}, Content: []waBinary.Node{{Tag: "count", Attrs: waBinary.Attrs{"value": left}}}})
}

func (k bundle) nodes() []waBinary.Node {
	nodes := []waBinary.Node{
		{Tag: "registration", Content: binary.BigEndian.AppendUint32(nil, k.registration)},
		{Tag: "type", Content: []byte{ecc.DjbType}},
		{Tag: "identity", Content: k.identity[:]},
		k.signed.node(),
	}
	if k.hasPreKey {
		nodes = append(nodes, preKeyNode(k.preKeyID, k.preKey))
	}
	return nodes
}

func (k publicSignedPreKey) node() waBinary.Node {
	return waBinary.Node{Tag: "skey", Content: []waBinary.Node{
		{Tag: "id", Content: putUint24(k.id)},
		{Tag: "value", Content: k.pub[:]},
		{Tag: "signature", Content: k.signature[:]},
	}}
}

func preKeyNode(id uint32, pub [32]byte) waBinary.Node {
	return waBinary.Node{Tag: "key", Content: []waBinary.Node{
		{Tag: "id", Content: putUint24(id)}, {Tag: "value", Content: pub[:]},
	}}
}

func (k publicSignedPreKey) validFor(identity [32]byte) bool {
	signed := append([]byte{ecc.DjbType}, k.pub[:]...)
	return ecc.VerifySignature(ecc.NewDjbECPublicKey(identity), signed, k.signature)
}

// handleEncryptGet answers queries about pre-keys.
func (c *conn) handleEncryptGet(n *waBinary.Node) {
	query := firstChild(n)
	switch query.Tag {
	case "count":
		c.s.mu.Lock()
		left := c.dev.preKeys.len()
		c.s.mu.Unlock()
		c.result(n, waBinary.Node{Tag: "count", Attrs: waBinary.Attrs{"value": left}})
	case "key":
		c.fetchPreKeys(n, query)
	case "digest":
		c.digest(n)
	default:
		c.unsupported(n)
	}
}

func (c *conn) fetchPreKeys(n, query *waBinary.Node) {
	var b batch
	users := query.GetChildren()
	answer := make([]waBinary.Node, 0, len(users))
	c.s.mu.Lock()
	for i := range users {
		jid, ok := attrJID(&users[i], "jid")
		if !ok {
			continue
		}
		node := waBinary.Node{Tag: "user", Attrs: waBinary.Attrs{"jid": jid}}
		dev := c.s.deviceOf(jid)
		if dev == nil || c.s.faults.strike(FaultPreKeysMissing, dev.acct.number) != nil {
			node.Content = []waBinary.Node{errorNode(404, "item-not-found")}
		} else {
			node.Attrs["t"] = c.s.unix()
			node.Content = c.s.takeBundle(&b, dev).nodes()
		}
		answer = append(answer, node)
	}
	c.s.mu.Unlock()
	if len(answer) == 0 {
		c.malformed(n, "prekey query without a user")
		return
	}
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n, waBinary.Node{Tag: "list", Content: answer})
}

// digest lets a client check that the server holds the keys it thinks it does.
func (c *conn) digest(n *waBinary.Node) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.dev.signedPreKey == (publicSignedPreKey{}) {
		c.fail(n, 404, "item-not-found")
		return
	}
	c.result(n, waBinary.Node{Tag: "digest", Content: []waBinary.Node{
		{Tag: "registration", Content: binary.BigEndian.AppendUint32(nil, c.dev.registration)},
		{Tag: "type", Content: []byte{ecc.DjbType}},
		{Tag: "identity", Content: c.dev.identity[:]},
		c.dev.signedPreKey.node(),
	}})
}

// handleEncryptSet takes uploaded keys.
func (c *conn) handleEncryptSet(n *waBinary.Node) {
	if rotated, ok := child(n, "rotate", "skey"); ok {
		c.rotateSignedPreKey(n, rotated)
		return
	}
	up, err := readUpload(n, c.dev.identity)
	if err != nil {
		c.malformed(n, err.Error())
		return
	}
	var b batch
	c.s.mu.Lock()
	fresh, err := c.dev.preKeys.unknown(up.packed)
	if err != nil {
		c.s.mu.Unlock()
		c.malformed(n, err.Error())
		return
	}
	c.dev.registration, c.dev.signedPreKey = up.registration, up.signed
	c.dev.preKeys.add(fresh)
	c.s.savePreKeys(&b, c.dev)
	b.putJSON(bucketDevices, c.dev.key(), c.dev.record())
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n)
}

func (c *conn) rotateSignedPreKey(n, skey *waBinary.Node) {
	signed, err := readSignedPreKey(skey)
	if err == nil && !signed.validFor(c.dev.identity) {
		err = errors.New("signature of the signed prekey does not verify")
	}
	if err != nil {
		c.malformed(n, err.Error())
		return
	}
	var b batch
	c.s.mu.Lock()
	c.dev.signedPreKey = signed
	b.putJSON(bucketDevices, c.dev.key(), c.dev.record())
	c.s.mu.Unlock()
	if c.s.commit(&b) != nil {
		c.fail(n, 500, "internal-server-error")
		return
	}
	c.result(n)
}

type preKeyUpload struct {
	registration uint32
	signed       publicSignedPreKey
	packed       []byte
}

// readUpload checks an upload against the identity the device was linked with.
func readUpload(n *waBinary.Node, identity [32]byte) (up preKeyUpload, err error) {
	registration := content(n, "registration")
	list, hasList := child(n, "list")
	skey, hasSigned := child(n, "skey")
	switch {
	case len(registration) != 4:
		return up, errors.New("registration is not 4 bytes")
	case string(content(n, "identity")) != string(identity[:]):
		return up, errors.New("identity is not the one the device was linked with")
	case !hasList || len(list.GetChildren()) == 0:
		return up, errors.New("prekey upload without keys")
	case !hasSigned:
		return up, errors.New("prekey upload without a signed prekey")
	}
	up.registration = binary.BigEndian.Uint32(registration)
	if up.signed, err = readSignedPreKey(skey); err != nil {
		return up, err
	}
	if !up.signed.validFor(identity) {
		return up, errors.New("signature of the signed prekey does not verify")
	}
	keys := list.GetChildren()
	up.packed = make([]byte, 0, len(keys)*preKeySize)
	for i := range keys {
		id, pub := content(&keys[i], "id"), content(&keys[i], "value")
		if keys[i].Tag != "key" || len(id) != 3 || len(pub) != 32 {
			return up, fmt.Errorf("prekey %d has a malformed id or value", i)
		}
		up.packed = append(append(up.packed, id...), pub...)
	}
	return up, nil
}

func readSignedPreKey(n *waBinary.Node) (publicSignedPreKey, error) {
	id, pub, signature := content(n, "id"), content(n, "value"), content(n, "signature")
	if len(id) != 3 || len(pub) != 32 || len(signature) != 64 {
		return publicSignedPreKey{}, errors.New("signed prekey has a malformed id, value or signature")
	}
	return publicSignedPreKey{id: uint24(id), pub: [32]byte(pub), signature: [64]byte(signature)}, nil
}
