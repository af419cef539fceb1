package config

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

const (
	// minSecret is 128 bits in hex: what cannot be guessed.
	minSecret = 32
	// minPassword is NIST's least length for a password that stands alone.
	minPassword = 12
)

// common are passwords that scanners try first.
var common = []string{"password", "admin", "changeme", "change-me", "secret", "switchboard", "whatsapp", "12345678", "qwerty", "letmein", "secure-password", "random-secret"}

// check finds what is wrong beyond the form of single values.
func (c Config) check() []string {
	var faults []string
	add := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	c.checkSecrets(add)
	c.checkNumbers(add)
	c.checkAddresses(add)
	c.checkStore(add)
	add(!slices.Contains([]string{"", "development", "production", "test"}, c.NodeEnv), "NODE_ENV has to be production, development or test.")
	add(!slices.Contains([]string{"debug", "info", "warn", "error"}, strings.ToLower(c.LogLevel)), "LOG_LEVEL has to be debug, info, warn or error.")
	add(c.LogFormat != "text" && c.LogFormat != "json", "LOG_FORMAT has to be text or json.")
	add(c.RateLimits != "on" && c.RateLimits != "off", "RATE_LIMITS has to be on or off.")
	add(c.InSandbox() && c.Production(), "The sandbox does not run with NODE_ENV=production: it simulates WhatsApp. Leave one of the two out.")
	return faults
}

type adder func(bad bool, format string, args ...any)

func (c Config) checkSecrets(add adder) {
	add(c.AdminUsername == "" || len(c.AdminUsername) > 50, "ADMIN_USERNAME has to have 1 to 50 characters.")
	add(len(c.AdminPassword) > 72, "ADMIN_PASSWORD has to have at most 72 bytes.")
	add(c.EncryptionKey != "" && len(c.EncryptionKey) < minSecret, "ENCRYPTION_KEY has to have at least %d characters. Make one with: openssl rand -hex 32", minSecret)
	if !c.Production() {
		return
	}
	add(c.AdminPassword == "", "ADMIN_PASSWORD has to be set with NODE_ENV=production.")
	add(c.AdminPassword != "" && weak(c.AdminPassword.Reveal(), c.AdminUsername), "ADMIN_PASSWORD is too weak: use at least %d characters that are not a well-known password.", minPassword)
	add(c.SessionSecret == "", "SESSION_SECRET has to be set with NODE_ENV=production. Make one with: openssl rand -hex 32")
	add(c.SessionSecret != "" && (len(c.SessionSecret) < minSecret || distinct(c.SessionSecret.Reveal()) < 8),
		"SESSION_SECRET is too weak: use at least %d random characters. Make one with: openssl rand -hex 32", minSecret)
}

func weak(password, username string) bool {
	lower := strings.ToLower(password)
	if len(password) < minPassword || distinct(password) < 5 || lower == strings.ToLower(username) {
		return true
	}
	trimmed := strings.TrimRight(lower, "0123456789!?.-_")
	return slices.Contains(common, lower) || slices.Contains(common, trimmed)
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

func (c Config) checkNumbers(add adder) {
	add(c.Port < 0 || c.Port > 65535, "PORT has to be between 0 and 65535.")
	// The names are read off the struct, so that a message and its variable stay one.
	for _, v := range []struct {
		value       int
		name        string
		least, most int
	}{
		{c.NewContactsPerDay(), "WA_MAX_NEW_CONTACTS_PER_DAY", 0, 1_000_000},
		{c.SameTextPerDay(), "WA_MAX_SAME_TEXT_PER_DAY", 0, 1_000_000},
		{c.WarmUp(), "WA_WARM_UP_DAYS", 0, 365},
		{c.HistoryDays, "WA_HISTORY_DAYS", 0, 3650},
		{c.TypingDelayMS, "TYPING_DELAY_MS", 0, 60_000},
		{c.MinIntervalMS, "WA_MIN_MESSAGE_INTERVAL_MS", 0, 86_400_000},
		{c.RandomDelayMS, "WA_RANDOM_DELAY_MS", 0, 86_400_000},
		{c.MaxPerHour, "WA_MAX_MESSAGES_PER_HOUR", 0, 1_000_000},
		{c.MaxPerDay, "WA_MAX_MESSAGES_PER_DAY", 0, 1_000_000},
		{c.QueryCacheSize, "QUERY_CACHE_SIZE", 1, 1_000_000},
		{c.CacheTTLMS, "CACHE_TTL", 0, 86_400_000},
		{c.RetainMessagesDays, "RETAIN_MESSAGES_DAYS", 0, 36_500},
		{c.RetainMessagesMB, "RETAIN_MESSAGES_MB", 0, 1_000_000},
		{c.KeepaliveIntervalMinutes, "KEEPALIVE_INTERVAL_MINUTES", 1, 1440},
	} {
		add(v.value < v.least || v.value > v.most, "%s has to be between %d and %d.", v.name, v.least, v.most)
	}
	_, _, err := c.Quiet()
	add(err != nil, "WA_QUIET_HOURS has to be two times such as 21:00-08:00.")
}

func (c Config) checkAddresses(add adder) {
	for _, v := range []struct{ value, name string }{
		{c.PublicURL, "PUBLIC_URL"}, {c.SandboxURL, "SANDBOX_URL"}, {c.KeepaliveURL, "KEEPALIVE_URL"}, {c.SupabaseURL, "SUPABASE_URL"}, {c.S3Endpoint, "S3_ENDPOINT"},
		{c.OpenAIBaseURL, "OPENAI_BASE_URL"}, {c.AnthropicBaseURL, "ANTHROPIC_BASE_URL"}, {c.GeminiBaseURL, "GEMINI_BASE_URL"},
		{c.GroqBaseURL, "GROQ_BASE_URL"}, {c.OpenRouterBaseURL, "OPENROUTER_BASE_URL"},
	} {
		add(v.value != "" && !isHTTP(v.value), "%s has to be an address that begins with http:// or https://.", v.name)
	}
	for _, o := range c.CORSOrigins {
		add(o != "*" && !isHTTP(o), "CORS_ORIGINS has to be a list of origins such as https://example.com, separated by commas.")
	}
	add(c.DatabaseURL == "" && c.SupabaseURL != "" && c.SupabaseDBPassword == "",
		"SUPABASE_URL alone is not enough: the database needs its password. Either set SUPABASE_DB_PASSWORD, or open your project in Supabase, "+
			"press Connect, copy the connection string (\"Transaction pooler\" or \"Session pooler\") and set it as DATABASE_URL.")
	if c.DatabaseURL != "" {
		scheme, _, ok := strings.Cut(c.DatabaseURL.Reveal(), "://")
		add(ok && scheme != "postgres" && scheme != "postgresql", "DATABASE_URL has to begin with postgresql://.")
		add(!ok && !strings.Contains(c.DatabaseURL.Reveal(), "="), "DATABASE_URL has to be an address such as postgresql://user:password@host:5432/database.")
	}
}

func isHTTP(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// variable is the environment variable of a field.
func variable(field string) string {
	if f, ok := reflect.TypeFor[Config]().FieldByName(field); ok {
		return f.Tag.Get("env")
	}
	return field
}

// Variables are the names of all variables, in order; .env.example lists the same.
func Variables() []string {
	var names []string
	for f := range reflect.TypeFor[Config]().Fields() {
		names = append(names, f.Tag.Get("env"))
	}
	return names
}
