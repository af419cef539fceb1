package sandbox

import "net/http"

func (s *Sandbox) getProfile(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.Profile()}, nil
}

func (s *Sandbox) postProfile(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in ProfileChange
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	if err = p.SetProfile(r.Context(), in); err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.Profile()}, nil
}

func (s *Sandbox) postBlock(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	in := struct {
		Who     string
		Blocked *bool
	}{}
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	if err = p.Block(r.Context(), in.Who, in.Blocked == nil || *in.Blocked); err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.Profile()}, nil
}
