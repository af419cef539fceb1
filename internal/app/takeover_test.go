package app_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// TestTakeover runs two processes on one database. When one is killed the other has all
// accounts within 20 s; when one is stopped, within seconds; and at no moment do both
// hold one.
func TestTakeover(t *testing.T) {
	t.Parallel()
	const accounts = 10
	network := &sightings{}
	w := newWitnessedWorld(t, network.see)
	first := w.start(t)
	admin := w.login(t)
	var shops []*linked
	for i := range accounts {
		shops = append(shops, w.link(t, admin, fmt.Sprint("Shop ", i)))
	}
	customer, err := w.box.AddPhone("", "Customer")
	require.NoError(t, err)
	other := *w
	port := freePort(t)
	other.env = append(append([]string{}, w.env...), "DATA_DIR="+t.TempDir(), fmt.Sprint("PORT=", port))
	second := other.start(t)
	for _, s := range shops {
		s.url = fmt.Sprint("http://127.0.0.1:", port)
	}

	// taken waits until every account is connected by a login after a moment, and sends.
	taken := func(since time.Time, within time.Duration, text string) {
		t.Helper()
		for _, s := range shops {
			s.must(t, "POST", "/api/send", object{"number": customer.Number(), "message": text + s.id}, nil)
		}
		var last time.Time
		eventually(t, "all accounts "+text, func() bool {
			online := map[string]time.Time{}
			for _, s := range network.list() {
				if s.Kind == sandbox.SightLogin && s.At.After(since) {
					online[s.Device] = s.At
				}
			}
			for _, at := range online {
				if at.After(last) {
					last = at
				}
			}
			return len(online) == accounts
		})
		t.Logf("%s: all accounts after %s", text, last.Sub(since).Round(10*time.Millisecond))
		require.Less(t, last.Sub(since), within)
		for _, s := range shops {
			eventually(t, "message of each account", func() bool {
				return len(texts(customer, s.phone.Number())) > 0 && lastOf(texts(customer, s.phone.Number())) == text+s.id
			})
		}
	}
	killed := time.Now()
	first.kill()
	taken(killed, 20*time.Second, "after a kill ")

	first = w.start(t)
	for _, s := range shops {
		s.url = w.url
	}
	stopped := time.Now()
	require.NoError(t, second.terminate())
	taken(stopped, 10*time.Second, "after a stop ")

	open := map[string]string{} // device -> its one connection
	for _, s := range network.list() {
		switch {
		case s.Kind == sandbox.SightLogin:
			require.Empty(t, open[s.Device], "%s was connected twice at once", s.Device)
			open[s.Device] = s.Remote
		case s.Kind == sandbox.SightEnd && open[s.Device] == s.Remote:
			delete(open, s.Device)
		case s.Kind == "message":
			require.Equal(t, open[s.Device], s.Remote, "%s was sent by who did not hold the account", s.ID)
		}
	}
	for _, s := range shops {
		require.Len(t, texts(customer, s.phone.Number()), 2)
	}
	require.Empty(t, w.box.Violations())
	require.NoError(t, first.terminate())
}

func lastOf(all []string) string { return all[len(all)-1] }
