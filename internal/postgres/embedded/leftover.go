//go:build darwin || linux

package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"syscall"
	"time"
)

// claim returns the lock that every PostgreSQL process on the folder shares, once none is
// left. A server left over by a killed Switchboard is stopped, first in order, then less
// politely; an initdb left over ends by itself within seconds.
func (f folder) claim(ctx context.Context, log *slog.Logger) (*os.File, error) {
	urges := []struct {
		after  time.Duration
		signal syscall.Signal
	}{{0, stopFast}, {10 * time.Second, stopImmediate}, {20 * time.Second, syscall.SIGKILL}}

	var lock *os.File
	began := time.Now()

	err := poll(ctx, func() (done bool, err error) {
		if lock == nil {
			if lock, err = tryLock(f.path("server.lock")); err != nil {
				return false, err
			}
		}

		server := f.leftover()
		switch waited := time.Since(began); {
		case lock != nil && server == nil:
			return true, nil
		case waited > time.Minute:
			return false, fmt.Errorf("a PostgreSQL still works on %s and does not stop", f.dir)
		case server != nil && len(urges) > 0 && waited >= urges[0].after:
			log.WarnContext(ctx, "stopping a left-over postgres", "pid", server.Pid, "signal", urges[0].signal.String())
			_ = server.Signal(urges[0].signal) // it may be gone already
			urges = urges[1:]
		}

		return false, nil
	})
	if err == nil {
		// Nobody works on the folder, so the file is stale; its number may be another
		// program's by now, which would keep the server from starting.
		err = remove(f.path("cluster", "postmaster.pid"))
	}
	if err != nil {
		if lock != nil {
			_ = lock.Close()
		}

		return nil, fmt.Errorf("take over the data in %s: %w", f.dir, err)
	}

	return lock, nil
}

// leftover returns the server that works on the cluster, nil when the number in
// postmaster.pid is nobody's or another program's.
func (f folder) leftover() *os.Process {
	pid := readPID(f.path("cluster", "postmaster.pid"))
	if pid == 0 || pid == os.Getpid() {
		return nil
	}

	// Found before it is looked at: on Linux this pins the process, so the signal cannot
	// reach another one that gets the same number later.
	server, err := os.FindProcess(pid)
	if err != nil || !f.serves(pid) {
		return nil
	}

	return server
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}

	return nil
}
