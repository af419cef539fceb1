package message

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// menuLife is how long an answer counts where nothing else is said.
const menuLife = 24 * time.Hour

// offer makes a menu's text, or its poll. WhatsApp accepts buttons and lists from
// linked devices and then does not show them: a numbered text shows everywhere.
func offer(m *Message, add complain) {
	o := m.Content.Options
	if o == nil {
		add("options", "Give the answers to choose from.")
		return
	}
	menu := *o
	menu.Items, menu.Answered = slices.Clone(o.Items), nil
	most, titles := maxItems, make([]string, len(menu.Items))
	if menu.Style == "poll" {
		most = maxAnswers
	} else if menu.Style != "" && menu.Style != "text" {
		add("options.style", "The style is text or poll.")
	}
	ids := map[string]bool{}
	for i := range menu.Items {
		if menu.Items[i].ID == "" {
			menu.Items[i].ID = strconv.Itoa(i + 1)
		}
		if ids[menu.Items[i].ID] {
			add(fmt.Sprintf("options.items[%d].id", i), "This id is there twice.")
		}
		ids[menu.Items[i].ID], titles[i] = true, menu.Items[i].Title
	}
	answers(titles, most, "options.items", add)
	if menu.ExpiresIn < 0 || menu.ExpiresIn > 30*86_400 {
		add("options.expires_in", "An answer counts for at most 30 days, 2592000 seconds.")
	}
	m.Content.Options = &menu
	if menu.Style == "poll" {
		m.Content.Poll = &Question{Question: m.Text, Answers: titles}
		if len([]rune(m.Text)) > maxQuestion {
			add("message", fmt.Sprintf("A poll's question has at most %d characters.", maxQuestion))
		}
		return
	}
	m.Text = menu.text(m.Text)
}

// text is the question with its answers numbered.
func (o Menu) text(question string) string {
	var b strings.Builder
	if o.Header != "" {
		fmt.Fprintf(&b, "*%s*\n\n", o.Header)
	}
	b.WriteString(question + "\n")
	for i, item := range o.Items {
		fmt.Fprintf(&b, "\n*%d.* %s", i+1, item.Title)
		if item.Description != "" {
			fmt.Fprintf(&b, "\n    %s", item.Description)
		}
	}
	if o.Footer != "" {
		fmt.Fprintf(&b, "\n\n_%s_", o.Footer)
	}
	return b.String()
}

// Open tells whether an answer still counts at a time, for a menu sent at another.
func (o Menu) Open(sent, now time.Time) bool {
	life := menuLife
	if o.ExpiresIn > 0 {
		life = time.Duration(o.ExpiresIn) * time.Second
	}
	return now.Before(sent.Add(life))
}

// Match finds which answer a text means: by number, by its words, or by words that are
// close enough and close to no other.
func (o Menu) Match(text string) *Chosen {
	said := plain(text)
	if said == "" {
		return nil
	}
	if n, err := strconv.Atoi(strings.Trim(said, ".)#( ")); err == nil {
		if n >= 1 && n <= len(o.Items) {
			return o.chosen(n-1, "number")
		}
		return nil
	}
	best, distance, tie := -1, 0, false
	for i, item := range o.Items {
		title := plain(item.Title)
		if said == title || said == plain(item.ID) {
			return o.chosen(i, "text")
		}
		d := apart(said, title)
		switch {
		case best < 0 || d < distance:
			best, distance, tie = i, d, false
		case d == distance:
			tie = true
		}
	}
	// One slip in four letters is a typing error; more may be another word.
	if best >= 0 && !tie && distance <= len([]rune(plain(o.Items[best].Title)))/4 {
		return o.chosen(best, "fuzzy")
	}
	return nil
}

// Voted is the answer that a vote in a menu's poll means.
func (o Menu) Voted(titles []string) *Chosen {
	for i, item := range o.Items {
		if slices.Contains(titles, item.Title) {
			return o.chosen(i, "poll")
		}
	}
	return nil
}

func (o Menu) chosen(i int, by string) *Chosen {
	item := o.Items[i]
	return &Chosen{ID: item.ID, Title: item.Title, Description: item.Description, MatchedBy: by}
}

// plain is a text without case, accents, emoji, punctuation at its ends, and double blanks.
func plain(s string) string {
	t := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), runes.Remove(runes.In(unicode.So)), runes.Remove(runes.In(unicode.Me)))
	if out, _, err := transform.String(t, s); err == nil {
		s = out
	}
	return strings.Join(strings.Fields(strings.ToLower(strings.Trim(s, " \t\r\n!?.,;:*_~\"'"))), " ")
}

// apart is the Levenshtein distance: how many letters have to change.
func apart(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > maxAnswer {
		return maxAnswer // a speech, not an answer
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(y)]
}
