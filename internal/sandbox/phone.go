package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"go.mau.fi/whatsmeow/util/keys"
)

// Phone is a simulated phone: the primary device of its number. It has Signal
// sessions of its own, decrypts what it gets, confirms it, and shows a history.
// Its traffic is processed in order, in the background.
type Phone struct {
	s    *Sandbox
	acct *account

	// Set once.
	createdAt    time.Time
	identity     *keys.KeyPair
	signed       *keys.PreKey
	registration uint32
	advRawID     uint32
	stateKey     appStateKey
	// restored is what a former run has left to do, until the sandbox runs.
	restored []*pendingAct

	// Sandbox.mu guards these: others use up the keys.
	oneTimeKeys map[uint32][32]byte
	rules       []*Rule
	lastRule    int
	lastPreKey  uint32

	// crypto is held for one step of the sessions, up to its commit, so that
	// what the state file has is what others were sent. Sandbox.mu may be taken
	// under it, not the other way around.
	crypto     sync.Mutex
	sessions   map[string][]byte
	senderKeys map[string][]byte
	lastSeq    uint64         // of the history
	retries    map[string]int // message -> how often it was asked for again

	// mu guards the rest and is innermost.
	mu       sync.Mutex
	name     string
	online   bool
	running  bool
	again    bool
	tasks    []func(*Phone)
	messages []*message
	past     []pastRecord
	version  uint64 // counts the changes of messages
	byID     map[string]*message
	changed  chan struct{} // closed and replaced with every change of messages or contacts
	contacts map[string]Contact
}

// Contact is what a phone sees of the other side of a chat right now.
type Contact struct {
	Chat string `json:"chat"`
	// Typing is composing, recording or paused; "" = never.
	Typing string    `json:"typing"`
	Online bool      `json:"online"`
	At     time.Time `json:"at"`
}

// phoneRecord is the durable part of a phone.
type phoneRecord struct {
	Number       string            `json:"number"`
	LID          string            `json:"lid"`
	Name         string            `json:"name"`
	CreatedAt    time.Time         `json:"created_at"`
	Identity     []byte            `json:"identity"`
	Signed       []byte            `json:"signed"`
	SignedSig    []byte            `json:"signed_sig"`
	Registration uint32            `json:"registration"`
	ADVRawID     uint32            `json:"adv_raw_id"`
	StateKeyID   []byte            `json:"state_key_id"`
	StateKey     []byte            `json:"state_key"`
	LastPreKey   uint32            `json:"last_pre_key"`
	LastDevice   uint16            `json:"last_device"`
	KeyIndex     uint32            `json:"key_index"`
	Offline      bool              `json:"offline"`
	About        string            `json:"about"`
	Privacy      map[string]string `json:"privacy"`
	Blocked      []string          `json:"blocked"`
	AboutAt      time.Time         `json:"about_at,omitzero"`
	Business     *Business         `json:"business,omitempty"`
}

const signedPreKeyID = 1

// save adds the phone's record to the batch. Callers hold Sandbox.mu.
func (p *Phone) save(b *batch) {
	blocked := make([]string, len(p.acct.blocked))
	for i, jid := range p.acct.blocked {
		blocked[i] = jid.String()
	}
	p.mu.Lock()
	offline := !p.online
	p.mu.Unlock()
	b.putJSON(bucketPhones, p.acct.number, phoneRecord{
		Number: p.acct.number, LID: p.acct.lid, Name: p.Name(), CreatedAt: p.createdAt,
		Identity: p.identity.Priv[:], Signed: p.signed.Priv[:], SignedSig: p.signed.Signature[:],
		Registration: p.registration, ADVRawID: p.advRawID,
		StateKeyID: p.stateKey.id, StateKey: p.stateKey.data,
		LastPreKey: p.lastPreKey, LastDevice: p.acct.lastDevice, KeyIndex: p.acct.keyIndex,
		Offline: offline, About: p.acct.about, Privacy: p.acct.privacy, Blocked: blocked,
		AboutAt: p.acct.aboutAt, Business: p.acct.business,
	})
}

// newPhone makes a phone with fresh keys.
func (s *Sandbox) newPhone(number, lid, name string) *Phone {
	identity := keys.NewKeyPair()
	p := &Phone{
		s: s, name: name, createdAt: time.Now().UTC(), identity: identity,
		signed: identity.CreateSignedPreKey(signedPreKeyID), registration: randomUint32(),
		advRawID: randomUint32(), stateKey: newAppStateKey(), online: true,
	}
	p.attach(&account{number: number, lid: lid, about: "Hey there! I am using WhatsApp."})
	return p
}

// attach makes the phone device 0 of its account.
func (p *Phone) attach(a *account) {
	p.acct, a.phone = a, p
	a.devices = map[uint16]*device{0: {
		acct: a, identity: *p.identity.Pub, registration: p.registration, linkedAt: p.createdAt,
		signedPreKey: publicSignedPreKey{id: p.signed.KeyID, pub: *p.signed.Pub, signature: *p.signed.Signature},
		platform:     "phone", keysShared: true,
	}}
	p.oneTimeKeys = make(map[uint32][32]byte)
	p.sessions, p.senderKeys = make(map[string][]byte), make(map[string][]byte)
	p.retries = make(map[string]int)
	p.byID, p.contacts = make(map[string]*message), make(map[string]Contact)
	p.changed = make(chan struct{})
}

