package app_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// get asks with the account's key and returns status and body.
func (l *linked) get(t *testing.T, path string, headers ...string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, l.url+path, nil)
	require.NoError(t, err)
	r.Header.Set("X-API-Key", l.key)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := l.http.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, body
}

// upload streams a file to the server and returns its id.
func (l *linked) upload(t *testing.T, name string, r io.Reader) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, l.url+"/api/media?filename="+name, r)
	require.NoError(t, err)
	req.Header.Set("X-API-Key", l.key)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusCreated, resp.StatusCode)
	at := resp.Header.Get("Location")
	return at[strings.LastIndexByte(at, '/')+1:]
}

// TestStoreS3 keeps what goes out and what comes in in a bucket, and nothing on the disk.
func TestStoreS3(t *testing.T) {
	t.Parallel()
	bucket := s3mem.New()
	require.NoError(t, bucket.CreateBucket("pictures"))
	objects := func() int {
		list, err := bucket.ListBucket("pictures", nil, gofakes3.ListBucketPage{})
		require.NoError(t, err)
		return len(list.Contents)
	}
	server := httptest.NewServer(gofakes3.New(bucket).Server())
	t.Cleanup(server.Close)
	s := newStage(t, "S3_ENDPOINT="+server.URL, "S3_REGION=us-east-1", "S3_BUCKET=pictures", "S3_ACCESS_KEY_ID=key", "S3_SECRET_ACCESS_KEY=secret", "S3_PATH_STYLE=true", "S3_PREFIX=wa")

	image := picture(t)
	id := s.upload(t, "a.png", bytes.NewReader(image))
	require.Equal(t, 1, objects())
	_, waID := s.compose(t, "rest", object{"to": s.customer.Number(), "media_id": id})
	require.Equal(t, "image", s.shown(t, waID).Type)

	theirs, err := s.customer.SendMedia(t.Context(), s.phone.Number(), sandbox.Media{Data: image, Mimetype: "image/png"})
	require.NoError(t, err)
	var got full
	eventually(t, "the file", func() bool { got = s.find(t, theirs); return got.Media != nil && got.Media.Status == "ready" })
	require.Equal(t, 2, objects())
	path := "/api/media/" + got.Media.ID
	status, body := s.get(t, path)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, image, body)
	status, body = s.get(t, path, "Range", "bytes=8-15")
	require.Equal(t, http.StatusPartialContent, status)
	require.Equal(t, image[8:16], body)
	status, _ = s.get(t, path+"/thumbnail")
	require.Equal(t, http.StatusOK, status)

	_, err = s.admin.call("DELETE", "/api/accounts/"+s.id, nil, nil)
	require.NoError(t, err)
	eventually(t, "empty bucket", func() bool { return objects() == 0 })
}

// noise is a file of a given size that is nowhere.
type noise struct{ at, size int64 }

func (n *noise) Read(p []byte) (int, error) {
	if n.at >= n.size {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), n.size-n.at)]
	for i := range p {
		p[i] = byte((n.at + int64(i)) * 2654435761 >> 13)
	}
	n.at += int64(len(p))
	return len(p), nil
}

// peak is the most memory that a process has had since forget, in bytes.
func (s *server) peak(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(text), "VmHWM:")
	require.True(t, ok)
	kB, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	require.NoError(t, err)
	return kB << 10
}

// forget makes peak begin anew.
func (s *server) forget(t *testing.T) {
	t.Helper()
	require.NoError(t, os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.cmd.Process.Pid), []byte("5"), 0o200))
}

// mediaRise is the most memory that files may take on their way, however many they are.
const mediaRise = 32 << 20

// TestLargeFiles passes a document of 100 MB in both directions, then a backlog of 256 MB to
// WhatsApp, and looks at the server's memory meanwhile.
func TestLargeFiles(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	t.Parallel()
	s := newStage(t, "WA_MIN_MESSAGE_INTERVAL_MS=0")
	const large = 100 << 20
	s.running.forget(t)
	before := s.running.peak(t)
	whole := must(io.ReadAll(&noise{size: large}))
	id := s.upload(t, "large.bin", &noise{size: large})
	_, waID := s.compose(t, "rest", object{"to": s.customer.Number(), "media_id": id, "type": "document"})
	shown := s.shown(t, waID)
	require.Equal(t, large, shown.Media.Size)
	require.Equal(t, fmt.Sprintf("%x", sha256.Sum256(whole)), shown.Media.SHA256)

	theirs, err := s.customer.SendMedia(t.Context(), s.phone.Number(), sandbox.Media{Data: whole, Mimetype: "application/octet-stream", Filename: "back.bin"})
	require.NoError(t, err)
	var got full
	eventually(t, "the document", func() bool { got = s.find(t, theirs); return got.Media != nil && got.Media.Status == "ready" })
	require.EqualValues(t, large, got.Media.Size)
	require.Less(t, s.running.peak(t)-before, int64(mediaRise), "a document passes through")

	var last string
	for i := range 16 {
		id := s.upload(t, fmt.Sprintf("%d.bin", i), &noise{size: 16 << 20, at: int64(i)})
		last, _ = s.compose(t, "rest", object{"to": s.customer.Number(), "media_id": id, "type": "document"})
	}
	require.Empty(t, s.message(t, last, sent).Error)
	require.Less(t, s.running.peak(t)-before, int64(mediaRise), "a backlog waits on the disk")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
