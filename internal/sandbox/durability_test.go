package sandbox_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
	"switchboard/internal/sandbox/clientstore"
)

func TestBacklog(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)

	t.Run("is_delivered_in_order_at_the_next_login", func(t *testing.T) {
		c.Disconnect()
		const n = 600 // more than a connection is given at a time
		for i := range n {
			_, err := bob.Say(testContext(t), alice.Number(), fmt.Sprintf("missed %d", i))
			require.NoError(t, err)
		}
		c.forget()
		require.NoError(t, c.Connect())
		preview := await(c, anyOf[*events.OfflineSyncPreview])
		require.Equal(t, n, preview.Messages)
		await(c, hasText(fmt.Sprintf("missed %d", n-1)))
		require.Equal(t, n, await(c, anyOf[*events.OfflineSyncCompleted]).Count)
		require.Equal(t, missedInOrder(n), c.texts("missed"))
		require.Equal(t, n, count(c, anyOf[missed]), "each says that it was missed")
		id, err := bob.Say(testContext(t), alice.Number(), "live")
		require.NoError(t, err)
		await(c, hasText("live"))
		require.Zero(t, count(c, func(m missed) bool { return m.id == id }))
	})

	t.Run("keeps_what_the_client_has_not_confirmed", func(t *testing.T) {
		var refuse atomic.Bool
		refuse.Store(true)
		refused := make(chan types.MessageID, 1)
		c.AddEventHandlerWithSuccessStatus(func(evt any) bool {
			m, ok := evt.(*events.Message)
			if !ok || textOf(m) != "try again" || !refuse.Load() {
				return true
			}
			refused <- m.Info.ID
			return false
		})
		_, err := bob.Say(testContext(t), alice.Number(), "try again")
		require.NoError(t, err)
		id := <-refused
		c.Disconnect()
		refuse.Store(false)
		c.forget()
		require.NoError(t, c.Connect())
		require.Equal(t, id, await(c, hasText("try again")).Info.ID)
		// The confirmation is on its way: at some login nothing is left.
		require.Eventually(t, func() bool {
			c.Disconnect()
			c.forget()
			return c.Connect() == nil && await(c, anyOf[*events.OfflineSyncPreview]).Messages == 0
		}, patience, 50*time.Millisecond)
		await(c, anyOf[*events.Connected])
	})

	t.Run("of_a_phone_waits_while_it_is_offline", func(t *testing.T) {
		require.NoError(t, bob.SetOnline(testContext(t), false))
		id := c.sendText(bob, "while you were away")
		_, err := bob.Say(testContext(t), alice.Number(), "no")
		require.ErrorContains(t, err, "offline")
		require.Empty(t, bob.Messages()[len(bob.Messages())-1].Text == "while you were away")
		require.NoError(t, bob.SetOnline(testContext(t), true))
		require.Equal(t, id, expectText(t, bob, "while you were away").ID)
	})
}

func missedInOrder(n int) []string {
	want := make([]string, n)
	for i := range want {
		want[i] = fmt.Sprintf("missed %d", i)
	}
	return want
}

// texts lists the texts seen that begin with prefix, in order.
func (c *client) texts(prefix string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for _, evt := range c.seen {
		if m, ok := evt.(*events.Message); ok && strings.HasPrefix(textOf(m), prefix) {
			list = append(list, textOf(m))
		}
	}
	return list
}

func TestRestart(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "sandbox.db")
	s, stop := runSandbox(t, state, "127.0.0.1:0")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	c.sendText(bob, "before")
	expectText(t, bob, "before")
	_, err := sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", StateFile: state})
	require.ErrorContains(t, err, "another process")
	c.Disconnect()
	_, err = bob.Say(testContext(t), alice.Number(), "waiting")
	require.NoError(t, err)
	stop()

	s, _ = runSandbox(t, state, addrOf(s))
	alice, ok := s.Phone(alice.Number())
	require.True(t, ok)
	bob, ok = s.Phone(bob.LID())
	require.True(t, ok)
	require.Equal(t, "Bob", bob.Name())
	expectText(t, bob, "before")
	require.Len(t, alice.Devices(), 1)
	require.NoError(t, c.Connect())
	await(c, hasText("waiting"))
	c.sendText(bob, "after")
	expectText(t, bob, "after")
	_, err = bob.Say(testContext(t), alice.Number(), "and back")
	require.NoError(t, err)
	await(c, hasText("and back"))
	require.Empty(t, c.complaints())
}

