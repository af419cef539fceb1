package sandbox_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
	"switchboard/internal/sandbox/clientstore"
)

// BenchmarkRoute sends texts from clients to phones, with the client library in
// the same process.
func BenchmarkRoute(b *testing.B) {
	for _, clients := range []int{1, 20} {
		for _, kept := range []bool{false, true} {
			b.Run(fmt.Sprintf("clients=%d/state_file=%t", clients, kept), func(b *testing.B) {
				benchmarkRoute(b, clients, kept)
			})
		}
	}
}

func benchmarkRoute(b *testing.B, clients int, kept bool) {
	b.Helper()
	cfg := sandbox.Config{Listen: "127.0.0.1:0", RootKey: rootKey.Priv[:]}
	if kept {
		cfg.StateFile = filepath.Join(b.TempDir(), "sandbox.db")
	}
	s, err := sandbox.New(cfg)
	require.NoError(b, err)
	done := make(chan error, 1)
	go func() { done <- s.Run(context.Background()) }()
	phone, err := s.AddPhone("", "")
	require.NoError(b, err)
	to := types.NewJID(phone.Number(), types.DefaultUserServer)
	list := make([]*client, clients)
	for i := range list {
		p, err := s.AddPhone("", "")
		require.NoError(b, err)
		list[i] = clientFor(b, addrOf(s), clientstore.NewDevice())
		list[i].scanWith(p)
	}
	b.ResetTimer()
	errs := make(chan error, clients)
	for i, c := range list {
		go func() {
			var err error
			for n := i; n < b.N && err == nil; n += clients {
				_, err = c.SendMessage(context.Background(), to, &waE2E.Message{
					Conversation: proto.String("sixty characters of text, more or less, as people write it"),
				})
			}
			errs <- err
		}()
	}
	for range list {
		require.NoError(b, <-errs)
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
	for _, c := range list {
		c.Disconnect()
	}
	require.NoError(b, s.Close())
	require.NoError(b, <-done)
}
