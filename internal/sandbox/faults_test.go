package sandbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
)

// faulty pairs a client and returns a way to add faults for its number.
func faulty(t *testing.T) (s *sandbox.Sandbox, alice, bob *sandbox.Phone, c *client, add func(sandbox.Fault)) {
	t.Helper()
	s = startSandbox(t, "")
	alice, bob = addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c = pair(t, s, alice)
	c.forget()
	return s, alice, bob, c, func(f sandbox.Fault) {
		t.Helper()
		f.Number = alice.Number()
		_, err := s.AddFault(f)
		require.NoError(t, err)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()

	t.Run("drop_connection", func(t *testing.T) {
		t.Parallel()
		_, _, bob, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultDropConnection})
		await(c, anyOf[*events.Disconnected])
		await(c, anyOf[*events.Connected])
		c.sendText(bob, "back again")
		expectText(t, bob, "back again")
	})

	t.Run("no_ack", func(t *testing.T) {
		t.Parallel()
		s, _, bob, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultNoAck})
		done := make(chan error, 1)
		go func() {
			done <- c.insist(testContext(t), jid(bob), &waE2E.Message{Conversation: proto.String("acked late")}, c.GenerateMessageID())
		}()
		expectText(t, bob, "acked late")
		add(sandbox.Fault{Kind: sandbox.FaultDropConnection})
		require.NoError(t, <-done)
		c.sendText(bob, "after")
		expectText(t, bob, "after")
		require.Len(t, bob.Messages(), 2)
		require.Empty(t, s.Violations())
	})

	t.Run("delay_ack", func(t *testing.T) {
		t.Parallel()
		_, _, bob, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultDelayAck, DelayMS: 300})
		start := time.Now()
		c.sendText(bob, "slow")
		require.GreaterOrEqual(t, time.Since(start), 300*time.Millisecond)
	})

	t.Run("refuse_connect", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		_, err := s.AddFault(sandbox.Fault{Kind: sandbox.FaultRefuseConnect})
		require.NoError(t, err)
		c := newClient(t, s)
		require.ErrorContains(t, c.Connect(), "503")
		require.NoError(t, c.Connect())
	})

	t.Run("stream_error", func(t *testing.T) {
		t.Parallel()
		_, _, _, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultStreamError})
		await(c, anyOf[*events.Disconnected])
		await(c, anyOf[*events.Connected])
	})

	t.Run("logged_out", func(t *testing.T) {
		t.Parallel()
		_, alice, _, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultLoggedOut})
		await(c, anyOf[*events.LoggedOut])
		require.Empty(t, alice.Devices())
	})

	t.Run("replaced", func(t *testing.T) {
		t.Parallel()
		_, _, _, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultReplaced})
		await(c, anyOf[*events.StreamReplaced])
	})

	t.Run("outdated", func(t *testing.T) {
		t.Parallel()
		_, _, _, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultOutdated})
		await(c, anyOf[*events.ClientOutdated])
	})

	t.Run("temp_ban", func(t *testing.T) {
		t.Parallel()
		_, _, _, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultTempBan})
		ban := await(c, anyOf[*events.TemporaryBan])
		require.Equal(t, events.TempBanSentToTooManyPeople, ban.Code)
		require.Equal(t, time.Hour, ban.Expire)
	})

	t.Run("prekeys_missing", func(t *testing.T) {
		t.Parallel()
		s, _, bob, c, _ := faulty(t)
		_, err := s.AddFault(sandbox.Fault{Kind: sandbox.FaultPreKeysMissing, Number: bob.Number()})
		require.NoError(t, err)
		c.sendText(bob, "unreadable")
		require.NotEmpty(t, c.complaints())
		c.sendText(bob, "readable")
		expectText(t, bob, "readable")
	})

	t.Run("corrupt_message_is_sent_again_by_the_phone", func(t *testing.T) {
		t.Parallel()
		_, alice, bob, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultCorruptMessage})
		id, err := bob.Say(testContext(t), alice.Number(), "twice encrypted")
		require.NoError(t, err)
		await(c, func(evt *events.UndecryptableMessage) bool { return evt.Info.ID == id })
		require.Equal(t, id, await(c, hasText("twice encrypted")).Info.ID)
	})

	t.Run("corrupt_message_is_sent_again_by_the_client", func(t *testing.T) {
		t.Parallel()
		s, _, bob, c, _ := faulty(t)
		_, err := s.AddFault(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: bob.Number(), Count: 2})
		require.NoError(t, err)
		id := c.sendText(bob, "thrice encrypted")
		require.Equal(t, id, expectText(t, bob, "thrice encrypted").ID)
		await(c, func(r *events.Receipt) bool { return r.MessageIDs[0] == id && r.Type == types.ReceiptTypeDelivered })
	})

	t.Run("duplicate_message", func(t *testing.T) {
		t.Parallel()
		_, alice, bob, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultDuplicateMessage})
		_, err := bob.Say(testContext(t), alice.Number(), "once or twice")
		require.NoError(t, err)
		_, err = bob.Say(testContext(t), alice.Number(), "the end")
		require.NoError(t, err)
		await(c, hasText("the end"))
		require.Equal(t, 1, count(c, hasText("once or twice")))
	})

	t.Run("unknown_kind_or_number_is_refused", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		_, err := s.AddFault(sandbox.Fault{Kind: "earthquake"})
		require.ErrorContains(t, err, "earthquake")
		_, err = s.AddFault(sandbox.Fault{Kind: sandbox.FaultNoAck, Number: "4915551234567"})
		require.ErrorContains(t, err, "no phone")
	})
}

