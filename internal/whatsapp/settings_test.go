package whatsapp_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/proto/waSyncAction"
	"google.golang.org/protobuf/encoding/protojson"

	"switchboard/internal/account"
	"switchboard/internal/chat"
	"switchboard/internal/contact"
	"switchboard/internal/sandbox"
)

// TestSettingsChangedAtOnceRightAfterLinking changes different settings side by side, before the
// phone has shared its own, while the phone changes some too. Everything must hold in the end, at
// the phone and here.
func TestSettingsChangedAtOnceRightAfterLinking(t *testing.T) {
	b := setup(t)
	anna, ben, cara, dora := b.phone("Anna"), b.phone("Ben"), b.phone("Cara"), b.phone("Dora")
	b.start()
	q := await[account.QR](b.accounts.recorder)
	require.NoError(t, anna.Scan(b.context(), q.Code))
	await[connected](b.accounts.recorder)

	yes, name, until := true, "Anna's shop", time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	ctx := b.context()
	change := func(p *sandbox.Phone, patch chat.Patch) func() error {
		return func() error { return b.engine.ChangeChat(ctx, b.account.ID, number(p), patch, nil) }
	}
	all := []func() error{
		change(ben, chat.Patch{Archived: &yes}),
		change(cara, chat.Patch{Pinned: &yes}),
		change(cara, chat.Patch{MutedUntil: &until}),
		change(ben, chat.Patch{MutedUntil: &chat.Forever}),
		func() error { return b.engine.SetProfile(ctx, b.account.ID, contact.Patch{Name: &name}) },
		func() error { return anna.UpdateChat(dora.Number(), sandbox.ChatUpdate{Pinned: &yes}) },
		func() error { return anna.UpdateChat(dora.Number(), sandbox.ChatUpdate{Muted: &yes}) },
	}
	done := make(chan error, len(all))
	for _, do := range all {
		go func() { done <- do() }()
	}
	for range all {
		require.NoError(t, <-done)
	}

	states := settingsOf(t, anna)
	require.True(t, states["archive "+ben.JID()].GetArchiveChatAction().GetArchived())
	require.True(t, states["mute "+ben.JID()].GetMuteAction().GetMuted())
	require.True(t, states["pin_v1 "+cara.JID()].GetPinAction().GetPinned())
	require.Equal(t, until.UnixMilli(), states["mute "+cara.JID()].GetMuteAction().GetMuteEndTimestamp())
	require.True(t, states["pin_v1 "+dora.LID()].GetPinAction().GetPinned())
	require.Equal(t, name, anna.Name())

	require.Eventually(t, func() bool {
		archived, _, muted := b.setting(ctx, ben.JID())
		return archived && muted
	}, patience, 10*time.Millisecond)
	require.Eventually(t, func() bool {
		_, pinned, muted := b.setting(ctx, cara.JID())
		return pinned && muted
	}, patience, 10*time.Millisecond)
	require.Eventually(t, func() bool {
		_, pinned, muted := b.setting(ctx, dora.LID())
		return pinned && muted
	}, patience, 10*time.Millisecond)
	awaitThat(b.accounts.recorder, func(who identified) bool { return who.PushName == name })
	require.Empty(t, b.box.Violations())
}

// settingsOf is what the phone has, by kind and chat.
func settingsOf(t *testing.T, p *sandbox.Phone) map[string]*waSyncAction.SyncActionValue {
	t.Helper()
	out := map[string]*waSyncAction.SyncActionValue{}
	for _, e := range p.State() {
		if len(e.Index) != 2 {
			continue
		}
		value := &waSyncAction.SyncActionValue{}
		require.NoError(t, protojson.Unmarshal(e.Value, value))
		out[e.Index[0]+" "+e.Index[1]] = value
	}
	return out
}

// setting is what the client library has stored of a chat.
func (b *bench) setting(ctx context.Context, jid string) (archived, pinned, muted bool) {
	b.t.Helper()
	err := b.db.QueryRowContext(ctx, "SELECT archived, pinned, muted_until <> 0 FROM whatsmeow_chat_settings WHERE chat_jid = $1", jid).
		Scan(&archived, &pinned, &muted)
	if err != sql.ErrNoRows {
		require.NoError(b.t, err)
	}
	return archived, pinned, muted
}
