//go:build darwin || linux

package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tryLock takes the lock on the file at path, making the file when missing. It returns
// nil without an error when another holds it. Closing the file gives the lock back, and
// so does the kernel when the last process that has the file open is gone.
func tryLock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}

	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return file, nil
	}

	_ = file.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, nil
	}

	return nil, fmt.Errorf("lock %s: %w", path, err)
}

// lingering is how long a lock may outlive the process that held it: one that was killed
// while it started a program has left a copy of itself that holds the lock until that
// program begins.
const lingering = time.Second

// hold takes the data folder for this process alone, or fails with an InUseError.
func (f folder) hold(ctx context.Context) (*os.File, error) {
	path := f.path("lock")

	short, cancel := context.WithTimeout(ctx, lingering)
	defer cancel()

	lock, err := await(short, path)
	if lock == nil && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil, &InUseError{Dir: f.dir, PID: readPID(path)}
	}
	if err != nil {
		return nil, err
	}

	// The number is for people only; the lock itself is the kernel's.
	if err = lock.Truncate(0); err == nil {
		_, err = lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		_ = lock.Close()

		return nil, fmt.Errorf("write lock: %w", err)
	}

	return lock, nil
}

// await takes the lock at path as soon as the others have given it back.
func await(ctx context.Context, path string) (*os.File, error) {
	var lock *os.File

	err := poll(ctx, func() (done bool, err error) {
		lock, err = tryLock(path)

		return lock != nil, err
	})

	return lock, err
}

// readPID returns the process number on the first line of the file, or 0.
func readPID(path string) int {
	text, _ := os.ReadFile(path)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(first))

	return max(pid, 0)
}
