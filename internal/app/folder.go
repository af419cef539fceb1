package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
)

// folder is the data folder, held by this process alone until close.
type folder struct {
	dir  string
	lock *flock.Flock
	// holder is the name of whoever runs on this folder. It is kept in the folder: a
	// process that was killed and started again takes up its own accounts at once,
	// because the lock proves that the one before is gone.
	holder uuid.UUID
}

// lingering is how long a lock may outlive a process that was killed while it started
// another program.
const lingering = time.Second

// openFolder makes the data folder when it is missing and locks it. The lock is the
// kernel's: it ends with the process, however that ends.
func openFolder(ctx context.Context, dir string) (*folder, error) {
	// Others may pass through: PostgreSQL runs as a user of its own below it.
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make DATA_DIR: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "switchboard.lock"))
	short, cancel := context.WithTimeout(ctx, lingering)
	defer cancel()
	ok, err := lock.TryLockContext(short, lingering/50)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("lock DATA_DIR: %w", err)
	}
	if !ok {
		return nil, fmt.Errorf("another Switchboard is running on the data folder %s; stop it, or set DATA_DIR to another folder", dir)
	}
	holder, err := readHolder(filepath.Join(dir, "holder"))
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &folder{dir: dir, lock: lock, holder: holder}, nil
}

func readHolder(file string) (uuid.UUID, error) {
	text, err := os.ReadFile(file)
	if err == nil {
		if id, err := uuid.ParseBytes(text); err == nil {
			return id, nil
		}
	}
	id := uuid.New()
	if err := os.WriteFile(file, []byte(id.String()), 0o600); err != nil {
		return uuid.Nil, fmt.Errorf("write holder: %w", err)
	}
	return id, nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

func (f *folder) close() error { return f.lock.Close() }
