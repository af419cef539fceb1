package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/message"
)

// Compose is a message of any kind to send. Its type says which of the fields count.
type Compose struct {
	Type           string               `json:"type,omitempty" enum:"text,image,video,gif,audio,voice,document,sticker,location,contact,poll,options,reaction,poll_vote,edit,delete,forward,timer" default:"text" doc:"What to send. Where it is left out: a text, or what the file is."`
	To             phoneText            `json:"to,omitempty" doc:"Whom to. May be left out where the message answers or is about another: then it goes to that conversation."`
	Text           string               `json:"text,omitempty" example:"Hello *Ada*" doc:"The text (up to 65,536 characters, with WhatsApp's formatting), the caption of a file (1,024), the question of options, or the new text of an edit."`
	MediaID        *uuid.UUID           `json:"media_id,omitempty" format:"uuid" doc:"The file: one that was uploaded, or came with another message."`
	URL            string               `json:"url,omitempty" doc:"The file: fetched by the server; http(s) only, public addresses only."`
	Data           string               `json:"data,omitempty" doc:"The file: base64, with or without a data: prefix."`
	Mimetype       string               `json:"mimetype,omitempty" example:"image/jpeg" doc:"Needed with data, found out otherwise."`
	Filename       string               `json:"filename,omitempty" example:"menu.pdf"`
	Location       *message.Place       `json:"location,omitempty" doc:"For location."`
	Contacts       []message.Card       `json:"contacts,omitempty" doc:"For contact."`
	Poll           *message.Question    `json:"poll,omitempty" doc:"For poll."`
	Options        *message.Menu        `json:"options,omitempty" doc:"For options: a question with answers to choose from. The answer comes back as a message of type choice."`
	Target         string               `json:"target,omitempty" doc:"For reaction, poll_vote, edit, delete and forward: the message that it is about, by its id here or WhatsApp's."`
	Emoji          string               `json:"emoji,omitempty" example:"👍" doc:"For reaction; empty takes it back."`
	Vote           []string             `json:"vote,omitempty" doc:"For poll_vote: the answers; none takes the vote back."`
	ExpiresAfter   *int                 `json:"expires_after,omitempty" doc:"For timer: messages of the conversation disappear after 86400, 604800 or 7776000 seconds; 0 keeps them."`
	ReplyTo        string               `json:"reply_to,omitempty" doc:"The message that this one answers, by its id here or WhatsApp's."`
	Mentions       []string             `json:"mentions,omitempty" doc:"Who is mentioned: numbers that the text has as @number."`
	MentionAll     bool                 `json:"mention_all,omitempty" doc:"Mentions everybody of a group."`
	ViewOnce       bool                 `json:"view_once,omitempty" doc:"A picture, video or voice note for one look."`
	LinkPreview    *message.LinkPreview `json:"link_preview,omitempty" doc:"The card under a link of the text. With the url alone, its title and description are fetched."`
	AccountID      string               `json:"account_id,omitempty" doc:"Needed by the admin; an API key names its account."`
	AllowDuplicate bool                 `json:"allow_duplicate,omitempty" doc:"Allows the same content to the same recipient within 60 seconds."`
	Timing
}

func (c Compose) draft(account uuid.UUID, r *http.Request) message.Draft {
	return c.time(message.Draft{
		AccountID: account, To: string(c.To), Type: message.Type(c.Type), Text: c.Text, MediaID: c.MediaID,
		Target: c.Target, ReplyTo: c.ReplyTo, Mentions: c.Mentions,
		Content: message.Content{
			Location: c.Location, Contacts: c.Contacts, Poll: c.Poll, Options: c.Options, Emoji: c.Emoji, Vote: c.Vote,
			ExpiresAfter: c.ExpiresAfter, MentionAll: c.MentionAll, ViewOnce: c.ViewOnce, LinkPreview: c.LinkPreview,
		},
		IdempotencyKey: r.Header.Get("Idempotency-Key"), AllowDuplicate: c.AllowDuplicate,
	})
}

