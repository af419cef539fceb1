package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"switchboard/internal/message"
)

const (
	// saveTimeout bounds one write of keys.
	saveTimeout = 15 * time.Second
	// lazily is how long what may be saved later waits for something to be saved with.
	lazily = 2 * time.Second
)

// writes is what is saved at once, for all who wait for it.
type writes struct {
	message.KeyWrites
	saved bool
	err   error
}

// unreadable is why something that came in could not be decrypted for now. The library
// leaves what was cancelled with WhatsApp; for anything else it asks the sender to encrypt
// the message again, and confirms it.
type unreadable struct{ cause error }

func (u unreadable) Error() string        { return "keys not at hand: " + u.cause.Error() }
func (u unreadable) Unwrap() error        { return u.cause }
func (u unreadable) Is(target error) bool { return target == context.Canceled }

var (
	errNotSaved  = errors.New("the message was not saved before it was sent")
	errNotStored = errors.New("a message that came in was not stored")
)

// unit is what decrypting one message changes, before it is saved.
type unit struct{ message.KeyWrites }

type unitKey struct{}

// unitOf is the message that is being decrypted, nil when none is.
func unitOf(ctx context.Context) *unit {
	u, _ := ctx.Value(unitKey{}).(*unit)
	return u
}

// unread marks a failure to read keys for a message that is being decrypted.
func unread(ctx context.Context, err error) error {
	if err == nil || unitOf(ctx) == nil {
		return err
	}
	return unreadable{err}
}

// put sets a value in a map that may not be there yet.
func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = make(map[K]V, 1)
	}
	(*m)[k] = v
}

func putAll[K comparable, V any](m *map[K]V, all map[K]V) {
	if len(*m) == 0 {
		*m = maps.Clone(all)
		return
	}
	maps.Copy(*m, all)
}

// add takes over what another has.
func add(w *message.KeyWrites, o message.KeyWrites) {
	putAll(&w.Sessions, o.Sessions)
	putAll(&w.Identities, o.Identities)
	putAll(&w.SenderKeys, o.SenderKeys)
	putAll(&w.Secrets, o.Secrets)
	putAll(&w.Sent, o.Sent)
	putAll(&w.Decrypted, o.Decrypted)
	w.Handled = append(w.Handled, o.Handled...)
	w.UsedKeys = append(w.UsedKeys, o.UsedKeys...)
}

// wait is what the next write saves; it is saved soon even if nobody asks for it. Callers
// hold mu.
func (k *keystore) wait() *message.KeyWrites {
	if k.next == nil {
		k.next = &writes{}
		if k.lazy == nil {
			k.lazy = time.AfterFunc(lazily, func() { _ = k.flush(context.Background()) })
		} else {
			k.lazy.Reset(lazily)
		}
	}
	return &k.next.KeyWrites
}

// write notes what keys have become: with the message that is being decrypted, or at once.
func (k *keystore) write(ctx context.Context, change func(w *message.KeyWrites)) error {
	if u := unitOf(ctx); u != nil {
		change(&u.KeyWrites)
		return nil
	}
	var w message.KeyWrites
	change(&w)
	k.mu.Lock()
	if k.lost && len(w.Sessions) > 0 {
		k.lost = false
		k.mu.Unlock()
		return errNotSaved
	}
	return k.save(ctx, w)
}

// save saves w with what waits. Whoever comes while a write is under way is in the next
// one, with all others who do. Callers hold mu, which is released.
func (k *keystore) save(ctx context.Context, w message.KeyWrites) error {
	b := k.next
	if b == nil {
		b = &writes{}
		k.next = b
	}
	// What the message that is being handled has changed is seen by whoever reads keys now: it
	// must not be saved without the message.
	if k.pending != nil {
		k.keepUndone(k.pending.Decrypted)
		add(&b.KeyWrites, *k.pending)
		k.pending = nil
	}
	add(&b.KeyWrites, w)
	k.remember(w)
	k.keepUndone(w.Decrypted)
	k.mu.Unlock()

	k.saving.Lock()
	defer k.saving.Unlock()
	if b.saved {
		return b.err
	}
	k.mu.Lock()
	k.next = nil
	if k.lazy != nil {
		k.lazy.Stop()
	}
	k.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	b.Device = k.device
	b.saved, b.err = true, k.keys.SaveKeys(ctx, k.accountID, b.KeyWrites)
	if b.err != nil {
		b.err = fmt.Errorf("save keys: %w", b.err)
		k.unsure(b.err)
	}
	return b.err
}

// remember has what keys have become be read from here on. Callers hold mu.
func (k *keystore) remember(w message.KeyWrites) {
	for address, s := range w.Sessions {
		remember(&k.sessions, address, s)
	}
	for of, s := range w.SenderKeys {
		remember(&k.senderKeys, of, s)
	}
	for address, key := range w.Identities {
		k.identities.put(address, key)
	}
}

func (k *keystore) keepUndone(decrypted map[[32]byte][]byte) {
	for hash, plaintext := range decrypted {
		put(&k.undone, hash, plaintext)
	}
}

// unsure follows a write that failed, or a message that was not stored: keys are read again,
// and what was made of those that were remembered must not be saved either.
func (k *keystore) unsure(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forget()
	k.pending, k.undone, k.undoneRead = nil, nil, false
	k.lost = true
	if b := k.next; b != nil {
		b.saved, b.err = true, err
		k.next = nil
	}
}

// drop forgets what the message at hand has changed: it was not stored and comes again.
func (k *keystore) drop() {
	if k == nil {
		return
	}
	k.mu.Lock()
	mine := k.pending != nil
	k.mu.Unlock()
	if mine {
		k.saving.Lock()
		defer k.saving.Unlock()
		k.unsure(errNotStored)
	}
}

// carry hands over what decrypting the message at hand has changed, to be stored with it,
// nil when nothing. Nothing else of the account is saved until stored is called with what
// became of it: neither what is older nor what would move the ratchet without the message.
func (k *keystore) carry() (w *message.KeyWrites, stored func(error)) {
	if k == nil {
		return nil, func(error) {}
	}
	k.saving.Lock()
	k.mu.Lock()
	defer k.mu.Unlock()
	if w = k.pending; w == nil {
		k.saving.Unlock()
		return nil, func(error) {}
	}
	k.pending = nil
	w.Device, w.Decrypted = k.device, nil
	return w, func(err error) {
		if err != nil {
			k.unsure(errNotStored)
		}
		k.saving.Unlock()
	}
}

// flush saves what waits.
func (k *keystore) flush(ctx context.Context) error {
	k.mu.Lock()
	if k.next == nil && k.pending == nil {
		k.mu.Unlock()
		return nil
	}
	return k.save(ctx, message.KeyWrites{})
}
