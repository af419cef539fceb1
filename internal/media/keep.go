package media

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"os"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/fault"
)

// Staged is a file on its way to a store, on this machine's disk.
type Staged struct {
	Path   string
	Size   int64
	SHA256 []byte
}

func (s Staged) drop() { os.Remove(s.Path) }

// Blobs keeps bytes under keys such as "account/file". Nothing of a file is held in memory,
// in either direction.
type Blobs interface {
	// Put keeps a staged file, in the place of what has its key; the file at Path may be
	// gone afterwards. Faults: Unavailable, TooLarge.
	Put(ctx context.Context, key string, s Staged) error
	// Open reads what is kept: from where it is sought to, and only so far as it is read.
	// Faults, then or while it is read: ErrMissing, Unavailable.
	Open(ctx context.Context, key string, size int64) (io.ReadSeekCloser, error)
	// Stat tells whether it is kept. Faults: ErrMissing, Unavailable.
	Stat(ctx context.Context, key string) error
	// Delete removes it; that nothing is there is none of its failures.
	Delete(ctx context.Context, key string) error
	// DeleteAll removes everything whose key begins with prefix and a slash.
	DeleteAll(ctx context.Context, prefix string) error
	// Check tells whether files can be kept, and does what it can so that they can.
	Check(ctx context.Context) error
}

// Stores are the places where bytes are. New files go to the current one; the others are
// for what was kept before the configuration changed.
type Stores struct {
	Current string
	All     map[string]Blobs
}

// ErrMissing says that a file's bytes are gone.
var ErrMissing = fault.New(fault.NotFound, "The file is not on this server any more.").WithCode("media_missing")

// errStoreGone is about a file in a store that the configuration does not name any more.
var errStoreGone = fault.New(fault.NotFound, "The file is in a store that is not configured any more.").WithCode("media_missing")

func (s *Service) blobs(f File) (Blobs, error) {
	if b, ok := s.Stores.All[f.Store]; ok {
		return b, nil
	}
	return nil, errStoreGone
}

func key(f File) string { return f.AccountID.String() + "/" + f.ID.String() }

func (s *Service) open(ctx context.Context, f File) (io.ReadSeekCloser, error) {
	b, err := s.blobs(f)
	if err != nil {
		return nil, err
	}
	return b.Open(ctx, key(f), f.Size)
}

// Reader gives a way to open a file until ctx is done, for the outbox: it has no caller to
// check. It fails with NotFound when the bytes are gone.
func (s *Service) Reader(ctx context.Context, f File) (open func() (io.ReadSeekCloser, error), err error) {
	b, err := s.blobs(f)
	if err != nil {
		return nil, err
	}
	if err := b.Stat(ctx, key(f)); err != nil {
		return nil, err
	}
	return func() (io.ReadSeekCloser, error) { return s.open(ctx, f) }, nil
}

// Recover removes what a process that was killed has left on its way to a store. It comes
// before anything is staged.
func (s *Service) Recover() error {
	if err := os.RemoveAll(s.Staging); err != nil {
		return fmt.Errorf("empty the staging folder: %w", err)
	}
	if err := os.MkdirAll(s.Staging, 0o700); err != nil {
		return fmt.Errorf("make the staging folder: %w", err)
	}
	return nil
}

// stage fills a file on the disk; size and hash go to f.
func (s *Service) stage(fill func(io.Writer) error, f *File) (Staged, error) {
	tmp, err := os.CreateTemp(s.Staging, "file-*")
	if err != nil {
		return Staged{}, fmt.Errorf("make media file: %w", err)
	}
	counter := &counting{sum: sha256.New(), to: tmp}
	err = fill(counter)
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		os.Remove(tmp.Name())
		return Staged{}, fmt.Errorf("write media file: %w", err)
	}
	f.Size, f.SHA256 = counter.n, counter.sum.Sum(nil)
	return Staged{Path: tmp.Name(), Size: f.Size, SHA256: f.SHA256}, nil
}

func (s *Service) keep(ctx context.Context, f File, staged Staged) error {
	b, err := s.blobs(f)
	if err != nil {
		return err
	}
	return b.Put(ctx, key(f), staged)
}

// keepUpload keeps what somebody has uploaded: row, bytes, and then that they are there.
func (s *Service) keepUpload(ctx context.Context, f File, staged Staged) (File, error) {
	f.Store = s.Stores.Current
	if err := s.Store.CreateMedia(ctx, f); err != nil {
		return File{}, err
	}
	err := s.keep(ctx, f, staged)
	if err == nil {
		err = s.Store.MediaKept(ctx, f.ID)
	}
	if err != nil {
		// What is not removed now is by Purge.
		ctx = context.WithoutCancel(ctx)
		if s.remove(ctx, f) == nil {
			_ = s.Store.DeleteMedia(ctx, f.ID)
		}
		return File{}, err
	}
	f.Status = Ready
	return f, nil
}

// remove removes a file's bytes, if any store has them.
func (s *Service) remove(ctx context.Context, f File) error {
	if f.Store == "" {
		return nil // they were never here
	}
	b, err := s.blobs(f)
	if err != nil {
		s.Log.WarnContext(ctx, "media file stays in a store that is not configured", "media_id", f.ID, "store", f.Store)
		return nil //nolint:nilerr // nobody can remove it; its row goes all the same
	}
	return b.Delete(ctx, key(f))
}

// removalTimeout is how long who deletes an account waits for its files: what is not
// removed then is by Purge.
const removalTimeout = 5 * time.Second

// RemoveAccount removes all files of an account that is gone. What is left because of a
// store that is away, or of a crash, is removed by Purge.
func (s *Service) RemoveAccount(ctx context.Context, accountID uuid.UUID) error {
	ctx, cancel := context.WithTimeout(ctx, removalTimeout)
	defer cancel()
	return s.removeAccount(ctx, accountID)
}

func (s *Service) removeAccount(ctx context.Context, accountID uuid.UUID) error {
	for name, b := range s.Stores.All {
		if err := b.DeleteAll(ctx, accountID.String()); err != nil {
			return fmt.Errorf("remove files from the store %s: %w", name, err)
		}
	}
	return s.Store.MediaRemoved(ctx, accountID)
}

// purgeBatch is how much is removed between two looks at the database.
const purgeBatch = 100

// Purge removes the files of accounts that are gone, and those that no message refers to:
// uploads that were not used, what a crash has left half kept, and files of messages that
// were removed.
func (s *Service) Purge(ctx context.Context) error {
	gone, err := s.Store.MediaRemovals(ctx, purgeBatch)
	if err != nil {
		return err
	}
	for _, id := range gone {
		if err := s.removeAccount(ctx, id); err != nil {
			return err
		}
	}
	for {
		unused, err := s.Store.UnusedMedia(ctx, time.Now().Add(-unusedAge), purgeBatch)
		if err != nil || len(unused) == 0 {
			return err
		}
		for _, f := range unused {
			if err := s.remove(ctx, f); err != nil {
				return err
			}
			if err := s.Store.DeleteMedia(ctx, f.ID); err != nil {
				return err
			}
		}
	}
}

// counting passes bytes on, counts and hashes them.
type counting struct {
	n   int64
	sum hash.Hash
	to  io.Writer
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	c.sum.Write(p[:n])
	return n, err
}
