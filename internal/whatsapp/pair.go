package whatsapp

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"go.mau.fi/whatsmeow"

	"switchboard/internal/account"
	"switchboard/internal/fault"
)

const (
	// codeFresh is how old a chain of QR codes may be for a pairing code to be asked
	// for on it: WhatsApp ends both together, and a person needs time to type.
	codeFresh = 30 * time.Second
	// codeTimeout is how long asking for a pairing code may take, with connecting.
	codeTimeout = 25 * time.Second
	// codeDisplay names the client. WhatsApp takes only common browsers and systems
	// here, written like this.
	codeDisplay = "Chrome (Linux)"
)

// pairing is what others may know of linking. The session's mutex guards it.
type pairing struct {
	codesOf      *whatsmeow.Client // whose codes are shown; nil while none are
	since, until time.Time         // when the first was shown, when the last ends
	linkedNow    bool
	changed      chan struct{} // closed and replaced with every change
}

func (p *pairing) announce() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// withdraw says that no codes are shown.
func (p *pairing) withdraw() {
	p.codesOf = nil
	p.announce()
}

// startChain shows the first of the codes that WhatsApp gave.
func (l *line) startChain(ctx context.Context, codes []string) (down account.Down, ended bool) {
	if len(codes) == 0 {
		l.again()
		return account.Down{}, false
	}
	l.inTime()
	pace := l.engine.pace
	now := time.Now()
	until := now.Add(pace.firstCode + time.Duration(len(codes)-1)*pace.nextCode)
	if l.pairUntil.IsZero() {
		l.pairUntil = until
	}
	l.codes, l.shown = codes, 0
	down, ended = l.showCode(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.codesOf, l.since, l.until = l.client, now, until
	l.announce()
	return down, ended
}

// showCode shows the next code of the chain; at its end the session is over.
func (l *line) showCode(ctx context.Context) (down account.Down, ended bool) {
	if l.shown >= len(l.codes) {
		return account.Down{Reason: account.QRTimeout}, true
	}
	d := l.engine.pace.nextCode
	if l.shown == 0 {
		d = l.engine.pace.firstCode
	}
	q := account.QR{
		Code: l.codes[l.shown], ExpiresAt: time.Now().Add(d).UTC(), Number: l.shown + 1, Total: len(l.codes),
	}
	l.shown++
	l.told = toldCodes
	l.nextCode.Reset(d)
	l.tell(ctx, func(ctx context.Context) error { return l.engine.accounts.CodeShown(ctx, l.id, q) })
	return account.Down{}, false
}

// dropChain takes the codes back: they die with their connection.
func (l *line) dropChain() {
	l.nextCode.Stop()
	l.codes = nil
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.codesOf != nil {
		l.withdraw()
	}
}

// paired notes which device we have become, before anything else is done as it.
func (l *line) paired(ctx context.Context, n pairedNews) {
	l.linked, l.device = true, n.device
	l.dropChain()
	l.mu.Lock()
	l.linkedNow = true
	l.announce()
	l.mu.Unlock()
	who := account.Identity{
		DeviceJID: n.device.String(), LID: n.lid.ToNonAD().String(), PhoneNumber: n.device.User,
	}
	l.tell(ctx, func(ctx context.Context) error { return l.engine.accounts.Scanned(ctx, l.id, who) })
	l.told = toldConnecting
	l.expectUp(l.engine.pace.login)
	if l.relogin {
		l.redialIn(0)
	} else {
		l.redialIn(l.engine.pace.restart)
	}
}

// PairingCode asks WhatsApp for a code to type on the phone of this number. Faults:
// Conflict ("already_linked"), Invalid (number), RateLimited, Unavailable.
func (e *Engine) PairingCode(ctx context.Context, id uuid.UUID, number string) (account.PairingCode, error) {
	s := e.session(id)
	if s == nil {
		return account.PairingCode{}, errNotPairing
	}
	ctx, cancel := context.WithTimeout(ctx, codeTimeout)
	defer cancel()
	client, until, err := s.freshChain(ctx)
	if err != nil {
		return account.PairingCode{}, err
	}
	code, err := client.PairPhone(ctx, number, true, whatsmeow.PairClientChrome, codeDisplay)
	if err != nil {
		return account.PairingCode{}, pairingFault(err)
	}
	return account.PairingCode{Code: code, ExpiresAt: until.UTC()}, nil
}

var (
	errNotPairing = fault.New(fault.Unavailable, "The account is not connecting. Reconnect it, then ask for a pairing code.").WithCode("not_connected")
	errLinked     = fault.New(fault.Conflict, "This account is linked already.").WithCode("already_linked")
	errNoWhatsApp = fault.New(fault.Unavailable, "WhatsApp does not answer. Try again in a moment.").WithCode("not_connected").WithRetryAfter(10 * time.Second)
)

// freshChain waits until QR codes are shown, because only then WhatsApp takes a request
// for a pairing code, and until when they are. It has an old chain begun anew.
func (s *session) freshChain(ctx context.Context) (*whatsmeow.Client, time.Time, error) {
	for {
		s.mu.Lock()
		client, since, until := s.codesOf, s.since, s.until
		linked, ending, changed := s.linkedNow, s.ending, s.changed
		s.mu.Unlock()
		switch {
		case linked || s.online.Load() != nil:
			return nil, time.Time{}, errLinked
		case ending:
			return nil, time.Time{}, errNotPairing
		case client != nil && time.Since(since) < codeFresh:
			return client, until, nil
		case client != nil:
			s.news.post(newChainNews{})
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, time.Time{}, errNoWhatsApp.WithCause(ctx.Err())
		}
	}
}

// pairingFault puts a refused request for a pairing code into words.
func pairingFault(err error) error {
	const form = "Write the number of the phone to link with its country code, such as +49 151 23456789."
	var iq *whatsmeow.IQError
	switch {
	case errors.Is(err, whatsmeow.ErrPhoneNumberTooShort), errors.Is(err, whatsmeow.ErrPhoneNumberIsNotInternational):
		return fault.Bad("number", form)
	case !errors.As(err, &iq):
		return errNoWhatsApp.WithCause(err)
	case iq.Code == 429:
		return fault.New(fault.RateLimited, "WhatsApp wants a pause before the next pairing code. Scan the QR code instead, or wait some minutes.").
			WithCode("pairing_rate_limited").WithRetryAfter(5 * time.Minute).WithCause(err)
	case iq.Code >= 400 && iq.Code < 500:
		return fault.Bad("number", "WhatsApp gives no pairing code for this number. "+form).WithCause(err)
	}
	return errNoWhatsApp.WithCause(err)
}
