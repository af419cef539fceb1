package sandbox

import (
	"crypto/rand"
	"errors"
	"fmt"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waMmsRetry"
	"go.mau.fi/whatsmeow/util/gcmutil"
	"go.mau.fi/whatsmeow/util/hkdfutil"
	"google.golang.org/protobuf/proto"
)

// mediaGone is the code of a phone that no longer has a file.
const mediaGone = 2

// routeMediaRetry asks the phone of a client for a file that the network no
// longer has. Callers hold s.mu.
func (s *Sandbox) routeMediaRetry(from *device, n *waBinary.Node) error {
	if attrString(n, "category") == "peer" {
		return nil // a part of the history, which the phone does not send twice
	}
	rmr, ok := child(n, "rmr")
	sealed, iv := content(n, "encrypt", "enc_p"), content(n, "encrypt", "enc_iv")
	if !ok || len(sealed) == 0 || len(iv) != 12 {
		return errors.New("media retry without the message it is about, or not encrypted")
	}
	id, about := attrString(n, "id"), *rmr
	from.acct.phone.later(func(p *Phone) { p.answerMediaRetry(from, id, about, sealed, iv) })
	return nil
}

func mediaRetryKey(mediaKey []byte) []byte {
	return hkdfutil.SHA256(mediaKey, nil, []byte("WhatsApp Media Retry Notification"), 32)
}

// answerMediaRetry puts the file of a message back on the network, as far as the
// phone has it, and tells the client where.
func (p *Phone) answerMediaRetry(dev *device, id string, about waBinary.Node, sealed, iv []byte) {
	notice := waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": p.acct.pn(), "type": "mediaretry", "id": id, "t": p.s.unix(),
	}}
	file, err := p.fileToRetry(id, sealed, iv)
	if err == nil {
		notice.Content, err = mediaRetryContent(id, file)
	}
	if err != nil {
		p.s.log.Debug("file cannot be given again", "error", err)
		notice.Content = []waBinary.Node{{Tag: "error", Attrs: waBinary.Attrs{"code": mediaGone}}}
	}
	notice.Content = append(notice.GetChildren(), about)
	var b batch
	p.s.mu.Lock()
	p.s.enqueue(&b, dev, notice)
	p.s.mu.Unlock()
	_ = p.s.commit(&b) // the journal has logged it
}

// fileToRetry checks that the client has the message, whose key the request is
// encrypted with, and that the file can be had.
func (p *Phone) fileToRetry(id string, sealed, iv []byte) (*mediaRef, error) {
	m := p.find(id)
	if m == nil || m.File == nil {
		return nil, errors.New("there is no such message with a file")
	}
	plain, err := gcmutil.Decrypt(mediaRetryKey(m.File.Key), iv, sealed, []byte(id))
	if err != nil {
		return nil, fmt.Errorf("media retry does not decrypt: %w", err)
	}
	var receipt waMmsRetry.ServerErrorReceipt
	if err = proto.Unmarshal(plain, &receipt); err != nil || receipt.GetStanzaID() != id {
		return nil, errors.New("media retry is about another message")
	}
	if p.peek(id) == nil {
		return nil, errors.New("the phone does not have the file")
	}
	return m.File, nil
}

func mediaRetryContent(id string, file *mediaRef) ([]waBinary.Node, error) {
	plain, err := proto.Marshal(&waMmsRetry.MediaRetryNotification{
		StanzaID: proto.String(id), DirectPath: proto.String(file.DirectPath),
		Result: waMmsRetry.MediaRetryNotification_SUCCESS.Enum(),
	})
	if err != nil {
		return nil, fmt.Errorf("encode media retry: %w", err)
	}
	iv := make([]byte, 12)
	_, _ = rand.Read(iv)
	sealed, err := gcmutil.Encrypt(mediaRetryKey(file.Key), iv, plain, []byte(id))
	if err != nil {
		return nil, fmt.Errorf("encrypt media retry: %w", err)
	}
	return []waBinary.Node{{Tag: "encrypt", Content: []waBinary.Node{
		{Tag: "enc_p", Content: sealed}, {Tag: "enc_iv", Content: iv},
	}}}, nil
}
