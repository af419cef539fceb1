package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/account"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/whatsapp"
)

func TestContent(t *testing.T) {
	t.Parallel()
	picture := &waE2E.ImageMessage{
		DirectPath: proto.String("/v/x?y"), MediaKey: []byte{1}, FileSHA256: []byte{2}, FileEncSHA256: []byte{3},
		FileLength: proto.Uint64(9), Mimetype: proto.String("image/jpeg; q=1"), Caption: proto.String("Look"),
		JPEGThumbnail: make([]byte, 5000),
	}
	wrapped := &waE2E.FutureProofMessage{Message: &waE2E.Message{ImageMessage: picture}}
	for name, test := range map[string]struct {
		in   *waE2E.Message
		kind message.Type
		text string
	}{
		"text":            {&waE2E.Message{Conversation: proto.String("hi")}, message.Text, "hi"},
		"text with link":  {&waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{Text: proto.String("hi")}}, message.Text, "hi"},
		"not for storing": {&waE2E.Message{Conversation: proto.String("a\x00b\xffc")}, message.Text, "ab\uFFFDc"},
		"button": {&waE2E.Message{TemplateButtonReplyMessage: &waE2E.TemplateButtonReplyMessage{
			SelectedDisplayText: proto.String("Yes"),
		}}, message.Choice, "Yes"},
		"picture":          {&waE2E.Message{ImageMessage: picture}, message.Image, "Look"},
		"album":            {&waE2E.Message{AssociatedChildMessage: wrapped}, message.Image, "Look"},
		"picture, no file": {&waE2E.Message{ImageMessage: &waE2E.ImageMessage{}}, message.Unsupported, "A file that can be seen on the phone only"},
		"location":         {&waE2E.Message{LocationMessage: &waE2E.LocationMessage{}}, message.Location, ""},
		"poll with secret": {&waE2E.Message{
			PollCreationMessageV3: &waE2E.PollCreationMessage{}, MessageContextInfo: &waE2E.MessageContextInfo{},
		}, message.Poll, ""},
		"something new": {&waE2E.Message{RichResponseMessage: nil, ConditionalRevealMessage: &waE2E.ConditionalRevealMessage{}}, message.Unsupported, "A message of a kind that is not shown here yet"},
		"reaction":      {&waE2E.Message{ReactionMessage: &waE2E.ReactionMessage{Text: proto.String("+")}}, message.Reaction, "+"},
		"edit": {&waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
			Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(), EditedMessage: &waE2E.Message{Conversation: proto.String("new")},
		}}, message.Edit, "new"},
		"keys":       {in: &waE2E.Message{SenderKeyDistributionMessage: &waE2E.SenderKeyDistributionMessage{}}},
		"empty text": {in: &waE2E.Message{Conversation: proto.String("")}},
		"nothing":    {in: &waE2E.Message{}},
		"none":       {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind, text, file, ok := whatsapp.Content(test.in)
			require.Equal(t, test.kind != "", ok)
			require.Equal(t, test.kind, kind)
			require.Equal(t, test.text, text)
			if kind == message.Image {
				require.Equal(t, "image/jpeg", file.Mimetype)
				require.EqualValues(t, 9, file.Size)
				require.Less(t, len(file.Source), 100, "only what finds the file is kept")
			}
		})
	}
}

func TestSendFault(t *testing.T) {
	t.Parallel()
	server := func(code int) error { return fmt.Errorf("%w %d", whatsmeow.ErrServerReturnedError, code) }
	for code, err := range map[string]error{
		"reachout_timelock": server(463),
		"invalid_message":   server(479),
		"not_on_whatsapp":   server(404),
		"refused":           server(466),
		"not_allowed":       fmt.Errorf("members: %w", whatsmeow.ErrNotInGroup),
		"group_not_found":   whatsmeow.ErrGroupNotFound,
	} {
		require.Equal(t, code, fault.CodeOf(whatsapp.SendFault(err)))
		require.NotEqual(t, fault.Unavailable, fault.As(whatsapp.SendFault(err)).Kind, "%s is final", code)
	}
	for code, err := range map[string]error{
		"rate_limited":  fmt.Errorf("usync: %w", whatsmeow.ErrIQRateOverLimit),
		"server_error":  server(503),
		"no_ack":        whatsmeow.ErrMessageTimedOut,
		"not_connected": &whatsmeow.DisconnectedError{Action: "message send"},
		"send_failed":   errors.New("something else"),
	} {
		require.Equal(t, code, fault.CodeOf(whatsapp.SendFault(err)))
		require.Equal(t, fault.Unavailable, fault.As(whatsapp.SendFault(err)).Kind, "%s may pass", code)
	}
	require.Equal(t, "no_ack", fault.CodeOf(whatsapp.SendFault(context.Canceled)))
	require.NotZero(t, fault.As(whatsapp.SendFault(server(429))).RetryAfter)
}

func TestPairingFault(t *testing.T) {
	t.Parallel()
	require.True(t, fault.Is(whatsapp.PairingFault(whatsmeow.ErrPhoneNumberTooShort), fault.Invalid))
	require.True(t, fault.Is(whatsapp.PairingFault(whatsmeow.ErrIQBadRequest), fault.Invalid))
	require.True(t, fault.Is(whatsapp.PairingFault(whatsmeow.ErrIQRateOverLimit), fault.RateLimited))
	require.True(t, fault.Is(whatsapp.PairingFault(whatsmeow.ErrIQServiceUnavailable), fault.Unavailable))
	require.True(t, fault.Is(whatsapp.PairingFault(whatsmeow.ErrNotConnected), fault.Unavailable))
}

func TestDownReasons(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, test := range []struct {
		evt  any
		want account.Down
	}{
		{&events.LoggedOut{Reason: events.ConnectFailureLoggedOut}, account.Down{Reason: account.LoggedOut}},
		{&events.LoggedOut{Reason: events.ConnectFailureMainDeviceGone}, account.Down{Reason: account.LoggedOut}},
		{&events.LoggedOut{Reason: events.ConnectFailureUnknownLogout}, account.Down{Reason: account.Banned}},
		{&events.TemporaryBan{Code: events.TempBanBlockedByUsers, Expire: time.Hour}, account.Down{
			Reason: account.TempBan, Until: now.Add(time.Hour), Detail: "too many people blocked you.",
		}},
		{&events.ConnectFailure{Reason: 409, Message: "no"}, account.Down{Reason: account.ServerError, Detail: "no (409)"}},
	} {
		require.Equal(t, test.want, whatsapp.Down(test.evt, now))
	}
}

func TestThumbnail(t *testing.T) {
	b := setup(t)
	w, h, thumbnail, ok := b.engine.Thumbnail(b.context(), attachment("image/jpeg", "", jpegOf(t, 640, 320)))
	require.True(t, ok)
	require.EqualValues(t, 640, w)
	require.EqualValues(t, 320, h)
	require.NotEmpty(t, thumbnail)
	require.Less(t, len(thumbnail), 10_000)

	_, _, thumbnail, ok = b.engine.Thumbnail(b.context(), attachment("image/jpeg", "", jpegOf(t, 4000, 2100)))
	require.True(t, ok)
	require.Empty(t, thumbnail, "too large to decode in passing")

	_, _, _, ok = b.engine.Thumbnail(b.context(), attachment("image/webp", "", []byte(strings.Repeat("x", 99))))
	require.False(t, ok)
}
