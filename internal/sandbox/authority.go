package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/whatsmeow/proto/waCert"
	"go.mau.fi/whatsmeow/util/keys"
	"google.golang.org/protobuf/proto"
)

// The serials of the noise certificates. The root is serial 0, which clients check.
const (
	serialRoot         = 0
	serialIntermediate = 1
	serialLeaf         = 2
)

// authority holds the keys the network is trusted by: the noise root, which
// signs the handshake, and a TLS authority for clients that insist on https.
type authority struct {
	root   *keys.KeyPair
	static *keys.KeyPair
	chain  []byte // marshalled noise certificate chain of static
	caPEM  []byte
	tls    *tls.Config
}

type authorityRecord struct {
	Root  []byte `json:"root"`
	CA    []byte `json:"ca"`     // DER
	CAKey []byte `json:"ca_key"` // DER
}

// newAuthority restores the authority of j, or makes one and stores it. hosts
// are the names and addresses clients may dial; rootKey, if given, is the root's
// private key.
func newAuthority(j *journal, hosts []string, rootKey []byte) (*authority, error) {
	if rootKey != nil && len(rootKey) != 32 {
		return nil, fmt.Errorf("sandbox root key has %d bytes instead of 32", len(rootKey))
	}
	var rec authorityRecord
	if raw := j.get(bucketMeta, "authority"); raw != nil {
		if err := json.Unmarshal(raw, &rec); err != nil {
			return nil, fmt.Errorf("read sandbox authority: %w", err)
		}
	} else {
		ca, caKey, err := makeCA()
		if err != nil {
			return nil, err
		}
		rec = authorityRecord{Root: keys.NewKeyPair().Priv[:], CA: ca, CAKey: caKey}
		var b batch
		b.putJSON(bucketMeta, "authority", rec)
		if err := j.commit(&b); err != nil {
			return nil, err
		}
	}
	if rootKey != nil {
		rec.Root = rootKey
	}
	a := &authority{
		root:   keys.NewKeyPairFromPrivateKey([32]byte(rec.Root)),
		static: keys.NewKeyPair(),
		caPEM:  pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rec.CA}),
	}
	var err error
	if a.chain, err = noiseChain(a.root, a.static); err != nil {
		return nil, err
	}
	a.tls, err = serverTLS(rec.CA, rec.CAKey, hosts)
	return a, err
}

func (a *authority) rootHex() string { return hex.EncodeToString(a.root.Pub[:]) }

// noiseChain certifies static through an intermediate, as the real network does.
func noiseChain(root, static *keys.KeyPair) ([]byte, error) {
	intermediate := keys.NewKeyPair()
	inter, err := noiseCertificate(root, intermediate, serialIntermediate, serialRoot)
	if err != nil {
		return nil, err
	}
	leaf, err := noiseCertificate(intermediate, static, serialLeaf, serialIntermediate)
	if err != nil {
		return nil, err
	}
	return proto.Marshal(&waCert.CertChain{Leaf: leaf, Intermediate: inter})
}

func noiseCertificate(issuer, subject *keys.KeyPair, serial, issuerSerial uint32) (*waCert.CertChain_NoiseCertificate, error) {
	now := time.Now()
	details, err := proto.Marshal(&waCert.CertChain_NoiseCertificate_Details{
		Serial:       proto.Uint32(serial),
		IssuerSerial: proto.Uint32(issuerSerial), // sent even when 0: clients look for it
		Key:          subject.Pub[:],
		NotBefore:    proto.Uint64(uint64(now.Add(-24 * time.Hour).Unix())),
		NotAfter:     proto.Uint64(uint64(now.AddDate(10, 0, 0).Unix())),
	})
	if err != nil {
		return nil, fmt.Errorf("make noise certificate: %w", err)
	}
	signature := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*issuer.Priv), details)
	return &waCert.CertChain_NoiseCertificate{Details: details, Signature: signature[:]}, nil
}

func makeCA() (der, keyDER []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("make sandbox CA: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "WhatsApp sandbox CA"},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	if der, err = x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key); err != nil {
		return nil, nil, fmt.Errorf("make sandbox CA: %w", err)
	}
	if keyDER, err = x509.MarshalECPrivateKey(key); err != nil {
		return nil, nil, fmt.Errorf("make sandbox CA: %w", err)
	}
	return der, keyDER, nil
}
