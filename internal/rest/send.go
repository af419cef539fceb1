package rest

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/message"
)

// maxWait is how long a caller may wait for `sent`: proxies give up after 60 s.
const maxWait = 30

// phoneText is a phone number or WhatsApp id. Scripts write numbers as JSON numbers too.
type phoneText string

// UnmarshalJSON takes a string or a number.
func (p *phoneText) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '"' {
		var n json.Number
		if err := json.Unmarshal(b, &n); err != nil {
			return err
		}
		*p = phoneText(n)
		return nil
	}
	return json.Unmarshal(b, (*string)(p))
}

// Schema says so to OpenAPI and to huma's validation.
func (phoneText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		OneOf:       []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeInteger}},
		Description: "Phone number with country code in any usual writing, or an id of WhatsApp's: …@s.whatsapp.net, …@lid, …@g.us.",
		Examples:    []any{"+49 151 12345678"},
	}
}

// SendHeaders are the headers that sending understands.
type SendHeaders struct {
	Account        string `header:"X-Account-Id" doc:"The same as account_id."`
	IdempotencyKey string `header:"Idempotency-Key" doc:"The same key answers the first answer again, for 24 hours; with another content it is a conflict."`
	Prefer         string `header:"Prefer" example:"wait=10" doc:"wait=SECONDS, at most 30: answer only when the message is sent or has failed."`
}

type sendInput struct {
	SendHeaders
	Body struct {
		Number         phoneText `json:"number" example:"\"+49 151 12345678\""`
		Message        string    `json:"message" example:"hello" doc:"1 to 65,536 characters."`
		AccountID      *string   `json:"account_id,omitempty" nullable:"true" doc:"Needed by the admin; an API key names its account."`
		AllowDuplicate bool      `json:"allow_duplicate,omitempty" doc:"Allows the same text to the same recipient within 60 seconds."`
		APIKey         *string   `json:"api_key,omitempty" nullable:"true" deprecated:"true" doc:"Better sent as a header."`
		Timing
		_ struct{} `additionalProperties:"true"`
	}
}

// Sent is the answer to a message that was accepted.
type Sent struct {
	Success   bool       `json:"success" example:"true" doc:"False only when the caller waited and the message failed."`
	ID        *uuid.UUID `json:"id" format:"uuid" doc:"Our id: ask /api/messages/{id} for its status. Null after a dry run."`
	MessageID *string    `json:"message_id" example:"3EB0C127D2A94E56B81F3A" doc:"WhatsApp's id, fixed from now on. Null after a dry run."`
	DryRun    bool       `json:"dry_run,omitempty" doc:"True when nothing was accepted."`
	AccountID uuid.UUID  `json:"account_id" format:"uuid"`
	Status    string     `json:"status" example:"queued"`
	Number    string     `json:"number" example:"4915112345678"`
	Chat      string     `json:"chat" example:"4915112345678@s.whatsapp.net"`
	Type      string     `json:"type" example:"text"`
	Media     *Media     `json:"media,omitempty"`
	Error     *string    `json:"error"`
	ErrorCode *string    `json:"error_code"`
	Timestamp time.Time  `json:"timestamp"`
	Plan      *Plan      `json:"plan" doc:"What it waits for and about when it goes; null once it has gone."`
}

func sentOf(m message.Message) Sent {
	return Sent{
		Success: m.Status != message.Failed, ID: &m.ID, MessageID: &m.WAID, AccountID: m.AccountID, Status: string(m.Status),
		Number: m.To(), Chat: m.Chat.JID(), Type: string(m.Type), Media: message.MediaOf(m.Media),
		Error: optional(m.Error), ErrorCode: optional(m.ErrorCode), Timestamp: m.Timestamp,
	}
}

type sendOutput struct {
	Status   int
	Location string `header:"Location" doc:"Where to ask for the message."`
	Replayed string `header:"Idempotent-Replayed" doc:"true when the Idempotency-Key was used before."`
	Applied  string `header:"Preference-Applied" doc:"The wait that was granted."`
	Body     Sent
}

func (h *Handler) send(ctx context.Context, in *sendInput) (*sendOutput, error) {
	id, err := accountFor(auth.CallerFrom(ctx), deref(in.Body.AccountID), in.Account)
	if err != nil {
		return nil, err
	}
	draft := in.Body.time(message.Draft{
		AccountID: id, To: string(in.Body.Number), Text: in.Body.Message,
		IdempotencyKey: in.IdempotencyKey, AllowDuplicate: in.Body.AllowDuplicate,
	})
	if in.Body.DryRun {
		return h.rehearse(ctx, draft, false)
	}
	return h.deliver(ctx, draft, in.Prefer)
}

// rehearse answers what would become of a message, and accepts nothing.
func (h *Handler) rehearse(ctx context.Context, d message.Draft, file bool) (*sendOutput, error) {
	m, plan, err := h.Planner.DryRun(ctx, d, file)
	if err != nil {
		return nil, err
	}
	out := &sendOutput{Status: http.StatusOK, Body: sentOf(m)}
	out.Body.ID, out.Body.MessageID, out.Body.DryRun, out.Body.Plan = nil, nil, true, planOf(plan)
	return out, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// deliver accepts a message and waits for it as far as the caller prefers to.
func (h *Handler) deliver(ctx context.Context, d message.Draft, prefer string) (*sendOutput, error) {
	asked := time.Now()
	m, err := h.Messages.Send(ctx, d)
	if err != nil {
		return nil, err
	}
	out := &sendOutput{Status: http.StatusAccepted, Location: "/api/messages/" + m.ID.String()}
	// The database keeps microseconds.
	if d.IdempotencyKey != "" && m.CreatedAt.Before(asked.Truncate(time.Microsecond)) {
		out.Replayed = "true"
	}
	if seconds := waitOf(prefer); seconds > 0 {
		out.Applied = "wait=" + strconv.Itoa(seconds)
		if m, err = h.Messages.Await(ctx, m, time.Duration(seconds)*time.Second); err != nil {
			return nil, err
		}
		if m.Status != message.Queued && m.Status != message.Sending {
			out.Status = http.StatusOK
		}
	}
	out.Body = sentOf(m)
	plan, err := h.Planner.Plan(ctx, m)
	if err != nil {
		// The message is accepted; what it waits for can be asked again.
		h.Log.WarnContext(ctx, "plan not made", "message_id", m.ID, "error", err)
	}
	out.Body.Plan = planOf(plan)
	return out, nil
}

// waitOf reads the wait of a Prefer header (RFC 7240); 0 where there is none.
func waitOf(prefer string) int {
	for p := range strings.FieldsFuncSeq(prefer, func(r rune) bool { return r == ',' || r == ';' }) {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "wait") {
			continue
		}
		n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(value), `"`))
		if err == nil && n > 0 {
			return min(n, maxWait)
		}
	}
	return 0
}
