package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/types"
)

// account is what the network knows about one phone number. Sandbox.mu guards it.
type account struct {
	number string
	lid    string // user part of the LID
	phone  *Phone

	devices map[uint16]*device // 0 is the phone
	// lastDevice and keyIndex only grow: ids of unlinked devices are not soon
	// given to another, or old sessions would be taken for new ones.
	lastDevice uint16
	keyIndex   uint32

	about     string
	aboutAt   time.Time // zero = it is the text it began with
	business  *Business // nil = a plain account
	privacy   map[string]string
	blocked   []types.JID
	watchers  map[*device]types.JID // devices subscribed to its presence -> form they asked in
	lastSeen  time.Time
	listHints map[*device]listForms // devices that hold its device list
}

// listForms says in which forms a device has asked for a device list. Clients
// cache the list under the JID they asked for, and a change announced in the
// other form passes them by.
type listForms struct{ pn, lid bool }

func (a *account) pn() types.JID { return types.NewJID(a.number, types.DefaultUserServer) }

func (a *account) lidJID() types.JID { return types.NewJID(a.lid, types.HiddenUserServer) }

// as gives the account's JID in the form of like: its LID for a LID, else its number.
func (a *account) as(like types.JID) types.JID {
	if like.Server == types.HiddenUserServer {
		return a.lidJID()
	}
	return a.pn()
}

// sortedDevices returns the devices by id, the phone first.
func (a *account) sortedDevices() []*device {
	list := make([]*device, 0, len(a.devices))
	for _, d := range a.devices {
		list = append(list, d)
	}
	slices.SortFunc(list, func(x, y *device) int { return int(x.id) - int(y.id) })
	return list
}

// deviceJIDs lists the devices in the form of like.
func (a *account) deviceJIDs(like types.JID) []types.JID {
	devices := a.sortedDevices()
	jids := make([]types.JID, len(devices))
	for i, d := range devices {
		jids[i] = d.as(like)
	}
	return jids
}

// device is one device of an account, the phone included. Sandbox.mu guards it,
// except for what is set once when it is made.
type device struct {
	acct *account
	id   uint16

	identity     [32]byte
	registration uint32
	signedPreKey publicSignedPreKey
	preKeys      preKeyPool
	noiseKey     [32]byte // of a linked client: what it has to log in with
	keyIndex     uint32
	platform     string
	linkedAt     time.Time
	keysShared   bool // the phone has sent it the app state keys
	// historyDue is until the phone has sent it the history; fullHistory is when
	// the client wants all of it.
	historyDue, fullHistory bool
	historySending          bool

	pushName  string
	available bool
	// availableAt is when it last said that its owner is looking.
	availableAt time.Time
	conn        *conn // nil while offline; always nil for the phone
	unlinked    bool

	queue    []*queued
	nextSeq  uint64
	inFlight int // sent on conn and not yet acked
	routed   routedLog
	// strayAcks counts, by message, the acks the device has yet to send for
	// deliveries it has asked to have again. They settle nothing.
	strayAcks map[string]int

	// spent is the base key each one-time pre-key has started a session with.
	spent map[uint32][32]byte
	// identityShown is the hash of the device identity that was last checked.
	identityShown [32]byte
}

// deviceRecord is the durable part of a device.
type deviceRecord struct {
	Number       string    `json:"number"`
	ID           uint16    `json:"id"`
	Identity     []byte    `json:"identity"`
	Registration uint32    `json:"registration"`
	SignedKeyID  uint32    `json:"signed_key_id"`
	SignedKey    []byte    `json:"signed_key"`
	SignedKeySig []byte    `json:"signed_key_sig"`
	NoiseKey     []byte    `json:"noise_key"`
	KeyIndex     uint32    `json:"key_index"`
	Platform     string    `json:"platform"`
	LinkedAt     time.Time `json:"linked_at"`
	KeysShared   bool      `json:"keys_shared"`
	PushName     string    `json:"push_name"`
	HistoryDue   bool      `json:"history_due,omitempty"`
	FullHistory  bool      `json:"full_history,omitempty"`
}

func (d *device) record() deviceRecord {
	return deviceRecord{
		Number: d.acct.number, ID: d.id, Identity: d.identity[:], Registration: d.registration,
		SignedKeyID: d.signedPreKey.id, SignedKey: d.signedPreKey.pub[:], SignedKeySig: d.signedPreKey.signature[:],
		NoiseKey: d.noiseKey[:], KeyIndex: d.keyIndex, Platform: d.platform, LinkedAt: d.linkedAt,
		KeysShared: d.keysShared, PushName: d.pushName, HistoryDue: d.historyDue, FullHistory: d.fullHistory,
	}
}

func (r deviceRecord) device(a *account) *device {
	return &device{
		acct: a, id: r.ID, identity: [32]byte(r.Identity), registration: r.Registration,
		signedPreKey: publicSignedPreKey{
			id: r.SignedKeyID, pub: [32]byte(r.SignedKey), signature: [64]byte(r.SignedKeySig),
		},
		noiseKey: [32]byte(r.NoiseKey), keyIndex: r.KeyIndex, platform: r.Platform,
		linkedAt: r.LinkedAt, keysShared: r.KeysShared, pushName: r.PushName,
		historyDue: r.HistoryDue, fullHistory: r.FullHistory,
	}
}

// key names the device in the state file. The ids are padded so that entries sort by device.
func (d *device) key() string { return fmt.Sprintf("%s:%03d", d.acct.number, d.id) }

func (d *device) isPhone() bool { return d.id == 0 }

// as gives the device's JID in the form of like.
func (d *device) as(like types.JID) types.JID {
	jid := d.acct.as(like)
	jid.Device = d.id
	return jid
}

func (d *device) pn() types.JID {
	jid := d.acct.pn()
	jid.Device = d.id
	return jid
}

func (d *device) lidJID() types.JID {
	jid := d.acct.lidJID()
	jid.Device = d.id
	return jid
}

// name is what others see as the sender's name.
func (d *device) name() string {
	if d.acct.phone != nil && d.acct.phone.Name() != "" {
		return d.acct.phone.Name()
	}
	return d.pushName
}

// accountOf finds the account of a user or device JID, in either form.
func (s *Sandbox) accountOf(jid types.JID) *account {
	switch jid.Server {
	case types.DefaultUserServer, types.LegacyUserServer:
		return s.accounts[jid.User]
	case types.HiddenUserServer:
		return s.byLID[jid.User]
	}
	return nil
}

func (s *Sandbox) deviceOf(jid types.JID) *device {
	if a := s.accountOf(jid); a != nil {
		return a.devices[jid.Device]
	}
	return nil
}

// cleanNumber reads a phone number in any usual writing, or a number JID.
func cleanNumber(text string) (string, error) {
	user, server, isJID := strings.Cut(strings.TrimSpace(text), "@")
	if isJID && server != types.DefaultUserServer && server != types.LegacyUserServer {
		return "", fmt.Errorf("%q is not a phone number", text)
	}
	user, _, _ = strings.Cut(user, ":")
	user = strings.Replace(user, "(0)", "", 1) // +49 (0)155…: for callers in the country
	var digits strings.Builder
	for i, r := range user {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r == '+' && i == 0, strings.ContainsRune(" -().\u00a0/", r):
		default:
			return "", fmt.Errorf("%q is not a phone number", text)
		}
	}
	number := strings.TrimPrefix(digits.String(), "00")
	if len(number) < 7 || len(number) > 15 || number[0] == '0' {
		return "", fmt.Errorf("%q is not an international phone number of 7 to 15 digits", text)
	}
	return number, nil
}
