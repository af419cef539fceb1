package whatsapp

import (
	"context"
	"math/rand/v2"
	"time"

	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/account"
	"switchboard/internal/fault"
)

// pace is the session's clock.
type pace struct {
	// firstCode and nextCode are WhatsApp's own QR clock: 60 s, then 20 s each.
	firstCode, nextCode time.Duration
	// grace is how long a lost connection is not reported: whatsmeow sends what was on
	// its way again by itself when it is back within 5 s.
	grace time.Duration
	// firstGrace is the same for an account that has just been started.
	firstGrace time.Duration
	// login is how long a connection may take to be of use: a first login uploads
	// hundreds of keys, and the questions before it may each take 75 s.
	login time.Duration
	// restart is how long after a scan WhatsApp may take to ask for the reconnect.
	restart time.Duration
	// firstRedial and longestRedial bound the pause between attempts to connect.
	firstRedial, longestRedial time.Duration
	// steady is how long a connection has to last for the pauses to begin anew.
	steady time.Duration
	// yield is the least pause after another program has opened the session: two that take
	// it from each other look like an attack to WhatsApp. Half of it again is random.
	yield time.Duration
	// rivalry is how long after that a second time is one too many.
	rivalry time.Duration
	// history is before a part of a history is tried again: the database or the network is away.
	history time.Duration
	// watch is how long an account stays online for those who watch a contact: long enough to
	// see somebody answer, and short, since a phone is quiet while a linked device is online.
	watch time.Duration
}

var usualPace = pace{
	firstCode: 60 * time.Second, nextCode: 20 * time.Second,
	grace: 5 * time.Second, firstGrace: 15 * time.Second, login: 90 * time.Second, restart: 10 * time.Second,
	firstRedial: time.Second, longestRedial: time.Minute, steady: 30 * time.Second, history: 10 * time.Second,
	yield: 30 * time.Second, rivalry: 10 * time.Minute, watch: 5 * time.Minute,
}

// redial is the pause before an attempt to connect. The first is short, so that what
// was on its way survives a drop, and random, so that many accounts do not come back in
// one instant.
func (p pace) redial(attempt int) time.Duration {
	if attempt == 0 {
		return rand.N(p.firstRedial / 2)
	}
	pause := min(p.firstRedial<<min(attempt-1, 16), p.longestRedial)
	return pause/2 + rand.N(pause/2)
}

// told is what the account's observer knows.
type told int

const (
	toldConnecting told = iota
	toldCodes
	toldUp
	toldLost
)

// The news that the client's events leave for the session.
type (
	codesNews    struct{ codes []string }
	pairedNews   struct{ device, lid types.JID }
	reloginNews  struct{} // WhatsApp asks for the reconnect after a scan
	upNews       struct{}
	lostNews     struct{} // the connection was closed
	brokenNews   struct{} // the connection is of no use any more
	unstoredNews struct{} // something that arrived could not be stored
	outdatedNews struct{}
	replacedNews struct{} // another program has opened the session
	namedNews    struct{ name string }
	newChainNews struct{} // a pairing code wants the full time
	silentNews   struct{} // the connection stands and nothing answers on it
	limitedNews  struct { // WhatsApp's limit of writing to strangers
		active bool
		until  time.Time
	}
	notedNews struct{ account.Note }
	downNews  struct{ account.Down }
)

// line is the connection of a session. Only the session's goroutine touches it.
type line struct {
	*session
	account   account.Account
	clientCtx context.Context // the client's life: connections outlast the calls that open them
	pushName  string          // as the database and the phone have it; told when they differ
	knownName string
	linked    bool
	relogin   bool
	told      told
	attempt   int
	upAt      time.Time
	yieldedAt time.Time // when the session was left to another program
	offered   store.WAVersionContainer
	renewed   bool // connected once with a newer version after a refusal
	settled   bool // was up before, so that the phone does not send the settings by itself

	codes      []string
	shown      int
	pairUntil  time.Time
	dial       *time.Timer // next attempt to connect
	dialing    bool        // dial is armed
	graceTimer *time.Timer
	waiting    bool        // graceTimer is armed
	login      *time.Timer // the connection has to be of use by then
	nextCode   *time.Timer
}

