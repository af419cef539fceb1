package blob

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"switchboard/internal/fault"
	"switchboard/internal/media"
)

// Supabase keeps files in Supabase Storage by its own interface, which takes the service
// role's key: its S3 interface wants keys that people have to make first.
type Supabase struct {
	base   string
	key    string
	bucket string
	client *http.Client
}

// NewSupabase makes the store of a project; key is its service role's.
func NewSupabase(projectURL, key, bucket string) *Supabase {
	return &Supabase{base: strings.TrimRight(projectURL, "/") + "/storage/v1", key: key, bucket: bucket, client: &http.Client{Transport: transport()}}
}

// Put sends a file; the bucket is made when it is missing.
func (s *Supabase) Put(ctx context.Context, key string, staged media.Staged) error {
	err := s.put(ctx, key, staged)
	if fault.CodeOf(err) == errBucket.Code {
		if err = s.makeBucket(ctx); err == nil {
			err = s.put(ctx, key, staged)
		}
	}
	return err
}

func (s *Supabase) put(ctx context.Context, key string, staged media.Staged) error {
	f, err := os.Open(staged.Path)
	if err != nil {
		return fmt.Errorf("read staged file: %w", err)
	}
	defer f.Close()
	r, err := s.request(ctx, http.MethodPost, "/object/"+s.bucket+"/"+key, f)
	if err != nil {
		return err
	}
	r.ContentLength = staged.Size
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("x-upsert", "true")
	return s.done(r)
}

// Open reads a file.
func (s *Supabase) Open(ctx context.Context, key string, size int64) (io.ReadSeekCloser, error) {
	return &ranged{ctx: ctx, size: size, from: func(ctx context.Context, offset int64) (io.ReadCloser, error) {
		r, err := s.request(ctx, http.MethodGet, "/object/authenticated/"+s.bucket+"/"+key, nil)
		if err != nil {
			return nil, err
		}
		if offset > 0 {
			r.Header.Set("Range", "bytes="+strconv.FormatInt(offset, 10)+"-")
		}
		resp, err := s.do(r)
		if err != nil {
			return nil, err
		}
		if offset > 0 && resp.StatusCode != http.StatusPartialContent {
			resp.Body.Close()
			return nil, errAway.WithCause(fmt.Errorf("a range was answered with %d", resp.StatusCode))
		}
		return resp.Body, nil
	}}, nil
}

// Stat tells whether a file is there.
func (s *Supabase) Stat(ctx context.Context, key string) error {
	// Not HEAD: its answer would not say why not.
	r, err := s.request(ctx, http.MethodGet, "/object/authenticated/"+s.bucket+"/"+key, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Range", "bytes=0-0")
	return s.done(r)
}

// Delete removes a file.
func (s *Supabase) Delete(ctx context.Context, key string) error {
	return s.deleteKeys(ctx, []string{key})
}

// deleteKeys removes many at once; what is not there is passed over.
func (s *Supabase) deleteKeys(ctx context.Context, keys []string) error {
	err := s.exchange(ctx, http.MethodDelete, "/object/"+s.bucket, map[string]any{"prefixes": keys}, nil)
	if fault.CodeOf(err) == errBucket.Code || fault.Is(err, fault.NotFound) {
		return nil // nothing is in a bucket that is not there
	}
	return err
}

// listed is how many files are listed and removed at a time.
const listed = 500

// DeleteAll removes a folder.
func (s *Supabase) DeleteAll(ctx context.Context, prefix string) error {
	for {
		var found []struct{ Name string }
		err := s.exchange(ctx, http.MethodPost, "/object/list/"+s.bucket, map[string]any{"prefix": prefix + "/", "limit": listed, "offset": 0}, &found)
		if fault.CodeOf(err) == errBucket.Code {
			return nil
		}
		if err != nil || len(found) == 0 {
			return err
		}
		keys := make([]string, len(found))
		for i, f := range found {
			keys[i] = prefix + "/" + f.Name
		}
		if err := s.deleteKeys(ctx, keys); err != nil {
			return err
		}
	}
}

// Check finds the bucket, or makes it.
func (s *Supabase) Check(ctx context.Context) error {
	err := s.exchange(ctx, http.MethodGet, "/bucket/"+s.bucket, nil, nil)
	if fault.CodeOf(err) == errBucket.Code || fault.Is(err, fault.NotFound) {
		return s.makeBucket(ctx)
	}
	return err
}

// makeBucket makes the bucket, which only the service role can read.
func (s *Supabase) makeBucket(ctx context.Context) error {
	err := s.exchange(ctx, http.MethodPost, "/bucket", map[string]any{"id": s.bucket, "name": s.bucket, "public": false}, nil)
	if fault.Is(err, fault.Conflict) {
		return nil // another process was faster
	}
	return err
}

// exchange sends and reads JSON.
func (s *Supabase) exchange(ctx context.Context, method, path string, body, into any) error {
	var b io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("write request: %w", err)
		}
		b = bytes.NewReader(raw)
	}
	r, err := s.request(ctx, method, path, b)
	if err != nil {
		return err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if into == nil {
		return s.done(r)
	}
	resp, err := s.do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		return errAway.WithCause(err)
	}
	return nil
}

func (s *Supabase) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	// Older keys are JSON web tokens, newer ones are looked up by apikey.
	r.Header.Set("Authorization", "Bearer "+s.key)
	r.Header.Set("apikey", s.key)
	return r, nil
}

func (s *Supabase) done(r *http.Request) error {
	resp, err := s.do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer))
	return err
}

// maxAnswer is the most that is read of an answer that is no file.
const maxAnswer = 64 << 10

// do sends a request and classifies the answer.
func (s *Supabase) do(r *http.Request) (*http.Response, error) {
	resp, err := s.client.Do(r)
	if err != nil {
		return nil, errAway.WithCause(err)
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	return nil, supabaseFault(resp.StatusCode, raw)
}

// supabaseFault classifies a refusal. The status in the body is the true one: the answer's
// own is 400 for most of them.
func supabaseFault(status int, raw []byte) error {
	var answer struct {
		StatusCode json.RawMessage `json:"statusCode"` // in quotes, or not
		Error      string          `json:"error"`
		Message    string          `json:"message"`
	}
	if json.Unmarshal(raw, &answer) == nil {
		if n, err := strconv.Atoi(strings.Trim(string(answer.StatusCode), `"`)); err == nil {
			status = n
		}
	}
	cause := fmt.Errorf("supabase storage answered %d %s %s", status, answer.Error, answer.Message)
	switch status {
	case http.StatusNotFound:
		if strings.Contains(answer.Error+answer.Message, "Bucket") {
			return errBucket.WithCause(cause)
		}
		return media.ErrMissing.WithCause(cause)
	case http.StatusConflict:
		return fault.New(fault.Conflict, "It is there already.").WithCause(cause)
	case http.StatusUnauthorized, http.StatusForbidden:
		return errRefused.WithCause(cause)
	case http.StatusRequestEntityTooLarge:
		return errSize.WithCause(cause)
	}
	return errAway.WithCause(cause)
}
