// Package clientstore keeps what a whatsmeow client has to remember in maps: for
// the many clients, and short lives, of tests and benches.
package clientstore

import (
	"context"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"go.mau.fi/util/random"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
)

// memory is a whatsmeow device store in maps.
type memory struct {
	store.NoopStore // chat settings: nothing here needs them

	mu         sync.Mutex
	sessions   map[string][]byte
	identities map[string][32]byte
	senderKeys map[string][]byte
	preKeys    map[uint32]*keys.PreKey
	uploadedTo uint32
	lastPreKey uint32
	stateKeys  map[string]store.AppStateSyncKey
	stateVer   map[string]stateVersion
	stateMACs  map[string][]byte
	lids       map[types.JID]types.JID
	buffered   map[[32]byte]*store.BufferedEvent
	outgoing   map[string]outgoing
	secrets    map[string]secret
	contacts   map[types.JID]types.ContactInfo
	tokens     map[types.JID]store.PrivacyToken
	nctSalt    []byte

	// turn is held by who uses sessions: a message being decrypted, or one being
	// encrypted from the reading of its sessions to their writing. The library
	// takes them in turn in neither, and then uses keys twice.
	turn    sync.Mutex
	sending bool // turn is held by the one message being sent

	// swept is closed when the client has done the background sweep that its
	// first message sets off. Deleting the device before races with it.
	swept     chan struct{}
	sweptOnce sync.Once
}

type stateVersion struct {
	version uint64
	hash    [128]byte
}

type outgoing struct {
	format string
	data   []byte
}

type secret struct {
	sender types.JID
	key    []byte
}

// NewDevice makes a device that is not linked yet, with a store of its own.
func NewDevice() *store.Device {
	m := &memory{
		sessions: map[string][]byte{}, identities: map[string][32]byte{}, senderKeys: map[string][]byte{},
		preKeys: map[uint32]*keys.PreKey{}, stateKeys: map[string]store.AppStateSyncKey{},
		stateVer: map[string]stateVersion{}, stateMACs: map[string][]byte{}, lids: map[types.JID]types.JID{},
		buffered: map[[32]byte]*store.BufferedEvent{}, outgoing: map[string]outgoing{},
		secrets: map[string]secret{}, contacts: map[types.JID]types.ContactInfo{},
		tokens: map[types.JID]store.PrivacyToken{},
		swept:  make(chan struct{}),
	}
	device := &store.Device{
		NoiseKey: keys.NewKeyPair(), IdentityKey: keys.NewKeyPair(), RegistrationID: rand.Uint32(),
		AdvSecretKey: random.Bytes(32), Container: m, LIDs: m, Initialized: true,
	}
	device.SignedPreKey = device.IdentityKey.CreateSignedPreKey(1)
	device.SetAllStores(m)
	return device
}

// Swept is closed when the device's client has done the background sweep that its
// first message sets off; deleting the device before races with that. The device
// has to be one of NewDevice.
func Swept(device *store.Device) <-chan struct{} { return device.LIDs.(*memory).swept }

func (m *memory) lock() func() {
	m.mu.Lock()
	return m.mu.Unlock
}

func (m *memory) PutDevice(context.Context, *store.Device) error    { return nil }
func (m *memory) DeleteDevice(context.Context, *store.Device) error { return nil }

func (m *memory) PutIdentity(_ context.Context, address string, key [32]byte) error {
	defer m.lock()()
	m.identities[address] = key
	return nil
}

func (m *memory) DeleteAllIdentities(_ context.Context, phone string) error {
	defer m.lock()()
	for address := range m.identities {
		if strings.HasPrefix(address, phone+":") {
			delete(m.identities, address)
		}
	}
	return nil
}

func (m *memory) DeleteIdentity(_ context.Context, address string) error {
	defer m.lock()()
	delete(m.identities, address)
	return nil
}

func (m *memory) IsTrustedIdentity(_ context.Context, address string, key [32]byte) (bool, error) {
	defer m.lock()()
	known, ok := m.identities[address]
	return !ok || known == key, nil
}

