package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"switchboard/internal/consent"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/reply"
)

var ada = message.Peer{Phone: "4915112345678"}

// answering makes a store whose account answers by AI.
func answering(t *testing.T) *bundle {
	t.Helper()
	b := setup(t)
	c := reply.Defaults(b.account.ID)
	c.IsActive, c.UpdatedAt = true, time.Now().UTC()
	c.Keys[reply.Gemini], c.KeyHosts[reply.Gemini] = []byte("sealed"), ""
	b.configure(t, c)
	return b
}

// configure has the account answer so.
func (b *bundle) configure(t *testing.T, c reply.Config) {
	t.Helper()
	_, _, err := b.store.ChangeAIConfig(b.ctx, c.AccountID, func(*reply.Config) (reply.Config, error) { return c, nil })
	require.NoError(t, err)
}

// asked is a message that came in, and what is owed for it.
func (b *bundle) asked(t *testing.T, text string) (message.Message, reply.Owed) {
	t.Helper()
	in := b.inbound(uuid.NewString(), ada)
	in.Text = text
	m := b.receive(t, in)
	return m, b.ground(t, m.ChatID).Owed
}

func (b *bundle) ground(t *testing.T, chat uuid.UUID) reply.Ground {
	t.Helper()
	g, err := b.store.Ground(b.ctx, chat)
	require.NoError(t, err)
	return g
}

func (b *bundle) verdict(o reply.Owed, outcome reply.Outcome) reply.Verdict {
	return reply.Verdict{
		MessageID: o.MessageID, Parts: []string{"Nine."}, Spent: []reply.Spent{{Provider: reply.Gemini, Model: "m", Replies: 1, TokensIn: 10, TokensOut: 2}},
		Trace: reply.Trace{ID: uuid.Must(uuid.NewV7()), AccountID: o.AccountID, ChatID: &o.ChatID, MessageID: &o.MessageID, Outcome: outcome, CreatedAt: time.Now().UTC()},
	}
}

// finish carries a verdict out, and returns what was accepted for sending.
func (b *bundle) finish(t *testing.T, o reply.Owed, v reply.Verdict) []message.Message {
	t.Helper()
	sent, err := b.tryFinish(o, v)
	require.NoError(t, err)
	return sent
}

func (b *bundle) tryFinish(o reply.Owed, v reply.Verdict) ([]message.Message, error) {
	now := time.Now().UTC()
	f := reply.Finish{Owed: o, Verdict: v, Patience: now.Add(-time.Minute), Now: now}
	for _, text := range v.Parts {
		f.Parts = append(f.Parts, b.draft(text, func(a *message.Accept) {
			a.Source, a.ContentHash, a.IdempotencyKey = message.FromAI, nil, reply.AnswerKey+v.Trace.ID.String()
		}))
	}
	done, err := b.store.FinishReply(b.ctx, f)
	return done.Changed, err
}

func (b *bundle) owes(t *testing.T, chat uuid.UUID) bool {
	t.Helper()
	_, err := b.store.Ground(b.ctx, chat)
	if err != nil {
		require.True(t, fault.Is(err, fault.NotFound), "%v", err)
	}
	return err == nil
}

func (b *bundle) used(t *testing.T) (replies, tokens int) {
	t.Helper()
	all, err := b.store.Usages(b.ctx, b.account.ID, time.Now().AddDate(0, 0, -1))
	require.NoError(t, err)
	for _, u := range all {
		replies, tokens = replies+u.Replies, tokens+u.TokensIn+u.TokensOut
	}
	return replies, tokens
}

