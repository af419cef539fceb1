package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
)

// routes are all of the door, each with who may use it.
func (h *Handler) routes() {
	typed(h, "POST /api/auth/login", public, h.login)
	typed(h, "POST /api/auth/logout", adminOnly, h.logout)
	typed(h, "GET /api/auth/user", adminOnly, h.user)

	typed(h, "GET /api/accounts", adminOnly, h.listAccounts)
	typed(h, "POST /api/accounts", adminOnly, h.createAccount)
	typed(h, "GET /api/accounts/{id}", ownAccount, h.getAccount)
	typed(h, "PATCH /api/accounts/{id}", adminOnly, h.updateAccount)
	typed(h, "DELETE /api/accounts/{id}", adminOnly, h.deleteAccount)
	typed(h, "POST /api/accounts/{id}/reconnect", adminOnly, h.reconnectAccount)
	raw(h, "GET /api/accounts/{id}/qr", ownAccount, h.qrCode)
	typed(h, "POST /api/accounts/{id}/pairing-code", ownAccount, h.pairingCode)
	typed(h, "POST /api/accounts/{id}/regenerate-api-key", adminOnly, h.regenerateKey)

	typed(h, "POST /api/send", sender, h.send)
	raw(h, "POST /api/send-media", anyCaller, h.sendMedia)
	raw(h, "POST /api/messages", anyCaller, h.composed)
	raw(h, "POST /api/media", anyCaller, h.uploadMedia)
	typed(h, "GET /api/messages/{id}", anyCaller, h.getMessage)
	typed(h, "POST /api/messages/{id}/cancel", anyCaller, h.cancelMessage)
	typed(h, "DELETE /api/accounts/{id}/queue", ownAccount, h.cancelQueue)
	typed(h, "POST /api/accounts/{id}/pause", ownAccount, h.pauseAccount)
	typed(h, "POST /api/accounts/{id}/resume", ownAccount, h.resumeAccount)
	typed(h, "POST /api/accounts/{id}/release-brake", adminOnly, h.releaseBrake)
	typed(h, "GET /api/accounts/{id}/health", ownAccount, h.numberHealth)
	raw(h, "GET /api/accounts/{id}/consents", ownAccount, h.listConsents)
	typed(h, "POST /api/accounts/{id}/consents", ownAccount, h.setConsent)
	typed(h, "GET /api/accounts/{id}/messages", ownAccount, h.listMessages)
	raw(h, "GET /api/media/{id}", signed, h.file)
	raw(h, "GET /api/media/{id}/thumbnail", anyCaller, h.thumbnail)
	typed(h, "POST /api/media/{id}/link", anyCaller, h.mediaLink)

	typed(h, "GET /api/accounts/{id}/chats", ownAccount, h.listChats)
	typed(h, "GET /api/accounts/{id}/search", ownAccount, h.search)
	typed(h, "GET /api/chats/{id}", anyCaller, h.getChat)
	typed(h, "PATCH /api/chats/{id}", anyCaller, h.changeChat)
	typed(h, "POST /api/chats/{id}/read", anyCaller, h.readChat)
	typed(h, "GET /api/accounts/{id}/calls", ownAccount, h.getCallRule)
	typed(h, "PUT /api/accounts/{id}/calls", ownAccount, h.setCallRule)

	typed(h, "GET /api/accounts/{id}/contacts", ownAccount, h.listContacts)
	typed(h, "POST /api/accounts/{id}/contacts/check", ownAccount, h.checkNumbers)
	typed(h, "GET /api/accounts/{id}/contacts/{contact}", ownAccount, h.getContact)
	typed(h, "POST /api/accounts/{id}/contacts/{contact}/presence", ownAccount, h.watchPresence)
	typed(h, "GET /api/accounts/{id}/blocked", ownAccount, h.listBlocked)
	typed(h, "PUT /api/accounts/{id}/blocked/{contact}", ownAccount, h.block)
	typed(h, "DELETE /api/accounts/{id}/blocked/{contact}", ownAccount, h.unblock)
	typed(h, "GET /api/accounts/{id}/profile", ownAccount, h.getProfile)
	typed(h, "PATCH /api/accounts/{id}/profile", ownAccount, h.setProfile)

	typed(h, "GET /api/accounts/{id}/groups", ownAccount, h.listGroups)
	typed(h, "POST /api/accounts/{id}/groups", ownAccount, h.createGroup)
	typed(h, "POST /api/accounts/{id}/groups/join", ownAccount, h.joinGroup)
	typed(h, "GET /api/accounts/{id}/groups/{group}", ownAccount, h.getGroup)
	typed(h, "PATCH /api/accounts/{id}/groups/{group}", ownAccount, h.changeGroup)
	typed(h, "DELETE /api/accounts/{id}/groups/{group}", ownAccount, h.leaveGroup)
	typed(h, "POST /api/accounts/{id}/groups/{group}/members", ownAccount, h.changeMembers)
	typed(h, "GET /api/accounts/{id}/groups/{group}/requests", ownAccount, h.listGroupRequests)
	typed(h, "GET /api/accounts/{id}/groups/{group}/invite", ownAccount, h.getInvite)
	typed(h, "POST /api/accounts/{id}/groups/{group}/invite", ownAccount, h.resetInvite)

	typed(h, "GET /api/accounts/{id}/channels", ownAccount, h.listChannels)
	typed(h, "POST /api/accounts/{id}/channels", ownAccount, h.followChannel)
	typed(h, "GET /api/accounts/{id}/channels/{channel}", ownAccount, h.getChannel)
	typed(h, "DELETE /api/accounts/{id}/channels/{channel}", ownAccount, h.unfollowChannel)

	typed(h, "GET /api/accounts/{id}/webhooks", ownAccount, h.listWebhooks)
	typed(h, "POST /api/accounts/{id}/webhooks", ownAccount, h.createWebhook)
	typed(h, "GET /api/webhooks/{id}", anyCaller, h.getWebhook)
	typed(h, "PUT /api/webhooks/{id}", anyCaller, h.updateWebhook)
	typed(h, "DELETE /api/webhooks/{id}", anyCaller, h.deleteWebhook)
	typed(h, "GET /api/webhooks/{id}/health", anyCaller, h.webhookHealth)
	typed(h, "POST /api/webhooks/{id}/test", anyCaller, h.testWebhook)
	typed(h, "POST /api/webhooks/{id}/rotate-secret", anyCaller, h.rotateSecret)
	typed(h, "POST /api/webhooks/{id}/replay", anyCaller, h.replay)
	raw(h, "GET /api/accounts/{id}/events", ownAccount, h.events)
	raw(h, "GET /api/event-types", public, h.eventTypes)
	typed(h, "GET /api/accounts/{id}/deliveries", ownAccount, h.listDeliveries)
	typed(h, "GET /api/deliveries/{id}", anyCaller, h.getDelivery)
	typed(h, "POST /api/deliveries/{id}/replay", anyCaller, h.replayDelivery)
	typed(h, "POST /api/deliveries/{id}/cancel", anyCaller, h.cancelDelivery)

	typed(h, "GET /api/accounts/{id}/ai-config", adminOnly, h.getAIConfig)
	typed(h, "POST /api/accounts/{id}/ai-config", adminOnly, h.saveAIConfig)
	typed(h, "DELETE /api/accounts/{id}/ai-config", adminOnly, h.deleteAIConfig)
	typed(h, "POST /api/accounts/{id}/ai-config/test", adminOnly, h.testAIConfig)
	typed(h, "GET /api/accounts/{id}/ai-config/models", adminOnly, h.listAIModels)
	typed(h, "POST /api/accounts/{id}/ai-config/models", adminOnly, h.askAIModels)
	typed(h, "GET /api/accounts/{id}/ai-config/tools", ownAccount, h.listAITools)
	typed(h, "POST /api/accounts/{id}/ai-config/tools", adminOnly, h.createAITool)
	typed(h, "PUT /api/accounts/{id}/ai-config/tools/{tool}", adminOnly, h.updateAITool)
	typed(h, "DELETE /api/accounts/{id}/ai-config/tools/{tool}", adminOnly, h.deleteAITool)
	typed(h, "POST /api/accounts/{id}/ai-config/tools/{tool}/test", adminOnly, h.testAITool)
	typed(h, "GET /api/accounts/{id}/ai-config/documents", ownAccount, h.listAIDocuments)
	typed(h, "POST /api/accounts/{id}/ai-config/documents", adminOnly, h.addAIDocument)
	raw(h, "POST /api/accounts/{id}/ai-config/documents/file", adminOnly, h.addAIFile)
	typed(h, "DELETE /api/accounts/{id}/ai-config/documents/{document}", adminOnly, h.deleteAIDocument)
	typed(h, "GET /api/accounts/{id}/ai-usage", ownAccount, h.aiUsage)
	typed(h, "GET /api/accounts/{id}/ai-traces", ownAccount, h.listAITraces)
	typed(h, "GET /api/accounts/{id}/ai-drafts", ownAccount, h.listAIDrafts)
	typed(h, "POST /api/ai-drafts/{id}/approve", anyCaller, h.approveAIDraft)
	typed(h, "POST /api/ai-drafts/{id}/discard", anyCaller, h.discardAIDraft)
	typed(h, "GET /api/chats/{id}/ai", anyCaller, h.getAIStanding)
	typed(h, "POST /api/chats/{id}/ai/pause", anyCaller, h.pauseAI)
	typed(h, "POST /api/chats/{id}/ai/resume", anyCaller, h.resumeAI)
	typed(h, "POST /api/chats/{id}/ai/reset", anyCaller, h.resetAI)
	typed(h, "POST /api/chats/{id}/ai/replay", adminOnly, h.replayAI)

	typed(h, "GET /api/health", public, h.health)

	// The older server's names for the same.
	typed(h, "POST /api/accounts/{id}/api-key/regenerate", adminOnly, h.regenerateKey)
	typed(h, "POST /api/accounts/{id}/request-qr", adminOnly, h.requestQR)
	typed(h, "GET /api/accounts/{id}/chatbot", adminOnly, h.getAIConfig)
	typed(h, "POST /api/accounts/{id}/chatbot", adminOnly, h.saveAIConfig)
	typed(h, "DELETE /api/accounts/{id}/chatbot", adminOnly, h.deleteAIConfig)
	typed(h, "POST /api/accounts/{id}/chatbot/test", adminOnly, h.testAIConfig)
	typed(h, "POST /api/send-buttons", sender, h.sendButtons)
	typed(h, "POST /api/send-list", sender, h.sendList)
	typed(h, "POST /api/webhook-reply", public, h.webhookReply)

	h.router.Get("/openapi.json", h.spec.json)
	h.router.Get("/openapi.yaml", h.spec.yaml)
}

// typed adds a route whose input and output huma reads and writes.
func typed[I, O any](h *Handler, route string, a access, handle func(context.Context, *I) (*O, error)) {
	op := h.operation(route, a)
	huma.Register(h.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, h.problem(ctx, err)
		}
		return out, nil
	})
	h.exemplify(route)
}

// raw adds a route that reads or writes more than JSON.
func raw(h *Handler, route string, a access, handle func(http.ResponseWriter, *http.Request) error) {
	op := h.operation(route, a)
	h.api.OpenAPI().AddOperation(&op)
	h.api.Adapter().Handle(&op, op.Middlewares.Handler(func(ctx huma.Context) {
		r, w := humachi.Unwrap(ctx)
		r = r.WithContext(ctx.Context())
		if err := handle(w, r); err != nil {
			h.WriteError(w, r, err)
		}
	}))
	h.exemplify(route)
}
