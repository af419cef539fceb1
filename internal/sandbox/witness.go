package sandbox

import "time"

// The kinds of a Sighting that are no stanza.
const (
	SightLogin = "login" // a linked device has logged in
	SightEnd   = "end"   // its connection is over
)

// Sighting is something that a linked device did, as Config.Witness is told.
type Sighting struct {
	At time.Time
	// Kind is login, end, or the tag of a stanza: message, receipt, ack, iq and so on.
	Kind string
	// ID is that of the stanza.
	ID string
	// Device is the JID of the device, with its number.
	Device string
	// Remote tells its connections apart: the address (host:port) it comes from.
	Remote string
}

// sight tells the witness of something that the connection's device did.
func (c *conn) sight(kind, id string) {
	if c.s.witness == nil || c.dev == nil {
		return
	}
	c.s.witness(Sighting{At: time.Now(), Kind: kind, ID: id, Device: c.dev.pn().String(), Remote: c.remote})
}
