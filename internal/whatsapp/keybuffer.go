package whatsapp

import (
	"context"
	"errors"
	"maps"
	"time"

	"go.mau.fi/libsignal/signalerror"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"

	"switchboard/internal/message"
)

// tidyBuffer is how often sent messages are removed that nobody can ask for again. The
// library means to do it every 12 hours, and does it with each message.
const tidyBuffer = 12 * time.Hour

// DoDecryptionTxn decrypts a message. What that changes is stored with the message, or
// saved when it turns out to be none that is stored.
func (k *keystore) DoDecryptionTxn(ctx context.Context, decrypt func(context.Context) error) error {
	var err error
	if k.unsettled() { // what is handled still, or was given up: it keeps its plaintext
		if err = k.flush(ctx); err != nil {
			err = unreadable{err}
		}
	}
	u := &unit{}
	if err == nil {
		err = decrypt(context.WithValue(ctx, unitKey{}, u))
	}
	if err == nil {
		k.mu.Lock()
		k.remember(u.KeyWrites)
		k.pending = &u.KeyWrites
		k.mu.Unlock()
	}
	if _, away := errors.AsType[unreadable](err); away {
		k.trouble(err)
	}
	if errors.Is(err, signalerror.ErrOldCounter) && k.repeated != nil {
		k.repeated()
	}
	return err
}

func (k *keystore) unsettled() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.pending != nil
}

// GetBufferedEvent is a message that was decrypted before and not handled, nil when it is
// none. What was handled the ratchet knows: it has passed it.
func (k *keystore) GetBufferedEvent(ctx context.Context, hash [32]byte) (*store.BufferedEvent, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.undoneRead {
		undone, err := k.keys.Decrypted(ctx, k.device)
		if err != nil {
			err = unreadable{err}
			k.trouble(err)
			return nil, err
		}
		maps.Copy(undone, k.undone)
		k.undone, k.undoneRead = undone, true
	}
	plaintext, ok := k.undone[hash]
	if !ok {
		return nil, nil
	}
	return &store.BufferedEvent{Plaintext: plaintext}, nil
}

// PutBufferedEvent keeps a message that has just been decrypted.
func (k *keystore) PutBufferedEvent(ctx context.Context, hash [32]byte, plaintext []byte, _ time.Time) error {
	return k.write(ctx, func(w *message.KeyWrites) { put(&w.Decrypted, hash, plaintext) })
}

// ClearBufferedEventPlaintext notes that a message is handled, and saves what it has
// changed if it was none that is stored. That it is handled may be lost: then it is handled
// again if it comes again, which is no harm.
func (k *keystore) ClearBufferedEventPlaintext(ctx context.Context, hash [32]byte) error {
	k.mu.Lock()
	if _, saved := k.undone[hash]; saved {
		delete(k.undone, hash)
		w := k.wait()
		w.Handled = append(w.Handled, hash[:])
	}
	if k.pending != nil {
		if _, mine := k.pending.Decrypted[hash]; mine {
			k.pending.Decrypted = nil
			return k.save(ctx, message.KeyWrites{})
		}
	}
	k.mu.Unlock()
	return nil
}

