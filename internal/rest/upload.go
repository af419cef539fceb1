package rest

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
)

const (
	// maxBody is enough for the longest text in JSON's longest writing of it.
	maxBody = 1 << 20
	// maxForm leaves room for the fields beside the largest file.
	maxForm = media.MaxSize + 1<<20
	// maxBase64 is the same in base64.
	maxBase64 = media.MaxSize/3*4 + 1<<20
	// formInMemory is how much of a form stays in memory; the rest goes through
	// temporary files.
	formInMemory = 256 << 10
)

// upload is what a caller sends with a file, whichever way it came.
type upload struct {
	number, caption, accountID string
	mimetype, filename, url    string
	allowDuplicate             bool
	timing                     Timing
	file                       io.ReadCloser // nil with a URL
}

func (u *upload) close() {
	if u.file != nil {
		u.file.Close()
	}
}

// sendMedia accepts a file for sending: a form, or JSON with an address or base64.
func (h *Handler) sendMedia(w http.ResponseWriter, r *http.Request) error {
	u, err := readUpload(w, r)
	if err != nil {
		return tooLarge(err)
	}
	defer u.close()
	ctx := r.Context()
	account, err := accountFor(auth.CallerFrom(ctx), u.accountID, r.Header.Get("X-Account-Id"))
	if err != nil {
		return err
	}
	draft := u.timing.time(message.Draft{
		AccountID: account, To: u.number, Text: u.caption,
		IdempotencyKey: r.Header.Get("Idempotency-Key"), AllowDuplicate: u.allowDuplicate,
	})
	if u.timing.DryRun {
		out, err := h.rehearse(ctx, draft, true)
		if err == nil {
			out.write(w)
		}
		return err
	}
	f, err := h.store(ctx, account, u)
	if err != nil {
		return err
	}
	draft.MediaID = &f.ID
	out, err := h.deliver(ctx, draft, r.Header.Get("Prefer"))
	if err != nil {
		return err
	}
	out.write(w)
	return nil
}

// write answers a send of a raw route.
func (o *sendOutput) write(w http.ResponseWriter) {
	for name, value := range map[string]string{"Location": o.Location, "Idempotent-Replayed": o.Replayed, "Preference-Applied": o.Applied} {
		if value != "" {
			w.Header().Set(name, value)
		}
	}
	writeJSON(w, o.Status, o.Body)
}

// store keeps the file, once the rest of the request is known to be right: a typing
// error costs no upload.
func (h *Handler) store(ctx context.Context, account uuid.UUID, u *upload) (media.File, error) {
	if _, err := message.ParsePeer("number", u.number); err != nil {
		return media.File{}, err
	}
	if u.url != "" {
		return h.Media.SaveURL(ctx, account, u.url, u.mimetype, u.filename)
	}
	return h.Media.Save(ctx, account, u.file, u.mimetype, u.filename)
}

var errNoFile = fault.Bad("media", "Media is required: send the form field media, or JSON with url, or with data (base64) and mimetype.")

func readUpload(w http.ResponseWriter, r *http.Request) (*upload, error) {
	t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && t == "multipart/form-data":
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		return readForm(r)
	case err != nil && r.Header.Get("Content-Type") != "", err == nil && t != "application/json":
		return nil, fault.New(fault.Malformed, "Send multipart/form-data or application/json.")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBase64)
	return readJSON(r.Body)
}

func readForm(r *http.Request) (*upload, error) {
	if err := r.ParseMultipartForm(formInMemory); err != nil {
		return nil, fault.New(fault.Malformed, "The form cannot be read.").WithCause(err)
	}
	u := &upload{
		number: r.PostFormValue("number"), caption: r.PostFormValue("caption"), accountID: r.PostFormValue("account_id"),
		mimetype: r.PostFormValue("mimetype"), filename: r.PostFormValue("filename"), url: r.PostFormValue("url"),
	}
	u.allowDuplicate, _ = strconv.ParseBool(r.PostFormValue("allow_duplicate"))
	u.timing = Timing{Priority: r.PostFormValue("priority"), SendAt: r.PostFormValue("send_at"), TimeZone: r.PostFormValue("time_zone")}
	u.timing.DryRun, _ = strconv.ParseBool(r.PostFormValue("dry_run"))
	if ttl := r.PostFormValue("ttl"); ttl != "" {
		var err error
		if u.timing.TTL, err = strconv.Atoi(ttl); err != nil {
			return nil, errors.Join(fault.Bad("ttl", "The time to live is a number of seconds."), r.MultipartForm.RemoveAll())
		}
	}
	files := r.MultipartForm.File["media"]
	if len(files) == 0 {
		files = r.MultipartForm.File["file"]
	}
	if len(files) == 0 {
		if u.url == "" {
			return nil, errors.Join(errNoFile, r.MultipartForm.RemoveAll())
		}
		return u, r.MultipartForm.RemoveAll()
	}
	f, err := files[0].Open()
	if err != nil {
		return nil, errors.Join(err, r.MultipartForm.RemoveAll())
	}
	u.url = ""
	u.file = formFile{File: f, remove: r.MultipartForm.RemoveAll}
	if u.filename == "" {
		u.filename = files[0].Filename
	}
	if u.mimetype == "" {
		u.mimetype = files[0].Header.Get("Content-Type")
	}
	return u, nil
}

// formFile removes the form's temporary files when it is closed.
type formFile struct {
	File   io.ReadCloser
	remove func() error
}

func (f formFile) Read(p []byte) (int, error) { return f.File.Read(p) }

func (f formFile) Close() error { return errors.Join(f.File.Close(), f.remove()) }

// tempFile is a file that goes away when it is closed.
type tempFile struct{ *os.File }

func (f tempFile) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }

// tooLarge finds the reader's limit in a failure to read.
func tooLarge(err error) error {
	var most *http.MaxBytesError
	if errors.As(err, &most) {
		return fault.Newf(fault.TooLarge, "The file is larger than %d MB.", media.MaxSize>>20).WithCause(err)
	}
	return err
}
