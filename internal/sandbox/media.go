package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/util/cbcutil"
	"go.mau.fi/whatsmeow/util/hkdfutil"
)

const (
	// maxUpload is above what the apps allow for documents on this scale of test.
	maxUpload = 128 << 20
	// mediaHost is where clients believe media to live: some only accept its URLs.
	mediaHost = "mmg.whatsapp.net"
	// webHost is where they connect to when they are led here by dialling only.
	webHost  = "web.whatsapp.com"
	mediaTTL = 3600 // seconds a media connection may be used
	// mediaMACSize is how much of the authentication code is appended to a file.
	mediaMACSize = 10
	// inlineMedia is up to which size the control API puts a file into its JSON.
	inlineMedia = 1 << 20
)

// mediaInfo is the key label of each kind of file.
var mediaInfo = map[string]string{
	"image": "WhatsApp Image Keys", "sticker": "WhatsApp Image Keys", "video": "WhatsApp Video Keys",
	"audio": "WhatsApp Audio Keys", "voice": "WhatsApp Audio Keys", "document": "WhatsApp Document Keys",
	mediaAppState: "WhatsApp App State Keys", mediaHistory: "WhatsApp History Keys",
}

// mediaRef says where a message's file is and how to open it.
type mediaRef struct {
	Kind       string `json:"kind"`
	Mimetype   string `json:"mimetype"`
	Caption    string `json:"caption,omitempty"`
	Filename   string `json:"filename,omitempty"`
	DirectPath string `json:"direct_path"`
	Key        []byte `json:"key"`
	SHA256     []byte `json:"sha256"`
	EncSHA256  []byte `json:"enc_sha256"`
	Size       int    `json:"size"`
}

func (f *mediaRef) public(number, id string) *PhoneMedia {
	return &PhoneMedia{
		Mimetype: f.Mimetype, Filename: f.Filename, Caption: f.Caption, Size: f.Size,
		SHA256: hex.EncodeToString(f.SHA256), URL: "/sandbox/phones/" + number + "/messages/" + id + "/media",
	}
}

// handleMediaConn tells a client where to upload and download, and with which token.
func (c *conn) handleMediaConn(n *waBinary.Node) {
	if firstChild(n).Tag != "media_conn" {
		c.unsupported(n)
		return
	}
	c.result(n, waBinary.Node{Tag: "media_conn", Attrs: waBinary.Attrs{
		"auth": c.s.mediaAuth(c.dev.acct.number), "ttl": mediaTTL, "auth_ttl": mediaAuthTTL, "max_buckets": 12,
		"max_manual_retry": 3, "max_auto_download_retry": 3,
	}, Content: []waBinary.Node{{Tag: "host", Attrs: waBinary.Attrs{"hostname": c.mediaHost(), "type": "primary"}}}})
}

// mediaHost is where the client reaches us, which is where it reaches media. One
// that names another host, as an unredirected client does, is told our address.
func (c *conn) mediaHost() string {
	if c.host == webHost {
		return c.s.addr
	}
	return c.host
}

// mediaAuthTTL is how long an upload token counts, in seconds.
const mediaAuthTTL = 6 * mediaTTL

// mediaAuth is a token that proves the number, until a time, without having to
// be remembered.
func (s *Sandbox) mediaAuth(number string) string {
	claim := fmt.Sprintf("%s.%d", number, s.unix()+mediaAuthTTL)
	return claim + "." + s.sign("media auth", claim)
}

