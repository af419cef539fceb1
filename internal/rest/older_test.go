package rest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/web/doortest"
)

// TestOlderKinds sends what scripts for the older server send as buttons and lists.
func TestOlderKinds(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	other, _ := w.Account(t, "Other")
	admin, own, nobody := w.SignIn(t), w.Key(key), w.Anonymous()
	const number = "+49 151 12345678"
	text := func(a doortest.Answer) string {
		t.Helper()
		require.Equal(t, 202, a.Status, a.Text)
		return admin.Call(t, "GET", "/api/messages/"+a.JSON(t)["id"].(string), nil).JSON(t)["text"].(string)
	}
	question := map[string]any{"number": number, "title": "Order 7", "body": "Shall we deliver?", "footer": "Thank you", "buttons": []any{"Yes", map[string]any{"id": "n", "displayText": "No"}}}
	require.Equal(t, "*Order 7*\n\nShall we deliver?\n\n*1.* Yes\n*2.* No\n\n_Thank you_", text(own.Call(t, "POST", "/api/send-buttons", question)))
	list := map[string]any{"number": number, "body": "Which?", "account_id": shop.ID, "sections": []any{
		map[string]any{"title": "Food", "rows": []any{map[string]any{"title": "Pizza", "description": "with basil"}}}, map[string]any{"rows": []any{map[string]any{"title": "Salad"}}},
	}}
	require.Equal(t, "Which?\n\n*1.* Pizza\n    with basil\n*2.* Salad", text(admin.Call(t, "POST", "/api/send-list", list)))
	list["api_key"] = key
	list["body"] = "Which one?"
	text(nobody.Call(t, "POST", "/api/send-list", list))
	require.Equal(t, 401, nobody.Call(t, "POST", "/api/send-buttons", question).Status)
	question["buttons"] = []any{}
	require.Equal(t, 422, own.Call(t, "POST", "/api/send-buttons", question).Status)

	secret := own.Call(t, "POST", "/api/accounts/"+shop.ID.String()+"/webhooks", map[string]any{"url": "https://example.com/hook"}).JSON(t)["secret"].(string)
	reply := func(change map[string]any) doortest.Answer {
		t.Helper()
		body := map[string]any{"account_id": shop.ID, "webhook_secret": secret, "number": number, "message": "Thank you! " + time.Now().String()}
		for k, v := range change {
			body[k] = v
		}
		return nobody.Call(t, "POST", "/api/webhook-reply", body)
	}
	require.Contains(t, text(reply(nil)), "Thank you!")
	require.Contains(t, text(reply(map[string]any{"buttons": []any{"Yes", "No"}, "media": map[string]any{"url": "https://example.com/a.jpg"}})), "*2.* No")
	require.Contains(t, text(reply(map[string]any{"list": map[string]any{"sections": []any{map[string]any{"rows": []any{"One", "Two"}}}}})), "*1.* One")
	for _, wrong := range []map[string]any{
		{"webhook_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="}, {"webhook_secret": ""}, {"webhook_secret": secret + "A"}, {"account_id": other.ID},
	} {
		require.Equal(t, 401, reply(wrong).Status)
	}
	require.Equal(t, 422, reply(map[string]any{"account_id": "x"}).Status)
	last := 0
	for i := range 10 {
		last = reply(map[string]any{"message": fmt.Sprint("loop ", i)}).Status
	}
	require.Equal(t, 429, last)
	require.Equal(t, 202, reply(map[string]any{"number": "+49 151 12345679"}).Status, "another contact is not concerned")
}
