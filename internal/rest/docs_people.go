package rest

import "net/http"

const (
	examplePerson  = `"phone":"4915112345678","lid":"123456789012345@lid","name":"Ada"`
	exampleChat    = `{"id":"0198c5a5-7a00-7b10-9c20-d30e4f506172","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","chat":"4915112345678@s.whatsapp.net","kind":"direct","contact":{` + examplePerson + `},"name":"Ada","unread":2,"archived":false,"pinned_at":null,"muted_until":null,"expires_after":0,"last_message_at":"2026-01-31T12:05:00Z","last_message":null}`
	exampleProfile = `{` + examplePerson + `,"about":"Hey there! I am using WhatsApp.","picture_id":"1769860000","picture_url":"https://pps.whatsapp.net/v/…"}`
	exampleGroup   = `{"id":"120363012345678901@g.us","subject":"Team","description":"","owner":{` + examplePerson + `},"created_at":"2026-01-31T12:00:00Z","members":[{` + examplePerson + `,"role":"owner"}],"only_admins_write":false,"only_admins_edit":false,"only_admins_add":false,"approve_joins":false,"expires_after":0,"community":false}`
	exampleChannel = `{"id":"120363012345678901@newsletter","name":"News of the town","description":"","link":"https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp","followers":1204,"role":"follower","verified":false,"created_at":"2026-01-31T12:00:00Z"}`
	exampleDone    = `{"success":true}`
	exampleWho     = `{"items":[{` + examplePerson + `}]}`
)

// documented is what people read about a route.
func documented(route string) doc {
	for _, part := range []map[string]doc{peopleDocumentation(), aiDocumentation()} {
		if d, ok := part[route]; ok {
			return d
		}
	}
	if d, ok := aiDocumentation()[route]; ok {
		return d
	}
	return documentation()[route]
}

