//go:build darwin || linux

package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// watch stops the server ($1) when nobody has touched the lease ($2) for 15 minutes: more
// than the 10 minutes that `go test` gives a package, whose first test joins.
const watch = `while kill -0 "$1" && [ -n "$(find "$2" -mmin -15)" ]; do sleep 20; done; kill -INT "$1"`

// Join returns the address of a disposable server that any number of processes share,
// starting it when none runs in the folder. It is for tests. Nobody owns the server: it
// ends by itself 15 minutes after the last Join.
func Join(ctx context.Context, cfg Config) (string, error) {
	cfg.Disposable = true

	f, err := openFolder(cfg.Dir)
	if err != nil {
		return "", err
	}

	// One looks and starts at a time; the others then find its server.
	turn, err := await(ctx, f.path("lock"))
	if err != nil {
		return "", fmt.Errorf("wait for the turn in %s: %w", f.dir, err)
	}
	defer turn.Close()

	if err := replaceFile(f.path("lease"), ""); err != nil {
		return "", fmt.Errorf("renew the lease: %w", err)
	}

	if url, ok := f.attach(ctx); ok {
		return url, nil
	}

	p, password, err := boot(ctx, cfg, f, 0)
	if err != nil && ctx.Err() == nil {
		cfg.Log.WarnContext(ctx, "making the disposable cluster anew", "error", err)
		if err := os.RemoveAll(f.path("cluster")); err != nil {
			return "", fmt.Errorf("clear the disposable cluster: %w", err)
		}
		p, password, err = boot(ctx, cfg, f, 0)
	}
	if err != nil {
		return "", err
	}

	if err := f.watch(p); err != nil {
		_ = p.stop(ctx)

		return "", err
	}

	return address(owner, password, owner, p.port), nil
}

// attach returns the address of the server that runs in the folder.
func (f folder) attach(ctx context.Context) (url string, ok bool) {
	server := f.leftover()
	if server == nil || !f.ready(server.Pid) {
		return "", false
	}

	password, err := f.password()
	if err != nil {
		return "", false
	}
	url = address(owner, password, owner, f.lastPort())

	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()

	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", false
	}

	return url, conn.Close(ctx) == nil
}

// watch leaves a small process behind that ends the server some day.
func (f folder) watch(p *process) error {
	cmd := exec.Command("/bin/sh", "-c", watch, "watch", strconv.Itoa(p.cmd.Process.Pid), f.path("lease")) //nolint:noctx // it outlives whoever starts it
	cmd.Dir = "/"
	cmd.Env = environment
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}

	if err := cmd.Start(); err != nil {
		return fmt.Errorf("watch over the disposable server: %w", err)
	}
	go func() { _ = cmd.Wait() }() // ends with the server, at the latest with us

	return nil
}
