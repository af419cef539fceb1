package studio

import (
	"context"
	"fmt"
	"image"
	_ "image/gif"  // decoded into stickers
	_ "image/jpeg" // decoded into stickers
	_ "image/png"  // decoded into stickers
	"io"
	"os"

	"github.com/HugoSmits86/nativewebp"
	"golang.org/x/image/draw"

	"switchboard/internal/fault"
	"switchboard/internal/outbox"
)

const (
	// side is what WhatsApp shows stickers with, in pixels.
	side = 512
	// maxPixels is the largest picture that is decoded: at most 64 MB for a moment.
	maxPixels = 16_000_000
	webp      = "image/webp"
)

// sticker makes a WebP of 512 × 512 of a picture, with clear edges where it is not square.
func (s *Studio) sticker(ctx context.Context, m *outbox.Letter) (clean func(), err error) {
	nothing := func() {}
	done, err := s.wait(ctx)
	if err != nil {
		return nothing, err
	}
	defer done()
	picture, err := decode(m.Media)
	if err != nil {
		return nothing, err
	}
	out, err := os.CreateTemp("", "switchboard-sticker-*.webp")
	if err != nil {
		return nothing, fmt.Errorf("make sticker file: %w", err)
	}
	defer out.Close()
	if err := nativewebp.Encode(out, fit(picture), nil); err != nil {
		remove(out)
		return nothing, errConversion.WithCause(err)
	}
	size, err := out.Seek(0, io.SeekCurrent)
	if err != nil {
		remove(out)
		return nothing, fmt.Errorf("measure sticker: %w", err)
	}
	m.Media = fileAttachment(out.Name(), webp, m.Media.Filename, size)
	return func() { remove(out) }, nil
}

func decode(a *outbox.Attachment) (image.Image, error) {
	r, err := a.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	size, _, err := image.DecodeConfig(r)
	if err != nil {
		return nil, errConversion.WithCause(err)
	}
	if int64(size.Width)*int64(size.Height) > maxPixels {
		return nil, fault.Newf(fault.Invalid, "The picture has more than %d million pixels, too many for a sticker.", maxPixels/1_000_000).WithCode("conversion_failed")
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	picture, _, err := image.Decode(r)
	if err != nil {
		return nil, errConversion.WithCause(err)
	}
	return picture, nil
}

// fit puts a picture into the middle of a clear square.
func fit(src image.Image) image.Image {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	longer := max(w, h, 1)
	w, h = max(1, w*side/longer), max(1, h*side/longer)
	at := image.Pt((side-w)/2, (side-h)/2)
	dst := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(dst, image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}, src, src.Bounds(), draw.Src, nil)
	return dst
}