// peopleDocumentation is what people read about conversations, contacts and groups.
func peopleDocumentation() map[string]doc {
	const live = " WhatsApp is asked, so the account has to be connected."
	return map[string]doc{
		"GET /api/accounts/{id}/chats": {
			id: "listChats", tag: "Chats", summary: "List conversations", errors: []int{422}, description: "An account's conversations, latest first.",
			out: `{"items":[` + exampleChat + `],"next_cursor":null}`,
		},
		"GET /api/accounts/{id}/search": {
			id: "searchMessages", tag: "Chats", summary: "Search messages", errors: []int{422},
			description: "Messages that have all of the words, newest first. Case and accents do not matter.",
			out:         `{"items":[{` + exampleFields + `}],"next_cursor":null}`,
		},
		"GET /api/chats/{id}": {id: "getChat", tag: "Chats", summary: "Get a conversation", description: "One conversation as it is now.", out: exampleChat},
		"PATCH /api/chats/{id}": {
			id: "changeChat", tag: "Chats", summary: "Archive, pin or mute a conversation", errors: []int{400, 422},
			description: "Shows on the phone too. What is left out stays as it is." + live, in: `{"archived":true,"mute_for":28800}`, out: exampleChat,
		},
		"POST /api/chats/{id}/read": {
			id: "readChat", tag: "Chats", summary: "Mark a conversation as read",
			description: "Senders see two blue ticks, where the account's privacy settings show them, and the account's other devices that it is read. For that the account has to be connected; `send_receipts=false` only notes it here.", out: exampleChat,
		},
		"GET /api/accounts/{id}/calls": {id: "getCallRule", tag: "Chats", summary: "What becomes of calls", description: "Whether calls are rejected, and what who called is written.", out: `{"reject":false,"reply":""}`},
		"PUT /api/accounts/{id}/calls": {
			id: "setCallRule", tag: "Chats", summary: "Say what becomes of calls", errors: []int{400, 422}, description: "Calls can be rejected and answered with a text. Each call is logged as a message of type call.",
			in: `{"reject":true,"reply":"Please write to us."}`, out: `{"reject":true,"reply":"Please write to us."}`,
		},

		"GET /api/accounts/{id}/contacts": {id: "listContacts", tag: "Contacts", summary: "List contacts", description: "The phone's address book and who has written, by name.", out: exampleWho},
		"POST /api/accounts/{id}/contacts/check": {
			id: "checkNumbers", tag: "Contacts", summary: "Check numbers", errors: []int{400, 422},
			description: "Who of up to 50 numbers is on WhatsApp, and by which number. Answers are kept for some minutes; of others at most 200 an hour are asked for." + live,
			in:          `{"numbers":["+49 151 12345678"]}`, out: `{"items":[{"number":"4915112345678","on_whatsapp":true,"contact":{` + examplePerson + `}}]}`,
		},
		"GET /api/accounts/{id}/contacts/{contact}": {id: "getContact", tag: "Contacts", summary: "Get a contact's or group's profile", errors: []int{422}, description: "About text and picture, where they are shown to the account." + live, out: exampleProfile},
		"POST /api/accounts/{id}/contacts/{contact}/presence": {
			id: "watchPresence", tag: "Contacts", summary: "Watch when a contact is online", errors: []int{422},
			description: "For five minutes or until the account disconnects, whether the contact is online or types; `presenceChanged` of GraphQL and `presence` of webhooks tell. The account is online for as long: WhatsApp tells only who is." + live, out: exampleDone,
		},
		"GET /api/accounts/{id}/blocked":           {id: "listBlocked", tag: "Contacts", summary: "List blocked contacts", description: "Whom the account has blocked." + live, out: exampleWho},
		"PUT /api/accounts/{id}/blocked/{contact}": {id: "block", tag: "Contacts", summary: "Block a contact", errors: []int{422}, description: "Answers who is blocked then." + live, out: exampleWho},
		"DELETE /api/accounts/{id}/blocked/{contact}": {
			id: "unblock", tag: "Contacts", summary: "Unblock a contact", errors: []int{422}, description: "Answers who is blocked then." + live, out: exampleWho,
		},
		"GET /api/accounts/{id}/profile": {id: "getProfile", tag: "Contacts", summary: "Get the account's profile", description: "What others see of the account." + live, out: exampleProfile},
		"PATCH /api/accounts/{id}/profile": {
			id: "setProfile", tag: "Contacts", summary: "Change the account's profile", errors: []int{400, 422}, description: "Name, about text and picture; what is left out stays as it is." + live,
			in: `{"name":"Ada's shop","about":"Open 9 to 5"}`, out: exampleProfile,
		},

		"GET /api/accounts/{id}/groups": {id: "listGroups", tag: "Groups", summary: "List groups", description: "The groups that the account is in, by subject." + live, out: `{"items":[` + exampleGroup + `]}`},
		"POST /api/accounts/{id}/groups": {
			id: "createGroup", tag: "Groups", summary: "Make a group", status: http.StatusCreated, errors: []int{400, 422},
			description: "People who let only their contacts add them are not in it; the invite link reaches them." + live,
			in:          `{"subject":"Team","members":["+49 151 12345678"]}`, out: exampleGroup,
		},
		"POST /api/accounts/{id}/groups/join": {
			id: "joinGroup", tag: "Groups", summary: "Join a group by its link", errors: []int{400, 422}, description: "Where admins approve who joins, the account waits for them." + live,
			in: `{"link":"https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv"}`, out: `{"id":"120363012345678901@g.us"}`,
		},
		"GET /api/accounts/{id}/groups/{group}": {id: "getGroup", tag: "Groups", summary: "Get a group", errors: []int{422}, description: "Members with their roles, and settings." + live, out: exampleGroup},
		"PATCH /api/accounts/{id}/groups/{group}": {
			id: "changeGroup", tag: "Groups", summary: "Change a group", errors: []int{400, 422}, description: "Subject, description, picture and settings; what is left out stays as it is." + live,
			in: `{"subject":"The team","only_admins_write":true}`, out: exampleGroup,
		},
		"DELETE /api/accounts/{id}/groups/{group}": {id: "leaveGroup", tag: "Groups", summary: "Leave a group", errors: []int{422}, description: "The group goes on without the account." + live, out: exampleDone},
		"POST /api/accounts/{id}/groups/{group}/members": {
			id: "changeMembers", tag: "Groups", summary: "Add, remove, promote or demote members", errors: []int{400, 422},
			description: "Also answers who asked to join: approve or reject. Tells what became of each." + live,
			in:          `{"action":"add","members":["+49 151 12345678"]}`, out: `{"items":[{` + examplePerson + `,"done":true,"error":null}]}`,
		},
		"GET /api/accounts/{id}/groups/{group}/requests": {id: "listGroupRequests", tag: "Groups", summary: "List who asks to join", errors: []int{422}, description: "Those who wait for an admin." + live, out: `{"items":[{` + examplePerson + `,"at":"2026-01-31T12:00:00Z"}]}`},
		"GET /api/accounts/{id}/groups/{group}/invite":   {id: "getInviteLink", tag: "Groups", summary: "Get the invite link", errors: []int{422}, description: "Whoever has it can join." + live, out: `{"link":"https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv"}`},
		"POST /api/send-buttons": {
			id: "sendButtons", tag: "Messages", summary: "Send a question with buttons", status: http.StatusAccepted, errors: []int{400, 404, 409, 422},
			description: "For scripts written for the older server. WhatsApp shows no buttons of linked devices: they go as a numbered text, and the answer comes back as a message of type choice. New scripts use /api/messages with the type options.",
			in:          `{"number":"+49 151 12345678","body":"Shall we deliver?","buttons":["Yes","No"],"footer":"Answer with the number"}`, out: exampleSent,
		},
		"POST /api/send-list": {
			id: "sendList", tag: "Messages", summary: "Send a list to choose from", status: http.StatusAccepted, errors: []int{400, 404, 409, 422},
			description: "As /api/send-buttons, with the rows of all sections.",
			in:          `{"number":"+49 151 12345678","body":"What would you like?","sections":[{"title":"Food","rows":[{"title":"Pizza","description":"with basil"},{"title":"Salad"}]}]}`, out: exampleSent,
		},
		"POST /api/webhook-reply": {
			id: "webhookReply", tag: "Messages", summary: "Answer from a webhook's receiver", status: http.StatusAccepted, errors: []int{400, 401, 404, 409, 422, 429},
			description: "For receivers that have no API key: the secret of one of the account's webhooks is the credential. Buttons go before a list, a list before a file, a file before a text. " +
				"429 `loop_detected` after 10 replies to one contact within a minute.",
			in: `{"account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","webhook_secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=","number":"+49 151 12345678","message":"Thank you!"}`, out: exampleSent,
		},

		"GET /api/accounts/{id}/channels": {id: "listChannels", tag: "Channels", summary: "List channels", description: "The channels that the account follows or owns, by name. What they post comes as messages whose chat_kind is channel." + live, out: `{"items":[` + exampleChannel + `]}`},
		"POST /api/accounts/{id}/channels": {
			id: "followChannel", tag: "Channels", summary: "Follow a channel", errors: []int{400, 422}, description: "By its link or its id. What it posts from now on comes to the account." + live,
			in: `{"channel":"https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp"}`, out: exampleChannel,
		},
		"GET /api/accounts/{id}/channels/{channel}":     {id: "getChannel", tag: "Channels", summary: "Get a channel", errors: []int{422}, description: "Also one that the account does not follow." + live, out: exampleChannel},
		"DELETE /api/accounts/{id}/channels/{channel}":  {id: "unfollowChannel", tag: "Channels", summary: "Leave a channel", errors: []int{422}, description: "What it has posted stays here." + live, out: exampleChannel},
		"POST /api/accounts/{id}/groups/{group}/invite": {id: "resetInviteLink", tag: "Groups", summary: "Make a new invite link", errors: []int{422}, description: "The old one stops." + live, out: `{"link":"https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv"}`},
	}
}
