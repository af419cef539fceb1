package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"switchboard/internal/event"
	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/sqlc"
)

const aReply = "Reply"

func day(t time.Time) pgtype.Date {
	return pgtype.Date{Time: t.UTC().Truncate(24 * time.Hour), Valid: true}
}

// oweReply owes an answer of the AI to a message that came in, or leaves the chat to the
// person who has written in it, and answers what it took back of answers. It is part of the
// transaction that stores the message.
func oweReply(ctx context.Context, q *sqlc.Queries, m message.Message, now time.Time) (takenBack []message.Message, err error) {
	switch {
	case reply.Wanted(m):
		return nil, q.ReplyOwe(ctx, sqlc.ReplyOweParams{ChatID: m.ChatID, AccountID: m.AccountID, MessageID: m.ID, CreatedAt: m.CreatedAt, Now: now})
	case m.ByPerson():
		if err := q.ReplyTakeOver(ctx, sqlc.ReplyTakeOverParams{ChatID: m.ChatID, AccountID: m.AccountID, Now: now}); err != nil {
			return nil, err
		}
		return takeBack(ctx, q, m.AccountID, &m.ChatID, now)
	}
	return nil, nil
}

// DueReplies are the chats whose answers are due, and when the next one is; false when
// none is known to be.
func (s *Store) DueReplies(ctx context.Context, now time.Time, limit int) (due []uuid.UUID, next time.Time, more bool, err error) {
	rows, err := s.q.ReplyDue(ctx, int32(limit)+1)
	for _, r := range rows {
		if r.DueAt.After(now) {
			return due, r.DueAt.UTC(), true, nil
		}
		due = append(due, r.ChatID)
	}
	return due[:min(len(due), limit)], time.Time{}, false, translate(err, aReply)
}

// Ground is what an answer stands on; NotFound when the chat waits for none.
func (s *Store) Ground(ctx context.Context, chatID uuid.UUID) (reply.Ground, error) {
	now := time.Now().UTC()
	r, err := s.q.ReplyGround(ctx, sqlc.ReplyGroundParams{ChatID: chatID, HourAgo: now.Add(-time.Hour), Day: day(now)})
	if err != nil {
		return reply.Ground{}, translate(err, aReply)
	}
	g, err := groundFrom(r)
	if err != nil {
		return g, err
	}
	if r.HasTools {
		if g.Tools, err = s.Tools(ctx, g.Owed.AccountID); err != nil {
			return g, err
		}
	}
	if g.Past, err = s.Past(ctx, chatID, g.Owed.MessageID, max(g.Config.HistoryLimit, reply.MostAsked)); err != nil {
		return g, err
	}
	if n := len(g.Past); n > 0 && g.Past[n-1].ID == g.Owed.MessageID {
		g.Facts.Message = g.Past[n-1].Message
	} else { // it is of a kind that a model is not told
		g.Facts.Message, err = messageByID(ctx, s.q, g.Owed.MessageID)
	}
	return g, err
}

// groundFrom is a ground without its messages.
func groundFrom(r sqlc.ReplyGroundRow) (g reply.Ground, err error) {
	a := r.AiReply
	g.Owed = reply.Owed{ChatID: a.ChatID, AccountID: a.AccountID, MessageID: a.MessageID, Turn: a.Turn, Since: a.Since.UTC(), Attempts: int(a.Attempts)}
	if a.Answer != nil {
		g.Owed.Answer = &reply.Verdict{}
		if err := json.Unmarshal(a.Answer, g.Owed.Answer); err != nil {
			return g, fmt.Errorf("read answer: %w", err)
		}
	}
	if err := json.Unmarshal(a.Calls, &g.Owed.Calls); err != nil {
		return g, fmt.Errorf("read calls: %w", err)
	}
	if r.Settings != nil {
		if g.Config, err = configFrom(sqlc.AiConfig{
			AccountID: a.AccountID, IsActive: *r.IsActive, DebounceMs: *r.DebounceMs, TakeoverS: *r.TakeoverS, Settings: r.Settings,
			CreatedAt: *r.CreatedAt, UpdatedAt: *r.UpdatedAt,
		}); err != nil {
			return g, err
		}
		if err := json.Unmarshal(r.Keys, &g.Config.Keys); err != nil {
			return g, fmt.Errorf("read keys: %w", err)
		}
	}
	g.Chat, g.ChatName, g.AccountName, g.Taught = peerFrom(r.Phone, r.Lid, r.GroupJid), r.ChatName, r.AccountName, r.HasDocuments
	g.Facts = reply.Facts{
		PausedUntil: utc(r.PausedUntil), PauseReason: reply.Pause(r.PauseReason), HoursAt: utc(r.HoursAt), BudgetAt: utc(r.BudgetAt),
		OptedOut: r.OptedOut, Known: r.Known, LastHour: int(r.LastHour),
		Used:          reply.Used{Tokens: int(r.Tokens), Replies: int(r.Replies)},
		UsedByContact: reply.Used{Tokens: int(r.ChatTokens), Replies: int(r.ChatReplies)},
	}
	return g, nil
}

