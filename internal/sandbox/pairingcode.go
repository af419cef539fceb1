package sandbox

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
	"golang.org/x/crypto/curve25519"
)

// pairingCodeRounds is the work factor both sides use to stretch the code.
const pairingCodeRounds = 2 << 16

// pairingCodeForm is base32 without the characters people mix up.
var pairingCodeForm = regexp.MustCompile(`^[1-9A-HJ-NP-TV-Z]{8}$`)

// displayForm is what the network accepts as the name of a device linked by
// code: a common browser and system, "Chrome (Linux)". It refuses others with 400.
var displayForm = regexp.MustCompile(`^(Chrome|Firefox|Safari|Edge|Opera|Internet Explorer|IE|Brave|Chromium|Desktop) \((Windows|Linux|Ubuntu|Mac OS|macOS|Mac OS X|Android|iOS|Chrome OS)\)$`)

// codeOffer is a pairing code a client shows.
type codeOffer struct {
	reg     *registration
	number  string
	ref     string
	wrapped []byte // the client's ephemeral key under the code: salt, iv, key
	finish  chan *waBinary.Node
	linking bool
}

// handleLinkCode handles both steps of the client's side.
func (c *conn) handleLinkCode(n *waBinary.Node) {
	request := firstChild(n)
	if request.Tag != "link_code_companion_reg" || c.pairing == nil {
		c.unsupported(n)
		return
	}
	switch attrString(request, "stage") {
	case "companion_hello":
		c.offerCode(n, request)
	case "companion_finish":
		c.s.mu.Lock()
		offer := c.pairing.code
		c.s.mu.Unlock()
		if offer == nil || string(content(request, "link_code_pairing_ref")) != offer.ref {
			c.malformed(n, "pairing code finished without having been offered")
			return
		}
		c.result(n)
		select {
		case offer.finish <- request:
		default:
		}
	default:
		c.malformed(n, "unknown stage of pairing by code")
	}
}

func (c *conn) offerCode(n, request *waBinary.Node) {
	jid, ok := attrJID(request, "jid")
	wrapped := content(request, "link_code_pairing_wrapped_companion_ephemeral_pub")
	display := string(content(request, "companion_platform_display"))
	switch {
	case !ok || jid.Server != types.DefaultUserServer:
		c.malformed(n, "pairing code without a phone number")
		return
	case len(wrapped) != 80:
		c.malformed(n, "wrapped ephemeral key is not 80 bytes")
		return
	case string(content(request, "companion_server_auth_key_pub")) != string(c.clientStatic[:]):
		c.malformed(n, "companion_server_auth_key_pub is not the key of the connection")
		return
	case !displayForm.MatchString(display):
		c.malformed(n, fmt.Sprintf("companion_platform_display %q is not a common browser and system", display))
		return
	}
	offer := &codeOffer{
		reg: c.pairing, number: jid.User, ref: newRef(), wrapped: wrapped, finish: make(chan *waBinary.Node, 1),
	}
	c.s.mu.Lock()
	c.pairing.code = offer
	c.s.codes[offer.number] = offer
	c.s.mu.Unlock()
	c.result(n, waBinary.Node{
		Tag: "link_code_companion_reg", Attrs: waBinary.Attrs{"stage": "companion_hello"},
		Content: []waBinary.Node{{Tag: "link_code_pairing_ref", Content: []byte(offer.ref)}},
	})
}

// Link links the device that shows this 8-character pairing code for the
// phone's number. It returns once the device has confirmed the link. It fails
// for a text that is no code, when no device waits for this number, and for a
// wrong code.
func (p *Phone) Link(ctx context.Context, pairingCode string) error {
	_, err := p.linkByCode(ctx, pairingCode)
	return err
}

func (p *Phone) linkByCode(ctx context.Context, text string) (*device, error) {
	code := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(text))
	if !pairingCodeForm.MatchString(code) {
		return nil, invalid("pairing_code", "A pairing code has 8 letters and digits, like ABCD-1234.")
	}
	if err := p.requireOnline(); err != nil {
		return nil, err
	}
	p.s.mu.Lock()
	offer := p.s.codes[p.acct.number]
	var err error
	switch {
	case offer == nil:
		err = invalid("pairing_code", "No device is waiting to be linked with this number.")
	case offer.reg.over(time.Now()):
		err = invalid("pairing_code", "This code has expired. Ask the device for a new one.")
	case p.acct.full():
		err = errFull
	case offer.reg.used || offer.linking:
		err = conflict("This device is being linked already.")
	default:
		offer.linking = true
	}
	p.s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	secret, err := p.agreeOnCode(ctx, offer, code)
	p.s.mu.Lock()
	offer.linking = false
	if err == nil {
		offer.reg.used = true
	}
	p.s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return p.link(ctx, offer.reg, secret)
}

