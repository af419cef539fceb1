package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"go.mau.fi/libsignal/ecc"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/proto/waCompanionReg"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// WhatsApp's own QR clock: six refs, the first shown for 60 s, the others for
// 20 s each. A scan takes a moment, hence the slack.
const (
	refCount    = 6
	firstRefTTL = 60 * time.Second
	nextRefTTL  = 20 * time.Second
	refSlack    = 10 * time.Second
	// linkTimeout is how long a phone waits for the client to confirm a link.
	linkTimeout = 30 * time.Second
	// maxDeviceID keeps ids in the byte that device JIDs have on the wire.
	maxDeviceID = 250
	// maxLinked is how many devices a phone links at a time, as in the real apps.
	maxLinked = 4
)

// The prefixes of what the ADV signatures cover.
var (
	advAccountPrefix = []byte{6, 0}
	advDevicePrefix  = []byte{6, 1}
)

// registration is a connection of a client that wants to be linked.
type registration struct {
	c            *conn
	noiseKey     [32]byte
	identity     [32]byte
	registration uint32
	signed       publicSignedPreKey
	platform     string
	fullHistory  bool
	startedAt    time.Time
	refs         []string
	used         bool       // a phone is linking it, or has
	code         *codeOffer // set while a pairing code is on offer
}

// startPairing offers the refs for the client's QR codes.
func (c *conn) startPairing() error {
	reg, err := readRegistration(c)
	if err != nil {
		c.s.violate(c.remote, ruleRegistration, err.Error())
		c.refuse(400, nil)
		return nil
	}
	refs := make([]waBinary.Node, refCount)
	c.s.mu.Lock()
	c.pairing = reg
	for i := range refs {
		ref := newRef()
		reg.refs = append(reg.refs, ref)
		c.s.refs[ref] = reg
		refs[i] = waBinary.Node{Tag: "ref", Content: []byte(ref)}
	}
	c.s.mu.Unlock()
	c.ask(waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{
		"from": types.ServerJID, "type": "set", "id": c.s.newID(), "xmlns": "md",
	}, Content: []waBinary.Node{{Tag: "pair-device", Content: refs}}}, func(*waBinary.Node) {})
	return nil
}

func readRegistration(c *conn) (*registration, error) {
	data := c.payload.GetDevicePairingData()
	if len(data.GetERegid()) != 4 || len(data.GetEIdent()) != 32 || len(data.GetESkeyID()) != 3 ||
		len(data.GetESkeyVal()) != 32 || len(data.GetESkeySig()) != 64 {
		return nil, errors.New("registration has keys of the wrong length")
	}
	reg := &registration{
		c: c, noiseKey: c.clientStatic, identity: [32]byte(data.GetEIdent()),
		registration: binary.BigEndian.Uint32(data.GetERegid()),
		signed: publicSignedPreKey{
			id: uint24(data.GetESkeyID()), pub: [32]byte(data.GetESkeyVal()), signature: [64]byte(data.GetESkeySig()),
		},
		startedAt: time.Now(),
	}
	if !reg.signed.validFor(reg.identity) {
		return nil, errors.New("signature of the signed prekey does not verify")
	}
	var props waCompanionReg.DeviceProps
	if err := proto.Unmarshal(data.GetDeviceProps(), &props); err != nil {
		return nil, errors.New("device properties cannot be read")
	}
	reg.platform = props.GetOs()
	reg.fullHistory = props.GetRequireFullSync()
	return reg, nil
}

func newRef() string {
	raw := make([]byte, 48)
	_, _ = rand.Read(raw)
	return "2@" + base64.RawURLEncoding.EncodeToString(raw)
}

// endPairing forgets what a connection had on offer. Callers hold s.mu.
func (s *Sandbox) endPairing(c *conn) {
	if c.pairing == nil {
		return
	}
	for _, ref := range c.pairing.refs {
		delete(s.refs, ref)
	}
	if code := c.pairing.code; code != nil && s.codes[code.number] == code {
		delete(s.codes, code.number)
	}
}

// over reports whether the client no longer shows any code.
func (r *registration) over(now time.Time) bool { return r.refExpired(r.refs[len(r.refs)-1], now) }

