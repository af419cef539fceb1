package whatsapp

import (
	"context"
	"time"

	signal "go.mau.fi/libsignal/session"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/fault"
	"switchboard/internal/outbox"
)

const (
	// prepareWait is how long a message to a group waits for the group to be known. Small
	// groups are within it; for large ones others go first meanwhile.
	prepareWait = 300 * time.Millisecond
	// prepareTimeout bounds finding out about a group: the library asks again by itself for
	// what is missing then.
	prepareTimeout = 2 * time.Minute
	// keysAtOnce is how many devices' keys are asked for at once.
	keysAtOnce = 100
)

var errPreparing = fault.New(fault.Unavailable, "The group's members are being looked up; others go first meanwhile.").WithCode(outbox.CodePreparing).WithRetryAfter(time.Second)

// known waits until a group's members, their devices and keys are known, which takes a large
// group a minute when it is written to for the first time. The library asks for them while it
// sends, and sends nothing else meanwhile.
func (s *session) known(ctx context.Context, client *whatsmeow.Client, group types.JID) error {
	fresh := make(chan struct{})
	got, met := s.groups.LoadOrStore(group, fresh)
	ready := got.(chan struct{}) // nothing else is stored there
	if !met {
		s.prepare(ctx, client, group, fresh)
	}
	timer := time.NewTimer(prepareWait)
	defer timer.Stop()
	select {
	case <-ready:
		return nil
	case <-timer.C:
		return errPreparing
	case <-ctx.Done():
		return ctx.Err()
	}
}

// prepare finds out about a group in the background and closes ready, also when it failed:
// then the library tries.
func (s *session) prepare(ctx context.Context, client *whatsmeow.Client, group types.JID, ready chan<- struct{}) {
	if !s.gate.enter() {
		close(ready)
		return
	}
	ctx = context.WithoutCancel(ctx)
	go func() {
		defer s.gate.leave()
		defer close(ready)
		ctx, cancel := context.WithTimeout(ctx, prepareTimeout)
		defer cancel()
		// The session's end breaks it off.
		stop := context.AfterFunc(client.BackgroundEventCtx, cancel)
		defer stop()
		started := time.Now()
		devices, met, err := meetAll(ctx, client, group)
		s.log.InfoContext(ctx, "group looked up", "devices", devices, "met", met, "duration_ms", time.Since(started).Milliseconds(), "error", err)
	}()
}

// meetAll makes the sessions that a group's devices have not with us yet. Nothing is
// encrypted here, so no key is used up or used twice.
func meetAll(ctx context.Context, client *whatsmeow.Client, group types.JID) (devices, met int, err error) {
	inside := client.DangerousInternals() //nolint:staticcheck // nothing else fetches keys without sending
	g, err := inside.GetCachedGroupData(ctx, group)
	if err != nil {
		return 0, 0, err
	}
	all, err := client.GetUserDevices(ctx, g.Members)
	if err != nil {
		return 0, 0, err
	}
	var strangers []types.JID
	identities := map[types.JID]types.JID{}
	for _, jid := range all {
		identity := jid
		if jid.Server == types.DefaultUserServer {
			if lid, err := client.Store.LIDs.GetLIDForPN(ctx, jid); err == nil && !lid.IsEmpty() {
				identity = lid
			}
		}
		if known, err := client.Store.ContainsSession(ctx, identity.SignalAddress()); err != nil {
			return len(all), 0, err
		} else if !known {
			strangers, identities[jid] = append(strangers, jid), identity
		}
	}
	for len(strangers) > 0 && ctx.Err() == nil {
		some := strangers[:min(len(strangers), keysAtOnce)]
		strangers = strangers[len(some):]
		for jid, bundle := range inside.FetchPreKeysNoError(ctx, some) {
			address := identities[jid].SignalAddress()
			// Met meanwhile by a message of its own: that session stays.
			if known, err := client.Store.ContainsSession(ctx, address); err != nil || known || bundle == nil {
				continue
			}
			if err := signal.NewBuilderFromSignal(client.Store, address, store.SignalProtobufSerializer).ProcessBundle(ctx, bundle); err == nil {
				met++
			}
		}
	}
	return len(all), met, ctx.Err()
}
