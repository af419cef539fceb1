package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/event"
	"switchboard/internal/fault"
)

// Fetcher gets what a user's URL points to, guarded against private addresses.
type Fetcher interface {
	// Fetch opens the URL. The caller closes the body, which ends with TooLarge after
	// limit bytes.
	Fetch(ctx context.Context, url string, limit int64) (body io.ReadCloser, mimetype, filename string, err error)
}

// Deps are what the service stands on.
type Deps struct {
	Store      Store
	Downloader Downloader
	Fetcher    Fetcher
	Bus        *event.Bus
	Log        *slog.Logger
	Stores     Stores
	Staging    string // a folder for files on their way to a store
	Holder     uuid.UUID
	LinkKey    []byte // signs links to files
}

// Service keeps the bytes.
type Service struct {
	Deps
	thumbnails chan struct{}
}

// NewService makes the service.
func NewService(d Deps) *Service { return &Service{Deps: d, thumbnails: make(chan struct{}, 1)} }

// Save stores a file for an account: streamed, at most MaxSize bytes. An empty
// mimetype is found out from the name and the first bytes.
func (s *Service) Save(ctx context.Context, accountID uuid.UUID, r io.Reader, mimetype, filename string) (File, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return File{}, err
	}
	f := File{
		ID: uuid.Must(uuid.NewV7()), AccountID: accountID, Filename: cleanName(filename),
		Status: Pending, CreatedAt: time.Now().UTC(),
	}
	head := make([]byte, 512) // as much as content sniffing looks at
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return File{}, fmt.Errorf("read upload: %w", err)
	}
	if n == 0 {
		return File{}, fault.Bad("media", "The file is empty.")
	}
	head = head[:n]
	if f.Mimetype, err = mediaType(mimetype, f.Filename, head); err != nil {
		return File{}, err
	}
	staged, err := s.stage(func(w io.Writer) error {
		_, err := io.Copy(w, io.LimitReader(io.MultiReader(bytes.NewReader(head), r), MaxSize+1))
		return err
	}, &f)
	if err != nil {
		return File{}, err
	}
	defer staged.drop()
	if f.Size > MaxSize {
		return File{}, fault.Newf(fault.TooLarge, "The file is larger than %d MB.", MaxSize>>20)
	}
	return s.keepUpload(ctx, f, staged)
}

// SaveURL fetches what a URL points to and stores it.
func (s *Service) SaveURL(ctx context.Context, accountID uuid.UUID, url, mimetype, filename string) (File, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return File{}, err
	}
	body, foundType, foundName, err := s.Fetcher.Fetch(ctx, url, MaxSize)
	if err != nil {
		return File{}, err
	}
	defer body.Close()
	if filename == "" {
		filename = foundName
	}
	if mimetype == "" {
		mimetype = foundType
	}
	return s.Save(ctx, accountID, body, mimetype, filename)
}

// Get is a file's row; NotFound when there is none or it is another account's.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (File, error) {
	if err := auth.RequireCaller(ctx); err != nil {
		return File{}, err
	}
	f, err := s.Store.Media(ctx, id)
	if err != nil {
		return File{}, err
	}
	return f, auth.RequireAccount(ctx, f.AccountID)
}

// Open opens a file for reading. Faults: NotFound, Unavailable while an incoming
// file is still being fetched.
func (s *Service) Open(ctx context.Context, id uuid.UUID) (File, io.ReadSeekCloser, error) {
	f, err := s.Get(ctx, id)
	if err != nil {
		return File{}, nil, err
	}
	if f.Status == Pending {
		wanted, err := s.Store.WantMedia(ctx, id, time.Now())
		if err != nil {
			return File{}, nil, err
		}
		if wanted {
			s.Bus.Publish(event.MediaQueued{AccountID: f.AccountID})
		}
	}
	return s.openReady(ctx, f)
}

// openReady opens a file whose bytes are here.
func (s *Service) openReady(ctx context.Context, f File) (File, io.ReadSeekCloser, error) {
	switch f.Status {
	case Pending:
		return File{}, nil, fault.New(fault.Unavailable, "The file is being fetched from WhatsApp.").WithCode("media_pending").WithRetryAfter(2 * time.Second)
	case Failed:
		return File{}, nil, ErrMissing
	}
	r, err := s.open(ctx, f)
	return f, r, err
}

// mediaType is the type to send a file as: what the caller says, what the name's
// ending says, or what the first bytes look like.
func mediaType(given, filename string, head []byte) (string, error) {
	if given != "" && given != "application/octet-stream" {
		t, _, err := mime.ParseMediaType(given)
		if err != nil || !strings.Contains(t, "/") {
			return "", fault.Bad("mimetype", "Write a media type such as image/jpeg.")
		}
		return t, nil
	}
	t := mime.TypeByExtension(path.Ext(filename))
	if t == "" {
		t = http.DetectContentType(head)
	}
	t, _, err := mime.ParseMediaType(t)
	if err != nil {
		return "application/octet-stream", nil //nolint:nilerr // the honest answer for bytes of no known type
	}
	return t, nil
}

// maxName is the most characters of a file name that is kept.
const maxName = 200

// cleanName keeps the last part of a path, without control characters.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" || !utf8.ValidString(name) {
		return ""
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[len(runes)-maxName:])
	}
	return name
}
