// Package sandbox is WhatsApp in a box: the server side of the multi-device
// protocol and the phones behind it, good enough that an unmodified client
// library pairs, logs in and exchanges end-to-end encrypted messages with it.
package sandbox
