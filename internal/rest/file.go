package rest

import (
	"encoding/hex"
	"mime"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"switchboard/internal/media"
)

// file answers the bytes of a media file, or ranges of them.
func (h *Handler) file(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return errNoMedia
	}
	f, bytes, err := h.Media.Open(r.Context(), id)
	if err != nil {
		return err
	}
	defer bytes.Close()
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
	http.ServeContent(w, r, "", f.CreatedAt, bytes)
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
