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
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
)

// voiceType is what WhatsApp calls a voice message's media type; only with it phones
// show one that can be played at once.
const voiceType = "audio/ogg; codecs=opus"

// uploadTypes are the kinds of files for WhatsApp: the kind is part of the key.
var uploadTypes = map[message.Type]whatsmeow.MediaType{
	message.Image:    whatsmeow.MediaImage,
	message.Sticker:  whatsmeow.MediaImage,
	message.Video:    whatsmeow.MediaVideo,
	message.GIF:      whatsmeow.MediaVideo,
	message.Audio:    whatsmeow.MediaAudio,
	message.Voice:    whatsmeow.MediaAudio,
	message.Document: whatsmeow.MediaDocument,
}

// composeFile makes a message with a file, which it uploads.
func (e *Engine) composeFile(ctx context.Context, p *parcel) (*waE2E.Message, error) {
	if p.Media == nil {
		return nil, errInvalidMessage
	}
	info, err := p.context(ctx)
	if err != nil {
		return nil, err
	}
	up, err := p.upload(ctx)
	if err != nil {
		return nil, err
	}
	var m *waE2E.Message
	switch p.Type {
	case message.Image:
		m = e.imageMessage(ctx, p, up, info)
	case message.Video, message.GIF:
		m = e.videoMessage(ctx, p, up, info)
	case message.Audio, message.Voice:
		m = audioMessage(p, up, info)
	case message.Sticker:
		m = stickerMessage(p, up, info)
	default:
		return documentMessage(p, up, info), nil
	}
	if p.ViewOnce {
		inside := &waE2E.FutureProofMessage{Message: m}
		if m.AudioMessage != nil {
			return &waE2E.Message{ViewOnceMessageV2Extension: inside}, nil
		}
		return &waE2E.Message{ViewOnceMessage: inside}, nil
	}
	return m, nil
}

// upload encrypts a file on the way to a temporary one and sends that: nothing of it
// stays in memory. What channels show is not encrypted.
func (p *parcel) upload(ctx context.Context) (whatsmeow.UploadResponse, error) {
	r, err := p.Media.Open()
	if err != nil {
		return whatsmeow.UploadResponse{}, err
	}
	defer r.Close()
	var up whatsmeow.UploadResponse
	if p.to.Server == types.NewsletterServer {
		up, err = p.client.UploadNewsletterReader(ctx, r, uploadTypes[p.Type])
		p.handle = up.Handle
	} else {
		up, err = p.client.UploadReader(ctx, r, nil, uploadTypes[p.Type])
	}
	if err != nil {
		return up, uploadFault(err)
	}
	return up, nil
}

func (e *Engine) imageMessage(ctx context.Context, p *parcel, up whatsmeow.UploadResponse, info *waE2E.ContextInfo) *waE2E.Message {
	i := &waE2E.ImageMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &p.Media.Mimetype, Caption: some(p.Text), ContextInfo: info,
	}
	if look, ok := e.look(ctx, p.Media); ok {
		i.Width, i.Height, i.JPEGThumbnail = &look.width, &look.height, look.thumbnail
	}
	if p.ViewOnce {
		i.ViewOnce = proto.Bool(true)
	}
	return &waE2E.Message{ImageMessage: i}
}

func (e *Engine) videoMessage(ctx context.Context, p *parcel, up whatsmeow.UploadResponse, info *waE2E.ContextInfo) *waE2E.Message {
	v := &waE2E.VideoMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &p.Media.Mimetype, Caption: some(p.Text), ContextInfo: info,
	}
	if p.Type == message.GIF {
		v.GifPlayback = proto.Bool(true)
	}
	if p.Frame != nil {
		if look, ok := e.look(ctx, p.Frame); ok {
			v.Width, v.Height, v.JPEGThumbnail = &look.width, &look.height, look.thumbnail
		}
	}
	if p.Recording != nil {
		v.Seconds = proto.Uint32(uint32(p.Recording.Seconds))
	}
	if p.ViewOnce {
		v.ViewOnce = proto.Bool(true)
	}
	return &waE2E.Message{VideoMessage: v}
}

func audioMessage(p *parcel, up whatsmeow.UploadResponse, info *waE2E.ContextInfo) *waE2E.Message {
	a := &waE2E.AudioMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &p.Media.Mimetype, ContextInfo: info,
	}
	if p.Type == message.Voice || p.Media.Mimetype == "audio/ogg" || p.Media.Mimetype == "audio/opus" {
		a.Mimetype, a.PTT = proto.String(voiceType), proto.Bool(true)
	}
	if p.Recording != nil {
		a.Seconds, a.Waveform = proto.Uint32(uint32(p.Recording.Seconds)), p.Recording.Waveform
	}
	if p.ViewOnce {
		a.ViewOnce = proto.Bool(true)
	}
	return &waE2E.Message{AudioMessage: a}
}

func stickerMessage(p *parcel, up whatsmeow.UploadResponse, info *waE2E.ContextInfo) *waE2E.Message {
	return &waE2E.Message{StickerMessage: &waE2E.StickerMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &p.Media.Mimetype, ContextInfo: info,
	}}
}

func documentMessage(p *parcel, up whatsmeow.UploadResponse, info *waE2E.ContextInfo) *waE2E.Message {
	name := p.Media.Filename
	if name == "" {
		name = "file"
	}
	d := &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{
		URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256,
		FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: &p.Media.Mimetype,
		FileName: &name, Title: &name, Caption: some(p.Text), ContextInfo: info,
	}}
	if p.Text == "" {
		return d
	}
	// Phones show a document's caption only in this wrapping.
	return &waE2E.Message{DocumentWithCaptionMessage: &waE2E.FutureProofMessage{Message: d}}
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
	case m.StickerMessage != nil:
		return m.StickerMessage, true
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
