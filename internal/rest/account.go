package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/account"
)

// Account is an account as REST shows it.
type Account struct {
	ID           uuid.UUID  `json:"id" format:"uuid"`
	Name         string     `json:"name" example:"Shop"`
	Description  string     `json:"description" example:"Orders and questions"`
	Status       string     `json:"status" enum:"initializing,qr_ready,ready,disconnected,auth_failed,error" example:"ready"`
	Reason       *string    `json:"reason" example:"qr_timeout" doc:"Stable code for why the status is what it is; null while all is well."`
	PhoneNumber  *string    `json:"phone_number" example:"4915112345678" doc:"Digits with country code; null before the first link."`
	PushName     *string    `json:"push_name" example:"Ada's shop"`
	ErrorMessage *string    `json:"error_message" doc:"The reason in plain words, with what to do about it."`
	APIKeyPrefix string     `json:"api_key_prefix" example:"wak_1a2b3c4d"`
	CreatedAt    time.Time  `json:"created_at"`
	UpdatedAt    time.Time  `json:"updated_at"`
	LastActiveAt *time.Time `json:"last_active_at"`

	LinkedAt        *time.Time `json:"linked_at" doc:"When this number was linked first."`
	Queued          int        `json:"queued" example:"3" doc:"Messages accepted and not yet sent."`
	PausedAt        *time.Time `json:"paused_at" doc:"Since when a person has stopped the sending; null while it goes on."`
	Brake           *Brake     `json:"brake" doc:"Holds messages to contacts who have never written, while WhatsApp is wary of the account; null while it is off."`
	Proxy           *string    `json:"proxy" example:"socks5://user:xxxxx@203.0.113.7:1080" doc:"What the connection to WhatsApp goes through, without its password; null when it goes straight."`
	ReceiveChannels bool       `json:"receive_channels" doc:"Posts of the channels that the account follows are stored."`
	ReceiveStatus   bool       `json:"receive_status" doc:"Contacts' status posts are stored."`
	Limits          Limits     `json:"limits" doc:"The limits that hold for the account: its own, or the server's."`
}

// Brake is why and until when strangers are not written to.
type Brake struct {
	Until  time.Time `json:"until"`
	Reason string    `json:"reason" enum:"reachout_timelock,temp_ban,refusals" example:"reachout_timelock"`
}

// optional is null for the empty value: the domain says "unknown" with it.
func optional[T ~string](v T) *string {
	if v == "" {
		return nil
	}
	s := string(v)
	return &s
}

func (h *Handler) accountOf(a account.Account) Account {
	out := Account{
		ID: a.ID, Name: a.Name, Description: a.Description, Status: string(a.Status), Reason: optional(a.Reason),
		PhoneNumber: optional(a.PhoneNumber), PushName: optional(a.PushName), ErrorMessage: optional(a.ErrorMessage),
		APIKeyPrefix: a.APIKeyPrefix, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, LastActiveAt: a.LastActiveAt,
		LinkedAt: a.LinkedAt, Queued: a.Queued, PausedAt: a.PausedAt, Proxy: optional(h.Accounts.ProxyShown(a)),
		ReceiveChannels: a.ReceiveChannels, ReceiveStatus: a.ReceiveStatus, Limits: limitsOf(h.Accounts.Limits(a)),
	}
	if a.Brake.On(time.Now()) {
		out.Brake = &Brake{Until: *a.Brake.Until, Reason: string(a.Brake.Reason)}
	}
	return out
}

// AccountPath is the account that a path names. Like SendHeaders it is exported
// because huma reads no other embedded struct.
type AccountPath struct {
	ID string `path:"id" doc:"The account's id."`
}

// uuid is the id; what is no id names nothing that exists.
func (in AccountPath) uuid() (uuid.UUID, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return uuid.Nil, errNoAccount
	}
	return id, nil
}

type accountOutput struct {
	Status int
	Body   Account
}

type accountsOutput struct{ Body []Account }