// UsedToday is what an account and one of its contacts have used today.
func (s *Store) UsedToday(ctx context.Context, accountID, chatID uuid.UUID, now time.Time) (account, contact reply.Used, err error) {
	r, err := s.q.ReplyUsed(ctx, sqlc.ReplyUsedParams{AccountID: accountID, ChatID: chatID, Day: day(now)})
	return reply.Used{Tokens: int(r.Tokens), Replies: int(r.Replies)}, reply.Used{Tokens: int(r.ChatTokens), Replies: int(r.ChatReplies)}, translate(err, aReply)
}

// KeepVerdict keeps what is to be done, and counts what it took; false when the chat waits
// for it no more.
func (s *Store) KeepVerdict(ctx context.Context, o reply.Owed, v reply.Verdict, patience time.Time) (kept bool, err error) {
	spent := v.Spent
	v.Spent, v.Since = nil, o.Since // it is not to be counted again
	answer, err := json.Marshal(v)
	if err != nil {
		return false, fmt.Errorf("write answer: %w", err)
	}
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		n, err := q.ReplyKeep(ctx, sqlc.ReplyKeepParams{ChatID: o.ChatID, MessageID: o.MessageID, Since: o.Since, Answer: answer, Patience: patience})
		if kept = n == 1; err != nil || !kept {
			return err
		}
		return spend(ctx, q, o, spent, v.Trace.CreatedAt)
	})
	return kept, translate(err, aReply)
}

// PutOff has a reply tried again at a time.
func (s *Store) PutOff(ctx context.Context, o reply.Owed, at time.Time, tries int) error {
	return translate(s.q.ReplyPutOff(ctx, sqlc.ReplyPutOffParams{ChatID: o.ChatID, MessageID: o.MessageID, At: at, Tries: int32(tries)}), aReply)
}

// Spend counts what was spent on an answer that does not come now, and keeps how it came about.
func (s *Store) Spend(ctx context.Context, o reply.Owed, v reply.Verdict, now time.Time) error {
	return translate(s.tx(ctx, func(q *sqlc.Queries) error {
		if v.Trace.Outcome != "" {
			if err := addTrace(ctx, q, v.Trace); err != nil {
				return err
			}
		}
		return spend(ctx, q, o, reply.Unanswered(v.Spent), now)
	}), aReply)
}

// Called keeps what a tool answered, until what is owed is done.
func (s *Store) Called(ctx context.Context, o reply.Owed, call uuid.UUID, result string) error {
	return translate(s.q.ReplyCalled(ctx, sqlc.ReplyCalledParams{ChatID: o.ChatID, Turn: o.Turn, CallID: call, Result: result}), aReply)
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

// FinishReply carries a verdict out, with all that follows from it. What an account's chats
// finish at the same time is done in one transaction.
func (s *Store) FinishReply(ctx context.Context, f reply.Finish) (reply.Finished, error) {
	r, err := s.finishes.do(ctx, f.AccountID, f.ChatID, f)
	if err == nil && r.newer {
		err = reply.ErrNewer
	}
	return r.Finished, translate(err, aReply)
}

// finished is what FinishReply answers.
type finished struct {
	reply.Finished
	newer bool
}

// finishAll carries verdicts of one account out.
func (s *Store) finishAll(ctx context.Context, all []reply.Finish) (out []finished, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		account := all[0].AccountID
		if err := q.AccountQueue(ctx, []uuid.UUID{account}); err != nil {
			return err
		}
		chats := make([]uuid.UUID, len(all))
		for i, f := range all {
			chats[i] = f.ChatID
		}
		held, err := q.ReplyHeld(ctx, sqlc.ReplyHeldParams{AccountID: account, ChatIds: chats})
		if err != nil {
			return err
		}
		out = make([]finished, len(all))
		end := sqlc.ReplyEndParams{Now: all[0].Now}
		for i, f := range all {
			h := held[slices.IndexFunc(held, func(h sqlc.ReplyHeldRow) bool { return h.ChatID == f.ChatID })]
			healed := h.Since.Before(f.Since) // what could not be read at first is older than what was thought about
			newer := h.MessageID != f.Verdict.MessageID && !h.Since.Before(f.Patience)
			if h.Owed && !h.Kept && (healed || newer) {
				out[i].newer = true
				if err := unsent(ctx, q, f, reply.ReasonNewer); err != nil {
					return err
				}
				continue
			}
			end.ChatIds, end.MessageIds = append(end.ChatIds, f.ChatID), append(end.MessageIds, f.Verdict.MessageID)
			end.Sinces = append(end.Sinces, f.Since)
			if why := dropped(h, f); why != "" {
				err = unsent(ctx, q, f, why)
			} else {
				out[i].Finished, err = s.finish(ctx, q, f, h)
			}
			if err != nil {
				return err
			}
		}
		return q.ReplyEnd(ctx, end)
	})
	return out, err
}

