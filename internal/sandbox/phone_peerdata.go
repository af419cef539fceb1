package sandbox

import (
	"encoding/hex"
	"slices"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/proto/waSyncAction"
	"go.mau.fi/whatsmeow/proto/waSyncdSnapshotRecovery"
	"go.mau.fi/whatsmeow/proto/waWeb"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// maxOnDemand is how many messages one request for more history gives.
const maxOnDemand = 500

// receivePeer handles what a companion asks of its phone.
func (p *Phone) receivePeer(in *incoming) (after func()) {
	message := in.content.GetProtocolMessage()
	if keys := message.GetAppStateSyncKeyRequest(); keys != nil {
		return p.receiveKeyRequest(in, keys)
	}
	if fatal := message.GetAppStateFatalExceptionNotification(); fatal != nil {
		// The app's way out of a state nobody can read: all clients have to be linked anew.
		return func() { p.later((*Phone).unlinkAll) }
	}
	if request := message.GetPeerDataOperationRequestMessage(); request != nil {
		return func() { p.later(func(p *Phone) { p.answerPeer(in.from, in.id, request) }) }
	}
	return func() {}
}

func (p *Phone) receiveKeyRequest(in *incoming, request *waE2E.AppStateSyncKeyRequest) (after func()) {
	for _, id := range request.GetKeyIDs() {
		if string(id.GetKeyID()) != string(p.stateKey.id) {
			p.s.violate(in.from.pn().String(), ruleAppStateKey, "asked for unknown key "+hex.EncodeToString(id.GetKeyID()))
			return func() {}
		}
	}
	return func() { p.later(func(p *Phone) { p.shareStateKey(in.from) }) }
}

func (p *Phone) unlinkAll() {
	p.s.mu.Lock()
	devices := p.acct.sortedDevices()
	p.s.mu.Unlock()
	for _, dev := range devices {
		if !dev.isPhone() {
			_ = p.s.unlink(dev, true) // the journal has logged it
		}
	}
}

// answerPeer gives a companion what it asks for: a message it could not read,
// more history, or a collection of the app state.
func (p *Phone) answerPeer(dev *device, id string, request *waE2E.PeerDataOperationRequestMessage) {
	var err error
	switch request.GetPeerDataOperationRequestType() {
	case waE2E.PeerDataOperationRequestType_HISTORY_SYNC_ON_DEMAND:
		err = p.sendMoreHistory(dev, id, request.GetHistorySyncOnDemandRequest())
	case waE2E.PeerDataOperationRequestType_FULL_HISTORY_SYNC_ON_DEMAND:
		p.s.mu.Lock()
		dev.historyDue, dev.fullHistory = true, true
		p.s.mu.Unlock()
		p.sendHistory(dev)
	case waE2E.PeerDataOperationRequestType_PLACEHOLDER_MESSAGE_RESEND:
		err = p.sendPeerAnswer(dev, id, request, p.resent(request.GetPlaceholderMessageResendRequest())...)
	case waE2E.PeerDataOperationRequestType_COMPANION_SYNCD_SNAPSHOT_FATAL_RECOVERY:
		err = p.sendPeerAnswer(dev, id, request, p.recovery(request.GetSyncdCollectionFatalRecoveryRequest().GetCollectionName())...)
	default:
		err = p.sendPeerAnswer(dev, id, request)
	}
	if err != nil {
		p.s.log.Debug("request of a companion cannot be answered", "error", err)
	}
}

type peerResult = waE2E.PeerDataOperationRequestResponseMessage_PeerDataOperationResult

func (p *Phone) sendPeerAnswer(dev *device, id string, request *waE2E.PeerDataOperationRequestMessage, results ...*peerResult) error {
	var b batch
	return p.sendPeer(&b, dev, &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE.Enum(),
		PeerDataOperationRequestResponseMessage: &waE2E.PeerDataOperationRequestResponseMessage{
			PeerDataOperationRequestType: request.PeerDataOperationRequestType, StanzaID: proto.String(id),
			PeerDataOperationResult: results,
		},
	}, func() {})
}

