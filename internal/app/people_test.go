package app_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

// TestChats reads, searches, archives, pins and mutes, here and on the phone.
func TestChats(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, text := range []string{"Wo ist das Café?", "Where is the cafe, please?", "Ça va?"} {
		_, err := s.customer.Say(t.Context(), s.phone.Number(), text)
		require.NoError(t, err)
	}
	var chats struct{ Items []object }
	direct := func() object {
		s.must(t, "GET", "/api/accounts/"+s.id+"/chats", nil, &chats)
		for _, c := range chats.Items {
			if c["kind"] == "direct" {
				return c
			}
		}
		return nil
	}
	eventually(t, "unread messages", func() bool { c := direct(); return c != nil && c["unread"] == 3.0 })
	id := direct()["id"].(string)
	require.Equal(t, s.customer.Number(), direct()["contact"].(object)["phone"])
	require.Equal(t, s.customer.LID(), direct()["contact"].(object)["lid"])

	for query, found := range map[string]int{"cafe": 2, "CAFÉ": 2, "caf": 2, "where cafe": 1, "ca": 3, `"the cafe"`: 1, "cafe -where": 1, "tea": 0} {
		var page struct{ Items []object }
		s.must(t, "GET", "/api/accounts/"+s.id+"/search?query="+escape(query), nil, &page)
		require.Len(t, page.Items, found, query)
		require.Len(t, s.graphQL(t, `query ($a: ID!, $q: String!, $c: ID) { searchMessages(accountId: $a, query: $q, chatId: $c) { nodes { id } } }`,
			object{"a": s.id, "q": query, "c": id})["nodes"], found, query)
	}
	status, _ := s.call("GET", "/api/accounts/"+s.id+"/search?query=+", nil, nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)

	listed := func(filter string) int {
		t.Helper()
		var page struct{ Items []object }
		s.must(t, "GET", "/api/accounts/"+s.id+"/chats?kind=direct&"+filter, nil, &page)
		return len(page.Items)
	}
	require.Equal(t, 1, listed("unread=true&archived=false&pinned=false"))
	require.Zero(t, listed("unread=false"))
	require.Zero(t, listed("archived=true"))
	require.Zero(t, listed("pinned=true"))
	status, _ = s.call("GET", "/api/accounts/"+s.id+"/chats?unread=perhaps", nil, nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)

	var c object
	s.must(t, "POST", "/api/chats/"+id+"/read", nil, &c)
	require.Zero(t, c["unread"])
	require.Equal(t, 1, listed("unread=false"))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := s.customer.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.Text == "Ça va?" && m.Status == "read" })
	require.NoError(t, err)

	_, err = s.customer.Say(t.Context(), s.phone.Number(), "One more")
	require.NoError(t, err)
	eventually(t, "an unread message", func() bool { return direct()["unread"] == 1.0 })
	require.NoError(t, s.phone.Read(t.Context(), s.customer.Number()))
	eventually(t, "reading on the phone to show", func() bool { return direct()["unread"] == 0.0 })

	s.must(t, "PATCH", "/api/chats/"+id, object{"archived": true, "mute_for": 3600}, &c)
	require.Equal(t, true, c["archived"])
	require.NotNil(t, c["muted_until"])
	g := s.graphQL(t, `mutation ($i: ChangeChatInput!) { changeChat(input: $i) { archived pinnedAt mutedUntil } }`, object{"i": object{"id": id, "archived": false, "pinned": true, "muteFor": 0}})
	require.Equal(t, false, g["archived"])
	require.NotNil(t, g["pinnedAt"])
	require.Len(t, s.graphQL(t, `query ($a: ID!) { chats(accountId: $a, kind: direct, pinned: true, archived: false, unread: false) { nodes { id } } }`, object{"a": s.id})["nodes"], 1)
	require.Empty(t, s.graphQL(t, `query ($a: ID!) { chats(accountId: $a, kind: direct, pinned: false) { nodes { id } } }`, object{"a": s.id})["nodes"])
	require.Nil(t, g["mutedUntil"])
	archived := true
	require.NoError(t, s.phone.UpdateChat(s.customer.Number(), sandbox.ChatUpdate{Archived: &archived}))
	eventually(t, "archiving on the phone to show", func() bool { return direct()["archived"] == true })
}

func escape(s string) string {
	var b bytes.Buffer
	for _, c := range []byte(s) {
		b.WriteString("%" + string("0123456789ABCDEF"[c>>4]) + string("0123456789ABCDEF"[c&15]))
	}
	return b.String()
}

