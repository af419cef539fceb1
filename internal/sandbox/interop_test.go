package sandbox_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBaileys drives a client library that is not whatsmeow through linking,
// messages, media, groups and facts; see interop/interop.mjs.
func TestBaileys(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node is not installed")
	}
	if _, err = os.Stat("interop/node_modules/baileys"); err != nil {
		t.Skip("Baileys is not installed: make test does that, or npm ci in interop/")
	}
	s := startSandbox(t, "")
	ca := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(ca, []byte(s.Info().CAPEM), 0o600))
	cmd := exec.CommandContext(t.Context(), node, "interop.mjs", "http://"+addrOf(s))
	cmd.Dir = "interop"
	cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+ca)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, strings.TrimSpace(string(out)), "ok nothing against the protocol")
}
