package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/sqlc"
)

const aReply = "Reply"

func day(t time.Time) pgtype.Date {
	return pgtype.Date{Time: t.UTC().Truncate(24 * time.Hour), Valid: true}
}

// oweReply owes an answer of the AI to a message that came in, or leaves the chat to the
// person who has written in it. It is part of the transaction that stores the message.
func oweReply(ctx context.Context, q *sqlc.Queries, m message.Message, now time.Time) error {
	switch {
	case reply.Wanted(m):
		return q.ReplyOwe(ctx, sqlc.ReplyOweParams{ChatID: m.ChatID, AccountID: m.AccountID, MessageID: m.ID, Now: now})
	case m.FromMe() && (m.Source == message.FromPhone || m.Source == message.FromDashboard) && !m.Type.Acts():
		return q.ReplyTakeOver(ctx, sqlc.ReplyTakeOverParams{ChatID: m.ChatID, AccountID: m.AccountID, Now: now})
	}
	return nil
}

// DueReplies are the chats whose answers are due.
func (s *Store) DueReplies(ctx context.Context, now time.Time, limit int) ([]uuid.UUID, error) {
	ids, err := s.q.ReplyDue(ctx, sqlc.ReplyDueParams{Now: now, Lim: int32(limit)})
	return ids, translate(err, aReply)
}

// NextReply is when the next one is due that is not yet; false when none is.
func (s *Store) NextReply(ctx context.Context, now time.Time) (time.Time, bool, error) {
	at, err := s.q.ReplyNext(ctx, now)
	if err != nil || len(at) == 0 {
		return time.Time{}, false, translate(err, aReply)
	}
	return at[0], true, nil
}

// Owed is what a chat waits for; NotFound when it waits for nothing.
func (s *Store) Owed(ctx context.Context, chatID uuid.UUID) (reply.Owed, error) {
	r, err := s.q.ReplyGet(ctx, chatID)
	if err != nil {
		return reply.Owed{}, translate(err, aReply)
	}
	o := reply.Owed{ChatID: r.ChatID, AccountID: r.AccountID, MessageID: r.MessageID, Since: r.Since.UTC(), Attempts: int(r.Attempts)}
	if r.Answer != nil {
		o.Answer = &reply.Verdict{}
		if err := json.Unmarshal(r.Answer, o.Answer); err != nil {
			return o, fmt.Errorf("read answer: %w", err)
		}
	}
	return o, nil
}

// ReplyFacts are what decides whether a message is answered.
func (s *Store) ReplyFacts(ctx context.Context, o reply.Owed, now time.Time) (f reply.Facts, err error) {
	if f.Message, err = messageByID(ctx, s.q, o.MessageID); err != nil {
		return f, err
	}
	if f.OptedOut, err = optedOut(ctx, s.q, o.AccountID, f.Message.Chat); err != nil {
		return f, translate(err, aReply)
	}
	r, err := s.q.ReplyFacts(ctx, sqlc.ReplyFactsParams{ChatID: o.ChatID, AccountID: o.AccountID, HourAgo: now.Add(-time.Hour), Day: day(now)})
	if err != nil {
		return f, translate(err, aReply)
	}
	f.PausedUntil, f.PauseReason, f.HoursAt, f.BudgetAt = utc(r.PausedUntil), reply.Pause(r.PauseReason), utc(r.HoursAt), utc(r.BudgetAt)
	f.Known, f.LastHour = r.Known, int(r.LastHour)
	f.Used = reply.Used{Tokens: int(r.Tokens), Replies: int(r.Replies)}
	f.UsedByContact = reply.Used{Tokens: int(r.ChatTokens), Replies: int(r.ChatReplies)}
	return f, nil
}

// KeepVerdict keeps what is to be done; false when the chat waits for it no more.
func (s *Store) KeepVerdict(ctx context.Context, o reply.Owed, v reply.Verdict, patience time.Time) (bool, error) {
	answer, err := json.Marshal(v)
	if err != nil {
		return false, fmt.Errorf("write answer: %w", err)
	}
	n, err := s.q.ReplyKeep(ctx, sqlc.ReplyKeepParams{ChatID: o.ChatID, MessageID: o.MessageID, Answer: answer, Patience: patience})
	return n == 1, translate(err, aReply)
}

