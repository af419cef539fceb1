// Package config turns the environment into one validated Config. It is the only
// place that reads it. All faults are reported together.
package config

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"
)

// Config is everything that can be set from outside. The comments in .env.example
// explain each variable to people.
type Config struct {
	DatabaseURL        Secret `env:"DATABASE_URL"`
	SupabaseURL        string `env:"SUPABASE_URL"`
	SupabaseServiceKey Secret `env:"SUPABASE_SERVICE_ROLE_KEY"`
	SupabaseDBPassword Secret `env:"SUPABASE_DB_PASSWORD"`

	MediaStore        string `env:"MEDIA_STORE"`
	S3Endpoint        string `env:"S3_ENDPOINT"`
	S3Region          string `env:"S3_REGION"`
	S3Bucket          string `env:"S3_BUCKET"`
	S3AccessKeyID     string `env:"S3_ACCESS_KEY_ID"`
	S3SecretAccessKey Secret `env:"S3_SECRET_ACCESS_KEY"`
	S3Prefix          string `env:"S3_PREFIX"`
	S3PathStyle       bool   `env:"S3_PATH_STYLE"`
	SupabaseBucket    string `env:"SUPABASE_BUCKET" envDefault:"switchboard-media"`

	AdminUsername string `env:"ADMIN_USERNAME" envDefault:"admin"`
	AdminPassword Secret `env:"ADMIN_PASSWORD"`
	SessionSecret Secret `env:"SESSION_SECRET"`
	EncryptionKey Secret `env:"ENCRYPTION_KEY"`

	Port                int      `env:"PORT" envDefault:"3000"`
	Host                string   `env:"HOST"`
	DataDir             string   `env:"DATA_DIR" envDefault:"./data"`
	NodeEnv             string   `env:"NODE_ENV"`
	PublicURL           string   `env:"PUBLIC_URL"`
	CORSOrigins         []string `env:"CORS_ORIGINS"`
	TrustProxy          bool     `env:"TRUST_PROXY"`
	SessionCookieSecure *bool    `env:"SESSION_COOKIE_SECURE"`
	RateLimits          string   `env:"RATE_LIMITS" envDefault:"on"`
	LogLevel            string   `env:"LOG_LEVEL" envDefault:"info"`
	LogFormat           string   `env:"LOG_FORMAT" envDefault:"text"`

	Sandbox    bool   `env:"SANDBOX"`
	SandboxURL string `env:"SANDBOX_URL"`

	TypingDelayMS  int    `env:"TYPING_DELAY_MS" envDefault:"1500"`
	MinIntervalMS  int    `env:"WA_MIN_MESSAGE_INTERVAL_MS" envDefault:"5000"`
	RandomDelayMS  int    `env:"WA_RANDOM_DELAY_MS" envDefault:"2000"`
	MaxPerHour     int    `env:"WA_MAX_MESSAGES_PER_HOUR" envDefault:"60"`
	MaxPerDay      int    `env:"WA_MAX_MESSAGES_PER_DAY" envDefault:"500"`
	MaxNewPerDay   *int   `env:"WA_MAX_NEW_CONTACTS_PER_DAY"`
	MaxSamePerDay  *int   `env:"WA_MAX_SAME_TEXT_PER_DAY"`
	WarmUpDays     *int   `env:"WA_WARM_UP_DAYS"`
	QuietHours     string `env:"WA_QUIET_HOURS"`
	ReadFirst      bool   `env:"WA_READ_BEFORE_REPLY" envDefault:"true"`
	HistoryDays    int    `env:"WA_HISTORY_DAYS" envDefault:"30"`
	QueryCacheSize int    `env:"QUERY_CACHE_SIZE" envDefault:"1000"`
	CacheTTLMS     int    `env:"CACHE_TTL" envDefault:"300000"`

	RetainMessagesDays int `env:"RETAIN_MESSAGES_DAYS" envDefault:"365"`
	RetainMessagesMB   int `env:"RETAIN_MESSAGES_MB" envDefault:"0"`

	KeepaliveURL             string `env:"KEEPALIVE_URL"`
	KeepaliveIntervalMinutes int    `env:"KEEPALIVE_INTERVAL_MINUTES" envDefault:"14"`

	WebhookAllowPrivate *bool `env:"WEBHOOK_ALLOW_PRIVATE_NETWORKS"`

	OpenAIKey         Secret `env:"OPENAI_API_KEY"`
	AnthropicKey      Secret `env:"ANTHROPIC_API_KEY"`
	GeminiKey         Secret `env:"GEMINI_API_KEY"`
	GroqKey           Secret `env:"GROQ_API_KEY"`
	OpenRouterKey     Secret `env:"OPENROUTER_API_KEY"`
	OpenAIBaseURL     string `env:"OPENAI_BASE_URL"`
	AnthropicBaseURL  string `env:"ANTHROPIC_BASE_URL"`
	GeminiBaseURL     string `env:"GEMINI_BASE_URL"`
	GroqBaseURL       string `env:"GROQ_BASE_URL"`
	OpenRouterBaseURL string `env:"OPENROUTER_BASE_URL"`
}

// Secret is a value that never shows in logs or messages.
type Secret string

// String hides the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(set)"
}

// GoString hides the value in %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the value in JSON and in structured logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal is the value itself.
func (s Secret) Reveal() string { return string(s) }

// Production tells whether the strict checks are on.
func (c Config) Production() bool { return c.NodeEnv == "production" }

// Address is where the server listens.
func (c Config) Address() string {
	host := c.Host
	if host == "" {
		host = "127.0.0.1"
		if c.Production() {
			host = "0.0.0.0"
		}
	}
	return net.JoinHostPort(host, strconv.Itoa(c.Port))
}

