package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/message"
)

func TestRetention(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sent := make([]message.Message, 5)
	for i := range sent {
		sent[i] = b.sent(t, fmt.Sprint("message ", i))
	}
	waits := b.must(t, "waits")

	newest, ok, err := b.store.Nth(b.ctx, 2)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, sent[3].ID, newest)
	_, ok, err = b.store.Nth(b.ctx, 100)
	require.NoError(t, err)
	require.False(t, ok, "fewer are no reason to remove any")

	n, err := b.store.PurgeMessages(b.ctx, newest, 2)
	require.NoError(t, err)
	require.Equal(t, 2, n, "one batch")
	n, err = b.store.PurgeMessages(b.ctx, newest, 10)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	n, err = b.store.PurgeMessages(b.ctx, uuid.Max, 10)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, []string{"waits"}, b.heads(t), "what waits to be sent stays")
	require.Equal(t, waits.ID, b.get(t, waits).ID)
	require.NoError(t, b.store.PurgeSends(b.ctx, time.Now().Add(time.Hour)))
}
