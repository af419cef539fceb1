package studio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/webp"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/studio"
)

// truck takes what the studio hands on.
type truck struct {
	outbox.Sender
	got   outbox.Letter
	bytes []byte
	look  func(outbox.Letter)
}

func (s *truck) Send(_ context.Context, _ uuid.UUID, m outbox.Letter) (outbox.Sent, error) {
	s.got = m
	if s.look != nil {
		s.look(m)
	}
	if m.Media == nil {
		return outbox.Sent{}, nil
	}
	r, err := m.Media.Open()
	if err != nil {
		return outbox.Sent{}, err
	}
	defer r.Close()
	s.bytes, err = io.ReadAll(r)
	return outbox.Sent{}, err
}

type pages map[string][2]string

func (p pages) Preview(_ context.Context, url string) (title, description string, err error) {
	if found, ok := p[url]; ok {
		return found[0], found[1], nil
	}
	return "", "", errors.New("no page")
}

func setup() (*studio.Studio, *truck) {
	next := &truck{}
	return studio.New(next, pages{"https://a.example": {"A", "About"}}, slog.New(slog.DiscardHandler)), next
}

func file(mimetype string, data []byte) *outbox.Attachment {
	return &outbox.Attachment{Mimetype: mimetype, Size: int64(len(data)), Open: func() (io.ReadSeekCloser, error) { return open{bytes.NewReader(data)}, nil }}
}

type open struct{ *bytes.Reader }

func (open) Close() error { return nil }

// tone is two seconds of sound: silent, then loud.
func tone() []byte {
	const rate, seconds = 16_000, 2
	var b bytes.Buffer
	b.WriteString("RIFF")
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&b, binary.LittleEndian, v)
		}
	}
	put(uint32(36 + rate*seconds*2))
	b.WriteString("WAVEfmt ")
	put(uint32(16), uint16(1), uint16(1), uint32(rate), uint32(rate*2), uint16(2), uint16(16))
	b.WriteString("data")
	put(uint32(rate * seconds * 2))
	for i := range rate * seconds {
		if i < rate {
			put(int16(0))
		} else {
			put(int16(20_000 * math.Sin(float64(i)/8)))
		}
	}
	return b.Bytes()
}

func TestVoice(t *testing.T) {
	t.Parallel()
	s, next := setup()
	if !s.CanRecord() {
		_, err := s.Send(t.Context(), uuid.New(), outbox.Letter{Type: message.Voice, Media: file("audio/wav", tone())})
		require.Equal(t, "ffmpeg_missing", fault.CodeOf(err))
		t.Skip("this machine has no ffmpeg")
	}
	_, err := s.Send(t.Context(), uuid.New(), outbox.Letter{Type: message.Voice, Media: file("audio/wav", tone())})
	require.NoError(t, err)
	require.Equal(t, "audio/ogg", next.got.Media.Mimetype)
	require.Equal(t, "OggS", string(next.bytes[:4]))
	require.Contains(t, string(next.bytes[:64]), "OpusHead")
	require.EqualValues(t, len(next.bytes), next.got.Media.Size)
	require.Equal(t, 2, next.got.Recording.Seconds)
	wave := next.got.Recording.Waveform
	require.Len(t, wave, 64)
	require.Less(t, wave[5], byte(5))
	require.Greater(t, wave[60], byte(80))
	_, err = next.got.Media.Open()
	require.ErrorContains(t, err, "no such file", "the converted file is gone")

	_, err = s.Send(t.Context(), uuid.New(), outbox.Letter{Type: message.Voice, Media: file("audio/wav", []byte("no sound"))})
	require.Equal(t, "conversion_failed", fault.CodeOf(err))
	require.True(t, fault.Is(err, fault.Invalid))
}

func TestSticker(t *testing.T) {
	t.Parallel()
	s, next := setup()
	src := image.NewRGBA(image.Rect(0, 0, 100, 50))
	for x := range 100 {
		for y := range 50 {
			src.Set(x, y, color.RGBA{R: 200, A: 255})
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, src))
	_, err := s.Send(t.Context(), uuid.New(), outbox.Letter{Type: message.Sticker, Media: file("image/png", b.Bytes())})
	require.NoError(t, err)
	require.Equal(t, "image/webp", next.got.Media.Mimetype)
	got, err := webp.Decode(bytes.NewReader(next.bytes))
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, 512, 512), got.Bounds())
	_, _, _, alpha := got.At(256, 10).RGBA()
	require.Zero(t, alpha, "clear above the picture")
	r, _, _, alpha := got.At(256, 256).RGBA()
	require.EqualValues(t, 0xffff, alpha)
	require.EqualValues(t, 200, r>>8)

	_, err = s.Send(t.Context(), uuid.New(), outbox.Letter{Type: message.Sticker, Media: file("image/png", []byte("?"))})
	require.Equal(t, "conversion_failed", fault.CodeOf(err))
}

func TestPreview(t *testing.T) {
	t.Parallel()
	s, next := setup()
	for url, want := range map[string]*message.LinkPreview{
		"https://a.example": {URL: "https://a.example", Title: "A", Description: "About"},
		"https://b.example": nil,
	} {
		given := &message.LinkPreview{URL: url}
		_, err := s.Send(t.Context(), uuid.New(), outbox.Letter{Type: message.Text, Text: url, Content: message.Content{LinkPreview: given}})
		require.NoError(t, err)
		require.Equal(t, want, next.got.LinkPreview)
		require.Empty(t, given.Title, "what was accepted stays as it is")
	}
}

func TestVideo(t *testing.T) {
	t.Parallel()
	s, next := setup()
	if !s.CanRecord() {
		_, err := s.Send(t.Context(), uuid.Nil, outbox.Letter{Type: message.Video, Media: file("video/mp4", []byte("a video"))})
		require.NoError(t, err)
		require.Nil(t, next.got.Frame)
		t.Skip("this machine has no ffmpeg")
	}
	made := filepath.Join(t.TempDir(), "two.mp4")
	out, err := exec.Command("ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=duration=2:size=160x90:rate=5", "-pix_fmt", "yuv420p", made).CombinedOutput()
	require.NoError(t, err, string(out))
	video, err := os.ReadFile(made)
	require.NoError(t, err)
	var shape image.Config
	next.look = func(m outbox.Letter) {
		r, err := m.Frame.Open()
		require.NoError(t, err)
		defer r.Close()
		shape, err = jpeg.DecodeConfig(r)
		require.NoError(t, err)
	}
	for _, kind := range []message.Type{message.Video, message.GIF} {
		_, err = s.Send(t.Context(), uuid.Nil, outbox.Letter{Type: kind, Media: file("video/mp4", video)})
		require.NoError(t, err)
		require.Equal(t, []int{160, 90}, []int{shape.Width, shape.Height})
		require.Equal(t, &message.Recording{Seconds: 2}, next.got.Recording)
		require.Equal(t, video, next.bytes, "the video itself stays as it is")
		_, err = next.got.Frame.Open()
		require.ErrorIs(t, err, os.ErrNotExist, "the picture is gone afterwards")
	}
	next.look = nil
	_, err = s.Send(t.Context(), uuid.Nil, outbox.Letter{Type: message.Video, Media: file("video/mp4", []byte("not a video"))})
	require.NoError(t, err, "what cannot be read goes without a picture")
	require.Nil(t, next.got.Frame)
}
