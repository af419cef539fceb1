package document_test

import (
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/document"
	"switchboard/internal/fault"
)

// pdf is a small PDF of one page, which draws what content says; trailer is more of its
// trailer.
func pdf(content, trailer string) []byte { return pdfOf("[3 0 R] /Count 1", "", content, trailer) }

// pdfOf is one whose page tree is kids, and whose content is a stream with more in its
// dictionary.
func pdfOf(kids, stream, content, trailer string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids " + kids + " >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d %s >>\nstream\n%s\nendstream", len(content), stream, content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + strings.Repeat("41", 32) + "> /U <" + strings.Repeat("42", 32) + "> >>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, start)
	return []byte(b.String())
}

// packed is a stream's content as FlateDecode unpacks it.
func packed(s string) string {
	var b strings.Builder
	w := zlib.NewWriter(&b)
	_, _ = io.WriteString(w, s) // a strings.Builder takes all
	_ = w.Close()
	return b.String()
}

const written = "BT /F1 12 Tf 20 200 Td (We open at nine.) Tj ET"

func TestText(t *testing.T) {
	t.Parallel()
	const page = `<html><head><title>x</title><style>p{color:red}</style><script>alert(1)</script></head><body><h1>Prices</h1><p>Cake &amp; tea: 3&nbsp;€</p></body></html>`
	for _, c := range []struct {
		name, file, mimetype, data string
		want                       []string
		not                        string
		fails                      string
	}{
		{name: "text", file: "a", mimetype: "text/plain; charset=utf-8", data: "\xef\xbb\xbfÄpfel", want: []string{"Äpfel"}, not: "\ufeff"},
		{name: "markdown_by_ending", file: "Prices.MD", mimetype: "application/octet-stream", data: "# Prices\n\n- Cake", want: []string{"# Prices\n\n- Cake"}},
		{name: "html", file: "a.html", data: page, want: []string{"Prices", "Cake & tea: 3"}, not: "alert"},
		{name: "html_style", file: "a", mimetype: "text/html", data: page, want: []string{"Prices"}, not: "color"},
		{name: "pdf", file: "a", mimetype: "application/pdf", data: string(pdf(written, "")), want: []string{"We open at nine."}},
		{name: "pdf_packed", file: "a.pdf", data: string(pdfOf("[3 0 R] /Count 1", "/Filter /FlateDecode", packed(written), "")), want: []string{"We open at nine."}},
		{name: "pdf_with_fewer_pages_than_it_says", file: "a.pdf", data: string(pdfOf("[3 0 R] /Count 2000000000", "", written, "")), want: []string{"We open at nine."}},
		{name: "pdf_bomb", file: "a.pdf", data: string(pdfOf("[3 0 R] /Count 1", "/Filter /FlateDecode", packed(strings.Repeat(written+"\n", 1<<20)), "")), fails: "more text"},
		{name: "pdf_scanned", file: "a.pdf", data: string(pdf("0 0 100 100 re f", "")), fails: "no text"},
		{name: "pdf_locked", file: "a.pdf", data: string(pdf(written, "/Encrypt 6 0 R /ID [<41> <41>]")), fails: "locked"},
		{name: "pdf_broken", file: "a.pdf", data: "%PDF-1.4\nnonsense", fails: "broken"},
		{name: "pdf_cut", file: "a.pdf", data: string(pdf(written, "")[:300]), fails: "broken"},
		{name: "latin_1", file: "a.txt", data: "\xc4pfel", fails: "UTF-8"},
		{name: "binary", file: "a.txt", data: "a\x00b", fails: "UTF-8"},
		{name: "picture", file: "a.png", mimetype: "image/png", data: "x", fails: "kind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text, err := document.Reader{}.Text(t.Context(), c.file, c.mimetype, []byte(c.data))
			if c.fails != "" {
				require.True(t, fault.Is(err, fault.Invalid), "%v", err)
				require.Contains(t, fault.As(err).Fields[0].Message, c.fails)
				return
			}
			require.NoError(t, err)
			for _, want := range c.want {
				require.Contains(t, text, want)
			}
			if c.not != "" {
				require.NotContains(t, text, c.not)
			}
		})
	}
}

func TestPDFWhosePagesGoInCircles(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := document.Reader{}.Text(ctx, "a.pdf", "", pdfOf("[2 0 R] /Count 5", "", written, ""))
	require.Equal(t, fault.Invalid, fault.As(err).Kind)
	require.Contains(t, fault.As(err).Fields[0].Message, "too long")
}
