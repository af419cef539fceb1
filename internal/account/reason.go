package account

import "time"

// Reason is a stable code for why an account's status is what it is.
type Reason string

// The reasons.
const (
	NoReason       Reason = ""
	QRTimeout      Reason = "qr_timeout"
	ConnectionLost Reason = "connection_lost"
	LoggedOut      Reason = "logged_out"
	Contested      Reason = "contested"
	Replaced       Reason = "replaced"
	TempBan        Reason = "temp_ban"
	Banned         Reason = "banned"
	ClientOutdated Reason = "client_outdated"
	PairingRefused Reason = "pairing_refused"
	Stopped        Reason = "stopped"
	ServerError    Reason = "server_error"
	ProxyFailed    Reason = "proxy_failed"
)

// Down is why a connection ended.
type Down struct {
	Reason Reason
	Until  time.Time // with TempBan: when WhatsApp lifts it; zero when it does not say
	Detail string    // what WhatsApp said, or the proxy, for people; may be empty
}

// verdict is what a reason makes of an account.
type verdict struct {
	status Status
	text   string
}

var verdicts = map[Reason]verdict{
	QRTimeout:      {Disconnected, "Nobody scanned the code in time. Start again to get new codes."},
	ConnectionLost: {Disconnected, "The connection to WhatsApp was lost. It is being restored; nothing has to be done."},
	LoggedOut:      {AuthFailed, "The phone logged this device out. Reconnect and scan a new code to link it again."},
	Contested:      {Disconnected, "Another program opened the same WhatsApp session. Switchboard tries once more within a minute. If it is yours, stop the other program."},
	Replaced:       {Disconnected, "Another program opened the same WhatsApp session. Stop the other one, then reconnect."},
	TempBan:        {Failed, "WhatsApp has blocked this number for a while. Send nothing and wait, then reconnect."},
	Banned:         {Failed, "WhatsApp has banned this number. Open WhatsApp on the phone and ask for a review."},
	ClientOutdated: {Failed, "WhatsApp refuses this version of its web client. Update Switchboard, then reconnect."},
	PairingRefused: {Disconnected, "WhatsApp refused to link the phone. Start again with a new code."},
	Stopped:        {Disconnected, "The account was stopped."},
	ProxyFailed:    {Failed, "The account's proxy does not let it through to WhatsApp. It is tried again; check the proxy, or change its address."},
	ServerError:    {Failed, "WhatsApp refused the connection. Reconnect later; if it stays so, update Switchboard."},
}

// judge turns the end of a connection into a status and words.
func judge(d Down) (Status, string) {
	v, ok := verdicts[d.Reason]
	if !ok {
		v = verdicts[ServerError]
	}
	text := v.text
	if !d.Until.IsZero() {
		text += " The block ends at " + d.Until.UTC().Format("2006-01-02 15:04 UTC") + "."
	}
	switch {
	case d.Detail == "":
	case d.Reason == ProxyFailed:
		text += " What went wrong: " + d.Detail
	default:
		text += " WhatsApp says: " + d.Detail
	}
	return v.status, text
}

// Permanent tells whether the account stays down until a person reconnects it.
func (r Reason) Permanent() bool {
	return r != NoReason && r != ConnectionLost && r != Contested && r != ProxyFailed
}
