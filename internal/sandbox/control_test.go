package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types/events"

	"switchboard/internal/sandbox"
)

// call sends a request to the control API as it is mounted elsewhere.
func call(t *testing.T, s *sandbox.Sandbox, method, path, body string) (int, string, map[string]any) {
	t.Helper()
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, httptest.NewRequest(method, "/sandbox"+path, strings.NewReader(body)))
	var parsed map[string]any
	if strings.HasPrefix(strings.TrimSpace(rec.Body.String()), "{") {
		require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &parsed))
	}
	return rec.Code, rec.Body.String(), parsed
}

func TestControlErrors(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	_, err := s.AddPhone("+49 1555 000-0001", "Anna")
	require.NoError(t, err)
	_, err = s.AddPhone("4915550000002", "Ben")
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		method, path, body string
		status             int
		says               string
	}{
		"number_taken":            {"POST", "/phones", `{"number":"0049 1555 0000001"}`, 409, "already"},
		"number_that_is_none":     {"POST", "/phones", `{"number":"hello"}`, 422, "not a phone number"},
		"body_that_is_no_json":    {"POST", "/phones", `{"number`, 400, "not a JSON object"},
		"number_of_wrong_type":    {"POST", "/phones", `{"number":5}`, 422, "wrong type"},
		"unknown_phone":           {"GET", "/phones/4915559999999/messages", ``, 404, "no phone"},
		"unknown_call":            {"GET", "/nothing", ``, 404, "no such call"},
		"wrong_method":            {"PUT", "/phones", ``, 405, "method"},
		"code_that_is_none":       {"POST", "/phones/4915550000001/scan", `{"code":"x"}`, 422, "not a WhatsApp linking code"},
		"scan_without_body":       {"POST", "/phones/4915550000001/scan", ``, 400, "empty"},
		"pairing_code_nobody_has": {"POST", "/phones/4915550000001/link", `{"pairing_code":"ABCD-1234"}`, 422, "No device is waiting"},
		"unknown_device":          {"DELETE", "/phones/4915550000001/devices/7", ``, 404, "no linked device"},
		"message_to_nobody":       {"POST", "/phones/4915550000001/messages", `{"to":"4915559999999","text":"x"}`, 404, "no phone"},
		"message_without_to":      {"POST", "/phones/4915550000001/messages", `{"text":"x"}`, 422, "to is missing"},
		"message_without_text":    {"POST", "/phones/4915550000001/messages", `{"to":"4915550000002"}`, 422, "text or a file"},
		"media_that_is_no_base64": {"POST", "/phones/4915550000001/messages", `{"to":"4915550000002","media":{"data":"%%"}}`, 422, "base64"},
		"unknown_typing":          {"POST", "/phones/4915550000001/typing", `{"to":"4915550000002","state":"dancing"}`, 422, "composing"},
		"unknown_presence":        {"POST", "/phones/4915550000001/presence", `{"state":"asleep"}`, 422, "online or offline"},
		"unknown_fault":           {"POST", "/faults", `{"kind":"flood"}`, 422, "flood"},
		"body_of_wrong_kind":      {"POST", "/phones", `["x"]`, 400, "not a JSON object"},
		"body_with_more_behind":   {"POST", "/phones", `{"name":"x"} y`, 400, "not a JSON object"},
		"unknown_field":           {"POST", "/phones", `{"nome":"x"}`, 422, `no field "nome"`},
		"picture_is_no_base64":    {"POST", "/phones/4915550000001/profile", `{"picture":"%%"}`, 422, "not base64"},
		"two_captions":            {"POST", "/phones/4915550000001/messages", `{"to":"4915550000002","text":"a","media":{"data":"AAAA","caption":"b"}}`, 422, "twice"},
		"text_beside_a_place":     {"POST", "/phones/4915550000001/messages", `{"to":"4915550000002","text":"x","location":{"latitude":1,"longitude":2}}`, 422, "beside a file"},
		"place_off_the_earth":     {"POST", "/phones/4915550000001/messages", `{"to":"4915550000002","location":{"latitude":91,"longitude":2}}`, 422, "between -90 and 90"},
		"media_type_that_is_none": {"POST", "/phones/4915550000001/messages", `{"to":"4915550000002","media":{"data":"AAAA","mimetype":"a b\r\nC: d"}}`, 422, "not a media type"},
		"timer_below_zero":        {"POST", "/phones/4915550000001/messages", `{"to":"4915550000002","text":"x","disappearing_seconds":-1}`, 422, "negative"},
		"status_no_http_has":      {"POST", "/faults", `{"kind":"refuse_connect","code":9999}`, 422, "between 400 and 599"},
		"past_of_nothing":         {"POST", "/phones/4915550000001/history", `{}`, 422, "has chats"},
		"hours_without_an_end":    {"POST", "/phones/4915550000001/rules", `{"reply":"x","offline_after_ms":5}`, 422, "offline_for_ms"},
		"offline_for_years":       {"POST", "/phones/4915550000001/rules", `{"offline_for_ms":99999999999}`, 422, "between 0 and"},
		"read_without_chat":       {"POST", "/phones/4915550000001/read", `{}`, 422, "missing"},
		"group_without_name":      {"POST", "/groups", `{"creator":"4915550000001"}`, 422, "name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body, problem := call(t, s, tc.method, tc.path, tc.body)
			require.Equal(t, tc.status, status, body)
			require.Contains(t, problem["error"], tc.says)
			require.EqualValues(t, tc.status, problem["status"])
		})
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	status, _, phone := call(t, s, "POST", "/phones", `{"number":"+49 1555 0000001","name":"Anna"}`)
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, "4915550000001", phone["number"])
	require.Equal(t, "4915550000001@s.whatsapp.net", phone["jid"])
	require.Regexp(t, `^1\d{14}@lid$`, phone["lid"])
	require.Equal(t, "Anna", phone["name"])
	status, _, other := call(t, s, "POST", "/phones", ``)
	require.Equal(t, http.StatusCreated, status)
	require.NotEmpty(t, other["name"])

	for _, written := range []string{"+4915550000001", "%2B4915550000001", "4915550000001%40s.whatsapp.net", "%2B49%201555%20000%200001"} {
		status, body, same := call(t, s, "GET", "/phones/"+written, "")
		require.Equal(t, http.StatusOK, status, body)
		require.Equal(t, phone["lid"], same["lid"])
	}

	c := newClient(t, s)
	require.NoError(t, c.Connect())
	code, err := json.Marshal(map[string]string{"code": await(c, anyOf[*events.QR]).Codes[0]})
	require.NoError(t, err)
	status, body, linked := call(t, s, "POST", "/phones/+4915550000001/scan", string(code))
	require.Equal(t, http.StatusOK, status, body)
	device := linked["device"].(map[string]any)
	require.EqualValues(t, 1, device["id"])
	require.Equal(t, "4915550000001:1@s.whatsapp.net", device["jid"])
	c.ready()
	_, body, _ = call(t, s, "GET", "/phones/4915550000001/devices", "")
	require.Contains(t, body, `"online":true`)

	number := other["number"].(string)
	status, body, sent := call(t, s, "POST", "/phones/"+number+"/messages", `{"to":"+49 1555 0000001","text":"hi"}`)
	require.Equal(t, http.StatusCreated, status, body)
	require.Equal(t, number, sent["from"])
	require.Equal(t, "4915550000001", sent["to"])
	require.Equal(t, sent["id"], await(c, hasText("hi")).Info.ID)

	data := base64.StdEncoding.EncodeToString(pngOf(t, 1, 1))
	status, body, media := call(t, s, "POST", "/phones/"+number+"/messages",
		`{"to":"`+phone["lid"].(string)+`","media":{"data":"`+data+`","mimetype":"image/png","caption":"look"}}`)
	require.Equal(t, http.StatusCreated, status, body)
	await(c, func(evt *events.Message) bool { return evt.Message.GetImageMessage().GetCaption() == "look" })
	_, body, _ = call(t, s, "GET", "/phones/"+number+"/messages", "")
	var list []sandbox.PhoneMessage
	require.NoError(t, json.Unmarshal([]byte(body), &list))
	require.Len(t, list, 2)
	require.Equal(t, pngOf(t, 1, 1), list[1].Media.Data)
	require.Equal(t, "image", list[1].Type)
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, list[1].Media.URL, nil))
	require.Equal(t, pngOf(t, 1, 1), rec.Body.Bytes())
	require.Equal(t, media["id"], list[1].ID)

	for _, step := range [][2]string{
		{"/read", `{"chat":"4915550000001"}`},
		{"/typing", `{"to":"4915550000001","state":"composing"}`},
		{"/presence", `{"state":"offline"}`},
	} {
		status, answer, _ := call(t, s, "POST", "/phones/"+number+step[0], step[1])
		require.Equal(t, http.StatusOK, status, answer)
	}
	status, _, fault := call(t, s, "POST", "/faults", `{"kind":"no_ack","number":"4915550000001","count":2,"for_ms":60000}`)
	require.Equal(t, http.StatusCreated, status)
	require.NotEmpty(t, fault["id"])
	_, body, _ = call(t, s, "GET", "/faults", "")
	require.Contains(t, body, "no_ack")
	status, _, _ = call(t, s, "DELETE", "/faults", "")
	require.Equal(t, http.StatusOK, status)
	require.Empty(t, s.Faults())
	_, body, _ = call(t, s, "GET", "/violations", "")
	require.JSONEq(t, "[]", body)

	carol := addPhone(t, s, "Carol")
	leaving := pair(t, s, carol)
	status, body, _ = call(t, s, "DELETE", "/phones/"+carol.Number()+"/devices/1", "")
	require.Equal(t, http.StatusOK, status, body)
	await(leaving, anyOf[*events.LoggedOut])
}

