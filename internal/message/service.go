package message

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
)

const (
	// duplicateWithin is the older server's rule against double clicks.
	duplicateWithin = 60 * time.Second
	// maxQueued keeps a runaway script from filling a 500 MB database: at about 1 kB a
	// message it is 10 MB an account.
	maxQueued = 10_000
	// maxKey is the length of an idempotency key, in bytes; a UUID has 36.
	maxKey = 255
)

// Deps are what the service stands on.
type Deps struct {
	Store   Store
	Library Library
	Bus     *event.Bus
	Log     *slog.Logger
	// AnyVoice says that any sound can be made a voice note, not Opus only.
	AnyVoice bool
	// HistoryDays is how far back a phone's history is taken over when it is linked; 0 is
	// not at all.
	HistoryDays int
}

// Service is the rules of messages.
type Service struct {
	Deps
	now func() time.Time
}

// NewService makes the service.
func NewService(d Deps) *Service { return &Service{Deps: d, now: time.Now} }

// Send accepts a message for sending. WhatsApp's id is chosen now, so that sending
// it again after a crash is the same message. It answers at once: nothing here waits
// for the network. Faults: Invalid, NotFound (account or media), Conflict
// ("idempotency_key_reused", "duplicate"), RateLimited ("queue_full").
func (s *Service) Send(ctx context.Context, d Draft) (Message, error) {
	a, err := s.acceptable(ctx, d, false)
	if err != nil {
		return Message{}, err
	}
	st, err := s.Store.Accept(ctx, a)
	if err != nil || !st.New {
		return st.Message, err
	}
	s.Changed(st.Message)
	s.left(st)
	return st.Message, nil
}

// left tells that a conversation is left to the person of the account who has written there:
// what waited of answers by AI is taken back.
func (s *Service) left(st Stored) {
	for _, m := range st.TakenBack {
		s.announce(m)
	}
	if st.Message.ByPerson() {
		s.Bus.Publish(event.ReplyChanged{AccountID: st.Message.AccountID, ChatID: st.Message.ChatID, Drafts: true})
	}
}

// Acceptable is a draft as the store accepts it, for who has it stored together with
// something else. It fails as Send does before the store is asked.
func (s *Service) Acceptable(ctx context.Context, d Draft) (Accept, error) {
	return s.acceptable(ctx, d, false)
}

// Changed tells that messages have been accepted or taken back, and wakes their lanes.
func (s *Service) Changed(all ...Message) {
	for _, m := range all {
		s.announce(m)
		s.Bus.Publish(event.MessageQueued{AccountID: m.AccountID})
	}
}

// Check tells what is wrong with a draft before its file is stored: file says that it will
// have one. It fails as Send does.
func (s *Service) Check(ctx context.Context, d Draft, file bool) error {
	if err := auth.RequireAccount(ctx, d.AccountID); err != nil {
		return err
	}
	_, err := s.compose(ctx, d, file)
	return err
}

// Rehearse answers what Send would, and accepts nothing: the faults of Send, or the message
// as it would be stored with what its acceptance would decide. file says that it will have
// a file, which is not stored yet.
func (s *Service) Rehearse(ctx context.Context, d Draft, file bool) (Accept, error) {
	a, err := s.acceptable(ctx, d, file)
	if err != nil {
		return Accept{}, err
	}
	if a.Stale != nil {
		return Accept{}, a.Stale
	}
	return a, s.Store.Admit(ctx, &a)
}

// acceptable is a draft as it is given to the store.
func (s *Service) acceptable(ctx context.Context, d Draft, file bool) (Accept, error) {
	if err := auth.RequireAccount(ctx, d.AccountID); err != nil {
		return Accept{}, err
	}
	now := s.now().UTC()
	sendAt, bad, passed := schedule(d, now)
	m, err := s.compose(ctx, d, file)
	if err := joinFields(bad, err); err != nil {
		return Accept{}, joinFields(passed, err)
	}
	m.ID, m.WAID, m.Timestamp, m.CreatedAt, m.Source = uuid.Must(uuid.NewV7()), newWAID(), now, now, d.Source
	if m.Source == "" {
		m.Source = FromAPI
		if auth.CallerFrom(ctx).Kind == auth.Admin {
			m.Source = FromDashboard
		}
	}
	a := Accept{
		Message: m, IdempotencyKey: d.IdempotencyKey, MaxQueued: maxQueued,
		RequestHash: fingerprint(m), DuplicateSince: now.Add(-duplicateWithin),
		Priority: d.Priority, SendAt: sendAt, TextKey: textKey(m), Stale: fault.Invalidate(passed),
	}
	if d.SendAt != "" {
		// The same text for tomorrow is another message.
		a.RequestHash = hash(string(a.RequestHash), d.SendAt, d.TimeZone)
	}
	if d.TTL > 0 {
		expires := sendAt.Add(d.TTL)
		a.ExpiresAt = &expires
	}
	// The same reaction or edit again is what somebody meant, not a double click.
	if !d.AllowDuplicate && !m.Type.Acts() {
		a.ContentHash = a.RequestHash
	}
	return a, nil
}

