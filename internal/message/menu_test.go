package message_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"switchboard/internal/message"
)

func menu() message.Menu {
	return message.Menu{Items: []message.MenuItem{
		{ID: "pizza", Title: "Pizza"}, {ID: "salad", Title: "Crème fraîche salad"}, {ID: "3", Title: "Tarte"}, {ID: "torte", Title: "Torte"},
	}}
}

func TestMenuMatch(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]struct{ id, by string }{
		"1": {"pizza", "number"}, " 2. ": {"salad", "number"}, "(3)": {"3", "number"}, "#4": {"torte", "number"},
		"PIZZA!": {"pizza", "text"}, "creme  fraiche SALAD": {"salad", "text"}, "salad": {"salad", "text"}, "Pizza 🍕": {"pizza", "text"},
		"piza": {"pizza", "fuzzy"}, "creme fraich salat": {"salad", "fuzzy"},
	} {
		got := menu().Match(said)
		require.NotNil(t, got, said)
		require.Equal(t, want.id, got.ID, said)
		require.Equal(t, want.by, got.MatchedBy, said)
	}
	for _, said := range []string{"", "0", "5", "12345", "!!", "when are you open?", "terte", "pasta"} {
		require.Nil(t, menu().Match(said), said)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	now := time.Now()
	options := menu()
	asked := message.Message{ID: uuid.New(), WAID: "M", Type: message.Options, Direction: message.Outgoing, Timestamp: now, Content: message.Content{Options: &options}}
	answer := func(m message.Message, at time.Time, quoted bool) message.Inbound {
		in := message.Inbound{Type: message.Text, Text: "2"}
		if quoted {
			in.Content.Quoted = &message.Quoted{Target: message.Target{MessageID: "M"}}
		}
		message.Choose(&in, m, at)
		return in
	}
	in := answer(asked, now.Add(time.Hour), false)
	require.Equal(t, message.Choice, in.Type)
	require.Equal(t, "salad", in.Content.Choice.ID)
	require.Equal(t, &asked.ID, in.Content.Target.ID)
	require.Equal(t, "2", in.Text, "what was written stays")

	require.Equal(t, message.Text, answer(asked, now.Add(25*time.Hour), true).Type, "too late")
	closed := asked
	options.Answered = &now
	require.Equal(t, message.Text, answer(closed, now, false).Type, "it was answered")
	require.Equal(t, message.Choice, answer(closed, now, true).Type, "somebody changes their mind")
	incoming := asked
	incoming.Direction = message.Incoming
	require.Equal(t, message.Text, answer(incoming, now, true).Type, "not our question")
}

func TestVote(t *testing.T) {
	t.Parallel()
	poll := message.Message{Content: message.Content{Poll: &message.Question{Answers: []string{"Yes", "No", "Maybe"}}}}
	hash := func(s string) []byte { sum := sha256.Sum256([]byte(s)); return sum[:] }
	in := message.Inbound{Type: message.PollVote, VoteHashes: [][]byte{hash("Maybe"), hash("Yes"), hash("Other")}}
	message.Vote(&in, poll, time.Now())
	require.Equal(t, []string{"Yes", "Maybe"}, in.Content.Vote)
	require.Equal(t, "Yes, Maybe", in.Text)
	require.Equal(t, message.PollVote, in.Type)

	poll.Marks = []message.Mark{
		{Kind: message.MarkVote, Answers: []string{"Yes", "Maybe"}}, {Kind: message.MarkVote, Answers: []string{"Yes"}}, {Kind: message.MarkReaction, Emoji: "Yes"},
	}
	require.Equal(t, []message.Count{{Answer: "Yes", Votes: 2}, {Answer: "No"}, {Answer: "Maybe", Votes: 1}}, poll.Tally())
}

func TestCardOf(t *testing.T) {
	t.Parallel()
	c := message.CardOf("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lovelace;Ada;;;\r\nFN:Ada\\, Countess of Love\r\n lace\r\nORG:Engines;Analytical;\r\n" +
		"item1.TEL;waid=4915112345678:+49 151 12345678\r\nTEL;type=HOME:030 1234\r\nEMAIL:ada@example.com\r\nEND:VCARD")
	require.Equal(t, "Ada, Countess of Lovelace", c.Name)
	require.Equal(t, []string{"+49 151 12345678", "030 1234"}, c.Phones)
	require.Equal(t, []string{"ada@example.com"}, c.Emails)
	require.Equal(t, "Engines;Analytical", c.Org)
}
