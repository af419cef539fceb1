package outbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

func TestStop(t *testing.T) {
	t.Parallel()

	t.Run("what_takes_long_is_broken_off_and_waits_for_who_comes_next", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{})
		uploading := make(chan struct{})
		b.wire.answer = func(ctx context.Context, _ outbox.Letter) error {
			close(uploading)
			<-ctx.Done() // as an upload does
			return errors.New("conversion killed")
		}
		large, next := b.accept(t, 1, "a large file"), b.accept(t, 2, "behind it")
		b.run(t)
		<-uploading
		asked := time.Now()
		b.stop()
		require.Less(t, time.Since(asked), 10*time.Second, "hosts give about that long, and the account has to leave too")
		for _, m := range []message.Message{large, next} {
			require.Equal(t, message.Queued, b.get(t, m).Status, m.Text)
		}
		heads, err := b.store.Heads(t.Context(), b.account, b.limits.Pacing(nil, time.Now()), 10, time.Now())
		require.NoError(t, err)
		require.Len(t, heads, 2, "they go at once")
		require.Zero(t, heads[0].Attempts)
		require.True(t, heads[0].Tried, "it may have arrived")
		require.False(t, heads[1].Tried)
	})

	t.Run("what_is_acknowledged_in_a_moment_is_recorded", func(t *testing.T) {
		t.Parallel()
		b := setup(t, account.Limits{})
		sending, stopping := make(chan struct{}), make(chan struct{})
		b.wire.answer = func(context.Context, outbox.Letter) error {
			close(sending)
			<-stopping
			return nil
		}
		m := b.accept(t, 1, "nearly there")
		b.run(t)
		<-sending
		b.cancel()
		close(stopping)
		b.stop()
		require.Equal(t, message.Sent, b.get(t, m).Status)
	})
}
