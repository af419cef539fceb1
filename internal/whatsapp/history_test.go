package whatsapp_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/sandbox"
)

// TestHistory_is_read_to_its_end has the database away at each step of reading a history:
// everything is read in the end, in the same session, and no attempt counts.
func TestHistory_is_read_to_its_end(t *testing.T) {
	b := setup(t)
	b.engine.Hasten(time.Minute, time.Minute, time.Minute)
	away := fault.New(fault.Unavailable, "The database is away.")
	var asks, imports, reads atomic.Int32
	b.messages.failing(func(call any) error {
		var n int32
		switch call.(type) {
		case asked:
			n = asks.Add(1)
		case message.PastChat:
			n = imports.Add(1)
		case read:
			n = reads.Add(1)
		}
		if n == 1 || n == 2 {
			return away
		}
		return nil
	})
	phone := b.phone("Owner")
	require.NoError(t, phone.AddPast(sandbox.Past{Chats: []sandbox.PastChat{
		{With: "4915550001111", Name: "Carol", Messages: []sandbox.PastMessage{
			{ID: "P1", Text: "Do you deliver?", At: time.Now().Add(-2 * time.Hour)}, {ID: "P2", Text: "Hello?", At: time.Now().Add(-time.Hour)},
		}},
	}}))
	b.link(phone)
	for _, id := range []string{"P2", "P1"} { // the newest comes with the list of chats
		awaitThat(b.messages.recorder, func(c message.PastChat) bool { return len(c.Messages) == 1 && c.Messages[0].WAID == id })
	}
	require.NotEmpty(t, all[excused](b.messages.recorder))
	require.GreaterOrEqual(t, reads.Load(), int32(3))
}