func TestReplies(t *testing.T) {
	t.Parallel()
	t.Run("a_burst_is_owed_once_and_put_off", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, one := b.asked(t, "one")
		m, two := b.asked(t, "two")
		require.Equal(t, m.ID, two.MessageID)
		require.Equal(t, one.Since, two.Since)
		due, _, _, err := b.store.DueReplies(b.ctx, time.Now().Add(3*time.Second), 10)
		require.NoError(t, err)
		require.Empty(t, due, "four seconds after the last")
		due, _, _, err = b.store.DueReplies(b.ctx, time.Now().Add(5*time.Second), 10)
		require.NoError(t, err)
		require.Equal(t, []uuid.UUID{m.ChatID}, due)
	})
	t.Run("a_newer_message_is_thought_about_anew", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, one := b.asked(t, "one")
		_, two := b.asked(t, "two")
		kept, err := b.store.KeepVerdict(b.ctx, one, b.verdict(one, reply.Answered), time.Now().Add(-time.Minute))
		require.NoError(t, err)
		require.False(t, kept)
		kept, err = b.store.KeepVerdict(b.ctx, two, b.verdict(two, reply.Answered), time.Now().Add(-time.Minute))
		require.NoError(t, err)
		require.True(t, kept)
	})
	t.Run("an_answer_to_a_message_that_is_no_longer_the_newest_is_not_sent", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, one := b.asked(t, "one")
		m, two := b.asked(t, "two")
		sent, err := b.tryFinish(one, b.verdict(one, reply.Answered))
		require.ErrorIs(t, err, reply.ErrNewer)
		require.Empty(t, sent)
		replies, tokens := b.used(t)
		require.Equal(t, []int{0, 12}, []int{replies, tokens}, "it is paid for all the same")
		require.Len(t, b.finish(t, two, b.verdict(two, reply.Answered)), 1)
		require.False(t, b.owes(t, m.ChatID))
		require.Empty(t, b.finish(t, two, b.verdict(two, reply.Answered)), "the same again, after a crash")
	})
	t.Run("an_answer_that_is_refused_changes_nothing", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		m, o := b.asked(t, "one")
		b.asksNoMore(t, ada)
		_, err := b.tryFinish(o, b.verdict(o, reply.Answered))
		require.Equal(t, "opted_out", fault.CodeOf(err))
		require.True(t, b.owes(t, m.ChatID))
		_, tokens := b.used(t)
		require.Zero(t, tokens)
	})
	t.Run("a_chat_that_was_merged_away_while_it_was_thought_about", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		kept := b.receive(t, b.inbound(uuid.NewString(), message.Peer{Phone: "4915112345678"}))
		m := b.receive(t, b.inbound(uuid.NewString(), message.Peer{LID: "77@lid"}))
		o := b.ground(t, m.ChatID).Owed
		both := b.receive(t, b.inbound(uuid.NewString(), message.Peer{Phone: "4915112345678", LID: "77@lid"}))
		require.Equal(t, kept.ChatID, both.ChatID)
		v := b.verdict(o, reply.Answered)
		require.Empty(t, b.finish(t, o, v))
		trace, err := b.store.Trace(b.ctx, v.Trace.ID)
		require.NoError(t, err)
		require.Equal(t, v.Trace.ID, trace.ID)
	})
	t.Run("answers_of_several_chats_finish_each_for_itself", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		var all errgroup.Group
		for i := range 8 {
			who := message.Peer{Phone: fmt.Sprint("49151000000", i)}
			m := b.receive(t, b.inbound(uuid.NewString(), who))
			o := b.ground(t, m.ChatID).Owed
			out := i%2 == 1
			if out {
				b.asksNoMore(t, who)
			}
			all.Go(func() error {
				now := time.Now().UTC()
				sent, err := b.store.FinishReply(b.ctx, reply.Finish{Owed: o, Verdict: b.verdict(o, reply.Answered), Now: now, Patience: now, Parts: []message.Accept{
					b.draft("Nine.", func(a *message.Accept) { a.Chat, a.ContentHash = who, nil }),
				}})
				if out && fault.CodeOf(err) == "opted_out" || !out && err == nil && len(sent.Changed) == 1 {
					return nil
				}
				return fmt.Errorf("chat %d: %d sent, %w", i, len(sent.Changed), err)
			})
		}
		require.NoError(t, all.Wait())
	})
	t.Run("what_comes_after_a_kept_answer_stays_owed", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, one := b.asked(t, "one")
		v := b.verdict(one, reply.Answered)
		kept, err := b.store.KeepVerdict(b.ctx, one, v, time.Now())
		require.NoError(t, err)
		require.True(t, kept)
		m, two := b.asked(t, "two")
		require.Equal(t, one.MessageID, two.Answer.MessageID, "the kept answer is that of the first")
		require.NoError(t, b.store.PutOff(b.ctx, one, time.Now().Add(time.Hour), 0))
		due, _, _, err := b.store.DueReplies(b.ctx, time.Now().Add(time.Minute), 10)
		require.NoError(t, err)
		require.Empty(t, due, "an answer that cannot be handed over waits, whatever came after it")
		replies, tokens := b.used(t)
		require.Equal(t, []int{1, 12}, []int{replies, tokens}, "it counts from when it is kept")
		b.finish(t, two, *two.Answer)
		left := b.ground(t, m.ChatID).Owed
		require.Equal(t, m.ID, left.MessageID)
		require.Nil(t, left.Answer)
		require.Equal(t, m.CreatedAt, left.Since, "what is judged next begins with it")
		replies, tokens = b.used(t)
		require.Equal(t, []int{1, 12}, []int{replies, tokens})
	})
	t.Run("a_person_takes_over", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		m, o := b.asked(t, "one")
		v := b.verdict(o, reply.Drafted)
		v.Parts, v.Draft = nil, "Nine?"
		kept, err := b.store.KeepVerdict(b.ctx, o, v, time.Now())
		require.NoError(t, err)
		require.True(t, kept)
		v.Spent = nil // which was counted
		in := b.inbound(uuid.NewString(), ada)
		in.FromMe, in.Text = true, "Grace here"
		b.receive(t, in)
		require.False(t, b.owes(t, m.ChatID))
		spoken := v
		spoken.Parts, spoken.Draft, spoken.Trace.ID = []string{"Nine."}, "", uuid.Must(uuid.NewV7())
		require.Empty(t, b.finish(t, o, spoken), "nor is an answer sent")
		b.finish(t, o, v)
		st, err := b.store.Standing(b.ctx, m.ChatID)
		require.NoError(t, err)
		require.Nil(t, st.Draft, "a draft that was thought before the person wrote does not wait")
		require.Equal(t, reply.PauseByPerson, st.PauseReason)
		_, tokens := b.used(t)
		require.Equal(t, 12, tokens)
	})
	t.Run("a_message_that_goes_while_it_is_thought_about", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		m, o := b.asked(t, "one")
		_, err := b.pool.Exec(b.ctx, "DELETE FROM messages WHERE id = $1", m.ID)
		require.NoError(t, err)
		require.False(t, b.owes(t, m.ChatID))
		b.finish(t, o, b.verdict(o, reply.Answered))
		_, tokens := b.used(t)
		require.Equal(t, 12, tokens, "it is paid for all the same")
	})
	t.Run("a_stop_word_is_taken_back_by_a_hand_over", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, one := b.asked(t, "that is enough")
		stopped := b.verdict(one, reply.Skipped)
		stopped.Parts, stopped.Pause = nil, reply.PauseByStopWord
		b.finish(t, one, stopped)
		m, two := b.asked(t, "start, and a person please")
		wanted := b.verdict(two, reply.HandedOver)
		wanted.Pause = reply.PauseByHandOver
		require.Len(t, b.finish(t, two, wanted), 1, "somebody will write soon")
		st, err := b.store.Standing(b.ctx, m.ChatID)
		require.NoError(t, err)
		require.Equal(t, reply.PauseByHandOver, st.PauseReason)
	})
	t.Run("a_draft_ends_when_something_takes_its_place", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		m, one := b.asked(t, "one")
		drafted := b.verdict(one, reply.Drafted)
		drafted.Parts, drafted.Draft = nil, "Nine?"
		b.finish(t, one, drafted)
		waits := func() bool {
			st, err := b.store.Standing(b.ctx, m.ChatID)
			require.NoError(t, err)
			return st.Draft != nil
		}
		for _, outcome := range []reply.Outcome{reply.Skipped, reply.Failed} {
			_, o := b.asked(t, "and at night?")
			nothing := b.verdict(o, outcome)
			nothing.Parts = nil
			b.finish(t, o, nothing)
			require.True(t, waits(), "%s is no answer", outcome)
		}
		_, two := b.asked(t, "two")
		b.finish(t, two, b.verdict(two, reply.Answered))
		require.False(t, waits())
	})
	t.Run("a_hand_over_that_is_not_carried_out_takes_nothing_back", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, one := b.asked(t, "one")
		sent := b.finish(t, one, b.verdict(one, reply.Answered))
		_, two := b.asked(t, "a refund")
		wanted := b.verdict(two, reply.HandedOver)
		wanted.Pause = reply.PauseByHandOver
		_, three := b.asked(t, "never mind")
		_, err := b.tryFinish(two, wanted)
		require.ErrorIs(t, err, reply.ErrNewer)
		m, err := b.store.Message(b.ctx, sent[0].ID)
		require.NoError(t, err)
		require.Equal(t, message.Queued, m.Status)
		wanted = b.verdict(three, reply.HandedOver)
		wanted.Pause = reply.PauseByHandOver
		require.Len(t, b.finish(t, three, wanted), 2, "its own message, and the one that it takes back")
		m, err = b.store.Message(b.ctx, sent[0].ID)
		require.NoError(t, err)
		require.Equal(t, message.Failed, m.Status)
	})
	t.Run("what_could_not_be_read_at_first_is_answered_too", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		one := b.inbound(uuid.NewString(), ada)
		one.Type = message.Waiting
		hidden := b.receive(t, one)
		two, owed := b.asked(t, "two")
		one.Type, one.Text = message.Text, "one"
		healed := b.receive(t, one)
		require.Equal(t, hidden.ID, healed.ID)
		_, err := b.tryFinish(owed, b.verdict(owed, reply.Answered))
		require.ErrorIs(t, err, reply.ErrNewer, "it was thought without the first")
		_, err = b.pool.Exec(b.ctx, "UPDATE ai_replies SET since = since - interval '2 minutes'")
		require.NoError(t, err)
		_, err = b.tryFinish(owed, b.verdict(owed, reply.Answered))
		require.ErrorIs(t, err, reply.ErrNewer, "however long it could not be read")
		g := b.ground(t, two.ChatID)
		require.Equal(t, two.ID, g.Owed.MessageID)
		var texts []string
		for _, m := range g.Asked() {
			texts = append(texts, m.Text)
		}
		require.Equal(t, []string{"one", "two"}, texts)
		b.finish(t, g.Owed, b.verdict(g.Owed, reply.Answered))
		require.False(t, b.owes(t, two.ChatID))
	})
	t.Run("what_can_be_read_while_an_answer_is_kept_is_answered_next", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		one := b.inbound(uuid.NewString(), ada)
		one.Type = message.Waiting
		b.receive(t, one)
		two, owed := b.asked(t, "two")
		kept, err := b.store.KeepVerdict(b.ctx, owed, b.verdict(owed, reply.Answered), time.Now().Add(-time.Minute))
		require.NoError(t, err)
		require.True(t, kept)
		one.Type, one.Text = message.Text, "one"
		healed := b.receive(t, one)
		o := b.ground(t, two.ChatID).Owed
		require.Equal(t, owed.Since, o.Answer.Since)
		o.Since = o.Answer.Since
		b.finish(t, o, *o.Answer)
		left := b.ground(t, two.ChatID).Owed
		require.Equal(t, healed.ID, left.MessageID)
		require.Nil(t, left.Answer)
		require.NotEqual(t, owed.Turn, left.Turn)
	})
	t.Run("a_loop_pauses_for_an_hour_and_is_none_after_somebody_resumes", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, one := b.asked(t, "one")
		b.finish(t, one, b.verdict(one, reply.Answered))
		m, two := b.asked(t, "two")
		require.Equal(t, 1, b.ground(t, m.ChatID).Facts.LastHour)
		looped := b.verdict(two, reply.Skipped)
		looped.Parts, looped.Pause = nil, reply.PauseByLoop
		b.finish(t, two, looped)
		st, err := b.store.Standing(b.ctx, m.ChatID)
		require.NoError(t, err)
		require.WithinDuration(t, time.Now().Add(time.Hour), *st.PausedUntil, time.Minute)
		require.NoError(t, b.store.ResumeReplies(b.ctx, m.ChatID, time.Now().UTC()))
		b.asked(t, "three")
		require.Zero(t, b.ground(t, m.ChatID).Facts.LastHour)
	})
	t.Run("what_tools_answered_is_known_until_the_answer_is_done", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		m, one := b.asked(t, "one")
		call := uuid.New()
		require.NoError(t, b.store.Called(b.ctx, one, call, "Ticket \"17\""))
		_, two := b.asked(t, "two")
		require.Equal(t, map[uuid.UUID]string{call: "Ticket \"17\""}, two.Calls)
		b.finish(t, two, b.verdict(two, reply.Answered))
		b.asked(t, "three")
		require.Empty(t, b.ground(t, m.ChatID).Owed.Calls)
	})
	t.Run("what_failed_answers_spent_counts", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, o := b.asked(t, "one")
		require.NoError(t, b.store.Spend(b.ctx, o, reply.Verdict{Spent: b.verdict(o, reply.Failed).Spent}, time.Now().UTC()))
		replies, tokens := b.used(t)
		require.Equal(t, []int{0, 12}, []int{replies, tokens})
		account, contact, err := b.store.UsedToday(b.ctx, b.account.ID, o.ChatID, time.Now().UTC())
		require.NoError(t, err)
		require.Equal(t, []reply.Used{{Tokens: 12}, {Tokens: 12}}, []reply.Used{account, contact})
	})
	t.Run("what_an_answer_stands_on_is_told_of_each_chat", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, one := b.asked(t, "one")
		b.finish(t, one, b.verdict(one, reply.Answered))
		m, o := b.asked(t, "two")
		in := b.inbound(uuid.NewString(), message.Peer{Phone: "4915187654321"})
		in.Text = "other"
		other := b.receive(t, in)
		grounds := make([]reply.Ground, 2)
		var all errgroup.Group
		for i, chat := range []uuid.UUID{m.ChatID, other.ChatID} {
			all.Go(func() (err error) { grounds[i], err = b.store.Ground(b.ctx, chat); return err })
		}
		require.NoError(t, all.Wait())
		g := grounds[0]
		require.Equal(t, o, g.Owed)
		saved, err := b.store.AIConfig(b.ctx, b.account.ID)
		require.NoError(t, err)
		require.Equal(t, saved, g.Config, "with its keys")
		require.Equal(t, m, g.Facts.Message)
		require.Equal(t, []reply.Used{{Tokens: 12, Replies: 1}, {Tokens: 12, Replies: 1}}, []reply.Used{g.Facts.Used, g.Facts.UsedByContact})
		require.Equal(t, 1, g.Facts.LastHour)
		require.Equal(t, ada, g.Chat)
		require.Equal(t, b.account.Name, g.AccountName)
		require.Equal(t, []string{"one", "Nine.", "two"}, said(g.Past))
		require.Equal(t, []string{"other"}, said(grounds[1].Past))
		require.Equal(t, []reply.Used{{Tokens: 12, Replies: 1}, {}}, []reply.Used{grounds[1].Facts.Used, grounds[1].Facts.UsedByContact})
	})
	t.Run("a_draft_is_decided_once", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		m, o := b.asked(t, "one")
		v := b.verdict(o, reply.Drafted)
		v.Parts, v.Draft = nil, "Nine?"
		b.finish(t, o, v)
		st, err := b.store.Standing(b.ctx, m.ChatID)
		require.NoError(t, err)
		decide := func() error {
			_, err := b.store.DecideDraft(b.ctx, st.Draft.ID, reply.Approved, "Nine.", time.Now().UTC())
			return err
		}
		require.NoError(t, decide())
		require.Equal(t, "decided", fault.CodeOf(decide()))
	})
	t.Run("past_ends_at_a_reset", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		m, _ := b.asked(t, "one")
		require.NoError(t, b.store.ResetHistory(b.ctx, m.ChatID, time.Now().UTC()))
		two, _ := b.asked(t, "two")
		b.asked(t, "three")
		past, err := b.store.Past(b.ctx, m.ChatID, two.ID, 10)
		require.NoError(t, err)
		require.Len(t, past, 1)
		require.Equal(t, "two", past[0].Text)
	})
	t.Run("settings_come_back_and_go_with_what_is_owed", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		m, _ := b.asked(t, "one")
		c, err := b.store.AIConfig(b.ctx, b.account.ID)
		require.NoError(t, err)
		c.Temperature, c.KeyHosts[reply.OpenAI] = new(0.0), "https://mine.example"
		b.configure(t, c)
		got, err := b.store.AIConfig(b.ctx, b.account.ID)
		require.NoError(t, err)
		require.Equal(t, c, withTimes(got, c))
		c.Temperature = nil
		b.configure(t, c)
		got, err = b.store.AIConfig(b.ctx, b.account.ID)
		require.NoError(t, err)
		require.Nil(t, got.Temperature, "the provider's own, not ours")
		_, err = b.store.DeleteAIConfig(b.ctx, b.account.ID, time.Now().UTC())
		require.NoError(t, err)
		require.False(t, b.owes(t, m.ChatID))
		_, err = b.store.DeleteAIConfig(b.ctx, b.account.ID, time.Now().UTC())
		require.True(t, fault.Is(err, fault.NotFound))
	})
	t.Run("purge", func(t *testing.T) {
		t.Parallel()
		b := answering(t)
		_, o := b.asked(t, "one")
		b.finish(t, o, b.verdict(o, reply.Answered))
		count := func(now time.Time) (traces, usage int) {
			require.NoError(t, b.store.PurgeReplies(b.ctx, now))
			require.NoError(t, b.pool.QueryRow(b.ctx, "SELECT (SELECT count(*) FROM ai_traces), (SELECT count(*) FROM ai_usage)").Scan(&traces, &usage))
			return traces, usage
		}
		traces, usage := count(time.Now().AddDate(0, 0, 6))
		require.Equal(t, []int{1, 1}, []int{traces, usage})
		traces, usage = count(time.Now().AddDate(0, 0, 8))
		require.Equal(t, []int{0, 1}, []int{traces, usage})
		_, usage = count(time.Now().AddDate(0, 0, 92))
		require.Zero(t, usage)
	})
}

