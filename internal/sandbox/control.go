package sandbox

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
)

// controlRoutes is the control API: it stands for the phones in people's hands.
func (s *Sandbox) controlRoutes() http.Handler {
	r := chi.NewRouter()
	r.NotFound(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, http.StatusNotFound, "There is no such call.", "")
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, http.StatusMethodNotAllowed, "This call does not take that method.", "")
	})
	r.Route("/sandbox", func(r chi.Router) {
		r.Get("/info", s.getInfo)
		r.Get("/violations", s.getViolations)
		r.Delete("/violations", s.deleteViolations)
		r.Get("/violations/rules", getProtocolRules)
		r.Get("/phones", s.getPhones)
		r.Post("/phones", answer(s.postPhone))
		r.Route("/phones/{number}", func(r chi.Router) {
			r.Get("/", answer(s.getPhone))
			r.Post("/scan", answer(s.postScan))
			r.Post("/link", answer(s.postLink))
			r.Get("/devices", answer(s.getDevices))
			r.Delete("/devices/{id}", answer(s.deleteDevice))
			r.Get("/messages", answer(s.getMessages))
			r.Post("/messages", answer(s.postMessage))
			r.Get("/messages/{id}/media", s.getMedia)
			r.Get("/contacts", answer(s.getContacts))
			r.Post("/read", answer(s.postRead))
			r.Post("/typing", answer(s.postTyping))
			r.Post("/presence", answer(s.postPresence))
			s.stateRoutes(r)
			s.talkRoutes(r)
			r.Get("/profile", answer(s.getProfile))
			r.Post("/profile", answer(s.postProfile))
			r.Post("/block", answer(s.postBlock))
			r.Get("/rules", answer(s.getRules))
			r.Post("/rules", answer(s.postRule))
			r.Delete("/rules", answer(s.deleteRules))
			r.Delete("/rules/{id}", answer(s.deleteRules))
		})
		r.Route("/groups", s.groupRoutes)
		r.Route("/newsletters", s.newsletterRoutes)
		r.Get("/faults", s.getFaults)
		r.Post("/faults", answer(s.postFault))
		r.Delete("/faults", s.deleteFaults)
		r.Delete("/faults/{id}", answer(s.deleteFault))
	})
	return byDecodedPath(r)
}

// byDecodedPath has a call found by what its path says, however it is written:
// clients escape the + of a number and the @ of a JID.
func byDecodedPath(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawPath != "" {
			r = r.Clone(r.Context())
			r.URL.RawPath = ""
		}
		next.ServeHTTP(w, r)
	})
}

// reply is what a call answers when it succeeds.
type reply struct {
	status int
	body   any
}

var succeeded = reply{http.StatusOK, map[string]bool{"success": true}}

// answer turns a call into a handler.
func answer(call func(*http.Request) (reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		res, err := call(r)
		if err != nil {
			writeError(w, err)
			return
		}
		writeJSON(w, res.status, res.body)
	}
}

type phoneJSON struct {
	Number string `json:"number"`
	JID    string `json:"jid"`
	LID    string `json:"lid"`
	Name   string `json:"name"`
	Online bool   `json:"online"`
}

func (p *Phone) json() phoneJSON {
	return phoneJSON{Number: p.Number(), JID: p.JID(), LID: p.LID(), Name: p.Name(), Online: p.Online()}
}

func (s *Sandbox) phoneOf(r *http.Request) (*Phone, error) {
	a, err := s.findAccount(chi.URLParam(r, "number"))
	if err != nil {
		// In a path a number that cannot be one is as unknown as any other.
		return nil, notFound("There is no phone %s.", chi.URLParam(r, "number"))
	}
	return a.phone, nil
}

// getInfo answers with the address the caller has used, where there are several.
func (s *Sandbox) getInfo(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, s.infoAt(s.reachedAt(r)))
}

func (s *Sandbox) getViolations(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Violations())
}

func (s *Sandbox) deleteViolations(w http.ResponseWriter, _ *http.Request) {
	s.ForgetViolations()
	writeJSON(w, http.StatusOK, succeeded.body)
}

func getProtocolRules(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, ProtocolRules())
}

func (s *Sandbox) getPhones(w http.ResponseWriter, _ *http.Request) {
	list := []phoneJSON{}
	for _, p := range s.Phones() {
		list = append(list, p.json())
	}
	writeJSON(w, http.StatusOK, list)
}

func (s *Sandbox) getPhone(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.json()}, nil
}

func (s *Sandbox) postPhone(r *http.Request) (reply, error) {
	var in struct{ Number, Name string }
	if err := readOptionalJSON(r, &in); err != nil {
		return reply{}, err
	}
	p, err := s.AddPhone(in.Number, in.Name)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, p.json()}, nil
}

// linked is the answer to scan and link: the new device.
func (s *Sandbox) linked(dev *device) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	return reply{http.StatusOK, map[string]any{"success": true, "device": dev.public()}}
}

func (s *Sandbox) postScan(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in struct{ Code string }
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	dev, err := p.scan(r.Context(), in.Code)
	if err != nil {
		return reply{}, err
	}
	return s.linked(dev), nil
}

func (s *Sandbox) postLink(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in struct {
		PairingCode string `json:"pairing_code"`
	}
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	dev, err := p.linkByCode(r.Context(), in.PairingCode)
	if err != nil {
		return reply{}, err
	}
	return s.linked(dev), nil
}

func (s *Sandbox) getDevices(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.Devices()}, nil
}

func (s *Sandbox) deleteDevice(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	id, err := strconv.Atoi(chi.URLParam(r, "id"))
	if err != nil {
		return reply{}, notFound("This phone has no linked device %s.", chi.URLParam(r, "id"))
	}
	if err = p.Unlink(r.Context(), id); err != nil {
		return reply{}, err
	}
	return succeeded, nil
}

func (s *Sandbox) getContacts(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, p.Contacts()}, nil
}

func (s *Sandbox) getFaults(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Faults())
}

func (s *Sandbox) postFault(r *http.Request) (reply, error) {
	var in Fault
	if err := readJSON(r, &in); err != nil {
		return reply{}, err
	}
	f, err := s.AddFault(in)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, f}, nil
}

func (s *Sandbox) deleteFaults(w http.ResponseWriter, _ *http.Request) {
	s.ClearFaults()
	writeJSON(w, http.StatusOK, succeeded.body)
}

func (s *Sandbox) deleteFault(r *http.Request) (reply, error) {
	if err := s.EndFault(chi.URLParam(r, "id")); err != nil {
		return reply{}, err
	}
	return succeeded, nil
}
