package whatsapp

import (
	"context"
	"runtime/debug"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/account"
)

const (
	// storeTimeout bounds storing what arrived; WhatsApp's next message waits for it.
	storeTimeout = 30 * time.Second
	// deadPings is how many pings in a row go unanswered before the connection counts as
	// dead: with one every 20 to 30 s and 10 s to answer, found within 80 s.
	deadPings = 2
)

// handle takes an event of the client. It returns whether the event is settled: for what
// arrived, WhatsApp is told so only then. ctx is done when the session ends.
func (s *session) handle(ctx context.Context, evt any) (settled bool) {
	if !s.gate.enter() {
		return false
	}
	defer s.gate.leave()
	defer func() {
		// The library takes a panic for success: the message would be gone.
		if p := recover(); p != nil {
			s.log.ErrorContext(ctx, "event handler panicked", "panic", p, "stack", string(debug.Stack()))
			settled = s.store(ctx, "event", func(context.Context) error { return errPanicked })
		}
	}()
	switch evt := evt.(type) {
	case *events.Message:
		stored := s.store(ctx, "message", func(ctx context.Context) error {
			if err := s.offered(ctx, evt); err != nil {
				return err
			}
			return s.receive(ctx, evt)
		})
		if stored && evt.Message.GetProtocolMessage().GetHistorySyncNotification() != nil {
			s.study(ctx)
		}
		return stored
	case *events.UndecryptableMessage:
		return s.store(ctx, "undecryptable message", func(ctx context.Context) error { return s.illegible(ctx, evt) })
	case *events.Receipt:
		return s.store(ctx, "receipt", func(ctx context.Context) error { return s.receipt(ctx, evt) })
	case *events.PushName:
		s.rename(ctx, evt)
	case *events.CallOffer:
		return s.store(ctx, "call", func(ctx context.Context) error { return s.called(ctx, evt.BasicCallMeta, isVideo(evt)) })
	case *events.CallOfferNotice:
		return s.store(ctx, "call", func(ctx context.Context) error { return s.called(ctx, evt.BasicCallMeta, evt.Media == "video") })
	case *events.CallTerminate:
		return s.store(ctx, "call", func(ctx context.Context) error { return s.callOver(ctx, evt.BasicCallMeta, evt.Reason) })
	case *events.CallReject:
		return s.store(ctx, "call", func(ctx context.Context) error { return s.callOver(ctx, evt.BasicCallMeta, "") })
	case *events.CallAccept:
		return s.store(ctx, "call", func(ctx context.Context) error { return s.callOver(ctx, evt.BasicCallMeta, "") })
	case *events.GroupInfo:
		return s.store(ctx, "group change", func(ctx context.Context) error { return s.groupChanged(ctx, evt) })
	case *events.JoinedGroup:
		return s.store(ctx, "group change", func(ctx context.Context) error { return s.groupJoined(ctx, evt) })
	case *events.MediaRetry:
		return s.store(ctx, "answer about a file", func(ctx context.Context) error { return s.renewed(ctx, evt) })
	case *events.Presence, *events.ChatPresence:
		s.seen(ctx, evt)
	case *events.Archive, *events.Pin, *events.Mute, *events.MarkChatAsRead:
		s.touched(ctx, evt)
	default:
		s.hearOf(ctx, evt)
	}
	return true
}

// store keeps something that arrived. What fails comes back on a new connection.
func (s *session) store(ctx context.Context, what string, keep func(context.Context) error) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	if err := keep(ctx); err != nil {
		s.again(what, err)
		return false
	}
	s.unstored.Store(0)
	return true
}

// again has what could not be stored delivered again.
func (s *session) again(what string, err error) {
	s.log.Error("arrival not stored, waiting for it to be delivered again", "kind", what, "error", err)
	s.unstored.Add(1)
	s.news.post(unstoredNews{})
}

