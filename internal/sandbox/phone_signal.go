package sandbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"go.mau.fi/libsignal/ecc"
	groupRecord "go.mau.fi/libsignal/groups/state/record"
	"go.mau.fi/libsignal/keys/identity"
	"go.mau.fi/libsignal/keys/prekey"
	"go.mau.fi/libsignal/protocol"
	"go.mau.fi/libsignal/serialize"
	"go.mau.fi/libsignal/session"
	"go.mau.fi/libsignal/state/record"
	"go.mau.fi/libsignal/state/store"
	"go.mau.fi/libsignal/util/optional"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
)

var signalSerializer = serialize.NewProtoBufSerializer()

// preKeyStock is how many one-time keys a phone keeps on the server at least.
const preKeyStock = 20

// signalTx is one step of a phone's Signal sessions: what it changes takes
// effect, in memory and in the state file, only when flush is called, so that a
// message that cannot be decrypted leaves no trace. Phone.crypto is held for
// its whole life.
type signalTx struct {
	p          *Phone
	sessions   map[string][]byte
	senderKeys map[string][]byte
	usedKeys   []uint32
}

var _ store.SignalProtocol = (*signalTx)(nil)

func (p *Phone) beginSignal() *signalTx {
	return &signalTx{p: p, sessions: map[string][]byte{}, senderKeys: map[string][]byte{}}
}

// flush makes the changes and adds them to the batch.
func (tx *signalTx) flush(b *batch) {
	for address, raw := range tx.sessions {
		tx.p.sessions[address] = raw
		b.put(bucketSessions, tx.p.acct.number+"/"+address, raw)
	}
	for name, raw := range tx.senderKeys {
		tx.p.senderKeys[name] = raw
		b.put(bucketSenderKeys, tx.p.acct.number+"/"+name, raw)
	}
	if len(tx.usedKeys) == 0 {
		return
	}
	tx.p.s.mu.Lock()
	defer tx.p.s.mu.Unlock()
	for _, id := range tx.usedKeys {
		delete(tx.p.oneTimeKeys, id)
		b.del(bucketPhoneKeys, phoneKeyName(tx.p.acct.number, id))
	}
}

func phoneKeyName(number string, id uint32) string { return fmt.Sprintf("%s/%08d", number, id) }

// topUpPreKeys keeps the phone's stock of one-time keys on the server. Callers hold Sandbox.mu.
func (p *Phone) topUpPreKeys(b *batch) {
	pool := &p.acct.devices[0].preKeys
	if pool.len() >= preKeyStock {
		return
	}
	var packed []byte
	for range preKeyStock {
		p.lastPreKey++
		kp := keys.NewKeyPair()
		p.oneTimeKeys[p.lastPreKey] = *kp.Priv
		b.put(bucketPhoneKeys, phoneKeyName(p.acct.number, p.lastPreKey), kp.Priv[:])
		packed = append(packed, packPreKey(p.lastPreKey, *kp.Pub)...)
	}
	pool.add(packed)
	p.s.savePreKeys(b, p.acct.devices[0])
}

func (tx *signalTx) GetIdentityKeyPair() *identity.KeyPair {
	return identity.NewKeyPair(
		identity.NewKey(ecc.NewDjbECPublicKey(*tx.p.identity.Pub)), ecc.NewDjbECPrivateKey(*tx.p.identity.Priv))
}

func (tx *signalTx) GetLocalRegistrationID() uint32 { return tx.p.registration }

// A phone trusts whatever identity the network shows it: people who reinstall
// change theirs all the time.
func (tx *signalTx) SaveIdentity(context.Context, *protocol.SignalAddress, *identity.Key) error {
	return nil
}

func (tx *signalTx) IsTrustedIdentity(context.Context, *protocol.SignalAddress, *identity.Key) (bool, error) {
	return true, nil
}

func (tx *signalTx) LoadPreKey(_ context.Context, id uint32) (*record.PreKey, error) {
	tx.p.s.mu.Lock()
	priv, ok := tx.p.oneTimeKeys[id]
	tx.p.s.mu.Unlock()
	if !ok {
		return nil, nil
	}
	kp := keys.NewKeyPairFromPrivateKey(priv)
	return record.NewPreKey(id, ecKeyPair(kp), nil), nil
}

