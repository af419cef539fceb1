package whatsapp

import (
	"context"
	"errors"
	"strings"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/fault"
)

const (
	// settingsTurn bounds waiting for the other changes of the account.
	settingsTurn = 10 * time.Second
	// settingsTimeout bounds a change itself: waiting for the phone's keys, and trying again.
	settingsTimeout = 10 * time.Second
	// settingsPause is between looks for the keys, and between attempts.
	settingsPause = 200 * time.Millisecond
)

var (
	errUnsettled = fault.New(fault.Unavailable, "The phone has not shared the account's settings yet: that takes some seconds after linking. Open WhatsApp on the phone if it takes longer.").
			WithCode("not_settled").WithRetryAfter(5 * time.Second)
	errSettingsBusy = fault.New(fault.Unavailable, "The account's settings are being changed from elsewhere at the same time; try again in a moment.").
			WithCode("settings_busy").WithRetryAfter(5 * time.Second)
)

// changeSettings makes changes to what the account's devices share, one caller at a time and
// in their order. It waits for the phone to share its keys after linking, and tries again
// when another device was faster: a change says what is to be, so doing it twice does no harm.
func (s *session) changeSettings(ctx context.Context, client *whatsmeow.Client, changes ...appstate.PatchInfo) error {
	if len(changes) == 0 {
		return nil
	}
	done, err := s.takeSettings(ctx)
	if err != nil {
		return err
	}
	defer done()
	// The library keeps its copy in several writes: a change that has begun is not broken off.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settingsTimeout)
	defer cancel()
	if err := settle(ctx, client); err != nil {
		return err
	}
	for _, change := range changes {
		if err := changeSetting(ctx, client, change); err != nil {
			return err
		}
	}
	return nil
}

// takeSettings waits until nobody else changes the account's settings; done lets the next one.
func (s *session) takeSettings(ctx context.Context) (done func(), err error) {
	timer := time.NewTimer(settingsTurn)
	defer timer.Stop()
	select {
	case s.settings <- struct{}{}:
		return func() { <-s.settings }, nil
	case <-timer.C:
		return nil, errSettingsBusy
	case <-ctx.Done():
		return nil, errSettingsBusy.WithCause(ctx.Err())
	}
}

// settle waits until the phone has shared the keys of its settings.
func settle(ctx context.Context, client *whatsmeow.Client) error {
	for {
		key, err := client.Store.AppStateKeys.GetLatestAppStateSyncKeyID(ctx)
		switch {
		case ctx.Err() != nil:
			return errUnsettled.WithCause(ctx.Err())
		case err != nil:
			return storeFault(err)
		case key != nil:
			return nil
		}
		wait(ctx, settingsPause)
	}
}

// changeSetting makes one change. The library's copy is brought up to date first, under the
// library's lock: what it applies after a conflict it applies without, and its copy may be
// wrong afterwards. The second attempt therefore reads what is new, later ones everything.
func changeSetting(ctx context.Context, client *whatsmeow.Client, change appstate.PatchInfo) error {
	for attempt := 0; ; attempt++ {
		err := client.FetchAppState(ctx, change.Type, attempt > 1, false)
		if err == nil {
			err = client.SendAppState(ctx, change)
		}
		switch {
		case err == nil:
			return nil
		case !outOfStep(err):
			return sendFault(err)
		}
		wait(ctx, time.Duration(attempt+1)*settingsPause)
		if ctx.Err() != nil {
			return stepFault(err)
		}
	}
}

// outOfStep says that the library's copy of the settings is not what WhatsApp has.
func outOfStep(err error) bool {
	for _, is := range []error{
		whatsmeow.ErrAppStateUpdate, appstate.ErrKeyNotFound, appstate.ErrMismatchingLTHash, appstate.ErrMismatchingPatchMAC,
		appstate.ErrMismatchingContentMAC, appstate.ErrMismatchingIndexMAC, appstate.ErrMissingPreviousSetValueOperation,
	} {
		if errors.Is(err, is) {
			return true
		}
	}
	// The library has no value for a copy that moved on while it asked.
	return strings.Contains(err.Error(), "unexpected non-empty input state")
}

// stepFault is why the settings could not be brought into step in time.
func stepFault(err error) error {
	if errors.Is(err, appstate.ErrKeyNotFound) {
		return errUnsettled.WithCause(err)
	}
	return errSettingsBusy.WithCause(err)
}

// mend reads the settings anew after the library found its copy to be wrong: it would follow
// no change of the other devices any more.
func (s *session) mend(ctx context.Context, evt *events.AppStateSyncError) {
	if evt.FullSync || !s.gate.enter() {
		return
	}
	// The library holds its lock while it tells.
	go func() {
		defer s.gate.leave()
		done, err := s.takeSettings(ctx)
		if err == nil {
			defer done()
			err = s.client.FetchAppState(ctx, evt.Name, true, false)
		}
		if err != nil {
			s.log.InfoContext(ctx, "account settings not read anew", "collection", evt.Name, "error", err)
		}
	}()
}
