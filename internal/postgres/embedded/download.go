//go:build darwin || linux

package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// newest is what a new cluster is made with when nothing is installed.
const newest = 18

// downloads are the builds there are, about 10 MB each.
var downloads = map[int]embeddedpostgres.PostgresVersion{
	14: embeddedpostgres.V14,
	15: embeddedpostgres.V15,
	16: embeddedpostgres.V16,
	17: embeddedpostgres.V17,
	18: embeddedpostgres.V18,
}

// download returns programs fetched from the Maven repository, now or earlier. They are
// kept beside the data folder, or in /var/cache when PostgreSQL's user cannot get there.
func download(ctx context.Context, cfg Config, f folder, who account, major int) (programs, error) {
	version, ok := downloads[cmp.Or(major, newest)]
	if !ok {
		return programs{}, fmt.Errorf("there is no build of PostgreSQL %d to download", major)
	}

	name := "postgresql-" + string(version)
	home := filepath.Dir(f.dir)
	if who.shutOut(ctx, home) {
		home = "/var/cache/switchboard"
	}

	if found, err := inspect(ctx, filepath.Join(home, name, "bin"), who); err == nil {
		return found, nil
	}

	cfg.Log.InfoContext(ctx, "downloading postgres", "version", string(version), "dir", home)
	if err := fetch(ctx, cfg.Mirror, version, filepath.Join(home, name)); err != nil {
		return programs{}, err
	}

	found, err := inspect(ctx, filepath.Join(home, name, "bin"), who)
	if err == nil && major != 0 && found.major != major {
		err = fmt.Errorf("the download is PostgreSQL %d", found.major)
	}

	return found, err
}

// fetch unpacks the build into target, which appears whole or not at all.
func fetch(ctx context.Context, mirror string, version embeddedpostgres.PostgresVersion, target string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}

	scratch, err := os.MkdirTemp(filepath.Dir(target), filepath.Base(target)+".*")
	if err != nil {
		return err
	}

	unpacked := filepath.Join(scratch, "unpacked")
	done := make(chan error, 1)
	go func() {
		err := unpack(mirror, version, scratch, unpacked)
		if err == nil {
			err = replaceDir(unpacked, target)
		}
		done <- errors.Join(err, os.RemoveAll(scratch))
	}()

	// The library's download knows no deadline and cannot be called off. What it still
	// does after this returns is to fail, or to leave the programs for the next start.
	timeout := time.NewTimer(5 * time.Minute)
	defer timeout.Stop()

	select {
	case err := <-done:
		return err
	case <-timeout.C:
		return errors.New("no answer within 5 minutes")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// unpack has the library download and unpack a build, and stop there. The library offers
// only to start a server as well; it is given a data folder that is just a version number,
// which no server starts on.
func unpack(mirror string, version embeddedpostgres.PostgresVersion, scratch, into string) error {
	port, err := freePort(0)
	if err != nil {
		return err
	}

	data := filepath.Join(scratch, "data")
	major, _, _ := strings.Cut(string(version), ".")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte(major), 0o600); err != nil {
		return err
	}

	config := embeddedpostgres.DefaultConfig().Version(version).Port(uint32(port)).Logger(io.Discard).
		CachePath(filepath.Join(scratch, "archive")).RuntimePath(filepath.Join(scratch, "runtime")).
		DataPath(data).BinariesPath(into)
	if mirror != "" {
		config = config.BinaryRepositoryURL(mirror)
	}

	err = embeddedpostgres.NewDatabase(config).Start()
	if _, missing := os.Stat(filepath.Join(into, "bin", "postgres")); missing == nil {
		return nil
	}
	if err == nil {
		err = errors.New("the archive holds no server")
	}

	return err
}

// replaceDir moves a folder into place and opens it to everyone, whatever the umask.
func replaceDir(from, to string) error {
	err := filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm() | 0o444
		if mode&0o100 != 0 {
			mode |= 0o111
		}

		return os.Chmod(name, mode)
	})
	if err != nil {
		return err
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}

	return os.Rename(from, to)
}
