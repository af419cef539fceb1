package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"switchboard/internal/blob"
	"switchboard/internal/config"
	"switchboard/internal/media"
)

// staging lies within the folder of the local store: moving a file there is no copying, also
// where that folder is a volume of its own.
const staging = "media/.staging"

// mediaStores are the places that the configuration names: the local folder always, so that
// files of before stay readable.
func mediaStores(cfg config.Config, dir *folder) (media.Stores, error) {
	all := map[string]media.Blobs{config.StoreLocal: &blob.Local{Dir: dir.path("media")}}
	if cfg.S3Bucket != "" {
		s3, err := blob.NewS3(blob.S3Config{
			Endpoint: cfg.S3Endpoint, Region: cfg.S3Region, Bucket: cfg.S3Bucket, Prefix: cfg.S3Prefix, PathStyle: cfg.S3PathStyle,
			AccessKey: cfg.S3AccessKeyID, SecretKey: cfg.S3SecretAccessKey.Reveal(),
		})
		if err != nil {
			return media.Stores{}, err
		}
		all[config.StoreS3] = s3
	}
	if cfg.SupabaseStorage() {
		all[config.StoreSupabase] = blob.NewSupabase(cfg.SupabaseURL, cfg.SupabaseServiceKey.Reveal(), cfg.SupabaseBucket)
	}
	return media.Stores{Current: cfg.Store(), All: all}, nil
}

// checkStore says in the log when files cannot be kept: who starts the server is there to read it.
func (p *parts) checkStore(ctx context.Context) {
	if err := p.media.Stores.All[p.media.Stores.Current].Check(ctx); err != nil && ctx.Err() == nil {
		p.log.ErrorContext(ctx, "media cannot be kept; run `switchboard doctor`", "store", p.media.Stores.Current, "error", err)
	}
}

// probeKey is under no account, so nothing else has it.
const probeKey = "doctor/probe"

// checkMedia writes, reads and removes a small file.
func checkMedia(ctx context.Context, cfg config.Config) (found string, err error) {
	dir, err := openFolder(ctx, cfg.DataDir)
	if err != nil {
		return "", err
	}
	defer dir.close()
	stores, err := mediaStores(cfg, dir)
	if err != nil {
		return "", err
	}
	store := stores.All[stores.Current]
	if err := store.Check(ctx); err != nil {
		return "", err
	}
	want := []byte("Switchboard " + rand.Text())
	sum := sha256.Sum256(want)
	staged := media.Staged{Path: filepath.Join(dir.dir, "probe"), Size: int64(len(want)), SHA256: sum[:]}
	if err := os.WriteFile(staged.Path, want, 0o600); err != nil {
		return "", fmt.Errorf("write probe: %w", err)
	}
	defer os.Remove(staged.Path)
	if err := store.Put(ctx, probeKey, staged); err != nil {
		return "", fmt.Errorf("write: %w", err)
	}
	defer func() {
		if deleteErr := store.Delete(ctx, probeKey); err == nil && deleteErr != nil {
			err = fmt.Errorf("delete: %w", deleteErr)
		}
	}()
	if err := readTail(ctx, store, want); err != nil {
		return "", fmt.Errorf("read: %w", err)
	}
	return cfg.StoreName() + ": wrote, read and removed a file", nil
}

// readTail reads a file from its middle, as a player that seeks does.
func readTail(ctx context.Context, store media.Blobs, want []byte) error {
	r, err := store.Open(ctx, probeKey, int64(len(want)))
	if err != nil {
		return err
	}
	defer r.Close()
	const middle = 5
	if _, err := r.Seek(middle, io.SeekStart); err != nil {
		return err
	}
	got, err := io.ReadAll(r)
	if err == nil && !bytes.Equal(got, want[middle:]) {
		err = errors.New("what was read is not what was written")
	}
	return err
}
