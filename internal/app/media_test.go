package app_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// TestMedia uploads once, sends twice, and links for who has no credential.
func TestMedia(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 1000, 500)), nil))
	get := func(path, key string, headers ...string) (int, []byte) {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, s.url+path, nil)
		require.NoError(t, err)
		if key != "" {
			r.Header.Set("X-API-Key", key)
		}
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, body
	}
	r, err := http.NewRequest(http.MethodPost, s.url+"/api/media?filename=a.jpg", bytes.NewReader(b.Bytes()))
	require.NoError(t, err)
	r.Header.Set("X-API-Key", s.key)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, http.StatusCreated, resp.StatusCode)
	path := resp.Header.Get("Location")
	id := path[strings.LastIndexByte(path, '/')+1:]
	for _, text := range []string{"one", "two"} {
		_, waID := s.compose(t, "rest", object{"to": s.customer.Number(), "media_id": id, "text": text})
		require.Equal(t, "image", s.shown(t, waID).Type)
	}

	var link struct{ URL string }
	s.must(t, "POST", path+"/link", object{"expires_in": 60}, &link)
	status, body := get(link.URL, "")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, b.Bytes(), body)
	status, body = get(link.URL, "", "Range", "bytes=0-9")
	require.Equal(t, http.StatusPartialContent, status)
	require.Equal(t, b.Bytes()[:10], body)
	for _, other := range []string{
		link.URL + "0", strings.Replace(link.URL, "expires=1", "expires=2", 1), strings.Replace(link.URL, "expires=", "expires=0", 1) + "x", path + "?signature=", path + "?expires=9999999999&signature=00",
	} {
		status, _ = get(other, "")
		require.Equal(t, http.StatusForbidden, status, other)
	}
	status, _ = get(path, "")
	require.Equal(t, http.StatusUnauthorized, status)

	status, body = get(path+"/thumbnail", s.key)
	require.Equal(t, http.StatusOK, status)
	small, err := jpeg.DecodeConfig(bytes.NewReader(body))
	require.NoError(t, err)
	require.Equal(t, []int{320, 160}, []int{small.Width, small.Height})
}

// TestMediaAgain has the phone upload a file that WhatsApp does not have any more.
func TestMediaAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t, "WA_HISTORY_DAYS=0") // the history is a file too: the fault is for another
	_, err := s.box.AddFault(sandbox.Fault{Kind: sandbox.FaultMedia404, Count: 1})
	require.NoError(t, err)
	id, err := s.customer.SendMedia(t.Context(), s.phone.Number(), sandbox.Media{Data: picture(t), Mimetype: "image/png"})
	require.NoError(t, err)
	eventually(t, "the file", func() bool { m := s.find(t, id); return m.Media != nil && m.Media.Status == "ready" })
	require.True(t, strings.Contains(s.log(), "phone asked for a file again"), "the fault struck")
}

// TestPreviews shows what comes with a file before the file is here, and what is sent with a video.
func TestPreviews(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	small := func(side int) []byte {
		var b bytes.Buffer
		require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, side, side)), nil))
		return b.Bytes()
	}
	get := func(m full) []byte {
		t.Helper()
		require.NotNil(t, m.Media.ThumbnailURL)
		status, body := s.get(t, *m.Media.ThumbnailURL)
		require.Equal(t, http.StatusOK, status)
		return body
	}
	for kind, mimetype := range map[string]string{"video": "video/mp4", "document": "application/pdf", "image": "image/jpeg"} {
		id, err := s.customer.SendMedia(t.Context(), s.phone.Number(), sandbox.Media{Data: small(500), Mimetype: mimetype, Kind: kind, Thumbnail: small(40)})
		require.NoError(t, err)
		var m full
		eventually(t, kind, func() bool { m = s.find(t, id); return m.Media != nil && m.Media.Status == "ready" })
		side := 40
		if kind == "image" {
			side = 320 // a better one is made of the picture itself
		}
		shape, err := jpeg.DecodeConfig(bytes.NewReader(get(m)))
		require.NoError(t, err)
		require.Equal(t, side, shape.Width, kind)
	}
	id, err := s.customer.SendMedia(t.Context(), s.phone.Number(), sandbox.Media{Data: []byte("x"), Mimetype: "application/pdf"})
	require.NoError(t, err)
	var m full
	eventually(t, "document", func() bool { m = s.find(t, id); return m.Media != nil && m.Media.Status == "ready" })
	require.Nil(t, m.Media.ThumbnailURL)
	status, _ := s.get(t, "/api/media/"+m.Media.ID+"/thumbnail")
	require.Equal(t, http.StatusNotFound, status)
}

// TestPreviewBefore shows the small picture while WhatsApp does not give the file.
func TestPreviewBefore(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 40)), nil))
	_, err := s.box.AddFault(sandbox.Fault{Kind: sandbox.FaultMedia404, Number: s.customer.Number(), ForMS: 60_000})
	require.NoError(t, err)
	id, err := s.customer.SendMedia(t.Context(), s.phone.Number(), sandbox.Media{Data: picture(t), Mimetype: "image/png", Thumbnail: b.Bytes()})
	require.NoError(t, err)
	var m full
	eventually(t, "message", func() bool { m = s.find(t, id); return m.ID != "" })
	require.NotEqual(t, "ready", m.Media.Status)
	status, body := s.get(t, *m.Media.ThumbnailURL)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, b.Bytes(), body)
}
