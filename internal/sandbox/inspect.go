package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/libsignal/protocol"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// messageTypes is what a message may say it is.
var messageTypes = map[string]bool{
	"text": true, "media": true, "reaction": true, "poll": true, "event": true, "pay": true, "medianotify": true,
}

// receiptTypes is what a receipt may say it is.
var receiptTypes = map[string]bool{
	"": true, "inactive": true, "sender": true, "peer_msg": true, "hist_sync": true, "retry": true, "read": true,
	"read-self": true, "played": true, "played-self": true, "server-error": true, "view": true, "enc_rekey_retry": true,
}

// broken is a mistake against a rule.
type broken struct {
	rule rule
	text string
}

func (b *broken) Error() string { return b.text }

func breaks(r rule, format string, args ...any) error {
	return &broken{r, fmt.Sprintf(format, args...)}
}

// ruleOf tells which rule an error is about; other stands for what says none.
func ruleOf(err error, other rule) rule {
	var b *broken
	if errors.As(err, &b) {
		return b.rule
	}
	return other
}

// inspect looks at what a message shows in the clear: the real network's
// recipients would refuse what it finds. Callers hold s.mu.
func (s *Sandbox) inspect(from *device, to types.JID, n *waBinary.Node) error {
	if kind := attrString(n, "type"); !messageTypes[kind] {
		return breaks(ruleMessage, "message of unknown type %q", kind)
	}
	starts := false
	look := func(enc *waBinary.Node, dev *device) error {
		if attrString(enc, "type") != "pkmsg" {
			return nil
		}
		starts = true
		return s.inspectStart(from, dev, enc)
	}
	if enc, ok := child(n, "enc"); ok {
		target := to
		if participant, ok := attrJID(n, "participant"); ok {
			target = participant
		}
		if err := look(enc, s.deviceOf(target)); err != nil {
			return err
		}
	}
	if list, ok := child(n, "participants"); ok {
		for _, part := range list.GetChildrenByTag("to") {
			jid, _ := attrJID(&part, "jid")
			enc, ok := child(&part, "enc")
			if !ok {
				continue // participantEncs says so
			}
			if err := look(enc, s.deviceOf(jid)); err != nil {
				return err
			}
		}
	}
	if !starts {
		return nil
	}
	return from.inspectIdentity(content(n, "device-identity"))
}

// inspectStart looks at a ciphertext that starts a session with dev, which is
// nil when it is gone.
func (s *Sandbox) inspectStart(from, dev *device, enc *waBinary.Node) error {
	raw, _ := enc.Content.([]byte)
	var msg *protocol.PreKeySignalMessage
	_, err := safely(func() (_ []byte, err error) {
		msg, err = protocol.NewPreKeySignalMessageFromBytes(raw, signalSerializer.PreKeySignalMessage, signalSerializer.SignalMessage)
		return nil, err
	})
	switch {
	case err != nil:
		return breaks(rulePreKeyMessage, "ciphertext that starts a session cannot be read: %s", err)
	case msg.IdentityKey().PublicKey().PublicKey() != from.identity:
		return breaks(rulePreKeyMessage, "session is started with an identity that is not the sender's")
	case msg.RegistrationID() != from.registration:
		return breaks(rulePreKeyMessage, "session is started with the registration %d instead of %d", msg.RegistrationID(), from.registration)
	}
	if dev == nil || msg.PreKeyID() == nil || msg.PreKeyID().IsEmpty {
		return nil
	}
	id, base := msg.PreKeyID().Value, msg.BaseKey().PublicKey()
	if first, used := dev.spent[id]; used && first != base {
		s.violate(from.pn().String(), rulePreKeyReuse, fmt.Sprintf("pre-key %d of %s starts a second session", id, dev.pn()))
	}
	if dev.spent == nil {
		dev.spent = make(map[uint32][32]byte)
	}
	dev.spent[id] = base
	return nil
}

// inspectIdentity checks the identity a linked device shows with its first
// messages: signed by its phone for this device, and by the device itself.
func (dev *device) inspectIdentity(raw []byte) error {
	if raw == nil {
		return breaks(ruleDeviceIdentity, "message starts a session without a device identity")
	}
	sum := sha256.Sum256(raw)
	if sum == dev.identityShown {
		return nil // as before
	}
	var signed waAdv.ADVSignedDeviceIdentity
	var details waAdv.ADVDeviceIdentity
	if proto.Unmarshal(raw, &signed) != nil || proto.Unmarshal(signed.GetDetails(), &details) != nil ||
		len(signed.GetAccountSignature()) != 64 || len(signed.GetDeviceSignature()) != 64 {
		return breaks(ruleDeviceIdentity, "device identity cannot be read")
	}
	account := dev.acct.devices[0].identity
	if key := signed.GetAccountSignatureKey(); len(key) > 0 && !bytes.Equal(key, account[:]) {
		return breaks(ruleDeviceIdentity, "device identity names an account key that is not the phone's")
	}
	if details.GetKeyIndex() != dev.keyIndex {
		return breaks(ruleDeviceIdentity, "device identity has key index %d instead of %d", details.GetKeyIndex(), dev.keyIndex)
	}
	message := bytes.Join([][]byte{advAccountPrefix, signed.GetDetails(), dev.identity[:]}, nil)
	if !ecc.VerifySignature(ecc.NewDjbECPublicKey(account), message, [64]byte(signed.GetAccountSignature())) {
		return breaks(ruleDeviceIdentity, "account signature of the device identity does not verify")
	}
	message = bytes.Join([][]byte{advDevicePrefix, signed.GetDetails(), dev.identity[:], account[:]}, nil)
	if !ecc.VerifySignature(ecc.NewDjbECPublicKey(dev.identity), message, [64]byte(signed.GetDeviceSignature())) {
		return breaks(ruleDeviceIdentity, "device signature of the device identity does not verify")
	}
	dev.identityShown = sum
	return nil
}

// inspectReceipt looks at what a receipt says beside whom it is for.
func (dev *device) inspectReceipt(n *waBinary.Node) error {
	kind := attrString(n, "type")
	switch {
	case !receiptTypes[kind]:
		return fmt.Errorf("receipt of unknown type %q", kind)
	case kind != "retry":
		return nil
	}
	retry, ok := child(n, "retry")
	count := retry.AttrGetter().OptionalInt("count")
	registration := content(n, "registration")
	switch {
	case !ok || count < 1 || attrString(retry, "id") != attrString(n, "id"):
		return errors.New("retry receipt without a count, or for another message")
	case len(registration) != 4 || binary.BigEndian.Uint32(registration) != dev.registration:
		return errors.New("retry receipt of another registration")
	}
	keys, ok := child(n, "keys")
	if !ok {
		return nil
	}
	skey, ok := child(keys, "skey")
	if !ok || !bytes.Equal(content(keys, "identity"), dev.identity[:]) {
		return errors.New("keys of a retry receipt without the device's identity or a signed prekey")
	}
	signed, err := readSignedPreKey(skey)
	if err == nil && !signed.validFor(dev.identity) {
		err = errors.New("signature of the signed prekey in a retry receipt does not verify")
	}
	return err
}
