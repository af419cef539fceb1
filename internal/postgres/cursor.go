package postgres

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/fault"
)

// chatCursor is where a page of conversations ended.
type chatCursor struct {
	At time.Time `json:"t"`
	ID uuid.UUID `json:"i"`
}

// messageCursor is where a page of messages ended.
type messageCursor struct {
	ID uuid.UUID `json:"i"`
}

// writeCursor makes the opaque text that a caller gives back.
func writeCursor(c any) string {
	b, err := json.Marshal(c)
	if err != nil {
		panic("cursor does not marshal: " + err.Error()) // a struct of ours with plain fields
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// readCursor reads a cursor; an empty one leaves c as it is.
func readCursor(s string, c any) error {
	if s == "" {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, c)
	}
	if err != nil {
		return fault.Bad("cursor", "This cursor is not one that a list has answered.").WithCause(err)
	}
	return nil
}

// likeEscape makes a text match itself in LIKE.
func likeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