// asksNoMore has a contact opt out.
func (b *bundle) asksNoMore(t *testing.T, who message.Peer) {
	t.Helper()
	require.NoError(t, b.store.AddConsent(b.ctx, consent.Entry{
		ID: uuid.Must(uuid.NewV7()), AccountID: b.account.ID, Contact: who, State: consent.OptedOut, Source: consent.FromAPI, At: time.Now().UTC(),
	}))
}

func said(past []reply.Past) (out []string) {
	for _, p := range past {
		out = append(out, p.Text)
	}
	return out
}

func withTimes(c, of reply.Config) reply.Config {
	c.CreatedAt, c.UpdatedAt = of.CreatedAt, of.UpdatedAt
	return c
}

// What trials take costs money, and ends nobody's budget.
func TestSpendTrial(t *testing.T) {
	t.Parallel()
	b := answering(t)
	now := time.Now().UTC()
	_, o := b.asked(t, "When do you open?")
	b.finish(t, o, b.verdict(o, reply.Answered))
	spend := func(account uuid.UUID, at time.Time, spent ...reply.Spent) {
		t.Helper()
		require.NoError(t, b.store.SpendTrial(b.ctx, account, spent, at))
	}
	spend(b.account.ID, now, reply.Spent{Provider: reply.Gemini, Model: "m", TokensIn: 5, TokensOut: 1, ModelMS: 99, Cost: new(0.5)}, reply.Spent{Provider: reply.Groq, Model: "n", TokensIn: 7})
	spend(b.account.ID, now, reply.Spent{Provider: reply.Gemini, Model: "m", TokensIn: 5, TokensOut: 1, Cost: new(0.25)}, reply.Spent{Provider: reply.Groq, Model: "n", TokensIn: 1})
	spend(b.account.ID, now.AddDate(0, 0, -1), reply.Spent{Provider: reply.Gemini, Model: "m", TokensIn: 1})
	spend(uuid.New(), now, reply.Spent{Provider: reply.Gemini, Model: "m"})
	usages, err := b.store.Usages(b.ctx, b.account.ID, now)
	require.NoError(t, err)
	require.Equal(t, []reply.DayUsage{
		{Day: now.Format(time.DateOnly), Spent: reply.Spent{Provider: reply.Gemini, Model: "m", Replies: 1, TokensIn: 20, TokensOut: 4, Cost: new(0.75)}},
		{Day: now.Format(time.DateOnly), Spent: reply.Spent{Provider: reply.Groq, Model: "n", TokensIn: 8}},
	}, usages)
	used, _, err := b.store.UsedToday(b.ctx, b.account.ID, uuid.Nil, now)
	require.NoError(t, err)
	require.Equal(t, reply.Used{Tokens: 12, Replies: 1}, used)
	require.NoError(t, b.store.PurgeReplies(b.ctx, now.Add(reply.UsageKept+24*time.Hour)))
	usages, err = b.store.Usages(b.ctx, b.account.ID, now.AddDate(0, 0, -7))
	require.NoError(t, err)
	require.Empty(t, usages)
}

