package sandbox

import (
	"context"
	"fmt"

	"go.mau.fi/libsignal/groups"
	"go.mau.fi/libsignal/protocol"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// decryptGroup opens the shared ciphertext of a group message.
func (tx *signalTx) decryptGroup(ctx context.Context, chat types.JID, from *device, enc *waBinary.Node) ([]byte, error) {
	raw, _ := enc.Content.([]byte)
	msg, err := protocol.NewSenderKeyMessageFromBytes(raw, signalSerializer.SenderKeyMessage)
	if err != nil {
		return nil, fmt.Errorf("read group message: %w", err)
	}
	name := protocol.NewSenderKeyName(chat.String(), signalAddress(from))
	cipher := groups.NewGroupCipher(groups.NewGroupSessionBuilder(tx, signalSerializer), name, tx)
	plain, err := cipher.Decrypt(ctx, msg)
	if err != nil {
		return nil, fmt.Errorf("decrypt group message: %w", err)
	}
	return unpad(plain)
}

// isShared says of a chat that its messages are encrypted once for everybody.
func isShared(chat types.JID) bool {
	return chat.Server == types.GroupServer || chat.Server == types.BroadcastServer
}

// learnSenderKey takes the key a member sends along for its group messages.
func (p *Phone) learnSenderKey(ctx context.Context, tx *signalTx, in *incoming, msg *waE2E.Message) error {
	share := msg.GetSenderKeyDistributionMessage()
	if share == nil || !isShared(in.chat) {
		return nil
	}
	key, err := protocol.NewSenderKeyDistributionMessageFromBytes(
		share.GetAxolotlSenderKeyDistributionMessage(), signalSerializer.SenderKeyDistributionMessage)
	if err != nil {
		return fmt.Errorf("read sender key: %w", err)
	}
	name := protocol.NewSenderKeyName(in.chat.String(), signalAddress(in.from))
	if err = groups.NewGroupSessionBuilder(tx, signalSerializer).Process(ctx, name, key); err != nil {
		return fmt.Errorf("take sender key: %w", err)
	}
	return nil
}

// shareFor makes the message that gives others the phone's key for a group.
func (tx *signalTx) shareFor(ctx context.Context, chat types.JID, self *device) (*waE2E.SenderKeyDistributionMessage, error) {
	name := protocol.NewSenderKeyName(chat.String(), signalAddress(self))
	key, err := groups.NewGroupSessionBuilder(tx, signalSerializer).Create(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("make sender key: %w", err)
	}
	return &waE2E.SenderKeyDistributionMessage{
		GroupID: proto.String(chat.String()), AxolotlSenderKeyDistributionMessage: key.Serialize(),
	}, nil
}

// withSenderKey is a group message as it is repeated to one member: with the
// key, so that the next ones can be read.
func (tx *signalTx) withSenderKey(ctx context.Context, chat types.JID, self *device, raw []byte) ([]byte, error) {
	msg := &waE2E.Message{}
	if err := proto.Unmarshal(raw, msg); err != nil {
		return nil, fmt.Errorf("read own message: %w", err)
	}
	share, err := tx.shareFor(ctx, chat, self)
	if err != nil {
		return nil, err
	}
	msg.SenderKeyDistributionMessage = share
	return proto.Marshal(msg)
}

// sealForMany encrypts once for everybody, and the key to it for each device.
func (p *Phone) sealForMany(
	ctx context.Context, tx *signalTx, b *batch, chat types.JID, devices []*device, content *waE2E.Message,
) ([]waBinary.Node, error) {
	plain, err := proto.Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("marshal message: %w", err)
	}
	self := p.acct.devices[0]
	share, err := tx.shareFor(ctx, chat, self)
	if err != nil {
		return nil, err
	}
	keyPlain, err := proto.Marshal(&waE2E.Message{SenderKeyDistributionMessage: share})
	if err != nil {
		return nil, fmt.Errorf("marshal sender key: %w", err)
	}
	name := protocol.NewSenderKeyName(chat.String(), signalAddress(self))
	sealed, err := groups.NewGroupCipher(groups.NewGroupSessionBuilder(tx, signalSerializer), name, tx).Encrypt(ctx, pad(plain))
	if err != nil {
		return nil, fmt.Errorf("encrypt for group: %w", err)
	}
	parts, err := p.seal(ctx, tx, b, devices, func(*device) []byte { return keyPlain })
	if err != nil {
		return nil, err
	}
	return append(parts, waBinary.Node{
		Tag: "enc", Attrs: waBinary.Attrs{"v": "2", "type": "skmsg"}, Content: sealed.SignedSerialize(),
	}), nil
}
