package rest

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// doc is what people read about a route. A route without one is not in the description.
type doc struct {
	id, tag, summary, description string
	status                        int // of success; 0 is 200
	errors                        []int
	in, out                       string // examples, as JSON
	// raw describes what huma cannot find out.
	raw func(*Handler, *huma.Operation)
}

const (
	exampleAccount = `{"id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","name":"Shop","description":"Orders","status":"ready","reason":null,
"phone_number":"4915187654321","push_name":"Ada's shop","error_message":null,"api_key_prefix":"wak_1a2b3c4d",
"created_at":"2026-01-31T12:00:00Z","updated_at":"2026-01-31T12:01:07Z","last_active_at":"2026-01-31T12:05:00Z","linked_at":"2026-01-31T12:01:07Z","queued":3,"paused_at":null,"brake":null,"proxy":null,"receive_channels":true,"receive_status":false,
"limits":{"min_interval_ms":5000,"random_delay_ms":2000,"max_per_hour":60,"max_per_day":500,"max_new_per_day":50,"max_same_text_per_day":50,
"warm_up_days":14,"typing_delay_ms":1500,"quiet_from":0,"quiet_to":0,"read_before_reply":true}}`
	exampleNew = `{"id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","name":"Shop","description":"Orders","status":"initializing","reason":null,
"phone_number":null,"push_name":null,"error_message":null,"api_key_prefix":"wak_1a2b3c4d",
"created_at":"2026-01-31T12:00:00Z","updated_at":"2026-01-31T12:00:00Z","last_active_at":null,"linked_at":null,"queued":0,"paused_at":null,"brake":null,"proxy":null,"receive_channels":true,"receive_status":false,
"limits":{"min_interval_ms":5000,"random_delay_ms":2000,"max_per_hour":60,"max_per_day":500,"max_new_per_day":50,"max_same_text_per_day":50,
"warm_up_days":14,"typing_delay_ms":1500,"quiet_from":0,"quiet_to":0,"read_before_reply":true},
"api_key":"wak_1a2b3c4d5e6f70819203a4b5c6d7e8f90112233445566778"}`
	exampleSent = `{"success":true,"id":"0198c5a6-1f00-7d11-8a22-334455667788","message_id":"3EB0C127D2A94E56B81F3A",
"account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","status":"queued","number":"4915112345678",
"chat":"4915112345678@s.whatsapp.net","type":"text","error":null,"error_code":null,"timestamp":"2026-01-31T12:05:00Z",
"plan":{"at":"2026-01-31T12:05:11Z","reason":"gap","text":"There is a pause between two messages of an account.","ahead":1,"expires_at":null}}`
	exampleFields = `"id":"0198c5a6-1f00-7d11-8a22-334455667788","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e",
"message_id":"3EB0C127D2A94E56B81F3A","chat_id":"0198c5a5-7a00-7b10-9c20-d30e4f506172","direction":"outgoing",
"chat":"4915112345678@s.whatsapp.net","chat_kind":"direct","sender":"4915187654321","sender_name":null,"recipient":"4915112345678","type":"text",
"text":"hello","media":null,"status":"delivered","error":null,"error_code":null,
"timestamp":"2026-01-31T12:05:00Z","created_at":"2026-01-31T12:05:00Z","from_me":true,"source":"api","late":false`
	exampleMessage = `{` + exampleFields + `,"status_history":[{"status":"queued","at":"2026-01-31T12:05:00Z","reason":null},
{"status":"sent","at":"2026-01-31T12:05:02Z","reason":null},{"status":"delivered","at":"2026-01-31T12:05:03Z","reason":null}]}`
	webhookFields = `"id":"0198c5a7-0000-7a00-8b00-1c2d3e4f5061","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e",
"url":"https://example.com/webhook","description":"","is_active":true,"status":"active","events":["message","message.status"],"filters":{},
"header_names":[],"ordered":false,"max_attempts":8,"old_secret_until":null,"failures":0,"failing_since":null,
"last_success_at":"2026-01-31T12:05:00Z","last_failure_at":null,"last_error":null,"disabled_at":null,"disabled_reason":null,
"created_at":"2026-01-31T12:00:00Z","updated_at":"2026-01-31T12:00:00Z"`
	exampleWebhook     = `{` + webhookFields + `}`
	exampleNewWebhook  = `{` + webhookFields + `,"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="}`
	exampleDeliveryLog = `{` + deliveryFields + `,"body":{"type":"connection","timestamp":"2026-01-31T12:05:00Z",
"account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","data":{"status":"ready"}},"log":[{"number":1,"at":"2026-01-31T12:05:00Z","duration_ms":41,
"url":"https://example.com/webhook","request_headers":[{"name":"webhook-id","value":"0198c5a8-2b00-7c40-9d50-6e7f80912a3b"}],"status_code":200,
"response_headers":[{"name":"Content-Length","value":"0"}],"response_body":"","error":null}]}`
	exampleDelivery = `{` + deliveryFields + `}`
	deliveryFields  = `"id":"5b2f6f0e-61f8-4c1d-9f1c-2f3a4b5c6d7e","webhook_id":"0198c5a7-0000-7a00-8b00-1c2d3e4f5061",
"account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","event_id":"0198c5a8-2b00-7c40-9d50-6e7f80912a3b","type":"message","state":"delivered",
"attempts":1,"max_attempts":8,"next_attempt_at":null,"last_status_code":200,"last_error":null,"last_duration_ms":41,
"created_at":"2026-01-31T12:05:00Z","finished_at":"2026-01-31T12:05:00Z"`
	exampleConsent = `{"id":"0198c5a7-2200-7f12-9b34-5566778899aa","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e",
"jid":"4915112345678@s.whatsapp.net","phone_number":"4915112345678","lid":null,"state":"opted_out","source":"message","note":"STOP",
"message_id":"0198c5a7-21ff-7a01-8c02-112233445566","at":"2026-01-31T12:05:00Z"}`
	exampleUser   = `{"user":{"username":"admin"}}`
	exampleHealth = `{"status":"ok","version":"v1.2.3","uptime_seconds":86400,
"database":{"ok":true,"latency_ms":0.4,"connections":3,"max_connections":8,"size_bytes":9437184},
"memory":{"rss_bytes":62914560,"heap_bytes":18874368,"goroutines":140},"accounts":{"total":20,"ready":19},"queues":{"outbox":4,"media":0}}`
)

