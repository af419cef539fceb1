package whatsapp

import (
	"bytes"
	"context"
	"image"
	"image/color"
	_ "image/gif" // decoded for thumbnails
	"image/jpeg"
	_ "image/png" // decoded for thumbnails
	"io"

	"switchboard/internal/outbox"
)

const (
	// thumbnailSide is the longer side of what shows before a picture is loaded.
	thumbnailSide = 100
	// maxPixels is the largest picture that is decoded for it: at most 32 MB for a
	// moment, and twice what WhatsApp's own apps send.
	maxPixels = 8_000_000
	// samples is how many points of the picture make a point of the thumbnail, each way.
	samples          = 3
	thumbnailQuality = 60
)

// look is what a picture looks like.
type look struct {
	width, height uint32
	thumbnail     []byte // JPEG; nil when the picture is too large to decode
}

// look reads a picture's size and makes its thumbnail; false when it is of a kind that
// cannot be read. It is sent without them then.
func (e *Engine) look(ctx context.Context, a *outbox.Attachment) (look, bool) {
	r, err := a.Open()
	if err != nil {
		return look{}, false
	}
	defer r.Close()
	size, _, err := image.DecodeConfig(r)
	if err != nil || size.Width <= 0 || size.Height <= 0 {
		return look{}, false
	}
	l := look{width: uint32(size.Width), height: uint32(size.Height)}
	if int64(size.Width)*int64(size.Height) > maxPixels {
		return l, true
	}
	select {
	case e.thumbnails <- struct{}{}:
		defer func() { <-e.thumbnails }()
	case <-ctx.Done():
		return l, true
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return l, true
	}
	if picture, _, err := image.Decode(r); err == nil {
		l.thumbnail = shrink(picture)
	}
	return l, true
}

// shrink makes a small JPEG of a picture; nil when it cannot.
func shrink(src image.Image) []byte {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > thumbnailSide {
		w, h = max(1, w*thumbnailSide/longer), max(1, h*thumbnailSide/longer)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			dst.SetRGBA(x, y, average(src, b, x, y, w, h))
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, dst, &jpeg.Options{Quality: thumbnailQuality}); err != nil {
		return nil
	}
	return out.Bytes()
}

// average is the mean colour of the part of src that becomes one point, over white.
func average(src image.Image, b image.Rectangle, x, y, w, h int) color.RGBA {
	var sum [3]uint32
	for i := range samples {
		for j := range samples {
			at := image.Pt(
				b.Min.X+(x*samples+i)*b.Dx()/(w*samples),
				b.Min.Y+(y*samples+j)*b.Dy()/(h*samples),
			)
			r, g, bl, alpha := src.At(at.X, at.Y).RGBA()
			white := 0xffff - alpha
			sum[0] += (r + white) >> 8
			sum[1] += (g + white) >> 8
			sum[2] += (bl + white) >> 8
		}
	}
	const n = samples * samples
	return color.RGBA{R: uint8(sum[0] / n), G: uint8(sum[1] / n), B: uint8(sum[2] / n), A: 255}
}
