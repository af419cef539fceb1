package media

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif" // decoded for thumbnails
	"image/jpeg"
	_ "image/png" // decoded for thumbnails
	"io"
	"strconv"
	"time"

	"github.com/google/uuid"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // decoded for thumbnails

	"switchboard/internal/fault"
)

const (
	// linkLife is how long a link works where nothing else is asked for, and maxLinkLife
	// is the longest: a week, as the stores of the big hosts have it.
	linkLife    = 15 * time.Minute
	maxLinkLife = 7 * 24 * time.Hour
	// thumbnailSide is the longer side of a thumbnail, in pixels: twice a list's, for
	// screens with small pixels.
	thumbnailSide = 320
	// maxPixels is the largest picture that is decoded for it: at most 64 MB for a moment.
	maxPixels = 16_000_000
)

// Link is an address of a file that needs no credential, for a while.
type Link struct {
	Path      string // with its query, below the server's address
	ExpiresAt time.Time
}

// Link makes an address of a file for who has no credential, such as a browser or a
// spreadsheet. life is how long it works; 0 is 15 minutes. Faults: NotFound, Invalid.
func (s *Service) Link(ctx context.Context, id uuid.UUID, life time.Duration) (Link, error) {
	if life < 0 || life > maxLinkLife {
		return Link{}, fault.Bad("expires_in", "A link works for at most 7 days, 604800 seconds.")
	}
	if life == 0 {
		life = linkLife
	}
	f, err := s.Get(ctx, id)
	if err != nil {
		return Link{}, err
	}
	at := time.Now().Add(life).UTC().Truncate(time.Second)
	return Link{
		Path:      fmt.Sprintf("/api/media/%s?expires=%d&signature=%s", f.ID, at.Unix(), s.sign(f.ID, at.Unix())),
		ExpiresAt: at,
	}, nil
}

func (s *Service) sign(id uuid.UUID, expires int64) string {
	h := hmac.New(sha256.New, s.LinkKey)
	fmt.Fprintf(h, "media %s %d", id, expires)
	return hex.EncodeToString(h.Sum(nil))
}

var errLink = fault.New(fault.Forbidden, "This link is not valid, or not any more.").WithCode("link_expired")

// OpenLink opens the file of a link. Faults: Forbidden ("link_expired"), and Open's.
func (s *Service) OpenLink(ctx context.Context, id uuid.UUID, expires, signature string) (File, io.ReadSeekCloser, error) {
	at, err := strconv.ParseInt(expires, 10, 64)
	if err != nil || len(s.LinkKey) == 0 || !hmac.Equal([]byte(signature), []byte(s.sign(id, at))) || time.Now().Unix() > at {
		return File{}, nil, errLink
	}
	f, err := s.Store.Media(ctx, id)
	if err != nil {
		return File{}, nil, err
	}
	return s.openReady(ctx, f)
}

var errNoThumbnail = fault.New(fault.NotFound, "There is no thumbnail of this file.").WithCode("no_thumbnail")

// Thumbnail is a small JPEG of a file: made of the picture where it is one, otherwise the one
// that came with it, which is there before the file is. Faults: Open's, and NotFound
// ("no_thumbnail").
func (s *Service) Thumbnail(ctx context.Context, id uuid.UUID) (File, []byte, error) {
	f, err := s.Get(ctx, id)
	if err != nil {
		return f, nil, err
	}
	var small []byte
	cause := errNoThumbnail
	if f.Status == Ready && f.Decodable() {
		if small, err = s.shrink(ctx, f); err == nil || !fault.Is(err, fault.NotFound) {
			return f, small, err
		}
		cause = fault.As(err)
	}
	if small, err = s.Store.MediaPreview(ctx, id); fault.Is(err, fault.NotFound) {
		return f, nil, cause
	}
	return f, small, err
}

// shrink makes a thumbnail of a picture.
func (s *Service) shrink(ctx context.Context, f File) ([]byte, error) {
	r, err := s.open(ctx, f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	size, _, err := image.DecodeConfig(r)
	if err != nil || int64(size.Width)*int64(size.Height) > maxPixels || size.Width < 1 || size.Height < 1 {
		return nil, errNoThumbnail.WithCause(err)
	}
	// One at a time: each holds a decoded picture.
	select {
	case s.thumbnails <- struct{}{}:
		defer func() { <-s.thumbnails }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	src, _, err := image.Decode(r)
	if err != nil {
		return nil, errNoThumbnail.WithCause(err)
	}
	w, h := size.Width, size.Height
	if longer := max(w, h); longer > thumbnailSide {
		w, h = max(1, w*thumbnailSide/longer), max(1, h*thumbnailSide/longer)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, dst, &jpeg.Options{Quality: 80}); err != nil {
		return nil, fmt.Errorf("write thumbnail: %w", err)
	}
	return b.Bytes(), nil
}
