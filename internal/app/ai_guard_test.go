package app_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// pondering is a model that says what it says when it is let.
func pondering(text string) (say func(prompt) (string, int), thinking, let chan struct{}) {
	thinking, let = make(chan struct{}, 10), make(chan struct{})
	return func(prompt) (string, int) {
		thinking <- struct{}{}
		<-let
		return text, http.StatusOK
	}, thinking, let
}

// status is what became of the message with that text; empty when there is none.
func (c *counter) status(t *testing.T, text string) string {
	t.Helper()
	for _, m := range c.everything(t) {
		if m.Text == text {
			return m.Status
		}
	}
	return ""
}

// TestReply_stops changes the settings while an answer is on its way: what is not to be said
// any more is not said.
func TestReply_stops(t *testing.T) {
	t.Parallel()
	const first, second = "a", "b"
	long := strings.Repeat(first, 500) + "\n\n" + strings.Repeat(second, 500)
	t.Run("turned_off_while_it_thinks", func(t *testing.T) {
		t.Parallel()
		say, thinking, let := pondering("Too late.")
		c := newCounter(t, say, nil)
		c.says(t, "Hello?")
		<-thinking
		c.admin.must(t, "POST", "/api/accounts/"+c.id+"/ai-config", object{"is_active": false}, nil)
		close(let)
		c.traced(t, "skipped", "off")
		require.Empty(t, c.everything(t)[1:], "the question only")
	})
	t.Run("drafts_turned_on_while_it_thinks", func(t *testing.T) {
		t.Parallel()
		say, thinking, let := pondering("Not yet.")
		c := newCounter(t, say, nil)
		c.says(t, "Hello?")
		<-thinking
		c.admin.must(t, "POST", "/api/accounts/"+c.id+"/ai-config", object{"drafts": true}, nil)
		close(let)
		c.traced(t, "drafted", "")
		var drafts []struct{ ID, Text string }
		c.must(t, "GET", "/api/accounts/"+c.id+"/ai-drafts", nil, &drafts)
		require.Len(t, drafts, 1)
		require.Equal(t, "Not yet.", drafts[0].Text)
		require.Empty(t, c.hears())
	})
	t.Run("paused_while_it_thinks", func(t *testing.T) {
		t.Parallel()
		say, thinking, let := pondering("Too late.")
		c := newCounter(t, say, nil)
		c.says(t, "Hello?")
		<-thinking
		c.must(t, "POST", "/api/chats/"+c.chat(t)+"/ai/pause", nil, nil)
		close(let)
		c.traced(t, "skipped", "paused")
		require.Empty(t, c.hears())
	})
	for name, stop := range map[string]func(c *counter){
		"paused_in_the_middle": func(c *counter) { c.must(t, "POST", "/api/chats/"+c.chat(t)+"/ai/pause", nil, nil) },
		"turned_off_in_the_middle": func(c *counter) {
			c.admin.must(t, "POST", "/api/accounts/"+c.id+"/ai-config", object{"is_active": false}, nil)
		},
		"deleted_in_the_middle": func(c *counter) { c.admin.must(t, "DELETE", "/api/accounts/"+c.id+"/ai-config", nil, nil) },
		"a_person_is_asked_for": func(c *counter) { c.says(t, "A real person please") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t, answers(long), nil)
			c.admin.must(t, "PATCH", "/api/accounts/"+c.id, object{"limits": object{"min_interval_ms": 3600000}}, nil)
			c.says(t, "Tell me everything")
			c.expect(t, strings.Repeat(first, 500))
			stop(c)
			eventually(t, "the second part is taken back", func() bool { return c.status(t, strings.Repeat(second, 500)) == "failed" })
		})
	}
}

// TestReply_together has what contacts write before they are answered judged together.
func TestReply_together(t *testing.T) {
	t.Parallel()
	c := newCounter(t, answers("No."), object{"debounce_ms": 1500, "hand_over_text": "Somebody will write soon."})
	c.says(t, "I want to talk to a human")
	c.says(t, "it is urgent")
	c.expect(t, "Somebody will write soon.")
	c.traced(t, "handed_over", "hand_over")
	require.Empty(t, c.oracle.questions())
}

// TestReply_drafts holds drafts against each other's ends.
func TestReply_drafts(t *testing.T) {
	t.Parallel()
	c := newCounter(t, answers("Drafted."), object{"drafts": true})
	type draft struct{ ID, Text string }
	drafts := func(t *testing.T) (all []draft) {
		t.Helper()
		c.must(t, "GET", "/api/accounts/"+c.id+"/ai-drafts", nil, &all)
		return all
	}
	waits := func(t *testing.T) draft {
		t.Helper()
		eventually(t, "draft", func() bool { return len(drafts(t)) == 1 })
		return drafts(t)[0]
	}
	sent := 0
	for range 6 {
		c.says(t, "Hello?")
		d := waits(t)
		ends := map[string]int{}
		var mu sync.Mutex
		var both sync.WaitGroup
		for _, end := range []string{"approve", "discard"} {
			both.Go(func() {
				status, _ := c.call("POST", "/api/ai-drafts/"+d.ID+"/"+end, nil, nil)
				mu.Lock()
				defer mu.Unlock()
				ends[end] = status
			})
		}
		both.Wait()
		if ends["approve"] == http.StatusOK {
			sent++
			require.Equal(t, http.StatusConflict, ends["discard"])
		} else {
			require.Equal(t, map[string]int{"approve": http.StatusConflict, "discard": http.StatusOK}, ends)
		}
		eventually(t, "what was approved", func() bool { return len(c.hears()) == sent })
	}
	require.Len(t, c.hears(), sent, "what was discarded is not sent")

	// An approved draft knows how it came about. One that waits is none any more when the contact
	// asks for a person.
	c.says(t, "And on Sunday?")
	d := waits(t)
	var page struct{ Items []struct{ ID string } }
	c.must(t, "GET", "/api/accounts/"+c.id+"/ai-traces", nil, &page)
	trace := page.Items[0].ID
	c.must(t, "POST", "/api/ai-drafts/"+d.ID+"/approve", nil, nil)
	eventually(t, "approved", func() bool { return len(c.hears()) == sent+1 })
	var of string
	for _, m := range c.everything(t) {
		if m.Text == "Drafted." && m.Direction == "outgoing" {
			of = max(of, m.ID)
		}
	}
	got := c.graphQL(t, `query($id: ID!) { message(id: $id) { aiTrace { id } } }`, object{"id": of})
	require.Equal(t, object{"id": trace}, got["aiTrace"])
	c.says(t, "Hello?")
	waits(t)
	c.says(t, "A real person please")
	eventually(t, "the draft is ended", func() bool { return len(drafts(t)) == 0 })
}
