package seal_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/seal"
)

func TestNewToken(t *testing.T) {
	t.Parallel()
	a, b := seal.NewToken(seal.AccountKeyPrefix), seal.NewToken(seal.AccountKeyPrefix)
	require.Regexp(t, regexp.MustCompile(`^wak_[0-9a-f]{48}$`), a.Secret)
	require.NotEqual(t, a.Secret, b.Secret)
	require.Equal(t, seal.Hash(a.Secret), a.Hash)
	require.NotContains(t, string(a.Hash), a.Secret)
	require.Equal(t, a.Secret[:12], a.Prefix)
}

func TestPassword(t *testing.T) {
	t.Parallel()
	require.Regexp(t, regexp.MustCompile(`^[a-zA-Z2-9]{20}$`), seal.Password())
	require.NotEqual(t, seal.Password(), seal.Password())
}
