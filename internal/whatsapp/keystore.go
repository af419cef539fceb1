package whatsapp

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/message"
)

// Keys keeps what becomes of an account's keys.
type Keys interface {
	// SaveKeys writes all of w in one transaction, and fails when another process holds
	// the account.
	SaveKeys(ctx context.Context, accountID uuid.UUID, w message.KeyWrites) error
	// Decrypted are the messages that were decrypted and not handled, by the hash of what came.
	Decrypted(ctx context.Context, device string) (map[[32]byte][]byte, error)
}

// How much a keystore remembers, at the most: sessions are about 1 kB.
const (
	rememberedSessions   = 64
	rememberedIdentities = 256
	rememberedTokens     = 128
	longestSession       = 8 << 10
	// rememberToken is how long a token, or that there is none, is not looked for again.
	rememberToken = time.Minute
)

// keystore is the library's store of an account's keys. The library writes each key by
// itself, a dozen statements a message; here what belongs together is one write: a
// message's ratchets are saved with the message before it goes out, and the ratchet that a
// message which came in has moved is stored with that message (see carry). What was read or written last is remembered: only one
// process at a time has the account, and a write fails when that is another one.
//
// What may be saved later waits for the next write, at most lazily: that a message is
// handled (or else it would be stored a second time, which does nothing), and who a
// device is (or else it is learned again).
type keystore struct {
	store.AllSessionSpecificStores // the library's own, for what is rare

	keys      Keys
	accountID uuid.UUID
	device    string
	// trouble is told that something that came in could not be read: it comes again on a
	// new connection.
	trouble func(error)
	// repeated is told that something came in which was handled before; may be nil.
	repeated func()

	mu         sync.Mutex
	sessions   memory[string, []byte]
	identities memory[string, [32]byte]
	senderKeys memory[[2]string, []byte]
	tokens     memory[types.JID, token]
	salt       *token
	migrated   memory[string, struct{}]
	changes    int                 // how often something was forgotten: what was read before may be old
	undone     map[[32]byte][]byte // decrypted and not handled
	undoneRead bool
	pending    *message.KeyWrites // what the message that is being handled has changed
	next       *writes
	lost       bool // the message that is being sent was among what could not be saved
	tidied     time.Time
	lazy       *time.Timer

	saving sync.Mutex // one write at a time: what is newer is written later
}

// token is what a contact has given us to write with; nil when nothing.
type token struct {
	*store.PrivacyToken
	salt  []byte
	until time.Time
}

func newKeystore(own store.AllSessionSpecificStores, keys Keys, accountID uuid.UUID, device types.JID, trouble func(error)) *keystore {
	k := &keystore{
		AllSessionSpecificStores: own, keys: keys, accountID: accountID, device: device.String(), trouble: trouble,
		sessions: memory[string, []byte]{most: rememberedSessions}, identities: memory[string, [32]byte]{most: rememberedIdentities},
		senderKeys: memory[[2]string, []byte]{most: rememberedSessions}, tokens: memory[types.JID, token]{most: rememberedTokens},
		migrated: memory[string, struct{}]{most: rememberedIdentities},
	}
	return k
}

// memory remembers some values and forgets whichever is in the way.
type memory[K comparable, V any] struct {
	most int
	m    map[K]V
}

func (m *memory[K, V]) get(k K) (v V, ok bool) { v, ok = m.m[k]; return v, ok }
func (m *memory[K, V]) forget(k K)             { delete(m.m, k) }
func (m *memory[K, V]) clear()                 { m.m = nil }

func (m *memory[K, V]) put(k K, v V) {
	if m.m == nil {
		m.m = make(map[K]V)
	}
	if _, known := m.m[k]; !known && len(m.m) >= m.most {
		for other := range m.m {
			delete(m.m, other)
			break
		}
	}
	m.m[k] = v
}

// forget drops all that is remembered of keys. Callers hold mu.
func (k *keystore) forget() {
	k.sessions.clear()
	k.identities.clear()
	k.senderKeys.clear()
	k.changes++
}

// recall gives what is remembered, or reads it and remembers it unless something was
// forgotten meanwhile.
func recall[K comparable](k *keystore, m *memory[K, []byte], of K, read func() ([]byte, error)) ([]byte, error) {
	k.mu.Lock()
	known, ok := m.get(of)
	changes := k.changes
	k.mu.Unlock()
	if ok {
		return known, nil
	}
	value, err := read()
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if newer, ok := m.get(of); ok {
		return newer, nil
	}
	if k.changes == changes {
		remember(m, of, value)
	}
	return value, nil
}

// remember keeps a key, unless it is none or very long.
func remember[K comparable](m *memory[K, []byte], of K, value []byte) {
	if value == nil || len(value) > longestSession {
		m.forget(of)
		return
	}
	m.put(of, value)
}

// GetSession is where the ratchet with a device stands; nil when there is none.
func (k *keystore) GetSession(ctx context.Context, address string) ([]byte, error) {
	if u := unitOf(ctx); u != nil {
		if s, ok := u.Sessions[address]; ok {
			return s, nil
		}
	}
	s, err := recall(k, &k.sessions, address, func() ([]byte, error) { return k.AllSessionSpecificStores.GetSession(ctx, address) })
	return s, unread(ctx, err)
}

// HasSession tells whether there is one.
func (k *keystore) HasSession(ctx context.Context, address string) (bool, error) {
	s, err := k.GetSession(ctx, address)
	return s != nil, err
}

