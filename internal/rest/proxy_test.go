package rest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/account"
	"switchboard/internal/web/doortest"
)

// TestProxyShown sets, shows, keeps and removes a proxy by both doors; its password never
// comes back.
func TestProxyShown(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	admin := w.SignIn(t)
	created := admin.Call(t, "POST", "/api/accounts", map[string]any{"name": "Shop", "proxy": "socks5://ada:hunter2@proxy.example.com"})
	require.Equal(t, 201, created.Status)
	require.NotContains(t, created.Text, "hunter2")
	const shown = "socks5://ada:xxxxx@proxy.example.com:1080"
	require.Equal(t, shown, created.JSON(t)["proxy"])
	id := created.JSON(t)["id"].(string)

	update := func(proxy string) string {
		t.Helper()
		a := admin.Query(t, `mutation ($in: UpdateAccountInput!) { updateAccount(input: $in) { account { proxy } } }`, map[string]any{"in": map[string]any{"id": id, "proxy": proxy}})
		require.Equal(t, 200, a.Status, a.Text)
		got, _ := a.JSON(t)["data"].(map[string]any)["updateAccount"].(map[string]any)["account"].(map[string]any)["proxy"].(string)
		return got
	}
	address := func() string {
		t.Helper()
		list, err := w.Accounts.List(w.Admin)
		require.NoError(t, err)
		u, err := w.Accounts.Proxy(w.Admin, list[0].ID)
		require.NoError(t, err)
		if u == nil {
			return ""
		}
		return u.String()
	}
	require.Equal(t, "socks5://ada:hunter2@proxy.example.com:1080", address())
	require.Equal(t, shown, update(shown))
	require.Equal(t, "socks5://ada:hunter2@proxy.example.com:1080", address(), "what was shown comes back and changes nothing")
	require.Equal(t, "http://127.0.0.1:3128", update("http://127.0.0.1:3128/"))
	require.Equal(t, "http://127.0.0.1:3128", address())
	require.Empty(t, update(""))
	require.Empty(t, address())
	require.Nil(t, admin.Call(t, "GET", "/api/accounts/"+id, nil).JSON(t)["proxy"])
	refused := admin.Call(t, "PATCH", "/api/accounts/"+id, map[string]any{"proxy": "ada:hunter2@proxy.example.com"})
	require.Equal(t, 422, refused.Status)
	require.NotContains(t, refused.Text, "hunter2")
}

func TestParseProxy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"http://h": "http://h:80", "https://h:8443": "https://h:8443", "socks5h://a:b@[::1]": "socks5h://a:b@[::1]:1080", "socks5://h:1": "socks5://h:1",
		"h:1": "", "socks4://h": "", "http://": "", "http://h/p": "", "http://h?q": "", "http://h#f": "", "http://a:b@h:port": "", "\x7f": "",
	} {
		u, err := account.ParseProxy(text)
		if want == "" {
			require.Error(t, err, text)
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, want, u.String())
	}
}
