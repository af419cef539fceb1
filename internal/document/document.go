// Package document reads what a file says: plain text, Markdown, HTML and PDF become text
// that a model can be given.
package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/k3a/html2text"
	"github.com/ledongthuc/pdf"

	"switchboard/internal/fault"
)

const (
	// longest is the most text that is taken from one file, in bytes, and the most that one page
	// of a PDF may be written in: a small file can unpack to any size.
	longest = 16 << 20
	// readFor bounds how long a PDF is read: a broken one can go in circles. A book of 1,000
	// pages takes about a second.
	readFor = 15 * time.Second
)

// Reader reads files. The zero value is ready.
type Reader struct{}

// Text is the words of a file; Invalid when its kind cannot be read, or there is nothing in
// it that can. The kind follows from the media type, and from the name's ending where that
// says nothing.
func (Reader) Text(ctx context.Context, name, mimetype string, data []byte) (string, error) {
	switch kind(name, mimetype) {
	case "pdf":
		return pdfText(ctx, data)
	case "html":
		text, err := plain(data)
		if err != nil {
			return "", err
		}
		return html2text.HTML2TextWithOptions(text, html2text.WithUnixLineBreaks()), nil
	case "text":
		return plain(data)
	}
	return "", fault.Bad("file", "Files of this kind cannot be read. Send a text, Markdown, HTML or PDF file.")
}

func kind(name, mimetype string) string {
	t, _, err := mime.ParseMediaType(mimetype)
	if err != nil {
		t = ""
	}
	switch ending := strings.ToLower(path.Ext(name)); {
	case t == "application/pdf" || ending == ".pdf":
		return "pdf"
	case t == "text/html" || t == "application/xhtml+xml" || ending == ".html" || ending == ".htm":
		return "html"
	case strings.HasPrefix(t, "text/") || ending == ".txt" || ending == ".md" || ending == ".markdown":
		return "text"
	}
	return ""
}

// plain is a text file's text.
func plain(data []byte) (string, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return "", fault.Bad("file", "The text is not written in UTF-8. Save it as UTF-8 and send it again.")
	}
	return string(data), nil
}

// source is a file that cannot be read any more once its context is done: the library that
// reads it knows of no end but the file's.
type source struct {
	*bytes.Reader
	ctx context.Context //nolint:containedctx // it lives as long as one call
}

func (s source) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.ReadAt(p, off)
}

// pdfText is what a PDF's pages say, in their order. The library panics on some broken files.
func pdfText(ctx context.Context, data []byte) (text string, err error) {
	ctx, cancel := context.WithTimeout(ctx, readFor)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the reader panicked: %v", p)
		}
		_, told := errors.AsType[*fault.Error](err)
		switch {
		case err == nil || told:
		case errors.Is(ctx.Err(), context.DeadlineExceeded):
			err = fault.Bad("file", "The PDF takes too long to read. Save it anew, or divide it.").WithCause(err)
		default:
			err = fault.Bad("file", "The PDF cannot be read: it is broken, or locked with a password.").WithCause(err)
		}
		if err != nil {
			text = ""
		}
	}()
	r, err := pdf.NewReader(source{bytes.NewReader(data), ctx}, int64(len(data)))
	if err != nil {
		return "", err
	}
	tooMuch := fault.Bad("file", "There is more text in the PDF than can be taken. Divide it.")
	var b strings.Builder
	for n := 1; n <= r.NumPage(); n++ {
		page := r.Page(n)
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if page.V.IsNull() {
			break // there are fewer than the file says
		}
		if unpacked(page.V.Key("Contents")) > longest {
			return "", tooMuch
		}
		said, err := page.GetPlainText(nil)
		if err != nil {
			return "", err
		}
		b.WriteString(strings.ToValidUTF8(said, "") + "\n\n")
		if b.Len() > longest {
			return "", tooMuch
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return "", fault.Bad("file", "There is no text in the PDF: scanned pages have to be turned into text first.")
	}
	return b.String(), nil
}

// unpacked is how long what draws a page is, in bytes, counted to a little above longest.
func unpacked(contents pdf.Value) (n int64) {
	streams := []pdf.Value{contents}
	if contents.Kind() == pdf.Array {
		streams = streams[:0]
		for i := range contents.Len() {
			streams = append(streams, contents.Index(i))
		}
	}
	for _, one := range streams {
		if one.Kind() == pdf.Stream && n <= longest {
			more, _ := io.Copy(io.Discard, io.LimitReader(one.Reader(), longest+1)) // a broken end is told by who reads it
			n += more
		}
	}
	return n
}