func (m *memory) GetSession(_ context.Context, address string) ([]byte, error) {
	defer m.lock()()
	return m.sessions[address], nil
}

func (m *memory) HasSession(_ context.Context, address string) (bool, error) {
	defer m.lock()()
	return m.sessions[address] != nil, nil
}

func (m *memory) GetManySessions(_ context.Context, addresses []string) (map[string][]byte, error) {
	if !m.sending { // a client sends one message at a time
		m.turn.Lock()
		m.sending = true
	}
	defer m.lock()()
	out := make(map[string][]byte, len(addresses))
	for _, address := range addresses {
		out[address] = m.sessions[address]
	}
	return out, nil
}

func (m *memory) PutSession(_ context.Context, address string, session []byte) error {
	defer m.lock()()
	m.sessions[address] = session
	return nil
}

func (m *memory) PutManySessions(_ context.Context, sessions map[string][]byte) error {
	if m.sending {
		m.sending = false
		defer m.turn.Unlock()
	}
	defer m.lock()()
	for address, session := range sessions {
		m.sessions[address] = session
	}
	return nil
}

func (m *memory) DeleteAllSessions(_ context.Context, phone string) error {
	defer m.lock()()
	for address := range m.sessions {
		if strings.HasPrefix(address, phone+":") {
			delete(m.sessions, address)
		}
	}
	return nil
}

func (m *memory) DeleteSession(_ context.Context, address string) error {
	defer m.lock()()
	delete(m.sessions, address)
	return nil
}

func (m *memory) MigratePNToLID(context.Context, types.JID, types.JID) error { return nil }

func (m *memory) generate() *keys.PreKey {
	m.lastPreKey++
	key := keys.NewPreKey(m.lastPreKey)
	m.preKeys[key.KeyID] = key
	return key
}

func (m *memory) GetOrGenPreKeys(_ context.Context, count uint32) ([]*keys.PreKey, error) {
	defer m.lock()()
	out := make([]*keys.PreKey, 0, count)
	for id := m.uploadedTo + 1; id <= m.lastPreKey && len(out) < int(count); id++ {
		if key := m.preKeys[id]; key != nil {
			out = append(out, key)
		}
	}
	for len(out) < int(count) {
		out = append(out, m.generate())
	}
	return out, nil
}

func (m *memory) GenOnePreKey(context.Context) (*keys.PreKey, error) {
	defer m.lock()()
	key := m.generate()
	m.uploadedTo = key.KeyID
	return key, nil
}

func (m *memory) GetPreKey(_ context.Context, id uint32) (*keys.PreKey, error) {
	defer m.lock()()
	return m.preKeys[id], nil
}

func (m *memory) RemovePreKey(_ context.Context, id uint32) error {
	defer m.lock()()
	delete(m.preKeys, id)
	return nil
}

func (m *memory) MarkPreKeysAsUploaded(_ context.Context, upTo uint32) error {
	defer m.lock()()
	m.uploadedTo = upTo
	return nil
}

func (m *memory) UploadedPreKeyCount(context.Context) (int, error) {
	defer m.lock()()
	count := 0
	for id := range m.preKeys {
		if id <= m.uploadedTo {
			count++
		}
	}
	return count, nil
}

func (m *memory) PutSenderKey(_ context.Context, group, user string, session []byte) error {
	defer m.lock()()
	m.senderKeys[group+" "+user] = session
	return nil
}

func (m *memory) GetSenderKey(_ context.Context, group, user string) ([]byte, error) {
	defer m.lock()()
	return m.senderKeys[group+" "+user], nil
}

func (m *memory) PutAppStateSyncKey(_ context.Context, id []byte, key store.AppStateSyncKey) error {
	defer m.lock()()
	m.stateKeys[string(id)] = key
	return nil
}

func (m *memory) GetAppStateSyncKey(_ context.Context, id []byte) (*store.AppStateSyncKey, error) {
	defer m.lock()()
	if key, ok := m.stateKeys[string(id)]; ok {
		return &key, nil
	}
	return nil, nil
}

