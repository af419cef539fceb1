package sandbox_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
)

func jid(p *sandbox.Phone) types.JID { return types.NewJID(p.Number(), types.DefaultUserServer) }

func jpegOf(t *testing.T, edge int) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, jpeg.Encode(&buf, image.NewRGBA(image.Rect(0, 0, edge, edge)), nil))
	return buf.Bytes()
}

// met pairs a client for Alice and lets her and Bob exchange a message.
func met(t *testing.T) (s *sandbox.Sandbox, alice, bob *sandbox.Phone, c *client) {
	t.Helper()
	s = startSandbox(t, "")
	alice, bob = addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	c = pair(t, s, alice)
	_, err := bob.Say(testContext(t), alice.Number(), "hello")
	require.NoError(t, err)
	await(c, hasText("hello"))
	c.sendText(bob, "hello back")
	expectText(t, bob, "hello back")
	c.forget()
	return s, alice, bob, c
}

func TestOnWhatsApp(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	c := pair(t, s, addPhone(t, s, "Alice"))
	for name, tc := range map[string]struct{ registered, asked string }{
		"brazil_registered_without_the_nine": {"551187654321", "5511987654321"},
		"brazil_registered_with_the_nine":    {"5521998765432", "552198765432"},
		"brazil_asked_without_the_nine":      {"5531998765432", "553198765432"},
		"mexico_asked_with_the_one":          {"525512345678", "5215512345678"},
		"argentina_asked_without_the_nine":   {"5491123456789", "541123456789"},
		"argentina_registered_without_it":    {"541198765432", "5491198765432"},
	} {
		phone, err := s.AddPhone(tc.registered, name)
		require.NoError(t, err, name)
		got, err := c.IsOnWhatsApp(testContext(t), []string{"+" + tc.asked})
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.True(t, got[0].IsIn, name)
		require.Equal(t, "+"+tc.asked, got[0].Query, name)
		require.Equal(t, phone.Number(), got[0].PhoneNumber.User, name)
		require.Equal(t, phone.LID(), got[0].JID.String(), name)
		found, ok := s.Phone(tc.asked)
		require.True(t, ok)
		require.Equal(t, phone, found)
	}
	_, err := s.AddPhone("55 11 98765-4321", "")
	require.ErrorContains(t, err, "551187654321 already", "one person has one account")
	got, err := c.IsOnWhatsApp(testContext(t), []string{"+4915550000009", "+551132654321"})
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.False(t, got[0].IsIn)
	require.False(t, got[1].IsIn, "a landline has no ninth digit")
	require.Empty(t, s.Violations())
}

