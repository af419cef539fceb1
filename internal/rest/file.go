package rest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/media"
)

// file answers the bytes of a media file, or ranges of them.
func (h *Handler) file(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return errNoMedia
	}
	q := r.URL.Query()
	open := func() (media.File, io.ReadSeekCloser, error) { return h.Media.Open(r.Context(), id) }
	if q.Has("signature") {
		open = func() (media.File, io.ReadSeekCloser, error) {
			return h.Media.OpenLink(r.Context(), id, q.Get("expires"), q.Get("signature"))
		}
	}
	f, content, err := open()
	if err != nil {
		return err
	}
	defer content.Close()
	header := w.Header()
	header.Set("Content-Type", f.Mimetype)
	header.Set("Content-Disposition", disposition(f, r.URL.Query().Has("download")))
	// Anybody can send us a page with scripts: it must not run with our cookies.
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	header.Set("X-Content-Type-Options", "nosniff")
	// The bytes of an id never change; who may see them does.
	header.Set("Cache-Control", "private, max-age=3600")
	header.Add("Vary", "Cookie, Authorization, X-API-Key")
	if len(f.SHA256) > 0 {
		header.Set("ETag", `"`+hex.EncodeToString(f.SHA256)+`"`)
	}
	http.ServeContent(w, r, "", f.CreatedAt, content)
	return nil
}

// disposition shows pictures, videos and sounds in place; everything else is saved.
func disposition(f media.File, download bool) string {
	kind := "attachment"
	major, minor, _ := strings.Cut(f.Mimetype, "/")
	if !download && (major == "image" && !strings.HasPrefix(minor, "svg") || major == "video" || major == "audio") {
		kind = "inline"
	}
	if f.Filename == "" {
		return kind
	}
	if named := mime.FormatMediaType(kind, map[string]string{"filename": f.Filename}); named != "" {
		return named
	}
	return kind
}

// thumbnail answers a small JPEG of a file.
func (h *Handler) thumbnail(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return errNoMedia
	}
	f, small, err := h.Media.Thumbnail(r.Context(), id)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "image/jpeg")
	header.Set("X-Content-Type-Options", "nosniff")
	// Until the file is here it is the small picture that came with the message.
	header.Set("Cache-Control", "private, max-age=60")
	if f.Status == media.Ready {
		header.Set("Cache-Control", "private, max-age=86400")
	}
	header.Add("Vary", "Cookie, Authorization, X-API-Key")
	sum := sha256.Sum256(small)
	header.Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
	http.ServeContent(w, r, "", f.CreatedAt, bytes.NewReader(small))
	return nil
}

type mediaLinkInput struct {
	ID   string `path:"id" doc:"The file's id."`
	Body struct {
		ExpiresIn int `json:"expires_in,omitempty" minimum:"0" maximum:"604800" example:"900" doc:"In seconds: 15 minutes where left out, 7 days at most."`
	}
}

// MediaLink is an address of a file that needs no credential.
type MediaLink struct {
	URL       string    `json:"url" example:"/api/media/0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e?expires=1769861700&signature=4f…" doc:"Absolute where the server knows its own address."`
	ExpiresAt time.Time `json:"expires_at"`
}

type mediaLinkOutput struct{ Body MediaLink }

func (h *Handler) mediaLink(ctx context.Context, in *mediaLinkInput) (*mediaLinkOutput, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, errNoMedia
	}
	l, err := h.Media.Link(ctx, id, time.Duration(in.Body.ExpiresIn)*time.Second)
	if err != nil {
		return nil, err
	}
	return &mediaLinkOutput{Body: MediaLink{URL: strings.TrimSuffix(h.PublicURL, "/") + l.Path, ExpiresAt: l.ExpiresAt}}, nil
}