// refExpired reports whether the client no longer shows the ref.
func (r *registration) refExpired(ref string, now time.Time) bool {
	until := r.startedAt.Add(firstRefTTL + refSlack)
	for _, known := range r.refs {
		if known == ref {
			break
		}
		until = until.Add(nextRefTTL)
	}
	return now.After(until)
}

// qrCode is what a client's QR text says.
type qrCode struct {
	ref                        string
	noiseKey, identity, secret [32]byte
}

// readQR reads the plain form ref,noise,identity,secret and the link form,
// which has the same after a '#', and a client type at its end.
func readQR(text string) (qrCode, error) {
	text = strings.TrimSpace(text)
	if i := strings.LastIndexByte(text, '#'); i >= 0 {
		text = text[i+1:]
	}
	parts := strings.Split(text, ",")
	if len(parts) != 4 && len(parts) != 5 {
		return qrCode{}, invalid("code", "This is not a WhatsApp linking code.")
	}
	code := qrCode{ref: parts[0]}
	for i, key := range []*[32]byte{&code.noiseKey, &code.identity, &code.secret} {
		raw, err := base64.StdEncoding.DecodeString(parts[i+1])
		if err != nil || len(raw) != 32 {
			return qrCode{}, invalid("code", "This is not a WhatsApp linking code: a key in it cannot be read.")
		}
		*key = [32]byte(raw)
	}
	return code, nil
}

// errFull is what the app says when there is no room for another device.
var errFull = conflict("This phone has %d linked devices already. Unlink one first.", maxLinked)

// full reports whether the phone has no room for another device. Callers hold Sandbox.mu.
func (a *account) full() bool { return len(a.devices) > maxLinked }

// Scan links the device that shows this QR text, in any form clients print. It
// returns once the device has confirmed the link. It fails for a text that is
// no code, and for a code that is unknown, used or no longer shown.
func (p *Phone) Scan(ctx context.Context, code string) error {
	_, err := p.scan(ctx, code)
	return err
}

func (p *Phone) scan(ctx context.Context, text string) (*device, error) {
	code, err := readQR(text)
	if err != nil {
		return nil, err
	}
	if err = p.requireOnline(); err != nil {
		return nil, err
	}
	p.s.mu.Lock()
	reg := p.s.refs[code.ref]
	switch {
	case reg == nil:
		err = invalid("code", "This code is unknown or no longer shown. Scan the one on the screen now.")
	case p.acct.full():
		err = errFull
	case reg.used:
		err = invalid("code", "This code has been used already.")
	case reg.refExpired(code.ref, time.Now()):
		err = invalid("code", "This code has expired. Scan the one on the screen now.")
	case reg.noiseKey != code.noiseKey || reg.identity != code.identity:
		err = invalid("code", "This code does not belong to the device that shows it.")
	default:
		reg.used = true
	}
	p.s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return p.link(ctx, reg, code.secret[:])
}

// link signs the client's identity, lets it check that, checks its answer, and
// makes it a device of the account.
func (p *Phone) link(ctx context.Context, reg *registration, advSecret []byte) (*device, error) {
	ctx, cancel := context.WithTimeout(ctx, linkTimeout)
	defer cancel()
	dev, signed, err := p.newDevice(reg)
	if err != nil {
		return nil, err
	}
	container, err := sealIdentity(signed, advSecret)
	if err != nil {
		return nil, err
	}
	answered := make(chan *waBinary.Node, 1)
	reg.c.ask(waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{
		"from": types.ServerJID, "type": "set", "id": p.s.newID(), "t": p.s.unix(),
	}, Content: []waBinary.Node{{Tag: "pair-success", Content: []waBinary.Node{
		{Tag: "device-identity", Content: container},
		{Tag: "platform", Attrs: waBinary.Attrs{"name": "android"}},
		{Tag: "device", Attrs: waBinary.Attrs{"jid": dev.pn(), "lid": dev.lidJID()}},
	}}}}, func(n *waBinary.Node) { answered <- n })
	var answer *waBinary.Node
	select {
	case answer = <-answered:
	case <-ctx.Done():
		return nil, conflict("The device did not confirm the link.")
	case <-p.s.ctx.Done():
		return nil, errClosed
	}
	if err = checkPairAnswer(answer, signed, reg); err != nil {
		p.s.violate(reg.c.remote, rulePairSign, err.Error())
		reg.c.endStream(streamError("401", ""))
		return nil, invalid("code", "The device refused the link: %s.", err)
	}
	if err = p.s.addDevice(dev); err != nil {
		return nil, err
	}
	// The client reconnects on 515 and must be the one to close: it takes a
	// close by the server for a failure.
	reg.c.send(streamError("515", ""))
	reg.c.expectClose()
	return dev, nil
}

