package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"switchboard/internal/config"
	"switchboard/internal/postgres"
)

// doctorWait is how long one check may take.
const doctorWait = 15 * time.Second

// whatsappHost is where the web client connects to.
const whatsappHost = "https://web.whatsapp.com/"

// Doctor checks configuration, database and WhatsApp, and says what to do about
// what it finds. It fails when something needs doing.
func Doctor(ctx context.Context, cfg config.Config, o Options) error {
	ill := 0
	check := func(what string, run func(context.Context) (string, error), remedy string) {
		ctx, cancel := context.WithTimeout(ctx, doctorWait)
		defer cancel()
		found, err := run(ctx)
		if err == nil {
			fmt.Fprintf(o.Out, "  ok    %-14s %s\n", what, found)
			return
		}
		ill++
		fmt.Fprintf(o.Out, "  FAIL  %-14s %v\n        %-14s → %s\n", what, err, "", remedy)
	}
	fmt.Fprintf(o.Out, "\n  ok    %-14s read without faults\n", "configuration")
	check("address", func(ctx context.Context) (string, error) { return checkAddress(ctx, cfg) },
		"stop what uses the port, or set PORT to another")
	check("database", func(ctx context.Context) (string, error) { return checkDatabase(ctx, cfg, o) },
		"check DATABASE_URL; without it, install PostgreSQL (Debian: apt-get install postgresql) or let Switchboard download it")
	check("media", func(ctx context.Context) (string, error) { return checkMedia(ctx, cfg) }, mediaRemedies[cfg.Store()])
	if !cfg.InSandbox() {
		check("WhatsApp", reachWhatsApp, "let this machine reach web.whatsapp.com on port 443, or try --sandbox")
	}
	warn(o.Out, cfg)
	if ill > 0 {
		return fmt.Errorf("%d of the checks failed", ill)
	}
	return nil
}

// mediaRemedies are what to do when a store takes no files.
var mediaRemedies = map[string]string{
	config.StoreLocal:    "let Switchboard write to DATA_DIR, or make room on the disk",
	config.StoreS3:       "make the bucket S3_BUCKET, check S3_ENDPOINT and S3_REGION, and let the key read, write, list and delete in it",
	config.StoreSupabase: "check SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY (Project settings, API keys: the service role's or a secret one, not the anon key), or set MEDIA_STORE=local",
}

func checkAddress(ctx context.Context, cfg config.Config) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Address())
	if err != nil {
		return "", err
	}
	return cfg.Address() + " is free", l.Close()
}

func checkDatabase(ctx context.Context, cfg config.Config, o Options) (found string, err error) {
	dir, err := openFolder(ctx, cfg.DataDir)
	if err != nil {
		return "", err
	}
	defer dir.close()
	db, err := openDatabase(ctx, cfg, dir, o.Log)
	if err != nil {
		return "", err
	}
	defer func() {
		if closeErr := db.close(ctx); err == nil {
			err = closeErr
		}
	}()
	latency, err := postgres.NewStore(db.pool.Pool, dir.holder).Health(db.pool).Ping(ctx)
	kind := "a direct connection"
	if db.pool.Pooled {
		kind = "a transaction pooler"
	}
	return fmt.Sprintf("answers in %s over %s", latency.Round(100*time.Microsecond), kind), err
}

func reachWhatsApp(ctx context.Context) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, whatsappHost, nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	return "web.whatsapp.com answers", resp.Body.Close()
}

// warn names what works and should be otherwise where others can reach the server.
func warn(out io.Writer, cfg config.Config) {
	if !cfg.Loopback() && !cfg.Production() {
		fmt.Fprintf(out, "  note  %-14s others can reach %s: set NODE_ENV=production for the strict checks\n", "security", cfg.Address())
	}
	if cfg.Production() && !cfg.CookieSecure() {
		fmt.Fprintf(out, "  note  %-14s set PUBLIC_URL to the https address, so that cookies travel by https only\n", "security")
	}
	fmt.Fprintln(out)
}
