package whatsapp_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/sandbox"
)

func TestTextBothWays(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)

	sent, id, err := b.sendText(number(ben), "Hello Ben")
	require.NoError(t, err)
	require.Equal(t, message.Peer{Phone: ben.Number(), LID: ben.LID()}, sent.To)
	require.WithinDuration(t, time.Now(), sent.At, 10*time.Second)
	got := b.expect(ben, "Hello Ben")
	require.Equal(t, id, got.ID)
	require.Equal(t, anna.Number(), got.From)
	b.expect(anna, "Hello Ben") // the account's own phone shows it too

	_, err = ben.Say(b.context(), anna.Number(), "Hello Anna")
	require.NoError(t, err)
	in := await[message.Inbound](b.messages.recorder)
	require.Equal(t, b.account.ID, in.AccountID)
	require.Equal(t, message.Text, in.Type)
	require.Equal(t, "Hello Anna", in.Text)
	require.Equal(t, message.Peer{Phone: ben.Number(), LID: ben.LID()}, in.Chat)
	require.Equal(t, in.Chat, in.Sender)
	require.Equal(t, "Ben", in.SenderName)
	require.False(t, in.FromMe)
	awaitThat(b.messages.recorder, func(r renamed) bool { return r.name == "Ben" && r.who == in.Chat })

	// What is written on the account's own phone belongs to the same conversation.
	_, err = anna.Say(b.context(), ben.Number(), "From my phone")
	require.NoError(t, err)
	own := awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == "From my phone" })
	require.True(t, own.FromMe)
	require.Equal(t, in.Chat, own.Chat)
	require.Equal(t, message.Peer{}, own.Sender)
	require.Empty(t, b.log.all())
	require.Empty(t, b.box.Violations())
}

func TestSendingByLIDAndTheSameIDTwice(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	_, err := ben.Say(b.context(), anna.Number(), "hi")
	require.NoError(t, err)
	await[message.Inbound](b.messages.recorder)

	letter := outbox.Letter{WAID: newWAID(), To: message.Peer{LID: ben.LID()}, Type: message.Text, Text: "once"}
	for range 2 {
		sent, err := b.engine.Send(b.context(), b.account.ID, letter)
		require.NoError(t, err)
		require.Equal(t, ben.Number(), sent.To.Phone)
	}
	_, _, err = b.sendText(number(ben), "after")
	require.NoError(t, err)
	b.expect(ben, "after")
	n := 0
	for _, m := range ben.Messages() {
		if m.Text == "once" {
			n++
		}
	}
	require.Equal(t, 1, n)
}

func TestReceipts(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	_, id, err := b.sendText(number(ben), "Read me")
	require.NoError(t, err)
	delivered := await[message.Receipt](b.messages.recorder)
	require.Equal(t, message.Delivered, delivered.Status)
	require.Equal(t, []string{id}, delivered.WAIDs)
	require.Equal(t, message.Peer{Phone: ben.Number(), LID: ben.LID()}, delivered.Chat)

	require.NoError(t, ben.Read(b.context(), anna.Number()))
	read := awaitThat(b.messages.recorder, func(r message.Receipt) bool { return r.Status == message.Read })
	require.Equal(t, []string{id}, read.WAIDs)

	// Reading on the own phone is nobody else's receipt, and what others send us shows
	// them two ticks.
	theirs, err := ben.Say(b.context(), anna.Number(), "Seen?")
	require.NoError(t, err)
	_, err = ben.Expect(b.context(), func(m sandbox.PhoneMessage) bool { return m.ID == theirs && m.Status == "delivered" })
	require.NoError(t, err)
	require.NoError(t, anna.Read(b.context(), ben.Number()))
	_, err = ben.Expect(b.context(), func(m sandbox.PhoneMessage) bool { return m.ID == theirs && m.Status == "read" })
	require.NoError(t, err)
	for _, r := range all[message.Receipt](b.messages.recorder) {
		require.Equal(t, []string{id}, r.WAIDs)
	}
}

