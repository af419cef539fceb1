package whatsapp_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/message"
)

// TestRepeatedMessageIsNoGap has the connection break off between a message that was stored and
// its confirmation. WhatsApp announces it again and delivers it again; nothing is missing.
func TestRepeatedMessageIsNoGap(t *testing.T) {
	b := setup(t)
	b.engine.Hasten(time.Minute, time.Minute, time.Minute)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	_, err := ben.Say(b.context(), anna.Number(), "first")
	require.NoError(t, err)
	await[message.Inbound](b.messages.recorder)
	var once sync.Once
	b.messages.failing(func(call any) error {
		if _, ok := call.(message.Inbound); ok {
			once.Do(b.cable.Cut)
		}
		return nil
	})
	_, err = ben.Say(b.context(), anna.Number(), "second")
	require.NoError(t, err)
	awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == "second" })
	_, err = ben.Say(b.context(), anna.Number(), "third")
	require.NoError(t, err)
	b.cable.Mend()
	note := await[account.Note](b.accounts.recorder)
	require.Equal(t, account.Note{Kind: account.NoteCaughtUp, Count: 2, Expected: 2}, note)
	awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == "third" })
	n := 0
	for _, in := range all[message.Inbound](b.messages.recorder) {
		if in.Text == "second" {
			n++
		}
	}
	require.Equal(t, 1, n)
}