func TestPicture(t *testing.T) {
	t.Parallel()
	s, alice, bob, c := met(t)
	_, err := c.GetProfilePictureInfo(testContext(t), jid(bob), nil)
	require.ErrorIs(t, err, whatsmeow.ErrProfilePictureNotSet)

	face := jpegOf(t, 200)
	require.NoError(t, bob.SetProfile(testContext(t), sandbox.ProfileChange{Picture: &face}))
	news := await(c, func(evt *events.Picture) bool { return !evt.Remove })
	info, err := c.GetProfilePictureInfo(testContext(t), jid(bob), nil)
	require.NoError(t, err)
	require.Equal(t, news.PictureID, info.ID)
	require.Equal(t, "image", info.Type)
	require.Equal(t, face, fetch(t, c, info.URL))
	preview, err := c.GetProfilePictureInfo(testContext(t), jid(bob), &whatsmeow.GetProfilePictureParams{Preview: true})
	require.NoError(t, err)
	small, err := jpeg.DecodeConfig(bytes.NewReader(fetch(t, c, preview.URL)))
	require.NoError(t, err)
	require.Equal(t, 96, small.Width)
	same, err := c.GetProfilePictureInfo(testContext(t), jid(bob), &whatsmeow.GetProfilePictureParams{ExistingID: info.ID})
	require.NoError(t, err)
	require.Nil(t, same)
	users, err := c.GetUserInfo(testContext(t), []types.JID{jid(bob)})
	require.NoError(t, err)
	require.Equal(t, info.ID, users[jid(bob)].PictureID)

	require.NoError(t, bob.SetProfile(testContext(t), sandbox.ProfileChange{Privacy: map[string]string{"profile": "none"}}))
	_, err = c.GetProfilePictureInfo(testContext(t), jid(bob), nil)
	require.ErrorIs(t, err, whatsmeow.ErrProfilePictureUnauthorized)

	id, err := c.SetGroupPhoto(testContext(t), types.EmptyJID, jpegOf(t, 64))
	require.NoError(t, err)
	require.Equal(t, id, alice.Profile().PictureID)
	_, err = c.SetGroupPhoto(testContext(t), types.EmptyJID, pngOf(t, 4, 4))
	require.ErrorIs(t, err, whatsmeow.ErrInvalidImageFormat)
	_, err = c.SetGroupPhoto(testContext(t), types.EmptyJID, nil)
	require.NoError(t, err)
	require.Empty(t, alice.Profile().PictureID)

	group, err := s.AddGroup(bob.Number(), "Friends", []string{alice.Number()})
	require.NoError(t, err)
	gid, err := types.ParseJID(group.ID)
	require.NoError(t, err)
	id, err = c.SetGroupPhoto(testContext(t), gid, jpegOf(t, 64))
	require.NoError(t, err)
	info, err = c.GetProfilePictureInfo(testContext(t), gid, nil)
	require.NoError(t, err)
	require.Equal(t, id, info.ID)
	yes := true
	require.NoError(t, bob.UpdateGroup(group.ID, sandbox.GroupUpdate{Locked: &yes}))
	_, err = c.SetGroupPhoto(testContext(t), gid, jpegOf(t, 32))
	require.ErrorIs(t, err, whatsmeow.ErrIQForbidden, "only admins change a locked group")
	require.Empty(t, s.Violations())
}

func fetch(t *testing.T, c *client, url string) []byte {
	t.Helper()
	transport := &http.Transport{DialContext: c.dial, DialTLSContext: c.dial}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(testContext(t), http.MethodGet, url, nil)
	require.NoError(t, err)
	resp, err := (&http.Client{Transport: transport}).Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return body
}

func TestAbout(t *testing.T) {
	t.Parallel()
	s, alice, bob, c := met(t)
	text := "At work"
	require.NoError(t, bob.SetProfile(testContext(t), sandbox.ProfileChange{About: &text}))
	require.Equal(t, "At work", await(c, anyOf[*events.UserAbout]).Status)
	users, err := c.GetUserInfo(testContext(t), []types.JID{jid(bob)})
	require.NoError(t, err)
	require.Equal(t, "At work", users[jid(bob)].Status)

	mine := "Switched on"
	require.NoError(t, c.SetStatusMessage(testContext(t), types.SetStatusInput{Text: &mine}))
	require.Equal(t, mine, alice.Profile().About)
	require.NoError(t, bob.SetProfile(testContext(t), sandbox.ProfileChange{Privacy: map[string]string{"status": "none"}}))
	users, err = c.GetUserInfo(testContext(t), []types.JID{jid(bob)})
	require.NoError(t, err)
	require.Empty(t, users[jid(bob)].Status)
	require.Empty(t, s.Violations())
}

func TestBusiness(t *testing.T) {
	t.Parallel()
	s, alice, bob, c := met(t)
	require.NoError(t, bob.SetProfile(testContext(t), sandbox.ProfileChange{Business: &sandbox.Business{
		Name: "Bob's Bikes", Email: "bob@example.com", Address: "1 Chain Street", Category: "Bicycle shop", Timezone: "Europe/Berlin",
		Hours: []sandbox.BusinessHours{{Day: "mon", Mode: "specific_hours", Open: 540, Close: 1080}, {Day: "tue", Mode: "open_24h"}},
	}}))
	profile, err := c.GetBusinessProfile(testContext(t), jid(bob))
	require.NoError(t, err)
	require.Equal(t, "bob@example.com", profile.Email)
	require.Equal(t, "Bicycle shop", profile.Categories[0].Name)
	require.Equal(t, "540", profile.BusinessHours[0].OpenTime)
	got, err := c.IsOnWhatsApp(testContext(t), []string{"+" + bob.Number()})
	require.NoError(t, err)
	require.Equal(t, "Bob's Bikes", got[0].VerifiedName.Details.GetVerifiedName())
	_, err = bob.Say(testContext(t), alice.Number(), "we are open")
	require.NoError(t, err)
	require.Equal(t, "Bob's Bikes", await(c, hasText("we are open")).Info.VerifiedName.Details.GetVerifiedName())
	_, err = c.GetBusinessProfile(testContext(t), jid(alice))
	require.Error(t, err, "a plain account has none")
	require.Empty(t, s.Violations())
}