// composed accepts a message of any kind.
func (h *Handler) composed(w http.ResponseWriter, r *http.Request) error {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && t != "application/json" {
		return fault.New(fault.Malformed, "Send application/json.")
	}
	tmp, err := os.CreateTemp("", "switchboard-upload-*")
	if err != nil {
		return fmt.Errorf("make upload file: %w", err)
	}
	file := tempFile{tmp}
	defer file.Close()
	body, found, err := readCompose(http.MaxBytesReader(w, r.Body, maxBase64), file)
	if err != nil {
		return tooLarge(err)
	}
	ctx := r.Context()
	account, err := accountFor(auth.CallerFrom(ctx), body.AccountID, r.Header.Get("X-Account-Id"))
	if err != nil {
		return err
	}
	draft := body.draft(account, r)
	if body.DryRun {
		out, err := h.rehearse(ctx, draft, found || body.URL != "")
		if err != nil {
			return renamed(err)
		}
		out.write(w)
		return nil
	}
	// Asked before the file is stored, so that a typing error costs no upload.
	if err := h.Messages.Check(ctx, draft, found || body.URL != ""); err != nil {
		return renamed(err)
	}
	switch {
	case body.URL != "":
		f, err := h.Media.SaveURL(ctx, account, body.URL, body.Mimetype, body.Filename)
		if err != nil {
			return err
		}
		draft.MediaID = &f.ID
	case found:
		f, err := h.Media.Save(ctx, account, file, body.Mimetype, body.Filename)
		if err != nil {
			return err
		}
		draft.MediaID = &f.ID
	}
	out, err := h.deliver(ctx, draft, r.Header.Get("Prefer"))
	if err != nil {
		return renamed(err)
	}
	out.write(w)
	return nil
}

// readCompose reads the body; found says that file has what was in its data.
func readCompose(in io.Reader, file tempFile) (body Compose, found bool, err error) {
	s := newSplitter(in, file)
	small, err := s.split()
	if err != nil {
		return body, false, err
	}
	if err := json.Unmarshal(small, &body); err != nil {
		return body, false, jsonFault(err)
	}
	given := 0
	for _, is := range []bool{s.found, body.URL != "", body.MediaID != nil} {
		if is {
			given++
		}
	}
	if given > 1 {
		return body, false, fault.Bad("media_id", "Give one of media_id, url and data.")
	}
	if !s.found {
		return body, false, nil
	}
	if body.Mimetype == "" {
		body.Mimetype = s.mimetype
	}
	if body.Mimetype == "" {
		return body, false, fault.Bad("mimetype", "Say with mimetype what the data is, such as image/png.")
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return body, false, fmt.Errorf("read upload file: %w", err)
	}
	return body, true, nil
}

// renamed gives faulty fields the names that they have in a Compose; the domain names
// them as /api/send does.
func renamed(err error) error {
	return renamedTo(err, map[string]string{"number": "to", "message": "text", "caption": "text", "media": "media_id"})
}

func renamedTo(err error, names map[string]string) error {
	var bad *fault.Error
	if !errors.As(err, &bad) || len(bad.Fields) == 0 {
		return err
	}
	out := *bad
	out.Fields = make([]fault.Field, len(bad.Fields))
	for i, f := range bad.Fields {
		if name, ok := names[f.Name]; ok {
			f.Name = name
		}
		out.Fields[i] = f
	}
	return &out
}

// uploadMedia stores a file for messages to come: a form, or the bytes as they are.
func (h *Handler) uploadMedia(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, named, mimetype, filename, err := bytesOf(w, r)
	if err != nil {
		return tooLarge(err)
	}
	defer in.Close()
	account, err := accountFor(auth.CallerFrom(ctx), named, r.URL.Query().Get("account_id"), r.Header.Get("X-Account-Id"))
	if err != nil {
		return err
	}
	f, err := h.Media.Save(ctx, account, in, mimetype, filename)
	if err != nil {
		return tooLarge(err)
	}
	w.Header().Set("Location", "/api/media/"+f.ID.String())
	writeJSON(w, http.StatusCreated, message.MediaOf(&f))
	return nil
}

// bytesOf finds the file in an upload.
func bytesOf(w http.ResponseWriter, r *http.Request) (in io.ReadCloser, account, mimetype, filename string, err error) {
	t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err == nil && t == "multipart/form-data" {
		u, err := readForm(r)
		if err != nil {
			return nil, "", "", "", err
		}
		if u.file == nil {
			return nil, "", "", "", errNoFile
		}
		return u.file, u.accountID, u.mimetype, u.filename, nil
	}
	if t == "application/x-www-form-urlencoded" {
		t = "" // what curl says of bytes when it is told nothing
	}
	return r.Body, "", t, r.URL.Query().Get("filename"), nil
}
