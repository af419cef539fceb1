package sandbox

import (
	"context"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

// welcome gives a new companion what only its phone can give: the app state key,
// and the history.
func (p *Phone) welcome(dev *device) {
	p.s.mu.Lock()
	needed := !dev.keysShared && !dev.unlinked
	p.s.mu.Unlock()
	if needed {
		p.shareStateKey(dev)
	}
	time.AfterFunc(historyPatience, func() { p.s.startHistory(dev) })
}

// shareStateKey sends the app state key to a companion.
func (p *Phone) shareStateKey(dev *device) {
	var b batch
	err := p.sendPeer(&b, dev, p.stateKeyShare(dev), func() {
		dev.keysShared = true
		if !dev.unlinked {
			b.putJSON(bucketDevices, dev.key(), dev.record())
		}
	})
	if err != nil {
		// It is tried again when the device next becomes active.
		p.s.log.Debug("app state key cannot be sent", "error", err)
	}
}

func (p *Phone) stateKeyShare(dev *device) *waE2E.ProtocolMessage {
	return &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_APP_STATE_SYNC_KEY_SHARE.Enum(),
		AppStateSyncKeyShare: &waE2E.AppStateSyncKeyShare{Keys: []*waE2E.AppStateSyncKey{{
			KeyID: &waE2E.AppStateSyncKeyId{KeyID: p.stateKey.id},
			KeyData: &waE2E.AppStateSyncKeyData{
				KeyData: p.stateKey.data, Timestamp: proto.Int64(p.createdAt.UnixMilli()),
				Fingerprint: &waE2E.AppStateSyncKeyFingerprint{
					RawID: proto.Uint32(p.advRawID), CurrentIndex: proto.Uint32(dev.keyIndex), DeviceIndexes: []uint32{0},
				},
			},
		}}},
	}
}

// sendPeer sends a companion what only its phone can tell it. done is called
// with Sandbox.mu held and may add to the batch, which is then committed.
func (p *Phone) sendPeer(b *batch, dev *device, message *waE2E.ProtocolMessage, done func()) error {
	p.crypto.Lock()
	defer p.crypto.Unlock()
	if err := p.addPeer(b, dev, message); err != nil {
		return err
	}
	p.s.mu.Lock()
	done()
	p.s.mu.Unlock()
	return p.s.commit(b)
}

// addPeer adds a message for a companion to the batch. Callers hold crypto.
func (p *Phone) addPeer(b *batch, dev *device, message *waE2E.ProtocolMessage) error {
	plain, err := proto.Marshal(&waE2E.Message{ProtocolMessage: message})
	if err != nil {
		return err
	}
	tx := p.beginSignal()
	enc, err := p.sealFor(context.Background(), tx, b, dev, plain, false)
	if err != nil {
		return err
	}
	return p.submit(b, tx, &waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{
		"id": newMessageID(), "to": dev.pn(), "type": "text", "category": "peer",
	}, Content: []waBinary.Node{enc}})
}