// newDevice prepares the device and the identity the account signs for it.
func (p *Phone) newDevice(reg *registration) (*device, *waAdv.ADVSignedDeviceIdentity, error) {
	p.s.mu.Lock()
	a := p.acct
	id := a.lastDevice
	for range maxDeviceID {
		if id = id%maxDeviceID + 1; a.devices[id] == nil {
			break
		}
	}
	if a.devices[id] != nil {
		p.s.mu.Unlock()
		return nil, nil, conflict("This phone cannot link another device.")
	}
	a.lastDevice = id
	a.keyIndex++
	dev := &device{
		acct: a, id: id, identity: reg.identity, registration: reg.registration,
		signedPreKey: reg.signed, noiseKey: reg.noiseKey, keyIndex: a.keyIndex,
		platform: reg.platform, linkedAt: time.Now().UTC(),
		historyDue: true, fullHistory: reg.fullHistory,
	}
	p.s.mu.Unlock()
	details, err := proto.Marshal(&waAdv.ADVDeviceIdentity{
		RawID: proto.Uint32(p.advRawID), Timestamp: proto.Uint64(uint64(p.s.unix())),
		KeyIndex:    proto.Uint32(dev.keyIndex),
		AccountType: waAdv.ADVEncryptionType_E2EE.Enum(), DeviceType: waAdv.ADVEncryptionType_E2EE.Enum(),
	})
	if err != nil {
		return nil, nil, err
	}
	message := append(append(append([]byte(nil), advAccountPrefix...), details...), reg.identity[:]...)
	signature := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*p.identity.Priv), message)
	return dev, &waAdv.ADVSignedDeviceIdentity{
		Details: details, AccountSignatureKey: p.identity.Pub[:], AccountSignature: signature[:],
	}, nil
}

// sealIdentity wraps the identity so that only who knows the QR's secret can have made it.
func sealIdentity(signed *waAdv.ADVSignedDeviceIdentity, secret []byte) ([]byte, error) {
	details, err := proto.Marshal(signed)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(details)
	return proto.Marshal(&waAdv.ADVSignedDeviceIdentityHMAC{
		Details: details, HMAC: mac.Sum(nil), AccountType: waAdv.ADVEncryptionType_E2EE.Enum(),
	})
}

// checkPairAnswer checks the client's signature under its identity.
func checkPairAnswer(n *waBinary.Node, signed *waAdv.ADVSignedDeviceIdentity, reg *registration) error {
	if attrString(n, "type") != "result" {
		failure, _ := child(n, "error")
		return errors.New("it answered " + attrString(failure, "code") + " " + attrString(failure, "text"))
	}
	raw := content(n, "pair-device-sign", "device-identity")
	var answer waAdv.ADVSignedDeviceIdentity
	if raw == nil || proto.Unmarshal(raw, &answer) != nil || len(answer.GetDeviceSignature()) != 64 {
		return errors.New("its answer has no signed device identity")
	}
	if string(answer.GetDetails()) != string(signed.GetDetails()) {
		return errors.New("it signed another identity")
	}
	message := append([]byte(nil), advDevicePrefix...)
	message = append(append(append(message, signed.GetDetails()...), reg.identity[:]...), signed.GetAccountSignatureKey()...)
	if !ecc.VerifySignature(ecc.NewDjbECPublicKey(reg.identity), message, [64]byte(answer.GetDeviceSignature())) {
		return errors.New("its device signature does not verify")
	}
	return nil
}

// addDevice makes a linked device part of its account and tells who has to know.
func (s *Sandbox) addDevice(dev *device) error {
	var b batch
	s.mu.Lock()
	dev.acct.devices[dev.id] = dev
	b.putJSON(bucketDevices, dev.key(), dev.record())
	dev.acct.phone.save(&b)
	s.announceDevice(&b, dev, "add")
	s.mu.Unlock()
	return s.commit(&b)
}
