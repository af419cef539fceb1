// Package sandbox is WhatsApp in a box: the server side of the multi-device
// protocol and the phones behind it, good enough that an unmodified client
// library pairs, logs in and exchanges end-to-end encrypted messages with it.
// It imports nothing of the product.
//
// # The life of a connection
//
//	GET /ws/chat ── Noise XX handshake, certificate chain from the sandbox's root
//	      │
//	      ├─ client payload is a registration ─► six QR refs, or a pairing code
//	      │        Phone.Scan / Phone.Link ─► pair-success ─► the client signs
//	      │        ─► the device is stored ─► stream error 515; the client closes
//	      │
//	      └─ client payload is a login ─► number, device and noise key must match
//	               ─► success, or failure and hang-up
//	               ─► pre-keys, queries ... ─► "active"
//	               ─► offline_preview, backlog, offline ─► live traffic
//	               ─► until the client, a newer connection, the phone or a fault ends it
//
// The files are the protocol's subjects: listener, noise, frame, stanza and
// conn are the way in; pairing, pairingcode and login are who may come in; iq
// routes queries to prekeys, usync, media, appstate, mex and group_iq; about,
// picture, business, privacy, blocklist, acquaintance, reachout and numbers are
// the facts of an account; message, receipt, presence, status, newsletter, call,
// mediaretry and devicelist are the traffic, group and what begins with it the
// groups, appstate what a phone and its clients share. inspect holds clients
// to violation_rules; faults and fault_strike are what goes wrong on purpose. The
// phone_ files are the other end: what is in people's hands, and the rules they
// follow; past and historysync are what was there before. The control_ files are the API for all of that, which README.md lists.
//
// # Why nothing is lost
//
// The network lives in memory under Sandbox.mu. What has to outlive the process
// goes through the journal, which groups the writes of a moment into one
// transaction, and is acked only when that is committed:
//
//   - A message is acked when it is in the queues of all its devices.
//   - It leaves a device's queue when that device confirms it, not when it was
//     sent: a connection that dies in between gets it again at the next login.
//   - A client that lost the ack sends the message again with the same id; it
//     is acked again and not delivered twice.
//   - A phone's step (session ratchet, history, receipt, removal from its
//     queue) is one transaction, so a kill never leaves half of it.
//
// Killing the process at any moment therefore costs clients a reconnect and
// nothing else.
package sandbox