func TestKnowledge(t *testing.T) {
	t.Parallel()
	b := answering(t)
	d := reply.Document{ID: uuid.Must(uuid.NewV7()), AccountID: b.account.ID, Name: "Café", Mimetype: "text/plain", Characters: 100, CreatedAt: time.Now().UTC()}
	require.NoError(t, b.store.AddDocument(b.ctx, d, []string{"Our opening hours are nine to five.", "Die Äpfel kosten drei Euro.", "Le café ferme à midi."}, 1000))
	for question, want := range map[string]string{"What is the opening hour?": "Our opening hours", "was kostet ein apfel, was kosten ÄPFEL": "Die Äpfel", "quand ferme le cafe": "Le café"} {
		found, err := b.store.Knowledge(b.ctx, b.account.ID, question, 1)
		require.NoError(t, err)
		require.Len(t, found, 1, question)
		require.Contains(t, found[0], want)
	}
	for _, nothing := range []string{"", "?!", "zebra", "it's \\ ':* & | !"} {
		found, err := b.store.Knowledge(b.ctx, b.account.ID, nothing, 5)
		require.NoError(t, err, nothing)
		require.Empty(t, found, nothing)
	}
	other := b.addAccount(t)
	found, err := b.store.Knowledge(b.ctx, other.ID, "opening hours", 5)
	require.NoError(t, err)
	require.Empty(t, found, "what another account knows")
	d.ID = uuid.Must(uuid.NewV7())
	require.Equal(t, "too_much_knowledge", fault.CodeOf(b.store.AddDocument(b.ctx, d, []string{"x"}, 150)))
}