// TypeOf is the kind of message that a file becomes, by its media type.
func TypeOf(mimetype string) Type {
	switch major, _, _ := strings.Cut(mimetype, "/"); {
	// WhatsApp shows only these as pictures; others arrive as files.
	case mimetype == "image/jpeg" || mimetype == "image/png" || mimetype == "image/webp" || mimetype == "image/gif":
		return Image
	case mimetype == "video/mp4" || mimetype == "video/3gpp":
		return Video
	case major == "audio":
		return Audio
	}
	return Document
}

// newWAID makes an id in the form of WhatsApp Web's own: "3EB0" and 18 hex digits.
func newWAID() string {
	b := make([]byte, 9)
	rand.Read(b)
	return "3EB0" + strings.ToUpper(hex.EncodeToString(b))
}

func hash(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return h.Sum(nil)
}

// Receive stores what WhatsApp delivered. Only after it returns nil may WhatsApp be
// told that the message arrived. A message that is there already is no error.
func (s *Service) Receive(ctx context.Context, in Inbound) error {
	st, err := s.Store.Receive(ctx, in, s.now().UTC())
	if err != nil || !st.New {
		return err
	}
	s.announce(st.Message)
	s.left(st)
	if in.Media != nil {
		s.Bus.Publish(event.MediaQueued{AccountID: in.AccountID})
	}
	return nil
}

// Undecryptable notes that a message came which cannot be read yet, so that people see
// that there is one. It is healed by Receive when it comes again.
func (s *Service) Undecryptable(ctx context.Context, in Inbound) error {
	in.Type, in.Text, in.Media = Waiting, "", nil
	return s.Receive(ctx, in)
}

// Receipt records that somebody got or read messages.
func (s *Service) Receipt(ctx context.Context, r Receipt) error {
	moved, err := s.Store.Receipt(ctx, r)
	if err != nil {
		return err
	}
	for _, m := range moved {
		s.announce(m)
	}
	return nil
}

// RenameContact records the push name that a contact shows.
func (s *Service) RenameContact(ctx context.Context, accountID uuid.UUID, who Peer, name string) error {
	return s.Store.RenameContact(ctx, accountID, who, name)
}

// NameGroup records a group's subject.
func (s *Service) NameGroup(ctx context.Context, accountID uuid.UUID, group, name string) error {
	return s.Store.NameGroup(ctx, accountID, group, name)
}

func (s *Service) announce(m Message) {
	Announce(s.Bus, m)
}

// Announce tells that a message is new or changed, and with it the one that it is about.
func Announce(bus *event.Bus, m Message) {
	bus.Publish(event.MessageChanged{AccountID: m.AccountID, MessageID: m.ID, ChatID: m.ChatID})
	if t := m.Content.Target; t != nil && t.ID != nil {
		bus.Publish(event.MessageChanged{AccountID: m.AccountID, MessageID: *t.ID, ChatID: m.ChatID})
	}
}

// Get is one message; NotFound when there is none, or it is another account's.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (Message, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return Message{}, err
	}
	m, err := s.Store.Message(ctx, id)
	if err != nil {
		return Message{}, err
	}
	return m, auth.RequireAccount(ctx, m.AccountID)
}

// Versions are what a message said before it was edited, oldest first. The caller has
// got the message before.
func (s *Service) Versions(ctx context.Context, m Message) ([]Version, error) {
	if err := auth.RequireAccount(ctx, m.AccountID); err != nil {
		return nil, err
	}
	if m.EditedAt == nil {
		return nil, nil
	}
	return s.Store.Versions(ctx, m.ID)
}

// Participants is how far a message to a group is with each of its members that has
// confirmed anything. The caller has got the message before: Get checks that it may.
func (s *Service) Participants(ctx context.Context, m Message) ([]ParticipantStatus, error) {
	if err := auth.RequireAccount(ctx, m.AccountID); err != nil {
		return nil, err
	}
	if m.Chat.Group == "" || m.Direction != Outgoing {
		return nil, nil
	}
	return s.Store.Participants(ctx, m.ID)
}

