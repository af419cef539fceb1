package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
	"switchboard/internal/outbox"
)

// voiceType is what WhatsApp calls a voice message's media type; only with it phones
// show one that can be played at once.
const voiceType = "audio/ogg; codecs=opus"

// uploadTypes are the kinds of files for WhatsApp: the kind is part of the key.
var uploadTypes = map[message.Type]whatsmeow.MediaType{
	message.Image:    whatsmeow.MediaImage,
	message.Video:    whatsmeow.MediaVideo,
	message.Audio:    whatsmeow.MediaAudio,
	message.Document: whatsmeow.MediaDocument,
}

// compose makes the message to encrypt, with its file uploaded.
func (e *Engine) compose(ctx context.Context, client *whatsmeow.Client, m outbox.Letter) (*waE2E.Message, error) {
	if m.Type == message.Text {
		return &waE2E.Message{Conversation: proto.String(m.Text)}, nil
	}
	kind, ok := uploadTypes[m.Type]
	if !ok || m.Media == nil {
		return nil, fault.New(fault.Invalid, "A message of this kind cannot be sent.").WithCode("invalid_message")
	}
	up, err := upload(ctx, client, m.Media, kind)
	if err != nil {
		return nil, err
	}
	switch m.Type {
	case message.Image:
		return e.imageMessage(ctx, m, up), nil
	case message.Video:
		return videoMessage(m, up), nil
	case message.Audio:
		return audioMessage(m, up), nil
	}
	return documentMessage(m, up), nil
}

// upload encrypts a file on the way to a temporary one and sends that: nothing of it
// stays in memory.
func upload(ctx context.Context, client *whatsmeow.Client, a *outbox.Attachment, kind whatsmeow.MediaType) (whatsmeow.UploadResponse, error) {
	r, err := a.Open()
	if err != nil {
		return whatsmeow.UploadResponse{}, err
	}
	defer r.Close()
	up, err := client.UploadReader(ctx, r, nil, kind)
	if err != nil {
		return up, uploadFault(err)
	}
	return up, nil
}

func (e *Engine) imageMessage(ctx context.Context, m outbox.Letter, up whatsmeow.UploadResponse) *waE2E.Message {
	p := &waE2E.ImageMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &m.Media.Mimetype, Caption: caption(m),
	}
	if look, ok := e.look(ctx, m.Media); ok {
		p.Width, p.Height, p.JPEGThumbnail = &look.width, &look.height, look.thumbnail
	}
	return &waE2E.Message{ImageMessage: p}
}

func videoMessage(m outbox.Letter, up whatsmeow.UploadResponse) *waE2E.Message {
	return &waE2E.Message{VideoMessage: &waE2E.VideoMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &m.Media.Mimetype, Caption: caption(m),
	}}
}

func audioMessage(m outbox.Letter, up whatsmeow.UploadResponse) *waE2E.Message {
	a := &waE2E.AudioMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &m.Media.Mimetype,
	}
	if m.Media.Mimetype == "audio/ogg" || m.Media.Mimetype == "audio/opus" {
		a.Mimetype, a.PTT = proto.String(voiceType), proto.Bool(true)
	}
	return &waE2E.Message{AudioMessage: a}
}

func documentMessage(m outbox.Letter, up whatsmeow.UploadResponse) *waE2E.Message {
	name := m.Media.Filename
	if name == "" {
		name = "file"
	}
	d := &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &m.Media.Mimetype,
		FileName: &name, Title: &name, Caption: caption(m),
	}}
	if m.Text == "" {
		return d
	}
	// Phones show a document's caption only in this wrapping.
	return &waE2E.Message{DocumentWithCaptionMessage: &waE2E.FutureProofMessage{Message: d}}
}

func caption(m outbox.Letter) *string {
	if m.Text == "" {
		return nil
	}
	return &m.Text
}

var errFileGone = fault.New(fault.NotFound, "WhatsApp does not have the file any more.").WithCode("media_gone")

// Download gets an incoming file, decrypted and verified. It passes through a temporary
// file, because the library verifies before it decrypts.
func (e *Engine) Download(ctx context.Context, accountID uuid.UUID, source []byte, to io.Writer) error {
	s, err := e.online(accountID)
	if err != nil {
		return err
	}
	client := s.online.Load()
	if client == nil {
		return errNotConnected
	}
	file, ok := downloadable(source)
	if !ok {
		return errFileGone
	}
	tmp, err := os.CreateTemp("", "switchboard-download-*")
	if err != nil {
		return fmt.Errorf("make temporary file: %w", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if err := client.DownloadToFile(ctx, file, &capped{file: tmp}); err != nil {
		return downloadFault(err)
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read temporary file: %w", err)
	}
	if _, err := io.Copy(to, tmp); err != nil {
		return fmt.Errorf("copy download: %w", err)
	}
	return nil
}

// downloadable reads what fileOf has written.
func downloadable(source []byte) (whatsmeow.DownloadableMessage, bool) {
	var m waE2E.Message
	if err := proto.Unmarshal(source, &m); err != nil {
		return nil, false
	}
	switch {
	case m.ImageMessage != nil:
		return m.ImageMessage, true
	case m.VideoMessage != nil:
		return m.VideoMessage, true
	case m.AudioMessage != nil:
		return m.AudioMessage, true
	case m.DocumentMessage != nil:
		return m.DocumentMessage, true
	}
	return nil, false
}

// downloadFault classifies why a file was not fetched. 403 is WhatsApp's answer for an
// address that has run out.
func downloadFault(err error) error {
	switch {
	case errors.Is(err, errTooLarge):
		return errTooLarge
	case errors.Is(err, whatsmeow.ErrMediaDownloadFailedWith403), errors.Is(err, whatsmeow.ErrMediaDownloadFailedWith404),
		errors.Is(err, whatsmeow.ErrMediaDownloadFailedWith410), errors.Is(err, whatsmeow.ErrNoURLPresent):
		return errFileGone.WithCause(err)
	}
	return fault.New(fault.Unavailable, "The file could not be fetched from WhatsApp just now.").WithCode("download_failed").WithCause(err)
}

// errTooLarge is final, hence the kind: the file will not get smaller.
var errTooLarge = fault.Newf(fault.NotFound, "The file is larger than %d MB.", media.MaxSize>>20).WithCode("media_too_large")

// capped is a file that takes no more than media.MaxSize and the padding of its
// encryption. It offers the library nothing but what it asks for, so that no write goes
// past the count.
type capped struct{ file *os.File }

var _ whatsmeow.File = (*capped)(nil)

// padding is the most that encryption adds: a block and the authentication code.
const padding = 64

func (c *capped) Write(p []byte) (int, error) {
	at, err := c.file.Seek(0, io.SeekCurrent)
	if err == nil && at+int64(len(p)) > media.MaxSize+padding {
		err = errTooLarge
	}
	if err != nil {
		return 0, err
	}
	return c.file.Write(p)
}

func (c *capped) Read(p []byte) (int, error)                   { return c.file.Read(p) }
func (c *capped) Seek(offset int64, whence int) (int64, error) { return c.file.Seek(offset, whence) }
func (c *capped) ReadAt(p []byte, off int64) (int, error)      { return c.file.ReadAt(p, off) }
func (c *capped) WriteAt(p []byte, off int64) (int, error)     { return c.file.WriteAt(p, off) }
func (c *capped) Truncate(size int64) error                    { return c.file.Truncate(size) }
func (c *capped) Stat() (os.FileInfo, error)                   { return c.file.Stat() }