func TestImageBothWays(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	picture := jpegOf(t, 320, 200)

	letter := outbox.Letter{
		WAID: newWAID(), To: number(ben), Type: message.Image, Text: "Look",
		Media: attachment("image/jpeg", "", picture),
	}
	_, err := b.engine.Send(b.context(), b.account.ID, letter)
	require.NoError(t, err)
	got := b.expect(ben, "Look")
	require.Equal(t, "image", got.Type)
	data, err := ben.Download(b.context(), got.ID)
	require.NoError(t, err)
	require.Equal(t, picture, data)

	_, err = ben.SendMedia(b.context(), anna.Number(), sandbox.Media{Data: picture, Mimetype: "image/jpeg", Caption: "And mine"})
	require.NoError(t, err)
	in := await[message.Inbound](b.messages.recorder)
	require.Equal(t, message.Image, in.Type)
	require.Equal(t, "And mine", in.Text)
	require.Equal(t, "image/jpeg", in.Media.Mimetype)
	require.EqualValues(t, len(picture), in.Media.Size)

	// The source is enough to fetch the file also after a restart.
	b.restart()
	err = b.engine.Download(b.context(), b.account.ID, in.Media.Source, io.Discard)
	require.Equal(t, "not_connected", fault.CodeOf(err))
	b.start()
	await[connected](b.accounts.recorder)
	var file bytes.Buffer
	require.NoError(t, b.engine.Download(b.context(), b.account.ID, in.Media.Source, &file))
	require.Equal(t, picture, file.Bytes())

	_, err = b.box.AddFault(sandbox.Fault{Kind: sandbox.FaultMedia404, ForMS: 60_000})
	require.NoError(t, err)
	err = b.engine.Download(b.context(), b.account.ID, in.Media.Source, io.Discard)
	require.True(t, fault.Is(err, fault.NotFound), err)
	require.True(t, fault.Is(b.engine.Download(b.context(), b.account.ID, []byte("?"), io.Discard), fault.NotFound))
}

func TestOtherFiles(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	for kind, file := range map[message.Type]struct{ mimetype, name, seen string }{
		message.Document: {"application/pdf", "offer.pdf", "document"},
		message.Video:    {"video/mp4", "", "video"},
		message.Audio:    {"audio/ogg", "", "voice"},
	} {
		data := []byte(strings.Repeat(string(kind), 100))
		_, err := b.engine.Send(b.context(), b.account.ID, outbox.Letter{
			WAID: newWAID(), To: number(ben), Type: kind, Text: "a " + string(kind),
			Media: attachment(file.mimetype, file.name, data),
		})
		require.NoError(t, err)
		got, err := ben.Expect(b.context(), func(m sandbox.PhoneMessage) bool { return m.Type == file.seen })
		require.NoError(t, err)
		bytes, err := ben.Download(b.context(), got.ID)
		require.NoError(t, err)
		require.Equal(t, data, bytes)
		if kind != message.Audio {
			require.Equal(t, "a "+string(kind), got.Text)
		}

		_, err = ben.SendMedia(b.context(), anna.Number(), sandbox.Media{Data: data, Mimetype: file.mimetype, Filename: file.name, Kind: file.seen})
		require.NoError(t, err)
		comes := kind
		if file.seen == "voice" {
			comes = message.Voice
		}
		in := awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Type == comes })
		require.Equal(t, file.name, in.Media.Filename)
	}
	_, err := ben.SendMedia(b.context(), anna.Number(), sandbox.Media{Data: []byte("webp"), Mimetype: "image/webp", Kind: "sticker"})
	require.NoError(t, err)
	in := awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Type == message.Sticker })
	require.Equal(t, "image/webp", in.Media.Mimetype)
}

func TestUnknownNumber(t *testing.T) {
	b := setup(t)
	anna := b.phone("Anna")
	b.link(anna)
	_, _, err := b.sendText(message.Peer{Phone: "4915550009999"}, "anyone?")
	require.Equal(t, "not_on_whatsapp", fault.CodeOf(err))
	require.True(t, fault.Is(err, fault.NotFound))
	require.Equal(t, "This number is not on WhatsApp.", fault.As(err).Text)
}

func TestSendingWithoutAConnection(t *testing.T) {
	b := setup(t)
	_, _, err := b.sendText(message.Peer{Phone: "4915550009999"}, "now?")
	require.Equal(t, "not_connected", fault.CodeOf(err))
	require.True(t, fault.Is(err, fault.Unavailable))
	require.Equal(t, "not_connected", fault.CodeOf(b.engine.Typing(b.context(), b.account.ID, message.Peer{Phone: "1"}, false, time.Second)))
}