// Loopback tells whether only this machine reaches the server.
func (c Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Address())
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// URL is where people open the dashboard.
func (c Config) URL() string {
	if c.PublicURL != "" {
		return strings.TrimRight(c.PublicURL, "/")
	}
	return "http://localhost:" + strconv.Itoa(c.Port)
}

// PublicOrigin is the scheme and host of PUBLIC_URL, as browsers name where a page
// comes from.
func (c Config) PublicOrigin() string {
	u, err := url.Parse(c.PublicURL)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// InSandbox tells whether WhatsApp is simulated.
func (c Config) InSandbox() bool { return c.Sandbox || c.SandboxURL != "" }

// CookieSecure tells whether the session cookie is for https only: what is
// configured, otherwise when people come by https.
func (c Config) CookieSecure() bool {
	if c.SessionCookieSecure != nil {
		return *c.SessionCookieSecure
	}
	return strings.HasPrefix(c.PublicURL, "https://")
}

// AllowPrivate tells whether users' URLs may point into private networks.
func (c Config) AllowPrivate() bool {
	if c.WebhookAllowPrivate != nil {
		return *c.WebhookAllowPrivate
	}
	return c.InSandbox()
}

// CacheTTL is how long looked-up facts are kept.
func (c Config) CacheTTL() time.Duration { return time.Duration(c.CacheTTLMS) * time.Millisecond }

// Load reads `.env` of the working directory, then the environment, which wins. The
// error lists every fault in plain words.
func Load(sandbox bool) (Config, error) {
	if err := godotenv.Load(); err != nil && !errors.Is(err, os.ErrNotExist) {
		return Config{}, fmt.Errorf("the file .env cannot be read: %s", withoutValues(err))
	}
	environment := map[string]string{}
	for _, kv := range os.Environ() {
		// A variable that is set to nothing means what an unset one means: hosts' forms
		// leave empty fields behind.
		if k, v, ok := strings.Cut(kv, "="); ok && v != "" {
			environment[k] = v
		}
	}
	var c Config
	faults := parse(&c, environment)
	c.Sandbox = c.Sandbox || sandbox
	faults = append(faults, c.check()...)
	if len(faults) > 0 {
		return Config{}, &Error{Faults: faults}
	}
	var err error
	if c.DataDir, err = filepath.Abs(c.DataDir); err != nil {
		return Config{}, fmt.Errorf("find DATA_DIR: %w", err)
	}
	return c, nil
}

// Error is everything that is wrong with the configuration.
type Error struct{ Faults []string }

// Error lists the faults, one a line.
func (e *Error) Error() string {
	return "The configuration has faults:\n  - " + strings.Join(e.Faults, "\n  - ")
}

// parse fills c and names each variable whose value has the wrong form.
func parse(c *Config, environment map[string]string) []string {
	err := env.ParseWithOptions(c, env.Options{Environment: environment})
	var all env.AggregateError
	if !errors.As(err, &all) {
		if err != nil {
			return []string{withoutValues(err)}
		}
		return nil
	}
	var faults []string
	for _, e := range all.Errors {
		if p, ok := errors.AsType[env.ParseError](e); ok {
			faults = append(faults, fmt.Sprintf("%s has to be %s.", variable(p.Name), form(p.Type.String())))
			continue
		}
		faults = append(faults, withoutValues(e))
	}
	return faults
}

func form(goType string) string {
	switch goType {
	case "int":
		return "a whole number"
	case "bool", "*bool":
		return "true or false"
	}
	return "of another form"
}

// withoutValues keeps only the first line of a message, without what was quoted.
func withoutValues(err error) string {
	text, _, _ := strings.Cut(err.Error(), `"`)
	return strings.TrimSpace(text)
}

// Secrets that are derived or generated when they are not set.

// SessionKey is SESSION_SECRET, or outside production a random one kept in the data
// folder, so that sealed values outlive a restart.
func (c Config) SessionKey() (string, error) {
	if c.SessionSecret != "" {
		return c.SessionSecret.Reveal(), nil
	}
	file := filepath.Join(c.DataDir, "session-secret")
	kept, err := os.ReadFile(file)
	if err == nil && len(kept) >= minSecret {
		return string(kept), nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	secret := rand.Text() + rand.Text()
	if err := os.MkdirAll(c.DataDir, 0o755); err != nil {
		return "", err
	}
	return secret, os.WriteFile(file, []byte(secret), 0o600)
}

// SealingKey is the key that secrets at rest are sealed with: from ENCRYPTION_KEY,
// otherwise from the session secret.
func (c Config) SealingKey() ([]byte, error) {
	from := c.EncryptionKey.Reveal()
	if from == "" {
		var err error
		if from, err = c.SessionKey(); err != nil {
			return nil, err
		}
	}
	return hkdf.Key(sha256.New, []byte(from), nil, "switchboard sealing key", 32)
}

// Supabase is the address of a Supabase project's database, by its project URL and
// password: the direct one on port 5432.
func (c Config) supabaseDatabase() string {
	u, err := url.Parse(c.SupabaseURL)
	if err != nil {
		return ""
	}
	ref, _, _ := strings.Cut(u.Hostname(), ".")
	db := url.URL{
		Scheme: "postgresql", User: url.UserPassword("postgres", c.SupabaseDBPassword.Reveal()),
		Host: "db." + ref + ".supabase.co:5432", Path: "/postgres", RawQuery: "sslmode=require",
	}
	return db.String()
}

// Database is the address of the database; empty means that Switchboard starts its own.
func (c Config) Database() string {
	if c.DatabaseURL == "" && c.SupabaseURL != "" {
		return c.supabaseDatabase()
	}
	return c.DatabaseURL.Reveal()
}
