package event

import "github.com/google/uuid"

// Reply is what all events of answers by AI have.
type Reply struct {
	ChatID      uuid.UUID `json:"chat_id" format:"uuid"`
	Chat        string    `json:"chat" example:"4915112345678@s.whatsapp.net" doc:"The conversation as WhatsApp addresses it."`
	PhoneNumber *string   `json:"phone_number" example:"4915112345678" doc:"The contact's; null where WhatsApp hides it."`
	MessageID   uuid.UUID `json:"message_id" format:"uuid" doc:"The message that was to be answered."`
	TraceID     uuid.UUID `json:"trace_id" format:"uuid" doc:"How it came about; kept for a week."`

	facets Facets
}

// ReplyDraft says that an answer waits for a person to approve it.
type ReplyDraft struct {
	Reply
	DraftID uuid.UUID `json:"draft_id" format:"uuid"`
	Text    string    `json:"text" example:"We are open from 9 to 17."`
}

// HandedOver says that a contact is to be answered by a person from here on.
type HandedOver struct {
	Reply
	Reason string `json:"reason" enum:"hand_over,loop,stop_word" example:"hand_over" doc:"hand_over: the contact or the model asked for a person. loop: so many answers in an hour look like two bots that write to each other. stop_word: the contact stopped the answers."`
}

// BudgetEnded says that a message was not answered because the day's budget is used up.
type BudgetEnded struct{ Reply }

// ReplyFailed says that no model gave an answer.
type ReplyFailed struct {
	Reply
	Reason string `json:"reason" example:"unauthorized" doc:"rate_limited, out_of_credit, unauthorized, unknown_model, refused, too_long, bad_request, overloaded, unreachable, timed_out, broken, or why the answer could not be sent."`
	Text   string `json:"text" doc:"The same in plain words."`
}

// Kind is KindReplyDraft.
func (ReplyDraft) Kind() string { return KindReplyDraft }

// Kind is KindHandedOver.
func (HandedOver) Kind() string { return KindHandedOver }

// Kind is KindBudgetEnded.
func (BudgetEnded) Kind() string { return KindBudgetEnded }

// Kind is KindReplyFailed.
func (ReplyFailed) Kind() string { return KindReplyFailed }

// Facets are the conversation's.
func (r Reply) Facets() Facets { return r.facets }

// WithFacets returns the reply with what filters look at.
func (r Reply) WithFacets(f Facets) Reply { r.facets = f; return r }