// hearOf turns what happened to the connection or the account into news.
func (s *session) hearOf(ctx context.Context, evt any) {
	switch evt := evt.(type) {
	case *events.QR:
		s.news.post(codesNews{codes: evt.Codes})
	case *events.PairSuccess:
		s.news.post(pairedNews{device: evt.ID, lid: evt.LID})
	case *events.PairError:
		s.log.WarnContext(ctx, "linking failed", "error", evt.Error)
		s.over(account.PairingRefused, "")
	case *events.PairPasskeyRequest:
		s.over(account.PairingRefused, "the phone wants a passkey, which Switchboard cannot give.")
	case *events.PairPasskeyError:
		s.log.WarnContext(ctx, "linking with a passkey failed", "error", evt.Error)
		s.over(account.PairingRefused, "")
	case *events.ManualLoginReconnect:
		s.news.post(reloginNews{})
	case *events.Connected:
		s.news.post(upNews{})
		s.study(ctx) // what was offered before and not read
	case *events.Disconnected:
		s.news.post(lostNews{})
	case *events.StreamError:
		s.log.WarnContext(ctx, "connection ended by whatsapp", "code", evt.Code)
		s.news.post(brokenNews{})
	case *events.KeepAliveTimeout:
		s.log.InfoContext(ctx, "ping unanswered", "in_a_row", evt.ErrorCount)
		if evt.ErrorCount >= deadPings {
			s.news.post(silentNews{})
		}
	case *events.OfflineSyncPreview:
		s.backlog.announced(evt.Messages)
	case *events.OfflineSyncCompleted:
		s.caughtUpWith(s.backlog.end())
	case *events.ClientOutdated:
		s.news.post(outdatedNews{})
	case *events.StreamReplaced:
		s.news.post(replacedNews{})
	case *events.LoggedOut, *events.TemporaryBan, *events.ConnectFailure:
		s.news.post(downNews{downOf(evt, time.Now())})
	case *events.PushNameSetting:
		s.nameIs(evt.Action.GetName())
	case *events.AppStateSyncComplete:
		s.synced(evt)
	case *events.AppStateSyncError:
		s.mend(ctx, evt)
	case *events.NotifyAccountReachoutTimelock:
		s.log.WarnContext(ctx, "whatsapp limits writing to new contacts",
			"active", evt.IsActive, "type", evt.EnforcementType, "until", evt.TimeEnforcementEnds.Time)
		s.news.post(limitedNews{active: evt.IsActive, until: evt.TimeEnforcementEnds.Time})
	}
}

func (s *session) over(reason account.Reason, detail string) {
	s.news.post(downNews{account.Down{Reason: reason, Detail: detail}})
}

// downOf says what the end of a connection for good means for the account.
func downOf(evt any, now time.Time) account.Down {
	switch evt := evt.(type) {
	case *events.LoggedOut:
		if evt.Reason == events.ConnectFailureUnknownLogout { // WhatsApp's own word for 406 is "banned"
			return account.Down{Reason: account.Banned}
		}
		return account.Down{Reason: account.LoggedOut}
	case *events.TemporaryBan:
		d := account.Down{Reason: account.TempBan}
		if evt.Expire > 0 {
			d.Until = now.Add(evt.Expire)
		}
		_, d.Detail, _ = strings.Cut(evt.Code.String(), ": ")
		d.Detail += "."
		return d
	case *events.ConnectFailure:
		return account.Down{Reason: account.ServerError, Detail: strings.TrimSpace(clean(evt.Message) + " (" + evt.Reason.NumberString() + ")")}
	}
	return account.Down{Reason: account.ServerError}
}

// synced notes that the account's settings have come, the push name among them.
func (s *session) synced(evt *events.AppStateSyncComplete) {
	switch evt.Name {
	case appstate.WAPatchCriticalBlock:
		// Told in the goroutine that has just set it.
		s.nameIs(s.client.Store.PushName)
	case appstate.WAPatchRegularLow:
		s.caughtUpOnce.Do(func() { close(s.caughtUp) })
	}
}

// nameIs takes the account's push name. WhatsApp wants to be shown it once, or others
// see a dash.
func (s *session) nameIs(name string) {
	if name = clean(name); name == "" {
		return
	}
	s.named.Store(true)
	s.news.post(namedNews{name})
}

// stayAway says that nobody is looking, so that the phone rings. While somebody watches a
// contact, somebody is.
func (s *session) stayAway(ctx context.Context) {
	if s.watchedUntil.Load() != 0 {
		return
	}
	if client := s.online.Load(); client != nil {
		if err := client.SendPresence(ctx, types.PresenceUnavailable); err != nil {
			s.log.DebugContext(ctx, "presence not sent", "error", err)
		}
	}
}

// catchUp fetches the account's settings when linking was broken off before they came.
func (s *session) catchUp(ctx context.Context) {
	if !s.gate.enter() {
		return
	}
	go func() {
		defer s.gate.leave()
		if err := s.client.FetchAppState(ctx, appstate.WAPatchCriticalBlock, false, true); err != nil {
			s.log.InfoContext(ctx, "account settings not fetched", "error", err)
		}
	}()
}