func (h *Handler) listAccounts(ctx context.Context, _ *struct{}) (*accountsOutput, error) {
	all, err := h.Accounts.List(ctx)
	if err != nil {
		return nil, err
	}
	out := &accountsOutput{Body: make([]Account, len(all))}
	for i, a := range all {
		out.Body[i] = h.accountOf(a)
	}
	return out, nil
}

type createAccountInput struct {
	Body struct {
		Name        string   `json:"name" example:"Shop" doc:"1 to 255 characters."`
		Description *string  `json:"description,omitempty" nullable:"true" doc:"At most 1000 characters."`
		Proxy       *string  `json:"proxy,omitempty" nullable:"true" example:"socks5://user:password@203.0.113.7:1080" doc:"What the connection to WhatsApp goes through: an http, https or socks5 proxy."`
		_           struct{} `additionalProperties:"true"`
	}
}

type createdAccount struct {
	Account
	APIKey string `json:"api_key" example:"wak_…" doc:"Shown this once."`
}

type createAccountOutput struct{ Body createdAccount }

func (h *Handler) createAccount(ctx context.Context, in *createAccountInput) (*createAccountOutput, error) {
	text := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	a, key, err := h.Accounts.CreateBehind(ctx, in.Body.Name, text(in.Body.Description), text(in.Body.Proxy))
	if err != nil {
		return nil, err
	}
	return &createAccountOutput{Body: createdAccount{Account: h.accountOf(a), APIKey: key}}, nil
}

func (h *Handler) getAccount(ctx context.Context, in *AccountPath) (*accountOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	a, err := h.Accounts.Get(ctx, id)
	return &accountOutput{Status: http.StatusOK, Body: h.accountOf(a)}, err
}

type updateAccountInput struct {
	AccountPath
	Body struct {
		Name            *string    `json:"name,omitempty" nullable:"true" example:"Shop"`
		Description     *string    `json:"description,omitempty" nullable:"true"`
		Limits          *OwnLimits `json:"limits,omitempty" doc:"Replaces the account's own limits."`
		Proxy           *string    `json:"proxy,omitempty" nullable:"true" example:"socks5://user:password@203.0.113.7:1080" doc:"An http, https or socks5 proxy for connections from the next one on: reconnect the account to take it at once. Empty removes it."`
		ReceiveChannels *bool      `json:"receive_channels,omitempty" nullable:"true" doc:"Store posts of the channels that the account follows; on at first."`
		ReceiveStatus   *bool      `json:"receive_status,omitempty" nullable:"true" doc:"Store contacts' status posts; off at first."`
		_               struct{}   `additionalProperties:"true"`
	}
}

func (h *Handler) updateAccount(ctx context.Context, in *updateAccountInput) (*accountOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	a, err := h.Accounts.Update(ctx, id, account.Patch{Name: in.Body.Name, Description: in.Body.Description, Overrides: in.Body.Limits.overrides(), Proxy: in.Body.Proxy, ReceiveChannels: in.Body.ReceiveChannels, ReceiveStatus: in.Body.ReceiveStatus})
	return &accountOutput{Status: http.StatusOK, Body: h.accountOf(a)}, err
}

func (h *Handler) deleteAccount(ctx context.Context, in *AccountPath) (*successOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return done(), h.Accounts.Delete(ctx, id)
}

func (h *Handler) reconnectAccount(ctx context.Context, in *AccountPath) (*accountOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	a, err := h.Accounts.Reconnect(ctx, id)
	return &accountOutput{Status: http.StatusAccepted, Body: h.accountOf(a)}, err
}

type newKey struct {
	APIKey string `json:"api_key" example:"wak_…" doc:"Shown this once. The old key has stopped."`
}

type newKeyOutput struct{ Body newKey }

func (h *Handler) regenerateKey(ctx context.Context, in *AccountPath) (*newKeyOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	_, key, err := h.Accounts.RegenerateKey(ctx, id)
	return &newKeyOutput{Body: newKey{APIKey: key}}, err
}
