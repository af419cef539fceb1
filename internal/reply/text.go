package reply

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Longest texts of settings, in characters.
const (
	maxPrompt   = 20_000
	maxNotice   = 4096
	maxLanguage = 100
	// maxModel is twice the longest name that a provider gives its models today.
	maxModel = 200
	// maxAddress is what browsers and proxies take.
	maxAddress = 2000
	// maxPhrase is a long sentence.
	maxPhrase = 200
	maxTitle  = 200
	// maxDescription is a page of a tool's description: it is in every prompt.
	maxDescription = 1000
)

// textFlaw is what is wrong with a text that a person wrote; empty when nothing is. Texts are
// UTF-8 of at most so many characters, and have nothing in them that is not seen but line
// breaks and tabs: PostgreSQL keeps no NUL, and nobody means the others.
func textFlaw(s string, most int) string {
	switch {
	case !utf8.ValidString(s):
		return "This is no UTF-8."
	case strings.ContainsFunc(s, unseen):
		return "There is a control character in it, such as U+0000. Only line breaks and tabs may be in it."
	case utf8.RuneCountInString(s) > most:
		return fmt.Sprintf("It has at most %d characters.", most)
	}
	return ""
}

func unseen(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

const (
	// deepestJSON is how deep a schema may be nested: PostgreSQL reads JSON by recursion.
	deepestJSON = 50
	// longestNumber is how many characters a number in a schema may have.
	longestNumber = 100
)

// hugeNumber has an exponent of four digits: such numbers are expensive to compare, and larger
// than PostgreSQL keeps.
var hugeNumber = regexp.MustCompile(`[eE][+-]?0*[1-9]\d{3,}`)

// jsonFlaw is what is wrong with JSON that is to be kept; empty when nothing is. That it is no
// JSON at all, it leaves to who reads it.
func jsonFlaw(data []byte) string {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	depth := 0
	for {
		token, err := d.Token()
		if err != nil { // the end, or no JSON
			return ""
		}
		switch t := token.(type) {
		case json.Delim:
			if t == '}' || t == ']' {
				depth--
				continue
			}
			if depth++; depth > deepestJSON {
				return fmt.Sprintf("It is nested more than %d levels deep.", deepestJSON)
			}
		case string:
			if flaw := textFlaw(t, len(data)); flaw != "" {
				return flaw
			}
		case json.Number:
			if len(t) > longestNumber || hugeNumber.MatchString(string(t)) {
				return "There is a number in it that is too large or too long."
			}
		}
	}
}

// tidyJSON is JSON written anew, without what PostgreSQL refuses and Go reads: halves of
// characters, and names that stand twice. What is no JSON stays as it is.
func tidyJSON(text string) json.RawMessage {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.More() {
		return json.RawMessage(text)
	}
	var tidy bytes.Buffer
	to := json.NewEncoder(&tidy)
	to.SetEscapeHTML(false)
	if to.Encode(v) != nil {
		return json.RawMessage(text)
	}
	return bytes.TrimSpace(tidy.Bytes())
}
