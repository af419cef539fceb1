package app_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// roundsMark says how often the process is killed at each point; 1 when it is not set.
// make soak sets it.
const roundsMark = "SWITCHBOARD_TEST_ROUNDS"

// points are the moments of sending and receiving at which a crash could lose or double
// something. The first are passed by the process itself. At the others it is killed by
// the network, the moment a stanza of it arrives there: it was written, and what it
// causes is never heard of.
var points = []string{
	"before accept", "after accept", // stored for sending, answered
	"before begin", "after begin", // marked as on its way
	"before send", "after send", // encrypted and written, acknowledged
	"before done", "after done", // recorded as sent
	"before receive", "after receive", // stored, confirmed to the network
	"before receipt", "after receipt", // a tick recorded
	"at message", "at receipt", "at ack",
}

// latestPass is the highest pass of a point at which the process is killed: some happen
// in the backlog after a start, some in the traffic after that.
const latestPass = 3

// TestKillAtEachPoint kills the process at every point, while both sides write. Whatever
// was accepted arrives once and in order, whatever is written to us is stored once.
func TestKillAtEachPoint(t *testing.T) {
	t.Parallel()
	rounds := 1
	if n, err := strconv.Atoi(os.Getenv(roundsMark)); err == nil {
		rounds = n
	}
	trap := &trap{}
	w := newWitnessedWorld(t, trap.see)
	current := w.start(t)
	shop := w.link(t, w.login(t), "Shop")
	customers := make([]*sandbox.Phone, 2)
	for i := range customers {
		var err error
		customers[i], err = w.box.AddPhone("", fmt.Sprint("Customer ", i))
		require.NoError(t, err)
	}
	current.kill()

	talk := begin(t, shop, customers)
	for i := range rounds * len(points) {
		point, pass := points[i%len(points)], 1+rand.IntN(latestPass)
		if !t.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(point, " ", "_"), i/len(points)), func(t *testing.T) {
			w.dieAt(t, trap, point, pass)
		}) {
			break
		}
	}
	current = w.start(t)
	talk.end()
	talk.settle(t)
	require.Empty(t, w.box.Violations())
	require.NoError(t, current.terminate())
}

// dieAt runs a server until it has been killed at a point.
func (w *world) dieAt(t *testing.T, trap *trap, point string, pass int) {
	t.Helper()
	kind, onWire := strings.CutPrefix(point, "at ")
	var env []string
	if !onWire {
		env = []string{fmt.Sprintf("%s=%s:%d", killMark, point, pass)}
	}
	s, _ := w.launch(t, env...)
	if onWire {
		trap.set(kind, pass, func() { s.cmd.Process.Kill() })
	}
	dead := make(chan struct{})
	go func() { defer close(dead); s.cmd.Wait() }()
	timeout := time.NewTimer(2 * time.Minute) // a busy machine takes long, a point that is never passed for ever
	defer timeout.Stop()
	select {
	case <-dead:
	case <-timeout.C:
		t.Fatalf("the process never passed %q for the %d. time", point, pass)
	}
	require.False(t, s.cmd.ProcessState.Success(), "it was to be killed, and ended by itself:\n%s", s.log)
	require.NotContains(t, s.log.String(), "DATA RACE")
}

// trap springs when the network has seen a stanza of a kind so often.
type trap struct {
	mu     sync.Mutex
	kind   string
	left   int
	spring func()
}

func (p *trap) set(kind string, pass int, spring func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kind, p.left, p.spring = kind, pass, spring
}

func (p *trap) see(s sandbox.Sighting) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s.Kind != p.kind {
		return
	}
	if p.left--; p.left == 0 {
		p.kind = ""
		p.spring()
	}
}

// talk is a lasting conversation of an account with some customers, both ways.
type talk struct {
	shop      *linked
	customers []*sandbox.Phone
	over      atomic.Bool
	running   sync.WaitGroup
	out, in   [][]string // by customer, in order
}

// talkPause is between two messages of one side: a little faster than a race-enabled
// process on half a core sends, so that there is always something on its way.
const talkPause = 100 * time.Millisecond