func (tx *signalTx) RemovePreKey(_ context.Context, id uint32) error {
	tx.usedKeys = append(tx.usedKeys, id)
	return nil
}

func (tx *signalTx) LoadSession(_ context.Context, address *protocol.SignalAddress) (*record.Session, error) {
	raw := tx.session(address)
	if raw == nil {
		return record.NewSession(signalSerializer.Session, signalSerializer.State), nil
	}
	return record.NewSessionFromBytes(raw, signalSerializer.Session, signalSerializer.State)
}

func (tx *signalTx) session(address *protocol.SignalAddress) []byte {
	name := address.String()
	if raw, ok := tx.sessions[name]; ok {
		return raw
	}
	return tx.p.sessions[name]
}

func (tx *signalTx) StoreSession(_ context.Context, address *protocol.SignalAddress, rec *record.Session) error {
	tx.sessions[address.String()] = rec.Serialize()
	return nil
}

func (tx *signalTx) ContainsSession(_ context.Context, address *protocol.SignalAddress) (bool, error) {
	return tx.session(address) != nil, nil
}

func (tx *signalTx) LoadSignedPreKey(_ context.Context, id uint32) (*record.SignedPreKey, error) {
	if id != tx.p.signed.KeyID {
		return nil, nil
	}
	return record.NewSignedPreKey(id, 0, ecKeyPair(&tx.p.signed.KeyPair), *tx.p.signed.Signature, nil), nil
}

func (tx *signalTx) StoreSenderKey(_ context.Context, name *protocol.SenderKeyName, rec *groupRecord.SenderKey) error {
	tx.senderKeys[senderKeyName(name)] = rec.Serialize()
	return nil
}

func (tx *signalTx) LoadSenderKey(_ context.Context, name *protocol.SenderKeyName) (*groupRecord.SenderKey, error) {
	raw, ok := tx.senderKeys[senderKeyName(name)]
	if !ok {
		raw = tx.p.senderKeys[senderKeyName(name)]
	}
	if raw == nil {
		return groupRecord.NewSenderKey(signalSerializer.SenderKeyRecord, signalSerializer.SenderKeyState), nil
	}
	return groupRecord.NewSenderKeyFromBytes(raw, signalSerializer.SenderKeyRecord, signalSerializer.SenderKeyState)
}

func senderKeyName(name *protocol.SenderKeyName) string {
	return name.GroupID() + "/" + name.Sender().String()
}

// The rest of the store interface is for what a phone never does: import keys,
// enumerate, or delete.
var errNotNeeded = errors.New("not needed by a phone")

func (tx *signalTx) StorePreKey(context.Context, uint32, *record.PreKey) error { return errNotNeeded }
func (tx *signalTx) ContainsPreKey(context.Context, uint32) (bool, error)      { return false, errNotNeeded }
func (tx *signalTx) GetSubDeviceSessions(context.Context, string) ([]uint32, error) {
	return nil, errNotNeeded
}
func (tx *signalTx) DeleteSession(context.Context, *protocol.SignalAddress) error {
	return errNotNeeded
}
func (tx *signalTx) DeleteAllSessions(context.Context) error { return errNotNeeded }
func (tx *signalTx) LoadSignedPreKeys(context.Context) ([]*record.SignedPreKey, error) {
	return nil, errNotNeeded
}
func (tx *signalTx) StoreSignedPreKey(context.Context, uint32, *record.SignedPreKey) error {
	return errNotNeeded
}
func (tx *signalTx) ContainsSignedPreKey(context.Context, uint32) (bool, error) {
	return false, errNotNeeded
}
func (tx *signalTx) RemoveSignedPreKey(context.Context, uint32) error { return errNotNeeded }

func ecKeyPair(kp *keys.KeyPair) *ecc.ECKeyPair {
	return ecc.NewECKeyPair(ecc.NewDjbECPublicKey(*kp.Pub), ecc.NewDjbECPrivateKey(*kp.Priv))
}

// signalAddress names a device's session. It is always by LID, so that a
// device is one session whichever form a message came in.
func signalAddress(dev *device) *protocol.SignalAddress { return dev.lidJID().SignalAddress() }

