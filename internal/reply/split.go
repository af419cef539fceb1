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
