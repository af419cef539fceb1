package sandbox

import "time"

// Media is a file a phone sends.
type Media struct {
	Data     []byte
	Mimetype string
	Filename string // documents only; "" = "file"
	Caption  string
	// Kind is image, video, audio, voice, document or sticker; "" = by Mimetype.
	Kind string
	// Thumbnail is a small JPEG of it that travels inside the message.
	Thumbnail []byte
}

// PhoneMedia is the file of a message as the phone sees it, decrypted.
type PhoneMedia struct {
	Mimetype string `json:"mimetype"`
	Filename string `json:"filename,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Size     int    `json:"size"`
	SHA256   string `json:"sha256"` // hex, of the decrypted file
	// URL is the path of the control API that serves the decrypted file.
	URL string `json:"url"`
	// Data is the decrypted file; left out of lists when it is over 1 MiB.
	Data []byte `json:"data,omitempty"`
}

// The directions of a PhoneMessage.
const (
	DirectionIn  = "in"
	DirectionOut = "out"
)

// PhoneMessage is one message in a phone's history, decrypted.
type PhoneMessage struct {
	ID string `json:"id"`
	// From and To are phone numbers (digits) for people and the JID for a group.
	From string `json:"from"`
	To   string `json:"to"`
	// Chat is the number or group JID of the conversation it belongs to.
	Chat string `json:"chat"`
	// Direction is "in", or "out" for what the phone or a device linked to it sent.
	Direction string `json:"direction"`
	Text      string `json:"text"`
	// Type is text, image, video, audio, voice, document, sticker, location,
	// contact, poll, vote, reaction, edit, revoke, timer, list, list_reply, buttons,
	// button_reply or unknown; waiting is a message that cannot be read yet.
	Type  string      `json:"type"`
	Media *PhoneMedia `json:"media"`
	// Status of what went out: sent, delivered, read, played. Of what came in: received, read.
	Status    string    `json:"status"`
	Timestamp time.Time `json:"timestamp"`
	MessageDetails
}

// Device is a client linked to a phone.
type Device struct {
	ID       int       `json:"id"`
	JID      string    `json:"jid"`
	LID      string    `json:"lid"`
	Platform string    `json:"platform"`
	Online   bool      `json:"online"`
	LinkedAt time.Time `json:"linked_at"`
	// Available says that its owner is looking, as it last told; AvailableAt is when it last
	// said that they are, zero when it never did.
	Available   bool      `json:"available"`
	AvailableAt time.Time `json:"available_at,omitzero"`
}

// Violation is something a client did that the protocol does not allow.
type Violation struct {
	At     time.Time `json:"at"`
	Device string    `json:"device"` // JID of the device, or its address before it is linked
	Rule   string    `json:"rule"`
	Detail string    `json:"detail"`
}

// FaultKind names a way in which the network can misbehave.
type FaultKind string

// The faults AddFault knows.
const (
	FaultDropConnection   FaultKind = "drop_connection"
	FaultNoAck            FaultKind = "no_ack"
	FaultDelayAck         FaultKind = "delay_ack"
	FaultRefuseConnect    FaultKind = "refuse_connect"
	FaultStreamError      FaultKind = "stream_error"
	FaultLoggedOut        FaultKind = "logged_out"
	FaultReplaced         FaultKind = "replaced"
	FaultOutdated         FaultKind = "outdated"
	FaultTempBan          FaultKind = "temp_ban"
	FaultPreKeysMissing   FaultKind = "prekeys_missing"
	FaultCorruptMessage   FaultKind = "corrupt_message"
	FaultDuplicateMessage FaultKind = "duplicate_message"
	FaultMedia404         FaultKind = "media_404"
	// FaultRateOverlimit refuses queries with 429.
	FaultRateOverlimit FaultKind = "rate_overlimit"
	// FaultReachOutLimit refuses first messages to people who have neither
	// written before nor given a token, with 463. With ForMS it is the lock that
	// clients are told of.
	FaultReachOutLimit FaultKind = "reach_out_limit"
	// FaultFreeze leaves a connection open and silent: nothing is read from it or
	// written to it again.
	FaultFreeze FaultKind = "freeze"
	// FaultLatency delays all stanzas to a client by DelayMS.
	FaultLatency FaultKind = "latency"
	// FaultLoss has stanzas disappear, either way; see Probability.
	FaultLoss FaultKind = "loss"
)

// Fault is a misbehaviour to inject.
type Fault struct {
	ID   string    `json:"id"` // given by AddFault
	Kind FaultKind `json:"kind"`
	// Number limits the fault to one account; "" = everyone.
	Number string `json:"number,omitempty"`
	// Count is how often it strikes; 0 = once, or without limit when ForMS is set
	// and for latency, loss and reach_out_limit, which are conditions.
	Count int `json:"count,omitempty"`
	// ForMS ends it after so many milliseconds; 0 = no time limit.
	ForMS int `json:"for_ms,omitempty"`
	// DelayMS is how late delay_ack acks (0 = 3000) and latency delays (0 = 500).
	DelayMS int `json:"delay_ms,omitempty"`
	// Code is the code of stream_error (0 = 503), the HTTP status of
	// refuse_connect (0 = 503) or the ban's reason of temp_ban (0 = 101).
	Code int `json:"code,omitempty"`
	// At is where drop_connection strikes: "" at once, before_message (the network
	// has not taken the client's next message), before_ack or after_ack.
	At string `json:"at,omitempty"`
	// Probability is how likely it strikes at each occasion; 0 = always. The dice
	// are thrown from Config.Seed, so that a run can be repeated.
	Probability float64 `json:"probability,omitempty"`
	// Xmlns limits rate_overlimit to queries of one namespace; "" = all but those
	// a client needs to stay connected.
	Xmlns string `json:"xmlns,omitempty"`
	// Left is how often it will still strike; 0 = no limit. Told in lists only.
	Left int `json:"left,omitempty"`
}