func begin(t *testing.T, shop *linked, customers []*sandbox.Phone) *talk {
	t.Helper()
	k := &talk{shop: shop, customers: customers, out: make([][]string, len(customers)), in: make([][]string, len(customers))}
	k.running.Go(func() {
		for n := 0; !k.over.Load() && t.Context().Err() == nil; n++ {
			to := n % len(customers)
			text := fmt.Sprintf("to %d, %05d", to, n)
			if !post(t, shop, customers[to].Number(), text) {
				return
			}
			k.out[to] = append(k.out[to], text)
			pause(t, talkPause)
		}
	})
	k.running.Go(func() {
		for n := 0; !k.over.Load() && t.Context().Err() == nil; n++ {
			from := n % len(customers)
			text := fmt.Sprintf("from %d, %05d", from, n)
			if _, err := customers[from].Say(t.Context(), shop.phone.Number(), text); err != nil {
				t.Errorf("the phone could not write: %v", err)
				return
			}
			k.in[from] = append(k.in[from], text)
			pause(t, talkPause)
		}
	})
	t.Cleanup(k.end)
	return k
}

// post sends as a careful client does: with an idempotency key, until it is accepted.
func post(t *testing.T, from *linked, to, text string) bool {
	t.Helper()
	for t.Context().Err() == nil {
		status, err := from.call("POST", "/api/send", object{"number": to, "message": text}, nil, "Idempotency-Key", text)
		if status == http.StatusAccepted {
			return true
		}
		if status != 0 && status != http.StatusServiceUnavailable {
			t.Errorf("%q was refused: %v", text, err)
			return false
		}
		pause(t, 20*time.Millisecond)
	}
	return false
}

func (k *talk) end() {
	k.over.Store(true)
	k.running.Wait()
}

// settle waits until everything is where it belongs, and requires it to be there once, and
// what went out in order. What came in and could not be decrypted at first comes later.
func (k *talk) settle(t *testing.T) {
	t.Helper()
	for i, c := range k.customers {
		eventually(t, "last message on the phone", func() bool { return len(texts(c, k.shop.phone.Number())) >= len(k.out[i]) })
		require.Equal(t, k.out[i], texts(c, k.shop.phone.Number()), "every accepted message once, in order")
	}
	said := 0
	for i := range k.in {
		said += len(k.in[i])
	}
	var stored []full
	var missing string
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(missing)
		}
	})
	eventually(t, "last message and tick in the database", func() bool {
		stored, missing = k.shop.everything(t), ""
		in := 0
		for _, m := range stored {
			switch {
			case m.Direction == "incoming" && m.Type == "text":
				in++
			case m.Direction == "incoming" || m.Status != "delivered":
				missing += fmt.Sprintf("%s %q %s is %s\n", m.Direction, m.Text, m.Type, m.Status)
			}
		}
		return in >= said && missing == ""
	})
	in, out := make([][]string, len(k.customers)), make([][]string, len(k.customers))
	for _, m := range stored {
		for i, c := range k.customers {
			switch {
			case m.Contact == nil || *m.Contact.Phone != c.Number():
			case m.Direction == "incoming":
				in[i] = append(in[i], m.Text)
			default:
				out[i] = append(out[i], m.Text)
			}
		}
	}
	for i := range k.customers {
		require.Equal(t, k.out[i], out[i], "every accepted message is stored once, in order")
		require.ElementsMatch(t, k.in[i], in[i], "every incoming message is stored once")
	}
	t.Logf("%d messages came in, %d went out", said, len(stored)-said)
}

// everything is all messages of the account, oldest first.
func (l *linked) everything(t *testing.T) (all []full) {
	t.Helper()
	for cursor := ""; ; {
		var page struct {
			Items []full
			Next  *string `json:"next_cursor"`
		}
		l.must(t, "GET", "/api/accounts/"+l.id+"/messages?limit=100&cursor="+cursor, nil, &page)
		all = append(all, page.Items...)
		if page.Next == nil {
			slices.Reverse(all)
			return all
		}
		cursor = *page.Next
	}
}