// restorePhone puts a phone of the state file back.
func (s *Sandbox) restorePhone(raw []byte) error {
	var rec phoneRecord
	if err := json.Unmarshal(raw, &rec); err != nil {
		return fmt.Errorf("read phone: %w", err)
	}
	signed := &keys.PreKey{
		KeyPair: *keys.NewKeyPairFromPrivateKey([32]byte(rec.Signed)), KeyID: signedPreKeyID,
		Signature: (*[64]byte)(rec.SignedSig),
	}
	p := &Phone{
		s: s, name: rec.Name, createdAt: rec.CreatedAt,
		identity: keys.NewKeyPairFromPrivateKey([32]byte(rec.Identity)), signed: signed,
		registration: rec.Registration, advRawID: rec.ADVRawID,
		stateKey:   appStateKey{id: rec.StateKeyID, data: rec.StateKey},
		lastPreKey: rec.LastPreKey, online: !rec.Offline,
	}
	a := &account{
		number: rec.Number, lid: rec.LID, about: rec.About, privacy: rec.Privacy,
		lastDevice: rec.LastDevice, keyIndex: rec.KeyIndex,
		aboutAt: rec.AboutAt, business: rec.Business,
	}
	a.blocked = parseJIDs(rec.Blocked)
	p.attach(a)
	s.accounts[a.number], s.byLID[a.lid] = a, a
	return nil
}

// AddPhone puts a new phone on the network. number is taken in any usual
// writing; an empty number or name is made up. It fails when the number is no
// phone number or is taken.
func (s *Sandbox) AddPhone(number, name string) (*Phone, error) {
	if number != "" {
		clean, err := cleanNumber(number)
		if err != nil {
			return nil, invalid("number", "%s.", sentence(err))
		}
		number = clean
	}
	var b batch
	s.mu.Lock()
	if a := s.dialled(number); a != nil {
		s.mu.Unlock()
		return nil, conflict("There is a phone with the number %s already.", a.number)
	}
	if number == "" {
		number = s.freeNumber()
	}
	if name == "" {
		name = s.madeUpName()
	}
	p := s.newPhone(number, s.freeLID(), name)
	s.accounts[number], s.byLID[p.acct.lid] = p.acct, p.acct
	p.topUpPreKeys(&b)
	p.save(&b)
	if err := s.startAppState(&b, p); err != nil {
		s.mu.Unlock()
		return nil, err
	}
	s.mu.Unlock()
	return p, s.commit(&b)
}

// Phone finds a phone by its number, in any usual writing, or its JID or LID.
func (s *Sandbox) Phone(number string) (*Phone, bool) {
	a, err := s.findAccount(number)
	if err != nil {
		return nil, false
	}
	return a.phone, true
}

// Phones lists the phones, oldest first.
func (s *Sandbox) Phones() []*Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*Phone, 0, len(s.accounts))
	for _, a := range s.accounts {
		list = append(list, a.phone)
	}
	slices.SortFunc(list, func(x, y *Phone) int {
		if c := x.createdAt.Compare(y.createdAt); c != 0 {
			return c
		}
		return strings.Compare(x.acct.number, y.acct.number)
	})
	return list
}

// Number returns the phone number, digits only.
func (p *Phone) Number() string { return p.acct.number }

// JID returns the phone-number JID.
func (p *Phone) JID() string { return p.acct.pn().String() }

// LID returns the LID JID.
func (p *Phone) LID() string { return p.acct.lidJID().String() }

// Name returns the name others see.
func (p *Phone) Name() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.name
}

// Online reports whether the phone has a connection.
func (p *Phone) Online() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.online
}

// Devices lists the clients linked to the phone.
func (p *Phone) Devices() []Device {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	list := []Device{}
	for _, d := range p.acct.sortedDevices() {
		if !d.isPhone() {
			list = append(list, d.public())
		}
	}
	return list
}

// public describes the device. Callers hold Sandbox.mu.
func (d *device) public() Device {
	return Device{
		ID: int(d.id), JID: d.pn().String(), LID: d.lidJID().String(), Platform: d.platform,
		Online: d.conn != nil, LinkedAt: d.linkedAt,
		Available: d.available, AvailableAt: d.availableAt,
	}
}

// Unlink removes a linked device: it is told at once, or at its next login. It
// fails when there is no such device.
func (p *Phone) Unlink(ctx context.Context, deviceID int) error {
	p.s.mu.Lock()
	var dev *device
	if deviceID > 0 && deviceID <= maxDeviceID {
		dev = p.acct.devices[uint16(deviceID)]
	}
	p.s.mu.Unlock()
	if dev == nil {
		return notFound("This phone has no linked device %d.", deviceID)
	}
	return p.s.unlink(dev, true)
}

// SetOnline connects or disconnects the phone. Offline it receives and sends
// nothing; what is for it waits on the network.
func (p *Phone) SetOnline(ctx context.Context, online bool) error {
	var b batch
	p.mu.Lock()
	p.online = online
	p.mu.Unlock()
	p.s.mu.Lock()
	p.save(&b)
	p.s.mu.Unlock()
	if err := p.s.commit(&b); err != nil {
		return err
	}
	p.s.setAvailable(p.acct.devices[0], online)
	p.kick()
	return nil
}

func (p *Phone) requireOnline() error {
	if !p.Online() {
		return conflict("The phone %s is offline.", p.acct.number)
	}
	return nil
}
