// Package document reads what a file says: plain text, Markdown, HTML and PDF become text
// that a model can be given.
package document

import (
	"bytes"
	"fmt"
	"mime"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/k3a/html2text"
	"github.com/ledongthuc/pdf"

	"switchboard/internal/fault"
)

// longest is the most text that is taken from one file, in bytes: a small PDF can unpack to
// any size.
const longest = 16 << 20

// Reader reads files. The zero value is ready.
type Reader struct{}

// Text is the words of a file; Invalid when its kind cannot be read, or there is nothing in
// it that can. The kind follows from the media type, and from the name's ending where that
// says nothing.
func (Reader) Text(name, mimetype string, data []byte) (string, error) {
	switch kind(name, mimetype) {
	case "pdf":
		return pdfText(data)
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

// pdfText is what a PDF's pages say, in their order. The library panics on some broken files.
func pdfText(data []byte) (text string, err error) {
	unreadable := fault.Bad("file", "The PDF cannot be read: it is broken, or locked with a password.")
	defer func() {
		if p := recover(); p != nil {
			text, err = "", unreadable.WithCause(fmt.Errorf("the reader panicked: %v", p))
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", unreadable.WithCause(err)
	}
	var b strings.Builder
	for n := 1; n <= r.NumPage(); n++ {
		page, err := r.Page(n).GetPlainText(nil)
		if err != nil {
			return "", unreadable.WithCause(err)
		}
		b.WriteString(strings.ToValidUTF8(page, "") + "\n\n")
		if b.Len() > longest {
			return "", fault.Bad("file", "There is more text in the PDF than can be taken. Divide it.")
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return "", fault.Bad("file", "There is no text in the PDF: scanned pages have to be turned into text first.")
	}
	return b.String(), nil
}