// resent looks up messages a companion could not read. What the phone does not
// have is left out.
func (p *Phone) resent(requests []*waE2E.PeerDataOperationRequestMessage_PlaceholderMessageResendRequest) []*peerResult {
	var results []*peerResult
	for _, request := range requests {
		info := p.recall(request.GetMessageKey())
		if info == nil {
			continue
		}
		raw, err := proto.Marshal(info)
		if err != nil {
			continue
		}
		results = append(results, &peerResult{
			PlaceholderMessageResendResponse: &waE2E.PeerDataOperationRequestResponseMessage_PeerDataOperationResult_PlaceholderMessageResendResponse{
				WebMessageInfoBytes: raw,
			},
		})
	}
	return results
}

// recall finds a message of the phone, of now or of its past.
func (p *Phone) recall(key *waCommon.MessageKey) *waWeb.WebMessageInfo {
	if m := p.find(key.GetID()); m != nil {
		if chat, err := p.s.findChat(m.Chat); err == nil {
			return p.webMessageOf(chat, m)
		}
	}
	chat, at := p.locate(key.GetRemoteJID(), key.GetID())
	if chat == nil {
		return nil
	}
	return chat.message(at)
}

// locate finds the chat of a JID, in either form, and the place of a message in it.
func (p *Phone) locate(text, id string) (*chatPast, int) {
	jid, err := types.ParseJID(text)
	if err != nil {
		return nil, 0
	}
	for chat := range p.pastChats() {
		if chat.jid != jid && chat.pn != jid {
			continue
		}
		for i := range chat.count {
			if chat.message(i).GetKey().GetID() == id {
				return chat, i
			}
		}
	}
	return nil, 0
}

// sendMoreHistory sends the messages before one that the companion has.
func (p *Phone) sendMoreHistory(dev *device, id string, request *waE2E.PeerDataOperationRequestMessage_HistorySyncOnDemandRequest) error {
	part := &waHistorySync.HistorySync{
		SyncType: waHistorySync.HistorySync_ON_DEMAND.Enum(), ChunkOrder: proto.Uint32(1), Progress: proto.Uint32(100),
	}
	chat, at := p.locate(request.GetChatJID(), request.GetOldestMsgID())
	if chat != nil {
		conv := p.conversation(chat)
		end := min(chat.count, at+1+min(max(int(request.GetOnDemandMsgCount()), 1), maxOnDemand))
		for i := at + 1; i < end; i++ {
			conv.Messages = append(conv.Messages, historyMessage(chat, i))
		}
		conv.EndOfHistoryTransferType = waHistorySync.Conversation_COMPLETE_ON_DEMAND_SYNC_BUT_MORE_MSG_REMAIN_ON_PRIMARY.Enum()
		if end == chat.count {
			conv.EndOfHistoryTransferType = waHistorySync.Conversation_COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY.Enum()
		}
		part.Conversations = append(part.Conversations, conv)
	}
	return p.sendHistoryPart(dev, part, id)
}

// recovery is a collection of the app state as the phone reads it, for a
// companion whose copy is broken.
func (p *Phone) recovery(name string) []*peerResult {
	if !slices.Contains(appStateCollections, name) {
		return nil
	}
	p.s.mu.Lock()
	c := p.s.collectionOf(p.acct.number, name)
	out := &waSyncdSnapshotRecovery.SyncdSnapshotRecovery{
		Version: &waSyncdSnapshotRecovery.SyncdVersion{Version: proto.Uint64(c.version())}, CollectionName: proto.String(name),
		CollectionLthash: append([]byte(nil), c.hash[:]...),
	}
	for _, entry := range c.sorted() {
		out.MutationRecords = append(out.MutationRecords, &waSyncdSnapshotRecovery.SyncdPlainTextRecord{
			Value: &waSyncAction.SyncActionData{
				Index: entry.rawIndex, Value: entry.value, Version: proto.Int32(entry.version),
			},
			KeyID: p.stateKey.id, Mac: valueMACOf(entry.record),
		})
	}
	raw, err := proto.Marshal(out)
	p.s.mu.Unlock()
	if err != nil {
		return nil
	}
	return []*peerResult{{
		SyncdSnapshotFatalRecoveryResponse: &waE2E.PeerDataOperationRequestResponseMessage_PeerDataOperationResult_SyncDSnapshotFatalRecoveryResponse{
			CollectionSnapshot: raw, IsCompressed: proto.Bool(false),
		},
	}}
}