// PutOff has a reply tried again at a time.
func (s *Store) PutOff(ctx context.Context, o reply.Owed, at time.Time, tries int) error {
	return translate(s.q.ReplyPutOff(ctx, sqlc.ReplyPutOffParams{ChatID: o.ChatID, MessageID: o.MessageID, At: at, Tries: int32(tries)}), aReply)
}

// Spend counts what was spent on an answer that does not come.
func (s *Store) Spend(ctx context.Context, o reply.Owed, spent []reply.Spent, now time.Time) error {
	if len(spent) == 0 {
		return nil
	}
	for i := range spent {
		spent[i].Replies = 0
	}
	return translate(s.tx(ctx, func(q *sqlc.Queries) error { return spend(ctx, q, o, spent, now) }), aReply)
}

func spend(ctx context.Context, q *sqlc.Queries, o reply.Owed, spent []reply.Spent, now time.Time) error {
	for _, one := range spent {
		if err := q.AIUsageAdd(ctx, sqlc.AIUsageAddParams{
			AccountID: o.AccountID, Day: day(now), ChatID: o.ChatID, Provider: string(one.Provider), Model: one.Model, Replies: int32(one.Replies),
			TokensIn: int64(one.TokensIn), TokensOut: int64(one.TokensOut), ModelMs: int64(one.ModelMS), Cost: one.Cost,
		}); err != nil {
			return err
		}
	}
	return nil
}

// FinishReply records that a verdict was carried out, with all that follows from it.
func (s *Store) FinishReply(ctx context.Context, o reply.Owed, v reply.Verdict, now time.Time) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if _, err := q.AccountLock(ctx, o.AccountID); err != nil {
			return translate(err, anAccount)
		}
		if err := spend(ctx, q, o, v.Spent, now); err != nil {
			return err
		}
		m, err := messageByID(ctx, q, v.MessageID)
		if fault.Is(err, fault.NotFound) { // it went meanwhile, and what was owed with it
			v.Trace.MessageID = nil
			return addTrace(ctx, q, v.Trace)
		}
		if err != nil {
			return err
		}
		if err := addTrace(ctx, q, v.Trace); err != nil {
			return err
		}
		done, err := q.ReplyDone(ctx, sqlc.ReplyDoneParams{ChatID: o.ChatID, MessageID: v.MessageID})
		if err != nil {
			return err
		}
		anew, err := q.ReplyAnew(ctx, sqlc.ReplyAnewParams{ChatID: o.ChatID, MessageID: v.MessageID, Now: now})
		if err != nil || done+anew == 0 {
			return err // a person has taken over: no draft, and their pause stays
		}
		return followUp(ctx, q, o, v, m, now)
	}), aReply)
}

// followUp does what a verdict means for the chat, and owes the events of it.
func followUp(ctx context.Context, q *sqlc.Queries, o reply.Owed, v reply.Verdict, m message.Message, now time.Time) error {
	about := event.Reply{
		ChatID: o.ChatID, Chat: m.Chat.JID(), PhoneNumber: optional(m.Chat.Phone), MessageID: m.ID, TraceID: v.Trace.ID,
	}.WithFacets(m.Payload().Facets())
	if v.Draft != "" {
		draft := uuid.Must(uuid.NewV7())
		if err := q.AIDraftSupersede(ctx, sqlc.AIDraftSupersedeParams{ChatID: o.ChatID, Now: &now}); err != nil {
			return err
		}
		if err := q.AIDraftAdd(ctx, sqlc.AIDraftAddParams{
			ID: draft, AccountID: o.AccountID, ChatID: o.ChatID, MessageID: &m.ID, TraceID: &v.Trace.ID, Text: v.Draft, Now: now,
		}); err != nil {
			return err
		}
		if err := owe(ctx, q, o.AccountID, event.ReplyDraft{Reply: about, DraftID: draft, Text: v.Draft}, now); err != nil {
			return err
		}
	}
	switch {
	case v.Pause != "":
		if err := q.AIChatPause(ctx, sqlc.AIChatPauseParams{ChatID: o.ChatID, Until: new(reply.Forever()), Reason: string(v.Pause)}); err != nil {
			return err
		}
		if err := owe(ctx, q, o.AccountID, event.HandedOver{Reply: about, Reason: string(v.Pause)}, now); err != nil {
			return err
		}
	case v.Resume:
		if err := q.AIChatResume(ctx, o.ChatID); err != nil {
			return err
		}
	}
	if v.Trace.Outcome == reply.Failed {
		if err := owe(ctx, q, o.AccountID, event.ReplyFailed{Reply: about, Reason: string(v.Trace.Reason), Text: v.Trace.Text}, now); err != nil {
			return err
		}
	}
	if v.Trace.Reason == reply.ReasonBudget {
		if err := owe(ctx, q, o.AccountID, event.BudgetEnded{Reply: about}, now); err != nil {
			return err
		}
	}
	told := sqlc.AIChatToldParams{ChatID: o.ChatID}
	switch v.Told {
	case reply.ReasonOutOfHours:
		told.HoursAt = &now
	case reply.ReasonBudget:
		told.BudgetAt = &now
	default:
		return nil
	}
	return q.AIChatTold(ctx, told)
}

