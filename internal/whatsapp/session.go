package whatsapp

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/account"
	"switchboard/internal/fault"
)

const (
	// tellTimeout bounds one report to the domain.
	tellTimeout = 10 * time.Second
	// farewell is how long a session that is told to stop stays connected, so that what is
	// being stored can still be confirmed to WhatsApp. The keeper of the leases counts on
	// it: whoever takes the account over connects soon after.
	farewell = 2 * time.Second
	// firstTellPause and longestTellPause are between reports that failed: the database is away.
	firstTellPause   = 250 * time.Millisecond
	longestTellPause = 5 * time.Second
)

// session is the life of one account while it runs.
type session struct {
	engine *Engine
	id     uuid.UUID
	name   string // of the account, shown on the phone
	log    *slog.Logger

	cancel context.CancelFunc
	done   chan struct{} // closed when nothing of the session runs any more

	gate  gate
	news  inbox
	route route
	// met are the channels whose names were asked for.
	met sync.Map
	// groups are those that were looked up, or are being.
	groups sync.Map
	// online is the client while it sends and receives, nil otherwise.
	online atomic.Pointer[whatsmeow.Client]
	// keys is how the account's keys are kept, once it is linked.
	keys atomic.Pointer[keystore]
	// named says that WhatsApp has told our push name: presence cannot be sent without.
	named atomic.Bool
	// watchedUntil is how long the account stays online for who watches a contact, in Unix ns;
	// 0 when nobody does.
	watchedUntil atomic.Int64
	// hush says that the session is being stopped; see libraryLog.
	hush atomic.Bool
	// dialedAt is when the connection was begun, in Unix ms: what was sent before has waited.
	// What waits may come before anybody says that the connection is of use.
	dialedAt atomic.Int64
	// backlog counts what comes in of what waited at WhatsApp.
	backlog backlog
	// unstored counts deliveries in a row that could not be stored.
	unstored atomic.Int32
	// caughtUp is closed once the app state is there, after which a history may be read.
	caughtUp     chan struct{}
	caughtUpOnce sync.Once
	// settings is held by who changes what the account's devices share.
	settings chan struct{}

	mu     sync.Mutex
	before *session // ends before this one begins; nil for most
	ending bool
	pairing

	// Set by run; others look only after done.
	client *whatsmeow.Client
	device types.JID // as far as it is linked
	hangUp context.CancelFunc
	// keep leaves the client connected at the end of run, to log out with it.
	keep atomic.Bool
}

func newSession(e *Engine, a account.Account, before *session, cancel context.CancelFunc) *session {
	return &session{
		engine: e, id: a.ID, name: a.Name, log: e.log.With("account_id", a.ID),
		cancel: cancel, done: make(chan struct{}), before: before, caughtUp: make(chan struct{}), settings: make(chan struct{}, 1),
		news: inbox{wake: make(chan struct{}, 1)}, pairing: pairing{linkedNow: a.Linked(), changed: make(chan struct{})},
		hangUp: func() {},
	}
}

// run is the session's goroutine. ctx is done when the session is to stop.
func (s *session) run(ctx context.Context, a account.Account) {
	defer func() {
		s.cancel()
		close(s.done)
		s.engine.forget(s)
	}()
	if before := s.waitsFor(); before != nil {
		<-before.done
	}
	down, ended := s.live(ctx, a)
	s.end()
	s.online.Store(nil)
	s.gate.shut(farewell, s.part)
	if !ended {
		return
	}
	if down.Reason == account.LoggedOut {
		s.tell(ctx, func(ctx context.Context) error { return s.engine.dropDevice(ctx, s.device) })
	}
	s.log.InfoContext(ctx, "account session ended", "reason", down.Reason, "detail", down.Detail)
	s.tell(ctx, func(ctx context.Context) error { return s.engine.accounts.Down(ctx, s.id, down) })
}