func newStopped() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

func newLine(clientCtx context.Context, s *session, a account.Account, pushName string) *line {
	return &line{
		session: s, account: a, clientCtx: clientCtx, linked: a.Linked(), settled: a.Linked(), pushName: pushName, knownName: a.PushName,
		dial: newStopped(), graceTimer: newStopped(), login: newStopped(), nextCode: newStopped(),
	}
}

func (l *line) close() {
	for _, t := range []*time.Timer{l.dial, l.graceTimer, l.login, l.nextCode} {
		t.Stop()
	}
}

// run connects, and reconnects, until it is over for good or ctx is done.
func (l *line) run(ctx context.Context) (down account.Down, ended bool) {
	l.tell(ctx, func(ctx context.Context) error { return l.engine.accounts.Connecting(ctx, l.id) })
	l.redialIn(0)
	l.expectUp(l.engine.pace.firstGrace)
	for {
		select {
		case <-ctx.Done():
			return account.Down{}, false
		case <-l.news.wake:
			for _, n := range l.news.take() {
				if down, ended = l.hear(ctx, n); ended {
					return down, true
				}
			}
		case <-l.dial.C:
			l.dialing = false
			l.connect(ctx)
		case <-l.graceTimer.C:
			l.waiting = false
			l.told = toldLost
			l.tell(ctx, func(ctx context.Context) error {
				return l.engine.accounts.Down(ctx, l.id, account.Down{Reason: account.ConnectionLost})
			})
		case <-l.login.C:
			l.again()
		case <-l.nextCode.C:
			if down, ended = l.showCode(ctx); ended {
				return down, true
			}
		}
	}
}

func (l *line) hear(ctx context.Context, n any) (down account.Down, ended bool) {
	switch n := n.(type) {
	case codesNews:
		return l.startChain(ctx, n.codes)
	case pairedNews:
		l.paired(ctx, n)
	case reloginNews:
		l.relogin = true
		if l.linked {
			l.redialIn(0)
		}
	case upNews:
		l.up(ctx)
	case lostNews:
		if !l.client.IsConnected() { // not an older connection's end
			return l.lost()
		}
	case brokenNews:
		return l.lost()
	case silentNews:
		l.note(ctx, account.Note{Kind: account.NoteUnresponsive})
		return l.lost()
	case limitedNews:
		l.tell(ctx, func(ctx context.Context) error { return l.engine.accounts.Restricted(ctx, l.id, n.active, n.until) })
	case notedNews:
		l.note(ctx, n.Note)
	case unstoredNews:
		if !l.dialing {
			l.redialIn(l.engine.pace.redial(int(l.unstored.Load())))
		}
	case outdatedNews:
		if l.renewed || !l.engine.newer(ctx, l.offered) {
			return account.Down{Reason: account.ClientOutdated}, true
		}
		l.renewed = true
		l.offline()
		l.redialIn(0)
	case replacedNews:
		return l.yield(ctx)
	case namedNews:
		l.stayAway(ctx)
		l.identify(ctx, n.name)
	case newChainNews:
		if !l.linked {
			l.pairUntil = time.Time{}
			l.dropChain()
			l.redialIn(0)
		}
	case downNews:
		return n.Down, true
	}
	return account.Down{}, false
}

// connect makes one attempt. The old connection goes first: after some refusals the
// library holds on to it until the server hangs up.
func (l *line) connect(ctx context.Context) {
	l.offline()
	l.dropChain()
	l.client.Disconnect()
	l.keepKeys()
	l.dialedAt.Store(time.Now().UnixMilli())
	l.offered = l.engine.version.current()
	l.login.Reset(l.engine.pace.login)
	proxied, err := l.engine.direct(ctx, l.account, &l.route)
	if err == nil {
		release := context.AfterFunc(ctx, l.hangUp)
		err = l.client.ConnectContext(l.clientCtx)
		release()
	}
	switch {
	case ctx.Err() != nil:
	case err != nil:
		l.log.InfoContext(ctx, "whatsapp not reached", "attempt", l.attempt, "proxied", proxied, "error", err)
		l.again()
		l.tellProxy(ctx, err)
	case !l.client.IsConnected():
		// Hung up on so early that the library tells nobody.
		l.again()
	}
}

