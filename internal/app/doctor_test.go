package app_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"switchboard/internal/app"
	"switchboard/internal/config"
	"switchboard/internal/postgres/postgrestest"
)

// TestDoctor_tries_the_media_store writes, reads and removes a file where media are kept, and
// says what to do where that fails.
func TestDoctor_tries_the_media_store(t *testing.T) {
	t.Parallel()
	bucket := s3mem.New()
	require.NoError(t, bucket.CreateBucket("pictures"))
	server := httptest.NewServer(gofakes3.New(bucket).Server())
	t.Cleanup(server.Close)
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"statusCode":"403","error":"Unauthorized","message":"Invalid Compact JWS"}`)
	}))
	t.Cleanup(refusing.Close)
	s3 := func(name string) config.Config {
		return config.Config{S3Endpoint: server.URL, S3Region: "us-east-1", S3Bucket: name, S3AccessKeyID: "k", S3SecretAccessKey: "s", S3PathStyle: true}
	}
	for name, tc := range map[string]struct {
		cfg  config.Config
		well bool
		want []string
	}{
		"folder":         {config.Config{}, true, []string{"folder ", "wrote, read and removed a file"}},
		"bucket":         {s3("pictures"), true, []string{"S3 bucket pictures: wrote, read and removed a file"}},
		"no bucket":      {s3("elsewhere"), false, []string{"FAIL  media", "no such bucket", "make the bucket S3_BUCKET"}},
		"supabase's key": {config.Config{SupabaseURL: refusing.URL, SupabaseServiceKey: "anon", SupabaseBucket: "media"}, false, []string{"refuses the configured keys", "not the anon key"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := tc.cfg
			cfg.DataDir, cfg.DatabaseURL, cfg.Sandbox, cfg.Host, cfg.Port = t.TempDir(), config.Secret(postgrestest.URL(t)), true, "127.0.0.1", freePort(t)
			var out bytes.Buffer
			err := app.Doctor(t.Context(), cfg, app.Options{Log: slog.New(slog.DiscardHandler), Out: &out})
			require.Equal(t, tc.well, err == nil, out.String())
			for _, want := range tc.want {
				require.Contains(t, out.String(), want)
			}
		})
	}
	left, err := bucket.ListBucket("pictures", nil, gofakes3.ListBucketPage{})
	require.NoError(t, err)
	require.Empty(t, left.Contents)
}