func (s *Sandbox) sign(purpose, text string) string {
	mac := hmac.New(sha256.New, s.authority.root.Priv[:])
	mac.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

func (s *Sandbox) checkMediaAuth(token string) (number string, ok bool) {
	number, rest, _ := strings.Cut(token, ".")
	until, signature, _ := strings.Cut(rest, ".")
	end, err := strconv.ParseInt(until, 10, 64)
	return number, err == nil && s.unix() <= end &&
		hmac.Equal([]byte(signature), []byte(s.sign("media auth", number+"."+until)))
}

// serveUpload is POST /mms/{type}/{token}: the token is the hash of the body.
func (s *Sandbox) serveUpload(w http.ResponseWriter, r *http.Request) {
	number, ok := s.checkMediaAuth(r.URL.Query().Get("auth"))
	if !ok {
		s.violate(r.RemoteAddr, ruleMediaAuth, "upload without a valid auth token")
		http.Error(w, "The auth token is not valid.", http.StatusUnauthorized)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		http.Error(w, "The upload is too large or broke off.", http.StatusRequestEntityTooLarge)
		return
	}
	want, err := decodeHash(chi.URLParam(r, "token"))
	if err != nil || sha256.Sum256(data) != want {
		s.violate(number, ruleMediaHash, "the token is not the hash of the upload")
		http.Error(w, "The token is not the hash of the upload.", http.StatusBadRequest)
		return
	}
	hash, err := s.putBlob(data, number)
	if err != nil {
		http.Error(w, "The upload cannot be stored.", http.StatusInternalServerError)
		return
	}
	path := s.directPath(hash)
	writeJSON(w, http.StatusOK, map[string]string{
		"url": "https://" + mediaHost + path, "direct_path": path,
		"handle": base64.RawURLEncoding.EncodeToString(hash[:]), "object_id": hex.EncodeToString(hash[:8]),
	})
}

// directPath is where a message's file can be had.
func (s *Sandbox) directPath(hash [32]byte) string { return s.blobPath("t62.7118-24", hash, ".enc") }

// blobPath is where a stored file can be had. It has a '?' because clients append "&hash=".
func (s *Sandbox) blobPath(bucket string, hash [32]byte, extension string) string {
	name := hex.EncodeToString(hash[:])
	return fmt.Sprintf("/v/%s/%s%s?ccb=11-4&oh=%s&oe=%s&_nc_sid=5e03e0", bucket, name, extension,
		s.sign("media path", name), strconv.FormatInt(time.Now().AddDate(0, 1, 0).Unix(), 16))
}

func decodeHash(text string) (hash [32]byte, err error) {
	raw, err := base64.URLEncoding.DecodeString(text)
	if err != nil {
		raw, err = base64.RawURLEncoding.DecodeString(text)
	}
	if err != nil || len(raw) != 32 {
		return hash, errors.New("not a hash")
	}
	return [32]byte(raw), nil
}

// serveDownload is GET of a direct path.
func (s *Sandbox) serveDownload(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSuffix(strings.TrimSuffix(chi.URLParam(r, "file"), ".enc"), ".jpg")
	query := r.URL.Query()
	data, info, ok := s.blob(name)
	if !ok {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	if s.faults.strike(FaultMedia404, info.Numbers...) != nil {
		http.Error(w, "The file is gone, by fault media_404.", http.StatusNotFound)
		return
	}
	hash, err := decodeHash(query.Get("hash"))
	if query.Has("hash") && (err != nil || hex.EncodeToString(hash[:]) != name) || query.Get("oh") != s.sign("media path", name) {
		s.violate(r.RemoteAddr, ruleMediaPath, "download with a wrong hash or signature")
		http.Error(w, "The hash or the signature is wrong.", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) //nolint:gosec // a ciphertext, served as octets
}

// serveMMS is GET and DELETE of /mms/{type}/{token}, by hash.
func (s *Sandbox) serveMMS(w http.ResponseWriter, r *http.Request) {
	hash, err := decodeHash(chi.URLParam(r, "token"))
	data, info, ok := s.blob(hex.EncodeToString(hash[:]))
	if err != nil || !ok || s.faults.strike(FaultMedia404, info.Numbers...) != nil {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	if r.Method == http.MethodDelete {
		if _, ok = s.checkMediaAuth(r.URL.Query().Get("auth")); !ok {
			s.violate(r.RemoteAddr, ruleMediaAuth, "deletion without a valid auth token")
			http.Error(w, "The auth token is not valid.", http.StatusUnauthorized)
			return
		}
		if err = s.dropBlob(hex.EncodeToString(hash[:]), chi.URLParam(r, "type")); err != nil {
			http.Error(w, "The file cannot be deleted.", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
}

// sealFile encrypts a file and stores it, as a phone's upload.
func (s *Sandbox) sealFile(kind string, data []byte, numbers ...string) (*mediaRef, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	iv, cipherKey, macKey := mediaKeys(key, kind)
	ciphertext, err := cbcutil.Encrypt(cipherKey, iv, data)
	if err != nil {
		return nil, fmt.Errorf("encrypt file: %w", err)
	}
	sealed := slices.Concat(ciphertext, mediaMAC(macKey, iv, ciphertext))
	hash, err := s.putBlob(sealed, numbers...)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	return &mediaRef{
		Kind: kind, DirectPath: s.directPath(hash), Key: key, SHA256: sum[:], EncSHA256: hash[:], Size: len(data),
	}, nil
}

func mediaKeys(key []byte, kind string) (iv, cipherKey, macKey []byte) {
	expanded := hkdfutil.SHA256(key, nil, []byte(mediaInfo[kind]), 112)
	return expanded[:16], expanded[16:48], expanded[48:80]
}

func mediaMAC(macKey, iv, ciphertext []byte) []byte {
	mac := hmac.New(sha256.New, macKey)
	mac.Write(iv)
	mac.Write(ciphertext)
	return mac.Sum(nil)[:mediaMACSize]
}

// Download returns the decrypted file of a message in the phone's history,
// checked against every hash and code it has. It fails when the message has no
// file, or the network no longer has it.
func (p *Phone) Download(ctx context.Context, messageID string) ([]byte, error) {
	m := p.find(messageID)
	if m == nil || m.File == nil {
		return nil, notFound("There is no message %s with a file.", messageID)
	}
	sealed, info, ok := p.s.blob(hex.EncodeToString(m.File.EncSHA256))
	if !ok || p.s.faults.strike(FaultMedia404, append(info.Numbers, p.acct.number)...) != nil {
		return nil, notFound("The network does not have the file of message %s.", messageID)
	}
	return m.File.open(sealed)
}

// peek is Download for looking only: no fault strikes, and what fails is nil.
func (p *Phone) peek(messageID string) []byte {
	m := p.find(messageID)
	if m == nil || m.File == nil {
		return nil
	}
	sealed, _, ok := p.s.blob(hex.EncodeToString(m.File.EncSHA256))
	if !ok {
		return nil
	}
	data, err := m.File.open(sealed)
	if err != nil {
		return nil
	}
	return data
}

// open decrypts a stored file.
func (f *mediaRef) open(sealed []byte) ([]byte, error) {
	if len(sealed) <= mediaMACSize {
		return nil, errors.New("file is too short")
	}
	iv, cipherKey, macKey := mediaKeys(f.Key, f.Kind)
	ciphertext, mac := sealed[:len(sealed)-mediaMACSize], sealed[len(sealed)-mediaMACSize:]
	if !hmac.Equal(mac, mediaMAC(macKey, iv, ciphertext)) {
		return nil, errors.New("file is not authentic")
	}
	// Decrypt works in place, and the blob is shared.
	data, err := cbcutil.Decrypt(cipherKey, iv, append([]byte(nil), ciphertext...))
	if err != nil {
		return nil, fmt.Errorf("decrypt file: %w", err)
	}
	if sum := sha256.Sum256(data); !hmac.Equal(sum[:], f.SHA256) {
		return nil, errors.New("file does not have the hash its message says")
	}
	return data, nil
}
