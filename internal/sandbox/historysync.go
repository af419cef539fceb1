package sandbox

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

const (
	// mediaHistory is the kind of file a part of the history is.
	mediaHistory = "md-msg-hist"
	// historyPatience is how long a phone waits for a new client to have read the
	// app state, before it sends the history. Some read it only after the history.
	historyPatience = time.Second
	// chunkMessages and chunkChats bound a part of the history, and so the memory
	// that making one takes.
	chunkMessages = 2000
	chunkChats    = 500
	// recentAge is how far back a client that does not ask for everything gets.
	recentAge = 90 * 24 * time.Hour
)

// stateRead notes which collections a client has read. With the last of them it
// is settled enough for the history.
func (s *Sandbox) stateRead(dev *device, requests []waBinary.Node) {
	for i := range requests {
		if attrString(&requests[i], "name") == appStateCollections[len(appStateCollections)-1] {
			s.startHistory(dev)
		}
	}
}

// startHistory has the phone send the history to a new client, once.
func (s *Sandbox) startHistory(dev *device) {
	s.mu.Lock()
	due := dev.historyDue && dev.keysShared && !dev.unlinked && !dev.historySending
	dev.historySending = dev.historySending || due
	s.mu.Unlock()
	if due {
		dev.acct.phone.later(func(p *Phone) { p.sendHistory(dev) })
	}
}

// sendHistory gives a new client the phone's chats in the parts and the order
// phones send them: all chats with their last message, the status posts, names,
// the last three months, and what is older if the client wants all.
func (p *Phone) sendHistory(dev *device) {
	h := &historySender{p: p, dev: dev, now: time.Now()}
	h.bootstrap()
	h.statuses()
	h.pushNames()
	h.messages(waHistorySync.HistorySync_RECENT, func(age time.Duration) bool { return age <= recentAge })
	if dev.fullHistory {
		h.messages(waHistorySync.HistorySync_FULL, func(age time.Duration) bool { return age > recentAge })
	}
	var b batch
	p.s.mu.Lock()
	dev.historySending = false
	if h.err == nil && !dev.unlinked {
		dev.historyDue = false
		b.putJSON(bucketDevices, dev.key(), dev.record())
	}
	p.s.mu.Unlock()
	if h.err != nil {
		// It is tried again when the device next becomes active.
		p.s.log.Debug("history cannot be sent", "error", h.err)
	}
	_ = p.s.commit(&b) // the journal has logged it
}

// historySender sends the parts of one history. After an error it does nothing.
type historySender struct {
	p     *Phone
	dev   *device
	now   time.Time
	order uint32
	err   error

	// The part being made.
	part *waHistorySync.HistorySync
	size int
}

func (h *historySender) begin(kind waHistorySync.HistorySync_HistorySyncType) {
	h.part, h.size = &waHistorySync.HistorySync{SyncType: kind.Enum()}, 0
}

func (h *historySender) empty() bool {
	return len(h.part.Conversations)+len(h.part.Pushnames)+len(h.part.StatusV3Messages) == 0
}

// flush sends the part, if there is anything in it, and begins the next.
func (h *historySender) flush(progress uint32) {
	if h.err == nil && !h.empty() {
		h.order++
		h.part.ChunkOrder, h.part.Progress = proto.Uint32(h.order), proto.Uint32(progress)
		h.err = h.send()
	}
	h.begin(h.part.GetSyncType())
}

// bootstrap sends all chats, each with its last message.
func (h *historySender) bootstrap() {
	h.begin(waHistorySync.HistorySync_INITIAL_BOOTSTRAP)
	first := true
	for chat := range h.p.pastChats() {
		if first {
			h.part.GlobalSettings = &waHistorySync.GlobalSettings{ChatDbLidMigrationTimestamp: proto.Int64(h.p.createdAt.Unix())}
			h.part.NctSalt = h.p.nctSalt()
			first = false
		}
		conv := h.p.conversation(chat)
		if chat.count > 0 {
			conv.Messages = []*waHistorySync.HistorySyncMsg{historyMessage(chat, 0)}
		}
		h.part.Conversations = append(h.part.Conversations, conv)
		if !chat.pn.IsEmpty() {
			h.part.PhoneNumberToLidMappings = append(h.part.PhoneNumberToLidMappings, &waHistorySync.PhoneNumberToLIDMapping{
				PnJID: proto.String(chat.pn.String()), LidJID: proto.String(chat.jid.String()),
			})
		}
		if len(h.part.Conversations) >= chunkChats {
			h.flush(50)
		}
	}
	h.flush(100)
}

// statuses sends the status posts of the last day, which is how long they live.
func (h *historySender) statuses() {
	h.begin(waHistorySync.HistorySync_INITIAL_STATUS_V3)
	h.p.mu.Lock()
	var posts []*message
	for _, m := range h.p.messages {
		if m.Proto != nil && m.Chat == types.StatusBroadcastJID.String() && h.now.Sub(m.Timestamp) < 24*time.Hour {
			posts = append(posts, m)
		}
	}
	h.p.mu.Unlock()
	for _, m := range posts {
		h.part.StatusV3Messages = append(h.part.StatusV3Messages, h.p.webMessageOf(types.StatusBroadcastJID, m))
	}
	h.flush(100)
}

// pushNames sends what the people of the chats call themselves.
func (h *historySender) pushNames() {
	h.begin(waHistorySync.HistorySync_PUSH_NAME)
	for chat := range h.p.pastChats() {
		if chat.name != "" && chat.jid.Server == types.HiddenUserServer {
			h.part.Pushnames = append(h.part.Pushnames, &waHistorySync.Pushname{
				ID: proto.String(chat.jid.String()), Pushname: proto.String(chat.name),
			})
		}
		if len(h.part.Pushnames) >= chunkMessages {
			h.flush(50)
		}
	}
	h.flush(100)
}

