package rest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"rsc.io/qr"

	"switchboard/internal/account"
)

// QRCode is the code to scan now.
type QRCode struct {
	Status    string    `json:"status" enum:"qr_ready" example:"qr_ready"`
	Picture   string    `json:"qr_code" example:"data:image/png;base64,…" doc:"The code as a picture."`
	Code      string    `json:"code" doc:"The text of the code."`
	ExpiresAt time.Time `json:"expires_at"`
}

// qrStatus is the answer while there is no code to scan.
type qrStatus struct {
	Status  string `json:"status" example:"initializing"`
	Message string `json:"message,omitempty" example:"No code yet. Ask again in a moment."`
}

// qrCode answers the code to scan, as JSON or as a picture. It changes nothing.
func (h *Handler) qrCode(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return errNoAccount
	}
	a, err := h.Accounts.Get(r.Context(), id)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store") // it is a credential
	q, ok := h.Accounts.QR(id)
	switch {
	case a.Status == account.Ready:
		writeJSON(w, http.StatusOK, qrStatus{Status: string(a.Status)})
		return nil
	case !ok || a.Status != account.QRReady:
		writeJSON(w, http.StatusAccepted, waiting(a))
		return nil
	}
	code, err := qr.Encode(q.Code, qr.L)
	if err != nil {
		return err
	}
	w.Header().Add("Vary", "Accept")
	if wantsPicture(r) {
		w.Header().Set("Content-Type", "image/png")
		w.Write(code.PNG())
		return nil
	}
	picture := "data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG())
	writeJSON(w, http.StatusOK, QRCode{Status: string(account.QRReady), Picture: picture, Code: q.Code, ExpiresAt: q.ExpiresAt.UTC()})
	return nil
}

// waiting says what an account without a code waits for.
func waiting(a account.Account) qrStatus {
	s := qrStatus{Status: string(a.Status), Message: "No code yet. Ask again in a moment."}
	if a.Status == account.QRReady {
		// Between two codes of the chain: the status says what it will be in a moment.
		s.Status = string(account.Initializing)
	}
	if a.ErrorMessage != "" {
		s.Message = a.ErrorMessage
	}
	return s
}

// wantsPicture is true when the caller asks for a picture and not for JSON.
func wantsPicture(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return (strings.Contains(accept, "image/png") || strings.Contains(accept, "image/*")) && !strings.Contains(accept, "json")
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // a client that has gone needs no answer
}

type statusOutput struct {
	Status int
	Body   qrStatus
}

// requestQR is the older server's way to start linking: here a reconnect, unless a
// code is there or coming.
func (h *Handler) requestQR(ctx context.Context, in *AccountPath) (*statusOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	a, err := h.Accounts.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	switch a.Status {
	case account.Ready:
		return &statusOutput{Status: http.StatusOK, Body: qrStatus{Status: string(a.Status), Message: "The account is connected."}}, nil
	case account.Disconnected, account.AuthFailed, account.Failed:
		if a, err = h.Accounts.Reconnect(ctx, id); err != nil {
			return nil, err
		}
	case account.Initializing, account.QRReady:
	}
	return &statusOutput{Status: http.StatusAccepted, Body: qrStatus{Status: string(a.Status), Message: "Ask for the code at /api/accounts/" + in.ID + "/qr."}}, nil
}

type pairingCodeInput struct {
	AccountPath
	Body struct {
		Number phoneText `json:"number" example:"\"+49 151 12345678\"" doc:"The phone's number with country code, in any usual writing."`
		_      struct{}  `additionalProperties:"true"`
	}
}

// PairingCode is the code to type in the phone.
type PairingCode struct {
	Code      string    `json:"code" example:"ABCD-1234"`
	ExpiresAt time.Time `json:"expires_at"`
}

type pairingCodeOutput struct{ Body PairingCode }

func (h *Handler) pairingCode(ctx context.Context, in *pairingCodeInput) (*pairingCodeOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	c, err := h.Accounts.RequestPairingCode(ctx, id, string(in.Body.Number))
	return &pairingCodeOutput{Body: PairingCode{Code: c.Code, ExpiresAt: c.ExpiresAt.UTC()}}, err
}