// AddOutgoingEvent keeps a message that is about to be sent. It is saved with the sessions
// that encrypt it; what goes to a channel is not encrypted.
func (k *keystore) AddOutgoingEvent(ctx context.Context, chat types.JID, id types.MessageID, format string, plaintext []byte) error {
	if chat.Server == types.NewsletterServer {
		return k.AllSessionSpecificStores.AddOutgoingEvent(ctx, chat, id, format, plaintext)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lost = false
	put(&k.wait().Sent, [3]string{chat.String(), id, format}, plaintext)
	return nil
}

// GetOutgoingEvent is a message that somebody could not decrypt.
func (k *keystore) GetOutgoingEvent(ctx context.Context, chat, otherName types.JID, id types.MessageID) (format string, plaintext []byte, err error) {
	if err := k.flush(ctx); err != nil {
		return "", nil, err
	}
	return k.AllSessionSpecificStores.GetOutgoingEvent(ctx, chat, otherName, id)
}

// DeleteOldOutgoingEvents removes what is too old to be asked for again, when it is time.
func (k *keystore) DeleteOldOutgoingEvents(ctx context.Context) error {
	k.mu.Lock()
	due := time.Since(k.tidied) > tidyBuffer
	if due {
		k.tidied = time.Now()
	}
	k.mu.Unlock()
	if !due {
		return nil
	}
	return k.AllSessionSpecificStores.DeleteOldOutgoingEvents(ctx)
}

// PutMessageSecret saves what a message's votes and edits are encrypted with; that of a
// message that is about to be sent, or that is being handled, together with it.
func (k *keystore) PutMessageSecret(ctx context.Context, chat, sender types.JID, id types.MessageID, secret []byte) error {
	of := [3]string{chat.ToNonAD().String(), sender.ToNonAD().String(), id}
	k.mu.Lock()
	if k.next != nil {
		for sent := range k.next.Sent {
			if sent[1] == id {
				put(&k.next.Secrets, of, secret)
				k.mu.Unlock()
				return nil
			}
		}
	}
	if k.pending != nil {
		put(&k.pending.Secrets, of, secret)
		k.mu.Unlock()
		return nil
	}
	k.mu.Unlock()
	return k.write(ctx, func(w *message.KeyWrites) { put(&w.Secrets, of, secret) })
}

// GetMessageSecret reads it.
func (k *keystore) GetMessageSecret(ctx context.Context, chat, sender types.JID, id types.MessageID) ([]byte, types.JID, error) {
	if err := k.flush(ctx); err != nil {
		return nil, types.EmptyJID, err
	}
	return k.AllSessionSpecificStores.GetMessageSecret(ctx, chat, sender, id)
}

// GetPrivacyToken is what a contact has given us to write with. It is asked for with each
// message, and mostly there is none.
func (k *keystore) GetPrivacyToken(ctx context.Context, user types.JID) (*store.PrivacyToken, error) {
	k.mu.Lock()
	known, ok := k.tokens.get(user)
	changes := k.changes
	k.mu.Unlock()
	if ok && time.Now().Before(known.until) {
		return known.copy(), nil
	}
	read, err := k.AllSessionSpecificStores.GetPrivacyToken(ctx, user)
	if err != nil {
		return nil, err
	}
	known = token{PrivacyToken: read, until: time.Now().Add(rememberToken)}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.changes == changes {
		k.tokens.put(user, known)
	}
	return known.copy(), nil
}

// copy is the token for a caller who may change it.
func (t token) copy() *store.PrivacyToken {
	if t.PrivacyToken == nil {
		return nil
	}
	c := *t.PrivacyToken
	return &c
}

// PutPrivacyTokens saves tokens.
func (k *keystore) PutPrivacyTokens(ctx context.Context, tokens ...store.PrivacyToken) error {
	defer k.forgetTokens()
	return k.AllSessionSpecificStores.PutPrivacyTokens(ctx, tokens...)
}

// DeleteExpiredPrivacyTokens removes those that WhatsApp takes no more.
func (k *keystore) DeleteExpiredPrivacyTokens(ctx context.Context, before time.Time) (int64, error) {
	defer k.forgetTokens()
	return k.AllSessionSpecificStores.DeleteExpiredPrivacyTokens(ctx, before)
}

// GetNCTSalt is what we make tokens for contacts from who have given us none; nil when
// WhatsApp has not sent it.
func (k *keystore) GetNCTSalt(ctx context.Context) ([]byte, error) {
	k.mu.Lock()
	known, changes := k.salt, k.changes
	k.mu.Unlock()
	if known != nil && time.Now().Before(known.until) {
		return known.salt, nil
	}
	salt, err := k.AllSessionSpecificStores.GetNCTSalt(ctx)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.changes == changes {
		k.salt = &token{salt: salt, until: time.Now().Add(rememberToken)}
	}
	return salt, nil
}

// PutNCTSalt saves it.
func (k *keystore) PutNCTSalt(ctx context.Context, salt []byte) error {
	defer k.forgetTokens()
	return k.AllSessionSpecificStores.PutNCTSalt(ctx, salt)
}

// DeleteNCTSalt removes it.
func (k *keystore) DeleteNCTSalt(ctx context.Context) error {
	defer k.forgetTokens()
	return k.AllSessionSpecificStores.DeleteNCTSalt(ctx)
}

func (k *keystore) forgetTokens() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tokens.clear()
	k.salt = nil
	k.changes++
}
