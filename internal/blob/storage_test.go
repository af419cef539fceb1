package blob_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

var timeZero time.Time

// storage answers as Supabase Storage does: its paths, its headers, and its way of putting the
// true status into the body of a 400.
type storage struct {
	url   string
	key   string
	limit int

	mu      sync.Mutex
	buckets map[string]map[string][]byte
}

func newStorage(t *testing.T, key string) *storage {
	t.Helper()
	s := &storage{key: key, limit: 50 << 20, buckets: map[string]map[string][]byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /storage/v1/bucket/{bucket}", s.inBucket(func(w http.ResponseWriter, r *http.Request, _ map[string][]byte) {
		_ = json.NewEncoder(w).Encode(map[string]any{"id": r.PathValue("bucket"), "public": false})
	}))
	mux.HandleFunc("POST /storage/v1/bucket", s.makeBucket)
	mux.HandleFunc("POST /storage/v1/object/list/{bucket}", s.inBucket(s.list))
	mux.HandleFunc("POST /storage/v1/object/{bucket}/{key...}", s.inBucket(s.put))
	mux.HandleFunc("GET /storage/v1/object/authenticated/{bucket}/{key...}", s.inBucket(s.get))
	mux.HandleFunc("DELETE /storage/v1/object/{bucket}", s.inBucket(s.remove))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("apikey") != s.key || r.Header.Get("Authorization") != "Bearer "+s.key {
			refuse(w, "403", "Unauthorized", "Invalid Compact JWS")
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func refuse(w http.ResponseWriter, status, short, message string) {
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"statusCode": status, "error": short, "message": message})
}

func (s *storage) inBucket(next func(http.ResponseWriter, *http.Request, map[string][]byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		b, ok := s.buckets[r.PathValue("bucket")]
		if !ok {
			refuse(w, "404", "Bucket not found", "Bucket not found")
			return
		}
		next(w, r, b)
	}
}

func (s *storage) makeBucket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct {
		Name   string
		Public bool
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Name == "" || in.Public {
		refuse(w, "400", "Bad Request", "body should have required property 'name'")
		return
	}
	if _, ok := s.buckets[in.Name]; ok {
		refuse(w, "409", "Duplicate", "The resource already exists")
		return
	}
	s.buckets[in.Name] = map[string][]byte{}
}

func (s *storage) put(w http.ResponseWriter, r *http.Request, in map[string][]byte) {
	key := r.PathValue("key")
	b, err := io.ReadAll(r.Body)
	switch _, there := in[key]; {
	case err != nil || r.ContentLength < 0:
		refuse(w, "400", "Bad Request", "no length")
	case len(b) > s.limit:
		refuse(w, "413", "Payload too large", "The object exceeded the maximum allowed size")
	case there && r.Header.Get("x-upsert") != "true":
		refuse(w, "409", "Duplicate", "The resource already exists")
	default:
		in[key] = b
	}
}

func (s *storage) get(w http.ResponseWriter, r *http.Request, in map[string][]byte) {
	b, ok := in[r.PathValue("key")]
	if !ok {
		refuse(w, "404", "not_found", "Object not found")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", timeZero, bytes.NewReader(b))
}

func (s *storage) list(w http.ResponseWriter, r *http.Request, in map[string][]byte) {
	var q struct {
		Prefix string
		Limit  int
	}
	_ = json.NewDecoder(r.Body).Decode(&q)
	found := []map[string]string{}
	for key := range in {
		if rest, ok := strings.CutPrefix(key, q.Prefix); ok && len(found) < q.Limit {
			found = append(found, map[string]string{"name": rest})
		}
	}
	_ = json.NewEncoder(w).Encode(found)
}

func (s *storage) remove(w http.ResponseWriter, r *http.Request, in map[string][]byte) {
	var q struct{ Prefixes []string }
	_ = json.NewDecoder(r.Body).Decode(&q)
	for _, key := range q.Prefixes {
		delete(in, key)
	}
	_ = json.NewEncoder(w).Encode([]string{})
}
