package sandbox

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
)

func (s *Sandbox) getMessages(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	list := p.Messages()
	for i := range list {
		if list[i].Media == nil || list[i].Media.Size > inlineMedia {
			continue
		}
		// The history shares its media with every caller.
		media := *list[i].Media
		media.Data = p.peek(list[i].ID)
		list[i].Media = &media
	}
	return reply{http.StatusOK, list}, nil
}

type mediaJSON struct {
	Data     string `json:"data"` // base64
	Mimetype string `json:"mimetype"`
	Filename string `json:"filename"`
	Caption  string `json:"caption"`
	Kind     string `json:"kind"`
}

func (s *Sandbox) postMessage(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in struct {
		Outgoing
		Media *mediaJSON `json:"media"`
	}
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	if in.To == "" {
		return reply{}, invalid("to", "to is missing: a number, JID, LID or group.")
	}
	if in.Media != nil {
		var media Media
		if media, err = in.Media.media(in.Text); err != nil {
			return reply{}, err
		}
		in.Outgoing.Media = &media
	}
	id, err := p.Send(r.Context(), in.Outgoing)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, p.entry(id)}, nil
}

// media decodes the file; a text beside it is its caption.
func (m *mediaJSON) media(text string) (Media, error) {
	data := m.Data
	if _, after, ok := strings.Cut(data, ";base64,"); ok && strings.HasPrefix(data, "data:") {
		data = after
	}
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		raw, err = base64.RawURLEncoding.DecodeString(data)
	}
	if err != nil {
		return Media{}, invalid("media.data", "media.data is not base64.")
	}
	caption := m.Caption
	switch {
	case caption == "":
		caption = text
	case text != "" && text != caption:
		return Media{}, invalid("text", "The caption is given twice: as text and as media.caption.")
	}
	return Media{Data: raw, Mimetype: m.Mimetype, Filename: m.Filename, Caption: caption, Kind: m.Kind}, nil
}

// getMedia serves the decrypted file of a message.
func (s *Sandbox) getMedia(w http.ResponseWriter, r *http.Request) {
	p, err := s.phoneOf(r)
	if err != nil {
		writeError(w, err)
		return
	}
	id := chi.URLParam(r, "id")
	data, err := p.Download(r.Context(), id)
	if err != nil {
		writeError(w, err)
		return
	}
	// Files come from anybody: a browser must not run them.
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Type", p.find(id).File.Mimetype)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) //nolint:gosec // the policy above keeps a browser from running it
}

func (s *Sandbox) postRead(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in struct{ Chat string }
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	if err = p.Read(r.Context(), in.Chat); err != nil {
		return reply{}, err
	}
	return succeeded, nil
}

func (s *Sandbox) postTyping(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in struct{ To, State string }
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	if in.State == "" {
		in.State = "composing"
	}
	if err = p.Typing(r.Context(), in.To, in.State); err != nil {
		return reply{}, err
	}
	return succeeded, nil
}

func (s *Sandbox) postPresence(r *http.Request) (reply, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return reply{}, err
	}
	var in struct{ State string }
	if err = readJSON(r, &in); err != nil {
		return reply{}, err
	}
	switch in.State {
	case "online", "available":
		err = p.SetOnline(r.Context(), true)
	case "offline", "unavailable":
		err = p.SetOnline(r.Context(), false)
	default:
		err = invalid("state", "state is online or offline.")
	}
	if err != nil {
		return reply{}, err
	}
	return succeeded, nil
}