// dropped is why a verdict is not carried out: a person has written in the chat or paused it
// meanwhile, answers were turned off, or what was asked is gone. Empty when it is.
func dropped(h sqlc.ReplyHeldRow, f reply.Finish) reply.Reason {
	paused := h.PausedUntil != nil && h.PausedUntil.After(f.Now)
	// It was judged although a stop word had paused the chat: the contact has taken that back.
	lifts := f.Verdict.Resume || f.Verdict.Pause != "" && reply.Pause(h.PauseReason) == reply.PauseByStopWord
	switch {
	case paused && reply.Pause(h.PauseReason) == reply.PauseByPerson && !h.Owed:
		return reply.ReasonAnswered
	case paused && !lifts && f.Verdict.Speaks():
		return reply.ReasonPaused
	case !h.IsActive && f.Verdict.Speaks():
		return reply.ReasonOff
	case !h.Owed:
		return reply.ReasonAnswered
	}
	return ""
}

// finish does what a verdict says about a chat that waits for it.
func (s *Store) finish(ctx context.Context, q *sqlc.Queries, f reply.Finish, h sqlc.ReplyHeldRow) (done reply.Finished, err error) {
	if h.Drafts { // which may have been turned on meanwhile: a person is to approve what a model says
		f = f.AsDraft()
	}
	v := f.Verdict
	if v.Pause != "" { // nothing of an earlier answer comes after it
		if done.Changed, err = takeBack(ctx, q, f.AccountID, &f.ChatID, f.Now); err != nil {
			return done, err
		}
	}
	sent, err := s.acceptParts(ctx, q, f.Parts)
	if err != nil {
		return done, err
	}
	done.Changed = append(done.Changed, sent...)
	if err := spend(ctx, q, f.Owed, v.Spent, f.Now); err != nil {
		return done, err
	}
	if err := addTrace(ctx, q, v.Trace); err != nil {
		return done, err
	}
	if done.Drafts = v.Draft != "" || h.Drafted && v.Supersedes(); done.Drafts {
		if err := q.AIDraftSupersede(ctx, sqlc.AIDraftSupersedeParams{ChatID: f.ChatID, Now: &f.Now}); err != nil {
			return done, err
		}
	}
	return done, followUp(ctx, q, f.Owed, v, f.Now)
}

// acceptParts accepts the parts of an answer, or refuses all of them. The caller has locked
// the account.
func (s *Store) acceptParts(ctx context.Context, q *sqlc.Queries, parts []message.Accept) (sent []message.Message, err error) {
	for _, part := range parts {
		r, err := s.acceptOne(ctx, q, part)
		if err == nil {
			err = r.refused
		}
		if err != nil {
			return nil, err
		}
		if r.New {
			sent = append(sent, r.Message)
		}
	}
	return sent, nil
}

// unsent records an answer that does not come, and why.
func unsent(ctx context.Context, q *sqlc.Queries, f reply.Finish, why reply.Reason) error {
	v := f.Verdict
	if v.Trace.Outcome != reply.Skipped {
		v.Trace.Outcome, v.Trace.Reason, v.Trace.Text = reply.Skipped, why, why.Text()
	}
	if err := spend(ctx, q, f.Owed, reply.Unanswered(v.Spent), f.Now); err != nil {
		return err
	}
	return addTrace(ctx, q, v.Trace)
}

