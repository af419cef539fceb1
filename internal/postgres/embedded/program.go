//go:build darwin || linux

package embedded

import (
	"cmp"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// oldest is the oldest PostgreSQL a new cluster is made with: the last one its makers
// still mend.
const oldest = 14

// packaged is where Debian, Alpine, Red Hat, Homebrew and Postgres.app put PostgreSQL.
var packaged = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/libexec/postgresql*",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// programs is the folder with initdb and postgres.
type programs struct {
	bin   string
	major int
}

// find returns programs for the cluster of the major version, or for a new cluster when
// it is 0. What the machine has comes first; what it has not is downloaded.
func find(ctx context.Context, cfg Config, f folder, who account, major int) (programs, error) {
	for _, bin := range candidates(cfg.Search) {
		found, err := inspect(ctx, bin, who)
		if err != nil {
			continue // no PostgreSQL there, or none this user may run
		}
		if found.major == major || major == 0 && found.major >= oldest {
			return found, nil
		}
	}

	found, err := download(ctx, cfg, f, who, major)
	if err != nil {
		return programs{}, missing(f, major, err)
	}

	return found, nil
}

func missing(f folder, major int, cause error) error {
	what, need := "PostgreSQL is not on this machine", cmp.Or(major, newest)
	if major != 0 {
		what = fmt.Sprintf("the data in %s needs PostgreSQL %d, which is not on this machine", f.dir, major)
	}

	return fmt.Errorf("%s, and downloading it failed: %w\n"+
		"Install it (Debian, Ubuntu: apt install postgresql-%d; macOS: brew install postgresql@%d), "+
		"or set DATABASE_URL to a database of your own", what, cause, need, need)
}

// candidates lists the folders that may hold PostgreSQL, in the order they are tried:
// PATH, then the newest.
func candidates(search []string) []string {
	var bins []string

	if search == nil {
		search = packaged
		if path, err := exec.LookPath("postgres"); err == nil {
			if real, err := filepath.EvalSymlinks(path); err == nil {
				bins = append(bins, filepath.Dir(real))
			}
		}
	}

	var globbed []string
	for _, pattern := range search {
		found, _ := filepath.Glob(pattern) // fails on a malformed pattern only
		globbed = append(globbed, found...)
	}
	slices.SortStableFunc(globbed, func(a, b string) int {
		return cmp.Compare(number(b), number(a))
	})

	return append(bins, globbed...)
}

var (
	digits = regexp.MustCompile(`\d+`)
	banner = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)
)

// number returns the last number in a path, which is PostgreSQL's version, or 0.
func number(path string) int {
	all := digits.FindAllString(path, -1)
	if len(all) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(all[len(all)-1])

	return n
}

// inspect runs both programs as the account, which proves that they are there, fit this
// machine and are open to that user.
func inspect(ctx context.Context, bin string, who account) (programs, error) {
	var version []byte

	for _, program := range []string{"initdb", "postgres"} {
		cmd := exec.CommandContext(ctx, filepath.Join(bin, program), "--version")
		cmd.Dir = "/"
		cmd.Env = environment
		cmd.SysProcAttr = who.attributes()

		out, err := cmd.CombinedOutput()
		if err != nil {
			return programs{}, fmt.Errorf("run %s: %w\n%s", program, err, out)
		}
		version = out
	}

	match := banner.FindSubmatch(version)
	if match == nil {
		return programs{}, fmt.Errorf("%s says it is %q", bin, version)
	}
	major, err := strconv.Atoi(string(match[1]))

	return programs{bin: bin, major: major}, err
}
