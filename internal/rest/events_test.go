package rest_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/web/doortest"
	"switchboard/internal/webhook"
)

type pulled struct {
	Items []struct {
		ID, Type string
		Data     struct{ Text string }
	}
	Next string `json:"next_cursor"`
}

func TestEvents(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	_, otherKey := w.Account(t, "Other")
	own := w.Key(key)
	path := "/api/accounts/" + shop.ID.String() + "/events"
	pull := func(t *testing.T, query string) (p pulled) {
		t.Helper()
		a := own.Call(t, "GET", path+query, nil)
		require.Equal(t, http.StatusOK, a.Status, a.Text)
		require.NoError(t, json.Unmarshal([]byte(a.Text), &p))
		return p
	}
	for i := range 5 {
		w.Receive(t, shop.ID, fmt.Sprint("W", i), "4915112345678", fmt.Sprint("text ", i))
	}

	t.Run("pages_follow_each_other_without_a_gap", func(t *testing.T) {
		var texts []string
		cursor := ""
		for len(texts) < 5 {
			p := pull(t, "?types=message&limit=2&after="+cursor)
			require.NotEmpty(t, p.Items)
			for _, e := range p.Items {
				texts = append(texts, e.Data.Text)
			}
			cursor = p.Next
		}
		require.Equal(t, []string{"text 0", "text 1", "text 2", "text 3", "text 4"}, texts)
		rest := pull(t, "?after="+cursor)
		require.Empty(t, rest.Items)
		require.Equal(t, cursor, rest.Next)
	})
	t.Run("a_long_poll_answers_when_something_comes", func(t *testing.T) {
		now := pull(t, "?after=now").Next
		answer := make(chan pulled, 1)
		go func() { answer <- pull(t, "?wait=30&after="+now) }()
		select {
		case <-answer:
			t.Fatal("it answered before there was anything")
		case <-time.After(50 * time.Millisecond):
		}
		w.Receive(t, shop.ID, "LATE", "4915112345678", "late")
		require.Equal(t, "late", (<-answer).Items[0].Data.Text)
	})
	t.Run("a_stream_goes_on_after_the_last_id", func(t *testing.T) {
		var id string
		read := func(last string, ids int) (events []string) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL+path+"?types=message", nil)
			require.NoError(t, err)
			req.Header = own.Headers()
			req.Header.Set("Accept", "text/event-stream")
			if last != "" {
				req.Header.Set("Last-Event-ID", last)
			}
			resp, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			defer resp.Body.Close()
			require.Equal(t, "text/event-stream", resp.Header.Get("Content-Type"))
			lines := bufio.NewScanner(resp.Body)
			for lines.Scan() {
				if rest, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
					if id = rest; ids == 0 {
						return events
					}
				}
				if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
					if events = append(events, data); len(events) == ids {
						return events
					}
				}
			}
			t.Fatal("the stream ended")
			return nil
		}
		read("", 0) // a stream begins with where it stands
		w.Receive(t, shop.ID, "S1", "4915112345678", "first")
		w.Receive(t, shop.ID, "S2", "4915112345678", "second")
		got := read(id, 2)
		require.Contains(t, got[0], `"text":"first"`)
		require.Contains(t, got[1], `"text":"second"`)
	})
	t.Run("a_stream_ends_with_its_key", func(t *testing.T) {
		other, key := w.Account(t, "Third")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL+"/api/accounts/"+other.ID.String()+"/events", nil)
		require.NoError(t, err)
		req.Header = w.Key(key).Headers()
		req.Header.Set("Accept", "text/event-stream")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		_, _, err = w.Accounts.RegenerateKey(w.Admin, other.ID)
		require.NoError(t, err)
		w.Receive(t, other.ID, "SECRET", "4915112345678", "not for the old key")
		rest, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NotContains(t, string(rest), "not for the old key")
	})
	t.Run("who_comes_too_late_is_told", func(t *testing.T) {
		first := pull(t, "?limit=1").Next
		newest := pull(t, "?after=now").Next
		require.NoError(t, w.Store.PurgeEvents(w.Admin, time.Now().Add(time.Hour), time.Now().Add(-time.Hour)))
		for cursor, missed := range map[string]bool{first: true, newest: false, "": false, "now": false} {
			require.Contains(t, own.Call(t, "GET", path+"?after="+cursor, nil).Text, fmt.Sprintf(`"missed":%t`, missed), "after %q", cursor)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL+path, nil)
		require.NoError(t, err)
		req.Header = own.Headers()
		req.Header.Set("Accept", "text/event-stream")
		req.Header.Set("Last-Event-ID", first)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		begin := make([]byte, 100)
		_, err = io.ReadAtLeast(resp.Body, begin, 50)
		require.NoError(t, err)
		require.Contains(t, string(begin), "event: missed\ndata: {}\n\n")
	})
	t.Run("faults", func(t *testing.T) {
		require.Equal(t, http.StatusForbidden, w.Key(otherKey).Call(t, "GET", path, nil).Status)
		for query, field := range map[string]string{"?after=x": "after", "?limit=0": "limit", "?wait=31": "wait", "?types=nothing": "types", "?limit=x": "limit"} {
			a := own.Call(t, "GET", path+query, nil)
			require.Equal(t, http.StatusUnprocessableEntity, a.Status, query)
			require.Contains(t, a.Text, `"field":"`+field+`"`, query)
		}
	})
	t.Run("the_catalogue_has_a_schema_and_a_sample_of_each_kind", func(t *testing.T) {
		a := w.Anonymous().Call(t, "GET", "/api/event-types", nil)
		require.Equal(t, http.StatusOK, a.Status, a.Text)
		var kinds []struct {
			Type   string
			Schema struct {
				Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
			}
			Sample struct {
				Type string
				Data map[string]any
			}
		}
		require.NoError(t, json.Unmarshal([]byte(a.Text), &kinds))
		var names []string
		for _, k := range kinds {
			names = append(names, k.Type)
			require.Equal(t, k.Type, k.Sample.Type)
			for field := range k.Sample.Data {
				found := false
				for _, d := range k.Schema.Defs {
					_, has := d.Properties[field]
					found = found || has
				}
				require.True(t, found, "%s has %s without a schema", k.Type, field)
			}
		}
		require.Equal(t, webhook.Kinds(), names)
	})
}
