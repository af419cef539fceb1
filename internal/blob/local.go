package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"switchboard/internal/media"
)

// Local keeps files in a folder of this machine.
type Local struct{ Dir string }

func (l *Local) path(key string) string { return filepath.Join(l.Dir, filepath.FromSlash(key)) }

// Put moves a staged file to its place: complete or not at all.
func (l *Local) Put(_ context.Context, key string, s media.Staged) error {
	target := l.path(key)
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return fmt.Errorf("make media folder: %w", err)
	}
	if err := os.Rename(s.Path, target); err != nil {
		return fmt.Errorf("keep media file: %w", err)
	}
	return nil
}

// Open opens a file.
func (l *Local) Open(_ context.Context, key string, _ int64) (io.ReadSeekCloser, error) {
	f, err := os.Open(l.path(key))
	if err != nil {
		return nil, missing(err)
	}
	return f, nil
}

// Stat tells whether a file is there.
func (l *Local) Stat(_ context.Context, key string) error {
	_, err := os.Stat(l.path(key))
	return missing(err)
}

// Delete removes a file.
func (l *Local) Delete(_ context.Context, key string) error {
	if err := os.Remove(l.path(key)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove media file: %w", err)
	}
	return nil
}

// DeleteAll removes a folder.
func (l *Local) DeleteAll(_ context.Context, prefix string) error {
	return os.RemoveAll(l.path(prefix))
}

// Check makes the folder.
func (l *Local) Check(context.Context) error {
	if err := os.MkdirAll(l.Dir, 0o700); err != nil {
		return fmt.Errorf("make media folder: %w", err)
	}
	return nil
}

func missing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return media.ErrMissing.WithCause(err)
	}
	return err
}
