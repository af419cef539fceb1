package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/message"
)

func TestUnread(t *testing.T) {
	t.Parallel()
	b := setup(t)
	who := message.Peer{Phone: "4915112345678"}
	readable := b.receive(t, b.inbound("A", who))
	waiting := b.inbound("B", who)
	waiting.Type, waiting.Text = message.Waiting, ""
	b.receive(t, waiting)
	yes, no := true, false
	listed := func(f message.ChatFilter) []message.Chat {
		t.Helper()
		page, err := b.store.Chats(b.ctx, b.account.ID, f, message.Page{Limit: 10})
		require.NoError(t, err)
		return page.Items
	}
	require.Equal(t, 2, listed(message.ChatFilter{Unread: &yes})[0].Unread)
	require.Empty(t, listed(message.ChatFilter{Unread: &no}))

	unread, newest, err := b.store.UnreadOf(b.ctx, readable.ChatID, 10)
	require.NoError(t, err)
	require.Len(t, unread, 1)
	require.Equal(t, []string{"A"}, unread[0].WAIDs, "what nobody could read is not confirmed")
	require.NoError(t, b.store.SetRead(b.ctx, readable.ChatID, newest))
	require.Empty(t, listed(message.ChatFilter{Unread: &yes}))
	require.Zero(t, listed(message.ChatFilter{Unread: &no})[0].Unread)
}
