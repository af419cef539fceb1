package embedded_test

import (
	"archive/zip"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/postgres/embedded"
)

func TestStart_downloads_what_the_machine_has_not(t *testing.T) {
	t.Parallel()

	b := setup(t)
	b.cfg.Dir = filepath.Join(openDir(t), "postgres")
	server := b.start()
	u, err := url.Parse(server.URL())
	require.NoError(t, err)
	password, _ := u.User.Password()
	u.User = url.UserPassword("postgres", password)
	bin := b.ask(u.String(), "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
	b.exec(server.URL(), "CREATE TABLE note (body text); INSERT INTO note VALUES ('kept')")
	b.stop(server)

	// What is downloaded hands over to the PostgreSQL that is installed.
	archive := pack(t, bin)
	var asked atomic.Int32
	mirror := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, ".jar") {
			http.NotFound(w, r)

			return
		}
		asked.Add(1)
		http.ServeFile(w, r, archive)
	}))
	defer mirror.Close()
	b.cfg.Search = []string{}
	b.cfg.Mirror = mirror.URL

	for range 2 {
		server := b.start()
		require.Equal(t, "kept", b.ask(server.URL(), "SELECT body FROM note"))
		require.EqualValues(t, 1, asked.Load(), "programs are downloaded once")
		b.stop(server)
	}

	entries, err := os.ReadDir(filepath.Dir(b.cfg.Dir))
	require.NoError(t, err)
	require.Len(t, entries, 2, "nothing is left of the download but the programs")

	t.Run("for a new cluster too", func(t *testing.T) {
		b := &bundle{t: t, cfg: b.cfg}
		b.cfg.Dir = filepath.Join(openDir(t), "postgres")
		server := b.start()
		b.exec(server.URL(), "CREATE TABLE note (body text)")
	})
}

func TestStart_tells_what_to_do_when_there_is_nothing_to_run(t *testing.T) {
	t.Parallel()
	mirror := httptest.NewServer(http.NotFoundHandler())
	defer mirror.Close()

	b := setup(t)
	b.cfg.Dir = filepath.Join(openDir(t), "postgres")
	b.cfg.Search = []string{}
	b.cfg.Mirror = mirror.URL

	_, err := embedded.Start(t.Context(), b.cfg)
	require.ErrorContains(t, err, "PostgreSQL is not on this machine, and downloading it failed")
	require.ErrorContains(t, err, "or set DATABASE_URL")
}

// pack makes an archive as the repository has it: a zip with a compressed tar inside.
func pack(t *testing.T, bin string) string {
	t.Helper()
	dir := t.TempDir()

	require.NoError(t, os.MkdirAll(filepath.Join(dir, "bin"), 0o755))
	for _, program := range []string{"initdb", "postgres", "pg_ctl"} {
		script := "#!/bin/sh\nexec '" + filepath.Join(bin, program) + "' \"$@\"\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, "bin", program), []byte(script), 0o755))
	}
	out, err := exec.Command("tar", "-C", dir, "-cJf", filepath.Join(dir, "postgres.txz"), "bin").CombinedOutput()
	if err != nil {
		t.Skipf("tar cannot compress here: %s", out)
	}
	inner, err := os.ReadFile(filepath.Join(dir, "postgres.txz"))
	require.NoError(t, err)

	path := filepath.Join(dir, "postgres.jar")
	file, err := os.Create(path)
	require.NoError(t, err)
	archive := zip.NewWriter(file)
	entry, err := archive.Create("postgres.txz")
	require.NoError(t, err)
	_, err = entry.Write(inner)
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	require.NoError(t, file.Close())

	return path
}
