package sandbox_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
)

func TestOrdinaryFlow(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	require.Equal(t, alice.Number(), c.Store.ID.User)
	require.Equal(t, "Alice", c.Store.PushName)

	id := c.sendText(bob, "Hello Bob")
	got := expectText(t, bob, "Hello Bob")
	require.Equal(t, id, got.ID)
	require.Equal(t, alice.Number(), got.From)
	require.Equal(t, sandbox.DirectionIn, got.Direction)
	await(c, func(r *events.Receipt) bool { return r.MessageIDs[0] == id && r.Type == types.ReceiptTypeDelivered })

	require.NoError(t, bob.Read(testContext(t), alice.Number()))
	await(c, func(r *events.Receipt) bool { return r.MessageIDs[0] == id && r.Type == types.ReceiptTypeRead })

	_, err := bob.Say(testContext(t), alice.Number(), "Hello Alice")
	require.NoError(t, err)
	evt := await(c, hasText("Hello Alice"))
	require.Equal(t, bob.Number(), evt.Info.SenderAlt.User)
	expectText(t, alice, "Hello Alice")
	require.NoError(t, c.SendPresence(testContext(t), types.PresenceAvailable))
	require.NoError(t, c.MarkRead(testContext(t), []string{evt.Info.ID}, evt.Info.Timestamp, evt.Info.Chat, evt.Info.Sender))
	_, err = bob.Expect(testContext(t), func(m sandbox.PhoneMessage) bool { return m.Text == "Hello Alice" && m.Status == "read" })
	require.NoError(t, err)

	c.sendText(alice, "note to self")
	expectText(t, alice, "note to self")
	_, err = alice.Say(testContext(t), alice.Number(), "and back")
	require.NoError(t, err)
	await(c, hasText("and back"))
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())
}

func TestLink(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")

	t.Run("by_pairing_code", func(t *testing.T) {
		t.Parallel()
		alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
		c := newClient(t, s)
		require.NoError(t, c.Connect())
		await(c, anyOf[*events.QR])
		code, err := c.PairPhone(testContext(t), "+"+alice.Number(), true, whatsmeow.PairClientChrome, "Chrome (Linux)")
		require.NoError(t, err)

		require.ErrorContains(t, bob.Link(testContext(t), code), "No device is waiting")
		require.ErrorContains(t, alice.Link(testContext(t), "12"), "8 letters and digits")
		require.ErrorContains(t, alice.Link(testContext(t), "ABCD-EFGH"), "wrong")
		require.NoError(t, alice.Link(testContext(t), code))
		c.ready()
		c.sendText(bob, "linked by code")
		expectText(t, bob, "linked by code")
		require.Empty(t, c.complaints())
	})

	t.Run("codes_expire", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		alice := addPhone(t, s, "Alice")
		c := newClient(t, s)
		require.NoError(t, c.Connect())
		codes := await(c, anyOf[*events.QR]).Codes
		code, err := c.PairPhone(testContext(t), alice.Number(), true, whatsmeow.PairClientChrome, "Chrome (Linux)")
		require.NoError(t, err)
		s.AgePairings(2 * time.Minute)
		require.ErrorContains(t, alice.Scan(testContext(t), codes[0]), "has expired")
		s.AgePairings(time.Minute)
		require.ErrorContains(t, alice.Scan(testContext(t), codes[5]), "has expired")
		require.ErrorContains(t, alice.Link(testContext(t), code), "has expired")
		require.Empty(t, alice.Devices())
	})

	t.Run("name_no_browser_has_is_refused", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		alice := addPhone(t, s, "Alice")
		c := newClient(t, s)
		require.NoError(t, c.Connect())
		await(c, anyOf[*events.QR])
		_, err := c.PairPhone(testContext(t), alice.Number(), true, whatsmeow.PairClientChrome, "My Gateway")
		require.ErrorIs(t, err, whatsmeow.ErrIQBadRequest)
		require.Len(t, s.Violations(), 1)
	})

	t.Run("stale_code_is_refused", func(t *testing.T) {
		t.Parallel()
		alice := addPhone(t, s, "Alice")
		c := newClient(t, s)
		require.NoError(t, c.Connect())
		codes := await(c, anyOf[*events.QR]).Codes
		require.NoError(t, alice.Scan(testContext(t), codes[1]))
		c.ready()
		require.ErrorContains(t, alice.Scan(testContext(t), codes[2]), "no longer shown")
		require.ErrorContains(t, alice.Scan(testContext(t), "hello"), "not a WhatsApp linking code")
		require.Len(t, alice.Devices(), 1)
	})

	t.Run("plain_code_of_old_clients_is_read", func(t *testing.T) {
		t.Parallel()
		alice := addPhone(t, s, "Alice")
		c := newClient(t, s)
		require.NoError(t, c.Connect())
		_, plain, _ := strings.Cut(await(c, anyOf[*events.QR]).Codes[0], "#")
		plain = plain[:strings.LastIndexByte(plain, ',')]
		require.NoError(t, alice.Scan(testContext(t), plain))
		c.ready()
	})

	t.Run("client_logs_out", func(t *testing.T) {
		t.Parallel()
		alice := addPhone(t, s, "Alice")
		c := pair(t, s, alice)
		require.NoError(t, c.Logout(testContext(t)))
		require.Empty(t, alice.Devices())
		require.Empty(t, c.complaints())
	})

	t.Run("phone_unlinks_a_connected_client", func(t *testing.T) {
		t.Parallel()
		alice := addPhone(t, s, "Alice")
		c := pair(t, s, alice)
		require.NoError(t, alice.Unlink(testContext(t), alice.Devices()[0].ID))
		require.False(t, await(c, anyOf[*events.LoggedOut]).OnConnect)
	})

	t.Run("phone_unlinks_an_absent_client", func(t *testing.T) {
		t.Parallel()
		alice := addPhone(t, s, "Alice")
		c := pair(t, s, alice)
		c.Disconnect()
		require.NoError(t, alice.Unlink(testContext(t), alice.Devices()[0].ID))
		require.NoError(t, c.Connect())
		evt := await(c, anyOf[*events.LoggedOut])
		require.True(t, evt.OnConnect)
		require.Equal(t, events.ConnectFailureLoggedOut, evt.Reason)
	})
}

