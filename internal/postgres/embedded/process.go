//go:build darwin || linux

package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// PostgreSQL's ways to stop: each ends faster than the one before and leaves more for
// recovery. None loses a committed row.
const (
	stopFast      = syscall.SIGINT  // ends transactions, writes a checkpoint
	stopImmediate = syscall.SIGQUIT // recovers from the log at the next start
)

// process is a server we started.
type process struct {
	cmd    *exec.Cmd
	port   int
	exited chan struct{} // closed when it is gone
}

// errPortTaken: another program got the port between our look and the server's.
var errPortTaken = errors.New("the port was taken")

// launch starts the server on the port and returns when it accepts connections. Recovery
// after a crash may take a while; only ctx limits it.
func (r *runner) launch(ctx context.Context, port int, disposable bool) (*process, error) {
	since := r.folder.logEnd()

	// The server outlives this call's ctx.
	cmd := r.command(context.WithoutCancel(ctx), "postgres", r.arguments(port, disposable)...)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start postgres: %w", r.explain(err, since))
	}

	p := &process{cmd: cmd, port: port, exited: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended is in its log
		close(p.exited)
	}()

	err := poll(ctx, func() (bool, error) {
		select {
		case <-p.exited:
			return false, p.explain(r, since)
		default:
			return r.folder.ready(cmd.Process.Pid), nil
		}
	})
	if err != nil {
		_ = p.stop(ctx)

		return nil, fmt.Errorf("start postgres: %w", err)
	}

	return p, nil
}

func (p *process) explain(r *runner, since int64) error {
	err := errors.New(p.cmd.ProcessState.String())

	if strings.Contains(r.folder.logSince(since), "Address already in use") {
		err = errPortTaken
	}

	return r.explain(err, since)
}

// arguments are the server's settings. They are given at every start, so a new release of
// Switchboard brings its own; other settings may be made in cluster/postgresql.conf.
func (r *runner) arguments(port int, disposable bool) []string {
	settings := []string{
		"port=" + strconv.Itoa(port),
		"listen_addresses=127.0.0.1",
		"unix_socket_directories=", // their paths may be 103 bytes long at most

		// Small: one program with some 20 connections, on a machine it shares.
		"shared_buffers=32MB", "huge_pages=off", "maintenance_work_mem=16MB",
		"max_connections=40", "jit=off", "autovacuum=on", "autovacuum_max_workers=1",
		"max_worker_processes=1", "max_parallel_workers=0", "max_parallel_workers_per_gather=0",
		"max_logical_replication_workers=0",
		"wal_level=minimal", "max_wal_senders=0", "min_wal_size=32MB", "max_wal_size=256MB",

		// The log is for what goes wrong, without the text and numbers of people.
		"logging_collector=off", "log_destination=stderr", "log_checkpoints=off", "lc_messages=C",
		"log_error_verbosity=terse", "log_min_error_statement=panic", "log_timezone=UTC",
		"timezone=UTC",
	}

	if r.major >= 18 {
		settings = append(settings, "io_method=sync") // else three more processes
	}

	if disposable {
		settings = append(settings, "autovacuum=off", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
			"max_connections=300", "max_wal_size=1GB")
	} else {
		settings = append(settings, "fsync=on", "synchronous_commit=on", "full_page_writes=on")
	}

	args := []string{"-D", r.path("cluster")}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}

	return args
}

// ready reports whether the server with that process number accepts connections, by what
// it writes into postmaster.pid: number, folder, start, port, socket, address, memory, state.
func (f folder) ready(pid int) bool {
	text, err := os.ReadFile(f.path("cluster", "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")

	return len(lines) > 7 && lines[0] == strconv.Itoa(pid) && strings.HasPrefix(lines[7], "ready")
}

// stop ends the server and waits: in order until ctx ends, then at once, which it reports.
func (p *process) stop(ctx context.Context) error {
	_ = p.cmd.Process.Signal(stopFast) // it may be gone already
	select {
	case <-p.exited:
		return nil
	case <-ctx.Done():
	}

	_ = p.cmd.Process.Signal(stopImmediate)
	patience := time.NewTimer(5 * time.Second) // as long as PostgreSQL gives its own children
	defer patience.Stop()
	select {
	case <-p.exited:
	case <-patience.C:
		_ = p.cmd.Process.Kill()
		<-p.exited
	}

	return fmt.Errorf("stop postgres in order: %w; it recovers at the next start", ctx.Err())
}

// poll tries until it is done, fails, or ctx ends.
func poll(ctx context.Context, try func() (done bool, err error)) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()

	for {
		if done, err := try(); done || err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
