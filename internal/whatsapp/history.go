package whatsapp

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/proto/waWeb"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/fault"
	"switchboard/internal/message"
)

const (
	// historyWait is how long the account's settings are waited for before a history is
	// read: the library stores both in the same place without a lock.
	historyWait = 30 * time.Second
	// historyTimeout bounds reading one part: a year of a busy shop on a small host.
	historyTimeout = 10 * time.Minute
	// historyBatch is how much of a history is unpacked at a time, in bytes. In memory it
	// is about five times that.
	historyBatch = 256 << 10
	// maxConversation is the largest conversation that is read, and maxRest the most of
	// everything else in a part: names and addresses of all contacts.
	maxConversation = 16 << 20
	maxRest         = 16 << 20
)

// offered keeps the phone's offer of a part of its history. The phone offers it once, and
// takes it for read when this message is confirmed.
func (s *session) offered(ctx context.Context, evt *events.Message) error {
	offer := evt.Message.GetProtocolMessage().GetHistorySyncNotification()
	if offer == nil || !evt.Info.IsFromMe || !useful(offer) {
		return nil
	}
	raw, err := proto.Marshal(offer)
	if err != nil {
		return fmt.Errorf("keep history offer: %w", err)
	}
	return s.engine.messages.OfferHistory(ctx, s.id, raw)
}

func useful(offer *waE2E.HistorySyncNotification) bool {
	switch offer.GetSyncType() {
	case waE2E.HistorySyncType_INITIAL_BOOTSTRAP, waE2E.HistorySyncType_PUSH_NAME, waE2E.HistorySyncType_NON_BLOCKING_DATA,
		waE2E.HistorySyncType_RECENT, waE2E.HistorySyncType_FULL, waE2E.HistorySyncType_ON_DEMAND:
		return true
	}
	return false
}

// study reads what the phone has offered, in the background. ctx is done when the session
// ends; what was not read then is read in the next one.
func (s *session) study(ctx context.Context) {
	if !s.gate.enter() {
		return
	}
	go func() {
		defer s.gate.leave()
		timer := time.NewTimer(historyWait)
		defer timer.Stop()
		select {
		case <-s.caughtUp:
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		// One at a time in the whole process: each holds a batch in memory.
		select {
		case s.engine.histories <- struct{}{}:
			defer func() { <-s.engine.histories }()
		case <-ctx.Done():
			return
		}
		for ctx.Err() == nil && s.studyNext(ctx) {
		}
	}()
}

// studyNext reads one part; false when there is none, or the session ends. A failure is
// waited out here: nobody else comes back for what is left.
func (s *session) studyNext(ctx context.Context) bool {
	next, err := s.engine.messages.NextHistory(ctx, s.id)
	if fault.Is(err, fault.NotFound) {
		return false
	}
	if err != nil {
		s.log.WarnContext(ctx, "history offers not read", "error", err)
		return s.studyLater(ctx)
	}
	started := time.Now()
	var offer waE2E.HistorySyncNotification
	err = proto.Unmarshal(next.Offer, &offer)
	if err == nil {
		err = s.readHistory(ctx, &offer)
	}
	s.log.InfoContext(ctx, "history", "type", offer.GetSyncType().String(), "bytes", offer.GetFileLength(),
		"duration_ms", time.Since(started).Milliseconds(), "error", err)
	if err != nil && !fault.Is(err, fault.NotFound) {
		s.excuse(ctx, next, err)
		return s.studyLater(ctx)
	}
	if err := s.engine.messages.HistoryRead(ctx, s.id, next.ID); err != nil {
		s.log.WarnContext(ctx, "history offer not dropped", "error", err)
		return s.studyLater(ctx)
	}
	return true
}

// excuse takes an attempt back that says nothing about the part: the session ended, or
// the database or WhatsApp's store was away.
func (s *session) excuse(ctx context.Context, part message.HistoryOffer, err error) {
	if ctx.Err() == nil && !fault.Is(err, fault.Unavailable) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellTimeout)
	defer cancel()
	if err := s.engine.messages.HistoryAgain(ctx, part.ID); err != nil {
		s.log.WarnContext(ctx, "history attempt not taken back", "error", err)
	}
}

// studyLater waits before the next attempt; false when the session ends meanwhile.
func (s *session) studyLater(ctx context.Context) bool {
	wait(ctx, s.engine.pace.history)
	return ctx.Err() == nil
}

