package app_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// TestLargeGroup writes to a large group that was never written to: what is written to a
// person afterwards goes first, and the group gets its messages in their order.
func TestLargeGroup(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	members := []string{s.customer.Number()}
	for i := range 150 {
		p, err := s.box.AddPhone("", fmt.Sprint("Member ", i))
		require.NoError(t, err)
		members = append(members, p.Number())
	}
	g, err := s.box.AddGroup(s.phone.Number(), "All", members)
	require.NoError(t, err)
	_, waID := s.compose(t, "rest", object{"to": s.colleague.Number(), "text": "Known"})
	_, err = s.colleague.Expect(t.Context(), func(m sandbox.PhoneMessage) bool { return m.ID == waID })
	require.NoError(t, err)

	// Each question to WhatsApp takes its time, as over a real network.
	_, err = s.box.AddFault(sandbox.Fault{Kind: sandbox.FaultLatency, Number: s.phone.Number(), DelayMS: 200})
	require.NoError(t, err)
	began := time.Now()
	first, _ := s.compose(t, "rest", object{"to": g.ID, "text": "First to all"})
	second, _ := s.compose(t, "rest", object{"to": g.ID, "text": "Second to all"})
	direct, _ := s.compose(t, "rest", object{"to": s.colleague.Number(), "text": "To one"})
	t.Logf("three accepted in %s", time.Since(began))

	sentAt := func(id string) time.Time {
		t.Helper()
		var at time.Time
		eventually(t, "sent message", func() bool {
			var m struct {
				StatusHistory []struct {
					Status string
					At     time.Time
				} `json:"status_history"`
			}
			s.must(t, "GET", "/api/messages/"+id, nil, &m)
			for _, step := range m.StatusHistory {
				if step.Status == "sent" {
					at = step.At
				}
			}
			return !at.IsZero()
		})
		return at
	}
	one, two, person := sentAt(first), sentAt(second), sentAt(direct)
	require.True(t, person.Before(one), "the person waits for no group")
	require.True(t, one.Before(two) || one.Equal(two))
	var texts []string
	eventually(t, "both at a member", func() bool {
		texts = nil
		for _, m := range s.customer.Messages() {
			if m.Chat == g.ID && m.Type == "text" {
				texts = append(texts, m.Text)
			}
		}
		return len(texts) == 2
	})
	require.Equal(t, []string{"First to all", "Second to all"}, texts)
}
