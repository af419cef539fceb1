package sandbox

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPreKeyPool uploads twice what was taken from in between, as a client does
// that has not heard of the first time: no key is handed out twice.
func TestPreKeyPool(t *testing.T) {
	t.Parallel()
	key := func(id uint32, fill byte) []byte { return packPreKey(id, [32]byte{fill}) }
	upload := slices.Concat(key(1, 1), key(2, 2), key(3, 3))
	var p preKeyPool
	add := func(packed []byte) {
		fresh, err := p.unknown(packed)
		require.NoError(t, err)
		p.add(fresh)
	}
	add(upload)
	id, _, ok := p.take()
	require.True(t, ok)
	require.EqualValues(t, 1, id)
	add(upload)
	require.Equal(t, 2, p.len())
	_, err := p.unknown(slices.Concat(key(4, 4), key(3, 9)))
	require.ErrorContains(t, err, "prekey 3 is uploaded with two values")
	_, err = p.unknown(slices.Concat(key(4, 4), key(4, 5)))
	require.ErrorContains(t, err, "prekey 4 is uploaded with two values")
	add(slices.Concat(key(4, 4), key(4, 4)))
	var taken []uint32
	for {
		if id, _, ok = p.take(); !ok {
			break
		}
		taken = append(taken, id)
	}
	require.Equal(t, []uint32{2, 3, 4}, taken)
}
