package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/message"
)

// legacySignature carries the HMAC-SHA256 of the body in hex, as scripts for the older server
// compare it. That server also sent the secret itself; we do not: whoever sees one request
// could forge all others.
const legacySignature = "X-Webhook-Signature"

func signLegacy(body, key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// write gives the delivery the body that its receiver sees.
func (d *Delivery) write() error {
	if d.Format != Legacy {
		return nil
	}
	body, err := legacyBody([]byte(d.Body))
	d.Body = string(body)
	return err
}

// told is what the older server's bodies are made from: an Envelope as it is stored.
type told struct {
	Type      string
	AccountID uuid.UUID `json:"account_id"`
	Data      struct {
		message.Payload
		At time.Time `json:"at"`
	}
}

// olderMessage is the older server's event `message`.
type olderMessage struct {
	Event            string       `json:"event"`
	AccountID        uuid.UUID    `json:"account_id"`
	Direction        string       `json:"direction"`
	MessageID        string       `json:"message_id"`
	Sender           string       `json:"sender"`
	Recipient        string       `json:"recipient"` // the conversation, in digits
	Message          string       `json:"message"`
	Timestamp        int64        `json:"timestamp"` // in seconds
	Type             string       `json:"type"`
	ChatID           string       `json:"chat_id"` // the same as recipient
	IsGroup          bool         `json:"is_group"`
	GroupName        *string      `json:"group_name"` // always null
	Status           string       `json:"status"`     // always success
	InteractiveReply *olderReply  `json:"interactive_reply"`
	Media            *event.Media `json:"media"` // ours: the older server had no way to get at files
	CreatedAt        time.Time    `json:"created_at"`
}

// olderReply is the answer that somebody tapped.
type olderReply struct {
	Type  string `json:"type"`
	ID    string `json:"id"`
	Title string `json:"title"`
}

// olderAck is the older server's event `message_ack`.
type olderAck struct {
	Event     string    `json:"event"`
	AccountID uuid.UUID `json:"account_id"`
	MessageID string    `json:"message_id"`
	Recipient string    `json:"recipient"` // as WhatsApp addresses it
	Ack       int       `json:"ack"`
	AckName   string    `json:"ack_name"`
	// Status and StatusCode say the same in the words of the bodies that it sent to n8n.
	Status     string    `json:"status"`
	StatusCode int       `json:"status_code"`
	Timestamp  int64     `json:"timestamp"` // in milliseconds
	CreatedAt  time.Time `json:"created_at"`
}

// olderTypes are the older server's words where they are not ours.
var olderTypes = map[string]string{
	string(message.GIF): "video", string(message.Voice): "audio", string(message.Choice): "interactive_reply",
}

// acks are WhatsApp's numbers of how far a message has come, and the older server's words.
var acks = map[string]olderAck{
	"delivered": {Ack: 3, AckName: "delivered"}, "read": {Ack: 4, AckName: "read"}, "played": {Ack: 5, AckName: "unknown"},
}

// legacyBody is an event's Envelope in the words of the older Node server. The same event
// always gives the same bytes.
func legacyBody(envelope []byte) ([]byte, error) {
	var e told
	if err := json.Unmarshal(envelope, &e); err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	m := e.Data.Payload
	if e.Type == event.KindMessageStatus {
		a := acks[m.Status]
		a.Status, a.StatusCode = a.AckName, a.Ack
		a.Event, a.AccountID, a.MessageID, a.Recipient = "message_ack", e.AccountID, m.MessageID, m.Chat
		a.Timestamp, a.CreatedAt = e.Data.At.UnixMilli(), e.Data.At
		return json.Marshal(a)
	}
	out := olderMessage{
		Event: "message", AccountID: e.AccountID, Direction: m.Direction, MessageID: m.MessageID, Sender: m.Sender, Recipient: digits(m.Chat),
		Timestamp: m.Timestamp.Unix(), Type: m.Type, ChatID: digits(m.Chat), IsGroup: strings.HasSuffix(m.Chat, "@g.us"), Status: "success",
		Media: m.Media, CreatedAt: m.CreatedAt,
	}
	if m.Text != nil {
		out.Message = *m.Text
	}
	if t, ok := olderTypes[m.Type]; ok {
		out.Type = t
	}
	if c := m.Choice; c != nil {
		out.InteractiveReply = &olderReply{Type: "button_reply", ID: c.ID, Title: c.Title}
		if c.MatchedBy == "list" {
			out.InteractiveReply.Type = "list_reply"
		}
	}
	return json.Marshal(out)
}

// digits is a conversation's address without its server.
func digits(jid string) string {
	user, _, _ := strings.Cut(jid, "@")
	return user
}
