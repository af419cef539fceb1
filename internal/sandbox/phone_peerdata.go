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

// receivePeer handles what a companion asks of its phone. The answer becomes
// durable together with the request's being settled. Callers hold crypto.
func (p *Phone) receivePeer(b *batch, in *incoming) (after func()) {
	nothing := func() {}
	message := in.content.GetProtocolMessage()
	var err error
	switch {
	case message.GetAppStateSyncKeyRequest() != nil:
		err = p.answerKeyRequest(b, in.from, message.GetAppStateSyncKeyRequest())
	case message.GetAppStateFatalExceptionNotification() != nil:
		// The app's way out of a state nobody can read: all clients have to be linked anew.
		return func() { p.later((*Phone).unlinkAll) }
	case message.GetPeerDataOperationRequestMessage() != nil:
		request := message.GetPeerDataOperationRequestMessage()
		if request.GetPeerDataOperationRequestType() == waE2E.PeerDataOperationRequestType_FULL_HISTORY_SYNC_ON_DEMAND {
			return p.repeatHistory(b, in.from)
		}
		err = p.answerPeer(b, in.from, in.id, request)
	}
	if err != nil {
		p.s.log.Debug("request of a companion cannot be answered", "error", err)
	}
	return nothing
}

func (p *Phone) answerKeyRequest(b *batch, dev *device, request *waE2E.AppStateSyncKeyRequest) error {
	for _, id := range request.GetKeyIDs() {
		if string(id.GetKeyID()) != string(p.stateKey.id) {
			p.s.violate(dev.pn().String(), "app_state_key", "asked for unknown key "+hex.EncodeToString(id.GetKeyID()))
			return nil
		}
	}
	return p.addPeer(b, dev, p.stateKeyShare(dev))
}

// repeatHistory has all of the history sent once more.
func (p *Phone) repeatHistory(b *batch, dev *device) (after func()) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if dev.unlinked {
		return func() {}
	}
	dev.historyDue, dev.fullHistory = true, true
	b.putJSON(bucketDevices, dev.key(), dev.record())
	return func() { p.s.startHistory(dev) }
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
// more history, or a collection of the app state. Callers hold crypto.
func (p *Phone) answerPeer(b *batch, dev *device, id string, request *waE2E.PeerDataOperationRequestMessage) error {
	var results []*peerResult
	switch request.GetPeerDataOperationRequestType() {
	case waE2E.PeerDataOperationRequestType_HISTORY_SYNC_ON_DEMAND:
		return p.addMoreHistory(b, dev, id, request.GetHistorySyncOnDemandRequest())
	case waE2E.PeerDataOperationRequestType_PLACEHOLDER_MESSAGE_RESEND:
		results = p.resent(request.GetPlaceholderMessageResendRequest())
	case waE2E.PeerDataOperationRequestType_COMPANION_SYNCD_SNAPSHOT_FATAL_RECOVERY:
		results = p.recovery(request.GetSyncdCollectionFatalRecoveryRequest().GetCollectionName())
	}
	return p.addPeer(b, dev, &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE.Enum(),
		PeerDataOperationRequestResponseMessage: &waE2E.PeerDataOperationRequestResponseMessage{
			PeerDataOperationRequestType: request.PeerDataOperationRequestType, StanzaID: proto.String(id),
			PeerDataOperationResult: results,
		},
	})
}

type peerResult = waE2E.PeerDataOperationRequestResponseMessage_PeerDataOperationResult

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

// addMoreHistory sends the messages before one that the companion has. Callers hold crypto.
func (p *Phone) addMoreHistory(
	b *batch, dev *device, id string, request *waE2E.PeerDataOperationRequestMessage_HistorySyncOnDemandRequest,
) error {
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
	notice, err := p.s.historyNotice(part)
	if err != nil {
		return err
	}
	notice.HistorySyncNotification.PeerDataRequestSessionID = proto.String(id)
	return p.addPeer(b, dev, notice)
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