// pastTypes are the types of messages that say something to a model.
var pastTypes = []string{
	string(message.Text), string(message.Image), string(message.Video), string(message.GIF), string(message.Audio), string(message.Voice),
	string(message.Document), string(message.Sticker), string(message.Location), string(message.Contacts), string(message.Poll),
	string(message.Options), string(message.Choice),
}

// Past are the last messages of a chat that say something, oldest first.
func (s *Store) Past(ctx context.Context, chatID, until uuid.UUID, n int) ([]reply.Past, error) {
	rows, err := s.q.AIPast(ctx, sqlc.AIPastParams{ChatID: chatID, Types: pastTypes, Until: until, Lim: int32(n)})
	if err != nil {
		return nil, translate(err, aReply)
	}
	ids, heard := make([]uuid.UUID, len(rows)), map[uuid.UUID]string{}
	for i, r := range rows {
		ids[i], heard[r.ID] = r.ID, r.Heard
	}
	messages, err := messagesByID(ctx, s.q, ids)
	if err != nil {
		return nil, err
	}
	byID := map[uuid.UUID]message.Message{}
	for _, m := range messages {
		byID[m.ID] = m
	}
	out := make([]reply.Past, 0, len(ids))
	for i := len(ids) - 1; i >= 0; i-- {
		if m, ok := byID[ids[i]]; ok {
			out = append(out, reply.Past{Message: m, Heard: heard[m.ID]})
		}
	}
	return out, nil
}

// Heard keeps what is spoken in a voice note.
func (s *Store) Heard(ctx context.Context, m message.Message, text string, now time.Time) error {
	return translate(s.q.AIHeard(ctx, sqlc.AIHeardParams{MessageID: m.ID, AccountID: m.AccountID, ChatID: m.ChatID, Content: text, Now: now}), aMessage)
}

// Standing is how the AI stands to a chat.
func (s *Store) Standing(ctx context.Context, chatID uuid.UUID) (reply.Standing, error) {
	r, err := s.q.AIChatStanding(ctx, chatID)
	if err != nil {
		return reply.Standing{}, translate(err, aChat)
	}
	st := reply.Standing{Active: r.IsActive, PausedUntil: utc(r.PausedUntil), PauseReason: reply.Pause(r.PauseReason), Pending: r.Pending}
	drafts, err := s.q.AIDraftOfChat(ctx, chatID)
	if err == nil && len(drafts) > 0 {
		st.Draft = new(draftFrom(drafts[0]))
	}
	return st, translate(err, aChat)
}

// PauseReplies holds answers in a chat until a time, and drops what is owed.
func (s *Store) PauseReplies(ctx context.Context, chatID uuid.UUID, until time.Time, why reply.Pause) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if err := q.ReplyDrop(ctx, chatID); err != nil {
			return err
		}
		return q.AIChatPause(ctx, sqlc.AIChatPauseParams{ChatID: chatID, Until: &until, Reason: string(why)})
	}), aChat)
}

// ResumeReplies lets answers go on in a chat.
func (s *Store) ResumeReplies(ctx context.Context, chatID uuid.UUID) error {
	return translate(s.q.AIChatResume(ctx, chatID), aChat)
}

// ResetHistory has the model not be told any more what was written before.
func (s *Store) ResetHistory(ctx context.Context, chatID uuid.UUID, now time.Time) error {
	return translate(s.q.AIChatReset(ctx, sqlc.AIChatResetParams{ChatID: chatID, Now: &now}), aChat)
}
