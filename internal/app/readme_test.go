package app_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/postgres/postgrestest"
)

// TestReadme runs the script of "Test your integration in CI" as it is printed.
func TestReadme(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl", "jq", "node"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the script needs %s", tool)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, script, ok := strings.Cut(string(readme), "<!-- run by internal/app/readme_test.go -->\n```sh\n")
	require.True(t, ok, "README.md has the script")
	script, _, _ = strings.Cut(script, "\n```")

	// This binary stands for the one that is installed.
	dir := t.TempDir()
	stand := filepath.Join(dir, "switchboard")
	require.NoError(t, os.WriteFile(stand, fmt.Appendf(nil, "#!/bin/sh\nexec env %s=1 SANDBOX=true '%s'\n", childMark, os.Args[0]), 0o700))
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
	cmd.Env = append(os.Environ(), "SWITCHBOARD="+stand, "DATA_DIR="+dir, "DATABASE_URL="+postgrestest.URL(t),
		fmt.Sprint("PORT=", freePort(t)), fmt.Sprint("HOOK_PORT=", freePort(t)))
	out, err := cmd.CombinedOutput()
	log, _ := os.ReadFile(filepath.Join(dir, "log"))
	require.NoError(t, err, "%s\n%s", out, tail(string(log), 40))
	require.Contains(t, string(out), "It works.")
}
