package whatsapp

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

const (
	// ackTimeout is how long WhatsApp's server may take to confirm a message.
	ackTimeout = 30 * time.Second
	// typingRefresh is how often "typing…" is said again; phones let it go after about 25 s.
	typingRefresh = 10 * time.Second
	// presenceTimeout bounds taking the presence back.
	presenceTimeout = 5 * time.Second
)

// Send sends a message and returns when WhatsApp's server has it. The same WAID again is
// the same message. It fails as m.Welcome does. Faults: NotFound ("not_on_whatsapp", "group_not_found"), Invalid
// ("invalid_message"), Forbidden ("reachout_timelock", "not_allowed"), Unavailable
// ("not_connected", "no_ack", "rate_limited", "server_error"), which may work later, and
// outbox.CodePreparing.
func (e *Engine) Send(ctx context.Context, accountID uuid.UUID, m outbox.Letter) (outbox.Sent, error) {
	s, err := e.online(accountID)
	if err != nil {
		return outbox.Sent{}, err
	}
	client := s.online.Load()
	if client == nil {
		return outbox.Sent{}, errNotConnected
	}
	to, peer, err := e.address(ctx, client, m.To)
	if err != nil {
		return outbox.Sent{}, err
	}
	if m.Welcome != nil && peer != m.To {
		if err := m.Welcome(ctx, peer); err != nil {
			return outbox.Sent{}, err
		}
	}
	if to.Server == types.GroupServer {
		if err := s.known(ctx, client, to); err != nil {
			return outbox.Sent{}, err
		}
	}
	if m.Type == message.Timer && to.Server == types.GroupServer && m.ExpiresAfter != nil {
		// Groups keep it on the server; the server tells the members.
		if err := client.SetDisappearingTimer(ctx, to, time.Duration(*m.ExpiresAfter)*time.Second, time.Now()); err != nil {
			return outbox.Sent{}, sendFault(err)
		}
		return outbox.Sent{At: time.Now().UTC(), To: peer}, nil
	}
	p := &parcel{Letter: m, client: client, to: to}
	content, err := e.compose(ctx, p)
	if err != nil {
		return outbox.Sent{}, err
	}
	resp, err := client.SendMessage(ctx, to, content, whatsmeow.SendRequestExtra{ID: m.WAID, Timeout: ackTimeout, MediaHandle: p.handle})
	if err != nil {
		return outbox.Sent{}, sendFault(err)
	}
	at := resp.Timestamp
	if at.IsZero() || at.Unix() == 0 {
		at = time.Now()
	}
	return outbox.Sent{At: at.UTC(), To: e.complete(ctx, peer)}, nil
}

// address is where a message to a peer goes. A number that is met for the first time is
// asked for at WhatsApp: it may not be there, or go by another number than people write,
// such as Brazil's with or without its ninth digit.
func (e *Engine) address(ctx context.Context, client *whatsmeow.Client, to message.Peer) (types.JID, message.Peer, error) {
	if to.Group != "" {
		jid, err := types.ParseJID(to.Group)
		if err != nil {
			return types.JID{}, to, errNotOnWhatsApp.WithCause(err)
		}
		return jid, to, nil
	}
	if to.LID == "" {
		lid, err := e.container.LIDMap.GetLIDForPN(ctx, phoneJID(to.Phone))
		if err != nil {
			return types.JID{}, to, storeFault(err)
		}
		if !lid.IsEmpty() {
			to.LID = lid.ToNonAD().String()
		}
	}
	if to.LID == "" {
		found, err := e.lookup(ctx, client, to.Phone)
		if err != nil {
			return types.JID{}, to, err
		}
		to = found
	}
	if to.LID == "" {
		return phoneJID(to.Phone), to, nil
	}
	lid, err := types.ParseJID(to.LID)
	if err != nil {
		return types.JID{}, to, errNotOnWhatsApp.WithCause(err)
	}
	if to.Phone != "" {
		client.StoreLIDPNMapping(ctx, lid, phoneJID(to.Phone))
	}
	return lid, to, nil
}

// lookups remembers who was found on WhatsApp, for all accounts: asking is limited.
type lookups struct {
	ttl   time.Duration
	mu    sync.Mutex
	known map[string]lookup // by the number that was asked for
}