func TestPresencePrivacy(t *testing.T) {
	t.Parallel()
	s, _, bob, c := met(t)
	require.NoError(t, c.SendPresence(testContext(t), types.PresenceAvailable))
	require.NoError(t, c.SubscribePresence(testContext(t), jid(bob)))
	await(c, anyOf[*events.Presence])
	c.forget()
	require.NoError(t, bob.SetOnline(testContext(t), true))
	await(c, func(evt *events.Presence) bool { return !evt.Unavailable })
	before := time.Now().Truncate(time.Second)
	require.NoError(t, bob.SetOnline(testContext(t), false))
	gone := await(c, func(evt *events.Presence) bool { return evt.Unavailable })
	require.WithinRange(t, gone.LastSeen, before, time.Now())

	require.NoError(t, bob.SetOnline(testContext(t), true))
	await(c, func(evt *events.Presence) bool { return !evt.Unavailable })
	require.NoError(t, bob.SetProfile(testContext(t), sandbox.ProfileChange{Privacy: map[string]string{"last": "none"}}))
	c.forget()
	require.NoError(t, bob.SetOnline(testContext(t), false))
	gone = await(c, func(evt *events.Presence) bool { return evt.Unavailable })
	require.Zero(t, gone.LastSeen)
	require.Empty(t, s.Violations())
}

func TestBlock(t *testing.T) {
	t.Parallel()
	s, alice, bob, c := met(t)
	second := pair(t, s, alice)
	list, err := c.UpdateBlocklist(testContext(t), jid(bob), events.BlocklistChangeActionBlock)
	require.NoError(t, err)
	require.Len(t, list.JIDs, 1)
	require.Equal(t, list.DHash, await(second, anyOf[*events.Blocklist]).DHash)
	require.Equal(t, []string{bob.Number()}, alice.Profile().Blocked)

	id, err := bob.Say(testContext(t), alice.Number(), "let me in")
	require.NoError(t, err, "who is blocked is not told")
	carol := addPhone(t, s, "Carol")
	_, err = carol.Say(testContext(t), alice.Number(), "the blocked one wrote before")
	require.NoError(t, err)
	await(c, hasText("the blocked one wrote before"))
	require.Zero(t, count(c, func(evt *events.Message) bool { return evt.Info.ID == id }))

	list, err = c.UpdateBlocklist(testContext(t), jid(bob), events.BlocklistChangeActionUnblock)
	require.NoError(t, err)
	require.Empty(t, list.JIDs)
	_, err = bob.Say(testContext(t), alice.Number(), "thank you")
	require.NoError(t, err)
	await(c, hasText("thank you"))
	require.NoError(t, alice.Block(testContext(t), bob.Number(), true))
	list, err = c.GetBlocklist(testContext(t))
	require.NoError(t, err)
	require.Equal(t, bob.LID(), list.JIDs[0].String())
	require.Empty(t, s.Violations())
}

