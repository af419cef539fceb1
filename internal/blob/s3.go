package blob

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"switchboard/internal/media"
)

// S3Config says where a bucket is and who we are there.
type S3Config struct {
	Endpoint  string // an address; empty is Amazon's
	Region    string // empty: found out
	Bucket    string
	AccessKey string
	SecretKey string
	Prefix    string // of the keys in the bucket; may be empty
	PathStyle bool   // the bucket in the path instead of the host's name
}

// amazon is where S3 is when nothing else is said.
const amazon = "https://s3.amazonaws.com"

// S3 keeps files in a bucket of any store that speaks S3: Amazon's, R2, B2, Wasabi, Garage.
type S3 struct {
	core   *minio.Core
	bucket string
	prefix string
}

// NewS3 makes the store. It asks nothing of the network.
func NewS3(c S3Config) (*S3, error) {
	if c.Endpoint == "" {
		c.Endpoint = amazon
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("read S3_ENDPOINT: it has to be an address such as %s", amazon)
	}
	lookup := minio.BucketLookupAuto
	if c.PathStyle {
		lookup = minio.BucketLookupPath
	}
	core, err := minio.NewCore(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: u.Scheme == "https",
		Region: c.Region, BucketLookup: lookup, Transport: transport(), MaxRetries: 3,
	})
	if err != nil {
		return nil, fmt.Errorf("set S3 up: %w", err)
	}
	return &S3{core: core, bucket: c.Bucket, prefix: c.Prefix}, nil
}

func (s *S3) key(k string) string { return path.Join(s.prefix, k) }

// Put sends a file in one request, signed with the hash of the whole: what every such store
// understands, and checks.
func (s *S3) Put(ctx context.Context, key string, staged media.Staged) error {
	f, err := os.Open(staged.Path)
	if err != nil {
		return fmt.Errorf("read staged file: %w", err)
	}
	defer f.Close()
	_, err = s.core.PutObject(ctx, s.bucket, s.key(key), f, staged.Size, "", hex.EncodeToString(staged.SHA256), minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableContentSha256: true,
	})
	return s3Fault(err)
}

// Open reads a file.
func (s *S3) Open(ctx context.Context, key string, size int64) (io.ReadSeekCloser, error) {
	return &ranged{ctx: ctx, size: size, from: func(ctx context.Context, offset int64) (io.ReadCloser, error) {
		var o minio.GetObjectOptions
		if offset > 0 {
			if err := o.SetRange(offset, 0); err != nil {
				return nil, err
			}
		}
		body, _, _, err := s.core.GetObject(ctx, s.bucket, s.key(key), o)
		return body, s3Fault(err)
	}}, nil
}

// Stat tells whether a file is there.
func (s *S3) Stat(ctx context.Context, key string) error {
	_, err := s.core.StatObject(ctx, s.bucket, s.key(key), minio.StatObjectOptions{})
	return s3Fault(err)
}

// Delete removes a file.
func (s *S3) Delete(ctx context.Context, key string) error {
	err := s.core.RemoveObject(ctx, s.bucket, s.key(key), minio.RemoveObjectOptions{})
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return nil
	}
	return s3Fault(err)
}

// DeleteAll removes what begins so, one after the other: not every store removes many at once.
func (s *S3) DeleteAll(ctx context.Context, prefix string) error {
	for o := range s.core.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.key(prefix) + "/", Recursive: true}) {
		if o.Err != nil {
			return s3Fault(o.Err)
		}
		if err := s.core.RemoveObject(ctx, s.bucket, o.Key, minio.RemoveObjectOptions{}); err != nil {
			return s3Fault(err)
		}
	}
	return nil
}

// Check tells whether the bucket is there. It is not made: how it is to be set up is its
// owner's to say.
func (s *S3) Check(ctx context.Context) error {
	ok, err := s.core.BucketExists(ctx, s.bucket)
	if err == nil && !ok {
		return errBucket
	}
	return s3Fault(err)
}

// s3Fault classifies what a store answers.
func s3Fault(err error) error {
	if err == nil {
		return nil
	}
	r := minio.ToErrorResponse(err)
	switch {
	case r.Code == minio.NoSuchBucket:
		return errBucket.WithCause(err)
	case r.Code == minio.NoSuchKey || r.StatusCode == http.StatusNotFound:
		return media.ErrMissing.WithCause(err)
	case r.StatusCode == http.StatusForbidden || r.StatusCode == http.StatusUnauthorized:
		return errRefused.WithCause(err)
	case r.Code == minio.EntityTooLarge || r.StatusCode == http.StatusRequestEntityTooLarge:
		return errSize.WithCause(err)
	}
	return errAway.WithCause(err)
}
