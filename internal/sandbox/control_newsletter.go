package sandbox

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// newsletterRoutes is the part of the control API that is about channels.
func (s *Sandbox) newsletterRoutes(r chi.Router) {
	r.Get("/", s.getNewsletters)
	r.Post("/", answer(s.postNewsletter))
	r.Post("/{id}/followers", answer(s.postFollower))
	r.Delete("/{id}/followers/{number}", answer(s.deleteFollower))
}

func (s *Sandbox) getNewsletters(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Newsletters())
}

func (s *Sandbox) postNewsletter(r *http.Request) (reply, error) {
	var in struct{ Owner, Name, Description string }
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	a, err := s.findAccount(in.Owner)
	if err != nil {
		return reply{}, inField("owner", err)
	}
	l, err := a.phone.CreateNewsletter(in.Name, in.Description)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, l}, nil
}

func (s *Sandbox) postFollower(r *http.Request) (reply, error) {
	var in struct{ Number string }
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	return s.setFollowing(r, in.Number, true)
}

func (s *Sandbox) deleteFollower(r *http.Request) (reply, error) {
	return s.setFollowing(r, chi.URLParam(r, "number"), false)
}

func (s *Sandbox) setFollowing(r *http.Request, number string, follow bool) (reply, error) {
	a, err := s.findAccount(number)
	if err != nil {
		return reply{}, err
	}
	if err = a.phone.FollowNewsletter(chi.URLParam(r, "id"), follow); err != nil {
		return reply{}, err
	}
	return succeeded, nil
}
