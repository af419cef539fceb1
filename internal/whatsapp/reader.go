package whatsapp

import (
	"context"
	"log/slog"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/reflect/protoreflect"

	"switchboard/internal/message"
)

// reader reads one message that arrived.
type reader struct {
	ctx    context.Context
	engine *Engine
	client *whatsmeow.Client
	log    *slog.Logger
	evt    *events.Message
	// quiet says that the message was about another, of a kind that does not matter here.
	quiet bool
}

// actionOf reads what is about another message: a reaction, a vote, an edit, a deletion.
func (r *reader) actionOf(m *waE2E.Message) (content, bool) {
	switch {
	case m.ReactionMessage != nil:
		return r.reaction(m.ReactionMessage)
	case m.EncReactionMessage != nil:
		reaction, err := r.client.DecryptReaction(r.ctx, r.evt)
		if err != nil {
			return r.unread("reaction", err)
		}
		reaction.Key = m.EncReactionMessage.GetTargetMessageKey()
		return r.reaction(reaction)
	case m.PollUpdateMessage != nil:
		vote, err := r.client.DecryptPollVote(r.ctx, r.evt)
		if err != nil {
			return r.unread("vote", err)
		}
		return content{
			kind: message.PollVote, votes: vote.GetSelectedOptions(),
			rest: message.Content{Target: r.target(m.PollUpdateMessage.GetPollCreationMessageKey())},
		}, true
	case m.SecretEncryptedMessage != nil:
		return r.secretEdit(m)
	case m.ProtocolMessage != nil:
		return r.protocol(m.ProtocolMessage)
	case m.EditedMessage.GetMessage() != nil:
		return r.actionOf(m.EditedMessage.GetMessage())
	}
	return content{}, false
}

func (r *reader) reaction(m *waE2E.ReactionMessage) (content, bool) {
	emoji := clean(m.GetText())
	return content{
		kind: message.Reaction, text: emoji, rest: message.Content{Target: r.target(m.GetKey()), Emoji: emoji},
	}, true
}

// unread gives up on what is sealed with the key of a message that is not here: it would
// be no better if it came again.
func (r *reader) unread(kind string, err error) (content, bool) {
	r.quiet = true
	r.log.InfoContext(r.ctx, "arrival not readable", "kind", kind, "error", err)
	return content{}, false
}

func (r *reader) secretEdit(m *waE2E.Message) (content, bool) {
	if m.SecretEncryptedMessage.GetSecretEncType() != waE2E.SecretEncryptedMessage_MESSAGE_EDIT {
		r.quiet = true
		return content{}, false
	}
	inner, err := r.client.DecryptSecretEncryptedMessage(r.ctx, r.evt)
	if err != nil {
		return r.unread("edit", err)
	}
	if edited := inner.GetProtocolMessage().GetEditedMessage(); edited != nil {
		inner = edited
	}
	return r.edit(m.SecretEncryptedMessage.GetTargetMessageKey(), inner)
}

func (r *reader) protocol(m *waE2E.ProtocolMessage) (content, bool) {
	switch m.GetType() {
	case waE2E.ProtocolMessage_REVOKE:
		if m.GetKey() != nil { // REVOKE is the zero value too
			return content{kind: message.Delete, rest: message.Content{Target: r.target(m.GetKey())}}, true
		}
	case waE2E.ProtocolMessage_MESSAGE_EDIT:
		return r.edit(m.GetKey(), m.GetEditedMessage())
	case waE2E.ProtocolMessage_EPHEMERAL_SETTING:
		after := int(min(m.GetEphemeralExpiration(), 1<<30))
		return content{kind: message.Timer, rest: message.Content{ExpiresAfter: &after}}, true
	}
	r.quiet = true
	return content{}, false
}

func (r *reader) edit(key *waCommon.MessageKey, edited *waE2E.Message) (content, bool) {
	c, ok := r.bodyOf(unwrap(edited))
	if !ok {
		// A caption that was emptied, or a kind of which only the caption was sent.
		c.text = captionOf(edited)
	}
	return content{kind: message.Edit, text: c.text, rest: message.Content{Target: r.target(key)}}, true
}

func captionOf(m *waE2E.Message) string {
	switch {
	case m.GetImageMessage() != nil:
		return m.GetImageMessage().GetCaption()
	case m.GetVideoMessage() != nil:
		return m.GetVideoMessage().GetCaption()
	}
	return m.GetDocumentMessage().GetCaption()
}

// target is the message that a key names. Whose it is, the stored one says.
func (r *reader) target(key *waCommon.MessageKey) *message.Target {
	return &message.Target{MessageID: clean(key.GetID())}
}

// describe reads what a message says of itself beside its content.
func (r *reader) describe(c *content, info *waE2E.ContextInfo) {
	c.rest.ViewOnce = r.evt.IsViewOnce
	if info == nil {
		return
	}
	if info.GetStanzaID() != "" && info.QuotedMessage != nil {
		c.rest.Quoted = r.quoted(info)
	}
	for _, s := range info.GetMentionedJID() {
		if jid, err := types.ParseJID(s); err == nil {
			c.rest.Mentions = append(c.rest.Mentions, r.person(jid))
		}
	}
	c.rest.MentionAll = info.GetNonJIDMentions() > 0
	c.rest.Forwarded = info.GetIsForwarded()
	if after := int(min(info.GetExpiration(), 1<<30)); after > 0 {
		c.rest.ExpiresAfter = &after
	}
	if ad := info.GetExternalAdReply(); ad.GetSourceType() == "ad" || ad.GetCtwaClid() != "" {
		c.rest.Referral = &message.Referral{
			SourceURL: clean(ad.GetSourceURL()), SourceID: clean(ad.GetSourceID()), SourceType: clean(ad.GetSourceType()),
			Title: clean(ad.GetTitle()), Body: clean(ad.GetBody()), ClickID: clean(ad.GetCtwaClid()),
		}
	}
}

func (r *reader) quoted(info *waE2E.ContextInfo) *message.Quoted {
	q := &message.Quoted{Target: message.Target{MessageID: clean(info.GetStanzaID())}}
	if jid, err := types.ParseJID(info.GetParticipant()); err == nil && !jid.IsEmpty() {
		author := r.person(jid)
		q.Author = &author
	}
	if c, ok := r.bodyOf(unwrap(info.GetQuotedMessage())); ok {
		q.Type, q.Text = string(c.kind), message.Clip(clean(c.text))
	}
	return q
}

// person names who an address belongs to.
func (r *reader) person(jid types.JID) message.Person {
	p := r.engine.peer(r.ctx, jid, types.EmptyJID)
	store := r.client.Store
	if p.Phone != "" && p.Phone == store.GetJID().User || p.LID != "" && jidUser(p.LID) == store.GetLID().User {
		return message.Myself(p)
	}
	return message.PersonOf(p, "")
}

func jidUser(s string) string {
	jid, err := types.ParseJID(s)
	if err != nil {
		return ""
	}
	return jid.User
}

// contextOf finds what a message says of itself: each kind has a field of its own for it.
func contextOf(m *waE2E.Message) (info *waE2E.ContextInfo) {
	m.ProtoReflect().Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		if f.Kind() != protoreflect.MessageKind || f.IsList() || f.IsMap() {
			return true
		}
		inner := v.Message()
		if at := inner.Descriptor().Fields().ByName("contextInfo"); at != nil && inner.Has(at) {
			info, _ = inner.Get(at).Message().Interface().(*waE2E.ContextInfo)
		}
		return info == nil
	})
	return info
}
