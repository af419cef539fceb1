package sandbox

import (
	"bytes"
	"cmp"
	"image"
	_ "image/gif" // phones read the size of the pictures they send
	_ "image/jpeg"
	_ "image/png"
	"mime"
	"net/http"
	"strings"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

// kindOf tells how a file is sent: as m.Kind says, else by its type.
func kindOf(m Media) (string, error) {
	if m.Kind != "" {
		if mediaInfo[m.Kind] == "" || m.Kind == mediaAppState || m.Kind == mediaHistory {
			return "", invalid("media", "kind is image, video, audio, voice, document or sticker.")
		}
		return m.Kind, nil
	}
	base, _, _ := strings.Cut(m.Mimetype, "/")
	switch base {
	case "image", "video", "audio":
		return base, nil
	}
	return "document", nil
}

// fileMessage uploads a file from one number to another and makes the content for it.
func (s *Sandbox) fileMessage(from, to string, m Media) (*waE2E.Message, error) {
	if len(m.Data) == 0 {
		return nil, invalid("media", "The file is empty.")
	}
	if m.Mimetype == "" {
		m.Mimetype = http.DetectContentType(m.Data)
	}
	if _, _, err := mime.ParseMediaType(m.Mimetype); err != nil {
		return nil, invalid("media.mimetype", "%q is not a media type.", m.Mimetype)
	}
	kind, err := kindOf(m)
	if err != nil {
		return nil, err
	}
	f, err := s.sealFile(kind, m.Data, from, s.numberOfChat(to))
	if err != nil {
		return nil, err
	}
	return f.content(m), nil
}

// numberOfChat gives the number of a LID's user part; groups have none.
func (s *Sandbox) numberOfChat(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.byLID[user]; a != nil {
		return a.number
	}
	return ""
}

// content is the message for an uploaded file.
func (f *mediaRef) content(m Media) *waE2E.Message {
	url, path := proto.String("https://"+mediaHost+f.DirectPath), proto.String(f.DirectPath)
	length, mimetype := proto.Uint64(uint64(f.Size)), proto.String(m.Mimetype)
	var caption *string
	if m.Caption != "" {
		caption = proto.String(m.Caption)
	}
	switch f.Kind {
	case "image":
		content := &waE2E.ImageMessage{
			URL: url, DirectPath: path, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
			FileLength: length, Mimetype: mimetype, Caption: caption, JPEGThumbnail: m.Thumbnail,
		}
		if config, _, err := image.DecodeConfig(bytes.NewReader(m.Data)); err == nil {
			content.Width, content.Height = proto.Uint32(uint32(config.Width)), proto.Uint32(uint32(config.Height))
		}
		return &waE2E.Message{ImageMessage: content}
	case "video":
		return &waE2E.Message{VideoMessage: &waE2E.VideoMessage{
			URL: url, DirectPath: path, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
			FileLength: length, Mimetype: mimetype, Caption: caption, JPEGThumbnail: m.Thumbnail,
		}}
	case "audio", "voice":
		return &waE2E.Message{AudioMessage: &waE2E.AudioMessage{
			URL: url, DirectPath: path, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
			FileLength: length, Mimetype: mimetype, PTT: proto.Bool(f.Kind == "voice"),
		}}
	case "sticker":
		return &waE2E.Message{StickerMessage: &waE2E.StickerMessage{
			URL: url, DirectPath: path, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
			FileLength: length, Mimetype: mimetype,
		}}
	}
	document := &waE2E.DocumentMessage{
		URL: url, DirectPath: path, MediaKey: f.Key, FileSHA256: f.SHA256, FileEncSHA256: f.EncSHA256,
		FileLength: length, Mimetype: mimetype, Caption: caption, FileName: proto.String(cmp.Or(m.Filename, "file")),
		Title: proto.String(cmp.Or(m.Filename, "file")), JPEGThumbnail: m.Thumbnail,
	}
	if caption == nil {
		return &waE2E.Message{DocumentMessage: document}
	}
	// A document with a caption travels in an envelope.
	return &waE2E.Message{DocumentWithCaptionMessage: &waE2E.FutureProofMessage{
		Message: &waE2E.Message{DocumentMessage: document},
	}}
}
