package whatsapp_test

import (
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/account"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/sandbox"
	"switchboard/internal/whatsapp"
)

func (b *bench) inflict(f sandbox.Fault) {
	b.t.Helper()
	_, err := b.box.AddFault(f)
	require.NoError(b.t, err)
}

func TestDropIsMendedBeforeItIsNews(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	b.accounts.forget()
	b.inflict(sandbox.Fault{Kind: sandbox.FaultDropConnection, Number: anna.Number()})
	require.Eventually(t, func() bool {
		_, _, err := b.sendText(number(ben), "back")
		return err == nil
	}, patience, 50*time.Millisecond)
	b.expect(ben, "back")
	require.Empty(t, all[account.Down](b.accounts.recorder))
	require.Empty(t, b.log.all())
}

func TestLossIsReportedAndMended(t *testing.T) {
	b := setup(t)
	b.engine.Hasten(time.Minute, time.Minute, 100*time.Millisecond)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	b.accounts.forget()
	b.cable.Cut()
	require.Equal(t, account.ConnectionLost, await[account.Down](b.accounts.recorder).Reason)
	_, _, err := b.sendText(number(ben), "now?")
	require.Equal(t, "not_connected", fault.CodeOf(err))
	b.cable.Mend()
	await[connected](b.accounts.recorder)
	require.Len(t, all[account.Down](b.accounts.recorder), 1)
	_, _, err = b.sendText(number(ben), "back")
	require.NoError(t, err)
}

func TestDeadConnectionIsNoticed(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	b.cable.Freeze()
	_, err := ben.Say(b.context(), anna.Number(), "are you there?")
	require.NoError(t, err)
	require.Equal(t, "are you there?", await[message.Inbound](b.messages.recorder).Text)
}

func TestEndsForGood(t *testing.T) {
	for kind, want := range map[sandbox.FaultKind]account.Reason{
		sandbox.FaultTempBan:   account.TempBan,
		sandbox.FaultOutdated:  account.ClientOutdated,
		sandbox.FaultLoggedOut: account.LoggedOut,
	} {
		t.Run(string(kind), func(t *testing.T) {
			b := setup(t)
			anna, ben := b.phone("Anna"), b.phone("Ben")
			b.link(anna)
			b.accounts.forget()
			b.inflict(sandbox.Fault{Kind: kind, Number: anna.Number()})
			down := await[account.Down](b.accounts.recorder)
			require.Equal(t, want, down.Reason)
			if want == account.TempBan {
				require.WithinDuration(t, time.Now().Add(time.Hour), down.Until, time.Minute)
				require.Contains(t, down.Detail, "too many messages")
			}
			require.Empty(t, all[connected](b.accounts.recorder), "there is no retry loop")
			_, _, err := b.sendText(number(ben), "now?")
			require.Error(t, err)

			// A person reconnects.
			b.accounts.forget()
			b.start()
			if want == account.LoggedOut {
				await[account.Down](b.accounts.recorder) // until the account forgets its device
				return
			}
			await[connected](b.accounts.recorder)
		})
	}
}

func TestSessionOpenedElsewhereIsTriedOnceMore(t *testing.T) {
	b := setup(t)
	b.engine.Hasten(time.Minute, time.Minute, time.Minute)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	b.accounts.forget()
	b.inflict(sandbox.Fault{Kind: sandbox.FaultReplaced, Number: anna.Number()})
	require.Equal(t, account.Contested, await[account.Down](b.accounts.recorder).Reason)
	await[connected](b.accounts.recorder)
	_, _, err := b.sendText(number(ben), "back")
	require.NoError(t, err)

	b.accounts.forget()
	b.inflict(sandbox.Fault{Kind: sandbox.FaultReplaced, Number: anna.Number()})
	require.Equal(t, account.Replaced, await[account.Down](b.accounts.recorder).Reason)
	require.Empty(t, all[connected](b.accounts.recorder), "now a person has to decide")
	b.accounts.forget()
	b.start()
	await[connected](b.accounts.recorder)
}

// TestStopLeavesWhatsAppSoon has the database hang while a message is stored and the account is
// told to stop: whoever takes the account over must not meet us there.
func TestStopLeavesWhatsAppSoon(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	inside, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	b.messages.failing(func(any) error {
		once.Do(func() { close(inside) })
		<-release
		return nil
	})
	_, err := ben.Say(b.context(), anna.Number(), "hello")
	require.NoError(t, err)
	<-inside
	stopped := make(chan error, 1)
	go func() { stopped <- b.engine.Stop(b.context(), b.account.ID) }()
	online := func() bool {
		for _, d := range anna.Devices() {
			if d.Online {
				return true
			}
		}
		return false
	}
	require.True(t, online())
	require.Eventually(t, func() bool { return !online() }, patience, 10*time.Millisecond)
	require.Empty(t, stopped, "what is being stored is waited for")
	close(release)
	require.NoError(t, <-stopped)
}

func TestOutdatedClientTakesTheCurrentVersionAndComesBack(t *testing.T) {
	b := setup(t)
	b.engine.Age()
	before := b.engine.WebVersion()
	anna := b.phone("Anna")
	b.link(anna)
	b.inflict(sandbox.Fault{Kind: sandbox.FaultOutdated, Number: anna.Number()})
	require.Eventually(t, func() bool { return b.engine.WebVersion() != before }, patience, 10*time.Millisecond)
	require.Eventually(t, func() bool {
		_, _, err := b.sendText(number(anna), "note to self")
		return err == nil
	}, patience, 50*time.Millisecond)
	require.Empty(t, all[account.Down](b.accounts.recorder))
}

