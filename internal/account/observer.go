package account

import (
	"context"

	"github.com/google/uuid"

	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/pacing"
)

// The methods here are the engine's: it reports what WhatsApp did. Each records,
// then announces.

// Connecting says that a session is being opened.
func (s *Service) Connecting(ctx context.Context, id uuid.UUID) error {
	return s.set(ctx, id, Initializing, NoReason, "")
}

// CodeShown says that WhatsApp gave a code to scan.
func (s *Service) CodeShown(ctx context.Context, id uuid.UUID, q QR) error {
	s.mu.Lock()
	s.qr[id] = q
	s.mu.Unlock()
	return s.set(ctx, id, QRReady, NoReason, "")
}

// Scanned says that a phone has linked us: who the account is is known from here on.
func (s *Service) Scanned(ctx context.Context, id uuid.UUID, who Identity) error {
	s.forget(id)
	if err := s.Store.SetIdentity(ctx, id, s.Holder, who, s.now().UTC()); err != nil {
		return err
	}
	return s.set(ctx, id, Initializing, NoReason, "")
}

// Identified says that more is known of who the account is, such as its push name.
func (s *Service) Identified(ctx context.Context, id uuid.UUID, who Identity) error {
	if err := s.Store.SetIdentity(ctx, id, s.Holder, who, s.now().UTC()); err != nil {
		return err
	}
	s.Bus.Publish(event.AccountChanged{AccountID: id})
	return nil
}

// Connected says that the account sends and receives.
func (s *Service) Connected(ctx context.Context, id uuid.UUID) error {
	return s.set(ctx, id, Ready, NoReason, "")
}

// Down says that the connection ended, and why. After LoggedOut the link is gone.
func (s *Service) Down(ctx context.Context, id uuid.UUID, d Down) error {
	s.forget(id)
	if d.Reason == LoggedOut {
		if err := s.Store.ClearIdentity(ctx, id, s.Holder, s.now().UTC()); err != nil {
			return err
		}
	}
	if d.Reason == TempBan {
		now := s.now().UTC()
		if _, err := s.brake(ctx, id, BrakeBan, pacing.AfterBan(now, d.Until), !d.Until.IsZero()); err != nil {
			return err
		}
	}
	status, text := judge(d)
	return s.set(ctx, id, status, d.Reason, text)
}

func (s *Service) set(ctx context.Context, id uuid.UUID, status Status, r Reason, text string) error {
	err := s.Store.SetStatus(ctx, id, s.Holder, status, r, text, s.now().UTC())
	if fault.Is(err, fault.NotFound) {
		// Deleted, or held by another process: it is no longer ours to tell of.
		return nil
	}
	if err != nil {
		return err
	}
	s.Log.InfoContext(ctx, "account status", "account_id", id, "status", status, "reason", r)
	s.Bus.Publish(event.AccountChanged{AccountID: id})
	return nil
}
