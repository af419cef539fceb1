package config_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/config"
)

// load reads a configuration from these variables alone.
func load(t *testing.T, vars map[string]string) (config.Config, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range config.Variables() {
		t.Setenv(name, vars[name])
	}
	return config.Load(false)
}

func TestLoad_defaults_work(t *testing.T) {
	c, err := load(t, nil)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:3000", c.Address())
	require.True(t, c.Loopback())
	require.Equal(t, "admin", c.AdminUsername)
	require.Equal(t, 5000, c.MinIntervalMS)
	require.Empty(t, c.Database())
	require.False(t, c.AllowPrivate())
}

func TestLoad_reads_dotenv_and_the_environment_wins(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile(".env", []byte("LOG_LEVEL=warn\nLOG_FORMAT=json\n"), 0o600))
	for _, name := range config.Variables() {
		t.Setenv(name, "")
	}
	for _, name := range []string{"LOG_LEVEL", "LOG_FORMAT"} {
		require.NoError(t, os.Unsetenv(name))
	}
	t.Setenv("LOG_LEVEL", "debug")
	c, err := config.Load(false)
	require.NoError(t, err)
	require.Equal(t, "debug", c.LogLevel)
	require.Equal(t, "json", c.LogFormat)
}

func TestLoad_faults(t *testing.T) {
	strong := map[string]string{"NODE_ENV": "production", "ADMIN_PASSWORD": "tulip-harbour-92-lamp", "SESSION_SECRET": "9f86d081884c7d659a2feaa0c55ad015"}
	with := func(base map[string]string, kv ...string) map[string]string {
		out := map[string]string{}
		for k, v := range base {
			out[k] = v
		}
		for i := 0; i < len(kv); i += 2 {
			out[kv[i]] = kv[i+1]
		}
		return out
	}
	for name, tc := range map[string]struct {
		vars map[string]string
		want []string // in the message; empty means that it loads
	}{
		"strong production":      {strong, nil},
		"production bare":        {map[string]string{"NODE_ENV": "production"}, []string{"ADMIN_PASSWORD has to be set", "SESSION_SECRET has to be set"}},
		"weak password":          {with(strong, "ADMIN_PASSWORD", "Password1234!"), []string{"ADMIN_PASSWORD is too weak"}},
		"repeated secret":        {with(strong, "SESSION_SECRET", strings.Repeat("ab", 20)), []string{"SESSION_SECRET is too weak"}},
		"sandbox in production":  {with(strong, "SANDBOX", "true"), []string{"sandbox does not run"}},
		"several at once":        {map[string]string{"PORT": "many", "LOG_LEVEL": "loud", "TRUST_PROXY": "perhaps", "WA_MAX_MESSAGES_PER_DAY": "-1"}, []string{"PORT has to be a whole number", "LOG_LEVEL has to be", "TRUST_PROXY has to be true or false", "WA_MAX_MESSAGES_PER_DAY has to be between"}},
		"supabase without a way": {map[string]string{"SUPABASE_URL": "https://abcd.supabase.co"}, []string{"SUPABASE_DB_PASSWORD", "DATABASE_URL"}},
		"supabase with password": {map[string]string{"SUPABASE_URL": "https://abcd.supabase.co", "SUPABASE_DB_PASSWORD": "x"}, nil},
		"s3 without keys":        {map[string]string{"S3_BUCKET": "pictures"}, []string{"S3_BUCKET needs S3_ACCESS_KEY_ID"}},
		"s3 without a bucket":    {map[string]string{"MEDIA_STORE": "s3"}, []string{"MEDIA_STORE=s3 needs S3_BUCKET"}},
		"another store":          {map[string]string{"MEDIA_STORE": "ftp"}, []string{"MEDIA_STORE has to be local, s3 or supabase"}},
		"storage without a key":  {map[string]string{"MEDIA_STORE": "supabase", "DATABASE_URL": "postgresql://h/d", "SUPABASE_URL": "https://abcd.supabase.co"}, []string{"SUPABASE_SERVICE_ROLE_KEY"}},
		"not a database":         {map[string]string{"DATABASE_URL": "mysql://u:hunter2@h/d"}, []string{"DATABASE_URL has to begin with postgresql://"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, tc.vars)
			if len(tc.want) == 0 {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			for _, want := range tc.want {
				require.ErrorContains(t, err, want)
			}
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestLoad_supabase_address_follows_from_the_url(t *testing.T) {
	c, err := load(t, map[string]string{"SUPABASE_URL": "https://abcd.supabase.co", "SUPABASE_DB_PASSWORD": "p@ss/word"})
	require.NoError(t, err)
	require.Equal(t, "postgresql://postgres:p%40ss%2Fword@db.abcd.supabase.co:5432/postgres?sslmode=require", c.Database())
}

func TestStore_follows_from_what_is_set(t *testing.T) {
	for name, tc := range map[string]struct {
		vars map[string]string
		want string
	}{
		"nothing":         {nil, config.StoreLocal},
		"supabase's two":  {map[string]string{"SUPABASE_URL": "https://abcd.supabase.co", "SUPABASE_SERVICE_ROLE_KEY": "k", "SUPABASE_DB_PASSWORD": "p"}, config.StoreSupabase},
		"a bucket beside": {map[string]string{"SUPABASE_URL": "https://abcd.supabase.co", "SUPABASE_SERVICE_ROLE_KEY": "k", "SUPABASE_DB_PASSWORD": "p", "S3_BUCKET": "pictures", "S3_ACCESS_KEY_ID": "a", "S3_SECRET_ACCESS_KEY": "s"}, config.StoreS3},
		"said":            {map[string]string{"S3_BUCKET": "pictures", "S3_ACCESS_KEY_ID": "a", "S3_SECRET_ACCESS_KEY": "s", "MEDIA_STORE": "local"}, config.StoreLocal},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := load(t, tc.vars)
			require.NoError(t, err)
			require.Equal(t, tc.want, c.Store())
		})
	}
}

func TestSecret_never_shows(t *testing.T) {
	c, err := load(t, map[string]string{"ADMIN_PASSWORD": "hunter2-hunter2", "OPENAI_API_KEY": "sk-hunter2"})
	require.NoError(t, err)
	j, err := json.Marshal(c)
	require.NoError(t, err)
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), string(j)} {
		require.NotContains(t, text, "hunter2")
	}
}

func TestSealingKey_stays_over_restarts(t *testing.T) {
	dir := t.TempDir()
	c, err := load(t, map[string]string{"DATA_DIR": dir})
	require.NoError(t, err)
	first, err := c.SealingKey()
	require.NoError(t, err)
	again, err := load(t, map[string]string{"DATA_DIR": dir})
	require.NoError(t, err)
	second, err := again.SealingKey()
	require.NoError(t, err)
	require.Equal(t, first, second)
	other, err := load(t, map[string]string{"DATA_DIR": dir, "ENCRYPTION_KEY": strings.Repeat("k", 32)})
	require.NoError(t, err)
	third, err := other.SealingKey()
	require.NoError(t, err)
	require.NotEqual(t, first, third)
}

func TestEnvExample_is_complete(t *testing.T) {
	text, err := os.ReadFile("../../.env.example")
	require.NoError(t, err)
	var listed []string
	for _, m := range regexp.MustCompile(`(?m)^([A-Z0-9_]+)=`).FindAllStringSubmatch(string(text), -1) {
		listed = append(listed, m[1])
	}
	require.ElementsMatch(t, config.Variables(), listed)
}