// live runs the account until it is stopped, or until it is down for good, and why.
func (s *session) live(ctx context.Context, a account.Account) (down account.Down, ended bool) {
	var device *store.Device
	s.tell(ctx, func(ctx context.Context) (err error) {
		device, err = s.engine.loadDevice(ctx, a)
		return err
	})
	if ctx.Err() != nil {
		return account.Down{}, false
	}
	if a.Linked() {
		s.device, _ = types.ParseJID(a.DeviceJID)
	}
	if device == nil {
		return account.Down{Reason: account.LoggedOut}, true
	}
	s.named.Store(device.PushName != "")
	clientCtx, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	s.hangUp = hangUp
	s.client = s.engine.newClient(device, libraryLog{log: s.log, ending: &s.hush}, s.name, &s.route)
	s.client.BackgroundEventCtx = clientCtx
	handling, done := context.WithCancel(ctx)
	defer done()
	// Whatever the session waits for when it is told to stop, it does not stay connected.
	defer context.AfterFunc(ctx, func() { time.AfterFunc(farewell, s.part) })()
	s.client.AddEventHandlerWithSuccessStatus(func(evt any) bool {
		settled := s.handle(handling, evt)
		if _, arrived := evt.(*events.Message); arrived && !settled {
			s.keys.Load().drop()
		}
		return settled
	})
	l := newLine(clientCtx, s, a, device.PushName)
	defer l.close()
	return l.run(ctx)
}

// keepKeys has the keys of a linked account kept our way, once they are its own.
func (s *session) keepKeys() {
	device := s.client.Store
	if own, ok := device.Sessions.(*sqlstore.SQLStore); ok && device.ID != nil {
		k := newKeystore(own, s.engine.keys, s.id, *device.ID, func(err error) { s.again("keys", err) })
		k.repeated = s.backlog.again
		device.SetAllStores(k)
		s.keys.Store(k)
	}
}

// part closes the connection unless it is wanted for the log-out. What arrived and is not
// confirmed to WhatsApp by then is delivered to whoever connects next, and stored once.
func (s *session) part() {
	if !s.keep.Load() {
		s.leave()
	}
}

// leave closes the connection.
func (s *session) leave() {
	if s.client != nil {
		s.client.Disconnect()
	}
	s.hangUp()
	if k := s.keys.Load(); k != nil {
		if err := k.flush(context.Background()); err != nil {
			s.log.Debug("keys not saved at the end", "error", err)
		}
	}
}

// stop ends the session and waits until it is over.
func (s *session) stop(ctx context.Context) error {
	// From here on nothing is accepted; what is being stored is finished.
	s.gate.close()
	s.hush.Store(true)
	s.cancel()
	if before := s.waitsFor(); before != nil {
		before.cancel()
	}
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tell reports to the domain until it is done, the account is no longer ours, or the
// session is stopped. A report that has begun is not broken off.
func (s *session) tell(ctx context.Context, report func(context.Context) error) {
	for pause := firstTellPause; ctx.Err() == nil; pause = min(2*pause, longestTellPause) {
		once, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellTimeout)
		err := report(once)
		cancel()
		if err == nil || fault.Is(err, fault.NotFound) {
			return
		}
		s.log.WarnContext(ctx, "account report failed", "retry_in", pause.String(), "error", err)
		wait(ctx, pause)
	}
}

// wait waits for d or until ctx is done.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// waitsFor is the session that has to end before this one begins, unless it has.
func (s *session) waitsFor() *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != nil {
		select {
		case <-s.before.done:
			s.before = nil
		default:
		}
	}
	return s.before
}

func (s *session) isEnding() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ending
}

// end says that the session is about to be over: another may be started.
func (s *session) end() {
	s.hush.Store(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ending = true
	s.withdraw()
}

// gate lets events in until it is closed, and waits for those inside.
type gate struct {
	mu     sync.Mutex
	closed bool
	inside sync.WaitGroup
}

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.inside.Add(1)
	}
	return !g.closed
}

func (g *gate) leave() { g.inside.Done() }

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

// shut closes the gate and waits until nobody is inside. then is called when it is so, or
// when that takes longer than patience.
func (g *gate) shut(patience time.Duration, then func()) {
	g.close()
	empty := make(chan struct{})
	go func() {
		defer close(empty)
		g.inside.Wait()
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-empty:
	case <-timer.C:
	}
	then()
	<-empty
}

// inbox is the news that wait for the session's goroutine. It never blocks who posts.
type inbox struct {
	mu   sync.Mutex
	list []any
	wake chan struct{}
}

func (i *inbox) post(n any) {
	i.mu.Lock()
	i.list = append(i.list, n)
	i.mu.Unlock()
	select {
	case i.wake <- struct{}{}:
	default:
	}
}

func (i *inbox) take() []any {
	i.mu.Lock()
	defer i.mu.Unlock()
	list := i.list
	i.list = nil
	return list
}
