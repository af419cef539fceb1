package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

// maxNames bounds how many names besides its own a sandbox makes certificates for.
const maxNames = 100

// issuer makes the certificates of the listener: one for the names that are
// known, and one for each other name or address that a client reaches it by,
// such as that of a container.
type issuer struct {
	ca    *x509.Certificate
	caKey *ecdsa.PrivateKey
	key   *ecdsa.PrivateKey

	mu    sync.Mutex
	known *tls.Certificate
	other map[string]*tls.Certificate
}

func serverTLS(caDER, caKeyDER []byte, hosts []string) (*tls.Config, error) {
	ca, err := x509.ParseCertificate(caDER)
	if err != nil {
		return nil, fmt.Errorf("read sandbox CA: %w", err)
	}
	caKey, err := x509.ParseECPrivateKey(caKeyDER)
	if err != nil {
		return nil, fmt.Errorf("read sandbox CA: %w", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make sandbox certificate: %w", err)
	}
	i := &issuer{ca: ca, caKey: caKey, key: key, other: map[string]*tls.Certificate{}}
	if i.known, err = i.issue(hosts...); err != nil {
		return nil, err
	}
	return &tls.Config{
		GetCertificate: i.certificate,
		// Websockets need HTTP/1.1.
		NextProtos: []string{"http/1.1"},
		MinVersion: tls.VersionTLS12,
	}, nil
}

// certificate finds or makes the one for the name a client asks for. A client
// that dials an address asks for no name.
func (i *issuer) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	name := hello.ServerName
	if name == "" {
		name, _, _ = net.SplitHostPort(hello.Conn.LocalAddr().String())
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.known.Leaf.VerifyHostname(name) == nil || len(i.other) >= maxNames {
		return i.known, nil
	}
	if cert := i.other[name]; cert != nil {
		return cert, nil
	}
	cert, err := i.issue(name)
	if err != nil {
		return nil, err
	}
	i.other[name] = cert
	return cert, nil
}

func (i *issuer) issue(hosts ...string) (*tls.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("make sandbox certificate: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "WhatsApp sandbox"},
		NotBefore: time.Now().Add(-24 * time.Hour),
		// 397 days: some TLS clients refuse server certificates that live longer.
		NotAfter:    time.Now().AddDate(0, 0, 397),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if host != "" {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, i.ca, &i.key.PublicKey, i.caKey)
	if err != nil {
		return nil, fmt.Errorf("make sandbox certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("make sandbox certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der, i.ca.Raw}, PrivateKey: i.key, Leaf: leaf}, nil
}
