package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchboard/internal/message"
	"switchboard/sqlc"
)

// SaveKeys writes all of w, in one transaction and one round trip, together with what
// other accounts write at the same time. It fails when another process holds the account,
// whose ratchets have moved on then.
func (s *Store) SaveKeys(ctx context.Context, accountID uuid.UUID, w message.KeyWrites) error {
	_, err := s.keyWrites.do(ctx, accountID, keyWrite{accountID, w})
	return err
}

// keyWrite is what SaveKeys is given.
type keyWrite struct {
	accountID uuid.UUID
	message.KeyWrites
}

// saveAllKeys writes those of different accounts. What is sent together, without BEGIN, is
// one transaction.
func (s *Store) saveAllKeys(ctx context.Context, all []keyWrite) ([]struct{}, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, translate(err, anAccount)
	}
	defer conn.Release()
	p := &pipeline{conn: conn, queued: &pgx.Batch{}}
	for _, w := range all {
		if err := queueKeys(ctx, sqlc.New(p), w.accountID, s.holder, w.KeyWrites); err != nil {
			return nil, err
		}
	}
	if _, err := p.flush(ctx); err != nil {
		return nil, translate(fmt.Errorf("save keys: %w", err), anAccount)
	}
	return make([]struct{}, len(all)), nil
}

// queueKeys queues the statements: none of them is waited for.
func queueKeys(ctx context.Context, q *sqlc.Queries, accountID, holder uuid.UUID, w message.KeyWrites) error {
	now, device := time.Now(), w.Device
	if err := q.KeysHeld(ctx, sqlc.KeysHeldParams{AccountID: accountID, Holder: holder}); err != nil {
		return err
	}
	if len(w.Sessions) > 0 {
		put := sqlc.SessionsPutParams{Device: device}
		for address, session := range w.Sessions {
			put.Addresses, put.Sessions = append(put.Addresses, address), append(put.Sessions, session)
		}
		if err := q.SessionsPut(ctx, put); err != nil {
			return err
		}
	}
	if len(w.Identities) > 0 {
		put := sqlc.IdentitiesPutParams{Device: device}
		for address, identity := range w.Identities {
			put.Addresses, put.Identities = append(put.Addresses, address), append(put.Identities, identity[:])
		}
		if err := q.IdentitiesPut(ctx, put); err != nil {
			return err
		}
	}
	for of, key := range w.SenderKeys {
		if err := q.SenderKeyPut(ctx, sqlc.SenderKeyPutParams{Device: device, Chat: of[0], Sender: of[1], SenderKey: key}); err != nil {
			return err
		}
	}
	for of, secret := range w.Secrets {
		if err := q.MessageSecretPut(ctx, sqlc.MessageSecretPutParams{Device: device, Chat: of[0], Sender: of[1], MessageID: of[2], Secret: secret}); err != nil {
			return err
		}
	}
	for of, plaintext := range w.Sent {
		if err := q.SentPut(ctx, sqlc.SentPutParams{Device: device, Chat: of[0], MessageID: of[1], Format: of[2], Plaintext: plaintext, At: now.UnixMilli()}); err != nil {
			return err
		}
	}
	return queueReceived(ctx, q, w, now)
}

// queueReceived is the part of queueKeys that is about what comes in.
func queueReceived(ctx context.Context, q *sqlc.Queries, w message.KeyWrites, now time.Time) error {
	device := w.Device
	for hash, plaintext := range w.Decrypted {
		if err := q.DecryptedPut(ctx, sqlc.DecryptedPutParams{
			Device: device, CiphertextHash: hash[:], Plaintext: plaintext, ServerAt: now.Unix(), At: now.UnixMilli(),
		}); err != nil {
			return err
		}
	}
	if len(w.Handled) > 0 {
		if err := q.DecryptedDelete(ctx, sqlc.DecryptedDeleteParams{Device: device, Hashes: w.Handled}); err != nil {
			return err
		}
	}
	if len(w.UsedKeys) > 0 {
		return q.PreKeysUsed(ctx, sqlc.PreKeysUsedParams{Device: device, Ids: w.UsedKeys})
	}
	return nil
}

// Decrypted are an account's messages that were decrypted and not handled, by the hash of
// what came.
func (s *Store) Decrypted(ctx context.Context, device string) (map[[32]byte][]byte, error) {
	rows, err := s.q.DecryptedList(ctx, device)
	out := make(map[[32]byte][]byte, len(rows))
	for _, r := range rows {
		out[[32]byte(r.CiphertextHash)] = r.Plaintext
	}
	return out, translate(err, anAccount)
}