// messages sends the messages of all chats whose age is wanted, but for the last
// of each, which the client has already.
func (h *historySender) messages(kind waHistorySync.HistorySync_HistorySyncType, wanted func(age time.Duration) bool) {
	h.begin(kind)
	for chat := range h.p.pastChats() {
		var conv *waHistorySync.Conversation
		for i := 1; i < chat.count && h.err == nil; i++ {
			m := historyMessage(chat, i)
			if !wanted(h.now.Sub(time.Unix(int64(m.GetMessage().GetMessageTimestamp()), 0))) {
				continue
			}
			if conv == nil {
				conv = h.p.conversation(chat)
				h.part.Conversations = append(h.part.Conversations, conv)
			}
			conv.Messages = append(conv.Messages, m)
			if h.size++; h.size >= chunkMessages {
				h.flush(50)
				conv = nil
			}
		}
	}
	h.flush(100)
}

func historyMessage(chat *chatPast, i int) *waHistorySync.HistorySyncMsg {
	return &waHistorySync.HistorySyncMsg{Message: chat.message(i), MsgOrderID: proto.Uint64(uint64(chat.count - i))}
}

// conversation is a chat without its messages, with the token by which the other
// side knows that it is trusted.
func (p *Phone) conversation(chat *chatPast) *waHistorySync.Conversation {
	conv := &waHistorySync.Conversation{
		ID: proto.String(chat.jid.String()), UnreadCount: proto.Uint32(uint32(chat.unread)), Archived: proto.Bool(chat.archived),
		EndOfHistoryTransfer:     proto.Bool(true),
		EndOfHistoryTransferType: waHistorySync.Conversation_COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY.Enum(),
	}
	if chat.name != "" {
		conv.Name = proto.String(chat.name)
	}
	if chat.count > 0 {
		at := chat.message(0).MessageTimestamp
		conv.ConversationTimestamp, conv.LastMsgTimestamp = at, at
	}
	if chat.pinned {
		conv.Pinned = proto.Uint32(uint32(p.createdAt.Unix()))
	}
	if !chat.pn.IsEmpty() {
		conv.PnJID, conv.LidJID = proto.String(chat.pn.String()), proto.String(chat.jid.String())
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	other := p.s.accountOf(chat.jid)
	if other == nil || other == p.acct {
		return conv
	}
	if given := p.s.known.of(other, p.acct).Vouched; !given.IsZero() {
		conv.TcToken, conv.TcTokenTimestamp = p.s.token(other, p.acct, given), proto.Uint64(uint64(given.Unix()))
	}
	if own := p.s.known.of(p.acct, other).Vouched; !own.IsZero() {
		conv.TcTokenSenderTimestamp = proto.Uint64(uint64(own.Unix()))
	}
	return conv
}

// nctSalt is the secret from which clients make tokens for chats that have none.
func (p *Phone) nctSalt() []byte { return hmacSum(sha256.New, p.stateKey.data, []byte("nct salt")) }

// send sends the part.
func (h *historySender) send() error {
	notice, err := h.p.s.historyNotice(h.part)
	if err != nil {
		return err
	}
	var b batch
	return h.p.sendPeer(&b, h.dev, notice, func() {})
}

// historyNotice uploads a part and says where it is.
func (s *Sandbox) historyNotice(part *waHistorySync.HistorySync) (*waE2E.ProtocolMessage, error) {
	raw, err := proto.Marshal(part)
	if err != nil {
		return nil, fmt.Errorf("encode history: %w", err)
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err = w.Write(raw); err != nil {
		return nil, fmt.Errorf("compress history: %w", err)
	}
	if err = w.Close(); err != nil {
		return nil, fmt.Errorf("compress history: %w", err)
	}
	file, err := s.sealFile(mediaHistory, packed.Bytes())
	if err != nil {
		return nil, err
	}
	return &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_HISTORY_SYNC_NOTIFICATION.Enum(),
		HistorySyncNotification: &waE2E.HistorySyncNotification{
			FileSHA256: file.SHA256, FileEncSHA256: file.EncSHA256, FileLength: proto.Uint64(uint64(file.Size)), MediaKey: file.Key,
			DirectPath: proto.String(file.DirectPath), SyncType: historyKinds[part.GetSyncType()].Enum(),
			ChunkOrder: part.ChunkOrder, Progress: part.Progress,
		},
	}, nil
}

// historyKinds maps the kinds in a part to those in its notice, which are
// numbered alike and named apart.
var historyKinds = map[waHistorySync.HistorySync_HistorySyncType]waE2E.HistorySyncType{
	waHistorySync.HistorySync_INITIAL_BOOTSTRAP: waE2E.HistorySyncType_INITIAL_BOOTSTRAP,
	waHistorySync.HistorySync_INITIAL_STATUS_V3: waE2E.HistorySyncType_INITIAL_STATUS_V3,
	waHistorySync.HistorySync_FULL:              waE2E.HistorySyncType_FULL,
	waHistorySync.HistorySync_RECENT:            waE2E.HistorySyncType_RECENT,
	waHistorySync.HistorySync_PUSH_NAME:         waE2E.HistorySyncType_PUSH_NAME,
	waHistorySync.HistorySync_ON_DEMAND:         waE2E.HistorySyncType_ON_DEMAND,
}