func TestRefreshVersion(t *testing.T) {
	b := setup(t)
	b.engine.Age()
	require.NoError(t, b.engine.RefreshVersion(b.context()))
	require.Regexp(t, `^2\.3000\.\d{6,}$`, b.engine.WebVersion())
}

func TestWhatCannotBeStoredIsDeliveredAgain(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	var refused atomic.Int32
	b.messages.failing(func(call any) error {
		if _, ok := call.(message.Inbound); ok && refused.Add(1) <= 2 {
			return errAway
		}
		return nil
	})
	for i := range 3 {
		_, err := ben.Say(b.context(), anna.Number(), fmt.Sprint("important ", i))
		require.NoError(t, err)
	}
	for i := range 3 {
		awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == fmt.Sprint("important ", i) })
	}
	require.GreaterOrEqual(t, refused.Load(), int32(5))
}

func TestPanicLosesNothing(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	var once atomic.Bool
	b.messages.failing(func(call any) error {
		if _, ok := call.(message.Inbound); ok && once.CompareAndSwap(false, true) {
			panic("on purpose")
		}
		return nil
	})
	_, err := ben.Say(b.context(), anna.Number(), "survives")
	require.NoError(t, err)
	require.Equal(t, "survives", await[message.Inbound](b.messages.recorder).Text)
}

func TestReportsAreRepeatedUntilTheyAreTaken(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	var refused atomic.Int32
	b.accounts.failing(func(any) error {
		if refused.Add(1)%2 == 1 {
			return errAway
		}
		return nil
	})
	b.link(anna)
}

func TestNothingIsToldAfterStop(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	inside, release := make(chan struct{}), make(chan struct{})
	var once atomic.Bool
	b.messages.failing(func(call any) error {
		if _, ok := call.(message.Inbound); ok && once.CompareAndSwap(false, true) {
			close(inside)
			<-release
		}
		return nil
	})
	for i := range 20 {
		_, err := ben.Say(b.context(), anna.Number(), fmt.Sprint(i))
		require.NoError(t, err)
	}
	<-inside
	stopped := make(chan error, 1)
	go func() { stopped <- b.engine.Stop(b.context(), b.account.ID) }()
	select {
	case <-stopped:
		t.Fatal("stopped while a message was being stored")
	case <-time.After(200 * time.Millisecond):
	}
	close(release)
	require.NoError(t, <-stopped)
	n := len(all[message.Inbound](b.messages.recorder))
	b.accounts.failing(func(call any) error { t.Errorf("told after Stop: %T", call); return nil })
	b.messages.failing(func(call any) error { t.Errorf("handed in after Stop: %T", call); return nil })
	require.NoError(t, b.engine.Stop(b.context(), b.account.ID), "an account that does not run is no error")

	// Nothing is lost by it either.
	b.accounts.failing(nil)
	b.messages.failing(nil)
	b.start()
	awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == "19" })
	seen := map[string]bool{}
	for _, in := range all[message.Inbound](b.messages.recorder) {
		seen[in.Text] = true
	}
	require.Len(t, seen, 20)
	require.LessOrEqual(t, n, 2)
}

func TestDamagedMessageIsAskedForAgain(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	_, err := ben.Say(b.context(), anna.Number(), "first")
	require.NoError(t, err)
	await[message.Inbound](b.messages.recorder)
	b.inflict(sandbox.Fault{Kind: sandbox.FaultCorruptMessage, Number: anna.Number()})
	_, err = ben.Say(b.context(), anna.Number(), "second")
	require.NoError(t, err)
	awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == "second" })
}

// What the phone tells its devices is no message, so nobody is to see that one is waited for.
func TestDamagedWordOfThePhoneIsNoMessage(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	b.link(anna)
	own := types.NewJID(anna.Number(), types.DefaultUserServer)
	damaged := func(id, category string) bool {
		return b.engine.Hear(b.context(), b.account.ID, &events.UndecryptableMessage{Info: types.MessageInfo{
			ID: id, Category: category, MessageSource: types.MessageSource{Chat: own, Sender: own, IsFromMe: true},
		}})
	}
	require.True(t, damaged("A", "peer"))
	require.True(t, damaged("B", ""))
	require.Len(t, all[illegible](b.messages.recorder), 1)
	require.Equal(t, "B", await[illegible](b.messages.recorder).WAID)
}

func TestSandboxThatCannotBeReachedIsSaidAtStart(t *testing.T) {
	b := setup(t)
	for _, n := range []whatsapp.Network{
		{WSURL: "ws://127.0.0.1:1/ws/chat", MediaURL: "https://127.0.0.1:1", RootPublicKey: "not hex"},
		{WSURL: "%", MediaURL: "https://127.0.0.1:1", RootPublicKey: b.box.Info().RootPublicKey},
	} {
		e := whatsapp.New(whatsapp.Config{DB: b.db, Log: slog.New(slog.DiscardHandler), Sandbox: &n})
		require.Error(t, e.Start(b.context(), b.account))
		require.NoError(t, e.Close(b.context()))
	}
}
