package postgres_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/message"
	"switchboard/internal/pacing"
)

// about is an incoming message that does something to another.
func (b *bundle) about(waID, target string, kind message.Type, text string) message.Inbound {
	in := b.inbound(waID, message.Peer{Phone: "4915112345678", LID: "1001@lid"})
	in.Type, in.Text, in.Content.Target = kind, text, &message.Target{MessageID: target}
	in.Content.Emoji = text
	return in
}

func (b *bundle) receive(t *testing.T, in message.Inbound) message.Message {
	t.Helper()
	m, stored, err := take(b.store.Receive(b.ctx, in, time.Now().UTC()))
	require.NoError(t, err)
	require.True(t, stored)
	return m
}

// sent accepts a message and marks it as sent.
func (b *bundle) sent(t *testing.T, text string, change ...func(*message.Accept)) message.Message {
	t.Helper()
	m, _, err := b.accept(text, change...)
	require.NoError(t, err)
	b.done(t, m)
	return m
}

func (b *bundle) get(t *testing.T, m message.Message) message.Message {
	t.Helper()
	m, err := b.store.Message(b.ctx, m.ID)
	require.NoError(t, err)
	return m
}

func TestEffects(t *testing.T) {
	t.Parallel()

	t.Run("a_reaction_shows_changes_and_goes", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.sent(t, "hello")
		r := b.receive(t, b.about("R1", m.WAID, message.Reaction, "👍"))
		require.Equal(t, &m.ID, r.Content.Target.ID)
		require.True(t, r.Content.Target.Author.Me)
		marks := b.get(t, m).Marks
		require.Len(t, marks, 1)
		require.Equal(t, "👍", marks[0].Emoji)
		require.Equal(t, "4915112345678", *marks[0].Person.Phone)
		require.Equal(t, "1001@lid", *marks[0].Person.LID)

		b.receive(t, b.about("R2", m.WAID, message.Reaction, "❤️"))
		require.Equal(t, "❤️", b.get(t, m).Marks[0].Emoji)
		b.receive(t, b.about("R3", m.WAID, message.Reaction, ""))
		require.Empty(t, b.get(t, m).Marks)

		b.sent(t, "👎", func(a *message.Accept) {
			a.Type, a.Content = message.Reaction, message.Content{Emoji: "👎", Target: &message.Target{ID: &m.ID, MessageID: m.WAID}}
		})
		require.True(t, b.get(t, m).Marks[0].Person.Me)
	})

	t.Run("an_edit_of_its_author_replaces_the_text_and_keeps_the_old_one", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		theirs, ours := b.receive(t, b.inbound("M1", message.Peer{Phone: "4915112345678", LID: "1001@lid"})), b.sent(t, "hello")
		b.receive(t, b.about("E1", theirs.WAID, message.Edit, "ho"))
		b.receive(t, b.about("E2", ours.WAID, message.Edit, "stolen"))
		got := b.get(t, theirs)
		require.Equal(t, "ho", got.Text)
		require.NotNil(t, got.EditedAt)
		require.Equal(t, "hello", b.get(t, ours).Text, "only authors edit")
		versions, err := b.store.Versions(b.ctx, theirs.ID)
		require.NoError(t, err)
		require.Len(t, versions, 1)
		require.Equal(t, "hi", versions[0].Text)
	})

	t.Run("a_deletion_of_its_author_is_noted", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		theirs, ours := b.receive(t, b.inbound("M1", message.Peer{Phone: "4915112345678", LID: "1001@lid"})), b.sent(t, "hello")
		b.receive(t, b.about("D1", theirs.WAID, message.Delete, ""))
		b.receive(t, b.about("D2", ours.WAID, message.Delete, ""))
		require.NotNil(t, b.get(t, theirs).DeletedAt)
		require.Equal(t, "hi", b.get(t, theirs).Text)
		require.Nil(t, b.get(t, ours).DeletedAt)
	})

	t.Run("what_is_about_an_unknown_message_is_kept_without_effect", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		r := b.receive(t, b.about("R1", "NOBODY", message.Reaction, "👍"))
		require.Nil(t, r.Content.Target.ID)
	})

	t.Run("votes_are_counted", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		poll := b.sent(t, "Lunch?", func(a *message.Accept) {
			a.Type, a.Content.Poll = message.Poll, &message.Question{Question: "Lunch?", Answers: []string{"Pizza", "Salad"}}
		})
		vote := b.about("V1", poll.WAID, message.PollVote, "")
		sum := sha256.Sum256([]byte("Salad"))
		vote.VoteHashes = [][]byte{sum[:]}
		require.Equal(t, "Salad", b.receive(t, vote).Text)
		require.Equal(t, []message.Count{{Answer: "Pizza"}, {Answer: "Salad", Votes: 1}}, b.get(t, poll).Tally())
		b.receive(t, b.about("V2", poll.WAID, message.PollVote, ""))
		require.Zero(t, b.get(t, poll).Tally()[1].Votes, "taken back")
	})

	t.Run("the_answer_to_a_menu_is_a_choice_once", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		menu := b.sent(t, "Lunch?", func(a *message.Accept) {
			a.Type, a.Content.Options = message.Options, &message.Menu{Items: []message.MenuItem{{ID: "p", Title: "Pizza"}, {ID: "s", Title: "Salad"}}}
		})
		say := func(id, text string) message.Message {
			in := b.inbound(id, message.Peer{Phone: "4915112345678"})
			in.Text = text
			return b.receive(t, in)
		}
		require.Equal(t, message.Text, say("A1", "what is there?").Type)
		chosen := say("A2", "2")
		require.Equal(t, message.Choice, chosen.Type)
		require.Equal(t, "s", chosen.Content.Choice.ID)
		require.Equal(t, menu.ID, *chosen.Content.Target.ID)
		require.NotNil(t, b.get(t, menu).Content.Options.Answered)
		require.Equal(t, message.Text, say("A3", "1").Type, "the question was answered")
	})

	t.Run("messages_of_a_conversation_disappear_when_it_says_so", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		timer := b.inbound("T1", message.Peer{Phone: "4915112345678"})
		week := 604_800
		timer.Type, timer.Text, timer.Content.ExpiresAfter = message.Timer, "", &week
		b.receive(t, timer)
		_, _, err := b.accept("hello")
		require.NoError(t, err)
		heads, err := b.store.Heads(b.ctx, b.account.ID, pacing.Limits{}, 10, time.Now())
		require.NoError(t, err)
		require.Equal(t, &week, heads[0].Message.Content.ExpiresAfter)
	})

	t.Run("a_conversation_lists_what_was_said_and_the_account_everything", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		m := b.sent(t, "hello")
		b.receive(t, b.about("R1", m.WAID, message.Reaction, "👍"))
		p := message.Page{Limit: 10}
		all, err := b.store.Messages(b.ctx, b.account.ID, nil, p)
		require.NoError(t, err)
		require.Len(t, all.Items, 2)
		said, err := b.store.Messages(b.ctx, b.account.ID, &m.ChatID, p)
		require.NoError(t, err)
		require.Len(t, said.Items, 1)
		chats, err := b.store.Chats(b.ctx, b.account.ID, message.ChatFilter{}, p)
		require.NoError(t, err)
		require.Equal(t, m.ID, chats.Items[0].LastMessage.ID)
		found, err := b.store.FindMessage(b.ctx, b.account.ID, m.WAID)
		require.NoError(t, err)
		require.Equal(t, m.ID, found.ID)
	})
}
