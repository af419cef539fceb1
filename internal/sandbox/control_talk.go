package sandbox

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// talkRoutes is the part of a phone's control API that is about its past and
// about calls.
func (s *Sandbox) talkRoutes(r chi.Router) {
	r.Post("/history", answer(s.postHistory))
	r.Get("/calls", answer(s.getCalls))
	r.Post("/calls", answer(s.postCall))
	r.Delete("/calls/{id}", answer(s.deleteCall))
}

func (s *Sandbox) postHistory(r *http.Request) (reply, error) {
	var in Past
	return s.change(r, &in, func(p *Phone) error { return p.AddPast(in) })
}

func (s *Sandbox) getCalls(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.Calls()}, nil
}

func (s *Sandbox) postCall(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in struct {
		To    string
		Video bool
	}
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	call, err := p.Call(r.Context(), in.To, in.Video)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, call}, nil
}

func (s *Sandbox) deleteCall(r *http.Request) (reply, error) {
	return s.change(r, nil, func(p *Phone) error { return p.EndCall(r.Context(), chi.URLParam(r, "id")) })
}
