package message

import (
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"
)

// Zone is where a peer is, as far as its phone number tells: the first time zone of its
// country or region. Nil is unknown: a group, a LID without a number, an unknown prefix.
func (p Peer) Zone() *time.Location {
	if p.Phone == "" || p.Group != "" {
		return nil
	}
	zones, err := phonenumbers.GetTimezonesForPrefix("+" + p.Phone)
	if err != nil || len(zones) == 0 || strings.HasSuffix(zones[0], "Unknown") {
		return nil
	}
	zone, err := time.LoadLocation(zones[0])
	if err != nil {
		return nil
	}
	return zone
}
