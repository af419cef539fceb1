package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// kinds lists conversations of a kind by REST; of the usual ones when it is empty.
func (l *linked) chatsOf(t *testing.T, kind string) []object {
	t.Helper()
	var chats struct{ Items []object }
	l.must(t, "GET", "/api/accounts/"+l.id+"/chats?kind="+kind, nil, &chats)
	return chats.Items
}

// TestChannels follows a channel by either door, and reads what it posts and changes, beside
// the inbox.
func TestChannels(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	paper := s.world.link(t, s.admin, "Paper") // owns the channels
	for _, door := range []string{"rest", "graphql"} {
		t.Run(door, func(t *testing.T) {
			made, err := paper.phone.CreateNewsletter("News "+door, "of the day")
			require.NoError(t, err)
			follow := func(ref string) object {
				t.Helper()
				if door == "rest" {
					var c object
					s.must(t, "POST", "/api/accounts/"+s.id+"/channels", object{"channel": ref}, &c)
					return c
				}
				return s.graphQL(t, `mutation ($a: ID!, $c: String!) { followChannel(accountId: $a, id: $c) { id name followers role link } }`, object{"a": s.id, "c": ref})
			}
			followed := follow(made.Link)
			require.Equal(t, "follower", followed["role"])
			require.Equal(t, "News "+door, followed["name"])
			require.Equal(t, made.Link, followed["link"])
			require.Equal(t, 2.0, followed["followers"])
			id := followed["id"].(string)

			_, headline := paper.compose(t, door, object{"to": id, "text": "Headline " + door})
			var post full
			eventually(t, "post", func() bool { post = s.find(t, headline); return post.ID != "" })
			require.Equal(t, "channel", post.ChatKind)
			require.Equal(t, "incoming", post.Direction)
			require.Nil(t, post.Author.Phone)
			var inChannels object
			eventually(t, "name of the channel", func() bool {
				for _, c := range s.chatsOf(t, "channel") {
					if c["chat"] == id && c["name"] == "News "+door {
						inChannels = c
					}
				}
				return inChannels != nil
			})
			for _, c := range s.chatsOf(t, "") {
				require.Contains(t, []any{"direct", "group"}, c["kind"])
			}
			list := s.graphQL(t, `query ($a: ID!) { chats(accountId: $a, kind: channel) { nodes { kind jid } } }`, object{"a": s.id})["nodes"].([]any)
			require.Equal(t, "channel", list[0].(object)["kind"])
			var read object
			s.must(t, "POST", "/api/chats/"+inChannels["id"].(string)+"/read", nil, &read)
			require.Equal(t, 0.0, read["unread"])

			paper.compose(t, door, object{"type": "edit", "target": headline, "text": "Corrected " + door})
			s.message(t, post.ID, func(m full) bool { return m.Text == "Corrected "+door && m.EditedAt != nil })

			if door == "rest" {
				s.must(t, "DELETE", "/api/accounts/"+s.id+"/channels/"+id, nil, nil)
				var left object
				s.must(t, "GET", "/api/accounts/"+s.id+"/channels/"+id, nil, &left)
				require.Equal(t, "guest", left["role"])
			} else {
				s.graphQL(t, `mutation ($a: ID!, $c: String!) { unfollowChannel(accountId: $a, id: $c) { role } }`, object{"a": s.id, "c": id})
			}
			var channels struct{ Items []object }
			s.must(t, "GET", "/api/accounts/"+s.id+"/channels", nil, &channels)
			require.Empty(t, channels.Items)
		})
	}
	status, err := s.call("GET", "/api/accounts/"+s.id+"/channels/nothing", nil, nil)
	require.Error(t, err)
	require.Equal(t, 422, status)
	status, err = s.call("GET", "/api/accounts/"+s.id+"/channels/120363000000000000@newsletter", nil, nil)
	require.Error(t, err)
	require.Equal(t, 404, status)
}

// TestStatusPosts stores contacts' status posts where the account wants them, and nowhere
// takes one for what it is not.
func TestStatusPosts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	knows := func() {
		t.Helper()
		_, err := s.customer.Say(t.Context(), s.phone.Number(), "Hello")
		require.NoError(t, err)
	}
	knows()
	unseen, err := s.customer.Say(t.Context(), "status@broadcast", "Not stored")
	require.NoError(t, err)
	last, err := s.customer.Say(t.Context(), s.phone.Number(), "After it")
	require.NoError(t, err)
	eventually(t, "the message after the post", func() bool { return s.find(t, last).ID != "" })
	require.Empty(t, s.find(t, unseen).ID, "off at first")

	var account object
	s.admin.must(t, "PATCH", "/api/accounts/"+s.id, object{"receive_status": true}, &account)
	require.Equal(t, true, account["receive_status"])
	id, err := s.customer.Say(t.Context(), "status@broadcast", "STOP")
	require.NoError(t, err)
	var post full
	eventually(t, "post", func() bool { post = s.find(t, id); return post.ID != "" })
	require.Equal(t, "status", post.ChatKind)
	require.Equal(t, s.customer.Number(), *post.Author.Phone)
	require.Len(t, s.chatsOf(t, "status"), 1)
	for _, c := range s.chatsOf(t, "") {
		require.NotEqual(t, "status", c["kind"])
	}
	// A post is no word to the account.
	_, waID := s.compose(t, "rest", object{"to": s.customer.Number(), "text": "Still here?"})
	s.shown(t, waID)
	// Nobody is told that the post was seen.
	s.must(t, "POST", "/api/chats/"+s.chatsOf(t, "status")[0]["id"].(string)+"/read", nil, nil)
}
