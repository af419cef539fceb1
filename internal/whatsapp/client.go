package whatsapp

import (
	"context"
	"net/http"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCompanionReg"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/account"
)

// retryReceipts is how many requests to encrypt a message again are handled at once:
// a recipient with many devices asks for all of them in one moment.
const retryReceipts = 4

// usualHistory is how many days of history a phone gives without being asked for more.
const usualHistory = 90

// newClient makes an account's client with the settings that keep messages.
func (e *Engine) newClient(device *store.Device, log libraryLog, name string, r *route) *whatsmeow.Client {
	c := whatsmeow.NewClient(device, log)
	r.take(e.web.straight)
	socket := &http.Client{Transport: &r.socket}
	c.SetPreLoginHTTPClient(socket)
	c.SetWebsocketHTTPClient(socket)
	c.SetMediaHTTPClient(&http.Client{Transport: &r.media})
	// WhatsApp is told that a message arrived after it was stored; one that was not is
	// delivered again, and is found decrypted then: its key can be used only once.
	c.SynchronousAck = true
	c.EnableDecryptedEventBuffer = true
	// A recipient who could not decrypt asks again, maybe after our restart.
	c.UseRetryMessageStore = true
	c.AutomaticMessageRerequestFromPhone = true
	c.SetMaxParallelRetryReceiptHandling(retryReceipts)
	// The session reconnects: with a cap, with jitter, and not after what is final.
	c.EnableAutoReconnect = false
	c.DisableLoginAutoReconnect = true
	// The phone offers its history; see history.go.
	c.ManualHistorySyncDownload = true
	// The account stays unavailable so that the phone rings. Senders see two ticks
	// nevertheless: their message has arrived.
	c.SetForceActiveDeliveryReceipts(true)
	c.GetClientPayload = func() *waWa6.ClientPayload { return e.introduce(device, name) }
	return c
}

// introduce is what a client says of itself when it connects. The library takes the
// name that the phone will show from a package variable; here each account has its own.
func (e *Engine) introduce(device *store.Device, name string) *waWa6.ClientPayload {
	p := device.GetClientPayload()
	if p.DevicePairingData != nil {
		props := proto.Clone(store.DeviceProps).(*waCompanionReg.DeviceProps)
		props.Os = proto.String(deviceName(name))
		if days := e.historyDays; days > usualHistory {
			props.RequireFullSync = proto.Bool(true)
			if props.HistorySyncConfig == nil {
				props.HistorySyncConfig = &waCompanionReg.DeviceProps_HistorySyncConfig{}
			}
			props.HistorySyncConfig.FullSyncDaysLimit = proto.Uint32(uint32(days))
		}
		if raw, err := proto.Marshal(props); err == nil {
			p.DevicePairingData.DeviceProps = raw
		}
	}
	e.version.stamp(p)
	return p
}

// maxDeviceName is about what a phone shows in its list of linked devices, in characters.
const maxDeviceName = 60

// deviceName is what the phone calls us.
func deviceName(account string) string {
	runes := []rune(clean(account))
	if len(runes) > maxDeviceName {
		runes = append(runes[:maxDeviceName-1], '…')
	}
	return "Switchboard (" + string(runes) + ")"
}

// loadDevice is the stored session of a linked account, nil when it is gone, or a new
// one for an account that is not linked.
func (e *Engine) loadDevice(ctx context.Context, a account.Account) (*store.Device, error) {
	if !a.Linked() {
		return e.container.NewDevice(), nil
	}
	jid, err := types.ParseJID(a.DeviceJID)
	if err != nil {
		return nil, nil //nolint:nilerr // no session can be stored under such an id
	}
	return e.container.GetDevice(ctx, jid)
}

// dropDevice removes a stored session with all its keys.
func (e *Engine) dropDevice(ctx context.Context, device types.JID) error {
	if device.IsEmpty() {
		return nil
	}
	return e.container.DeleteDevice(ctx, &store.Device{ID: &device})
}