// runChild serves a sandbox on a state file until it is killed; it prints its Info.
func runChild(state string) int {
	root, err := hex.DecodeString(os.Getenv("SANDBOX_TEST_ROOT"))
	if err != nil {
		return 2
	}
	s, err := sandbox.New(sandbox.Config{Listen: os.Getenv("SANDBOX_TEST_LISTEN"), StateFile: state, RootKey: root})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	_ = json.NewEncoder(os.Stdout).Encode(s.Info())
	if err = s.Run(context.Background()); err != nil {
		return 1
	}
	return 0
}

// startChild runs the sandbox as a process of its own.
func startChild(t *testing.T, state, listen string) (kill func(), addr string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "SANDBOX_TEST_STATE="+state, "SANDBOX_TEST_LISTEN="+listen,
		"SANDBOX_TEST_ROOT="+hex.EncodeToString(rootKey.Priv[:]))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	kill = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	t.Cleanup(kill)
	line, err := bufio.NewReader(out).ReadBytes('\n')
	require.NoError(t, err)
	var info sandbox.Info
	require.NoError(t, json.Unmarshal(line, &info))
	return kill, strings.TrimSuffix(strings.TrimPrefix(info.WSURL, "ws://"), "/ws/chat")
}

// remote drives a sandbox in another process by its control API.
type remote struct {
	t    *testing.T
	addr string
}

func (r remote) call(method, path, body string, into any) int {
	r.t.Helper()
	req, err := http.NewRequestWithContext(testContext(r.t), method, "http://"+r.addr+"/sandbox"+path, strings.NewReader(body))
	require.NoError(r.t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer func() { _ = resp.Body.Close() }()
	if into != nil {
		require.NoError(r.t, json.NewDecoder(resp.Body).Decode(into))
	}
	return resp.StatusCode
}

// TestKill kills the sandbox at any moment while texts go both ways: what was
// acked arrives, once.
func TestKill(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "sandbox.db")
	kill, addr := startChild(t, state, "127.0.0.1:0")
	r := remote{t, addr}
	var alice, bob struct{ Number string }
	require.Equal(t, http.StatusCreated, r.call("POST", "/phones", `{"name":"Alice"}`, &alice))
	require.Equal(t, http.StatusCreated, r.call("POST", "/phones", `{"name":"Bob"}`, &bob))
	c := clientFor(t, addr, clientstore.NewDevice())
	c.EnableAutoReconnect = false // the test says when
	require.NoError(t, c.Connect())
	code, err := json.Marshal(map[string]string{"code": await(c, anyOf[*events.QR]).Codes[0]})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, r.call("POST", "/phones/"+alice.Number+"/scan", string(code), nil))
	c.ready()

	const rounds, perRound = 3, 10
	to := types.NewJID(bob.Number, types.DefaultUserServer)
	var want []string
	for round := range rounds {
		for i := range perRound {
			text := fmt.Sprintf("out %d.%d", round, i)
			c.sendTextTo(to, text)
			want = append(want, text)
			back := fmt.Sprintf(`{"to":%q,"text":"in %d.%d"}`, alice.Number, round, i)
			require.Equal(t, http.StatusCreated, r.call("POST", "/phones/"+bob.Number+"/messages", back, nil))
		}
		kill()
		await(c, anyOf[*events.Disconnected])
		c.drop(func(evt any) bool { _, ok := evt.(*events.Disconnected); return ok })
		kill, _ = startChild(t, state, addr)
		require.NoError(t, c.Connect())
	}
	await(c, hasText(fmt.Sprintf("in %d.%d", rounds-1, perRound-1)))
	require.EventuallyWithT(t, func(check *assert.CollectT) {
		var messages []sandbox.PhoneMessage
		r.call("GET", "/phones/"+bob.Number+"/messages", "", &messages)
		var got []string
		for _, m := range messages {
			if m.Direction == sandbox.DirectionIn {
				got = append(got, m.Text)
			}
		}
		assert.Equal(check, want, got)
	}, patience, 20*time.Millisecond)
	ids := map[string]bool{}
	for _, text := range c.texts("in ") {
		ids[text] = true
	}
	require.Len(t, ids, rounds*perRound)
	c.Disconnect() // before the kill: a client that hangs up on a dead server races with itself
}

