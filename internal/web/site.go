package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"switchboard/internal/fault"
)

// site is the built dashboard, read once: it is part of the binary.
type site struct{ files map[string]asset }

// asset is one file with its compressed forms.
type asset struct {
	contentType string
	entityTag   string
	plain       []byte
	compressed  map[string][]byte // by Content-Encoding
}

// contentTypes are said here: the system's table is not on every system.
func contentTypes() map[string]string {
	return map[string]string{
		".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
		".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".webp": "image/webp", ".woff2": "font/woff2",
		".json": "application/json", ".map": "application/json", ".txt": "text/plain; charset=utf-8",
		".webmanifest": "application/manifest+json",
	}
}

// encodings are how a build leaves a compressed form beside a file, best first.
func encodings() []struct{ suffix, name string } {
	return []struct{ suffix, name string }{{".br", "br"}, {".gz", "gzip"}}
}

// newSite reads the dashboard. What cannot be read is not there: the files are part of
// the binary, or there are none.
func newSite(dist fs.FS) *site {
	s := &site{files: map[string]asset{}}
	if dist == nil {
		return s
	}
	types := contentTypes()
	_ = fs.WalkDir(dist, ".", func(name string, e fs.DirEntry, err error) error {
		contentType, ok := types[path.Ext(name)]
		if err != nil || e.IsDir() || !ok {
			return nil //nolint:nilerr // see above
		}
		plain, err := fs.ReadFile(dist, name)
		if err != nil {
			return nil //nolint:nilerr // see above
		}
		sum := sha256.Sum256(plain)
		a := asset{contentType: contentType, entityTag: hex.EncodeToString(sum[:8]), plain: plain, compressed: map[string][]byte{}}
		for _, enc := range encodings() {
			if packed, err := fs.ReadFile(dist, name+enc.suffix); err == nil {
				a.compressed[enc.name] = packed
			}
		}
		s.files[name] = a
		return nil
	})
	return s
}

// serve answers a file, in the best form that the client takes; false when there is none.
func (s *site) serve(w http.ResponseWriter, r *http.Request, name, cache string) bool {
	a, ok := s.files[name]
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", cache)
	body, tag := a.plain, a.entityTag
	if len(a.compressed) > 0 {
		h.Add("Vary", "Accept-Encoding")
		for _, enc := range encodings() {
			if packed, ok := a.compressed[enc.name]; ok && accepts(r, enc.name) {
				h.Set("Content-Encoding", enc.name)
				body, tag = packed, tag+"-"+enc.name
				break
			}
		}
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	return true
}

// accepts reads Accept-Encoding as far as browsers and proxies write it.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && weight != "q=0.0"
		}
	}
	return false
}

const (
	// always has a browser ask whether the file is still the same.
	always = "no-cache"
	// forever is for files whose name changes with what is in them.
	forever = "public, max-age=31536000, immutable"
)

// dashboard serves the dashboard's files, and its page for every address that it may
// know; what asks for data gets a problem.
func (d *door) dashboard(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		d.REST.WriteError(w, r, errNothing)
	case strings.HasPrefix(name, "assets/"):
		// Never the page instead: a browser would take it for the script.
		if !d.site.serve(w, r, name, forever) {
			d.REST.WriteError(w, r, errNothing)
		}
	case name != "index.html" && d.site.serve(w, r, name, always):
	case !strings.Contains(r.Header.Get("Accept"), "text/html") && name != "" && name != "index.html":
		d.REST.WriteError(w, r, errNothing)
	case !d.site.serve(w, r, "index.html", always):
		notBuilt(w)
	}
}

// graphiql serves the GraphQL workbench to the admin.
func (d *door) graphiql(w http.ResponseWriter, r *http.Request) {
	caller, err := d.Sessions.Identify(r.Context())
	switch {
	case err != nil && !fault.Is(err, fault.Unauthenticated):
		d.REST.WriteError(w, r, err)
		return
	case !caller.IsAdmin():
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/login?to=/graphiql/", http.StatusFound)
		return
	case r.URL.Path == "/graphiql":
		http.Redirect(w, r, "/graphiql/", http.StatusFound)
		return
	}
	w.Header().Set("Content-Security-Policy", graphiqlCSP)
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if name != "graphiql" && d.site.serve(w, r, name, always) {
		return
	}
	if !d.site.serve(w, r, "graphiql/index.html", always) {
		notBuilt(w)
	}
}

// notBuilt tells people who run the server without its dashboard.
func notBuilt(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Write([]byte(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Switchboard</title>
<h1>Switchboard is running</h1>
<p>This binary was built without its dashboard. Run <code>make build</code>, then start <code>bin/switchboard</code>.</p>
<p>The API works: see <a href="/openapi.json">/openapi.json</a> and <a href="/api/health">/api/health</a>.</p></html>
`))
}
