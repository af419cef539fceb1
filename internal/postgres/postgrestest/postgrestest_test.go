package postgrestest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"switchboard/internal/postgres/postgrestest"
)

func TestNew(t *testing.T) {
	t.Parallel()

	t.Run("databases have the schema and are apart", func(t *testing.T) {
		t.Parallel()
		first, second := postgrestest.New(t), postgrestest.New(t)

		for _, table := range []string{"goose_db_version", "whatsmeow_device"} {
			var exists bool
			require.NoError(t, first.QueryRow(t.Context(), "SELECT to_regclass($1) IS NOT NULL", table).Scan(&exists))
			require.True(t, exists, table)
		}

		_, err := first.Exec(t.Context(), "CREATE TABLE mine (n int)")
		require.NoError(t, err)
		var exists bool
		require.NoError(t, second.QueryRow(t.Context(), "SELECT to_regclass('mine') IS NOT NULL").Scan(&exists))
		require.False(t, exists)
	})

	t.Run("a database is dropped with its test", func(t *testing.T) {
		t.Parallel()
		var address string
		t.Run("test", func(t *testing.T) {
			address = postgrestest.URL(t)
			conn, err := pgx.Connect(t.Context(), address)
			require.NoError(t, err)
			t.Cleanup(func() { _ = conn.Close(context.Background()) })
		})

		_, err := pgx.Connect(t.Context(), address)
		require.ErrorContains(t, err, "does not exist")
	})
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		postgrestest.New(b)
	}
}
