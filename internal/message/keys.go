package message

// KeyWrites is what the keys of an account's encryption have become since they were saved:
// the engine makes it, the store writes it, nobody else looks into it.
type KeyWrites struct {
	Device     string
	Sessions   map[string][]byte    // by address: where its ratchet stands
	Identities map[string][32]byte  // by address: who it is
	SenderKeys map[[2]string][]byte // by group and member
	Secrets    map[[3]string][]byte // by chat, sender and message
	Sent       map[[3]string][]byte // by chat, message and format: for who could not decrypt it
	Decrypted  map[[32]byte][]byte  // by hash: messages that are not handled yet
	Handled    [][]byte             // hashes of those that are
	UsedKeys   []int32              // prekeys that began a session
}
