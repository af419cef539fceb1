package whatsapp

import (
	"context"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types/events"
)

const (
	// maxHistory is the largest part of a history that is read, in bytes as they come:
	// unpacked it is ten to twenty times that, for a moment.
	maxHistory = 1 << 20
	// historyWait is how long the account's settings are waited for before a history is
	// read: the library stores both in the same place without a lock.
	historyWait = 30 * time.Second
	// historyTimeout bounds reading one part.
	historyTimeout = time.Minute
)

// learn reads the parts of the history that the phone offers after linking that help
// with writing to people: their LIDs, and the tokens without which WhatsApp takes a first
// message for unwanted. The messages in it are dropped. The phone is told that it
// arrived by the library, whatever becomes of it.
func (s *session) learn(ctx context.Context, evt *events.Message) {
	offer := evt.Message.GetProtocolMessage().GetHistorySyncNotification()
	if offer == nil || !evt.Info.IsFromMe || !useful(offer) {
		return
	}
	if !s.gate.enter() {
		return
	}
	go func() {
		defer s.gate.leave()
		if err := s.engine.study(ctx, s.client, offer, s.caughtUp); err != nil {
			s.log.InfoContext(ctx, "history not read", "type", offer.GetSyncType().String(), "error", err)
		}
	}()
}

func useful(offer *waE2E.HistorySyncNotification) bool {
	if offer.GetFileLength() > maxHistory {
		return false
	}
	switch offer.GetSyncType() {
	case waE2E.HistorySyncType_INITIAL_BOOTSTRAP, waE2E.HistorySyncType_PUSH_NAME, waE2E.HistorySyncType_NON_BLOCKING_DATA:
		return true
	}
	return false
}

// study reads one part, one at a time in the whole process.
func (e *Engine) study(ctx context.Context, client *whatsmeow.Client, offer *waE2E.HistorySyncNotification, caughtUp <-chan struct{}) error {
	timer := time.NewTimer(historyWait)
	defer timer.Stop()
	select {
	case <-caughtUp:
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case e.histories <- struct{}{}:
		defer func() { <-e.histories }()
	case <-ctx.Done():
		return ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, historyTimeout)
	defer cancel()
	_, err := client.DownloadHistorySync(ctx, offer, true)
	return err
}
