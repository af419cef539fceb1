package rest

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchboard/internal/consent"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// Consent is one entry of the ledger of who may be written to.
type Consent struct {
	ID          uuid.UUID  `json:"id" format:"uuid"`
	AccountID   uuid.UUID  `json:"account_id" format:"uuid"`
	JID         string     `json:"jid" example:"4915112345678@s.whatsapp.net" doc:"The contact as WhatsApp addresses it."`
	PhoneNumber *string    `json:"phone_number" example:"4915112345678" doc:"Null where WhatsApp hides the number."`
	LID         *string    `json:"lid" example:"123456789012345@lid"`
	State       string     `json:"state" enum:"opted_in,opted_out" example:"opted_out"`
	Source      string     `json:"source" enum:"message,api,dashboard" example:"message" doc:"message: the contact wrote one of the words."`
	Note        *string    `json:"note" example:"STOP" doc:"What the contact wrote, or how the consent was given."`
	MessageID   *uuid.UUID `json:"message_id" doc:"The message that said it."`
	At          time.Time  `json:"at"`
}

func consentOf(e consent.Entry) Consent {
	return Consent{
		ID: e.ID, AccountID: e.AccountID, JID: e.Contact.JID(), PhoneNumber: optional(e.Contact.Phone), LID: optional(e.Contact.LID),
		State: string(e.State), Source: string(e.Source), Note: optional(e.Note), MessageID: e.MessageID, At: e.At,
	}
}

type consentList struct {
	Items []Consent `json:"items"`
	Next  *string   `json:"next_cursor" doc:"Where the next page starts; null at the end."`
}

// listConsents answers a page as JSON, or all of the ledger as CSV.
func (h *Handler) listConsents(w http.ResponseWriter, r *http.Request) error {
	id, err := AccountPath{ID: r.PathValue("id")}.uuid()
	if err != nil {
		return err
	}
	query := r.URL.Query()
	whole, _ := strconv.ParseBool(query.Get("whole"))
	filter := consent.Filter{State: consent.State(query.Get("state")), Whole: whole}
	if filter.State != "" && filter.State != consent.OptedIn && filter.State != consent.OptedOut {
		return fault.Bad("state", "Write opted_in or opted_out.")
	}
	if _, err := h.Accounts.Get(r.Context(), id); err != nil {
		return err
	}
	page := message.Page{Limit: 50, Cursor: query.Get("cursor")}
	if query.Get("format") == "csv" {
		return h.exportConsents(r.Context(), w, id, filter)
	}
	if text := query.Get("limit"); text != "" {
		if page.Limit, err = strconv.Atoi(text); err != nil || page.Limit < 1 || page.Limit > 100 {
			return fault.Bad("limit", "Ask for 1 to 100 at a time.")
		}
	}
	list, err := h.Consents.List(r.Context(), id, filter, page)
	if err != nil {
		return err
	}
	out := consentList{Items: make([]Consent, len(list.Items)), Next: optional(list.Next)}
	for i, e := range list.Items {
		out.Items[i] = consentOf(e)
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}

// exportConsents streams the ledger page by page.
func (h *Handler) exportConsents(ctx context.Context, w http.ResponseWriter, id uuid.UUID, f consent.Filter) error {
	page := message.Page{Limit: 100}
	list, err := h.Consents.List(ctx, id, f, page)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="consents.csv"`)
	out := csv.NewWriter(w)
	_ = out.Write([]string{"at", "phone_number", "lid", "state", "source", "note", "message_id"})
	for {
		for _, e := range list.Items {
			said := ""
			if e.MessageID != nil {
				said = e.MessageID.String()
			}
			_ = out.Write([]string{
				e.At.Format(time.RFC3339), e.Contact.Phone, e.Contact.LID, string(e.State), string(e.Source), inert(e.Note), said,
			})
		}
		if page.Cursor = list.Next; page.Cursor == "" {
			break
		}
		if list, err = h.Consents.List(ctx, id, f, page); err != nil {
			// What has been sent cannot be taken back: the connection ends before the file does.
			panic(http.ErrAbortHandler)
		}
	}
	out.Flush()
	return nil
}

// inert keeps a spreadsheet from taking a contact's text for a formula.
func inert(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t' || s[0] == '\r') {
		return "'" + s
	}
	return s
}

type setConsentInput struct {
	AccountPath
	Body struct {
		Number phoneText `json:"number" example:"\"+49 151 12345678\""`
		State  string    `json:"state" enum:"opted_in,opted_out" example:"opted_in"`
		Note   string    `json:"note,omitempty" example:"Newsletter form of 1 March" doc:"How the consent was given; at most 500 characters."`
		_      struct{}  `additionalProperties:"true"`
	}
}

type consentOutput struct{ Body Consent }

func (h *Handler) setConsent(ctx context.Context, in *setConsentInput) (*consentOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	e, err := h.Consents.Set(ctx, id, string(in.Body.Number), consent.State(in.Body.State), in.Body.Note)
	return &consentOutput{Body: consentOf(e)}, err
}

func describeConsents(h *Handler, op *huma.Operation) {
	op.Parameters = idParameter("The account's id.")
	for _, p := range []struct{ name, description string }{
		{"state", "Only opted_in or opted_out."}, {"whole", "true: every entry that was ever made; otherwise what holds now."},
		{"format", "csv: all of it as a file."}, {"limit", "At most this many, 1 to 100."}, {"cursor", "The last answer's next_cursor."},
	} {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.name, In: "query", Description: p.description, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	op.Responses["200"] = &huma.Response{Description: "The entries, newest first.", Content: map[string]*huma.MediaType{
		"application/json": {Schema: h.schema(consentList{})},
		"text/csv":         {Schema: &huma.Schema{Type: huma.TypeString}},
	}}
}
