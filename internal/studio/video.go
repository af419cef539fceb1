package studio

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

// frameWidth is the most that the first picture of a video needs: its shape and a thumbnail
// are all that is made of it.
const frameWidth = 1280

// video finds how a video looks and how long it is. One that cannot be read goes without:
// what WhatsApp cannot play, its apps say themselves.
func (s *Studio) video(ctx context.Context, m *outbox.Letter) (clean func(), err error) {
	nothing := func() {}
	if s.ffmpeg == "" {
		return nothing, nil
	}
	done, err := s.wait(ctx)
	if err != nil {
		return nothing, err
	}
	defer done()
	short, cancel := context.WithTimeout(ctx, convertTimeout)
	defer cancel()
	frame, err := os.CreateTemp("", "switchboard-frame-*.jpg")
	if err != nil {
		return nothing, fmt.Errorf("make frame file: %w", err)
	}
	defer frame.Close()
	err = s.withInput(m.Media, func(path string) error {
		m.Recording = s.duration(short, path)
		return s.convert(short, path, frame, "-frames:v", "1", "-vf", fmt.Sprintf("scale='min(%d,iw)':-2", frameWidth), "-q:v", "3", "-f", "mjpeg")
	})
	size, sizeErr := frame.Seek(0, io.SeekEnd)
	if err != nil || sizeErr != nil || size == 0 {
		remove(frame)
		s.log.InfoContext(ctx, "video without a preview", "error", err)
		return nothing, ctx.Err()
	}
	m.Frame = fileAttachment(frame.Name(), "image/jpeg", "", size)
	return func() { remove(frame) }, nil
}

// duration is how long a video is; nil where it is not known.
func (s *Studio) duration(ctx context.Context, path string) *message.Recording {
	if s.ffprobe == "" {
		return nil
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, s.ffprobe, "-v", "error", "-protocol_whitelist", "file,pipe", "-show_entries", "format=duration", "-of", "csv=p=0", path)
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return nil
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(out.String()), 64)
	if err != nil || seconds <= 0 || seconds > math.MaxInt32 {
		return nil
	}
	return &message.Recording{Seconds: max(1, int(math.Round(seconds)))}
}
