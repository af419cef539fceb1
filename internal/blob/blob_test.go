package blob_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"switchboard/internal/blob"
	"switchboard/internal/fault"
	"switchboard/internal/media"
)

// staged puts bytes where they wait for a store.
func staged(t *testing.T, b []byte) media.Staged {
	t.Helper()
	sum := sha256.Sum256(b)
	s := media.Staged{Path: filepath.Join(t.TempDir(), "file"), Size: int64(len(b)), SHA256: sum[:]}
	require.NoError(t, os.WriteFile(s.Path, b, 0o600))
	return s
}

// remote counts what a store sends, and remembers the ranges it was asked for.
type remote struct {
	sent   atomic.Int64
	ranges chan string
}

func (c *remote) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.Header.Get("Range") != "" {
			select {
			case c.ranges <- r.Header.Get("Range"):
			default:
			}
		}
		next.ServeHTTP(&counted{w, c}, r)
	})
}

type counted struct {
	http.ResponseWriter
	c *remote
}

func (w *counted) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.c.sent.Add(int64(n))
	return n, err
}

func newS3(t *testing.T, bucket string, pathStyle bool) (*blob.S3, *remote) {
	t.Helper()
	memory := s3mem.New()
	require.NoError(t, memory.CreateBucket("pictures"))
	c := &remote{ranges: make(chan string, 8)}
	server := httptest.NewServer(c.around(gofakes3.New(memory).Server()))
	t.Cleanup(server.Close)
	s, err := blob.NewS3(blob.S3Config{Endpoint: server.URL, Region: "us-east-1", Bucket: bucket, AccessKey: "key", SecretKey: "secret", Prefix: "switchboard", PathStyle: pathStyle})
	require.NoError(t, err)
	return s, c
}

// stores are all of them, with nothing in them.
func stores(t *testing.T) map[string]media.Blobs {
	t.Helper()
	s3, _ := newS3(t, "pictures", true)
	storage := newStorage(t, "service-key")
	return map[string]media.Blobs{
		"local":    &blob.Local{Dir: t.TempDir()},
		"s3":       s3,
		"supabase": blob.NewSupabase(storage.url, "service-key", "switchboard-media"),
	}
}

// TestBlobs holds every store against what media wants of one.
func TestBlobs(t *testing.T) {
	t.Parallel()
	for name, s := range stores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			require.NoError(t, s.Check(ctx))
			b := make([]byte, 3<<20)
			_, _ = rand.Read(b)
			require.NoError(t, s.Put(ctx, "a/1", staged(t, b)))
			require.NoError(t, s.Stat(ctx, "a/1"))

			r, err := s.Open(ctx, "a/1", int64(len(b)))
			require.NoError(t, err)
			got, err := io.ReadAll(r)
			require.NoError(t, err)
			require.True(t, bytes.Equal(b, got))
			at, err := r.Seek(-10, io.SeekEnd)
			require.NoError(t, err)
			require.EqualValues(t, len(b)-10, at)
			tail, err := io.ReadAll(r)
			require.NoError(t, err)
			require.Equal(t, b[len(b)-10:], tail)
			_, err = r.Seek(7, io.SeekStart)
			require.NoError(t, err)
			few := make([]byte, 5)
			_, err = io.ReadFull(r, few)
			require.NoError(t, err)
			require.Equal(t, b[7:12], few)
			require.NoError(t, r.Close())

			// A second attempt takes the first one's place.
			require.NoError(t, s.Put(ctx, "a/1", staged(t, []byte("again"))))
			r, err = s.Open(ctx, "a/1", 5)
			require.NoError(t, err)
			got, err = io.ReadAll(r)
			require.NoError(t, err)
			require.Equal(t, "again", string(got))
			require.NoError(t, r.Close())

			require.NoError(t, s.Delete(ctx, "a/1"))
			require.NoError(t, s.Delete(ctx, "a/1"), "that nothing is there is no failure")
			require.Equal(t, "media_missing", fault.CodeOf(s.Stat(ctx, "a/1")))
			r, err = s.Open(ctx, "a/1", 5)
			if err == nil {
				_, err = io.ReadAll(r)
			}
			require.Equal(t, "media_missing", fault.CodeOf(err))

			for _, key := range []string{"a/1", "a/2", "ab/3", "b/4"} {
				require.NoError(t, s.Put(ctx, key, staged(t, []byte(key))))
			}
			require.NoError(t, s.DeleteAll(ctx, "a"))
			require.NoError(t, s.DeleteAll(ctx, "nobody"))
			require.Error(t, s.Stat(ctx, "a/1"))
			require.Error(t, s.Stat(ctx, "a/2"))
			require.NoError(t, s.Stat(ctx, "ab/3"))
			require.NoError(t, s.Stat(ctx, "b/4"))
		})
	}
}

// TestS3_range asks only for what is read.
func TestS3_range(t *testing.T) {
	t.Parallel()
	s, c := newS3(t, "pictures", true)
	b := bytes.Repeat([]byte("0123456789abcdef"), 4<<16)
	require.NoError(t, s.Put(t.Context(), "a/1", staged(t, b)))
	f, err := s.Open(t.Context(), "a/1", int64(len(b)))
	require.NoError(t, err)
	defer f.Close()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Range", fmt.Sprintf("bytes=%d-", len(b)-16))
	before := c.sent.Load()
	http.ServeContent(w, r, "file.bin", timeZero, f)
	require.Equal(t, http.StatusPartialContent, w.Code)
	require.Equal(t, "0123456789abcdef", w.Body.String())
	require.Less(t, c.sent.Load()-before, int64(1<<20), "a range costs a range, and the bytes that tell a file's type")
	require.Equal(t, fmt.Sprintf("bytes=%d-", len(b)-16), <-c.ranges)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	refusing := newStorage(t, "another-key")
	small := newStorage(t, "service-key")
	small.limit = 10
	nobody := httptest.NewServer(nil)
	nobody.Close()
	noBucket, _ := newS3(t, "elsewhere", true)
	away, err := blob.NewS3(blob.S3Config{Endpoint: nobody.URL, Region: "x", Bucket: "pictures", AccessKey: "k", SecretKey: "s"})
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		store media.Blobs
		want  string
	}{
		"s3 without the bucket": {noBucket, "media_store_bucket"},
		"s3 away":               {away, "media_store_away"},
		"supabase, wrong key":   {blob.NewSupabase(refusing.url, "service-key", "switchboard-media"), "media_store_refused"},
		"supabase away":         {blob.NewSupabase(nobody.URL, "service-key", "switchboard-media"), "media_store_away"},
		"supabase, too large":   {blob.NewSupabase(small.url, "service-key", "switchboard-media"), "media_store_size"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tc.store.Put(ctx, "a/1", staged(t, []byte(strings.Repeat("x", 11))))
			if tc.want == "media_store_refused" || tc.want == "media_store_away" {
				require.Equal(t, tc.want, fault.CodeOf(tc.store.Stat(ctx, "a/1")), "not that the file is gone")
			}
			require.Equal(t, tc.want, fault.CodeOf(err))
			if tc.want != "media_store_size" {
				require.Equal(t, tc.want, fault.CodeOf(tc.store.Check(ctx)))
			}
			require.NotContains(t, err.Error(), "service-key")
		})
	}
	_, err = blob.NewS3(blob.S3Config{Endpoint: "pictures.example.com", Bucket: "pictures"})
	require.ErrorContains(t, err, "S3_ENDPOINT")
}
