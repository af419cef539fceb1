package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
)

// errNoCredential stops a sandbox that anybody who reaches it could control.
var errNoCredential = errors.New("a sandbox that more than this machine reaches needs a username and a password for its control API")

// guarded lets who may into the control API: on a listener that only this
// machine reaches everybody, except pages of other sites in a browser here;
// otherwise who knows the credential.
func (s *Sandbox) guarded(next http.Handler) http.Handler {
	if s.loopback {
		return http.NewCrossOriginProtection().Handler(next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		username, password, _ := r.BasicAuth()
		if !sameText(username, s.username) || !sameText(password, s.password) {
			w.Header().Set("WWW-Authenticate", `Basic realm="WhatsApp sandbox", charset="UTF-8"`)
			writeProblem(w, http.StatusUnauthorized,
				"More than one machine reaches this sandbox: its control API needs the admin's name and password (basic authentication).", "")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sameText compares in a time that tells nothing about where they differ.
func sameText(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
