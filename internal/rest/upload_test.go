package rest_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/web/doortest"
)

// form is a multipart body with the boundary "b": name, value, name, value…; a name
// with a file name after a slash is a file.
func form(parts ...string) string {
	var b strings.Builder
	for i := 0; i < len(parts); i += 2 {
		name, filename, isFile := strings.Cut(parts[i], "/")
		b.WriteString("--b\r\nContent-Disposition: form-data; name=\"" + name + "\"")
		if isFile {
			b.WriteString("; filename=\"" + filename + "\"\r\nContent-Type: application/octet-stream")
		}
		b.WriteString("\r\n\r\n" + parts[i+1] + "\r\n")
	}
	return b.String() + "--b--\r\n"
}

const formType = "multipart/form-data; boundary=b"

func TestSendMedia(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	other, _ := w.Account(t, "Other")
	clients := map[string]*doortest.Client{"own": w.Key(key), "admin": w.SignIn(t), "nobody": w.Anonymous()}
	png := "\x89PNG\r\n\x1a\n" + strings.Repeat("picture", 5000)
	encoded := base64.StdEncoding.EncodeToString([]byte(png))
	const to = "+49 151 12345678"
	for _, c := range []struct {
		name, who   string
		body        any
		contentType string
		status      int
		kind, mime  string // of the message that was accepted
		field       string // that does not validate
	}{
		{"form", "own", form("number", to, "caption", "look", "media/a.png", png), formType, 202, "image", "image/png", ""},
		{"form_file_first", "own", form("media/a.png", png, "number", to), formType, 202, "image", "image/png", ""},
		{"form_other_name", "own", form("number", to, "file/a.pdf", "%PDF-1.7"), formType, 202, "document", "application/pdf", ""},
		{"form_admin", "admin", form("number", to, "account_id", shop.ID.String(), "media/a.png", png), formType, 202, "image", "image/png", ""},
		{"form_other_account", "own", form("number", to, "account_id", other.ID.String(), "media/a.png", png), formType, 403, "", "", ""},
		{"form_without_file", "own", form("number", to), formType, 422, "", "", "media"},
		{"form_empty_file", "own", form("number", to, "media/a.png", ""), formType, 422, "", "", "media"},
		{"form_without_number", "own", form("media/a.png", png), formType, 422, "", "", "number"},
		{"form_broken", "own", "--b\r\nnothing", formType, 400, "", "", ""},
		{"form_nobody", "nobody", form("number", to, "media/a.png", png), formType, 401, "", "", ""},

		{"data", "own", map[string]any{"number": to, "data": encoded, "mimetype": "image/png"}, "", 202, "image", "image/png", ""},
		{"data_first", "own", `{"data":"` + encoded + `","number":"` + to + `","mimetype":"image/png"}`, "", 202, "image", "image/png", ""},
		{"data_url", "own", map[string]any{"number": to, "data": "data:image/png;base64," + encoded}, "", 202, "image", "image/png", ""},
		{"data_unpadded", "own", map[string]any{"number": to, "data": strings.TrimRight(base64.StdEncoding.EncodeToString([]byte("ab")), "="), "mimetype": "text/plain"}, "", 202, "document", "text/plain", ""},
		{"data_wrapped", "own", `{"number":"` + to + `","mimetype":"text/plain","data":"aGVs\r\nbG8\u003d"}`, "", 202, "document", "text/plain", ""},
		{"data_escaped", "own", `{"number":"` + to + `","mimetype":"text/plain","data":"Pz8\/"}`, "", 202, "document", "text/plain", ""},
		{"data_within", "own", `{"nested":{"data":"not this"},"list":["data",{"data":1}],"number":"` + to + `","mimetype":"text/plain","data":"aGVsbG8="}`, "", 202, "document", "text/plain", ""},
		{"data_as_a_value", "own", `{"filename":"data","number":"` + to + `","mimetype":"text/plain","caption":"data","data":"aGVsbG8="}`, "", 202, "document", "text/plain", ""},
		{"data_without_type", "own", map[string]any{"number": to, "data": encoded}, "", 422, "", "", "mimetype"},
		{"data_not_base64", "own", map[string]any{"number": to, "data": "@@@@", "mimetype": "image/png"}, "", 422, "", "", "data"},
		{"data_twice", "own", `{"number":"1","data":"aGVsbG8=","data":"aGVsbG8="}`, "", 422, "", "", "data"},
		{"data_and_url", "own", map[string]any{"number": to, "data": encoded, "url": "https://example.com/a.png"}, "", 422, "", "", "url"},
		{"data_cut_off", "own", `{"number":"` + to + `","data":"aGVs`, "", 400, "", "", ""},
		{"wrong_kind", "own", map[string]any{"number": to, "caption": 5, "data": encoded}, "", 422, "", "", "caption"},
		{"not_json", "own", `number=1`, "", 400, "", "", ""},
		{"nothing", "own", ``, "", 400, "", "", ""},
		{"url_that_cannot_be_reached", "own", map[string]any{"number": to, "url": "http://127.0.0.1/a.png"}, "", 422, "", "", "url"},
		{"other_type", "own", `<xml/>`, "text/xml", 400, "", "", ""},
		{"much_beside_the_data", "own", map[string]any{"number": to, "caption": strings.Repeat("x", 2<<20), "data": encoded}, "", 413, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			headers := []string{"Idempotency-Key", c.name}
			if c.contentType != "" {
				headers = append(headers, "Content-Type", c.contentType)
			}
			// Several send the same file: that is not what is asked here.
			body := c.body
			switch b := body.(type) {
			case map[string]any:
				b["allow_duplicate"] = true
			case string:
				if c.contentType == formType {
					body = strings.Replace(b, "--b\r\n", "--b\r\nContent-Disposition: form-data; name=\"allow_duplicate\"\r\n\r\ntrue\r\n--b\r\n", 1)
				} else {
					body = strings.Replace(b, "{", `{"allow_duplicate":true,`, 1)
				}
			}
			if c.status >= 400 {
				body = c.body
			}
			a := clients[c.who].Call(t, "POST", "/api/send-media", body, headers...)
			require.Equal(t, c.status, a.Status, a.Text)
			answer := a.JSON(t)
			if c.status < 400 {
				require.Equal(t, c.kind, answer["type"])
				require.Equal(t, c.mime, answer["media"].(map[string]any)["mimetype"])
				return
			}
			if c.field != "" {
				require.Equal(t, c.field, answer["errors"].([]any)[0].(map[string]any)["field"])
			}
		})
	}
}

