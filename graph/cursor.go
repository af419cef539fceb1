package graph

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/consent"
	"switchboard/internal/message"
	"switchboard/internal/reply"
	"switchboard/internal/webhook"
)

// Lists answer a cursor for the end of a page only, and an edge needs its own. These
// are the store's cursors of single rows; a test holds the two together.

func messageCursor(m message.Message) string { return idCursor(m.ID) }

func consentCursor(e consent.Entry) string { return idCursor(e.ID) }

func traceCursor(t reply.Trace) string { return idCursor(t.ID) }

func idCursor(id uuid.UUID) string {
	return cursor(struct {
		ID uuid.UUID `json:"i"`
	}{id})
}

func chatCursor(c message.Chat) string {
	at := time.Time{}
	if c.LastMessageAt != nil {
		at = *c.LastMessageAt
	}
	return cursor(struct {
		At time.Time `json:"t"`
		ID uuid.UUID `json:"i"`
	}{at, c.ID})
}

func deliveryCursor(d webhook.Delivery) string {
	return cursor(struct {
		Number int64 `json:"n"`
	}{d.Number})
}

func cursor(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // plain fields always marshal
	}
	return base64.RawURLEncoding.EncodeToString(b)
}
