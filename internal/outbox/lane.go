package outbox

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/account"
	"switchboard/internal/fault"
	"switchboard/internal/message"
	"switchboard/internal/pacing"
)

const (
	// replanAfter is how long a lane waits before it plans anew: a person may have raised
	// a limit, or deleted the account, meanwhile.
	replanAfter = 15 * time.Second
	// batch is how many messages are taken at once from a lane without limits: two
	// commits then serve all of them. More would let a reply wait longer behind them.
	batch = 32
	// considered is how many messages are looked at for one that is not held.
	considered = 16
	// unreadMost is how many messages are marked as read at once.
	unreadMost = 100
)

// lane is one account's goroutine while it has something to send.
type lane struct {
	worker    *Worker
	accountID uuid.UUID
	// again says that something was queued since the lane last looked, and wakes a lane
	// that waits: what came may go first.
	again chan struct{}
}

// step sends what is next when its time has come; false when the lane may rest.
func (l *lane) step(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	w := l.worker
	now := time.Now()
	a, err := w.Store.Lane(ctx, l.accountID, w.Holder, now)
	if err != nil {
		return l.unread(ctx, err)
	}
	limits := a.Overrides.Over(w.Defaults)
	paced := limits.Pacing(a.LinkedAt, now)
	facts, err := w.Store.Facts(ctx, l.accountID, paced, now)
	if err != nil {
		return l.unread(ctx, err)
	}
	if a.Brake.Until != nil {
		facts.Brake = *a.Brake.Until
	}
	// Without a gap messages go as fast as WhatsApp takes them, typed or not at all.
	unpaced := paced.Unpaced() && limits.Typing == 0
	most := considered
	if unpaced {
		most = batch
	}
	heads, err := w.Store.Heads(ctx, l.accountID, paced, most, now)
	if err != nil {
		return l.unread(ctx, err)
	}
	ready, held := l.sift(ctx, paced, facts, heads, now)
	switch {
	case ctx.Err() != nil:
		return false
	case len(ready) == 0:
		return held
	case unpaced:
		return w.sendAll(ctx, ready, false)
	}
	plan := pacing.Next(paced, facts, now, pacing.Share(ready[0].Message.ID, "gap"))
	return l.sendAt(ctx, ready[0], limits, plan.At)
}

// unread handles a lane that could not be looked at.
func (l *lane) unread(ctx context.Context, err error) bool {
	if !fault.Is(err, fault.NotFound) && ctx.Err() == nil {
		l.worker.Log.WarnContext(ctx, "outbox lane not read", "account_id", l.accountID, "error", err)
	}
	return false
}

// sift settles what does not go: what has expired, whose recipient has opted out, and what
// is held for a reason of its own. The rest comes back in its order; held says that the
// lane has changed and wants to be looked at again.
func (l *lane) sift(ctx context.Context, paced pacing.Limits, facts pacing.Facts, heads []Head, now time.Time) (ready []Head, held bool) {
	w := l.worker
	waiting := map[uuid.UUID]bool{} // chats whose order would break
	met := 0
	for _, h := range heads {
		m := h.Message
		if waiting[m.ChatID] {
			continue
		}
		plan := pacing.Hold(paced, facts, letter(m.Chat, h.Chat, h.SameNth, now), now)
		var err error
		switch {
		case h.ExpiresAt != nil && !h.ExpiresAt.After(now):
			err = w.fail(ctx, m, codeExpired, honest(textExpired, h.Tried))
		case h.OptedOut:
			err = w.fail(ctx, m, codeOptedOut, honest(textOptedOut, h.Tried))
		case plan.At.After(now):
			waiting[m.ChatID] = true
			err = w.Store.Hold(ctx, m.ID, string(plan.Why), plan.At)
			w.announce(m)
		default:
			// The budget of first contacts was read once for all of them.
			if h.Chat.FirstIn == nil && h.Chat.FirstOut == nil && m.Chat.Group == "" && paced.MaxNewPerDay > 0 {
				if met++; met > 1 {
					return ready, held
				}
			}
			ready = append(ready, h)
			continue
		}
		held = true
		if err != nil {
			l.unread(ctx, err)
			return ready, false
		}
	}
	return ready, held
}

// sendAt sends one message at a time, after what came in was read and the answer typed.
// Whatever is queued meanwhile has the lane planned anew, until the typing begins.
func (l *lane) sendAt(ctx context.Context, h Head, limits account.Limits, due time.Time) bool {
	m := h.Message
	typing := pacing.Typing(limits.Typing, utf8.RuneCountInString(m.Text), pacing.Share(m.ID, "typing"))
	// Reading and typing fill the end of the gap: they make nobody wait longer than the gap does.
	switch begin, now := due.Add(-typing), time.Now(); {
	case begin.Sub(now) > replanAfter:
		return l.wait(ctx, now.Add(replanAfter))
	case begin.After(now):
		l.wait(ctx, begin)
		if ctx.Err() != nil || time.Now().Before(begin) {
			return ctx.Err() == nil
		}
	}
	if limits.ReadFirst {
		l.read(ctx, m, limits)
	}
	if typing > 0 {
		if err := l.worker.Sender.Typing(ctx, l.accountID, m.Chat, m.Type == message.Voice, typing); err != nil && ctx.Err() == nil {
			l.worker.Log.DebugContext(ctx, "typing not shown", "account_id", l.accountID, "error", err)
		}
	}
	if !sleepUntil(ctx, due) {
		return false
	}
	return l.worker.sendAll(ctx, []Head{h}, true)
}

// read marks what came into the chat as read, and takes the time to read it.
func (l *lane) read(ctx context.Context, m message.Message, limits account.Limits) {
	w := l.worker
	unread, err := w.Store.Unread(ctx, m.ChatID, unreadMost)
	if err != nil || len(unread) == 0 || m.Chat.Group != "" {
		return
	}
	now := time.Now()
	ids, length := make([]string, len(unread)), 0
	for i, u := range unread {
		ids[i] = u.WAID
		length += utf8.RuneCountInString(u.Text)
	}
	if err := w.Sender.Read(ctx, l.accountID, m.Chat, ids); err != nil {
		w.Log.DebugContext(ctx, "messages not marked as read", "account_id", l.accountID, "error", err)
		return
	}
	if err := w.Store.MarkRead(ctx, m.ChatID, now); err != nil {
		w.Log.WarnContext(ctx, "reading not recorded", "account_id", l.accountID, "error", err)
	}
	sleepUntil(ctx, now.Add(pacing.Reading(limits.Typing, length, pacing.Share(m.ID, "reading"))))
}

// wait waits until a moment or until something new is queued; false when ctx ended.
func (l *lane) wait(ctx context.Context, until time.Time) bool {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-l.again:
	case <-timer.C:
	}
	return true
}

// sleepUntil waits; false when ctx ended first.
func sleepUntil(ctx context.Context, at time.Time) bool {
	d := time.Until(at)
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