// readHistory reads one part through a file, in two passes: first what the library wants
// to know, such as which LID is which number, then the conversations.
func (s *session) readHistory(ctx context.Context, offer *waE2E.HistorySyncNotification) error {
	ctx, cancel := context.WithTimeout(ctx, historyTimeout)
	defer cancel()
	packed, clean, err := s.fetchHistory(ctx, offer)
	if err != nil {
		return err
	}
	defer clean()
	var rest []byte
	var head []byte // the type, which every batch has to begin with
	err = eachField(packed, func(n protowire.Number, field io.Reader, size int, raw func() ([]byte, error)) error {
		if n == conversations || size > maxRest-len(rest) {
			return nil
		}
		b, err := raw()
		if n == syncType {
			head = slices.Clone(b)
		}
		rest = append(rest, b...)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := s.digest(ctx, rest); err != nil {
		return err
	}
	batch := slices.Clone(head)
	flush := func() error {
		if len(batch) == len(head) {
			return nil
		}
		part, err := s.digest(ctx, batch)
		if err != nil {
			return err
		}
		batch = batch[:len(head)]
		return s.remember(ctx, part)
	}
	err = eachField(packed, func(n protowire.Number, _ io.Reader, size int, raw func() ([]byte, error)) error {
		if n != conversations || size > maxConversation {
			return nil
		}
		b, err := raw()
		if err != nil {
			return err
		}
		if batch = append(batch, b...); len(batch) < historyBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// The fields of a HistorySync that are looked for.
const (
	syncType      protowire.Number = 1
	conversations protowire.Number = 2
)

// fetchHistory gives the packed part, which may lie in the offer itself.
func (s *session) fetchHistory(ctx context.Context, offer *waE2E.HistorySyncNotification) (packed io.ReadSeeker, clean func(), err error) {
	if inline := offer.GetInitialHistBootstrapInlinePayload(); inline != nil {
		return bytes.NewReader(inline), func() {}, nil
	}
	tmp, err := os.CreateTemp("", "switchboard-history-*")
	if err != nil {
		return nil, nil, fmt.Errorf("make temporary file: %w", err)
	}
	clean = func() {
		tmp.Close()
		os.Remove(tmp.Name())
	}
	if err := s.client.DownloadToFile(ctx, offer, &capped{file: tmp}); err != nil {
		clean()
		return nil, nil, downloadFault(err)
	}
	return tmp, clean, nil
}

// eachField unpacks a part and hands over its fields one after the other. raw reads the
// field as it is written; what is not read is passed over.
func eachField(packed io.ReadSeeker, see func(n protowire.Number, field io.Reader, size int, raw func() ([]byte, error)) error) error {
	if _, err := packed.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	unpacked, err := zlib.NewReader(bufio.NewReader(packed))
	if err != nil {
		return fmt.Errorf("unpack history: %w", err)
	}
	defer unpacked.Close()
	r := bufio.NewReaderSize(unpacked, 64<<10)
	for {
		tag, err := binary.ReadUvarint(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read history: %w", err)
		}
		n, t := protowire.DecodeTag(tag)
		prefix := protowire.AppendVarint(nil, tag)
		size := 0
		switch t {
		case protowire.VarintType:
			v, err := binary.ReadUvarint(r)
			if err != nil {
				return fmt.Errorf("read history: %w", err)
			}
			prefix = protowire.AppendVarint(prefix, v)
		case protowire.Fixed32Type:
			size = 4
		case protowire.Fixed64Type:
			size = 8
		case protowire.BytesType:
			v, err := binary.ReadUvarint(r)
			if err != nil || v > 1<<31 {
				return fmt.Errorf("read history: field of %d bytes: %w", v, err)
			}
			size, prefix = int(v), protowire.AppendVarint(prefix, v)
		default:
			return fmt.Errorf("read history: field %d of an unknown kind", n)
		}
		field := io.LimitReader(r, int64(size))
		err = see(n, field, size, func() ([]byte, error) {
			b := make([]byte, len(prefix)+size)
			copy(b, prefix)
			_, err := io.ReadFull(field, b[len(prefix):])
			return b, err
		})
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, field); err != nil {
			return fmt.Errorf("read history: %w", err)
		}
	}
}

// digest has the library keep what it wants of a piece: keys of polls, tokens for writing
// to people, LIDs and names. It takes a piece only as the phone would have sent it.
func (s *session) digest(ctx context.Context, piece []byte) (*waHistorySync.HistorySync, error) {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, zlib.NoCompression)
	if err != nil {
		return nil, fmt.Errorf("pack history: %w", err)
	}
	if _, err := w.Write(piece); err != nil {
		return nil, fmt.Errorf("pack history: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack history: %w", err)
	}
	return s.client.DownloadHistorySync(ctx, &waE2E.HistorySyncNotification{InitialHistBootstrapInlinePayload: b.Bytes()}, true)
}

// remember stores the conversations of a piece.
func (s *session) remember(ctx context.Context, part *waHistorySync.HistorySync) error {
	for _, c := range part.GetConversations() {
		past, ok := s.past(ctx, c)
		if !ok {
			continue
		}
		if err := s.engine.messages.Import(ctx, past); err != nil {
			return err
		}
	}
	return nil
}

// past is a conversation of a history; false for what is not shown.
func (s *session) past(ctx context.Context, c *waHistorySync.Conversation) (message.PastChat, bool) {
	jid, err := types.ParseJID(c.GetID())
	if err != nil || jid.Server == types.BroadcastServer || jid.Server == types.NewsletterServer || jid.Server == types.BotServer {
		return message.PastChat{}, false
	}
	alt, _ := types.ParseJID(c.GetPnJID())
	if jid.Server == types.DefaultUserServer {
		alt, _ = types.ParseJID(c.GetLidJID())
	}
	out := message.PastChat{
		AccountID: s.id, Chat: s.engine.peer(ctx, jid, alt), Name: clean(firstOf(c.GetDisplayName(), c.GetName())), Unread: int(c.GetUnreadCount()),
		Archived: c.GetArchived(), ExpiresAfter: int(min(c.GetEphemeralExpiration(), 1<<30)),
	}
	if nobody(out.Chat) {
		return out, false
	}
	if at := c.GetPinned(); at > 0 {
		pinned := time.Unix(int64(at), 0).UTC()
		out.PinnedAt = &pinned
	}
	if until := c.GetMuteEndTime(); until > 0 && until < 1<<62 {
		muted := mutedUntil(true, int64(until))
		out.MutedUntil = &muted
	}
	for _, m := range c.GetMessages() {
		if in, ok := s.pastMessage(ctx, jid, out.Chat, m.GetMessage()); ok {
			out.Messages = append(out.Messages, in)
		}
	}
	slices.SortStableFunc(out.Messages, func(x, y message.Inbound) int { return y.Timestamp.Compare(x.Timestamp) })
	return out, true
}

// pastStatuses are how far a message of ours had come.
var pastStatuses = map[waWeb.WebMessageInfo_Status]message.Status{
	waWeb.WebMessageInfo_DELIVERY_ACK: message.Delivered, waWeb.WebMessageInfo_READ: message.Read, waWeb.WebMessageInfo_PLAYED: message.Played,
}

func (s *session) pastMessage(ctx context.Context, chat types.JID, with message.Peer, web *waWeb.WebMessageInfo) (message.Inbound, bool) {
	if web.GetMessage() == nil {
		return message.Inbound{}, false // what WhatsApp itself says in a conversation
	}
	evt, err := s.client.ParseWebMessage(chat, web)
	if err != nil {
		return message.Inbound{}, false
	}
	r := &reader{ctx: ctx, engine: s.engine, client: s.client, log: s.log, evt: evt}
	c, ok := r.bodyOf(unwrap(evt.Message))
	if !ok {
		return message.Inbound{}, false
	}
	if c.kind.HasFile() && c.file == nil {
		c = content{kind: message.Unsupported, text: onPhoneOnly}
	}
	r.describe(&c, contextOf(unwrap(evt.Message)))
	in := s.inbound(ctx, &evt.Info, with)
	in.Late = false
	in.Type, in.Text, in.Media, in.Content = c.kind, clean(c.text), c.file, c.rest
	if in.FromMe {
		in.Status = message.Sent
		if known, ok := pastStatuses[web.GetStatus()]; ok {
			in.Status = known
		}
	} else if with.Group == "" {
		in.Sender = with
	}
	return in, in.WAID != ""
}
