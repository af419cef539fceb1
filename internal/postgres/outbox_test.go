package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/consent"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/pacing"
)

// heads are the texts that are next on the lane.
func (b *bundle) heads(t *testing.T) []string {
	t.Helper()
	heads, err := b.store.Heads(b.ctx, b.account.ID, pacing.Limits{}, 100, time.Now())
	require.NoError(t, err)
	texts := make([]string, len(heads))
	for i, h := range heads {
		texts[i] = h.Message.Text
	}
	return texts
}

func (b *bundle) begin(t *testing.T, m message.Message, at time.Time) {
	t.Helper()
	begun, err := b.store.Begin(b.ctx, []uuid.UUID{m.ID}, b.holder, at)
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{m.ID}, begun)
}

func (b *bundle) done(t *testing.T, m message.Message) {
	t.Helper()
	require.NoError(t, b.store.Done(b.ctx, []outbox.Done{{Message: m, Sent: outbox.Sent{At: time.Now().UTC(), To: m.Chat}}}))
}

func (b *bundle) must(t *testing.T, text string, change ...func(*message.Accept)) message.Message {
	t.Helper()
	m, _, err := b.accept(text, change...)
	require.NoError(t, err)
	return m
}

func with(p message.Priority) func(*message.Accept) {
	return func(a *message.Accept) { a.Priority = p }
}

func to(phone string) func(*message.Accept) {
	return func(a *message.Accept) { a.Chat = message.Peer{Phone: phone} }
}

// noAck is a failure after which the message may have arrived.
func noAck(pause time.Duration) outbox.Retry {
	return outbox.Retry{Attempts: 1, Tried: true, Code: "no_ack", Text: "No answer.", NotBefore: time.Now().Add(pause)}
}

func statuses(m message.Message) []message.Status {
	var steps []message.Status
	for _, h := range m.History {
		steps = append(steps, h.Status)
	}
	return steps
}

