//go:build darwin || linux

package embedded

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// folder is the data folder on disk.
type folder struct {
	dir string // absolute
}

func openFolder(dir string) (folder, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return folder{}, fmt.Errorf("resolve data folder: %w", err)
	}
	if err := os.MkdirAll(abs, 0o755); err != nil {
		return folder{}, fmt.Errorf("make data folder: %w", err)
	}

	// PostgreSQL, when it runs as another user, passes through to the cluster; everything
	// in here has a mode of its own.
	if os.Geteuid() == 0 {
		if err := os.Chmod(abs, 0o711); err != nil {
			return folder{}, fmt.Errorf("open data folder to PostgreSQL: %w", err)
		}
	}

	return folder{dir: abs}, nil
}

func (f folder) path(name ...string) string {
	return filepath.Join(append([]string{f.dir}, name...)...)
}

// version returns the major version that made the cluster, 0 when there is no cluster.
func (f folder) version() (int, error) {
	if _, err := os.Lstat(f.path("cluster")); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}

	text, err := os.ReadFile(f.path("cluster", "PG_VERSION"))
	if err != nil {
		return 0, fmt.Errorf("read the version of the data in %s: %w", f.dir, err)
	}

	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("the data in %s is of an unknown PostgreSQL version %q", f.dir, text)
	}

	return major, nil
}

// password returns the password of both roles. It is made when missing, which is at the
// first start or when someone deleted it; the cluster is told of a new one by provision.
func (f folder) password() (string, error) {
	path := f.path("password")

	text, err := os.ReadFile(path)
	if password := strings.TrimSpace(string(text)); err == nil && password != "" {
		return password, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the database password: %w", err)
	}

	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	password := hex.EncodeToString(secret)

	if err := replaceFile(path, password+"\n"); err != nil {
		return "", fmt.Errorf("keep the database password: %w", err)
	}

	return password, nil
}

// port returns the port of last time when it is still free, else one that is.
func (f folder) port() (int, error) {
	if last := f.lastPort(); last != 0 {
		if port, err := freePort(last); err == nil {
			return port, nil
		}
	}

	port, err := freePort(0)
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}

	return port, nil
}

// lastPort returns the port of last time, 0 when there is none.
func (f folder) lastPort() int {
	text, _ := os.ReadFile(f.path("port"))
	port, _ := strconv.Atoi(strings.TrimSpace(string(text)))

	return port
}

// keepPort remembers the port for the next start.
func (f folder) keepPort(port int) error {
	if port == f.lastPort() {
		return nil
	}

	return replaceFile(f.path("port"), strconv.Itoa(port)+"\n")
}

// freePort returns port when nobody listens on it, or any free one for 0.
func freePort(port int) (int, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return 0, err
	}
	defer listener.Close()

	return listener.Addr().(*net.TCPAddr).Port, nil
}

// replaceFile writes text to path, mode 0600, so that a crash leaves the old or the new.
func replaceFile(path, text string) error {
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}

	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}

	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename in dir survive a power cut.
func syncDir(dir string) error {
	file, err := os.Open(dir)
	if err != nil {
		return err
	}

	return errors.Join(file.Sync(), file.Close())
}
