package outbox_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

func TestRefusals(t *testing.T) {
	t.Parallel()

	t.Run("after_the_first_refusal_no_stranger_is_written_to_and_answers_go_on", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{}) // unpaced: all of them are begun at once
		const regular = 9
		b.heard(t, regular)
		b.wire.answer = func(_ context.Context, m outbox.Letter) error {
			if m.Text != "answer" {
				return fault.New(fault.Forbidden, "Not to strangers.").WithCode("reachout_timelock")
			}
			return nil
		}
		refused := b.accept(t, 0, "to a stranger")
		var cold []message.Message
		for i := range 4 {
			cold = append(cold, b.accept(t, i+1, fmt.Sprint("to stranger ", i+1)))
		}
		answer := b.accept(t, regular, "answer", func(a *message.Accept) { a.Priority = message.Bulk })
		b.run(t)
		eventually(t, "the answer is sent", func() bool { return b.get(t, answer).Status == message.Sent })
		require.Equal(t, message.Failed, b.get(t, refused).Status)
		require.Equal(t, []string{"to a stranger", "answer"}, b.wire.texts())
		for _, m := range cold {
			require.Equal(t, message.Queued, b.get(t, m).Status)
			require.Equal(t, "brake", b.reason(t, m))
		}
	})

	t.Run("who_opted_out_by_an_address_that_is_learned_on_the_way_is_not_written_to", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{})
		hidden := message.Peer{LID: "77001@lid"}
		_, err := b.store.Receive(t.Context(), message.Inbound{
			AccountID: b.account, WAID: "A1", Chat: hidden, Sender: hidden, Type: message.Text, Text: "STOP", Timestamp: time.Now().UTC(),
		}, time.Now())
		require.NoError(t, err)
		b.wire.answer = func(ctx context.Context, m outbox.Letter) error {
			return m.Welcome(ctx, message.Peer{Phone: m.To.Phone, LID: hidden.LID})
		}
		m := b.accept(t, 1, "an offer")
		b.run(t)
		eventually(t, "it fails", func() bool { return b.get(t, m).Status == message.Failed })
		require.Equal(t, "opted_out", b.get(t, m).ErrorCode)
	})

	t.Run("a_pause_that_whatsapp_asks_for_is_the_whole_accounts", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{})
		b.wire.answer = func(context.Context, outbox.Letter) error {
			return fault.New(fault.Unavailable, "Too many.").WithCode("rate_limited").WithRetryAfter(time.Minute)
		}
		first, other := b.accept(t, 1, "first"), b.accept(t, 2, "other")
		b.run(t)
		eventually(t, "the first waits", func() bool { return b.reason(t, first) == "rate_limited" })
		b.stop()
		require.Equal(t, []string{"first"}, b.wire.texts())
		lanes, err := b.store.Lanes(t.Context(), b.holder, time.Now())
		require.NoError(t, err)
		require.Empty(t, lanes)
		planner := outbox.Planner{Store: b.store, Defaults: b.limits}
		plan, err := planner.Plan(t.Context(), b.get(t, other))
		require.NoError(t, err)
		require.Equal(t, "rate_limited", plan.Why)
		require.WithinDuration(t, time.Now().Add(time.Minute), *plan.At, 5*time.Second)
		lanes, err = b.store.Lanes(t.Context(), b.holder, time.Now().Add(2*time.Minute))
		require.NoError(t, err)
		require.Len(t, lanes, 1)
	})
}
