package rest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// What scripts for the older server send as buttons and lists. WhatsApp does not show those
// from linked devices: they go as a numbered text, and the answer comes back as a choice.

// button is one answer: its title, or an object that has one.
type button struct{ message.MenuItem }

// UnmarshalJSON takes a text, or an object by any of the names in use.
func (b *button) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &b.Title)
	}
	var o struct{ ID, Title, Text, DisplayText, Description string }
	if err := json.Unmarshal(raw, &o); err != nil {
		return err
	}
	b.ID, b.Description = o.ID, o.Description
	for _, title := range []string{o.Title, o.Text, o.DisplayText} {
		if b.Title == "" {
			b.Title = title
		}
	}
	return nil
}

// Schema says so to OpenAPI and to huma's validation.
func (button) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeObject, AdditionalProperties: true}}, Examples: []any{"Yes"}}
}

// listSection is a part of a list.
type listSection struct {
	Title string   `json:"title,omitempty"`
	Rows  []button `json:"rows"`
}

// Framed is what stands around a question. It is exported because huma reads no other
// embedded struct.
type Framed struct {
	Title  string `json:"title,omitempty" doc:"Above the text, in bold."`
	Footer string `json:"footer,omitempty"`
}

// menu is the question that answers make.
func (f Framed) menu(account uuid.UUID, to, text string, items []button) message.Draft {
	m := &message.Menu{Header: f.Title, Footer: f.Footer, Items: make([]message.MenuItem, len(items))}
	for i, b := range items {
		m.Items[i] = b.MenuItem
	}
	return message.Draft{AccountID: account, To: to, Type: message.Options, Text: text, Content: message.Content{Options: m}}
}

func rows(sections []listSection) []button {
	var all []button
	for _, s := range sections {
		all = append(all, s.Rows...)
	}
	return all
}

type sendButtonsInput struct {
	SendHeaders
	Body struct {
		Number    phoneText `json:"number"`
		Body      string    `json:"body" example:"Shall we deliver?" doc:"The question."`
		Buttons   []button  `json:"buttons"`
		AccountID *string   `json:"account_id,omitempty" nullable:"true"`
		APIKey    *string   `json:"api_key,omitempty" nullable:"true" deprecated:"true"`
		Framed
		_ struct{} `additionalProperties:"true"`
	}
}

func (h *Handler) sendButtons(ctx context.Context, in *sendButtonsInput) (*sendOutput, error) {
	b := in.Body
	id, err := accountFor(auth.CallerFrom(ctx), deref(b.AccountID), in.Account)
	if err != nil {
		return nil, err
	}
	return h.deliverMenu(ctx, b.menu(id, string(b.Number), b.Body, b.Buttons), in.SendHeaders)
}

type sendListInput struct {
	SendHeaders
	Body struct {
		Number    phoneText     `json:"number"`
		Body      string        `json:"body" example:"What would you like?" doc:"The question."`
		Sections  []listSection `json:"sections"`
		AccountID *string       `json:"account_id,omitempty" nullable:"true"`
		APIKey    *string       `json:"api_key,omitempty" nullable:"true" deprecated:"true"`
		Framed
		_ struct{} `additionalProperties:"true"`
	}
}

func (h *Handler) sendList(ctx context.Context, in *sendListInput) (*sendOutput, error) {
	b := in.Body
	id, err := accountFor(auth.CallerFrom(ctx), deref(b.AccountID), in.Account)
	if err != nil {
		return nil, err
	}
	return h.deliverMenu(ctx, b.menu(id, string(b.Number), b.Body, rows(b.Sections)), in.SendHeaders)
}

func (h *Handler) deliverMenu(ctx context.Context, d message.Draft, headers SendHeaders) (*sendOutput, error) {
	d.IdempotencyKey = headers.IdempotencyKey
	out, err := h.deliver(ctx, d, headers.Prefer)
	return out, renamedTo(err, map[string]string{"message": "body", "options": "buttons"})
}

type webhookReplyInput struct {
	SendHeaders
	Body struct {
		AccountID string    `json:"account_id"`
		Secret    string    `json:"webhook_secret" doc:"The secret of one of the account's webhooks."`
		Number    phoneText `json:"number"`
		Message   string    `json:"message,omitempty" doc:"The text, the caption of the file, or the question of buttons or a list."`
		Media     *struct {
			URL      string `json:"url"`
			Mimetype string `json:"mimetype,omitempty"`
			Filename string `json:"filename,omitempty"`
		} `json:"media,omitempty"`
		Caption string   `json:"caption,omitempty"`
		Buttons []button `json:"buttons,omitempty"`
		List    *struct {
			Sections []listSection `json:"sections"`
		} `json:"list,omitempty"`
		Framed
		_ struct{} `additionalProperties:"true"`
	}
}

// webhookReply answers a contact on behalf of who receives an account's webhooks: it knows
// a secret, and no key. Buttons go before a list, a list before a file, a file before a text.
func (h *Handler) webhookReply(ctx context.Context, in *webhookReplyInput) (*sendOutput, error) {
	b := in.Body
	id, err := uuid.Parse(b.AccountID)
	if err != nil {
		return nil, fault.Bad("account_id", "Say which account answers.")
	}
	if err := h.Webhooks.Recognise(ctx, id, b.Secret); err != nil {
		return nil, err
	}
	ctx = auth.WithCaller(ctx, auth.Caller{Kind: auth.Account, AccountID: id})
	draft := message.Draft{AccountID: id, To: string(b.Number), Text: b.Message}
	if !h.replies.allow(id.String() + " " + draft.To) {
		return nil, errLoop
	}
	switch {
	case len(b.Buttons) > 0:
		return h.deliverMenu(ctx, b.menu(id, draft.To, b.Message, b.Buttons), in.SendHeaders)
	case b.List != nil:
		return h.deliverMenu(ctx, b.menu(id, draft.To, b.Message, rows(b.List.Sections)), in.SendHeaders)
	case b.Media != nil:
		if draft.Text == "" {
			draft.Text = b.Caption
		}
		if err := h.Messages.Check(ctx, draft, true); err != nil {
			return nil, err
		}
		f, err := h.Media.SaveURL(ctx, id, b.Media.URL, b.Media.Mimetype, b.Media.Filename)
		if err != nil {
			return nil, fmt.Errorf("fetch the file of a reply: %w", err)
		}
		draft.MediaID = &f.ID
	}
	draft.IdempotencyKey = in.IdempotencyKey
	return h.deliver(ctx, draft, in.Prefer)
}
