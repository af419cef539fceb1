package sandbox_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
)

// TestAppStateFromPhone changes everything on the phone and has both linked
// clients follow, with their own checks of every code.
func TestAppStateFromPhone(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	yes := true
	require.NoError(t, st.alice.SaveContact(st.bobN, "Bob Builder", ""))
	require.NoError(t, st.alice.UpdateChat(st.bobN, sandbox.ChatUpdate{Muted: &yes, Pinned: &yes, Read: &yes}))
	require.NoError(t, st.alice.UpdateChat(st.groupID, sandbox.ChatUpdate{Archived: &yes}))
	require.NoError(t, st.alice.SetName("Alicia"))
	id := st.c.sendText(st.bob, "worth a star")
	expectText(t, st.alice, "worth a star")
	require.NoError(t, st.alice.Star(id, true))
	require.NoError(t, st.alice.UpdateChat(st.bobN, sandbox.ChatUpdate{Deleted: true}))
	for _, c := range []*client{st.c, st.second} {
		require.Equal(t, "Bob Builder", await(c, anyOf[*events.Contact]).Action.GetFullName())
		mute := await(c, anyOf[*events.Mute])
		require.Equal(t, st.bobL, mute.JID)
		require.EqualValues(t, -1, mute.Action.GetMuteEndTimestamp())
		require.True(t, await(c, anyOf[*events.Pin]).Action.GetPinned())
		require.True(t, await(c, anyOf[*events.MarkChatAsRead]).Action.GetRead())
		require.Equal(t, st.group, await(c, anyOf[*events.Archive]).JID)
		await(c, func(e *events.PushNameSetting) bool { return e.Action.GetName() == "Alicia" })
		require.Equal(t, id, await(c, anyOf[*events.Star]).MessageID)
		require.Equal(t, st.bobL, await(c, anyOf[*events.DeleteChat]).JID)
	}
	require.Equal(t, "Alicia", st.alice.Name())
	require.NoError(t, st.alice.ForgetContact(st.bobN))
	require.ErrorContains(t, st.alice.ForgetContact(st.bobN), "not in the address book")
	require.NoError(t, st.alice.SaveContact(st.bobN, "Bob again", ""))
	for _, c := range []*client{st.c, st.second} {
		await(c, func(e *events.Contact) bool { return e.Action.GetFullName() == "Bob again" })
	}
	st.quiet()
}

// TestAppStateFromClient has clients change the state at the same time: the
// network takes one, the other sees the conflict and tries again.
func TestAppStateFromClient(t *testing.T) {
	t.Parallel()
	st := newStage(t)
	ctx := testContext(t)
	require.NoError(t, st.c.SendAppState(ctx, appstate.BuildMute(st.bobL, true, time.Hour)))
	require.True(t, await(st.second, anyOf[*events.Mute]).Action.GetMuted())
	_, err := st.alice.ExpectState(ctx, func(e sandbox.StateEntry) bool {
		return e.Index[0] == "mute" && e.Index[1] == st.bobL.String()
	})
	require.NoError(t, err)
	require.NoError(t, st.c.SendAppState(ctx, appstate.BuildSettingPushName("From a client")))
	_, err = st.alice.ExpectState(ctx, func(e sandbox.StateEntry) bool {
		return e.Index[0] == "setting_pushName" && string(e.Value) != "" && st.alice.Name() == "From a client"
	})
	require.NoError(t, err)
	st.quiet()

	done := make(chan error, 2)
	const rounds = 5
	for i, c := range []*client{st.c, st.second} {
		go func() {
			var err error
			for n := range rounds {
				target := types.NewJID(fmt.Sprintf("49155500%d%d", i, n), types.DefaultUserServer)
				// A client tries again once; the other may be faster twice.
				for try := 0; try < rounds; try++ {
					if err = c.SendAppState(ctx, appstate.BuildPin(target, true)); err == nil {
						break
					}
				}
			}
			done <- err
		}()
	}
	require.NoError(t, <-done)
	require.NoError(t, <-done)
	pinned := 0
	for _, entry := range st.alice.State() {
		if entry.Index[0] == "pin_v1" {
			pinned++
		}
	}
	require.Equal(t, 2*rounds, pinned)
	require.Empty(t, st.s.Violations())
}

