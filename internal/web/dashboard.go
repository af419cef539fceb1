package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"switchboard/internal/fault"
)

// dashboard serves the built single-page application.
type dashboard struct {
	files fs.FS
	door  Deps
}

func (d Deps) newDashboard() *dashboard { return &dashboard{files: d.Dashboard, door: d} }

// playgroundPolicy is looser than the dashboard's: GraphiQL puts styles into the page.
// Everything still comes from here.
const playgroundPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"

var errNoFile = fault.New(fault.NotFound, "There is no such file.").WithCode("not_found")

// ServeHTTP serves a file, or the application for one of its own addresses.
func (s *dashboard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.door.REST.WriteError(w, r, errNoFile)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	switch {
	case strings.HasPrefix(name, "assets/"):
		// Their names carry a hash of their content. One that is missing belongs to an older
		// build and must not become the application's page.
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		s.serve(w, r, name)
	case name != "" && path.Ext(name) != "" && !strings.HasSuffix(name, ".html") && s.has(name):
		w.Header().Set("Cache-Control", "public, max-age=3600")
		s.serve(w, r, name)
	case path.Ext(name) != "" || strings.HasPrefix(name, "api/") || strings.HasPrefix(name, "sandbox/"):
		s.door.REST.WriteError(w, r, errNoFile)
	case !s.has("index.html"):
		s.missing(w)
	default:
		w.Header().Set("Cache-Control", "no-cache")
		s.serve(w, r, "index.html")
	}
}

// playground serves GraphiQL.
func (s *dashboard) playground(w http.ResponseWriter, r *http.Request) {
	if !s.has("graphiql/index.html") {
		s.missing(w)
		return
	}
	w.Header().Set("Content-Security-Policy", playgroundPolicy)
	w.Header().Set("Cache-Control", "no-cache")
	s.serve(w, r, "graphiql/index.html")
}

func (s *dashboard) has(name string) bool {
	info, err := fs.Stat(s.files, name)
	return err == nil && !info.IsDir()
}

// missing is what a binary without a built dashboard shows.
func (s *dashboard) missing(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	io.WriteString(w, "This binary was built without the dashboard. Run `make build`. The API works: see /openapi.json.\n") //nolint:errcheck // to a browser
}

// encodings are what the build made beside each file, the smaller first.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

func (s *dashboard) serve(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	contentType := mime.TypeByExtension(path.Ext(name))
	accepted := r.Header.Get("Accept-Encoding")
	for _, e := range encodings {
		body, err := fs.ReadFile(s.files, name+e.suffix)
		if err != nil || !strings.Contains(accepted, e.name) {
			continue
		}
		h.Set("Content-Encoding", e.name)
		s.write(w, r, contentType, body)
		return
	}
	body, err := fs.ReadFile(s.files, name)
	if err != nil {
		body, err = s.unpacked(name)
	}
	if err != nil {
		h.Del("Cache-Control")
		s.door.REST.WriteError(w, r, errNoFile)
		return
	}
	s.write(w, r, contentType, body)
}

func (s *dashboard) write(w http.ResponseWriter, r *http.Request, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		w.Write(body)
	}
}

// unpacked serves the rare client that takes no compression from the compressed file.
func (s *dashboard) unpacked(name string) ([]byte, error) {
	packed, err := fs.ReadFile(s.files, name+".gz")
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
