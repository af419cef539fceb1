package message

import (
	"strings"

	"switchboard/internal/account"
)

// complete makes the vCard out of the rest, or finds the name in it. It returns what is
// wrong in plain words.
func (c *Card) complete() string {
	if c.VCard != "" {
		if len(c.VCard) > maxCard || !strings.HasPrefix(strings.ToUpper(c.VCard), "BEGIN:VCARD") {
			return "The card is no vCard of at most 64 kB."
		}
		if c.Name == "" {
			c.Name = CardOf(c.VCard).Name
		}
		if c.Name == "" {
			return "The contact has no name."
		}
		return ""
	}
	if c.Name = strings.TrimSpace(c.Name); c.Name == "" {
		return "The contact has no name."
	}
	if len(c.Phones) == 0 {
		return "Give at least one phone number."
	}
	lines := []string{"BEGIN:VCARD", "VERSION:3.0", "N:;" + escaped(c.Name) + ";;;", "FN:" + escaped(c.Name)}
	if c.Org != "" {
		lines = append(lines, "ORG:"+escaped(c.Org)+";")
	}
	for _, phone := range c.Phones {
		digits, ok := account.Digits(phone)
		if !ok {
			return "Write phone numbers with their country code, such as +49 151 23456789."
		}
		// waid is what lets phones offer to write to the number.
		lines = append(lines, "TEL;type=CELL;type=VOICE;waid="+digits+":+"+digits)
	}
	for _, mail := range c.Emails {
		lines = append(lines, "EMAIL:"+escaped(mail))
	}
	c.VCard = strings.Join(append(lines, "END:VCARD"), "\n")
	return ""
}

// escaped is a text as RFC 6350 writes it in a value.
func escaped(s string) string {
	return strings.NewReplacer("\\", "\\\\", "\r\n", "\\n", "\n", "\\n", ",", "\\,", ";", "\\;").Replace(s)
}

var unescape = strings.NewReplacer("\\n", "\n", "\\N", "\n", "\\,", ",", "\\;", ";", "\\\\", "\\")

// CardOf reads the parts of a vCard that people ask for.
func CardOf(vcard string) Card {
	c := Card{VCard: vcard}
	// A line that begins with a blank goes on with the one before.
	text := strings.NewReplacer("\r\n", "\n", "\n ", "", "\n\t", "").Replace(vcard)
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text)
	for line := range strings.SplitSeq(text, "\n") {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || value == "" {
			continue
		}
		name, _, _ = strings.Cut(name, ";")
		if _, after, grouped := strings.Cut(name, "."); grouped {
			name = after // item1.TEL
		}
		switch strings.ToUpper(name) {
		case "FN":
			c.Name = unescape.Replace(value)
		case "TEL":
			c.Phones = append(c.Phones, value)
		case "EMAIL":
			c.Emails = append(c.Emails, unescape.Replace(value))
		case "ORG":
			c.Org = strings.TrimRight(unescape.Replace(value), "; ")
		}
	}
	return c
}