func TestOutbox(t *testing.T) {
	t.Parallel()

	t.Run("a_message_goes_forward_only", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		b.begin(t, m, time.Now())
		moved, err := b.store.Receipt(b.ctx, message.Receipt{AccountID: b.account.ID, WAIDs: []string{m.WAID}, Status: message.Read, At: time.Now()})
		require.NoError(t, err)
		require.Len(t, moved, 1)
		b.done(t, m)
		moved, err = b.store.Receipt(b.ctx, message.Receipt{AccountID: b.account.ID, WAIDs: []string{m.WAID}, Status: message.Delivered, At: time.Now()})
		require.NoError(t, err)
		require.Empty(t, moved)
		got := b.get(t, m)
		require.Equal(t, message.Read, got.Status)
		require.Equal(t, []message.Status{message.Queued, message.Sending, message.Sent, message.Read}, statuses(got))
		lanes, err := b.store.Lanes(b.ctx, b.holder, time.Now())
		require.NoError(t, err)
		require.Empty(t, lanes)
	})

	t.Run("order_is_priority_then_time_and_in_a_chat_time_alone", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.must(t, "offer to ada", with(message.Bulk), to("4915100000001"))
		b.must(t, "offer to ben", with(message.Bulk), to("4915100000002"))
		b.must(t, "code for cleo", with(message.Transactional), to("4915100000003"))
		require.Equal(t, []string{"code for cleo", "offer to ada", "offer to ben"}, b.heads(t))
		b.must(t, "answer to ben", with(message.Reply), to("4915100000002"))
		require.Equal(t, []string{"offer to ben", "answer to ben", "code for cleo", "offer to ada"}, b.heads(t), "what waits in the chat goes with the answer")
	})

	t.Run("what_is_held_holds_its_chat_and_nobody_else", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		held := b.must(t, "1 to ada", to("4915100000001"))
		b.must(t, "2 to ada", to("4915100000001"))
		b.must(t, "1 to ben", to("4915100000002"))
		require.NoError(t, b.store.Hold(b.ctx, held.ID, string(pacing.QuietHours), time.Now().Add(time.Hour)))
		require.Equal(t, []string{"1 to ben"}, b.heads(t))
		place, err := b.store.Place(b.ctx, held.ID, time.Now())
		require.NoError(t, err)
		require.Equal(t, "quiet_hours", place.Reason)
		require.NoError(t, b.store.ReleaseHolds(b.ctx, b.account.ID))
		require.Equal(t, []string{"1 to ada", "2 to ada", "1 to ben"}, b.heads(t))
	})

	t.Run("what_is_scheduled_waits_for_its_time_and_lets_others_pass", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.must(t, "tomorrow", with(message.Reply), func(a *message.Accept) { a.SendAt = time.Now().Add(24 * time.Hour) })
		b.must(t, "today", with(message.Bulk))
		require.Equal(t, []string{"today"}, b.heads(t))
		heads, err := b.store.Heads(b.ctx, b.account.ID, pacing.Limits{}, 10, time.Now().Add(25*time.Hour))
		require.NoError(t, err)
		require.Equal(t, "today", heads[0].Message.Text, "a chat keeps its order when both are due")
	})

	t.Run("facts_name_the_message_that_fills_the_cap", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		start := time.Now().Add(-30 * time.Minute).Truncate(time.Second).UTC()
		for i := range 3 {
			m := b.must(t, fmt.Sprint(i))
			b.begin(t, m, start.Add(time.Duration(i)*time.Minute))
			b.done(t, m)
		}
		facts, err := b.store.Facts(b.ctx, b.account.ID, pacing.Limits{MaxPerHour: 2, MaxPerDay: 3}, time.Now())
		require.NoError(t, err)
		require.Equal(t, pacing.Facts{Last: start.Add(2 * time.Minute), HourNth: start.Add(time.Minute), DayNth: start}, facts)
		facts, err = b.store.Facts(b.ctx, b.account.ID, pacing.Limits{MaxPerHour: 10, MaxPerDay: 10}, time.Now())
		require.NoError(t, err)
		require.True(t, facts.HourNth.IsZero())
		times, err := b.store.Times(b.ctx, b.account.ID, 2, time.Now())
		require.NoError(t, err)
		require.Len(t, times, 2)
	})

	t.Run("first_contacts_and_same_texts_are_counted", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		key := int64(7)
		at := time.Now().Add(-time.Hour).Truncate(time.Second).UTC()
		for i := range 3 {
			m := b.must(t, "offer", to(fmt.Sprint("491510000000", i)), func(a *message.Accept) { a.TextKey, a.ContentHash = &key, nil })
			b.begin(t, m, at.Add(time.Duration(i)*time.Minute))
			b.done(t, m)
		}
		facts, err := b.store.Facts(b.ctx, b.account.ID, pacing.Limits{MaxNewPerDay: 2}, time.Now())
		require.NoError(t, err)
		require.Equal(t, at.Add(time.Minute), facts.NewNth)
		same, err := b.store.SameTimes(b.ctx, b.account.ID, key, 2, time.Now())
		require.NoError(t, err)
		require.Len(t, same, 2)
		require.WithinDuration(t, at.Add(2*time.Minute), same[0], 0)
		b.must(t, "offer", to("4915100000009"), func(a *message.Accept) { a.TextKey, a.ContentHash = &key, nil })
		heads, err := b.store.Heads(b.ctx, b.account.ID, pacing.Limits{MaxSamePerDay: 3}, 1, time.Now())
		require.NoError(t, err)
		require.Equal(t, at, heads[0].SameNth)
		record, err := b.store.Record(b.ctx, b.account.ID, time.Now().Add(-24*time.Hour), nil)
		require.NoError(t, err)
		require.Equal(t, pacing.Record{Sent: 3, Cold: 3, Met: 3}, record)
		_, _, err = take(b.store.Receive(b.ctx, b.inbound("A1", message.Peer{Phone: "4915100000001"}), time.Now()))
		require.NoError(t, err)
		record, err = b.store.Record(b.ctx, b.account.ID, time.Now().Add(-24*time.Hour), nil)
		require.NoError(t, err)
		require.Equal(t, 1, record.Replied)
	})

	t.Run("who_does_not_hold_the_account_sends_nothing", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		other := uuid.New()
		begun, err := b.store.Begin(b.ctx, []uuid.UUID{m.ID}, other, time.Now())
		require.NoError(t, err)
		require.Empty(t, begun)
		_, err = b.store.Lane(b.ctx, b.account.ID, other, time.Now())
		require.True(t, fault.Is(err, fault.NotFound))
	})

	t.Run("who_has_lost_the_account_writes_no_results", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		b.begin(t, m, time.Now())
		b.exec(t, "UPDATE whatsapp_accounts SET holder = $1", uuid.New())
		now := time.Now()
		for what, err := range map[string]error{
			"done":  b.store.Done(b.ctx, []outbox.Done{{Message: m, Sent: outbox.Sent{At: now, To: m.Chat}}}),
			"fail":  b.store.Fail(b.ctx, m, "not_on_whatsapp", "No.", now),
			"later": b.store.Later(b.ctx, m, noAck(time.Hour), now),
			"back":  b.store.Back(b.ctx, b.account.ID, []uuid.UUID{m.ID}, "Stopping.", now),
		} {
			require.Equal(t, "not_held", fault.CodeOf(err), what)
		}
		require.NoError(t, b.store.Hold(b.ctx, m.ID, string(pacing.Brake), now.Add(time.Hour)))
		got := b.get(t, m)
		require.Equal(t, []message.Status{message.Queued, message.Sending}, statuses(got))
		place, err := b.store.Place(b.ctx, m.ID, now)
		require.NoError(t, err)
		require.Empty(t, place.Reason)
	})

	t.Run("who_is_paused_sends_nothing", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		now := time.Now()
		require.NoError(t, b.store.SetPaused(b.ctx, b.account.ID, &now, now))
		begun, err := b.store.Begin(b.ctx, []uuid.UUID{m.ID}, b.holder, now)
		require.NoError(t, err)
		require.Empty(t, begun)
		require.NoError(t, b.store.SetPaused(b.ctx, b.account.ID, nil, now))
		b.begin(t, m, now)
	})

	t.Run("a_failure_tells_why", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		b.begin(t, m, time.Now())
		require.NoError(t, b.store.Later(b.ctx, m, noAck(time.Hour), time.Now()))
		require.Empty(t, b.heads(t))
		place, err := b.store.Place(b.ctx, m.ID, time.Now())
		require.NoError(t, err)
		require.Equal(t, "no_ack", place.Reason)
		require.NoError(t, b.store.Fail(b.ctx, m, "not_on_whatsapp", "This number is not on WhatsApp.", time.Now()))
		got := b.get(t, m)
		require.Equal(t, message.Failed, got.Status)
		require.Equal(t, "not_on_whatsapp", got.ErrorCode)
		require.Equal(t, "This number is not on WhatsApp.", got.History[len(got.History)-1].Reason)
		outcomes, err := b.store.Outcomes(b.ctx, b.account.ID, 5, []string{"not_on_whatsapp"})
		require.NoError(t, err)
		require.Len(t, outcomes, 1)
		require.True(t, outcomes[0].Refused)
	})

	t.Run("what_waits_to_be_sent_again_and_has_arrived_is_delivered", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		b.begin(t, m, time.Now())
		require.NoError(t, b.store.Later(b.ctx, m, noAck(0), time.Now()))
		moved, err := b.store.Receipt(b.ctx, message.Receipt{
			AccountID: b.account.ID, Chat: m.Chat, WAIDs: []string{m.WAID}, Status: message.Delivered, At: time.Now().UTC(),
		})
		require.NoError(t, err)
		require.Len(t, moved, 1)
		require.Equal(t, message.Delivered, b.get(t, m).Status)
		require.Empty(t, b.heads(t), "it does not go again")
	})

	t.Run("a_crash_is_no_failed_attempt", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		attempts := func() int {
			heads, err := b.store.Heads(b.ctx, b.account.ID, pacing.Limits{}, 100, time.Now())
			require.NoError(t, err)
			return heads[0].Attempts
		}
		b.begin(t, m, time.Now())
		b.begin(t, m, time.Now())
		require.Zero(t, attempts())
		require.NoError(t, b.store.Later(b.ctx, m, noAck(0), time.Now()))
		require.Equal(t, 1, attempts())
	})

	t.Run("what_never_left_counts_for_nothing", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		b.begin(t, m, time.Now())
		require.NoError(t, b.store.Back(b.ctx, b.account.ID, []uuid.UUID{m.ID}, "The one before it failed.", time.Now()))
		require.Equal(t, []string{"hello"}, b.heads(t))
		times, err := b.store.Times(b.ctx, b.account.ID, 5, time.Now())
		require.NoError(t, err)
		require.Empty(t, times)
		facts, err := b.store.Facts(b.ctx, b.account.ID, pacing.Limits{MaxNewPerDay: 1}, time.Now())
		require.NoError(t, err)
		require.Zero(t, facts.NewNth, "nobody was met")
	})

	t.Run("what_was_tried_before_stays_counted_when_it_is_put_back", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		b.begin(t, m, time.Now())
		require.NoError(t, b.store.Later(b.ctx, m, noAck(0), time.Now()))
		b.begin(t, m, time.Now())
		require.NoError(t, b.store.Back(b.ctx, b.account.ID, []uuid.UUID{m.ID}, "The one before it failed.", time.Now()))
		times, err := b.store.Times(b.ctx, b.account.ID, 5, time.Now())
		require.NoError(t, err)
		require.Len(t, times, 1)
		facts, err := b.store.Facts(b.ctx, b.account.ID, pacing.Limits{MaxNewPerDay: 1}, time.Now())
		require.NoError(t, err)
		require.NotZero(t, facts.NewNth)
	})

	t.Run("what_waits_can_be_cancelled_and_what_is_on_its_way_cannot", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		waits, goes := b.must(t, "waits"), b.must(t, "goes")
		b.begin(t, goes, time.Now())
		cancelled, err := b.store.Cancel(b.ctx, []uuid.UUID{waits.ID, goes.ID}, time.Now())
		require.NoError(t, err)
		require.Len(t, cancelled, 1)
		require.Equal(t, waits.ID, cancelled[0].ID)
		require.Equal(t, "cancelled", cancelled[0].ErrorCode)
		require.Equal(t, message.Sending, b.get(t, goes).Status)
	})

	t.Run("what_expires_fails_unless_it_is_on_its_way", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		soon := time.Now().Add(time.Minute)
		expiring := func(a *message.Accept) { a.ExpiresAt = &soon }
		waits, goes := b.must(t, "waits", expiring), b.must(t, "goes", expiring)
		b.begin(t, goes, time.Now())
		expired, err := b.store.Expire(b.ctx, "expired", "Too late.", "Who knows.", soon.Add(time.Second))
		require.NoError(t, err)
		require.Len(t, expired, 1)
		require.Equal(t, waits.ID, expired[0].ID)
		require.Equal(t, "expired", expired[0].ErrorCode)
		require.Equal(t, "Too late.", expired[0].Error)
	})

	t.Run("what_may_have_arrived_says_so_when_it_is_given_up_and_a_receipt_proves_it", func(t *testing.T) {
		t.Parallel()
		for name, giveUp := range map[string]func(b *bundle, m message.Message) ([]message.Message, error){
			"cancelled": func(b *bundle, m message.Message) ([]message.Message, error) {
				return b.store.Cancel(b.ctx, []uuid.UUID{m.ID}, time.Now())
			},
			"expired": func(b *bundle, m message.Message) ([]message.Message, error) {
				return b.store.Expire(b.ctx, "expired", "Too late.", "It may have arrived.", time.Now().Add(time.Hour))
			},
		} {
			b := setup(t)
			m := b.must(t, name, func(a *message.Accept) { soon := time.Now().Add(time.Minute); a.ExpiresAt = &soon })
			b.begin(t, m, time.Now())
			require.NoError(t, b.store.Later(b.ctx, m, noAck(0), time.Now()))
			given, err := giveUp(b, m)
			require.NoError(t, err)
			require.Len(t, given, 1)
			require.Equal(t, name, given[0].ErrorCode)
			require.Contains(t, given[0].Error, "may have arrived")
			require.Equal(t, given[0].Error, given[0].History[len(given[0].History)-1].Reason)

			moved, err := b.store.Receipt(b.ctx, message.Receipt{AccountID: b.account.ID, WAIDs: []string{m.WAID}, Status: message.Delivered, At: time.Now()})
			require.NoError(t, err)
			require.Len(t, moved, 1)
			got := b.get(t, m)
			require.Equal(t, message.Delivered, got.Status)
			require.Empty(t, got.Error+got.ErrorCode)
		}
	})

	t.Run("what_a_crash_left_on_its_way_may_have_arrived", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		tried := func() bool {
			heads, err := b.store.Heads(b.ctx, b.account.ID, pacing.Limits{}, 1, time.Now())
			require.NoError(t, err)
			return heads[0].Tried
		}
		require.False(t, tried())
		b.begin(t, m, time.Now())
		require.True(t, tried(), "seen by the next process")
		b.begin(t, m, time.Now())
		require.NoError(t, b.store.Back(b.ctx, b.account.ID, []uuid.UUID{m.ID}, "Stopping.", time.Now()))
		require.True(t, tried(), "for good")
	})
}

func TestWhatWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	bulk := b.must(t, "to many", with(message.Bulk), to("4915100000001"))
	answer := b.must(t, "an answer", with(message.Reply), to("4915100000002"))
	b.begin(t, b.must(t, "on its way", to("4915100000003")), time.Now())
	waiting, err := b.store.Waiting(b.ctx, b.account.ID, 10)
	require.NoError(t, err)
	require.Len(t, waiting, 2, "what is on its way waits no more")
	require.Equal(t, []uuid.UUID{answer.ID, bulk.ID}, []uuid.UUID{waiting[0].ID, waiting[1].ID}, "the next first")
	first, err := b.store.Waiting(b.ctx, b.account.ID, 1)
	require.NoError(t, err)
	require.Len(t, first, 1)
	require.Equal(t, answer.ID, first[0].ID)
}

func TestConsent(t *testing.T) {
	t.Parallel()
	const phone = "4915112345678"
	say := func(t *testing.T, b *bundle, id, text string) {
		t.Helper()
		in := b.inbound(id, message.Peer{Phone: phone})
		in.Text = text
		b.receive(t, in)
	}

	t.Run("stop_is_obeyed_by_every_message_and_start_takes_it_back", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.must(t, "before")
		say(t, b, "A1", "Stop!")
		_, _, err := b.accept("after")
		require.Equal(t, "opted_out", fault.CodeOf(err))
		heads, err := b.store.Heads(b.ctx, b.account.ID, pacing.Limits{}, 10, time.Now())
		require.NoError(t, err)
		require.True(t, heads[0].OptedOut, "what waited is not sent either")
		say(t, b, "A2", "stop")
		say(t, b, "A3", "START")
		b.must(t, "again")
		list, err := b.store.Consents(b.ctx, b.account.ID, consent.Filter{Whole: true}, message.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, list.Items, 2, "what says nothing new is not written down")
		now, err := b.store.Consents(b.ctx, b.account.ID, consent.Filter{}, message.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, now.Items, 1)
		require.Equal(t, consent.OptedIn, now.Items[0].State)
	})

	t.Run("stop_by_lid_is_obeyed_for_the_number_that_is_known_to_be_the_same", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		const lid = "77001@lid"
		waits := b.must(t, "accepted before")
		in := b.inbound("A1", message.Peer{LID: lid})
		in.Text = "STOP"
		b.receive(t, in)
		b.must(t, "nobody knows yet that they are one")
		b.exec(t, "INSERT INTO whatsmeow_lid_map (lid, pn) VALUES ('77001', $1)", phone)
		_, _, err := b.accept("at the door")
		require.Equal(t, "opted_out", fault.CodeOf(err))
		heads, err := b.store.Heads(b.ctx, b.account.ID, pacing.Limits{}, 10, time.Now())
		require.NoError(t, err)
		require.True(t, heads[0].OptedOut, "on the lane")
		begun, err := b.store.Begin(b.ctx, []uuid.UUID{waits.ID}, b.holder, time.Now())
		require.NoError(t, err)
		require.Empty(t, begun, "when it begins")
		// Who takes it back by the number is written to by both.
		say(t, b, "A2", "START")
		for _, who := range []message.Peer{{LID: lid}, {Phone: phone}} {
			out, err := b.store.OptedOut(b.ctx, b.account.ID, who)
			require.NoError(t, err)
			require.False(t, out)
		}
		list, err := b.store.Consents(b.ctx, b.account.ID, consent.Filter{}, message.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, list.Items, 1, "it is one contact")
		require.Equal(t, message.Peer{Phone: phone, LID: lid}, list.Items[0].Contact)
	})

	t.Run("an_account_has_its_own_words", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		a := b.account
		a.Overrides.OptOutWords = []string{"genug"}
		_, err := b.store.Update(b.ctx, a)
		require.NoError(t, err)
		say(t, b, "A1", "stop")
		b.must(t, "still welcome")
		say(t, b, "A2", "Genug.")
		_, _, err = b.accept("too much")
		require.Equal(t, "opted_out", fault.CodeOf(err))
	})
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.inbound("A1", message.Peer{Phone: "4915112345678"})
	in.Type, in.Text = message.Waiting, ""
	shown := b.receive(t, in)
	_, stored, err := take(b.store.Receive(b.ctx, in, time.Now()))
	require.NoError(t, err)
	require.False(t, stored)
	in.Type, in.Text = message.Text, "now it can be read"
	healed := b.receive(t, in)
	require.Equal(t, shown.ID, healed.ID)
	require.Equal(t, "now it can be read", b.get(t, shown).Text)
	_, stored, err = take(b.store.Receive(b.ctx, in, time.Now()))
	require.NoError(t, err)
	require.False(t, stored, "it heals once")
}