// TestCalls logs calls, and rejects them with an answer where the account wants that.
func TestCalls(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	call, err := s.customer.Call(t.Context(), s.phone.Number(), true)
	require.NoError(t, err)
	logged := func(id string) object {
		var page struct{ Items []object }
		s.must(t, "GET", "/api/accounts/"+s.id+"/messages", nil, &page)
		for _, m := range page.Items {
			if m["message_id"] == id {
				return m["call"].(object)
			}
		}
		return object{}
	}
	eventually(t, "the call", func() bool { return logged(call.ID)["outcome"] == "ringing" })
	require.Equal(t, true, logged(call.ID)["video"])
	require.NoError(t, s.customer.EndCall(t.Context(), call.ID))
	eventually(t, "the end of the call", func() bool { o := logged(call.ID)["outcome"]; return o == "ended" || o == "missed" })

	s.must(t, "PUT", "/api/accounts/"+s.id+"/calls", object{"reject": true, "reply": "Please write"}, nil)
	require.Equal(t, "Please write", s.graphQL(t, `query ($a: ID!) { callRule(accountId: $a) { reject reply } }`, object{"a": s.id})["reply"])
	call, err = s.customer.Call(t.Context(), s.phone.Number(), false)
	require.NoError(t, err)
	eventually(t, "the call to be rejected", func() bool { return logged(call.ID)["outcome"] == "rejected" })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err = s.customer.Expect(ctx, func(m sandbox.PhoneMessage) bool { return m.Text == "Please write" })
	require.NoError(t, err)
}

// TestContacts checks numbers, looks at profiles and blocks.
func TestContacts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	base := "/api/accounts/" + s.id
	var checked struct{ Items []object }
	s.must(t, "POST", base+"/contacts/check", object{"numbers": []string{"+" + s.customer.Number(), "+49 30 1234567"}}, &checked)
	require.Equal(t, true, checked.Items[0]["on_whatsapp"])
	require.Equal(t, s.customer.LID(), checked.Items[0]["contact"].(object)["lid"])
	require.Equal(t, false, checked.Items[1]["on_whatsapp"])
	status, _ := s.call("POST", base+"/contacts/check", object{"numbers": []string{"x"}}, nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)

	about := "At the counter"
	require.NoError(t, s.customer.SetProfile(t.Context(), sandbox.ProfileChange{About: &about}))
	var profile object
	s.must(t, "GET", base+"/contacts/"+s.customer.Number(), nil, &profile)
	require.Equal(t, about, profile["about"])

	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 640)), nil))
	eventually(t, "the phone's settings", func() bool {
		status, err := s.call("PATCH", base+"/profile", object{"name": "The shop"}, nil)
		require.True(t, err == nil || status == http.StatusServiceUnavailable, err)
		return err == nil
	})
	s.must(t, "PATCH", base+"/profile", object{"about": "Open 9 to 5", "name": "The shop", "picture": b.Bytes()}, &profile)
	require.Equal(t, "Open 9 to 5", profile["about"])
	require.NotEmpty(t, profile["picture_url"])
	require.Equal(t, "Open 9 to 5", s.phone.Profile().About)
	eventually(t, "the new name", func() bool { return s.phone.Name() == "The shop" })

	_, err := s.customer.Say(t.Context(), s.phone.Number(), "Hello")
	require.NoError(t, err)
	eventually(t, "a contact", func() bool {
		var contacts struct{ Items []object }
		s.must(t, "GET", base+"/contacts", nil, &contacts)
		for _, c := range contacts.Items {
			if c["phone"] == s.customer.Number() && c["push_name"] == "Customer" {
				return true
			}
		}
		return false
	})

	var blocked struct{ Items []object }
	s.must(t, "PUT", base+"/blocked/"+s.customer.Number(), nil, &blocked)
	require.Len(t, blocked.Items, 1)
	require.Equal(t, s.customer.Number(), blocked.Items[0]["phone"])
	s.must(t, "DELETE", base+"/blocked/"+s.customer.Number(), nil, &blocked)
	require.Empty(t, blocked.Items)
	// Who watches is online, so what the contact does later is told, too.
	s.must(t, "POST", base+"/webhooks", object{"url": "http://127.0.0.1:9/none", "events": []string{"presence"}}, nil)
	s.must(t, "POST", base+"/contacts/"+s.customer.Number()+"/presence", nil, nil)
	eventually(t, "typing", func() bool {
		require.NoError(t, s.customer.Typing(t.Context(), s.phone.Number(), "composing"))
		var page struct {
			Items []struct{ Data struct{ State string } }
		}
		s.must(t, "GET", base+"/events?types=presence", nil, &page)
		return slices.ContainsFunc(page.Items, func(e struct{ Data struct{ State string } }) bool { return e.Data.State == "typing" })
	})
}