func TestMedia(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	_, key := w.Account(t, "Shop")
	_, otherKey := w.Account(t, "Other")
	own := w.Key(key)
	send := func(name, content string) string {
		a := own.Call(t, "POST", "/api/send-media", form("number", "+4915112345678", "media/"+name, content), "Content-Type", formType)
		require.Equal(t, http.StatusAccepted, a.Status, a.Text)
		return a.JSON(t)["media"].(map[string]any)["url"].(string)
	}
	picture, page := send("ä b.png", "\x89PNG\r\n\x1a\n12345678"), send("x.html", "<script>alert(1)</script>")

	whole := own.Call(t, "GET", picture, nil)
	require.Equal(t, "\x89PNG\r\n\x1a\n12345678", whole.Text)
	require.Equal(t, "image/png", whole.Header.Get("Content-Type"))
	require.Equal(t, "inline; filename*=utf-8''%C3%A4%20b.png", whole.Header.Get("Content-Disposition"))
	part := own.Call(t, "GET", picture, nil, "Range", "bytes=8-11")
	require.Equal(t, http.StatusPartialContent, part.Status)
	require.Equal(t, "1234", part.Text)
	require.Equal(t, http.StatusNotModified, own.Call(t, "GET", picture, nil, "If-None-Match", whole.Header.Get("ETag")).Status)
	head := own.Call(t, "HEAD", picture, nil)
	require.Equal(t, []string{"16", ""}, []string{head.Header.Get("Content-Length"), head.Text})

	script := own.Call(t, "GET", page, nil)
	require.Equal(t, "attachment; filename=x.html", script.Header.Get("Content-Disposition"))
	require.Equal(t, "nosniff", script.Header.Get("X-Content-Type-Options"))
	require.Contains(t, script.Header.Get("Content-Security-Policy"), "sandbox")

	require.Equal(t, http.StatusForbidden, w.Key(otherKey).Call(t, "GET", picture, nil).Status)
	require.Equal(t, http.StatusUnauthorized, w.Anonymous().Call(t, "GET", picture, nil).Status)
	require.Equal(t, http.StatusOK, w.SignIn(t).Call(t, "GET", picture, nil).Status)
}