// encrypt encrypts for one device. With keys it starts a new session first.
func (tx *signalTx) encrypt(ctx context.Context, dev *device, keys *bundle, plaintext []byte) (waBinary.Node, error) {
	address := signalAddress(dev)
	builder := session.NewBuilderFromSignal(tx, address, signalSerializer)
	if keys != nil {
		if err := builder.ProcessBundle(ctx, keys.signal(uint32(dev.id))); err != nil {
			return waBinary.Node{}, fmt.Errorf("start session with %s: %w", dev.key(), err)
		}
	}
	sealed, err := session.NewCipher(builder, address).Encrypt(ctx, pad(plaintext))
	if err != nil {
		return waBinary.Node{}, fmt.Errorf("encrypt for %s: %w", dev.key(), err)
	}
	kind := "msg"
	if sealed.Type() == protocol.PREKEY_TYPE {
		kind = "pkmsg"
	}
	return waBinary.Node{Tag: "enc", Attrs: waBinary.Attrs{"v": "2", "type": kind}, Content: sealed.Serialize()}, nil
}

func (k *bundle) signal(deviceID uint32) *prekey.Bundle {
	preKeyID := optional.NewEmptyUint32()
	var preKey ecc.ECPublicKeyable
	if k.hasPreKey {
		preKeyID, preKey = optional.NewOptionalUint32(k.preKeyID), ecc.NewDjbECPublicKey(k.preKey)
	}
	return prekey.NewBundle(k.registration, deviceID, preKeyID, k.signed.id, preKey,
		ecc.NewDjbECPublicKey(k.signed.pub), k.signed.signature, identity.NewKey(ecc.NewDjbECPublicKey(k.identity)))
}

// decrypt opens a direct ciphertext from one device.
func (tx *signalTx) decrypt(ctx context.Context, from *device, enc *waBinary.Node) ([]byte, error) {
	raw, _ := enc.Content.([]byte)
	address := signalAddress(from)
	cipher := session.NewCipher(session.NewBuilderFromSignal(tx, address, signalSerializer), address)
	var plain []byte
	if attrString(enc, "type") == "pkmsg" {
		msg, err := protocol.NewPreKeySignalMessageFromBytes(raw, signalSerializer.PreKeySignalMessage, signalSerializer.SignalMessage)
		if err != nil {
			return nil, fmt.Errorf("read prekey message: %w", err)
		}
		if plain, err = cipher.DecryptMessage(ctx, msg); err != nil {
			return nil, fmt.Errorf("decrypt prekey message: %w", err)
		}
	} else {
		msg, err := protocol.NewSignalMessageFromBytes(raw, signalSerializer.SignalMessage)
		if err != nil {
			return nil, fmt.Errorf("read message: %w", err)
		}
		if plain, err = cipher.Decrypt(ctx, msg); err != nil {
			return nil, fmt.Errorf("decrypt message: %w", err)
		}
	}
	return unpad(plain)
}

// safely turns a panic of the Signal library on damaged input into an error.
func safely(fn func() ([]byte, error)) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("signal message is malformed: %v", r)
		}
	}()
	return fn()
}

// pad appends 1 to 15 bytes, each saying how many there are.
func pad(plaintext []byte) []byte {
	var r [1]byte
	_, _ = rand.Read(r[:])
	n := int(r[0]&0x0f)%15 + 1
	return append(append([]byte(nil), plaintext...), bytes.Repeat([]byte{byte(n)}, n)...)
}

func unpad(padded []byte) ([]byte, error) {
	if len(padded) == 0 {
		return nil, errors.New("message is empty")
	}
	n := int(padded[len(padded)-1])
	if n == 0 || n > len(padded) || !bytes.HasSuffix(padded, bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, errors.New("message is not padded")
	}
	return padded[:len(padded)-n], nil
}

// senderDevice finds the device a stanza comes from. Callers hold Sandbox.mu.
func (s *Sandbox) senderDevice(n *waBinary.Node) (*device, types.JID) {
	key := "from"
	if from, _ := attrJID(n, "from"); isShared(from) {
		key = "participant"
	}
	jid, _ := attrJID(n, key)
	return s.deviceOf(jid), jid
}

// restoreSignal puts a session or sender key of the state file back.
func (s *Sandbox) restoreSignal(key string, into func(*Phone) map[string][]byte, raw []byte) {
	number, name, _ := strings.Cut(key, "/")
	if a := s.accounts[number]; a != nil {
		into(a.phone)[name] = raw
	}
}
