package sandbox

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
)

// stateRoutes is the part of a phone's control API that is about its app state.
func (s *Sandbox) stateRoutes(r chi.Router) {
	r.Get("/state", answer(s.getState))
	r.Put("/name", answer(s.putName))
	r.Put("/addressbook/{contact}", answer(s.putContact))
	r.Delete("/addressbook/{contact}", answer(s.deleteContact))
	r.Patch("/chats/{chat}", answer(s.patchChat))
	r.Put("/messages/{id}/star", answer(s.putStar))
}

func (s *Sandbox) getState(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.State()}, nil
}

// change reads the body of a call into in and answers whether do succeeded.
func (s *Sandbox) change(r *http.Request, in any, do func(*Phone) error) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	if in != nil {
		if err = readJSON(r, in); err != nil {
			return reply{}, err
		}
	}
	if err = do(p); err != nil {
		return reply{}, err
	}
	return succeeded, nil
}

func (s *Sandbox) putName(r *http.Request) (reply, error) {
	var in struct{ Name string }
	return s.change(r, &in, func(p *Phone) error { return p.SetName(in.Name) })
}

func (s *Sandbox) putContact(r *http.Request) (reply, error) {
	var in struct {
		FullName  string `json:"full_name"`
		FirstName string `json:"first_name"`
	}
	return s.change(r, &in, func(p *Phone) error {
		return p.SaveContact(chi.URLParam(r, "contact"), in.FullName, in.FirstName)
	})
}

func (s *Sandbox) deleteContact(r *http.Request) (reply, error) {
	return s.change(r, nil, func(p *Phone) error { return p.ForgetContact(chi.URLParam(r, "contact")) })
}

func (s *Sandbox) patchChat(r *http.Request) (reply, error) {
	var in struct {
		Muted      *bool     `json:"muted"`
		MutedUntil time.Time `json:"muted_until"`
		Pinned     *bool     `json:"pinned"`
		Archived   *bool     `json:"archived"`
		Read       *bool     `json:"read"`
		Deleted    bool      `json:"deleted"`
	}
	return s.change(r, &in, func(p *Phone) error {
		return p.UpdateChat(chi.URLParam(r, "chat"), ChatUpdate{
			Muted: in.Muted, MutedUntil: in.MutedUntil, Pinned: in.Pinned, Archived: in.Archived,
			Read: in.Read, Deleted: in.Deleted,
		})
	})
}

func (s *Sandbox) putStar(r *http.Request) (reply, error) {
	in := struct{ Starred bool }{Starred: true}
	return s.change(r, &in, func(p *Phone) error { return p.Star(chi.URLParam(r, "id"), in.Starred) })
}
