package graph

import (
	"context"

	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// draft is what the input asks for, without its file.
func (in SendInput) draft() message.Draft {
	d := message.Draft{
		AccountID: in.AccountID, To: value(in.To.Value()), Text: value(in.Text.Value()), MediaID: in.MediaID.Value(),
		Target: value(in.Target.Value()), ReplyTo: value(in.ReplyTo.Value()), Mentions: in.Mentions.Value(),
		Content: message.Content{
			Location: in.Location.Value(), Contacts: in.Contacts.Value(), Poll: in.Poll.Value(), Options: in.Options.Value(),
			Emoji: value(in.Emoji.Value()), Vote: in.Vote.Value(), ExpiresAfter: in.ExpiresAfter.Value(),
			MentionAll: in.MentionAll, ViewOnce: in.ViewOnce, LinkPreview: in.LinkPreview.Value(),
		},
		IdempotencyKey: value(in.IdempotencyKey.Value()), AllowDuplicate: in.AllowDuplicate,
		Priority: value(in.Priority.Value()), SendAt: value(in.SendAt.Value()), TimeZone: value(in.TimeZone.Value()),
		TTL: seconds(in.TTLSeconds.Value()),
	}
	if t := in.Type.Value(); t != nil {
		d.Type = *t
	}
	return d
}

// sendAny stores the file, where there is one, then sends.
func (r *Resolver) sendAny(ctx context.Context, in SendInput) (message.Message, error) {
	d := in.draft()
	hasFile := in.File.Value() != nil || value(in.URL.Value()) != "" || value(in.Data.Value()) != ""
	// Asked before the file is stored, so that a typing error costs no upload.
	if err := r.d.Messages.Check(ctx, d, hasFile); err != nil {
		return message.Message{}, err
	}
	if hasFile && d.MediaID != nil {
		return message.Message{}, fault.Bad("mediaId", "Give at most one of mediaId, file, url and data.")
	}
	if hasFile {
		f, err := r.store(ctx, SendMediaInput{
			AccountID: in.AccountID, File: in.File, URL: in.URL, Data: in.Data, Mimetype: in.Mimetype, Filename: in.Filename,
		})
		if err != nil {
			return message.Message{}, err
		}
		d.MediaID = &f.ID
	}
	return r.d.Messages.Send(ctx, d)
}

// composeNames are the input's names of what message.Service and media.Service complain about.
func composeNames() map[string]string {
	names := sendNames()
	for domain, input := range map[string]string{
		"caption": "text", "media": "mediaId", "reply_to": "replyTo", "mention_all": "mentionAll", "view_once": "viewOnce",
		"link_preview": "linkPreview", "expires_after": "expiresAfter",
	} {
		names[domain] = input
	}
	return names
}