// documentation is what people read, by route.
func documentation() map[string]doc {
	return map[string]doc{
		"POST /api/auth/login": {
			id: "login", tag: "Sign in", summary: "Sign in", errors: []int{400, 401, 422},
			description: "Starts a session and sets its cookie. After 10 failures within 15 minutes, per address and per name, it answers 429.",
			in:          `{"username":"admin","password":"correct horse battery staple"}`, out: exampleUser,
		},
		"POST /api/auth/logout": {id: "logout", tag: "Sign in", summary: "Sign out", description: "Ends the session.", out: `{"success":true}`},
		"GET /api/auth/user":    {id: "currentUser", tag: "Sign in", summary: "Who is signed in", description: "Answers 401 when nobody is.", out: exampleUser},

		"GET /api/accounts": {id: "listAccounts", tag: "Accounts", summary: "List accounts", description: "All accounts, newest first.", out: `[` + exampleAccount + `]`},
		"POST /api/accounts": {
			id: "createAccount", tag: "Accounts", summary: "Create an account", status: http.StatusCreated, errors: []int{400, 422},
			description: "Makes an account and starts linking it: a QR code is there within a second or two. The API key is shown this once.",
			in:          `{"name":"Shop","description":"Orders"}`, out: exampleNew,
		},
		"GET /api/accounts/{id}": {id: "getAccount", tag: "Accounts", summary: "Get an account", description: "One account as it is now.", out: exampleAccount},
		"PATCH /api/accounts/{id}": {
			id: "updateAccount", tag: "Accounts", summary: "Rename an account", errors: []int{400, 422},
			description: "Changes name, description and limits; what is left out stays as it is.", in: `{"name":"Shop","limits":{"max_per_day":200}}`, out: exampleAccount,
		},
		"DELETE /api/accounts/{id}": {
			id: "deleteAccount", tag: "Accounts", summary: "Delete an account",
			description: "Logs out at WhatsApp and removes every row and file of the account.", out: `{"success":true}`,
		},
		"POST /api/accounts/{id}/reconnect": {
			id: "reconnectAccount", tag: "Accounts", summary: "Reconnect an account", status: http.StatusAccepted,
			description: "Connects again: with the stored session, or with new QR codes when there is none.", out: exampleAccount,
		},
		"GET /api/accounts/{id}/qr": {
			id: "getQRCode", tag: "Accounts", summary: "Get the QR code to scan",
			description: "Changes nothing. 200 with the code, or with the status `ready` once the account is connected; 202 with the status while there " +
				"is no code. With `Accept: image/png` it answers the picture.",
			out: `{"status":"qr_ready","qr_code":"data:image/png;base64,iVBORw0KGgo…","code":"2@kGm3…","expires_at":"2026-01-31T12:01:00Z"}`,
			raw: describeQR,
		},
		"POST /api/accounts/{id}/pairing-code": {
			id: "requestPairingCode", tag: "Accounts", summary: "Link by an 8-character code", errors: []int{400, 409, 422},
			description: "Asks WhatsApp for the code to type in the phone at Linked devices → Link with phone number instead.",
			in:          `{"number":"+49 151 12345678"}`, out: `{"code":"ABCD-1234","expires_at":"2026-01-31T12:02:40Z"}`,
		},
		"POST /api/accounts/{id}/regenerate-api-key": {
			id: "regenerateAPIKey", tag: "Accounts", summary: "Make a new API key", description: "The old key stops at once. The new one is shown this once.",
			out: `{"api_key":"wak_1a2b3c4d5e6f70819203a4b5c6d7e8f90112233445566778"}`,
		},

		"POST /api/send": {
			id: "send", tag: "Messages", summary: "Send a text", status: http.StatusAccepted, errors: []int{400, 404, 409, 422},
			description: "Accepts a text and answers at once; it goes in its turn. 200 instead of 202 when `Prefer: wait` saw it sent or failed. " +
				"409 `duplicate` when the same text went to the same recipient within 60 seconds.",
			in: `{"number":"+49 151 12345678","message":"hello"}`, out: exampleSent,
		},
		"POST /api/send-media": {
			id: "sendMedia", tag: "Messages", summary: "Send a picture or file", status: http.StatusAccepted, errors: []int{400, 404, 409, 413, 422},
			description: "As /api/send, with a file of up to 100 MB: as the form field `media`, as an address to fetch it from, or in base64.",
			in:          `{"number":"+49 151 12345678","url":"https://example.com/menu.jpg","caption":"Today"}`, out: exampleSent, raw: describeUpload,
		},
		"POST /api/messages": {
			id: "composeMessage", tag: "Messages", summary: "Send a message of any kind", status: http.StatusAccepted, errors: []int{400, 404, 409, 413, 422},
			description: "As /api/send, for every kind of message: the `type` says which of the fields count. Reactions, votes, edits and deletions " +
				"are messages too, about the `target`. Everything goes through the same queue.",
			in: `{"type":"location","to":"+49 151 12345678","location":{"latitude":52.5163,"longitude":13.3777,"name":"Brandenburg Gate"}}`, out: exampleSent,
			raw: describeCompose,
		},
		"POST /api/media": {
			id: "uploadMedia", tag: "Messages", summary: "Upload a file", status: http.StatusCreated, errors: []int{400, 413, 422},
			description: "Keeps a file of up to 100 MB for messages to come, any number of them: as the form field `media`, or as the body. A file that no message uses is removed after a day.",
			out:         `{"id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","mimetype":"image/jpeg","filename":"menu.jpg","size":48213,"status":"ready","thumbnail_url":"/api/media/0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e/thumbnail","url":"/api/media/0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e"}`,
			raw:         describeMediaUpload,
		},
		"GET /api/messages/{id}": {id: "getMessage", tag: "Messages", summary: "Get a message", description: "A message with every status it has had.", out: exampleMessage},
		"POST /api/messages/{id}/cancel": {
			id: "cancelMessage", tag: "Messages", summary: "Cancel a message", errors: []int{409},
			description: "Takes back a message that still waits; it ends failed with the code cancelled. 409 `not_queued` when it is on its way or has gone.",
			out:         exampleMessage,
		},
		"DELETE /api/accounts/{id}/queue": {
			id: "cancelQueue", tag: "Messages", summary: "Cancel what waits", errors: []int{422},
			description: "Takes back everything of an account that waits, or with `?priority=` what has that priority.", out: `{"cancelled":120}`,
		},
		"POST /api/accounts/{id}/pause": {
			id: "pauseSending", tag: "Sending", summary: "Pause sending", description: "What is accepted waits. What is on its way is finished.", out: exampleAccount,
		},
		"POST /api/accounts/{id}/resume": {
			id: "resumeSending", tag: "Sending", summary: "Resume sending", description: "Lets a paused account send again.", out: exampleAccount,
		},
		"POST /api/accounts/{id}/release-brake": {
			id: "releaseBrake", tag: "Sending", summary: "Take the brake off", out: exampleAccount,
			description: "After a refusal by WhatsApp contacts who have never written are not written to for a while. This ends it before it ends by itself.",
		},
		"GET /api/accounts/{id}/health": {
			id: "numberHealth", tag: "Sending", summary: "How healthy a number is",
			description: "How likely WhatsApp is to leave the number alone, by what the account has done in the last 7 days. A judgement, not a promise.",
			out: `{"score":82,"level":"good","causes":[{"code":"few_replies","text":"Few of the contacts that were written to first have answered. ` +
				`Write to people who expect it.","points":18}]}`,
		},
		"GET /api/accounts/{id}/consents": {
			id: "listConsents", tag: "Sending", summary: "Who may be written to", errors: []int{422}, raw: describeConsents,
			description: "What contacts have said about being written to, newest first. A contact without an entry may be written to.",
			out:         `{"items":[` + exampleConsent + `],"next_cursor":null}`,
		},
		"POST /api/accounts/{id}/consents": {
			id: "setConsent", tag: "Sending", summary: "Record a consent", errors: []int{400, 422},
			description: "Records what a contact has said outside of WhatsApp. After opted_out nothing is accepted for the contact: sending answers 409 `opted_out`.",
			in:          `{"number":"+49 151 12345678","state":"opted_in","note":"Newsletter form of 1 March"}`, out: exampleConsent,
		},
		"GET /api/accounts/{id}/messages": {
			id: "listMessages", tag: "Messages", summary: "List messages", errors: []int{422}, description: "An account's messages, both ways, newest first.",
			out: `{"items":[{` + exampleFields + `}],"next_cursor":"eyJpIjoiMDE5OGM1YTYifQ"}`,
		},
		"GET /api/media/{id}": {
			id: "getMedia", tag: "Messages", summary: "Get a file", raw: describeFile,
			description: "The bytes of a message's file; ranges are understood. With `expires` and `signature`, as a link has them, it needs no credential. 503 while it is being fetched from WhatsApp. `?download` makes browsers save it.",
		},
		"GET /api/accounts/{id}/webhooks": {id: "listWebhooks", tag: "Webhooks", summary: "List webhooks", description: "An account's webhooks, newest first.", out: `[` + exampleWebhook + `]`},
		"POST /api/accounts/{id}/webhooks": {
			id: "createWebhook", tag: "Webhooks", summary: "Create a webhook", status: http.StatusCreated, errors: []int{400, 409, 422},
			description: "The secret is shown this once. Deliveries carry the headers of Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature), " +
				"which its libraries verify.",
			in: `{"url":"https://example.com/webhook","events":["message","message.status"]}`, out: exampleNewWebhook,
		},
		"GET /api/webhooks/{id}": {id: "getWebhook", tag: "Webhooks", summary: "Get a webhook", description: "One webhook and how it is doing.", out: exampleWebhook},
		"PUT /api/webhooks/{id}": {
			id: "updateWebhook", tag: "Webhooks", summary: "Change a webhook", errors: []int{400, 422},
			description: "What is left out stays as it is. `is_active: true` turns on again what was turned off by itself: what waits is then delivered.",
			in:          `{"is_active":true}`, out: exampleWebhook,
		},
		"DELETE /api/webhooks/{id}": {id: "deleteWebhook", tag: "Webhooks", summary: "Delete a webhook", description: "With everything that is owed to it.", out: `{"success":true}`},
		"POST /api/webhooks/{id}/test": {
			id: "testWebhook", tag: "Webhooks", summary: "Test a webhook", errors: []int{422},
			description: "Sends a sample of an event kind now and answers what came of it. It counts for nothing.", out: `{"success":true,"status_code":200,"duration_ms":41}`,
		},
		"POST /api/webhooks/{id}/rotate-secret": {
			id: "rotateWebhookSecret", tag: "Webhooks", summary: "Make a new secret", errors: []int{400, 422},
			description: "For a time deliveries carry the signatures of both secrets, so that receivers change over in their own time.",
			in:          `{"overlap_minutes":1440}`, out: exampleNewWebhook,
		},
		"POST /api/webhooks/{id}/replay": {
			id: "replayEvents", tag: "Webhooks", summary: "Send past events again", errors: []int{400, 422},
			description: "The events of a time range that the webhook wants, also those that it has got or that came before it was made; with failed_only what failed.",
			in:          `{"since":"2026-01-31T00:00:00Z"}`, out: `{"count":42}`,
		},
		"GET /api/accounts/{id}/events": {
			id: "listEvents", tag: "Webhooks", summary: "Pull events", errors: []int{422}, raw: describeEvents,
			description: "For programs without a public address: what webhooks get, after a cursor, oldest first; with `wait` the answer comes when there is " +
				"something. With `Accept: text/event-stream` they are streamed, and `Last-Event-ID` goes on where a stream ended. Events are kept for 7 days.",
			out: `{"items":[{"id":"0198c5a8-2b00-7c40-9d50-6e7f80912a3b","type":"connection","timestamp":"2026-01-31T12:05:00Z",
"account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","data":{"status":"ready","reason":null,"error_message":null,"phone_number":"4915187654321","push_name":"Ada's shop"}}],"next_cursor":"4711"}`,
		},
		"GET /api/event-types": {
			id: "listEventTypes", tag: "Webhooks", summary: "List event kinds", raw: describeEventTypes,
			description: "Every kind of event with its JSON Schema and a sample.",
			out:         `[{"type":"connection","description":"An account connected, was disconnected, or waits to be linked.","schema":{},"sample":{}}]`,
		},
		"GET /api/accounts/{id}/deliveries": {
			id: "listDeliveries", tag: "Webhooks", summary: "List deliveries", errors: []int{422},
			description: "What was and is owed to an account's webhooks, newest first.", out: `{"items":[` + exampleDelivery + `],"next_cursor":null}`,
		},
		"GET /api/deliveries/{id}":         {id: "getDelivery", tag: "Webhooks", summary: "Get a delivery", description: "A delivery with its body and every attempt.", out: exampleDeliveryLog},
		"POST /api/deliveries/{id}/replay": {id: "replayDelivery", tag: "Webhooks", summary: "Send a delivery again", description: "Whatever its state, with the same event id.", out: exampleDelivery},
		"POST /api/deliveries/{id}/cancel": {
			id: "cancelDelivery", tag: "Webhooks", summary: "Cancel a delivery", errors: []int{409}, description: "Ends a delivery that waits. 409 `finished` when it does not.", out: exampleDelivery,
		},
		"GET /api/media/{id}/thumbnail": {
			id: "getThumbnail", tag: "Messages", summary: "Get a small picture", raw: describeFile,
			description: "A JPEG of at most 320 pixels: of a picture, or the one that WhatsApp sends along with a video, a document, or a file that is not here yet. 404 where there is none.",
		},
		"POST /api/media/{id}/link": {
			id: "linkMedia", tag: "Messages", summary: "Make a link to a file", errors: []int{400, 422},
			description: "An address that needs no credential until it expires, for browsers and other programs.",
			in:          `{"expires_in":900}`, out: `{"url":"https://switchboard.example.com/api/media/0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e?expires=1769861700&signature=4f2c","expires_at":"2026-01-31T12:15:00Z"}`,
		},
		"GET /api/health": {
			id: "health", tag: "System", summary: "How the server is", description: "Numbers only. 503 when the database does not answer.", out: exampleHealth,
		},
	}
}