func TestMedia(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	picture := pngOf(t, 3, 2)

	t.Run("from_client", func(t *testing.T) {
		up, err := c.Upload(testContext(t), picture, whatsmeow.MediaImage)
		require.NoError(t, err)
		resp, err := c.SendMessage(testContext(t), types.NewJID(bob.Number(), types.DefaultUserServer), &waE2E.Message{ImageMessage: &waE2E.ImageMessage{
			URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
			FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: proto.String("image/png"), Caption: proto.String("from client"),
		}})
		require.NoError(t, err)
		m := expectText(t, bob, "from client")
		require.Equal(t, "image", m.Type)
		require.Equal(t, "image/png", m.Media.Mimetype)
		data, err := bob.Download(testContext(t), resp.ID)
		require.NoError(t, err)
		require.Equal(t, picture, data)
	})

	for kind, pick := range map[string]func(*waE2E.Message) whatsmeow.DownloadableMessage{
		"image":    func(m *waE2E.Message) whatsmeow.DownloadableMessage { return m.GetImageMessage() },
		"video":    func(m *waE2E.Message) whatsmeow.DownloadableMessage { return m.GetVideoMessage() },
		"voice":    func(m *waE2E.Message) whatsmeow.DownloadableMessage { return m.GetAudioMessage() },
		"document": func(m *waE2E.Message) whatsmeow.DownloadableMessage { return m.GetDocumentMessage() },
		"sticker":  func(m *waE2E.Message) whatsmeow.DownloadableMessage { return m.GetStickerMessage() },
	} {
		t.Run("to_client_"+kind, func(t *testing.T) {
			id, err := bob.SendMedia(testContext(t), alice.LID(), sandbox.Media{
				Data: picture, Mimetype: "image/png", Filename: "a.png", Caption: "to client", Kind: kind,
			})
			require.NoError(t, err)
			evt := await(c, func(evt *events.Message) bool { return evt.Info.ID == id })
			require.Equal(t, "media", evt.Info.Type)
			data, err := c.Download(testContext(t), pick(evt.Message))
			require.NoError(t, err)
			require.Equal(t, picture, data)
		})
	}
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())

	t.Run("gone", func(t *testing.T) {
		_, err := s.AddFault(sandbox.Fault{Kind: sandbox.FaultMedia404, Number: alice.Number()})
		require.NoError(t, err)
		id, err := bob.SendMedia(testContext(t), alice.Number(), sandbox.Media{Data: picture, Mimetype: "image/png"})
		require.NoError(t, err)
		img := await(c, func(evt *events.Message) bool { return evt.Info.ID == id }).Message.GetImageMessage()
		_, err = c.Download(testContext(t), img)
		require.ErrorIs(t, err, whatsmeow.ErrMediaDownloadFailedWith404)
		_, err = c.Download(testContext(t), img)
		require.NoError(t, err)
	})
}

func pngOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, png.Encode(&buf, image.NewGray(image.Rect(0, 0, width, height))))
	return buf.Bytes()
}

func TestPresence(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	bobJID := types.NewJID(bob.Number(), types.DefaultUserServer)
	require.NoError(t, c.SendPresence(testContext(t), types.PresenceAvailable))
	require.NoError(t, c.SubscribePresence(testContext(t), bobJID))
	await(c, func(p *events.Presence) bool { return p.Unavailable })
	require.NoError(t, bob.SetOnline(testContext(t), true))
	await(c, func(p *events.Presence) bool { return !p.Unavailable && p.From == bobJID })

	require.NoError(t, bob.Typing(testContext(t), alice.Number(), "recording"))
	await(c, func(p *events.ChatPresence) bool {
		return p.State == types.ChatPresenceComposing && p.Media == types.ChatPresenceMediaAudio
	})
	require.NoError(t, bob.Typing(testContext(t), alice.Number(), "paused"))
	await(c, func(p *events.ChatPresence) bool { return p.State == types.ChatPresencePaused })

	require.NoError(t, c.SendChatPresence(testContext(t), bobJID, types.ChatPresenceComposing, ""))
	require.Eventually(t, func() bool {
		contacts := bob.Contacts()
		return len(contacts) == 1 && contacts[0].Chat == alice.Number() && contacts[0].Typing == "composing"
	}, patience, time.Millisecond)
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())
}

