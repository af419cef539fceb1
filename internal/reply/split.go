package reply

import (
	"strings"
	"unicode/utf8"
)

const (
	// longPart is from where an answer is sent as several messages, in characters: about a
	// phone's screen.
	longPart = 700
	// mostParts bounds how many messages one answer becomes.
	mostParts = 5
)

// Split divides a long answer at its paragraphs, as a person would send it. Short paragraphs
// stay together; what is within the last part stays there, whatever its length.
func Split(text string) []string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if text == "" {
		return nil
	}
	var parts []string
	for _, paragraph := range strings.Split(text, "\n\n") {
		paragraph = strings.TrimSpace(paragraph)
		if paragraph == "" {
			continue
		}
		last := len(parts) - 1
		if last >= 0 && (utf8.RuneCountInString(parts[last])+utf8.RuneCountInString(paragraph) <= longPart || len(parts) == mostParts) {
			parts[last] += "\n\n" + paragraph
			continue
		}
		parts = append(parts, paragraph)
	}
	return parts
}

// beginning is at most so many characters of a text.
func beginning(s string, most int) string {
	n := 0
	for at := range s {
		if n == most {
			return s[:at]
		}
		n++
	}
	return s
}

// sentences is a text that was cut, up to its last whole sentence; where that would leave
// little of it, all with an ellipsis.
func sentences(s string) string {
	s = strings.TrimSpace(s)
	if at := strings.LastIndexAny(s, ".!?…。！？\n"); at >= len(s)/2 {
		_, size := utf8.DecodeRuneInString(s[at:])
		return strings.TrimSpace(s[:at+size])
	}
	if s == "" {
		return ""
	}
	return s + "…"
}
