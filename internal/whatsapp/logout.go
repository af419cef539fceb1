package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/account"
)

const (
	// logoutConnect is how long an account that is not connected may take to connect
	// for its log-out.
	logoutConnect = 10 * time.Second
	// logoutTimeout bounds the log-out itself.
	logoutTimeout = 10 * time.Second
	// dropTimeout bounds removing the stored session, which is done in any case.
	dropTimeout = 10 * time.Second
	// endTimeout bounds waiting for the session to end.
	endTimeout = 30 * time.Second
)

// Logout stops an account, tells WhatsApp that its device is gone and removes the stored
// session. When WhatsApp cannot be told, the session is removed nevertheless, and the
// error says so: the phone then shows the device until a person removes it there. A
// log-out that has begun goes on when ctx is done.
func (e *Engine) Logout(ctx context.Context, a account.Account) error {
	ctx = context.WithoutCancel(ctx)
	device, _ := types.ParseJID(a.DeviceJID) // an account that is not linked has none
	var client *whatsmeow.Client
	if s := e.session(a.ID); s != nil {
		s.keep.Store(true)
		ending, cancel := context.WithTimeout(ctx, endTimeout)
		defer cancel()
		if err := s.stop(ending); err != nil {
			s.keep.Store(false)
			return fmt.Errorf("stop before the log-out: %w", err)
		}
		defer s.leave()
		if !s.device.IsEmpty() {
			device, client = s.device, s.client
		}
	}
	if device.IsEmpty() {
		return nil
	}
	told := e.unlink(ctx, a, client)
	ctx, cancel := context.WithTimeout(ctx, dropTimeout)
	defer cancel()
	return errors.Join(told, e.dropDevice(ctx, device))
}

// unlink tells WhatsApp that the device is gone, with the session's client when there is
// one.
func (e *Engine) unlink(ctx context.Context, a account.Account, client *whatsmeow.Client) error {
	if client == nil {
		device, err := e.loadDevice(ctx, a)
		if err != nil || device == nil {
			return err
		}
		var r route
		client = e.newClient(device, libraryLog{log: e.log.With("account_id", a.ID)}, a.Name, &r)
		if _, err := e.direct(ctx, a, &r); err != nil {
			return fmt.Errorf("find the proxy for the log-out: %w", err)
		}
		life, end := context.WithCancel(ctx)
		defer end()
		client.BackgroundEventCtx = life
		defer client.Disconnect()
	}
	if !client.IsLoggedIn() || !client.IsConnected() {
		client.Disconnect()
		if err := client.Connect(); err != nil {
			return fmt.Errorf("connect for the log-out: %w", err)
		}
		if !client.WaitForConnection(logoutConnect) {
			return errors.New("connect for the log-out: whatsapp did not let us in")
		}
	}
	ctx, cancel := context.WithTimeout(ctx, logoutTimeout)
	defer cancel()
	if err := client.Logout(ctx); err != nil && !errors.Is(err, whatsmeow.ErrNotLoggedIn) {
		return fmt.Errorf("log out: %w", err)
	}
	return nil
}
