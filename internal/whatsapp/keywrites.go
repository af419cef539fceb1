package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"
)

const (
	// saveTimeout bounds one write of keys.
	saveTimeout = 15 * time.Second
	// lazily is how long what may be saved later waits for something to be saved with.
	lazily = 2 * time.Second
)

// writes is what is saved at once, for all who wait for it.
type writes struct {
	KeyWrites
	saved bool
	err   error
}

// unreadable is why something that came in could not be decrypted for now. The library
// leaves what was cancelled with WhatsApp; for anything else it asks the sender to encrypt
// the message again, and confirms it.
type unreadable struct{ cause error }

func (u unreadable) Error() string        { return "keys not at hand: " + u.cause.Error() }
func (u unreadable) Unwrap() error        { return u.cause }
func (u unreadable) Is(target error) bool { return target == context.Canceled } //nolint:errorlint // it is the comparison

var errNotSaved = errors.New("the message was not saved before it was sent")

// unit is what decrypting one message changes, before it is saved.
type unit struct{ KeyWrites }

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
func (w *KeyWrites) add(o KeyWrites) {
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
func (k *keystore) wait() *KeyWrites {
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
func (k *keystore) write(ctx context.Context, change func(w *KeyWrites)) error {
	if u := unitOf(ctx); u != nil {
		change(&u.KeyWrites)
		return nil
	}
	var w KeyWrites
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
func (k *keystore) save(ctx context.Context, w KeyWrites) error {
	b := k.next
	if b == nil {
		b = &writes{}
		k.next = b
	}
	b.add(w)
	for address, s := range w.Sessions {
		remember(&k.sessions, address, s)
	}
	for of, s := range w.SenderKeys {
		remember(&k.senderKeys, of, s)
	}
	for address, key := range w.Identities {
		k.identities.put(address, key)
	}
	for hash, plaintext := range w.Decrypted {
		put(&k.undone, hash, plaintext)
	}
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
	b.saved, b.err = true, k.keys.SaveKeys(ctx, k.accountID, k.device, b.KeyWrites)
	if b.err != nil {
		b.err = fmt.Errorf("save keys: %w", b.err)
		k.mu.Lock()
		defer k.mu.Unlock()
		// Nobody knows what was saved: it is read again.
		k.forget()
		k.undone, k.undoneRead = nil, false
		k.lost = k.lost || len(b.Sent) > 0
	}
	return b.err
}

// flush saves what waits.
func (k *keystore) flush(ctx context.Context) error {
	k.mu.Lock()
	if k.next == nil {
		k.mu.Unlock()
		return nil
	}
	return k.save(ctx, KeyWrites{})
}
