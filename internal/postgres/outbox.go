package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/pacing"
	"switchboard/internal/reply"
	"switchboard/sqlc"
)

// Lanes are the accounts with something to send now.
func (s *Store) Lanes(ctx context.Context, holder uuid.UUID, now time.Time) ([]uuid.UUID, error) {
	ids, err := s.q.OutboxLanes(ctx, sqlc.OutboxLanesParams{Holder: holder, Now: now})
	return ids, translate(err, anAccount)
}

// Lane is the account of a lane, while it can send.
func (s *Store) Lane(ctx context.Context, accountID, holder uuid.UUID, now time.Time) (account.Account, error) {
	a, err := s.q.OutboxAccount(ctx, sqlc.OutboxAccountParams{ID: accountID, Holder: holder, Now: now})
	if err != nil {
		return account.Account{}, translate(err, anAccount)
	}
	return accountFrom(a, 0, 0), nil
}

// Facts is what an account has sent so far. Limits that are off ask for nothing.
func (s *Store) Facts(ctx context.Context, accountID uuid.UUID, l pacing.Limits, now time.Time) (pacing.Facts, error) {
	if l.Unpaced() && l.MaxNewPerDay == 0 {
		return pacing.Facts{}, nil
	}
	r, err := s.q.OutboxFacts(ctx, sqlc.OutboxFactsParams{
		AccountID: accountID, Now: now,
		HourOffset: int32(l.MaxPerHour) - 1, DayOffset: int32(l.MaxPerDay) - 1, NewOffset: int32(l.MaxNewPerDay) - 1,
	})
	if err != nil {
		return pacing.Facts{}, translate(err, anAccount)
	}
	return pacing.Facts{
		Last: afterEpoch(r.LastAt), HourNth: afterEpoch(r.HourNth), DayNth: afterEpoch(r.DayNth), NewNth: afterEpoch(r.NewNth),
	}, nil
}

// Heads are the next messages of a lane.
func (s *Store) Heads(ctx context.Context, accountID uuid.UUID, l pacing.Limits, limit int, now time.Time) ([]outbox.Head, error) {
	rows, err := s.q.OutboxHeads(ctx, sqlc.OutboxHeadsParams{
		AccountID: accountID, Now: now, SameOffset: int32(l.MaxSamePerDay) - 1, Lim: int32(limit),
	})
	if err != nil {
		return nil, translate(err, aMessage)
	}
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.MessageID
	}
	messages, err := messagesByID(ctx, s.q, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[uuid.UUID]message.Message, len(messages))
	for _, m := range messages {
		byID[m.ID] = m
	}
	heads := make([]outbox.Head, 0, len(rows))
	for _, r := range rows {
		m, ok := byID[r.MessageID]
		if !ok {
			continue // deleted since
		}
		lasting(&m, r.ExpiresAfter)
		heads = append(heads, outbox.Head{
			Message: m, Attempts: int(r.Attempts), Tried: r.Tried, ExpiresAt: utc(r.ExpiresAt), OptedOut: r.OptedOut, SameNth: afterEpoch(r.SameNth),
			Chat: message.ChatFacts{FirstIn: utc(r.FirstInAt), LastIn: utc(r.LastInAt), FirstOut: utc(r.FirstOutAt)},
		})
	}
	return heads, nil
}

// Begin marks messages as on their way.
func (s *Store) Begin(ctx context.Context, ids []uuid.UUID, holder uuid.UUID, now time.Time) ([]uuid.UUID, error) {
	var begun []uuid.UUID
	err := s.tx(ctx, func(q *sqlc.Queries) (err error) {
		if err := q.AccountLockMany(ctx, ids); err != nil {
			return err
		}
		begun, err = q.OutboxBegin(ctx, sqlc.OutboxBeginParams{Ids: ids, Holder: holder, Now: now})
		return err
	})
	return begun, translate(err, aMessage)
}