func (m *memory) GetLatestAppStateSyncKeyID(context.Context) ([]byte, error) {
	defer m.lock()()
	for id := range m.stateKeys {
		return []byte(id), nil
	}
	return nil, nil
}

func (m *memory) PutAppStateVersion(_ context.Context, name string, version uint64, hash [128]byte) error {
	defer m.lock()()
	m.stateVer[name] = stateVersion{version, hash}
	return nil
}

func (m *memory) GetAppStateVersion(_ context.Context, name string) (uint64, [128]byte, error) {
	defer m.lock()()
	v := m.stateVer[name]
	return v.version, v.hash, nil
}

func (m *memory) DeleteAppStateVersion(_ context.Context, name string) error {
	defer m.lock()()
	delete(m.stateVer, name)
	maps.DeleteFunc(m.stateMACs, func(key string, _ []byte) bool { return strings.HasPrefix(key, name+" ") })
	return nil
}

func (m *memory) PutAppStateMutationMACs(_ context.Context, name string, _ uint64, mutations []store.AppStateMutationMAC) error {
	defer m.lock()()
	for _, mutation := range mutations {
		m.stateMACs[name+" "+string(mutation.IndexMAC)] = mutation.ValueMAC
	}
	return nil
}

func (m *memory) DeleteAppStateMutationMACs(_ context.Context, name string, indexMACs [][]byte) error {
	defer m.lock()()
	for _, mac := range indexMACs {
		delete(m.stateMACs, name+" "+string(mac))
	}
	return nil
}

func (m *memory) GetAppStateMutationMAC(_ context.Context, name string, indexMAC []byte) ([]byte, error) {
	defer m.lock()()
	return m.stateMACs[name+" "+string(indexMAC)], nil
}

func (m *memory) PutLIDMapping(_ context.Context, lid, pn types.JID) error {
	defer m.lock()()
	m.lids[lid.ToNonAD()], m.lids[pn.ToNonAD()] = pn.ToNonAD(), lid.ToNonAD()
	return nil
}

func (m *memory) PutManyLIDMappings(ctx context.Context, mappings []store.LIDMapping) error {
	for _, mapping := range mappings {
		if err := m.PutLIDMapping(ctx, mapping.LID, mapping.PN); err != nil {
			return err
		}
	}
	return nil
}

// other finds the other form of a JID, for the same device.
func (m *memory) other(jid types.JID) types.JID {
	defer m.lock()()
	found, ok := m.lids[jid.ToNonAD()]
	if ok {
		found.Device = jid.Device
	}
	return found
}

func (m *memory) GetPNForLID(_ context.Context, lid types.JID) (types.JID, error) {
	return m.other(lid), nil
}

func (m *memory) GetLIDForPN(_ context.Context, pn types.JID) (types.JID, error) {
	return m.other(pn), nil
}

func (m *memory) GetManyLIDsForPNs(_ context.Context, pns []types.JID) (map[types.JID]types.JID, error) {
	out := make(map[types.JID]types.JID, len(pns))
	for _, pn := range pns {
		if lid := m.other(pn); !lid.IsEmpty() {
			out[pn] = lid
		}
	}
	return out, nil
}

func (m *memory) GetBufferedEvent(_ context.Context, hash [32]byte) (*store.BufferedEvent, error) {
	defer m.lock()()
	return m.buffered[hash], nil
}

func (m *memory) PutBufferedEvent(_ context.Context, hash [32]byte, plaintext []byte, serverTime time.Time) error {
	defer m.lock()()
	m.buffered[hash] = &store.BufferedEvent{Plaintext: plaintext, InsertTime: time.Now(), ServerTime: serverTime}
	return nil
}

func (m *memory) DoDecryptionTxn(ctx context.Context, fn func(context.Context) error) error {
	m.turn.Lock()
	defer m.turn.Unlock()
	return fn(ctx)
}