func TestLookups(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c := pair(t, s, alice)
	ctx := testContext(t)

	found, err := c.IsOnWhatsApp(ctx, []string{"+" + bob.Number(), "+4915550000001"})
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.True(t, found[0].IsIn)
	require.Equal(t, bob.LID(), found[0].JID.String())
	require.Equal(t, "+"+bob.Number(), found[0].Query)
	require.False(t, found[1].IsIn)

	_, err = c.SendMessage(ctx, types.NewJID("4915550000001", types.DefaultUserServer), &waE2E.Message{Conversation: proto.String("?")})
	require.ErrorContains(t, err, "no LID found")

	info, err := c.GetUserInfo(ctx, []types.JID{types.NewJID(bob.Number(), types.DefaultUserServer)})
	require.NoError(t, err)
	for _, user := range info {
		require.NotEmpty(t, user.Status)
		require.Len(t, user.Devices, 1)
	}
	_, err = c.GetProfilePictureInfo(ctx, types.NewJID(bob.Number(), types.DefaultUserServer), nil)
	require.ErrorIs(t, err, whatsmeow.ErrProfilePictureNotSet)
	_, err = c.GetBlocklist(ctx)
	require.NoError(t, err)
	_, err = c.UpdateBlocklist(ctx, types.NewJID(bob.Number(), types.DefaultUserServer), events.BlocklistChangeActionBlock)
	require.NoError(t, err)
	list, err := c.GetBlocklist(ctx)
	require.NoError(t, err)
	require.Len(t, list.JIDs, 1)
	settings, err := c.SetPrivacySetting(ctx, types.PrivacySettingTypeReadReceipts, types.PrivacySettingNone)
	require.NoError(t, err)
	require.Equal(t, types.PrivacySettingNone, settings.ReadReceipts)
	require.NoError(t, c.SendAppState(ctx, appstate.BuildMute(types.NewJID(bob.Number(), types.DefaultUserServer), true, 0)))
	version, err := whatsmeow.GetLatestVersion(ctx, &http.Client{Transport: &http.Transport{DialContext: c.dial, DialTLSContext: c.dial}})
	require.NoError(t, err)
	require.False(t, version.IsZero())
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())
}

func TestSeveralDevices(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	first := pair(t, s, alice)
	peer := pair(t, s, bob)
	peer.sendText(alice, "to one device")
	await(first, hasText("to one device"))

	second := pair(t, s, alice)
	peer.sendText(alice, "to two devices")
	await(first, hasText("to two devices"))
	await(second, hasText("to two devices"))

	first.sendText(bob, "from one of two")
	await(peer, hasText("from one of two"))
	own := await(second, hasText("from one of two"))
	require.True(t, own.Info.IsFromMe)
	m := expectText(t, alice, "from one of two")
	require.Equal(t, sandbox.DirectionOut, m.Direction)
	require.Equal(t, bob.Number(), m.To)

	second.Disconnect()
	require.NoError(t, alice.Unlink(testContext(t), int(second.Store.ID.Device)))
	// The notice is on its way to the peer; a message sent before it is there
	// would be for the device that is gone.
	aliceLID, err := types.ParseJID(alice.LID())
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		devices, err := peer.GetUserDevices(testContext(t), []types.JID{aliceLID})
		return err == nil && len(devices) == 2
	}, patience, time.Millisecond)
	peer.sendText(alice, "to one again")
	await(first, hasText("to one again"))
	for _, c := range []*client{first, peer} {
		require.Empty(t, c.complaints())
	}
	require.Empty(t, s.Violations())
}

func TestPreKeys(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c, peer := pair(t, s, alice), pair(t, s, bob)
	ctx := testContext(t)
	left := func() int {
		n, err := c.DangerousInternals().GetServerPreKeyCount(ctx) //nolint:staticcheck // nothing else asks for the count
		require.NoError(t, err)
		return n
	}
	require.Equal(t, 811, left(), "812 uploaded, one used by the phone")

	// Each fetch uses one up; at four left the client is told, and uploads.
	for n := left(); n > 4; {
		devices := make([]types.JID, min(100, n-4))
		n -= len(devices)
		for i := range devices {
			devices[i] = c.Store.GetLID()
		}
		_, err := peer.DangerousInternals().FetchPreKeys(ctx, devices) //nolint:staticcheck // nothing else fetches without sending
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { return left() == 54 }, patience, time.Millisecond)
	require.Empty(t, c.complaints())
	require.Empty(t, s.Violations())
}
