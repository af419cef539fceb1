package sandbox

// rule names something the protocol asks of clients.
type rule string

// The rules; see ruleDocs for what each says.
const (
	ruleHandshake      rule = "handshake"
	ruleNoise          rule = "noise"
	ruleStanza         rule = "stanza"
	rulePayload        rule = "client_payload"
	ruleRegistration   rule = "registration"
	rulePairSign       rule = "pair_device_sign"
	ruleLogin          rule = "not_logged_in"
	ruleTag            rule = "unknown_stanza"
	ruleQueryID        rule = "iq_id"
	ruleQuery          rule = "malformed_iq"
	ruleUnsupported    rule = "unsupported_iq"
	ruleMessage        rule = "malformed_message"
	ruleDeviceIdentity rule = "device_identity"
	rulePreKeyMessage  rule = "prekey_message"
	rulePreKeyReuse    rule = "prekey_reuse"
	ruleReceipt        rule = "malformed_receipt"
	rulePresence       rule = "presence"
	ruleChatState      rule = "chatstate"
	ruleRemoveDevice   rule = "remove_device"
	ruleAppState       rule = "app_state_patch"
	ruleAppStateKey    rule = "app_state_key"
	ruleCall           rule = "call"
	ruleMediaAuth      rule = "media_auth"
	ruleMediaHash      rule = "media_hash"
	ruleMediaPath      rule = "media_path"
	ruleToken          rule = "tctoken"
)

// ruleDocs says what each rule asks for, and what a client that breaks it gets.
var ruleDocs = map[rule]string{
	ruleHandshake:      "The noise handshake is whole and in order, and its payload can be read.",
	ruleNoise:          "Every frame is sealed with the key of the handshake and the next counter: none is repeated, left out or changed.",
	ruleStanza:         "A frame holds one well-formed stanza of at most 1 MiB. Otherwise the stream ends with xml-not-well-formed.",
	rulePayload:        "A client logs in or registers, one of the two. Otherwise: failure 400.",
	ruleRegistration:   "A registration has keys of the right lengths and a signed pre-key whose signature verifies. Otherwise: failure 400.",
	rulePairSign:       "A device confirms a link with its signature over the identity its phone has signed. Otherwise: stream error 401, and no link.",
	ruleLogin:          "Before it is linked and logged in a client asks only for what linking needs. Otherwise: 401.",
	ruleTag:            "A client sends iq, message, receipt, ack, presence, chatstate, call, notification and ib, and nothing else.",
	ruleQueryID:        "A query has an id, or it cannot be answered.",
	ruleQuery:          "A query has the shape of its namespace: what it needs is there, and of the right form. Otherwise: 400.",
	ruleUnsupported:    "A client asks for what this network can do. Otherwise: 501. This one may be the sandbox's fault.",
	ruleMessage:        "A message has an id, a known type, recipients of this chat, each once, and ciphertexts of a known type and version. Otherwise: ack with error 479, and nobody gets it.",
	ruleDeviceIdentity: "A message that starts a session carries the sender's device identity: signed by its phone, for this device's key and index, and by the device. Otherwise: ack with error 479.",
	rulePreKeyMessage:  "A ciphertext that starts a session can be read, and is of the sender's identity key and registration. Otherwise: ack with error 479.",
	rulePreKeyReuse:    "A one-time pre-key starts one session and no second one.",
	ruleReceipt:        "A receipt has an id, somebody who exists as its recipient and a known type; one that asks again says how often and by whom, with valid keys if any. It is acked in any case.",
	rulePresence:       "A presence is available, unavailable, subscribe, unsubscribe or only a name.",
	ruleChatState:      "A chat state has a recipient and is composing or paused.",
	ruleRemoveDevice:   "A companion removes no device but itself. Otherwise: 403.",
	ruleAppState:       "A patch follows the version before it and its MACs are right. Otherwise: 400.",
	ruleAppStateKey:    "A client asks its phone for app state keys that exist.",
	ruleCall:           "A call is rejected by who was offered it.",
	ruleMediaAuth:      "An upload or a deletion shows the token of a media connection, while it counts. Otherwise: 401.",
	ruleMediaHash:      "An upload is named by the hash of its ciphertext. Otherwise: 400.",
	ruleMediaPath:      "A download uses a path as it was given out, and the hash that belongs to it. Otherwise: 403.",
	ruleToken:          "A privacy token that is shown was issued by the recipient, to the sender.",
}

// ProtocolRule is one that clients are held to.
type ProtocolRule struct {
	Rule string `json:"rule"`
	// Doc says what it asks for, and what a client that breaks it gets.
	Doc string `json:"doc"`
}