func TestFaultsOfTheLine(t *testing.T) {
	t.Parallel()

	t.Run("rate_overlimit", func(t *testing.T) {
		t.Parallel()
		s, _, bob, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultRateOverlimit, Count: 2})
		_, err := c.GetUserInfo(testContext(t), []types.JID{jid(bob)})
		require.ErrorIs(t, err, whatsmeow.ErrIQRateOverLimit)
		require.Equal(t, 1, s.Faults()[0].Left)
		_, err = c.GetBlocklist(testContext(t))
		require.ErrorIs(t, err, whatsmeow.ErrIQRateOverLimit)
		_, err = c.GetBlocklist(testContext(t))
		require.NoError(t, err)
		add(sandbox.Fault{Kind: sandbox.FaultRateOverlimit, Xmlns: "usync"})
		_, err = c.GetBlocklist(testContext(t))
		require.NoError(t, err)
		_, err = c.GetUserInfo(testContext(t), []types.JID{jid(bob)})
		require.ErrorIs(t, err, whatsmeow.ErrIQRateOverLimit)
	})

	t.Run("latency", func(t *testing.T) {
		t.Parallel()
		s, _, bob, c, add := faulty(t)
		c.sendText(bob, "fast")
		add(sandbox.Fault{Kind: sandbox.FaultLatency, DelayMS: 300})
		start := time.Now()
		c.sendText(bob, "slow")
		require.GreaterOrEqual(t, time.Since(start), 300*time.Millisecond)
		s.ClearFaults()
		require.Empty(t, s.Faults())
	})

	t.Run("loss", func(t *testing.T) {
		t.Parallel()
		s, _, bob, c, add := faulty(t)
		// What the client still does in the background may be lost instead.
		require.Eventually(t, func() bool {
			add(sandbox.Fault{Kind: sandbox.FaultLoss, Count: 1})
			ctx, cancel := context.WithTimeout(testContext(t), 300*time.Millisecond)
			defer cancel()
			_, err := c.GetUserInfo(ctx, []types.JID{jid(bob)})
			return errors.Is(err, context.DeadlineExceeded)
		}, patience, time.Millisecond)
		s.ClearFaults()
		c.sendText(bob, "this one arrives")
		expectText(t, bob, "this one arrives")
		require.Empty(t, s.Violations())
	})

	t.Run("freeze", func(t *testing.T) {
		t.Parallel()
		s, alice, bob, c, add := faulty(t)
		add(sandbox.Fault{Kind: sandbox.FaultFreeze})
		ctx, cancel := context.WithTimeout(testContext(t), 200*time.Millisecond)
		defer cancel()
		_, err := c.GetBlocklist(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.True(t, c.IsConnected(), "the line is silent, not closed")
		_, err = bob.Say(testContext(t), alice.Number(), "into the void")
		require.NoError(t, err)
		c.Disconnect()
		require.NoError(t, c.Connect())
		await(c, hasText("into the void"))
		require.Empty(t, s.Violations())
	})

	for _, at := range []string{"before_message", "before_ack", "after_ack"} {
		t.Run("drop_"+at, func(t *testing.T) {
			t.Parallel()
			s, _, bob, c, add := faulty(t)
			add(sandbox.Fault{Kind: sandbox.FaultDropConnection, At: at})
			require.Len(t, s.Faults(), 1)
			require.NoError(t, c.insist(testContext(t), jid(bob), &waE2E.Message{Conversation: proto.String("exactly once")}, c.GenerateMessageID()))
			await(c, anyOf[*events.Disconnected])
			await(c, anyOf[*events.Connected])
			c.sendText(bob, "the end")
			expectText(t, bob, "the end")
			require.Len(t, bob.Messages(), 2)
			require.Empty(t, s.Violations())
		})
	}

	t.Run("dice_are_repeatable", func(t *testing.T) {
		t.Parallel()
		run := func(seed uint64) (got []bool) {
			s, err := sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", RootKey: rootKey.Priv[:], Seed: seed})
			require.NoError(t, err)
			defer s.Close()
			alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
			_, err = s.AddFault(sandbox.Fault{Kind: sandbox.FaultPreKeysMissing, Count: 1000, Probability: 0.5})
			require.NoError(t, err)
			before := 1000
			for range 40 {
				_, err = alice.Say(testContext(t), bob.Number(), "x")
				require.NoError(t, err)
				left := s.Faults()[0].Left
				got = append(got, left < before)
				before = left
			}
			return got
		}
		first := run(7)
		require.Equal(t, first, run(7))
	})

	t.Run("what_makes_no_sense_is_refused", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		for _, f := range []sandbox.Fault{
			{Kind: sandbox.FaultNoAck, At: "before_ack"},
			{Kind: sandbox.FaultDropConnection, At: "lunch"},
			{Kind: sandbox.FaultLoss, Probability: 2},
		} {
			_, err := s.AddFault(f)
			require.Error(t, err)
		}
		require.Error(t, s.EndFault("17"))
	})
}