func TestSendingBrokenOffMayWorkLater(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	_, err := b.box.AddFault(sandbox.Fault{Kind: sandbox.FaultNoAck, Number: anna.Number()})
	require.NoError(t, err)
	letter := outbox.Letter{WAID: newWAID(), To: number(ben), Type: message.Text, Text: "patience"}
	ctx, cancel := context.WithTimeout(b.context(), 2*time.Second)
	defer cancel()
	_, err = b.engine.Send(ctx, b.account.ID, letter)
	require.Equal(t, "no_ack", fault.CodeOf(err))
	require.True(t, fault.Is(err, fault.Unavailable))
	_, err = b.engine.Send(b.context(), b.account.ID, letter)
	require.NoError(t, err)
	b.expect(ben, "patience")
}

func TestTyping(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	typing := func() string {
		for _, c := range ben.Contacts() {
			if c.Chat == anna.Number() {
				return c.Typing
			}
		}
		return ""
	}
	shown := make(chan error, 1)
	go func() { shown <- b.engine.Typing(b.context(), b.account.ID, number(ben), false, 2*time.Second) }()
	require.Eventually(t, func() bool { return typing() == "composing" }, patience, 10*time.Millisecond)
	require.NoError(t, <-shown)
	require.Eventually(t, func() bool { return typing() == "paused" }, patience, 10*time.Millisecond)

	ctx, cancel := context.WithCancel(b.context())
	cancel()
	require.Error(t, b.engine.Typing(ctx, b.account.ID, number(ben), false, time.Minute))
}

func TestGroup(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	made, err := b.box.AddGroup(anna.Number(), "Team", []string{ben.Number()})
	require.NoError(t, err)
	group := made.ID
	sent, _, err := b.sendText(message.Peer{Group: group}, "Hello all")
	require.NoError(t, err)
	require.Equal(t, message.Peer{Group: group}, sent.To)
	b.expect(ben, "Hello all")

	joined := await[message.Inbound](b.messages.recorder)
	require.Equal(t, message.GroupChange, joined.Type)
	require.Equal(t, "join", joined.Content.GroupChange.Kind)
	require.True(t, joined.Content.GroupChange.People[0].Me)
	_, err = ben.Say(b.context(), group, "Hello you")
	require.NoError(t, err)
	in := awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Type == message.Text })
	require.Equal(t, message.Peer{Group: group}, in.Chat)
	require.Equal(t, message.Peer{Phone: ben.Number(), LID: ben.LID()}, in.Sender)
}

func attachment(mimetype, filename string, data []byte) *outbox.Attachment {
	return &outbox.Attachment{
		Mimetype: mimetype, Filename: filename, Size: int64(len(data)),
		Open: func() (io.ReadSeekCloser, error) { return closer{bytes.NewReader(data)}, nil },
	}
}

type closer struct{ *bytes.Reader }

func (closer) Close() error { return nil }

func jpegOf(t *testing.T, w, h int) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			picture.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: 99, A: 255})
		}
	}
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, picture, nil))
	return out.Bytes()
}

// TestNewAddressIsAskedFor has a number turn out to have a LID: who sends may know it as that of
// a contact that does not want to be written to.
func TestNewAddressIsAskedFor(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	asked := make(chan message.Peer, 1)
	letter := outbox.Letter{WAID: newWAID(), To: number(ben), Type: message.Text, Text: "unwanted", Welcome: func(_ context.Context, to message.Peer) error {
		asked <- to
		return fault.New(fault.Forbidden, "No.").WithCode("opted_out")
	}}
	_, err := b.engine.Send(b.context(), b.account.ID, letter)
	require.Equal(t, "opted_out", fault.CodeOf(err))
	require.Equal(t, message.Peer{Phone: ben.Number(), LID: ben.LID()}, <-asked)
	letter.WAID, letter.Text, letter.Welcome = newWAID(), "wanted", nil
	_, err = b.engine.Send(b.context(), b.account.ID, letter)
	require.NoError(t, err)
	b.expect(ben, "wanted")
	require.Len(t, ben.Messages(), 1)
}
