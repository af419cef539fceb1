package sandbox

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/util/keys"
	"golang.org/x/crypto/curve25519"
	"google.golang.org/protobuf/proto"
)

// noiseState is the symmetric state of Noise_XX_25519_AESGCM_SHA256.
type noiseState struct {
	hash    []byte
	salt    []byte
	aead    cipher.AEAD
	counter uint32
}

func newNoiseState(prologue []byte) (*noiseState, error) {
	start := []byte(socket.NoiseStartPattern) // exactly 32 bytes, so it is the first hash as it is
	aead, err := newGCM(start)
	if err != nil {
		return nil, err
	}
	n := &noiseState{hash: start, salt: start, aead: aead}
	n.mixHash(prologue)
	return n, nil
}

func (n *noiseState) mixHash(data []byte) {
	h := sha256.New()
	h.Write(n.hash)
	h.Write(data)
	n.hash = h.Sum(nil)
}

// mixDH mixes in what priv and pub share.
func (n *noiseState) mixDH(priv, pub []byte) error {
	secret, err := curve25519.X25519(priv, pub)
	if err != nil {
		return fmt.Errorf("agree on a noise secret: %w", err)
	}
	salt, key, err := n.split(secret)
	if err != nil {
		return err
	}
	n.salt, n.counter = salt, 0
	n.aead, err = newGCM(key)
	return err
}

func (n *noiseState) split(secret []byte) (first, second []byte, err error) {
	out, err := hkdf.Key(sha256.New, secret, n.salt, "", 64)
	if err != nil {
		return nil, nil, fmt.Errorf("derive noise keys: %w", err)
	}
	return out[:32], out[32:], nil
}

func (n *noiseState) encrypt(plaintext []byte) []byte {
	out := n.aead.Seal(nil, noiseNonce(n.counter), plaintext, n.hash)
	n.counter++
	n.mixHash(out)
	return out
}

func (n *noiseState) decrypt(ciphertext []byte) ([]byte, error) {
	out, err := n.aead.Open(nil, noiseNonce(n.counter), ciphertext, n.hash)
	if err != nil {
		return nil, fmt.Errorf("decrypt noise handshake: %w", err)
	}
	n.counter++
	n.mixHash(ciphertext)
	return out, nil
}

// transport is one direction of a connection after the handshake. The nonce
// counts the frames, so a lost, repeated or reordered frame fails to decrypt.
type transport struct {
	aead    cipher.AEAD
	counter uint32
}

func (t *transport) seal(plaintext []byte) []byte {
	out := t.aead.Seal(nil, noiseNonce(t.counter), plaintext, nil)
	t.counter++
	return out
}

func (t *transport) open(ciphertext []byte) ([]byte, error) {
	out, err := t.aead.Open(nil, noiseNonce(t.counter), ciphertext, nil)
	if err != nil {
		return nil, fmt.Errorf("decrypt frame %d: %w", t.counter, err)
	}
	t.counter++
	return out, nil
}

// handshake is the responder's side of XX. It is used once: hello, then finish.
type handshake struct {
	state     *noiseState
	static    *keys.KeyPair
	ephemeral *keys.KeyPair
}

// hello answers the client's first frame.
func (h *handshake) hello(frame, prologue, certChain []byte) ([]byte, error) {
	var msg waWa6.HandshakeMessage
	if err := proto.Unmarshal(frame, &msg); err != nil {
		return nil, fmt.Errorf("read client hello: %w", err)
	}
	clientEphemeral := msg.GetClientHello().GetEphemeral()
	if len(clientEphemeral) != 32 {
		return nil, errors.New("client hello has no 32-byte ephemeral key")
	}
	var err error
	if h.state, err = newNoiseState(prologue); err != nil {
		return nil, err
	}
	h.ephemeral = keys.NewKeyPair()
	h.state.mixHash(clientEphemeral)
	h.state.mixHash(h.ephemeral.Pub[:])
	if err = h.state.mixDH(h.ephemeral.Priv[:], clientEphemeral); err != nil {
		return nil, err
	}
	static := h.state.encrypt(h.static.Pub[:])
	if err = h.state.mixDH(h.static.Priv[:], clientEphemeral); err != nil {
		return nil, err
	}
	return proto.Marshal(&waWa6.HandshakeMessage{ServerHello: &waWa6.HandshakeMessage_ServerHello{
		Ephemeral: h.ephemeral.Pub[:],
		Static:    static,
		Payload:   h.state.encrypt(certChain),
	}})
}

// handshakeResult is what a finished handshake leaves.
type handshakeResult struct {
	clientStatic [32]byte
	payload      *waWa6.ClientPayload
	read, write  *transport
}

// finish reads the client's second frame.
func (h *handshake) finish(frame []byte) (*handshakeResult, error) {
	var msg waWa6.HandshakeMessage
	if err := proto.Unmarshal(frame, &msg); err != nil {
		return nil, fmt.Errorf("read client finish: %w", err)
	}
	static, err := h.state.decrypt(msg.GetClientFinish().GetStatic())
	if err != nil {
		return nil, err
	} else if len(static) != 32 {
		return nil, errors.New("client static key is not 32 bytes")
	}
	if err = h.state.mixDH(h.ephemeral.Priv[:], static); err != nil {
		return nil, err
	}
	rawPayload, err := h.state.decrypt(msg.GetClientFinish().GetPayload())
	if err != nil {
		return nil, err
	}
	res := &handshakeResult{clientStatic: [32]byte(static), payload: &waWa6.ClientPayload{}}
	if err = proto.Unmarshal(rawPayload, res.payload); err != nil {
		return nil, fmt.Errorf("read client payload: %w", err)
	}
	fromClient, toClient, err := h.state.split(nil)
	if err != nil {
		return nil, err
	}
	readAEAD, err := newGCM(fromClient)
	if err != nil {
		return nil, err
	}
	writeAEAD, err := newGCM(toClient)
	if err != nil {
		return nil, err
	}
	res.read, res.write = &transport{aead: readAEAD}, &transport{aead: writeAEAD}
	return res, nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("prepare noise cipher: %w", err)
	}
	return cipher.NewGCM(block)
}

func noiseNonce(counter uint32) []byte {
	nonce := make([]byte, 12)
	binary.BigEndian.PutUint32(nonce[8:], counter)
	return nonce
}
