package sandbox

import (
	"bytes"
	"testing"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
)

// The decoders face the network: whatever comes, they return, and never panic.

func FuzzStanza(f *testing.F) {
	f.Add([]byte{0, 0xf8, 0x01, 0x02})
	f.Add([]byte{2, 0x78, 0x9c})
	f.Add(encodeStanza(waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{
		"to": types.NewJID("1", types.HiddenUserServer), "id": "A",
	}, Content: []waBinary.Node{{Tag: "enc", Content: []byte{1}}}}))
	f.Fuzz(func(t *testing.T, frame []byte) {
		n, err := decodeStanza(frame)
		if err != nil {
			return
		}
		attrString(n, "id")
		attrJID(n, "to")
		receiptIDs(n)
		_, _ = participantEncs(n)
		_, _ = readUpload(n, [32]byte{})
	})
}

func FuzzFrame(f *testing.F) {
	f.Add([]byte{0, 0, 1, 7, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		total := 0
		for rest := data; ; {
			frame, next, ok, err := nextFrame(rest)
			if err != nil || !ok {
				return
			}
			if total += len(frame) + socket.FrameLengthSize; total > len(data) {
				t.Fatal("frames are longer than what they were cut from")
			}
			if !bytes.Equal(appendFrame(nil, frame), rest[:len(rest)-len(next)]) {
				t.Fatal("frame does not come back as it was")
			}
			rest = next
		}
	})
}

func FuzzHandshake(f *testing.F) {
	f.Add([]byte{0x12, 0x22, 0x0a, 0x20}, []byte{0x22, 0x00})
	f.Fuzz(func(t *testing.T, hello, finish []byte) {
		hs := &handshake{static: keys.NewKeyPair()}
		if _, err := hs.hello(hello, socket.WAConnHeader, nil); err != nil {
			return
		}
		if _, err := hs.finish(finish); err == nil {
			t.Fatal("a handshake was finished without the keys")
		}
	})
}

func FuzzQR(f *testing.F) {
	f.Add("https://wa.me/settings/linked_devices#2@x,AA==,AA==,AA==,1")
	f.Fuzz(func(t *testing.T, text string) { _, _ = readQR(text) })
}

func FuzzNumber(f *testing.F) {
	f.Add("+49 (1555) 123-456")
	f.Fuzz(func(t *testing.T, text string) {
		if number, err := cleanNumber(text); err == nil && (len(number) < 7 || len(number) > 15) {
			t.Fatalf("%q became %q", text, number)
		}
	})
}
