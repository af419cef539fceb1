package sandbox_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox"
)

// stormSize is how many messages TestStorm sends: 10,000, which takes about a
// minute, and fewer under the race detector, so in CI, and with -short. All of
// them: go test -run TestStorm ./internal/sandbox
func stormSize() int {
	if raceEnabled || testing.Short() {
		return 1000
	}
	return 10_000
}

// stormPatience is how long all of them may take, on a slow machine.
const stormPatience = 8 * time.Minute

// storm is a number of people writing at once, and a record of who has to get what.
type storm struct {
	t     *testing.T
	ctx   context.Context
	group types.JID
	jids  map[string]types.JID // by name

	mu       sync.Mutex
	expected map[string]map[string]bool // observer -> ids
	kinds    map[string]int
}

// introduce has everybody write to everybody once, one after the other. Two
// devices that write to each other for the first time at the same moment start
// two sessions, and which one counts is a matter of luck.
func (s *storm) introduce(first, second *client, phones ...*sandbox.Phone) {
	s.t.Helper()
	for i, c := range []*client{first, second} {
		text := fmt.Sprintf("I am client %d", i)
		c.sendTextTo(s.group, text)
		for _, p := range phones {
			expectText(s.t, p, text)
		}
		await([]*client{second, first}[i], hasText(text))
	}
	for _, p := range phones {
		text := "I am " + p.Name()
		_, err := p.Say(s.ctx, s.group.String(), text)
		require.NoError(s.t, err)
		await(first, hasText(text))
		await(second, hasText(text))
		for _, other := range phones {
			expectText(s.t, other, text)
		}
	}
}

// observers are who sees a message in a chat: the chat is the group, or two people.
func (s *storm) observers(from, to string) []string {
	people := []string{"alice", "bob", "carol"}
	if to != "group" {
		people = []string{from, to}
	}
	var list []string
	for _, name := range people {
		list = append(list, name)
		if name == "alice" {
			list = append(list, "first", "second")
		}
	}
	return list
}

func (s *storm) sent(id, kind, from, to, sender string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kinds[kind]++
	for _, observer := range s.observers(from, to) {
		if observer == sender {
			continue
		}
		if s.expected[observer] == nil {
			s.expected[observer] = map[string]bool{}
		}
		s.expected[observer][id] = true
	}
}

func (s *storm) chat(to string) types.JID {
	if to == "group" {
		return s.group
	}
	return s.jids[to]
}

// phone has a phone send n messages of mixed kinds.
func (s *storm) phone(p *sandbox.Phone, name string, peers []string, n int, draw *rand.Rand) error {
	last := map[string]string{} // chat -> an own text
	for i := range n {
		to := peers[draw.IntN(len(peers))]
		out := sandbox.Outgoing{To: s.chat(to).String(), Text: fmt.Sprintf("%s %d", name, i)}
		kind := "text"
		switch roll := draw.IntN(20); {
		case roll == 0 && last[to] != "":
			kind, out.Reaction, out.Text = "reaction", &sandbox.Reaction{Message: last[to], Emoji: "🙂"}, ""
		case roll == 1 && last[to] != "":
			kind, out.Edit = "edit", last[to]
		case roll == 2:
			kind, out.Location, out.Text = "location", &sandbox.Location{Latitude: 1, Longitude: 2}, ""
		case roll == 3:
			kind, out.Contacts, out.Text = "contact", []sandbox.ContactCard{{Name: "C", Number: "4915550001"}}, ""
		case roll == 4:
			kind, out.Poll, out.Text = "poll", &sandbox.Poll{Question: "?", Options: []string{"a", "b"}}, ""
		case roll == 5:
			kind, out.Media = "image", &sandbox.Media{Data: []byte(out.Text), Mimetype: "image/png"}
		case roll == 6 && last[to] != "":
			kind, out.ReplyTo = "reply", last[to]
		}
		id, err := p.Send(s.ctx, out)
		if err != nil {
			return fmt.Errorf("%s sends: %w", name, err)
		}
		s.sent(id, kind, name, to, "")
		if kind == "text" {
			last[to] = id
		}
	}
	return nil
}

// client has a linked client of Alice send n messages. Where it is offline it
// tries again, with the same id.
func (s *storm) client(c *client, name string, peers []string, n int, draw *rand.Rand) error {
	last := map[string]string{}
	for i := range n {
		to := peers[draw.IntN(len(peers))]
		chat := s.chat(to)
		content, kind := &waE2E.Message{Conversation: proto.String(fmt.Sprintf("%s %d", name, i))}, "text"
		switch roll := draw.IntN(20); {
		case roll == 0 && last[to] != "":
			content, kind = c.BuildReaction(chat, s.jids["alice"], last[to], "🙂"), "reaction"
		case roll == 1 && last[to] != "":
			content, kind = c.BuildEdit(chat, last[to], content), "edit"
		case roll == 2:
			content, kind = &waE2E.Message{LocationMessage: &waE2E.LocationMessage{DegreesLatitude: proto.Float64(1)}}, "location"
		case roll == 3:
			content, kind = c.BuildPollCreation("?", []string{"a", "b"}, 1), "poll"
		}
		id := c.GenerateMessageID()
		s.sent(id, kind, "alice", to, name)
		if err := c.insist(s.ctx, chat, content, id); err != nil {
			return fmt.Errorf("%s sends: %w", name, err)
		}
		if kind == "text" {
			last[to] = id
		}
	}
	return nil
}