// TestGroups makes and manages a group.
func TestGroups(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	base := "/api/accounts/" + s.id + "/groups"
	var g object
	status, err := s.call("POST", base, object{"subject": "Club", "members": []string{s.customer.Number()}}, &g)
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, status)
	one := base + "/" + g["id"].(string)
	require.Len(t, g["members"], 2)

	var results struct{ Items []object }
	s.must(t, "POST", one+"/members", object{"action": "add", "members": []string{s.colleague.Number()}}, &results)
	require.Equal(t, true, results.Items[0]["done"])
	s.must(t, "POST", one+"/members", object{"action": "promote", "members": []string{s.colleague.Number()}}, &results)
	s.must(t, "PATCH", one, object{"subject": "The club", "description": "All of us", "only_admins_write": true, "only_admins_edit": true, "only_admins_add": true, "approve_joins": true}, &g)
	require.Equal(t, []any{"The club", "All of us", true, true, true, true},
		[]any{g["subject"], g["description"], g["only_admins_write"], g["only_admins_edit"], g["only_admins_add"], g["approve_joins"]})
	roles := map[any]any{}
	for _, m := range g["members"].([]any) {
		roles[m.(object)["phone"]] = m.(object)["role"]
	}
	require.Equal(t, map[any]any{s.phone.Number(): "owner", s.customer.Number(): "member", s.colleague.Number(): "admin"}, roles)
	s.must(t, "POST", one+"/members", object{"action": "demote", "members": []string{s.colleague.Number()}}, &results)
	s.must(t, "POST", one+"/members", object{"action": "remove", "members": []string{s.colleague.Number()}}, &results)

	var link, reset object
	s.must(t, "GET", one+"/invite", nil, &link)
	require.Equal(t, link["link"], s.groupLink(t, g["id"].(string)))
	_, waiting, err := s.colleague.JoinGroup(link["link"].(string))
	require.NoError(t, err)
	require.True(t, waiting)
	var requests struct{ Items []object }
	s.must(t, "GET", one+"/requests", nil, &requests)
	require.Equal(t, s.colleague.Number(), requests.Items[0]["phone"])
	s.must(t, "POST", one+"/members", object{"action": "approve", "members": []string{s.colleague.Number()}}, &results)
	s.must(t, "GET", one, nil, &g)
	require.Len(t, g["members"], 3)
	s.must(t, "POST", one+"/invite", nil, &reset)
	require.NotEqual(t, link["link"], reset["link"])

	var groups struct{ Items []object }
	s.must(t, "GET", base, nil, &groups)
	require.Len(t, groups.Items, 2)
	status, _ = s.call("GET", base+"/120363000000000000@g.us", nil, nil)
	require.Equal(t, http.StatusNotFound, status)
	status, _ = s.call("GET", base+"/4915112345678", nil, nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)

	// Changes show in the conversation, and the chat has the subject.
	eventually(t, "the changes in the conversation", func() bool {
		var page struct{ Items []object }
		s.must(t, "GET", "/api/accounts/"+s.id+"/messages?limit=100", nil, &page)
		kinds := map[any]bool{}
		for _, m := range page.Items {
			if c, ok := m["group_change"].(object); ok && m["chat"] == g["id"] {
				kinds[c["kind"]] = true
			}
		}
		return kinds["join"] && kinds["subject"] && kinds["promote"]
	})
	var chats struct{ Items []object }
	s.must(t, "GET", "/api/accounts/"+s.id+"/chats?search=club", nil, &chats)
	require.Equal(t, "The club", chats.Items[0]["name"])

	s.must(t, "DELETE", one, nil, nil)
	s.must(t, "GET", base, nil, &groups)
	require.Len(t, groups.Items, 1)

	theirs, err := s.customer.InviteLink(s.group, false)
	require.NoError(t, err)
	s.must(t, "DELETE", base+"/"+s.group, nil, nil)
	var joined object
	s.must(t, "POST", base+"/join", object{"link": theirs}, &joined)
	require.Equal(t, s.group, joined["id"])
	status, _ = s.call("POST", base+"/join", object{"link": "https://chat.whatsapp.com/nothing"}, nil)
	require.Equal(t, http.StatusUnprocessableEntity, status)
}

func (s *stage) groupLink(t *testing.T, id string) any {
	t.Helper()
	var answer struct {
		Data struct{ GroupInviteLink string }
	}
	s.must(t, "POST", "/graphql", object{"query": `query ($a: ID!, $g: String!) { groupInviteLink(accountId: $a, id: $g) }`, "variables": object{"a": s.id, "g": id}}, &answer)
	return answer.Data.GroupInviteLink
}