type lookup struct {
	peer  message.Peer
	until time.Time
}

// maxLookups bounds the memory: at about 200 bytes each.
const maxLookups = 4096

func (l *lookups) get(number string) (message.Peer, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, ok := l.known[number]
	return found.peer, ok && time.Now().Before(found.until)
}

func (l *lookups) put(number string, p message.Peer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.known) >= maxLookups {
		l.shrink()
	}
	l.known[number] = lookup{peer: p, until: time.Now().Add(l.ttl)}
}

// shrink drops what is too old, or else whatever comes first. Callers hold mu.
func (l *lookups) shrink() {
	now := time.Now()
	for number, found := range l.known {
		if now.After(found.until) {
			delete(l.known, number)
		}
	}
	for number := range l.known {
		if len(l.known) < maxLookups {
			return
		}
		delete(l.known, number)
	}
}

// lookup asks WhatsApp for a number.
func (e *Engine) lookup(ctx context.Context, client *whatsmeow.Client, number string) (message.Peer, error) {
	if p, ok := e.lookups.get(number); ok {
		return p, nil
	}
	answers, err := client.IsOnWhatsApp(ctx, []string{"+" + number})
	if err != nil {
		return message.Peer{}, sendFault(fmt.Errorf("look the number up: %w", err))
	}
	for _, a := range answers {
		if !a.IsIn {
			continue
		}
		p := e.peer(ctx, a.JID, a.PhoneNumber)
		if p.Phone == "" {
			p.Phone = number
		}
		e.lookups.put(number, p)
		return p, nil
	}
	return message.Peer{}, errNotOnWhatsApp
}

// Read marks messages of one contact as read.
func (e *Engine) Read(ctx context.Context, accountID uuid.UUID, chat message.Peer, waIDs []string) error {
	s, err := e.online(accountID)
	if err != nil {
		return err
	}
	client := s.online.Load()
	if client == nil {
		return errNotConnected
	}
	jid, err := e.chatJID(ctx, chat)
	if err != nil {
		return err
	}
	if err := client.MarkRead(ctx, waIDs, time.Now(), jid, jid); err != nil {
		return sendFault(err)
	}
	return nil
}

// chatJID is how WhatsApp addresses a conversation, as far as it is known.
func (e *Engine) chatJID(ctx context.Context, to message.Peer) (types.JID, error) {
	to = e.complete(ctx, to)
	address := to.JID()
	if to.LID != "" {
		address = to.LID
	}
	jid, err := types.ParseJID(address)
	if err != nil {
		return types.JID{}, errNotOnWhatsApp.WithCause(err)
	}
	return jid, nil
}

// Typing shows "typing…" or "recording…" to a peer for d. The account is available only
// meanwhile: otherwise WhatsApp shows no typing, and with it always the phone would not ring.
func (e *Engine) Typing(ctx context.Context, accountID uuid.UUID, to message.Peer, recording bool, d time.Duration) error {
	s, err := e.online(accountID)
	if err != nil {
		return err
	}
	client := s.online.Load()
	if client == nil {
		return errNotConnected
	}
	jid, err := e.chatJID(ctx, to)
	if err != nil {
		return err
	}
	kind := types.ChatPresenceMediaText
	if recording {
		kind = types.ChatPresenceMediaAudio
	}
	if s.named.Load() {
		if err := client.SendPresence(ctx, types.PresenceAvailable); err != nil {
			return sendFault(err)
		}
	}
	defer s.stopTyping(ctx, client, jid)
	timer := time.NewTimer(d)
	defer timer.Stop()
	again := time.NewTicker(typingRefresh)
	defer again.Stop()
	for {
		if err := client.SendChatPresence(ctx, jid, types.ChatPresenceComposing, kind); err != nil {
			return sendFault(err)
		}
		select {
		case <-again.C:
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// stopTyping takes the presence back, also when the wait was broken off.
func (s *session) stopTyping(ctx context.Context, client *whatsmeow.Client, jid types.JID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), presenceTimeout)
	defer cancel()
	if err := client.SendChatPresence(ctx, jid, types.ChatPresencePaused, types.ChatPresenceMediaText); err != nil {
		s.log.DebugContext(ctx, "typing not taken back", "error", err)
	}
	if s.named.Load() {
		s.stayAway(ctx)
	}
}
