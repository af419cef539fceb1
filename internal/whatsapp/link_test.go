package whatsapp_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/fault"
)

func TestLinkByQR(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	b.start()
	q := await[account.QR](b.accounts.recorder)
	require.Equal(t, 1, q.Number)
	require.Equal(t, 6, q.Total)
	require.WithinDuration(t, time.Now().Add(60*time.Second), q.ExpiresAt, 5*time.Second)

	require.NoError(t, anna.Scan(b.context(), q.Code))
	who := await[scanned](b.accounts.recorder)
	require.Equal(t, anna.Number(), who.PhoneNumber)
	require.Equal(t, anna.LID(), who.LID)
	require.NotEmpty(t, who.DeviceJID)
	await[connected](b.accounts.recorder)
	require.Equal(t, "Anna", await[identified](b.accounts.recorder).PushName)

	devices := anna.Devices()
	require.Len(t, devices, 1)
	require.Equal(t, "Switchboard (Sales)", devices[0].Platform)
	require.Len(t, all[connecting](b.accounts.recorder), 1)
	require.Empty(t, all[account.Down](b.accounts.recorder))
	require.Empty(t, b.log.all())
	require.Empty(t, b.box.Violations())
}

func TestLinkByPairingCode(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	b.start()
	code, err := b.engine.PairingCode(b.context(), b.account.ID, anna.Number())
	require.NoError(t, err)
	require.Regexp(t, `^[1-9A-Z]{4}-[1-9A-Z]{4}$`, code.Code)
	require.WithinDuration(t, time.Now().Add(160*time.Second), code.ExpiresAt, 30*time.Second)

	require.NoError(t, anna.Link(b.context(), code.Code))
	require.Equal(t, anna.Number(), await[scanned](b.accounts.recorder).PhoneNumber)
	await[connected](b.accounts.recorder)

	_, err = b.engine.PairingCode(b.context(), b.account.ID, anna.Number())
	require.Equal(t, "already_linked", fault.CodeOf(err))
	require.Empty(t, b.log.all())
}

func TestPairingCodeForANumberThatCannotBe(t *testing.T) {
	b := setup(t)
	b.start()
	_, err := b.engine.PairingCode(b.context(), b.account.ID, "123")
	require.True(t, fault.Is(err, fault.Invalid), err)
}

func TestCodesRunOut(t *testing.T) {
	b := setup(t)
	b.engine.Hasten(150*time.Millisecond, 50*time.Millisecond, time.Minute)
	b.start()
	require.Equal(t, account.QRTimeout, await[account.Down](b.accounts.recorder).Reason)
	codes := all[account.QR](b.accounts.recorder)
	require.Len(t, codes, 6)
	for i, q := range codes {
		require.Equal(t, i+1, q.Number)
	}

	// A person starts again.
	b.accounts.forget()
	b.start()
	require.Equal(t, 1, await[account.QR](b.accounts.recorder).Number)
}

func TestLinkedAccountComesBackWithoutACode(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	b.link(anna)
	b.restart()
	b.start()
	await[connected](b.accounts.recorder)
	require.Empty(t, all[account.QR](b.accounts.recorder))
	require.Empty(t, b.log.all())
}

func TestSessionIsGone(t *testing.T) {
	b := setup(t)
	b.account.DeviceJID = "491555000000:3@s.whatsapp.net"
	b.start()
	require.Equal(t, account.LoggedOut, await[account.Down](b.accounts.recorder).Reason)
}

func TestPhoneLogsOut(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	b.link(anna)
	require.NoError(t, anna.Unlink(b.context(), anna.Devices()[0].ID))
	require.Equal(t, account.LoggedOut, await[account.Down](b.accounts.recorder).Reason)
	require.Equal(t, 0, b.count("whatsmeow_device"))

	b.account.DeviceJID = ""
	b.accounts.forget()
	b.link(anna)
}

func TestPhoneLogsOutWhileWeAreAway(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	b.link(anna)
	require.NoError(t, b.engine.Stop(b.context(), b.account.ID))
	require.NoError(t, anna.Unlink(b.context(), anna.Devices()[0].ID))
	b.start()
	require.Equal(t, account.LoggedOut, await[account.Down](b.accounts.recorder).Reason)
	require.Equal(t, 0, b.count("whatsmeow_device"))
}

func TestLogout(t *testing.T) {
	for name, before := range map[string]func(b *bench){
		"connected":     func(*bench) {},
		"not connected": func(b *bench) { require.NoError(b.t, b.engine.Stop(b.context(), b.account.ID)) },
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			anna := b.phone("Anna")
			b.link(anna)
			before(b)
			b.accounts.forget()
			require.NoError(t, b.engine.Logout(b.context(), b.account))
			require.Empty(t, anna.Devices())
			require.Equal(t, 0, b.count("whatsmeow_device"))
			require.Empty(t, all[account.Down](b.accounts.recorder), "nothing is told of what was asked for")
		})
	}
}

func TestLogoutRemovesTheSessionAlsoWhenWhatsAppIsAway(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	b.link(anna)
	require.NoError(t, b.engine.Stop(b.context(), b.account.ID))
	b.cable.Cut()
	require.Error(t, b.engine.Logout(b.context(), b.account))
	require.Equal(t, 0, b.count("whatsmeow_device"))
	require.Len(t, anna.Devices(), 1)
}
