package rest

import (
	"context"

	"switchboard/internal/contact"
	"switchboard/internal/message"
)

// ContactPath is a contact of an account that a path names.
type ContactPath struct {
	AccountPath
	Contact string `path:"contact" doc:"A phone number, or an id of WhatsApp's."`
}

type contactInput struct{ ContactPath }

type contactsOutput struct {
	Body struct {
		Items []contact.Contact `json:"items"`
	}
}

func (h *Handler) listContacts(ctx context.Context, in *AccountPath) (*contactsOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	out := &contactsOutput{}
	out.Body.Items, err = h.Contacts.Contacts(ctx, id)
	return out, err
}

type checkNumbersInput struct {
	AccountPath
	Body struct {
		Numbers []string `json:"numbers" example:"[\"+49 151 12345678\"]" doc:"1 to 50 phone numbers in any usual writing."`
	}
}

type checkNumbersOutput struct {
	Body struct {
		Items []contact.Checked `json:"items"`
	}
}

func (h *Handler) checkNumbers(ctx context.Context, in *checkNumbersInput) (*checkNumbersOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	out := &checkNumbersOutput{}
	out.Body.Items, err = h.Contacts.Check(ctx, id, in.Body.Numbers)
	return out, err
}

type profileOutput struct{ Body contact.Profile }

func profileAnswer(p contact.Profile, err error) (*profileOutput, error) {
	if err != nil {
		return nil, err
	}
	return &profileOutput{Body: p}, nil
}

func (h *Handler) getContact(ctx context.Context, in *contactInput) (*profileOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return profileAnswer(h.Contacts.Profile(ctx, id, in.Contact))
}

func (h *Handler) getProfile(ctx context.Context, in *AccountPath) (*profileOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return profileAnswer(h.Contacts.Profile(ctx, id, ""))
}

type setProfileInput struct {
	AccountPath
	Body struct {
		Name    *string `json:"name,omitempty" example:"Ada's shop" doc:"1 to 25 characters."`
		About   *string `json:"about,omitempty" doc:"At most 139 characters."`
		Picture *[]byte `json:"picture,omitempty" doc:"A JPEG of at most 512 kB in base64; empty removes it."`
	}
}

func (h *Handler) setProfile(ctx context.Context, in *setProfileInput) (*profileOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return profileAnswer(h.Contacts.SetProfile(ctx, id, contact.Patch{Name: in.Body.Name, About: in.Body.About, Picture: bytesOrNil(in.Body.Picture)}))
}

// bytesOrNil tells a picture to remove, which is empty, from none given.
func bytesOrNil(b *[]byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, *b...)
}

type blockedOutput struct {
	Body struct {
		Items []message.Person `json:"items"`
	}
}

func blockedAnswer(all []message.Person, err error) (*blockedOutput, error) {
	out := &blockedOutput{}
	out.Body.Items = all
	return out, err
}

func (h *Handler) listBlocked(ctx context.Context, in *AccountPath) (*blockedOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return blockedAnswer(h.Contacts.Blocked(ctx, id))
}

func (h *Handler) block(ctx context.Context, in *contactInput) (*blockedOutput, error) {
	return h.setBlocked(ctx, in, true)
}

func (h *Handler) unblock(ctx context.Context, in *contactInput) (*blockedOutput, error) {
	return h.setBlocked(ctx, in, false)
}

func (h *Handler) setBlocked(ctx context.Context, in *contactInput, blocked bool) (*blockedOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	return blockedAnswer(h.Contacts.Block(ctx, id, in.Contact, blocked))
}

func (h *Handler) watchPresence(ctx context.Context, in *contactInput) (*successOutput, error) {
	id, err := in.uuid()
	if err != nil {
		return nil, err
	}
	if err := h.Contacts.WatchPresence(ctx, id, in.Contact); err != nil {
		return nil, err
	}
	return done(), nil
}
