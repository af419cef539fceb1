//go:build darwin || linux

package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// environment is all that PostgreSQL gets to see of ours: messages in English, because we
// read them, and none of our secrets.
var environment = []string{"LC_ALL=C", "TZ=UTC", "PATH=/usr/bin:/bin"}

// fdRoot is the number by which programs inherit the data folder: after the three of every
// program comes server.lock, then the folder.
const fdRoot = 4

// runner runs PostgreSQL's programs on a data folder that nobody else works on.
type runner struct {
	programs
	folder folder
	who    account
	root   string // the data folder as the programs name it
	files  []*os.File
	log    *os.File
}

// newRunner takes over lock, the folder's server.lock, unless it fails.
func newRunner(ctx context.Context, f folder, who account, found programs, lock *os.File) (*runner, error) {
	log, err := f.openLog()
	if err != nil {
		return nil, err
	}
	r := &runner{programs: found, folder: f, who: who, root: f.dir, files: []*os.File{lock}, log: log}

	if who.shutOut(ctx, f.dir) {
		dir, err := f.handle(who)
		if err != nil {
			_ = log.Close()

			return nil, err
		}
		r.files = append(r.files, dir)
		r.root = fmt.Sprintf("/proc/self/fd/%d", fdRoot)
	}

	return r, nil
}

// handle opens the data folder, to be inherited by programs that cannot get there.
func (f folder) handle(who account) (*os.File, error) {
	if runtime.GOOS != "linux" {
		return nil, fmt.Errorf("%s is closed to user %d, as whom PostgreSQL must run; "+
			"start Switchboard as a normal user or set DATA_DIR to a folder open to all", f.dir, who.uid)
	}

	dir, err := os.Open(f.dir)
	if err != nil {
		return nil, fmt.Errorf("open data folder: %w", err)
	}

	return dir, nil
}

// close gives back our share of what the programs inherited; theirs stays.
func (r *runner) close() {
	for _, file := range append(r.files, r.log) {
		_ = file.Close()
	}
}

// path names something in the data folder as the programs see it.
func (r *runner) path(name ...string) string {
	return filepath.Join(append([]string{r.root}, name...)...)
}

// command prepares a program. When ctx ends it is killed with everything it started.
func (r *runner) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(r.bin, program), args...)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.Dir = "/" // ours may be closed to the account
	cmd.Env = environment
	cmd.Stdout = r.log
	cmd.Stderr = r.log
	cmd.ExtraFiles = r.files
	cmd.SysProcAttr = r.who.attributes()

	return cmd
}

// run waits for a program and explains its failure with what it said.
func (r *runner) run(cmd *exec.Cmd) error {
	since := r.folder.logEnd()

	if err := cmd.Run(); err != nil {
		return r.explain(err, since)
	}

	return nil
}

func (r *runner) explain(err error, since int64) error {
	if said := r.folder.logSince(since); said != "" {
		return fmt.Errorf("%w\n%s", err, said)
	}
	if errors.Is(err, syscall.EPERM) && r.who.other {
		return fmt.Errorf("%w: root may not become user %d here; start Switchboard as a normal user", err, r.who.uid)
	}

	return err
}

// initdb makes the cluster. It is worked on in cluster.new and moved when it is complete
// and on disk, so a crash leaves none.
func (r *runner) initdb(ctx context.Context, password string, disposable bool) error {
	fresh := r.folder.path("cluster.new")

	var err error
	for _, locale := range r.locales() {
		if err = r.initdbLocale(ctx, fresh, password, locale, disposable); err == nil || ctx.Err() != nil {
			break
		}
		if err := r.folder.clear(); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("make the database cluster: %w", err)
	}

	if err := os.Rename(filepath.Join(fresh, "data"), r.folder.path("cluster")); err != nil {
		return fmt.Errorf("move the database cluster into place: %w", err)
	}
	if err := syncDir(r.folder.dir); err != nil {
		return fmt.Errorf("move the database cluster into place: %w", err)
	}

	return r.folder.clear()
}

// clear removes what an initdb that was cut short has left.
func (f folder) clear() error {
	if err := os.RemoveAll(f.path("cluster.new")); err != nil {
		return fmt.Errorf("clear a half-made cluster: %w", err)
	}

	return nil
}

// locales lists ways to ask for text in UTF-8, compared byte by byte: built into
// PostgreSQL since 17, else the system's, else only ASCII has upper and lower case.
func (r *runner) locales() [][]string {
	if r.major >= 17 {
		return [][]string{{"--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"}, {"--locale=C"}}
	}

	return [][]string{{"--locale=C.UTF-8"}, {"--locale=C"}}
}

func (r *runner) initdbLocale(ctx context.Context, fresh, password string, locale []string, disposable bool) error {
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(fresh, "password"), []byte(password+"\n"), 0o600); err != nil {
		return err
	}
	if err := r.who.own(fresh); err != nil {
		return err
	}

	args := []string{
		"--pgdata=" + r.path("cluster.new", "data"),
		"--username=" + admin,
		"--pwfile=" + r.path("cluster.new", "password"),
		"--auth=scram-sha-256",
		"--encoding=UTF8",
		"--data-checksums", // a disk that lies is found out
	}
	if disposable {
		args = append(args, "--no-sync")
	}

	return r.run(r.command(ctx, "initdb", append(args, locale...)...))
}

// resetPassword tells a cluster that is at rest its new password.
func (r *runner) resetPassword(ctx context.Context, password string) error {
	cmd := r.command(ctx, "postgres", "--single", "-D", r.path("cluster"), "-c", "log_min_error_statement=panic", "postgres")
	cmd.Stdin = strings.NewReader(fmt.Sprintf("ALTER ROLE %s PASSWORD '%s'\n", admin, password))

	if err := r.run(cmd); err != nil {
		return fmt.Errorf("reset the database password: %w", err)
	}

	return nil
}
