package whatsapp_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"switchboard/internal/message"
	"switchboard/internal/outbox"
	"switchboard/internal/whatsapp"
)

// keyring saves keys, unless it is told to fail.
type keyring struct {
	whatsapp.Keys
	mu   sync.Mutex
	fail error
}

func (k *keyring) failing(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fail = err
}

func (k *keyring) SaveKeys(ctx context.Context, accountID uuid.UUID, w message.KeyWrites) error {
	k.mu.Lock()
	err := k.fail
	k.mu.Unlock()
	if err != nil {
		return err
	}
	return k.Keys.SaveKeys(ctx, accountID, w)
}

// statements counts round trips to the tables in which each message writes.
type statements struct {
	mu   sync.Mutex
	list []string
}

func (s *statements) note(sql string) {
	for _, table := range []string{"sessions", "identity_keys", "event_buffer", "retry_buffer", "privacy_tokens", "nct_salt", "message_secrets"} {
		if strings.Contains(sql, "whatsmeow_"+table) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.list = append(s.list, sql)
			return
		}
	}
}

func (s *statements) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list
	s.list = nil
	return list
}

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	s.note(d.SQL)
	return ctx
}
func (s *statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// A batch is one round trip, whatever is in it.
func (s *statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	var all []string
	for _, q := range d.Batch.QueuedQueries {
		all = append(all, q.SQL)
	}
	s.note(strings.Join(all, ";\n"))
	return ctx
}
func (s *statements) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (s *statements) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// talk has both sides write until nothing of their acquaintance is left to be saved.
func (b *bench) talk(p interface {
	Say(ctx context.Context, to, text string) (string, error)
}, to message.Peer, own string,
) {
	b.t.Helper()
	for _, text := range []string{"one", "two", "three"} {
		_, err := p.Say(b.context(), own, text)
		require.NoError(b.t, err)
		awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == text })
		_, _, err = b.sendText(to, "answer to "+text)
		require.NoError(b.t, err)
	}
}

func TestAMessagesKeysAreOneWrite(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	b.talk(ben, number(ben), anna.Number())
	b.statements.taken()
	_, _, err := b.sendText(number(ben), "counted")
	require.NoError(t, err)
	require.Len(t, b.statements.taken(), 1, "sending")

	_, err = ben.Say(b.context(), anna.Number(), "counted too")
	require.NoError(t, err)
	in := awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == "counted too" })
	require.NotEmpty(t, in.Keys.Sessions, "the ratchet is stored with the message")
	b.expect(ben, "counted")
	require.Len(t, b.statements.taken(), 1, "receiving: what the store writes with the message")
	require.Zero(t, b.count("whatsmeow_event_buffer"))
}

func TestAMessageWhoseKeysAreNotSavedDoesNotGo(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	b.talk(ben, number(ben), anna.Number())
	b.keys.failing(errAway)
	_, id, err := b.sendText(number(ben), "never")
	require.Error(t, err)
	b.keys.failing(nil)
	_, err = b.engine.Send(b.context(), b.account.ID, outbox.Letter{WAID: id, To: number(ben), Type: message.Text, Text: "never mind"})
	require.NoError(t, err)
	b.expect(ben, "never mind")
	for _, m := range ben.Messages() {
		require.NotEqual(t, "never", m.Text)
	}
}

// A send that happens while a message is being stored uses the ratchet which that message
// has moved: it must not be what saves it when the message is not stored.
func TestSendingWhileAMessageIsNotStored(t *testing.T) {
	b := setup(t)
	anna, ben := b.phone("Anna"), b.phone("Ben")
	b.link(anna)
	b.talk(ben, number(ben), anna.Number())
	storing, refuse := make(chan struct{}), make(chan struct{})
	var once sync.Once
	b.messages.failing(func(call any) (err error) {
		if in, ok := call.(message.Inbound); ok && in.Text == "dear" {
			once.Do(func() {
				close(storing)
				<-refuse
				err = errAway
			})
		}
		return err
	})
	_, err := ben.Say(b.context(), anna.Number(), "dear")
	require.NoError(t, err)
	<-storing
	sent := make(chan error, 1)
	go func() {
		_, _, err := b.sendText(number(ben), "meanwhile")
		sent <- err
	}()
	close(refuse)
	<-sent // whether it went or not
	b.restart()
	b.start()
	awaitThat(b.messages.recorder, func(in message.Inbound) bool { return in.Text == "dear" })
	require.Eventually(t, func() bool {
		_, _, err := b.sendText(number(ben), "after")
		return err == nil
	}, patience, 50*1e6)
	b.expect(ben, "after")
}
