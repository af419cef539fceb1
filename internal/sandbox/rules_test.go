package sandbox_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
)

func TestRules(t *testing.T) {
	t.Parallel()

	t.Run("answers_by_the_first_rule_that_matches", func(t *testing.T) {
		t.Parallel()
		s, alice, bob, c := met(t)
		for _, r := range []sandbox.Rule{
			{Match: "exact", Text: "ping", Reply: "pong"},
			{Match: "regex", Text: `(?i)my name is (?P<name>\w+)`, Reply: "Hi ${name}, I got \"$0\" for $$1"},
			{Match: "contains", Text: "weather", Reply: "Sunny"},
			{Match: "any", From: alice.Number(), Reply: "What?"},
		} {
			_, err := bob.AddRule(testContext(t), r)
			require.NoError(t, err)
		}
		for _, tc := range [][2]string{
			{" Ping ", "pong"}, {"my name is Ada", `Hi Ada, I got "my name is Ada" for $1`},
			{"How is the WEATHER there", "Sunny"}, {"pingpong", "What?"},
		} {
			c.sendText(bob, tc[0])
			await(c, hasText(tc[1]))
		}
		require.Equal(t, 1, bob.Rules()[0].Fired)
		require.NoError(t, bob.RemoveRule(testContext(t), ""))
		require.Empty(t, bob.Rules())
		require.Empty(t, s.Violations())
	})

	t.Run("reads_and_types_and_takes_its_time", func(t *testing.T) {
		t.Parallel()
		_, _, bob, c := met(t)
		require.NoError(t, c.SendPresence(testContext(t), types.PresenceAvailable))
		soon := 20
		_, err := bob.AddRule(testContext(t), sandbox.Rule{Reply: "done", ReplyAfterMS: 200, Typing: true, ReadAfterMS: &soon})
		require.NoError(t, err)
		start := time.Now()
		id := c.sendText(bob, "please")
		await(c, func(evt *events.ChatPresence) bool { return evt.State == types.ChatPresenceComposing })
		await(c, func(r *events.Receipt) bool {
			return slices.Contains(r.MessageIDs, id) && r.Type == types.ReceiptTypeRead
		})
		await(c, hasText("done"))
		require.GreaterOrEqual(t, time.Since(start), 200*time.Millisecond)
	})

	t.Run("two_phones_do_not_answer_each_other_for_ever", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
		for _, p := range []*sandbox.Phone{alice, bob} {
			_, err := p.AddRule(testContext(t), sandbox.Rule{Reply: "and " + p.Name() + " says: $0"})
			require.NoError(t, err)
		}
		_, err := alice.Say(testContext(t), bob.Number(), "hi")
		require.NoError(t, err)
		expectText(t, alice, "and Bob says: hi")
		_, err = bob.Say(testContext(t), alice.Number(), "end")
		require.NoError(t, err)
		expectText(t, bob, "and Alice says: end")
		require.Len(t, alice.Messages(), 4)
	})

	t.Run("is_offline_for_a_while", func(t *testing.T) {
		t.Parallel()
		s, _, bob, c := met(t)
		// What the client is told of is told whether or not this test is quick enough to see it.
		require.NoError(t, bob.SetOnline(testContext(t), true))
		require.NoError(t, c.SendPresence(testContext(t), types.PresenceAvailable))
		require.NoError(t, c.SubscribePresence(testContext(t), jid(bob)))
		await(c, func(p *events.Presence) bool { return !p.Unavailable })
		c.forget()
		_, err := bob.AddRule(testContext(t), sandbox.Rule{OfflineForMS: 300})
		require.NoError(t, err)
		await(c, func(p *events.Presence) bool { return p.Unavailable })
		c.sendText(bob, "are you there")
		expectText(t, bob, "are you there")
		await(c, func(p *events.Presence) bool { return !p.Unavailable })
		require.Eventually(t, func() bool { return len(bob.Rules()) == 0 }, patience, time.Millisecond)
		require.True(t, bob.Online())
		require.Empty(t, s.Violations())
	})

	t.Run("outlive_a_restart", func(t *testing.T) {
		t.Parallel()
		state := filepath.Join(t.TempDir(), "sandbox.db")
		s, stop := runSandbox(t, state, "127.0.0.1:0")
		alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
		_, err := bob.AddRule(testContext(t), sandbox.Rule{Match: "contains", Text: "hi", Reply: "still here"})
		require.NoError(t, err)
		stop()
		s, _ = runSandbox(t, state, "127.0.0.1:0")
		alice, _ = s.Phone(alice.Number())
		_, err = alice.Say(testContext(t), bob.Number(), "oh hi")
		require.NoError(t, err)
		expectText(t, alice, "still here")
		bob, _ = s.Phone(bob.Number())
		again, err := bob.AddRule(testContext(t), sandbox.Rule{Reply: "x"})
		require.NoError(t, err)
		require.Equal(t, "2", again.ID)
	})

	t.Run("answers_that_are_due_outlive_a_restart", func(t *testing.T) {
		t.Parallel()
		state := filepath.Join(t.TempDir(), "sandbox.db")
		s, stop := runSandbox(t, state, "127.0.0.1:0")
		alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
		now := 0
		_, err := bob.AddRule(testContext(t), sandbox.Rule{Reply: "I will", ReplyAfterMS: 1000, ReadAfterMS: &now})
		require.NoError(t, err)
		id, err := alice.Say(testContext(t), bob.Number(), "call me")
		require.NoError(t, err)
		_, err = alice.Expect(testContext(t), func(m sandbox.PhoneMessage) bool { return m.ID == id && m.Status == "read" })
		require.NoError(t, err)
		stop()
		for range 2 { // a second time: what has been sent is not sent again
			s, stop = runSandbox(t, state, "127.0.0.1:0")
			alice, _ = s.Phone(alice.Number())
			expectText(t, alice, "I will")
			bob, _ = s.Phone(bob.Number())
			require.Len(t, bob.Messages(), 2)
			require.Len(t, alice.Messages(), 2)
			require.Equal(t, 1, bob.Rules()[0].Fired)
			stop()
		}
	})

	t.Run("answers_wait_until_the_phone_is_online", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
		_, err := bob.AddRule(testContext(t), sandbox.Rule{Reply: "I will", ReplyAfterMS: 200})
		require.NoError(t, err)
		_, err = alice.Say(testContext(t), bob.Number(), "call me")
		require.NoError(t, err)
		expectText(t, bob, "call me")
		require.NoError(t, bob.SetOnline(testContext(t), false))
		require.NoError(t, bob.SetOnline(testContext(t), true))
		expectText(t, alice, "I will")
	})

	t.Run("by_the_control_api", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		bob := addPhone(t, s, "Bob")
		path := "/phones/" + bob.Number() + "/rules"
		status, _, rule := call(t, s, "POST", path, `{"match":"contains","text":"order","reply":"On its way","typing":true}`)
		require.Equal(t, http.StatusCreated, status)
		require.Equal(t, "1", rule["id"])
		for _, body := range []string{
			`{"match":"regex","text":"(","reply":"x"}`, `{"match":"fuzzy","text":"a","reply":"x"}`, `{"match":"exact","reply":"x"}`,
			`{"text":"a"}`, `{"reply":"x","reply_after_ms":-1}`, `{"offline_to":"2020-01-01T00:00:00Z"}`,
		} {
			status, answer, _ := call(t, s, "POST", path, body)
			require.Equal(t, http.StatusUnprocessableEntity, status, answer)
		}
		_, list, _ := call(t, s, "GET", path, "")
		require.Contains(t, list, "On its way")
		status, _, _ = call(t, s, "DELETE", path+"/1", "")
		require.Equal(t, http.StatusOK, status)
		status, _, _ = call(t, s, "DELETE", path+"/1", "")
		require.Equal(t, http.StatusNotFound, status)
		status, _, _ = call(t, s, "DELETE", path, "")
		require.Equal(t, http.StatusOK, status)
	})
}