func TestPrivacySettings(t *testing.T) {
	t.Parallel()
	s, alice, bob, c := met(t)
	second := pair(t, s, alice)
	require.Equal(t, types.PrivacySettingAll, second.GetPrivacySettings(testContext(t)).LastSeen)
	_, err := c.SetPrivacySetting(testContext(t), types.PrivacySettingTypeLastSeen, types.PrivacySettingContacts)
	require.NoError(t, err)
	await(second, func(evt *events.PrivacySettings) bool { return evt.LastSeenChanged })
	require.Equal(t, types.PrivacySettingContacts, second.GetPrivacySettings(testContext(t)).LastSeen)
	require.Equal(t, "contacts", alice.Profile().Privacy["last"])
	_, err = c.SetPrivacySetting(testContext(t), types.PrivacySettingTypeLastSeen, "sometimes")
	require.ErrorIs(t, err, whatsmeow.ErrIQBadRequest)
	require.Len(t, s.Violations(), 1)

	require.NoError(t, bob.SetProfile(testContext(t), sandbox.ProfileChange{Privacy: map[string]string{"readreceipts": "none"}}))
	id := c.sendText(bob, "did you read this")
	expectText(t, bob, "did you read this")
	require.NoError(t, bob.Read(testContext(t), alice.Number()))
	_, err = bob.Say(testContext(t), alice.Number(), "yes")
	require.NoError(t, err)
	await(c, hasText("yes"))
	require.Zero(t, count(c, func(r *events.Receipt) bool { return r.MessageIDs[0] == id && r.Type == types.ReceiptTypeRead }))
}

func TestReachOutLimit(t *testing.T) {
	t.Parallel()
	s, alice, bob, c := met(t)
	carol, dave := addPhone(t, s, "Carol"), addPhone(t, s, "Dave")
	before := time.Now().Truncate(time.Second)
	fault, err := s.AddFault(sandbox.Fault{Kind: sandbox.FaultReachOutLimit, Number: alice.Number(), ForMS: 3_600_000})
	require.NoError(t, err)
	lock := await(c, func(evt *events.NotifyAccountReachoutTimelock) bool { return evt.IsActive })
	require.WithinRange(t, lock.TimeEnforcementEnds.Time, before.Add(time.Hour), time.Now().Add(time.Hour))

	c.sendText(bob, "old friends may be written to")
	expectText(t, bob, "old friends may be written to")
	refused := func(to *sandbox.Phone) {
		t.Helper()
		_, err := c.SendMessage(testContext(t), jid(to), &waE2E.Message{Conversation: proto.String("cold")})
		require.ErrorContains(t, err, "463")
	}
	refused(carol)
	require.Empty(t, carol.Messages())
	_, err = carol.Say(testContext(t), alice.Number(), "I am Carol")
	require.NoError(t, err)
	await(c, hasText("I am Carol"))
	c.sendText(carol, "who has written may be answered")
	expectText(t, carol, "who has written may be answered")

	refused(dave)
	d := pair(t, s, dave)
	d.sendText(alice, "hi")
	await(c, hasText("hi"))
	require.NoError(t, s.EndFault(fault.ID))
	await(c, func(evt *events.NotifyAccountReachoutTimelock) bool { return !evt.IsActive })
	erin := addPhone(t, s, "Erin")
	c.sendText(erin, "free again")
	expectText(t, erin, "free again")
	require.Empty(t, s.Violations())
}

func TestFactsOutliveARestart(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "sandbox.db")
	s, stop := runSandbox(t, state, "127.0.0.1:0")
	alice, bob := addPhone(t, s, "Alice"), addPhone(t, s, "Bob")
	about, face := "still me", jpegOf(t, 32)
	require.NoError(t, alice.SetProfile(testContext(t), sandbox.ProfileChange{
		About: &about, Picture: &face, Business: &sandbox.Business{Name: "Shop"}, Privacy: map[string]string{"last": "none"},
	}))
	require.NoError(t, alice.Block(testContext(t), bob.Number(), true))
	_, err := bob.Say(testContext(t), alice.Number(), "known")
	require.NoError(t, err)
	before := alice.Profile()
	stop()
	s, _ = runSandbox(t, state, "127.0.0.1:0")
	alice, _ = s.Phone(alice.Number())
	require.Equal(t, before, alice.Profile())
	_, err = s.AddFault(sandbox.Fault{Kind: sandbox.FaultReachOutLimit})
	require.NoError(t, err)
	bob, _ = s.Phone(bob.Number())
	_, err = bob.Say(context.Background(), alice.Number(), "again")
	require.NoError(t, err, "the chat was begun before")
}