// GetManySessions reads several; nil stands for none.
func (k *keystore) GetManySessions(ctx context.Context, addresses []string) (map[string][]byte, error) {
	out := make(map[string][]byte, len(addresses))
	var missing []string
	k.mu.Lock()
	for _, a := range addresses {
		if s, ok := k.sessions.get(a); ok {
			out[a] = s
		} else {
			missing = append(missing, a)
		}
	}
	changes := k.changes
	k.mu.Unlock()
	if len(missing) == 0 {
		return out, nil
	}
	read, err := k.AllSessionSpecificStores.GetManySessions(ctx, missing)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for a, s := range read {
		if newer, ok := k.sessions.get(a); ok {
			s = newer
		} else if k.changes == changes && len(missing) < rememberedSessions/2 {
			remember(&k.sessions, a, s)
		}
		out[a] = s
	}
	return out, nil
}

// PutSession saves where a ratchet stands.
func (k *keystore) PutSession(ctx context.Context, address string, session []byte) error {
	return k.PutManySessions(ctx, map[string][]byte{address: session})
}

// PutManySessions saves several, and with them the message that they encrypt.
func (k *keystore) PutManySessions(ctx context.Context, sessions map[string][]byte) error {
	return k.write(ctx, func(w *message.KeyWrites) { putAll(&w.Sessions, sessions) })
}

// DeleteSession removes one.
func (k *keystore) DeleteSession(ctx context.Context, address string) error {
	return k.remove(ctx, func() error { return k.AllSessionSpecificStores.DeleteSession(ctx, address) })
}

// DeleteAllSessions removes those of all devices of somebody.
func (k *keystore) DeleteAllSessions(ctx context.Context, who string) error {
	return k.remove(ctx, func() error { return k.AllSessionSpecificStores.DeleteAllSessions(ctx, who) })
}

// DeleteIdentity forgets who a device is.
func (k *keystore) DeleteIdentity(ctx context.Context, address string) error {
	return k.remove(ctx, func() error { return k.AllSessionSpecificStores.DeleteIdentity(ctx, address) })
}

// DeleteAllIdentities forgets who all devices of somebody are.
func (k *keystore) DeleteAllIdentities(ctx context.Context, who string) error {
	return k.remove(ctx, func() error { return k.AllSessionSpecificStores.DeleteAllIdentities(ctx, who) })
}

// remove does what the library's own store has to do on what is saved.
func (k *keystore) remove(ctx context.Context, do func() error) error {
	if err := k.flush(ctx); err != nil {
		return err
	}
	err := do()
	if u := unitOf(ctx); u != nil {
		u.Sessions, u.Identities = nil, nil // what the old identity has led to
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forget()
	return err
}

// MigratePNToLID gives the keys of a number to its LID, once.
func (k *keystore) MigratePNToLID(ctx context.Context, pn, lid types.JID) error {
	user := pn.SignalAddressUser()
	k.mu.Lock()
	_, done := k.migrated.get(user)
	k.mu.Unlock()
	if done {
		return nil
	}
	err := k.remove(ctx, func() error { return k.AllSessionSpecificStores.MigratePNToLID(ctx, pn, lid) })
	if err == nil {
		k.mu.Lock()
		k.migrated.put(user, struct{}{})
		k.mu.Unlock()
	}
	return err
}

// IsTrustedIdentity tells whether a device is still who it was, or is new.
func (k *keystore) IsTrustedIdentity(ctx context.Context, address string, key [32]byte) (bool, error) {
	if u := unitOf(ctx); u != nil {
		if known, ok := u.Identities[address]; ok {
			return known == key, nil
		}
	}
	k.mu.Lock()
	known, ok := k.identities.get(address)
	k.mu.Unlock()
	if ok {
		return known == key, nil
	}
	trusted, err := k.AllSessionSpecificStores.IsTrustedIdentity(ctx, address, key)
	return trusted, unread(ctx, err)
}

// PutIdentity notes who a device is. It is saved with the session that the library saves
// next.
func (k *keystore) PutIdentity(ctx context.Context, address string, key [32]byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if known, ok := k.identities.get(address); ok && known == key {
		return nil
	}
	if u := unitOf(ctx); u != nil {
		put(&u.Identities, address, key)
		return nil
	}
	put(&k.wait().Identities, address, key)
	k.identities.put(address, key)
	return nil
}

// GetSenderKey is where the ratchet of a member of a group stands.
func (k *keystore) GetSenderKey(ctx context.Context, group, user string) ([]byte, error) {
	of := [2]string{group, user}
	if u := unitOf(ctx); u != nil {
		if s, ok := u.SenderKeys[of]; ok {
			return s, nil
		}
	}
	s, err := recall(k, &k.senderKeys, of, func() ([]byte, error) { return k.AllSessionSpecificStores.GetSenderKey(ctx, group, user) })
	return s, unread(ctx, err)
}

// PutSenderKey saves it.
func (k *keystore) PutSenderKey(ctx context.Context, group, user string, key []byte) error {
	return k.write(ctx, func(w *message.KeyWrites) { put(&w.SenderKeys, [2]string{group, user}, key) })
}

// RemovePreKey drops a key that has begun a session.
func (k *keystore) RemovePreKey(ctx context.Context, id uint32) error {
	return k.write(ctx, func(w *message.KeyWrites) { w.UsedKeys = append(w.UsedKeys, int32(id)) })
}
