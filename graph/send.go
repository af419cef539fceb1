package graph

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"

	"switchboard/internal/account"
	"switchboard/internal/auth"
	"switchboard/internal/fault"
	"switchboard/internal/media"
	"switchboard/internal/message"
)

// update keeps what the input leaves out.
func (r *Resolver) update(ctx context.Context, in UpdateAccountInput) (account.Account, error) {
	p := account.Patch{Name: in.Name.Value(), Description: in.Description.Value(), Proxy: in.Proxy.Value(), ReceiveChannels: in.ReceiveChannels.Value(), ReceiveStatus: in.ReceiveStatus.Value()}
	if l := in.Limits.Value(); l != nil {
		a, err := r.d.Accounts.Get(ctx, in.ID)
		if err != nil {
			return account.Account{}, err
		}
		o := l.over(a.Overrides)
		p.Overrides = &o
	}
	return r.d.Accounts.Update(ctx, in.ID, p)
}

// sendMedia stores the file, then sends it.
func (r *Resolver) sendMedia(ctx context.Context, in SendMediaInput) (message.Message, error) {
	// Asked before the file is stored, so that a typing error costs no upload.
	if err := auth.RequireAccount(ctx, in.AccountID); err != nil {
		return message.Message{}, err
	}
	if _, err := message.ParsePeer("number", in.To); err != nil {
		return message.Message{}, err
	}
	f, err := r.store(ctx, in)
	if err != nil {
		return message.Message{}, err
	}
	return r.d.Messages.Send(ctx, message.Draft{
		AccountID: in.AccountID, To: in.To, Text: value(in.Caption.Value()), MediaID: &f.ID,
		IdempotencyKey: value(in.IdempotencyKey.Value()), AllowDuplicate: in.AllowDuplicate,
		Priority: value(in.Priority.Value()), SendAt: value(in.SendAt.Value()), TimeZone: value(in.TimeZone.Value()),
		TTL: seconds(in.TTLSeconds.Value()),
	})
}

func (r *Resolver) store(ctx context.Context, in SendMediaInput) (media.File, error) {
	file, url, data := in.File.Value(), value(in.URL.Value()), value(in.Data.Value())
	mimetype, filename := value(in.Mimetype.Value()), value(in.Filename.Value())
	given := 0
	for _, is := range []bool{file != nil, url != "", data != ""} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		return media.File{}, fault.Bad("file", "Give exactly one of file, url and data.")
	case url != "":
		return r.d.Media.SaveURL(ctx, in.AccountID, url, mimetype, filename)
	case data != "" && mimetype == "":
		return media.File{}, fault.Bad("mimetype", "Say with mimetype what the data is, such as image/png.")
	case data != "":
		f, err := r.d.Media.Save(ctx, in.AccountID, decoded(data), mimetype, filename)
		return f, base64Fault(err)
	}
	if filename == "" {
		filename = file.Filename
	}
	if mimetype == "" {
		mimetype = file.ContentType
	}
	return r.d.Media.Save(ctx, in.AccountID, file.File, mimetype, filename)
}

// decoded reads base64, with or without padding, or a `data:` URL.
func decoded(data string) io.Reader {
	if rest, ok := strings.CutPrefix(data, "data:"); ok {
		_, data, _ = strings.Cut(rest, ",")
	}
	return base64.NewDecoder(base64.RawStdEncoding, strings.NewReader(strings.TrimRight(strings.TrimSpace(data), "=")))
}

// base64Fault says whose fault broken base64 is.
func base64Fault(err error) error {
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Bad("data", "The data is not base64.").WithCause(err)
	}
	return err
}
