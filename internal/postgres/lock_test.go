package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// exec runs what a test needs of the database itself.
func (b *bundle) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := b.pool.Exec(b.ctx, sql, args...)
	require.NoError(t, err)
}

// blocked waits until somebody waits for a lock.
func (b *bundle) blocked(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		var n int
		err := b.pool.QueryRow(b.ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&n)
		return err == nil && n > 0
	}, 10*time.Second, 5*time.Millisecond)
}

func TestLocks(t *testing.T) {
	t.Parallel()

	t.Run("who_begins_a_message_waits_for_who_accepts_one_before_it_takes_a_row", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.must(t, "hello")
		accepting, err := b.pool.Begin(b.ctx)
		require.NoError(t, err)
		defer accepting.Rollback(b.ctx)
		// What Accept takes, in its order: the account, the conversation, what waits in it.
		for _, sql := range []string{
			"SELECT pg_advisory_xact_lock(hashtextextended(account_id::text, 0)) FROM messages WHERE id = $1",
			"SELECT c.id FROM chats c JOIN messages m ON m.chat_id = c.id WHERE m.id = $1 FOR NO KEY UPDATE OF c",
		} {
			_, err := accepting.Exec(b.ctx, sql, m.ID)
			require.NoError(t, err)
		}
		begun := make(chan error, 1)
		go func() {
			_, err := b.store.Begin(b.ctx, []uuid.UUID{m.ID}, b.holder, time.Now())
			begun <- err
		}()
		b.blocked(t)
		_, err = accepting.Exec(b.ctx, "UPDATE outbox SET priority = 0 WHERE message_id = $1", m.ID)
		require.NoError(t, err, "no deadlock")
		require.NoError(t, accepting.Commit(b.ctx))
		require.NoError(t, <-begun)
		require.Equal(t, message.Sending, b.get(t, m).Status)
	})

	const victim = `CREATE FUNCTION victim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('turns') <= (SELECT n FROM losses) THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF;
			RETURN NEW; END $$;
		CREATE TRIGGER victim BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION victim()`

	t.Run("the_victim_of_a_deadlock_tries_again", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.exec(t, "CREATE SEQUENCE turns; CREATE TABLE losses AS SELECT 2 AS n; "+victim)
		m := b.must(t, "hello")
		require.Equal(t, []string{"hello"}, b.heads(t))
		require.Len(t, b.get(t, m).History, 1)
	})

	t.Run("who_loses_each_time_is_told_to_try_again", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.exec(t, "CREATE SEQUENCE turns; CREATE TABLE losses AS SELECT 1000 AS n; "+victim)
		_, _, err := b.accept("hello")
		require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		require.NotZero(t, fault.As(err).RetryAfter)
	})
}
