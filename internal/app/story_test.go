package app_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

type messageJSON struct {
	ID        string  `json:"id"`
	Direction string  `json:"direction"`
	Type      string  `json:"type"`
	Text      string  `json:"text"`
	Status    string  `json:"status"`
	ErrorCode *string `json:"error_code"`
	Media     *struct {
		ID           string  `json:"id"`
		Size         int64   `json:"size"`
		Status       string  `json:"status"`
		ThumbnailURL *string `json:"thumbnail_url"`
		URL          *string `json:"url"`
	} `json:"media"`
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 64))))
	return b.Bytes()
}

// await polls a message until it is as wanted.
func (l *linked) await(t *testing.T, id string, ok func(messageJSON) bool) messageJSON {
	t.Helper()
	var m messageJSON
	eventually(t, "message as expected", func() bool {
		l.must(t, "GET", "/api/messages/"+id, nil, &m)
		return ok(m)
	})
	return m
}

func TestMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start(t)
	shop := w.link(t, w.login(t), "Shop")
	customer, err := w.box.AddPhone("", "Customer")
	require.NoError(t, err)
	send := func(body map[string]any) (m messageJSON) {
		shop.must(t, "POST", "/api/send-media", body, &m)
		return m
	}

	t.Run("a_picture_goes_out", func(t *testing.T) {
		m := send(map[string]any{"number": customer.Number(), "data": base64.StdEncoding.EncodeToString(picture(t)), "mimetype": "image/png", "caption": "look"})
		got, err := customer.Expect(t.Context(), func(p sandbox.PhoneMessage) bool { return p.Type == "image" })
		require.NoError(t, err)
		require.Equal(t, "look", got.Text)
		bytes, err := customer.Download(t.Context(), got.ID)
		require.NoError(t, err)
		require.Equal(t, picture(t), bytes)
		shop.await(t, m.ID, func(m messageJSON) bool { return m.Status == "delivered" })
	})

	t.Run("a_picture_comes_in", func(t *testing.T) {
		_, err := customer.SendMedia(t.Context(), shop.phone.Number(), sandbox.Media{Data: picture(t), Mimetype: "image/png", Caption: "mine"})
		require.NoError(t, err)
		var in messageJSON
		eventually(t, "picture", func() bool {
			var page struct{ Items []messageJSON }
			shop.must(t, "GET", "/api/accounts/"+shop.id+"/messages", nil, &page)
			for _, m := range page.Items {
				if m.Direction == "incoming" && m.Media != nil && m.Media.Status == "ready" {
					in = m
					return true
				}
			}
			return false
		})
		require.Equal(t, "mine", in.Text)
		req, err := http.NewRequest(http.MethodGet, w.url+*in.Media.URL, nil)
		require.NoError(t, err)
		req.Header.Set("X-API-Key", shop.key)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		got, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.Equal(t, picture(t), got)
	})

	t.Run("a_number_that_is_nobodys_fails_with_its_code", func(t *testing.T) {
		var m messageJSON
		shop.must(t, "POST", "/api/send", map[string]any{"number": "+49 30 1234567", "message": "anybody?"}, &m)
		got := shop.await(t, m.ID, func(m messageJSON) bool { return m.Status == "failed" })
		require.Equal(t, "not_on_whatsapp", *got.ErrorCode)
	})

	t.Run("read_ticks_follow", func(t *testing.T) {
		var m messageJSON
		shop.must(t, "POST", "/api/send", map[string]any{"number": customer.Number(), "message": "read me"}, &m)
		_, err := customer.Expect(t.Context(), func(p sandbox.PhoneMessage) bool { return p.Text == "read me" })
		require.NoError(t, err)
		require.NoError(t, customer.Read(t.Context(), shop.phone.Number()))
		shop.await(t, m.ID, func(m messageJSON) bool { return m.Status == "read" })
	})

	t.Run("an_offline_phone_gets_it_later", func(t *testing.T) {
		require.NoError(t, customer.SetOnline(t.Context(), false))
		var m messageJSON
		shop.must(t, "POST", "/api/send", map[string]any{"number": customer.Number(), "message": "later"}, &m)
		shop.await(t, m.ID, func(m messageJSON) bool { return m.Status == "sent" })
		require.NoError(t, customer.SetOnline(t.Context(), true))
		shop.await(t, m.ID, func(m messageJSON) bool { return m.Status == "delivered" })
	})

	t.Run("what_is_written_on_the_own_phone_is_outgoing", func(t *testing.T) {
		_, err := shop.phone.Say(t.Context(), customer.Number(), "from the phone")
		require.NoError(t, err)
		eventually(t, "own message", func() bool {
			var page struct{ Items []messageJSON }
			shop.must(t, "GET", "/api/accounts/"+shop.id+"/messages", nil, &page)
			return page.Items[0].Text == "from the phone" && page.Items[0].Direction == "outgoing"
		})
	})

	require.Empty(t, w.box.Violations())
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.start(t)
	admin := w.login(t)

	t.Run("a_pairing_code_links_too", func(t *testing.T) {
		phone, err := w.box.AddPhone("", "Coder")
		require.NoError(t, err)
		var a struct {
			ID     string `json:"id"`
			APIKey string `json:"api_key"`
		}
		admin.must(t, "POST", "/api/accounts", map[string]any{"name": "By code"}, &a)
		var code struct{ Code string }
		eventually(t, "pairing code", func() bool {
			status, _ := admin.call("POST", "/api/accounts/"+a.ID+"/pairing-code", map[string]any{"number": "+" + phone.Number()}, &code)
			return status == http.StatusOK
		})
		require.Regexp(t, `^[A-Z0-9]{4}-[A-Z0-9]{4}$`, code.Code)
		require.NoError(t, phone.Link(t.Context(), code.Code))
		l := &linked{client: &client{http: &http.Client{}, url: w.url, key: a.APIKey}, id: a.ID, phone: phone}
		l.ready(t)
		require.Contains(t, phone.Devices()[0].Platform, "Switchboard (By code)")
	})

	t.Run("unlinked_on_the_phone_is_auth_failed_and_reconnect_shows_a_code", func(t *testing.T) {
		l := w.link(t, admin, "Unlinked")
		require.NoError(t, l.phone.Unlink(t.Context(), l.phone.Devices()[0].ID))
		var a struct {
			Status string  `json:"status"`
			Error  *string `json:"error_message"`
		}
		eventually(t, "log-out", func() bool {
			l.must(t, "GET", "/api/accounts/"+l.id, nil, &a)
			return a.Status == "auth_failed"
		})
		require.NotNil(t, a.Error)
		admin.must(t, "POST", "/api/accounts/"+l.id+"/reconnect", nil, nil)
		eventually(t, "new code", func() bool {
			l.must(t, "GET", "/api/accounts/"+l.id, nil, &a)
			return a.Status == "qr_ready"
		})
	})

	t.Run("deleted_is_logged_out_at_whatsapp", func(t *testing.T) {
		l := w.link(t, admin, "Deleted")
		admin.must(t, "DELETE", "/api/accounts/"+l.id, nil, nil)
		require.Empty(t, l.phone.Devices())
		status, _ := admin.call("GET", "/api/accounts/"+l.id, nil, nil)
		require.Equal(t, http.StatusNotFound, status)
		status, _ = l.call("GET", "/api/accounts/"+l.id, nil, nil)
		require.Equal(t, http.StatusUnauthorized, status)
	})

	t.Run("a_second_switchboard_on_the_folder_is_refused", func(t *testing.T) {
		second := exec.Command(s.cmd.Path)
		second.Env = append(append([]string{}, w.env...), fmt.Sprint("PORT=", freePort(t)))
		out, err := second.CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(out), "another Switchboard is running on the data folder")
	})
}

// TestRestart brings twenty accounts back without a scan, after a kill and after a stop.
func TestRestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.start(t)
	admin := w.login(t)
	const accounts = 20
	var phones []*sandbox.Phone
	for i := range accounts {
		phones = append(phones, w.link(t, admin, fmt.Sprint("Account ", i)).phone)
	}
	back := func(how string) {
		began := time.Now()
		s = w.start(t)
		eventually(t, "all accounts back "+how, func() bool {
			for _, p := range phones {
				if devices := p.Devices(); len(devices) != 1 || !devices[0].Online {
					return false
				}
			}
			return true
		})
		t.Logf("%d accounts were back after %s %s", accounts, time.Since(began).Round(10*time.Millisecond), how)
	}
	s.kill()
	back("after a kill")
	require.NoError(t, s.terminate())
	back("after a stop")
}
