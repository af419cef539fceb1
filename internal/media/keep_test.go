package media_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/blob"
	"switchboard/internal/event"
	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/postgres"
	"switchboard/internal/postgres/postgrestest"
	"switchboard/internal/seal"
)

// shelf is a store that may be away, in front of a folder.
type shelf struct {
	*blob.Local
	away bool
}

var errAway = errors.New("the store is away")

func (s *shelf) Put(ctx context.Context, key string, f media.Staged) error {
	if s.away {
		return errAway
	}
	return s.Local.Put(ctx, key, f)
}

func (s *shelf) Delete(ctx context.Context, key string) error {
	if s.away {
		return errAway
	}
	return s.Local.Delete(ctx, key)
}

func (s *shelf) DeleteAll(ctx context.Context, prefix string) error {
	if s.away {
		return errAway
	}
	return s.Local.DeleteAll(ctx, prefix)
}

type bundle struct {
	*media.Service
	ctx     context.Context
	rows    *postgres.Store
	shelf   *shelf
	account uuid.UUID
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{
		ctx: auth.WithCaller(t.Context(), auth.Caller{Kind: auth.Admin}), rows: postgres.NewStore(postgrestest.New(t), uuid.New()),
		shelf: &shelf{Local: &blob.Local{Dir: t.TempDir()}}, account: uuid.Must(uuid.NewV7()),
	}
	b.Service = media.NewService(media.Deps{
		Store: b.rows, Bus: &event.Bus{}, Log: slog.New(slog.DiscardHandler), Staging: filepath.Join(t.TempDir(), "staging"),
		Stores: media.Stores{Current: "shelf", All: map[string]media.Blobs{"shelf": b.shelf, "second": &blob.Local{Dir: t.TempDir()}}},
	})
	require.NoError(t, b.Recover())
	key, now := seal.NewToken(seal.AccountKeyPrefix), time.Now().UTC()
	require.NoError(t, b.rows.Create(b.ctx, account.Account{ID: b.account, Name: "Shop", Status: account.Initializing, APIKeyPrefix: key.Prefix, CreatedAt: now, UpdatedAt: now}, key.Hash))
	return b
}

func (b *bundle) save(t *testing.T, text string) media.File {
	t.Helper()
	f, err := b.Save(b.ctx, b.account, bytes.NewReader([]byte(text)), "", "a.txt")
	require.NoError(t, err)
	return f
}

func (b *bundle) read(t *testing.T, id uuid.UUID) string {
	t.Helper()
	_, r, err := b.Open(b.ctx, id)
	require.NoError(t, err)
	defer r.Close()
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(text)
}

// files are what lies in a folder and below.
func files(t *testing.T, dir string) int {
	t.Helper()
	n := 0
	require.NoError(t, filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}))
	return n
}

// old are rows that were made the day before yesterday.
func (b *bundle) old(t *testing.T, status media.Status) media.File {
	t.Helper()
	f := media.File{ID: uuid.Must(uuid.NewV7()), AccountID: b.account, Mimetype: "text/plain", Size: 4, Status: status, Store: "shelf", CreatedAt: time.Now().Add(-48 * time.Hour)}
	require.NoError(t, b.rows.CreateMedia(b.ctx, f))
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte("half"), 0o600))
	require.NoError(t, b.shelf.Put(b.ctx, f.AccountID.String()+"/"+f.ID.String(), media.Staged{Path: path}))
	return f
}

func TestKeep(t *testing.T) {
	t.Parallel()

	t.Run("files_stay_readable_where_they_are_when_the_store_changes", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		first := b.save(t, "first")
		b.Stores.Current = "second"
		second := b.save(t, "second")
		require.Equal(t, []string{"shelf", "second"}, []string{first.Store, second.Store})
		require.Equal(t, "first", b.read(t, first.ID))
		require.Equal(t, "second", b.read(t, second.ID))
		require.Equal(t, 1, files(t, b.shelf.Dir))
		delete(b.Stores.All, "shelf")
		_, _, err := b.Open(b.ctx, first.ID)
		require.Equal(t, "media_missing", fault.CodeOf(err))
	})

	t.Run("an_upload_that_the_store_does_not_take_leaves_nothing", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.shelf.away = true
		_, err := b.Save(b.ctx, b.account, bytes.NewReader([]byte("x")), "", "a.txt")
		require.ErrorIs(t, err, errAway)
		require.Zero(t, files(t, b.Staging))
		b.shelf.away = false
		unused, err := b.rows.UnusedMedia(b.ctx, time.Now().Add(time.Hour), 10)
		require.NoError(t, err)
		require.Len(t, unused, 1, "the row stays while the store may have the bytes")
		require.Equal(t, media.Pending, unused[0].Status)
	})

	t.Run("what_a_crash_left_half_kept_is_swept_with_its_bytes", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		half, unused, fresh := b.old(t, media.Pending), b.old(t, media.Ready), b.save(t, "fresh")
		require.NoError(t, os.WriteFile(filepath.Join(b.Staging, "file-1"), []byte("x"), 0o600))
		require.NoError(t, b.Recover())
		require.Zero(t, files(t, b.Staging))
		b.shelf.away = true
		require.Error(t, b.Purge(b.ctx))
		_, err := b.rows.Media(b.ctx, half.ID)
		require.NoError(t, err, "the row stays while its bytes cannot be removed")
		b.shelf.away = false
		require.NoError(t, b.Purge(b.ctx))
		for _, f := range []media.File{half, unused} {
			_, err := b.rows.Media(b.ctx, f.ID)
			require.True(t, fault.Is(err, fault.NotFound))
		}
		require.Equal(t, "fresh", b.read(t, fresh.ID))
		require.Equal(t, 1, files(t, b.shelf.Dir))
	})

	t.Run("files_of_an_account_that_is_gone_are_owed_to_be_removed", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.save(t, "one")
		b.save(t, "two")
		b.shelf.away = true
		require.NoError(t, b.rows.Delete(b.ctx, b.account))
		require.Error(t, b.RemoveAccount(b.ctx, b.account))
		require.Equal(t, 2, files(t, b.shelf.Dir))
		b.shelf.away = false
		require.NoError(t, b.Purge(b.ctx))
		require.Zero(t, files(t, b.shelf.Dir))
		left, err := b.rows.MediaRemovals(b.ctx, 10)
		require.NoError(t, err)
		require.Empty(t, left)
	})
}