// TestListener reads the control API and media over both protocols of the one port.
func TestListener(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	info := s.Info()
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM([]byte(info.CAPEM)))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	for _, base := range []string{"http://" + addrOf(s), info.MediaURL} {
		resp, err := (&http.Client{Transport: transport}).Get(base + "/sandbox/info")
		require.NoError(t, err)
		var got sandbox.Info
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&got))
		require.NoError(t, resp.Body.Close())
		require.Equal(t, info, got)
	}
	require.Len(t, info.RootPublicKey, 64)

	resp, err := (&http.Client{Transport: transport}).Post(info.MediaURL+"/mms/image/AAAA?auth=x", "", strings.NewReader("x"))
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, resp.Body)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusUnauthorized, resp.StatusCode)
}

// TestStrictness shows that a client that breaks the rules is told, and recorded.
func TestStrictness(t *testing.T) {
	t.Parallel()
	s := startSandbox(t, "")
	alice := addPhone(t, s, "Alice")
	c := pair(t, s, alice)
	_, err := c.ResolveContactQRLink(testContext(t), "ABC")
	var refused *whatsmeow.IQError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, 501, refused.Code)
	require.Equal(t, "unsupported_iq", s.Violations()[0].Rule)
	require.Equal(t, c.Store.ID.String(), s.Violations()[0].Device)
}
