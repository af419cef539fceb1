package seal_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/seal"
)

func TestReadSigning(t *testing.T) {
	t.Parallel()
	key := seal.SigningKey()
	read, wrong := seal.ReadSigning(seal.ShowSigning(key))
	require.Empty(t, wrong)
	require.Equal(t, key, read)
	read, wrong = seal.ReadSigning("any text does")
	require.Empty(t, wrong)
	require.Equal(t, []byte("any text does"), read)
	for text, want := range map[string]string{
		"whsec_%%%": "base64", "short": "8 to 64 bytes", "whsec_QUJD": "8 to 64 bytes", strings.Repeat("x", 65): "8 to 64 bytes", "": "8 to 64 bytes",
	} {
		_, wrong = seal.ReadSigning(text)
		require.Contains(t, wrong, want, text)
	}
}