// followUp does what a verdict means for the chat, and owes the events of it.
func followUp(ctx context.Context, q *sqlc.Queries, o reply.Owed, v reply.Verdict, now time.Time) error {
	if v.Quiet() {
		return nil
	}
	m, err := messageByID(ctx, q, v.MessageID)
	if err != nil {
		return err
	}
	about := event.Reply{
		ChatID: o.ChatID, Chat: m.Chat.JID(), PhoneNumber: optional(m.Chat.Phone), MessageID: m.ID, TraceID: v.Trace.ID,
	}.WithFacets(m.Payload().Facets())
	if v.Draft != "" {
		draft := uuid.Must(uuid.NewV7())
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
		if err := q.AIChatPause(ctx, sqlc.AIChatPauseParams{ChatID: o.ChatID, Until: new(v.Pause.Until(now)), Reason: string(v.Pause)}); err != nil {
			return err
		}
		if err := owe(ctx, q, o.AccountID, event.HandedOver{Reply: about, Reason: string(v.Pause)}, now); err != nil {
			return err
		}
	case v.Resume:
		if err := q.AIChatResume(ctx, sqlc.AIChatResumeParams{ChatID: o.ChatID, Now: &now}); err != nil {
			return err
		}
	}
	if v.Trace.Outcome == reply.Failed {
		if err := owe(ctx, q, o.AccountID, event.ReplyFailed{Reply: about, Reason: string(v.Trace.Reason), Text: v.Trace.Text}, now); err != nil {
			return err
		}
	}
	if v.Told == reply.ReasonBudget {
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
	out := make([]reply.Past, 0, len(rows))
	for _, r := range slices.Backward(rows) {
		out = append(out, reply.Past{Message: messageFrom(r.MessageDetail), Heard: r.Heard})
	}
	return out, translate(err, aReply)
}

// Heard keeps what is spoken in a voice note.
func (s *Store) Heard(ctx context.Context, m message.Message, text string, now time.Time) error {
	return translate(s.q.AIHeard(ctx, sqlc.AIHeardParams{MessageID: m.ID, AccountID: m.AccountID, ChatID: m.ChatID, Content: text, Now: now}), aMessage)
}

// Standing is how the AI stands to a chat; NotFound when there is none. What is asked for
// at the same time, by each chat of a list, is read at once.
func (s *Store) Standing(ctx context.Context, chatID uuid.UUID) (reply.Standing, error) {
	st, err := s.standings.do(ctx, chatID, chatID)
	if err == nil && st == nil {
		err = pgx.ErrNoRows
	}
	if err != nil {
		return reply.Standing{}, translate(err, aChat)
	}
	return *st, nil
}

// standAll reads how the AI stands to different chats; nil stands for one that is not there.
func (s *Store) standAll(ctx context.Context, chatIDs []uuid.UUID) ([]*reply.Standing, error) {
	rows, err := s.q.AIChatStanding(ctx, chatIDs)
	if err != nil {
		return nil, err
	}
	out := make([]*reply.Standing, len(chatIDs))
	for _, r := range rows {
		out[slices.Index(chatIDs, r.ID)] = &reply.Standing{Active: r.IsActive, PausedUntil: utc(r.PausedUntil), PauseReason: reply.Pause(r.PauseReason), Pending: r.Pending}
	}
	drafts, err := s.q.AIDraftOfChats(ctx, chatIDs)
	for _, d := range drafts {
		if st := out[slices.Index(chatIDs, d.ChatID)]; st != nil {
			st.Draft = new(draftFrom(d))
		}
	}
	return out, err
}

// PauseReplies holds answers in a chat until a time, drops what is owed and takes back what
// waits.
func (s *Store) PauseReplies(ctx context.Context, accountID, chatID uuid.UUID, until time.Time, why reply.Pause, now time.Time) (takenBack []message.Message, err error) {
	err = s.tx(ctx, func(q *sqlc.Queries) error {
		if err := q.AccountQueue(ctx, []uuid.UUID{accountID}); err != nil {
			return err
		}
		if err := q.ReplyDrop(ctx, chatID); err != nil {
			return err
		}
		if err := q.AIChatPause(ctx, sqlc.AIChatPauseParams{ChatID: chatID, Until: &until, Reason: string(why)}); err != nil {
			return err
		}
		takenBack, err = takeBack(ctx, q, accountID, &chatID, now)
		return err
	})
	return takenBack, translate(err, aChat)
}

// ResumeReplies lets answers go on in a chat.
func (s *Store) ResumeReplies(ctx context.Context, chatID uuid.UUID, now time.Time) error {
	return translate(s.q.AIChatResume(ctx, sqlc.AIChatResumeParams{ChatID: chatID, Now: &now}), aChat)
}

// ResetHistory has the model not be told any more what was written before.
func (s *Store) ResetHistory(ctx context.Context, chatID uuid.UUID, now time.Time) error {
	return translate(s.q.AIChatReset(ctx, sqlc.AIChatResetParams{ChatID: chatID, Now: &now}), aChat)
}