// Done marks messages as sent, takes them off their lane and notes what their
// conversations' addresses turned out to be.
func (s *Store) Done(ctx context.Context, done []outbox.Done) error {
	ids, ats := make([]uuid.UUID, len(done)), make([]time.Time, len(done))
	for i, d := range done {
		ids[i], ats[i] = d.Message.ID, d.At
	}
	accountID, last := done[0].Message.AccountID, ats[len(ats)-1]
	return translate(s.held(ctx, accountID, func(q *sqlc.Queries) error {
		sent, err := q.OutboxDone(ctx, sqlc.OutboxDoneParams{Ids: ids, Ats: ats, Ended: afterEnd(done)})
		if err != nil {
			return err
		}
		if err := q.AccountTouch(ctx, sqlc.AccountTouchParams{ID: accountID, Now: &last}); err != nil {
			return err
		}
		for _, d := range done {
			if err := affect(ctx, q, d.Message, d.At); err != nil {
				return err
			}
			if !moved(d) {
				continue
			}
			if err := readdress(ctx, q, d.Message, d.To); err != nil {
				return err
			}
		}
		_, err = oweStatuses(ctx, q, sent, last, "")
		return err
	}), aMessage)
}

// afterEnd is when a paced message had gone; nil for those that are sent many at a time.
func afterEnd(done []outbox.Done) *time.Time {
	if at := done[len(done)-1].Ended; !at.IsZero() {
		return &at
	}
	return nil
}

// moved tells whether sending showed another address of the conversation.
func moved(d outbox.Done) bool {
	if d.To == d.Message.Chat || d.To == (message.Peer{}) {
		return false
	}
	// Without a LID nothing ties another number to this conversation.
	return d.To.Phone == d.Message.Chat.Phone || d.To.LID != ""
}

// readdress gives a conversation the address that WhatsApp uses for it; where
// another conversation has that address, the two become one.
func readdress(ctx context.Context, q *sqlc.Queries, m message.Message, to message.Peer) error {
	phone, lid := optional(to.Phone), optional(to.LID)
	others, err := q.ChatFind(ctx, sqlc.ChatFindParams{AccountID: m.AccountID, Phone: phone, Lid: lid})
	if err != nil {
		return err
	}
	current, err := q.ChatOfMessage(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID != current {
			if err := merge(ctx, q, current, other); err != nil {
				return err
			}
		}
	}
	return q.ChatTouch(ctx, sqlc.ChatTouchParams{ID: current, Phone: phone, Lid: lid})
}

// Fail marks a message as failed for good.
func (s *Store) Fail(ctx context.Context, m message.Message, code, text string, now time.Time) error {
	ids := []uuid.UUID{m.ID}
	return translate(s.held(ctx, m.AccountID, func(q *sqlc.Queries) error {
		failed, err := q.OutboxFail(ctx, sqlc.OutboxFailParams{Ids: ids, ErrorCode: code, Error: text, Now: now})
		if err != nil {
			return err
		}
		_, err = oweStatuses(ctx, q, failed, now, text)
		return err
	}), aMessage)
}

// Later puts a message back to queued.
func (s *Store) Later(ctx context.Context, m message.Message, r outbox.Retry, now time.Time) error {
	return translate(s.held(ctx, m.AccountID, func(q *sqlc.Queries) error {
		_, err := q.OutboxLater(ctx, sqlc.OutboxLaterParams{
			ID: m.ID, Attempts: int32(r.Attempts), Tried: r.Tried, Code: r.Code, Reason: r.Text, NotBefore: r.NotBefore, Now: now,
		})
		if err != nil || !r.Account {
			return err
		}
		return q.OutboxRest(ctx, sqlc.OutboxRestParams{ID: m.AccountID, Until: r.NotBefore})
	}), aMessage)
}

// Back puts messages back that did not leave.
func (s *Store) Back(ctx context.Context, accountID uuid.UUID, ids []uuid.UUID, text string, now time.Time) error {
	return translate(s.held(ctx, accountID, func(q *sqlc.Queries) error {
		_, err := q.OutboxBack(ctx, sqlc.OutboxBackParams{Ids: ids, Reason: text, Now: now})
		return err
	}), aMessage)
}

// Hold keeps a message back.
func (s *Store) Hold(ctx context.Context, id uuid.UUID, why string, until time.Time) error {
	_, err := s.q.OutboxHold(ctx, sqlc.OutboxHoldParams{ID: id, Holder: s.holder, Reason: why, NotBefore: until})
	return translate(err, aMessage)
}

