package outbox_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/pacing"
)

func (b *bundle) planner() *outbox.Planner {
	messages := message.NewService(message.Deps{Store: b.store, Bus: b.bus, Log: slog.New(slog.DiscardHandler)})
	return &outbox.Planner{Store: b.store, Messages: messages, Defaults: b.limits}
}

func (b *bundle) plan(t *testing.T, m message.Message) *outbox.Plan {
	t.Helper()
	p, err := b.planner().Plan(t.Context(), b.get(t, m))
	require.NoError(t, err)
	return p
}

// in requires that something goes so long from now.
func in(t *testing.T, want time.Duration, at *time.Time) {
	t.Helper()
	require.NotNil(t, at)
	require.WithinDuration(t, time.Now().Add(want), *at, 10*time.Second)
}

func TestPlan(t *testing.T) {
	t.Parallel()

	t.Run("what_is_held_before_it_in_its_chat_holds_it_too", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{})
		first, second, other := b.accept(t, 1, "first"), b.accept(t, 1, "second"), b.accept(t, 2, "other")
		require.NoError(t, b.store.Hold(t.Context(), first.ID, string(pacing.QuietHours), time.Now().Add(5*time.Hour)))
		p := b.plan(t, second)
		require.Equal(t, "quiet_hours", p.Why)
		in(t, 5*time.Hour, p.At)
		in(t, 0, b.plan(t, other).At)
		ctx := auth.WithCaller(t.Context(), auth.Caller{Kind: auth.Account, AccountID: b.account})
		_, p, err := b.planner().DryRun(ctx, message.Draft{AccountID: b.account, To: second.Chat.Phone, Text: "third"}, false)
		require.NoError(t, err)
		require.Equal(t, "quiet_hours", p.Why)
		in(t, 5*time.Hour, p.At)
	})

	t.Run("a_campaign_to_strangers_takes_the_days_that_the_budget_takes", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{MaxNewPerDay: 5})
		met := b.accept(t, 100, "met an hour ago")
		_, err := b.store.Begin(t.Context(), []uuid.UUID{met.ID}, b.holder, time.Now().Add(-time.Hour))
		require.NoError(t, err)
		var last message.Message
		for i := range 20 {
			last = b.accept(t, i, fmt.Sprint("offer ", i), func(a *message.Accept) { a.Priority = message.Bulk })
		}
		// One of today's five is used: 4 go now, 1 in 23 h, 4 in 24 h, and so on.
		p := b.plan(t, last)
		require.Equal(t, "new_contacts", p.Why)
		in(t, 95*time.Hour, p.At)
		more := b.accept(t, 19, "and one more to the last of them", func(a *message.Accept) { a.Priority = message.Bulk })
		in(t, 95*time.Hour, b.plan(t, more).At)
		ctx := auth.WithCaller(t.Context(), auth.Caller{Kind: auth.Account, AccountID: b.account})
		_, p, err = b.planner().DryRun(ctx, message.Draft{AccountID: b.account, To: "4915100000777", Text: "one more", Priority: message.Bulk}, false)
		require.NoError(t, err)
		in(t, 96*time.Hour, p.At)
	})

	t.Run("the_same_text_to_many_likewise", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{MaxSamePerDay: 2})
		key := int64(7)
		var last message.Message
		for i := range 7 {
			last = b.accept(t, i, "the same offer for everybody", func(a *message.Accept) { a.TextKey = &key })
		}
		p := b.plan(t, last)
		require.Equal(t, "same_text", p.Why)
		in(t, 72*time.Hour, p.At)
	})

	t.Run("an_account_that_waits_for_a_person_says_so", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{})
		m := b.accept(t, 1, "hello")
		require.NoError(t, b.store.SetIdentity(t.Context(), b.account, b.holder, account.Identity{DeviceJID: "1:1@s.whatsapp.net", PhoneNumber: "1"}, time.Now()))
		require.NoError(t, b.accounts.Down(t.Context(), b.account, account.Down{Reason: account.ConnectionLost}))
		p := b.plan(t, m)
		require.Equal(t, "not_connected", p.Why)
		require.Contains(t, p.Text, "It goes as soon as it is.")
		require.NoError(t, b.accounts.Down(t.Context(), b.account, account.Down{Reason: account.LoggedOut}))
		p = b.plan(t, m)
		require.Equal(t, "not_connected", p.Why)
		require.Nil(t, p.At)
		require.Contains(t, p.Text, "scan a new code to link it again")
	})
}