func describeQR(h *Handler, op *huma.Operation) {
	op.Parameters = idParameter("The account's id.")
	ready := &huma.Schema{OneOf: []*huma.Schema{h.schema(QRCode{}), h.schema(qrStatus{})}}
	op.Responses["200"] = &huma.Response{Description: "The code, or the status ready.", Content: map[string]*huma.MediaType{
		"application/json": {Schema: ready},
		"image/png":        {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}
	op.Responses["202"] = &huma.Response{Description: "No code now.", Content: map[string]*huma.MediaType{
		"application/json": {Schema: h.schema(qrStatus{}), Example: map[string]any{"status": "initializing"}},
	}}
}

func describeFile(_ *Handler, op *huma.Operation) {
	op.Parameters = idParameter("The file's id.")
	bytes := map[string]*huma.MediaType{"*/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	op.Responses["200"] = &huma.Response{Description: "The bytes.", Content: bytes}
	op.Responses["206"] = &huma.Response{Description: "The range that was asked for.", Content: bytes}
}

func idParameter(description string) []*huma.Param {
	return []*huma.Param{{Name: "id", In: "path", Required: true, Description: description, Schema: &huma.Schema{Type: huma.TypeString}}}
}

func describeUpload(h *Handler, op *huma.Operation) {
	text := func(description string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Description: description}
	}
	fields := func(extra map[string]*huma.Schema) map[string]*huma.Schema {
		all := map[string]*huma.Schema{
			"number": text("Phone number with country code, or an id of WhatsApp's."), "caption": text("At most 1024 characters."),
			"account_id": text("Needed by the admin."), "filename": text("Shown with documents."), "mimetype": text("Found out where it can be."),
			"allow_duplicate": {Type: huma.TypeBoolean}, "priority": {Type: huma.TypeString, Enum: []any{"reply", "transactional", "bulk"}},
			"send_at": text("As with /api/send."), "time_zone": text("For send_at."), "ttl": {Type: huma.TypeInteger, Description: "Seconds."},
			"dry_run": {Type: huma.TypeBoolean, Description: "Accepts nothing, and answers what would happen."},
		}
		for name, s := range extra {
			all[name] = s
		}
		return all
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"number", "media"}, Properties: fields(map[string]*huma.Schema{
			"media": {Type: huma.TypeString, Format: "binary", Description: "The file."},
		})}},
		"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"number"}, Properties: fields(map[string]*huma.Schema{
			"url":  text("Fetched by the server; http(s) only, public addresses only."),
			"data": text("Base64, with or without a data: prefix."),
		})}},
	}}
	describeSend(h, op)
}