// agreeOnCode does the phone's side of the exchange and returns the secret that
// the link is then authenticated with. Both sides wrap an ephemeral key under
// the code, so a wrong code shows when the client's key bundle does not open.
func (p *Phone) agreeOnCode(ctx context.Context, offer *codeOffer, code string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, linkTimeout)
	defer cancel()
	clientPub, err := codeCipher(code, offer.wrapped[:32], offer.wrapped[32:48], offer.wrapped[48:])
	if err != nil {
		return nil, err
	}
	ephemeral := keys.NewKeyPair()
	wrapped := make([]byte, 48, 80)
	_, _ = rand.Read(wrapped)
	sealed, err := codeCipher(code, wrapped[:32], wrapped[32:48], ephemeral.Pub[:])
	if err != nil {
		return nil, err
	}
	wrapped = append(wrapped, sealed...)
	offer.reg.c.send(waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": types.ServerJID, "type": "link_code_companion_reg", "id": p.s.newID(), "t": p.s.unix(),
	}, Content: []waBinary.Node{{
		Tag: "link_code_companion_reg", Attrs: waBinary.Attrs{"stage": "primary_hello"},
		Content: []waBinary.Node{
			{Tag: "link_code_pairing_wrapped_primary_ephemeral_pub", Content: wrapped},
			{Tag: "primary_identity_pub", Content: p.identity.Pub[:]},
			{Tag: "link_code_pairing_ref", Content: []byte(offer.ref)},
		},
	}}})
	select {
	case finish := <-offer.finish:
		return p.openKeyBundle(finish, offer, ephemeral, clientPub)
	case <-ctx.Done():
		return nil, conflict("The device did not answer.")
	case <-p.s.ctx.Done():
		return nil, errClosed
	}
}

var errWrongCode = invalid("pairing_code", "This pairing code is wrong.")

func (p *Phone) openKeyBundle(n *waBinary.Node, offer *codeOffer, ephemeral *keys.KeyPair, clientPub []byte) ([]byte, error) {
	wrapped := content(n, "link_code_pairing_wrapped_key_bundle")
	identity := content(n, "companion_identity_public")
	if len(wrapped) < 32+12 || len(identity) != 32 {
		return nil, invalid("pairing_code", "The device sent a malformed key bundle.")
	}
	shared, err := curve25519.X25519(ephemeral.Priv[:], clientPub)
	if err != nil {
		return nil, errWrongCode
	}
	key, err := hkdf.Key(sha256.New, shared, wrapped[:32], "link_code_pairing_key_bundle_encryption_key", 32)
	if err != nil {
		return nil, err
	}
	aead, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	opened, err := aead.Open(nil, wrapped[32:44], wrapped[44:], nil)
	if err != nil {
		return nil, errWrongCode
	}
	if len(opened) != 96 || string(opened[:32]) != string(identity) || string(opened[:32]) != string(offer.reg.identity[:]) ||
		string(opened[32:64]) != string(p.identity.Pub[:]) {
		return nil, invalid("pairing_code", "The device sent a key bundle with other identities.")
	}
	identityShared, err := curve25519.X25519(p.identity.Priv[:], identity)
	if err != nil {
		return nil, errors.New("agree on an identity secret")
	}
	input := append(append(append([]byte(nil), shared...), identityShared...), opened[64:]...)
	return hkdf.Key(sha256.New, input, nil, "adv_secret", 32)
}

// codeCipher encrypts or decrypts a key under a pairing code; it is its own inverse.
func codeCipher(code string, salt, iv, data []byte) ([]byte, error) {
	key, err := pbkdf2.Key(sha256.New, code, salt, pairingCodeRounds, 32)
	if err != nil {
		return nil, fmt.Errorf("stretch pairing code: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("prepare pairing cipher: %w", err)
	}
	out := make([]byte, len(data))
	cipher.NewCTR(block, iv).XORKeyStream(out, data)
	return out, nil
}