// gotten counts what arrives at a client, by id.
type gotten struct {
	mu      sync.Mutex
	times   map[string]int
	changed chan struct{}
}

func (g *gotten) handle(evt any) {
	m, ok := evt.(*events.Message)
	if !ok || proto.Size(withoutKeys(m.Message)) == 0 || m.Message.GetProtocolMessage() != nil && !m.IsEdit {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.times[m.Info.ID]++
	close(g.changed)
	g.changed = make(chan struct{})
}

// missing returns how many ids have not arrived, one of them, and a channel that
// is closed with the next arrival.
func (g *gotten) missing(ids map[string]bool) (n int, one string, changed <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id := range ids {
		if g.times[id] == 0 {
			n++
			one = id
		}
	}
	return n, one, g.changed
}

// TestStorm has two linked clients, their phone and two others write to each
// other and to a group while connections drop: everything arrives once.
func TestStorm(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), stormPatience)
	defer cancel()
	box := startSandbox(t, "")
	alice, bob, carol := addPhone(t, box, "Alice"), addPhone(t, box, "Bob"), addPhone(t, box, "Carol")
	first, second := pair(t, box, alice), pair(t, box, alice)
	seen := map[string]*gotten{}
	for name, c := range map[string]*client{"first": first, "second": second} {
		seen[name] = &gotten{times: map[string]int{}, changed: make(chan struct{})}
		c.AddEventHandler(seen[name].handle)
	}
	g, err := box.AddGroup(bob.Number(), "Storm", []string{alice.Number(), carol.Number()})
	require.NoError(t, err)
	s := &storm{
		t: t, ctx: ctx, group: groupOf(t, g), expected: map[string]map[string]bool{}, kinds: map[string]int{},
		jids: map[string]types.JID{"alice": lidOf(t, alice), "bob": lidOf(t, bob), "carol": lidOf(t, carol)},
	}
	s.introduce(first, second, alice, bob, carol)
	const seed = 20260821
	n := stormSize() / 5
	var work sync.WaitGroup
	errs := make(chan error, 5)
	for i, send := range []func(*rand.Rand) error{
		func(r *rand.Rand) error { return s.client(first, "first", []string{"group", "bob", "carol"}, n, r) },
		func(r *rand.Rand) error { return s.client(second, "second", []string{"group", "bob", "carol"}, n, r) },
		func(r *rand.Rand) error { return s.phone(alice, "alice", []string{"group", "bob"}, n, r) },
		func(r *rand.Rand) error { return s.phone(bob, "bob", []string{"group", "alice", "carol"}, n, r) },
		func(r *rand.Rand) error { return s.phone(carol, "carol", []string{"group", "alice"}, n, r) },
	} {
		work.Go(func() { errs <- send(rand.New(rand.NewPCG(seed, uint64(i)))) })
	}
	stopDrops := make(chan struct{})
	var drops sync.WaitGroup
	drops.Go(func() { dropNowAndThen(box, alice, first, rand.New(rand.NewPCG(seed, 99)), stopDrops) })
	work.Wait()
	close(stopDrops)
	drops.Wait()
	for range 5 {
		require.NoError(t, <-errs)
	}
	for name, c := range map[string]*client{"first": first, "second": second} {
		require.Zero(t, count(c, anyOf[*events.UndecryptableMessage]), name)
		t.Logf("%s was disconnected %d times", name, count(c, anyOf[*events.Disconnected]))
	}
	for name, g := range seen {
		arriveOnce(ctx, t, name, g, s.expected[name])
	}
	for name, p := range map[string]*sandbox.Phone{"alice": alice, "bob": bob, "carol": carol} {
		shownOnce(ctx, t, name, p, s.expected[name])
	}
	require.GreaterOrEqual(t, len(s.kinds), 7, "%v", s.kinds)
	require.Empty(t, box.Violations())
}

// dropNowAndThen cuts the connections of a number again and again: each time
// after some messages, which the draw says, have come to one of its clients.
func dropNowAndThen(box *sandbox.Sandbox, p *sandbox.Phone, c *client, draw *rand.Rand, stop <-chan struct{}) {
	for {
		for range 50 + draw.IntN(250) {
			c.mu.Lock()
			changed := c.changed
			c.mu.Unlock()
			select {
			case <-changed:
			case <-stop:
				return
			}
		}
		_, _ = box.AddFault(sandbox.Fault{Kind: sandbox.FaultDropConnection, Number: p.Number(), Count: 1 + draw.IntN(2)})
	}
}

func arriveOnce(ctx context.Context, t *testing.T, name string, g *gotten, ids map[string]bool) {
	t.Helper()
	for {
		missing, one, changed := g.missing(ids)
		if missing == 0 {
			break
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("%s misses %d of %d messages, %s for one", name, missing, len(ids), one)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for id := range ids {
		require.Equal(t, 1, g.times[id], "%s got %s", name, id)
	}
}

func shownOnce(ctx context.Context, t *testing.T, name string, p *sandbox.Phone, ids map[string]bool) {
	t.Helper()
	left := len(ids)
	_, err := p.Expect(ctx, func(m sandbox.PhoneMessage) bool {
		if ids[m.ID] {
			delete(ids, m.ID)
		}
		return len(ids) == 0
	})
	require.NoError(t, err, "%s misses %d of %d", name, len(ids), left)
	times := map[string]int{}
	for _, m := range p.Messages() {
		times[m.ID]++
		require.Equal(t, 1, times[m.ID], "%s shows %s", name, m.ID)
		require.NotEqual(t, "unknown", m.Type)
	}
}