// TestRestartKeepsTalk restarts in the middle of what people do: a group is set
// up, a poll is open, a client has yet to be linked.
func TestRestartKeepsTalk(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "sandbox.db")
	s, stop := runSandbox(t, state, "127.0.0.1:0")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	g, err := s.AddGroup(alice.Number(), "Kept", []string{bob.Number()})
	require.NoError(t, err)
	topic, yes := "still here", true
	require.NoError(t, alice.UpdateGroup(g.ID, sandbox.GroupUpdate{Description: &topic, Announce: &yes, JoinApproval: &yes}))
	link, err := alice.InviteLink(g.ID, false)
	require.NoError(t, err)
	before, err := s.Group(g.ID)
	require.NoError(t, err)
	poll, err := alice.Send(testContext(t), sandbox.Outgoing{To: g.ID, Poll: &sandbox.Poll{Question: "?", Options: []string{"a", "b"}}})
	require.NoError(t, err)
	_, err = bob.Expect(testContext(t), func(m sandbox.PhoneMessage) bool { return m.ID == poll })
	require.NoError(t, err)
	require.NoError(t, alice.AddPast(sandbox.Past{Generate: &sandbox.GeneratedPast{Seed: 3, Chats: 2, Messages: 5}}))
	stop()

	s = startSandbox(t, state)
	alice, _ = s.Phone(alice.Number())
	bob, _ = s.Phone(bob.Number())
	after, err := s.Group(g.ID)
	require.NoError(t, err)
	require.Equal(t, before, after)
	again, err := alice.InviteLink(g.ID, false)
	require.NoError(t, err)
	require.Equal(t, link, again)
	no := false
	require.NoError(t, alice.UpdateGroup(g.ID, sandbox.GroupUpdate{Announce: &no}))
	_, err = bob.Send(testContext(t), sandbox.Outgoing{To: g.ID, Vote: &sandbox.Vote{Message: poll, Options: []string{"b"}}})
	require.NoError(t, err)
	_, err = alice.Expect(testContext(t), func(m sandbox.PhoneMessage) bool { return m.Type == "vote" && m.Selected[0] == "b" })
	require.NoError(t, err)
	c := pair(t, s, alice)
	require.Len(t, historyOf(c, 5+2).chats, 3, "two made up, and the group")
	require.Empty(t, c.complaints())
}

// TestLimits keeps the newest of what would otherwise fill the memory.
func TestLimits(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]string{"in_memory": "", "in_a_file": filepath.Join(t.TempDir(), "sandbox.db")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, stop := runSandbox(t, state, "127.0.0.1:0")
			s.Limit(10, 1000)
			alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
			var ids []string
			for i := range 25 {
				id, err := alice.SendMedia(testContext(t), bob.Number(), sandbox.Media{Data: make([]byte, 300+i), Mimetype: "text/plain"})
				require.NoError(t, err)
				_, err = bob.Expect(testContext(t), func(m sandbox.PhoneMessage) bool { return m.ID == id })
				require.NoError(t, err)
				ids = append(ids, id)
			}
			for _, p := range []*sandbox.Phone{alice, bob} {
				require.Len(t, p.Messages(), 10)
				require.Equal(t, ids[15], p.Messages()[0].ID)
			}
			_, err := bob.Download(testContext(t), ids[24])
			require.NoError(t, err)
			if state == "" {
				_, err = bob.Download(testContext(t), ids[15])
				require.ErrorContains(t, err, "does not have the file")
				return
			}
			stop()
			s = startSandbox(t, state)
			bob, _ = s.Phone(bob.Number())
			require.Len(t, bob.Messages(), 10)
			_, err = bob.Download(testContext(t), ids[15])
			require.NoError(t, err)
		})
	}
}