func (m *memory) ClearBufferedEventPlaintext(_ context.Context, hash [32]byte) error {
	defer m.lock()()
	if buffered, ok := m.buffered[hash]; ok {
		m.buffered[hash] = &store.BufferedEvent{InsertTime: buffered.InsertTime, ServerTime: buffered.ServerTime}
	}
	return nil
}

func (m *memory) DeleteOldBufferedHashes(context.Context) error {
	m.sweptOnce.Do(func() { close(m.swept) })
	return nil
}

func (m *memory) AddOutgoingEvent(_ context.Context, chat types.JID, id types.MessageID, format string, plaintext []byte) error {
	defer m.lock()()
	m.outgoing[chat.String()+" "+id] = outgoing{format, plaintext}
	return nil
}

func (m *memory) GetOutgoingEvent(_ context.Context, chat, alt types.JID, id types.MessageID) (string, []byte, error) {
	defer m.lock()()
	for _, jid := range []types.JID{chat, alt} {
		if out, ok := m.outgoing[jid.String()+" "+id]; ok {
			return out.format, out.data, nil
		}
	}
	return "", nil, nil
}

func (m *memory) PutMessageSecret(_ context.Context, chat, sender types.JID, id types.MessageID, key []byte) error {
	defer m.lock()()
	m.secrets[chat.ToNonAD().String()+" "+id] = secret{sender.ToNonAD(), key}
	return nil
}

func (m *memory) PutMessageSecrets(ctx context.Context, inserts []store.MessageSecretInsert) error {
	for _, in := range inserts {
		if err := m.PutMessageSecret(ctx, in.Chat, in.Sender, in.ID, in.Secret); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) GetMessageSecret(_ context.Context, chat, _ types.JID, id types.MessageID) ([]byte, types.JID, error) {
	defer m.lock()()
	found := m.secrets[chat.ToNonAD().String()+" "+id]
	return found.key, found.sender, nil
}

func (m *memory) PutPushName(_ context.Context, user types.JID, name string) (bool, string, error) {
	defer m.lock()()
	contact := m.contacts[user]
	before := contact.PushName
	contact.Found, contact.PushName = true, name
	m.contacts[user] = contact
	return before != name, before, nil
}

func (m *memory) PutContactName(_ context.Context, user types.JID, first, full string) error {
	defer m.lock()()
	contact := m.contacts[user]
	contact.Found, contact.FirstName, contact.FullName = true, first, full
	m.contacts[user] = contact
	return nil
}

func (m *memory) PutAllContactNames(ctx context.Context, entries []store.ContactEntry) error {
	for _, entry := range entries {
		if err := m.PutContactName(ctx, entry.JID, entry.FirstName, entry.FullName); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) GetContact(_ context.Context, user types.JID) (types.ContactInfo, error) {
	defer m.lock()()
	return m.contacts[user], nil
}

func (m *memory) GetAllContacts(context.Context) (map[types.JID]types.ContactInfo, error) {
	defer m.lock()()
	return maps.Clone(m.contacts), nil
}

func (m *memory) PutPrivacyTokens(_ context.Context, tokens ...store.PrivacyToken) error {
	defer m.lock()()
	for _, token := range tokens {
		known := m.tokens[token.User]
		if token.SenderTimestamp.IsZero() {
			token.SenderTimestamp = known.SenderTimestamp
		}
		if token.Token == nil {
			token.Token, token.Timestamp = known.Token, known.Timestamp
		}
		m.tokens[token.User] = token
	}
	return nil
}

func (m *memory) GetPrivacyToken(_ context.Context, user types.JID) (*store.PrivacyToken, error) {
	defer m.lock()()
	if token, ok := m.tokens[user]; ok {
		return &token, nil
	}
	return nil, nil
}

func (m *memory) PutNCTSalt(_ context.Context, salt []byte) error {
	defer m.lock()()
	m.nctSalt = salt
	return nil
}

func (m *memory) GetNCTSalt(context.Context) ([]byte, error) {
	defer m.lock()()
	return m.nctSalt, nil
}

func (m *memory) DeleteNCTSalt(context.Context) error {
	defer m.lock()()
	m.nctSalt = nil
	return nil
}
