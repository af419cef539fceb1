// Package blob keeps bytes where media wants them: in a local folder, in a store that speaks
// S3, or in Supabase Storage. All three stream; none holds a file in memory.
package blob

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"switchboard/internal/fault"
	"switchboard/internal/media"
)

var (
	_ media.Blobs = (*Local)(nil)
	_ media.Blobs = (*S3)(nil)
	_ media.Blobs = (*Supabase)(nil)
)

var (
	errAway    = fault.New(fault.Unavailable, "The media store does not answer.").WithCode("media_store_away").WithRetryAfter(10 * time.Second)
	errRefused = fault.New(fault.Unavailable, "The media store refuses the configured keys.").WithCode("media_store_refused").WithRetryAfter(time.Minute)
	errBucket  = fault.New(fault.Unavailable, "The media store has no such bucket.").WithCode("media_store_bucket").WithRetryAfter(time.Minute)
	errSize    = fault.New(fault.TooLarge, "The media store takes no file of this size.").WithCode("media_store_size")
)

const (
	// answerWait is how long a store may think before it answers, once it has the request.
	answerWait = time.Minute
	// dialWait is how long connecting to it may take.
	dialWait = 10 * time.Second
	// idleConns are kept open: what is sent and fetched at once.
	idleConns = 8
)

// transport is for one store. What a store answers is never compressed: ranges count bytes.
func transport() *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: dialWait}).DialContext, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: dialWait, ResponseHeaderTimeout: answerWait, IdleConnTimeout: time.Minute,
		MaxIdleConnsPerHost: idleConns, DisableCompression: true,
	}
}

// ranged reads a file of a remote store. It asks for nothing until it is read, and then for
// the rest from where it stands: seeking to a place and reading a little costs a little.
type ranged struct {
	ctx  context.Context //nolint:containedctx // a reader is as long as its request
	size int64
	from func(ctx context.Context, offset int64) (io.ReadCloser, error)
	at   int64
	body io.ReadCloser
}

func (r *ranged) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if r.body == nil {
		body, err := r.from(r.ctx, r.at)
		if err != nil {
			return 0, err
		}
		r.body = body
	}
	n, err := r.body.Read(p)
	r.at += int64(n)
	switch {
	case errors.Is(err, io.EOF) && r.at < r.size:
		err = errAway.WithCause(io.ErrUnexpectedEOF)
	case err != nil && !errors.Is(err, io.EOF):
		err = errAway.WithCause(err)
	}
	return n, err
}

func (r *ranged) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	if offset == r.at {
		return offset, nil
	}
	err := r.Close()
	r.at = offset
	return offset, err
}

func (r *ranged) Close() error {
	if r.body == nil {
		return nil
	}
	body := r.body
	r.body = nil
	return body.Close()
}