func TestParticipants(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.must(t, "to all", func(a *message.Accept) { a.Chat = message.Peer{Group: "120363000000000001@g.us"} })
	b.begin(t, m, time.Now())
	b.done(t, m)
	for _, r := range []struct {
		phone  string
		status message.Status
	}{{"4915100000001", message.Read}, {"4915100000001", message.Delivered}, {"4915100000002", message.Delivered}} {
		_, err := b.store.Receipt(b.ctx, message.Receipt{
			AccountID: b.account.ID, WAIDs: []string{m.WAID}, From: message.Peer{Phone: r.phone}, Status: r.status, At: time.Now(),
		})
		require.NoError(t, err)
	}
	list, err := b.store.Participants(b.ctx, m.ID)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, message.Read, list[0].Status, "forward only")
	require.Equal(t, message.Delivered, list[1].Status)
}

func TestBrakes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := time.Now().UTC().Truncate(time.Second)
	change := func(f func(pacing.Brakes) pacing.Brakes) (bool, account.Brake) {
		changed, err := b.store.ChangeBrakes(b.ctx, b.account.ID, f, now)
		require.NoError(t, err)
		a, err := b.store.Account(b.ctx, b.account.ID)
		require.NoError(t, err)
		return changed, a.Brake
	}
	with := func(r account.BrakeReason, d time.Duration) func(pacing.Brakes) pacing.Brakes {
		return func(was pacing.Brakes) pacing.Brakes {
			return was.With(pacing.BrakeCause{Why: string(r), Until: now.Add(d), Told: true}, now)
		}
	}
	changed, brake := change(with(account.BrakeReachout, 6*time.Hour))
	require.True(t, changed)
	require.Equal(t, account.Brake{Until: new(now.Add(6 * time.Hour)), Reason: account.BrakeReachout}, brake)
	changed, brake = change(with(account.BrakeRefusals, time.Hour))
	require.False(t, changed, "the longer one shows")
	require.Equal(t, account.BrakeReachout, brake.Reason)

	held := b.must(t, "held")
	require.NoError(t, b.store.Hold(b.ctx, held.ID, string(pacing.Brake), now.Add(6*time.Hour)))
	require.Empty(t, b.heads(t))
	changed, brake = change(func(was pacing.Brakes) pacing.Brakes { return was.Without(string(account.BrakeReachout)) })
	require.True(t, changed)
	require.Equal(t, account.Brake{Until: new(now.Add(time.Hour)), Reason: account.BrakeRefusals}, brake)
	require.Equal(t, []string{"held"}, b.heads(t), "it is planned anew")
	changed, brake = change(func(pacing.Brakes) pacing.Brakes { return nil })
	require.True(t, changed)
	require.Zero(t, brake)
}