// Cancel takes a message back that still waits. Conflict ("not_queued") when it is on its
// way or has gone: then only WhatsApp's own deletion helps.
func (s *Service) Cancel(ctx context.Context, id uuid.UUID) (Message, error) {
	m, err := s.Get(ctx, id)
	if err != nil {
		return Message{}, err
	}
	cancelled, err := s.Store.Cancel(ctx, []uuid.UUID{id}, s.now().UTC())
	if err != nil {
		return Message{}, err
	}
	if len(cancelled) == 0 {
		return Message{}, fault.Newf(fault.Conflict, "The message cannot be cancelled any more: it is %s.", m.Status).WithCode("not_queued")
	}
	s.announce(cancelled[0])
	return cancelled[0], nil
}

// CancelAll takes back everything of an account that waits, or only what has one of the
// priorities, and says how much that was.
func (s *Service) CancelAll(ctx context.Context, accountID uuid.UUID, priorities []Priority) (int, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return 0, err
	}
	if slices.ContainsFunc(priorities, func(p Priority) bool { return p.Rank() < 0 }) {
		return 0, fault.Bad("priority", "Write reply, transactional or bulk.")
	}
	total := 0
	for {
		ids, err := s.Store.Queued(ctx, accountID, priorities, cancelBatch)
		if err != nil || len(ids) == 0 {
			return total, err
		}
		cancelled, err := s.Store.Cancel(ctx, ids, s.now().UTC())
		if err != nil {
			return total, err
		}
		for _, m := range cancelled {
			s.announce(m)
		}
		if total += len(cancelled); len(cancelled) == 0 {
			return total, nil
		}
	}
}

// cancelBatch is how many messages are cancelled in one statement.
const cancelBatch = 500

// Waiting are messages in an account's outbox, the next first.
func (s *Service) Waiting(ctx context.Context, accountID uuid.UUID, limit int) ([]Message, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	return s.Store.Waiting(ctx, accountID, limit)
}

// Messages lists an account's messages, newest first; of one conversation when
// chatID is not nil. Faults: Invalid, and NotFound when the list does not have what the
// page is around.
func (s *Service) Messages(ctx context.Context, accountID uuid.UUID, chatID *uuid.UUID, p Page) (List[Message], error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return List[Message]{}, err
	}
	return s.Store.Messages(ctx, accountID, chatID, p)
}

// ChatFilter says which conversations are listed.
type ChatFilter struct {
	Search string // in names and numbers
	Kind   string // direct, group, channel or status; empty is those where people talk
	// Only those that are so, or are not; nil is both.
	Unread, Archived, Pinned *bool
}

// Kinds are the kinds of conversations that pass.
func (f ChatFilter) Kinds() []string {
	if f.Kind == "" {
		return []string{KindDirect, KindGroup}
	}
	return []string{f.Kind}
}

// Chats are an account's conversations, latest first. Fault: Invalid.
func (s *Service) Chats(ctx context.Context, accountID uuid.UUID, f ChatFilter, p Page) (List[Chat], error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return List[Chat]{}, err
	}
	switch f.Kind {
	case "", KindDirect, KindGroup, KindChannel, KindStatus:
		return s.Store.Chats(ctx, accountID, f, p)
	}
	return List[Chat]{}, fault.Bad("kind", "Write direct, group, channel or status.")
}

// Chat is one conversation; NotFound when there is none.
func (s *Service) Chat(ctx context.Context, id uuid.UUID) (Chat, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return Chat{}, err
	}
	c, err := s.Store.Chat(ctx, id)
	if err != nil {
		return Chat{}, err
	}
	return c, auth.RequireAccount(ctx, c.AccountID)
}

// awaitPoll is how often Await looks without news: another process may have the account, and
// news may be lost.
const awaitPoll = 2 * time.Second

// Await waits until a message is sent or failed, at most d, and returns it as it is
// then. It serves callers that would rather wait than ask again.
func (s *Service) Await(ctx context.Context, m Message, d time.Duration) (Message, error) {
	news, cancel := s.Bus.Subscribe()
	defer func() { cancel() }()
	timer := time.NewTimer(d)
	defer timer.Stop()
	poll := time.NewTicker(awaitPoll)
	defer poll.Stop()
	for {
		now, err := s.Get(ctx, m.ID)
		if err != nil || (now.Status != Queued && now.Status != Sending) {
			return now, err
		}
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return now, nil
			case <-timer.C:
				return now, nil
			case <-poll.C:
				waiting = false
			case e, ok := <-news:
				if !ok {
					if news, cancel = s.Bus.Subscribe(); event.Over(news) {
						return now, nil // the process stops
					}
				}
				c, changed := e.(event.MessageChanged)
				waiting = ok && (!changed || c.MessageID != m.ID)
			}
		}
	}
}
