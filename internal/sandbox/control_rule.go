package sandbox

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

func (s *Sandbox) getRules(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.Rules()}, nil
}

func (s *Sandbox) postRule(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in Rule
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	rule, err := p.AddRule(r.Context(), in)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, rule}, nil
}

// deleteRules ends all rules, or the one that is named.
func (s *Sandbox) deleteRules(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	if err = p.RemoveRule(r.Context(), chi.URLParam(r, "id")); err != nil {
		return reply{}, err
	}
	return succeeded, nil
}