// TestAppStateSnapshot links a client when there is much to catch up with, and
// repairs one whose copy is broken.
func TestAppStateSnapshot(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "sandbox.db")
	s, stop := runSandbox(t, state, "127.0.0.1:0")
	alice := addPhone(t, s, "Alice")
	for i := range 25 {
		require.NoError(t, alice.SaveContact(fmt.Sprintf("49155500000%02d", i), fmt.Sprintf("Contact %d", i), ""))
	}
	require.NoError(t, alice.SaveContact("4915550000000", "Renamed", ""))
	require.NoError(t, alice.ForgetContact("4915550000001"))
	before := alice.State()
	stop()

	s = startSandbox(t, state)
	alice, ok := s.Phone(alice.Number())
	require.True(t, ok)
	require.Equal(t, asJSON(t, before), asJSON(t, alice.State()))
	c := pair(t, s, alice)
	book, err := c.Store.Contacts.GetAllContacts(testContext(t))
	require.NoError(t, err)
	require.Equal(t, "Renamed", book[types.NewJID("4915550000000", types.DefaultUserServer)].FullName)
	require.NotContains(t, book, types.NewJID("4915550000001", types.DefaultUserServer))
	require.Empty(t, c.complaints())

	ctx := testContext(t)
	require.NoError(t, c.Store.AppState.PutAppStateVersion(ctx, "critical_unblock_low", 3, [128]byte{1}))
	c.forget()
	_, err = c.SendPeerMessage(ctx, whatsmeowRecovery("critical_unblock_low"))
	require.NoError(t, err)
	require.True(t, await(c, func(e *events.AppStateSyncComplete) bool { return e.Name == "critical_unblock_low" }).Recovery)
	require.NoError(t, alice.SaveContact("4915550000002", "After the repair", ""))
	await(c, func(e *events.Contact) bool { return e.Action.GetFullName() == "After the repair" })
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

// TestAppStateForged sends patches whose codes do not verify.
func TestAppStateForged(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice := addPhone(t, s, "Alice")
	c := pair(t, s, alice)
	ctx := testContext(t)
	pin := appstate.BuildPin(types.NewJID("4915550000001", types.DefaultUserServer), true)
	// A client with a wrong idea of the hash signs the wrong collection.
	version, _, err := c.Store.AppState.GetAppStateVersion(ctx, "regular_low")
	require.NoError(t, err)
	require.NoError(t, c.Store.AppState.PutAppStateVersion(ctx, "regular_low", version, [128]byte{1, 2, 3}))
	require.ErrorContains(t, c.SendAppState(ctx, pin), "400")
	require.Equal(t, "app_state_patch", s.Violations()[0].Rule)
	require.NoError(t, c.FetchAppState(ctx, "regular_low", true, false))
	require.Len(t, alice.State(), 5)
}

func TestControlState(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	id, err := bob.Say(testContext(t), alice.Number(), "hello")
	require.NoError(t, err)
	expectText(t, alice, "hello")
	path := "/phones/" + alice.Number()
	for _, step := range [][3]string{
		{"PUT", path + "/name", `{"name":"Alicia"}`},
		{"PUT", path + "/addressbook/" + bob.Number(), `{"full_name":"Bob B."}`},
		{"PATCH", path + "/chats/" + bob.Number(), `{"muted":true,"pinned":true,"archived":false,"read":true}`},
		{"PUT", path + "/messages/" + id + "/star", `{"starred":true}`},
	} {
		status, body, _ := call(t, s, step[0], step[1], step[2])
		require.Equal(t, 200, status, body)
	}
	_, body, _ := call(t, s, "GET", path+"/state", "")
	var entries []sandbox.StateEntry
	require.NoError(t, json.Unmarshal([]byte(body), &entries))
	kinds := map[string]bool{}
	for _, entry := range entries {
		kinds[entry.Index[0]] = true
	}
	require.Len(t, kinds, 10)
	status, _, _ := call(t, s, "DELETE", path+"/addressbook/"+bob.Number(), "")
	require.Equal(t, 200, status)
	status, _, _ = call(t, s, "PUT", path+"/messages/none/star", `{}`)
	require.Equal(t, 404, status)
}