func describeCompose(h *Handler, op *huma.Operation) {
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: h.schema(Compose{})}}}
	describeSend(h, op)
}

func describeMediaUpload(h *Handler, op *huma.Operation) {
	file := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "The file."}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"media"}, Properties: map[string]*huma.Schema{
			"media": file, "account_id": {Type: huma.TypeString, Description: "Needed by the admin."},
			"filename": {Type: huma.TypeString}, "mimetype": {Type: huma.TypeString},
		}}},
		"application/octet-stream": {Schema: file},
	}}
	for _, p := range []struct{ name, description string }{{"account_id", "Needed by the admin."}, {"filename", "Where the body is the file."}} {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.name, In: "query", Description: p.description, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	op.Responses["201"] = &huma.Response{Description: "Created", Content: map[string]*huma.MediaType{"application/json": {Schema: h.schema(Media{})}}}
}

// describeSend adds the headers and answers of sending.
func describeSend(h *Handler, op *huma.Operation) {
	for _, p := range []struct{ name, description string }{
		{"X-Account-Id", "The same as account_id."},
		{"Idempotency-Key", "The same key answers the first answer again, for 24 hours."},
		{"Prefer", "wait=SECONDS, at most 30."},
	} {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.name, In: "header", Description: p.description, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	for _, status := range []int{http.StatusAccepted, http.StatusOK} {
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status), Content: map[string]*huma.MediaType{"application/json": {Schema: h.schema(Sent{})}},
		}
	}
}
