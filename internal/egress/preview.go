package egress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxPage is how much of a page is read for its title: its head is in it.
	maxPage = 512 << 10
	// maxTitle and maxDescription are about what a phone shows of a preview, in characters.
	maxTitle       = 200
	maxDescription = 400
)

var errNoPage = errors.New("the address is no page")

// Preview is a page's title and description, as the page gives them for the purpose or as
// its head has them. It fails as Fetch does.
func (c *Client) Preview(ctx context.Context, url string) (title, description string, err error) {
	body, mimetype, _, err := c.Fetch(ctx, url, 1<<40) // what is read is bounded below
	if err != nil {
		return "", "", err
	}
	defer body.Close()
	if mimetype != "text/html" && mimetype != "application/xhtml+xml" {
		return "", "", errNoPage
	}
	found, err := headOf(io.LimitReader(body, maxPage))
	if err != nil {
		return "", "", fmt.Errorf("read page: %w", err)
	}
	return clip(first(found["og:title"], found["twitter:title"], found["title"]), maxTitle),
		clip(first(found["og:description"], found["twitter:description"], found["description"]), maxDescription), nil
}

// headOf collects the title and the named facts of a page's head.
func headOf(r io.Reader) (map[string]string, error) {
	found := map[string]string{}
	z := html.NewTokenizer(r)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return nil, err
			}
			return found, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Body:
				return found, nil
			case atom.Title:
				if z.Next() == html.TextToken && found["title"] == "" {
					found["title"] = z.Token().Data
				}
			case atom.Meta:
				keep(found, t.Attr)
			}
		}
	}
}

func keep(found map[string]string, attributes []html.Attribute) {
	var name, content string
	for _, a := range attributes {
		switch a.Key {
		case "property", "name":
			name = strings.ToLower(a.Val)
		case "content":
			content = a.Val
		}
	}
	if name != "" && name != "title" && found[name] == "" {
		found[name] = content
	}
}

func first(all ...string) string {
	for _, s := range all {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			return s
		}
	}
	return ""
}

func clip(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}