// Expire fails what was to go by now or never.
func (s *Store) Expire(ctx context.Context, code, text, unsure string, now time.Time) ([]message.Message, error) {
	var expired []message.Message
	err := s.tx(ctx, func(q *sqlc.Queries) error {
		if err := q.AccountLockExpiring(ctx, &now); err != nil {
			return err
		}
		ids, err := q.OutboxExpire(ctx, sqlc.OutboxExpireParams{Now: now, Error: text, Unsure: unsure, ErrorCode: code})
		if err != nil {
			return err
		}
		expired, err = oweStatuses(ctx, q, ids, now, "")
		return err
	})
	return expired, translate(err, aMessage)
}

// Unread is what came into a chat and is not read yet.
func (s *Store) Unread(ctx context.Context, chatID uuid.UUID, limit int) ([]outbox.Unread, error) {
	rows, err := s.q.UnreadOfChat(ctx, sqlc.UnreadOfChatParams{ChatID: chatID, Lim: int32(limit)})
	out := make([]outbox.Unread, len(rows))
	for i, r := range rows {
		out[i] = outbox.Unread{WAID: r.WaID, Text: r.Body}
	}
	return out, translate(err, aMessage)
}

// MarkRead notes how far a chat is read.
func (s *Store) MarkRead(ctx context.Context, chatID uuid.UUID, until time.Time) error {
	return translate(s.q.ChatRead(ctx, sqlc.ChatReadParams{ID: chatID, At: until}), "Chat")
}

// Queued are messages that wait.
func (s *Store) Queued(ctx context.Context, accountID uuid.UUID, priorities []message.Priority, limit int) ([]uuid.UUID, error) {
	ranks := make([]int32, len(priorities))
	for i, p := range priorities {
		ranks[i] = int32(p.Rank())
	}
	ids, err := s.q.OutboxQueued(ctx, sqlc.OutboxQueuedParams{AccountID: accountID, Priorities: ranks, Lim: int32(limit)})
	return ids, translate(err, aMessage)
}

// Waiting are messages that wait, the next first.
func (s *Store) Waiting(ctx context.Context, accountID uuid.UUID, limit int) ([]message.Message, error) {
	ids, err := s.Queued(ctx, accountID, nil, limit)
	if err != nil {
		return nil, err
	}
	messages, err := messagesByID(ctx, s.q, ids)
	slices.SortFunc(messages, func(a, b message.Message) int {
		return slices.Index(ids, a.ID) - slices.Index(ids, b.ID)
	})
	return messages, err
}

// Cancel takes messages back that still wait.
func (s *Store) Cancel(ctx context.Context, ids []uuid.UUID, now time.Time) (cancelled []message.Message, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if err := q.AccountLockMany(ctx, ids); err != nil {
			return err
		}
		cancelled, err = cancel(ctx, q, ids, now)
		return err
	})
	return cancelled, translate(err, aMessage)
}

// cancel takes messages back that still wait. The caller has locked their accounts.
func cancel(ctx context.Context, q *sqlc.Queries, ids []uuid.UUID, now time.Time) ([]message.Message, error) {
	const text = "It was cancelled before it was sent."
	const unsure = "It was cancelled. WhatsApp had not confirmed an earlier attempt, so it may have arrived all the same."
	off, err := q.OutboxCancel(ctx, sqlc.OutboxCancelParams{Ids: ids, Error: text, Unsure: unsure, Now: now})
	if err != nil {
		return nil, err
	}
	return oweStatuses(ctx, q, off, now, "")
}

// takeBack takes back the answers by AI that wait in an account, or in one of its
// conversations, and that nobody has approved: an answer's idempotency key begins with what
// it is. The caller has locked the account.
func takeBack(ctx context.Context, q *sqlc.Queries, accountID uuid.UUID, chatID *uuid.UUID, now time.Time) ([]message.Message, error) {
	ids, err := q.OutboxAnswers(ctx, sqlc.OutboxAnswersParams{AccountID: accountID, ChatID: chatID, Key: reply.AnswerKey})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return cancel(ctx, q, ids, now)
}
