package sandbox

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
)

// clientRevision is the version of the web client that the network calls
// current; clients read it from the front page.
const clientRevision = 1045649367

// routes is what the protocol listener serves.
func (s *Sandbox) routes() http.Handler {
	r := chi.NewRouter()
	r.Get("/ws/chat", s.serveWS)
	r.Post("/mms/{type}/{token}", s.serveUpload)
	r.Get("/mms/{type}/{token}", s.serveMMS)
	r.Delete("/mms/{type}/{token}", s.serveMMS)
	r.Get("/v/{bucket}/{file}", s.serveDownload)
	r.Get("/", serveFrontPage)
	r.Handle("/sandbox/*", s.guarded(s.control))
	return r
}

// serveFrontPage stands for web.whatsapp.com, of which clients want only the version.
func serveFrontPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, "<!doctype html><title>WhatsApp sandbox</title>"+
		"<p>This is a simulated WhatsApp network. See <a href=\"/sandbox/info\">/sandbox/info</a>.</p>"+
		"<script type=\"application/json\">{\"client_revision\":%d,\"server\":\"sandbox\"}</script>\n", clientRevision)
}