// tellProxy reports a proxy that does not let us through: waiting will rarely help.
func (l *line) tellProxy(ctx context.Context, err error) {
	trouble := proxyTrouble(err)
	if fault.CodeOf(err) == account.CodeProxySealed {
		trouble = fault.As(err).Text
	}
	if trouble == "" {
		return
	}
	l.waiting = false
	l.graceTimer.Stop()
	l.told = toldLost
	l.tell(ctx, func(ctx context.Context) error {
		return l.engine.accounts.Down(ctx, l.id, account.Down{Reason: account.ProxyFailed, Detail: trouble})
	})
}

// again plans the next attempt.
func (l *line) again() {
	l.offline()
	l.login.Stop()
	l.redialIn(l.engine.pace.redial(l.attempt))
	l.attempt++
}

func (l *line) redialIn(d time.Duration) {
	l.dialing = true
	l.dial.Reset(d)
}

// lost handles the end of a connection that nobody wished for.
func (l *line) lost() (down account.Down, ended bool) {
	if l.shown > 0 && !l.linked && time.Now().After(l.pairUntil) {
		return account.Down{Reason: account.QRTimeout}, true
	}
	l.dropChain()
	if !l.dialing || l.online.Load() != nil { // else the next attempt is planned already
		l.again()
	}
	return account.Down{}, false
}

// yield leaves the session to the program that has opened it, and tries once more later. A
// Switchboard process that has taken the account over is the usual one: this session is
// stopped then before it tries. When it happens again, a person has to decide.
func (l *line) yield(ctx context.Context) (down account.Down, ended bool) {
	if !l.yieldedAt.IsZero() && time.Since(l.yieldedAt) < l.engine.pace.rivalry {
		return account.Down{Reason: account.Replaced}, true
	}
	l.yieldedAt = time.Now()
	l.told = toldLost
	l.inTime()
	l.offline()
	l.dropChain()
	l.client.Disconnect()
	pause := l.engine.pace.yield
	l.redialIn(pause + rand.N(pause/2))
	l.tell(ctx, func(ctx context.Context) error {
		return l.engine.accounts.Down(ctx, l.id, account.Down{Reason: account.Contested})
	})
	return account.Down{}, false
}

// offline stops sending. Whether it is worth a report shows after the grace time.
func (l *line) offline() {
	if l.online.Swap(nil) == nil {
		return
	}
	if time.Since(l.upAt) > l.engine.pace.steady {
		l.attempt = 0
	}
	l.expectUp(l.engine.pace.grace)
}

// expectUp has the connection reported as lost unless it is there in time.
func (l *line) expectUp(within time.Duration) {
	if l.told != toldLost && !l.waiting {
		l.waiting = true
		l.graceTimer.Reset(within)
	}
}

func (l *line) inTime() {
	l.waiting = false
	l.graceTimer.Stop()
	l.login.Stop()
}

// up begins sending and receiving.
func (l *line) up(ctx context.Context) {
	l.inTime()
	l.dial.Stop()
	l.dialing = false
	l.renewed = false
	l.upAt = time.Now()
	l.watchedUntil.Store(0) // what was asked for went with the old connection
	l.online.Store(l.client)
	switch {
	case l.named.Load():
		l.stayAway(ctx)
	case l.settled:
		l.catchUp(ctx)
	}
	l.settled = true
	if l.told != toldUp {
		l.told = toldUp
		l.tell(ctx, func(ctx context.Context) error { return l.engine.accounts.Connected(ctx, l.id) })
	}
	l.identify(ctx, l.pushName)
}

// note tells of something that a person may want to know later.
func (l *line) note(ctx context.Context, n account.Note) {
	l.tell(ctx, func(ctx context.Context) error { return l.engine.accounts.Noted(ctx, l.id, n) })
}

// identify tells the account's push name when it is news.
func (l *line) identify(ctx context.Context, name string) {
	if name == "" {
		return
	}
	l.pushName = name
	if name != l.knownName {
		l.knownName = name
		l.tell(ctx, func(ctx context.Context) error {
			return l.engine.accounts.Identified(ctx, l.id, account.Identity{PushName: name})
		})
	}
}
