package studio

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

const (
	// bars is how many loudnesses WhatsApp's apps draw of a voice note.
	bars = 64
	// loudest is the top of a bar.
	loudest = 100
	// sampleRate is enough to see how loud a sound is, in samples per second.
	sampleRate = 8000
	// oggType is what a voice note is.
	oggType = "audio/ogg"
)

// voice makes a voice note of any sound, and says how long it is and what it looks like.
// What is Opus already stays as it is.
func (s *Studio) voice(ctx context.Context, m *outbox.Letter) (clean func(), err error) {
	nothing := func() {}
	if s.ffmpeg == "" {
		if m.Media.Mimetype != oggType {
			return nothing, fault.New(fault.Invalid, "Voice notes of other sounds than Opus in Ogg need ffmpeg on the server.").WithCode("ffmpeg_missing")
		}
		return nothing, nil
	}
	done, err := s.wait(ctx)
	if err != nil {
		return nothing, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, convertTimeout)
	defer cancel()
	if m.Media.Mimetype != oggType {
		if clean, err = s.toOpus(ctx, m); err != nil {
			return nothing, err
		}
	} else {
		clean = nothing
	}
	recording, err := s.measure(ctx, m.Media)
	if err != nil {
		clean()
		return nothing, err
	}
	m.Recording = recording
	return clean, nil
}

// toOpus converts a sound as WhatsApp's apps record it: mono, 16 kHz upwards, about 32 kbit/s.
func (s *Studio) toOpus(ctx context.Context, m *outbox.Letter) (clean func(), err error) {
	out, err := os.CreateTemp("", "switchboard-voice-*.ogg")
	if err != nil {
		return nil, fmt.Errorf("make voice file: %w", err)
	}
	defer out.Close()
	err = s.run(ctx, m.Media, out, "-vn", "-map_metadata", "-1", "-ac", "1", "-ar", "48000", "-c:a", "libopus", "-b:a", "32k", "-application", "voip", "-f", "ogg")
	if err != nil {
		remove(out)
		return nil, err
	}
	size, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		remove(out)
		return nil, fmt.Errorf("measure voice file: %w", err)
	}
	m.Media = fileAttachment(out.Name(), oggType, m.Media.Filename, size)
	return func() { remove(out) }, nil
}

// measure finds how long a sound is and how loud over time.
func (s *Studio) measure(ctx context.Context, a *outbox.Attachment) (*message.Recording, error) {
	samples, err := os.CreateTemp("", "switchboard-samples-*")
	if err != nil {
		return nil, fmt.Errorf("make samples file: %w", err)
	}
	defer remove(samples)
	defer samples.Close()
	if err := s.run(ctx, a, samples, "-vn", "-ac", "1", "-ar", fmt.Sprint(sampleRate), "-f", "s16le"); err != nil {
		return nil, err
	}
	size, err := samples.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = samples.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, fmt.Errorf("read samples: %w", err)
	}
	n := int(size / 2)
	wave, err := waveform(bufio.NewReaderSize(samples, 64<<10), n)
	if err != nil {
		return nil, err
	}
	return &message.Recording{Seconds: max(1, (n+sampleRate/2)/sampleRate), Waveform: wave}, nil
}

// waveform is the mean loudness of each of the bars, the loudest of which is full.
func waveform(r io.Reader, n int) ([]byte, error) {
	if n == 0 {
		return nil, errConversion
	}
	var sums, counts [bars]int
	sample := make([]byte, 2)
	for i := range n {
		if _, err := io.ReadFull(r, sample); err != nil {
			return nil, fmt.Errorf("read samples: %w", err)
		}
		v := int(int16(binary.LittleEndian.Uint16(sample)))
		bar := i * bars / n
		sums[bar] += max(v, -v)
		counts[bar]++
	}
	top := 1
	for i := range sums {
		sums[i] /= max(counts[i], 1)
		top = max(top, sums[i])
	}
	out := make([]byte, bars)
	for i := range out {
		out[i] = byte(sums[i] * loudest / top)
	}
	return out, nil
}

// run has ffmpeg read an attachment and write to a file. It reads no other file and no
// address, whatever the input says.
func (s *Studio) run(ctx context.Context, in *outbox.Attachment, out *os.File, args ...string) error {
	return s.withInput(in, func(path string) error { return s.convert(ctx, path, out, args...) })
}

// withInput lays an attachment on the disk meanwhile: some formats have their index at the
// end, so the programs need a file that they can seek in.
func (s *Studio) withInput(in *outbox.Attachment, use func(path string) error) error {
	source, err := in.Open()
	if err != nil {
		return err
	}
	defer source.Close()
	input, err := os.CreateTemp("", "switchboard-convert-*")
	if err != nil {
		return fmt.Errorf("make input file: %w", err)
	}
	defer remove(input)
	_, err = io.Copy(input, source)
	if closeErr := input.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write input file: %w", err)
	}
	return use(input.Name())
}

func (s *Studio) convert(ctx context.Context, path string, out *os.File, args ...string) error {
	all := append([]string{"-hide_banner", "-loglevel", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-threads", "1", "-i", path}, args...)
	cmd := exec.CommandContext(ctx, s.ffmpeg, append(all, "pipe:1")...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &said
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return fault.New(fault.Unavailable, "The conversion took too long.").WithCode("conversion_slow").WithCause(ctx.Err())
		}
		return errConversion.WithCause(errors.Join(err, errors.New(said.String())))
	}
	return nil
}

// fileAttachment is a converted file.
func fileAttachment(path, mimetype, name string, size int64) *outbox.Attachment {
	return &outbox.Attachment{
		Mimetype: mimetype, Filename: name, Size: size,
		Open: func() (io.ReadSeekCloser, error) { return os.Open(path) },
	}
}
