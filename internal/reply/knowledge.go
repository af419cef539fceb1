package reply

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchboard/internal/auth"
	"switchboard/internal/fault"
)

const (
	// passageSize is about how long a passage is, in characters: half a page, which says one
	// thing, and five of which fit any prompt.
	passageSize = 1200
	// mostKnowledge is how much an account may teach, in characters: about 2,000 pages, 10 MB
	// of a database with its index.
	mostKnowledge = 4_000_000
	// MaxDocument is the largest file, in bytes.
	MaxDocument = 10 << 20
)

// Documents are what an account's model knows, newest first.
func (s *Service) Documents(ctx context.Context, accountID uuid.UUID) ([]Document, error) {
	if err := auth.RequireAccount(ctx, accountID); err != nil {
		return nil, err
	}
	return s.Store.Documents(ctx, accountID)
}

// Teach adds a document: a text, or a file of one of the kinds that can be read. Faults:
// Invalid, TooLarge, NotFound (account), Conflict ("too_much_knowledge").
func (s *Service) Teach(ctx context.Context, accountID uuid.UUID, title, mimetype string, data []byte) (Document, error) {
	if err := s.mayConfigure(ctx, accountID); err != nil {
		return Document{}, err
	}
	title = strings.TrimSpace(title)
	if title == "" {
		return Document{}, fault.Bad("name", "Give it a name.")
	}
	if flaw := textFlaw(title, maxTitle); flaw != "" {
		return Document{}, fault.Bad("name", flaw)
	}
	if flaw := textFlaw(mimetype, maxTitle); flaw != "" {
		return Document{}, fault.Bad("mimetype", flaw)
	}
	if len(data) > MaxDocument {
		return Document{}, fault.New(fault.TooLarge, "The file is larger than 10 MB. Divide it.")
	}
	text, err := s.Texts.Text(ctx, title, mimetype, data)
	if err != nil {
		return Document{}, err
	}
	if utf8.RuneCountInString(text) > mostKnowledge {
		return Document{}, fault.Newf(fault.TooLarge, "There is more text in it than an account may know, which is %d characters. Leave out what is not needed.", mostKnowledge)
	}
	passages := Passages(text)
	if len(passages) == 0 {
		return Document{}, fault.Bad("file", "There is no text in it. Scanned pages have to be turned into text first.")
	}
	d := Document{
		ID: uuid.Must(uuid.NewV7()), AccountID: accountID, Name: title, Mimetype: mimetype, Characters: utf8.RuneCountInString(text), CreatedAt: s.now().UTC(),
	}
	return d, s.Store.AddDocument(ctx, d, passages, mostKnowledge)
}

// Forget removes a document; NotFound when there is none.
func (s *Service) Forget(ctx context.Context, id uuid.UUID) error {
	if err := auth.RequireCaller(ctx); err != nil {
		return err
	}
	d, err := s.Store.Document(ctx, id)
	if err != nil {
		return err
	}
	if err := s.mayConfigure(ctx, d.AccountID); err != nil {
		return err
	}
	return s.Store.DeleteDocument(ctx, id)
}

// Passages divides a text where it has paragraphs, and where those are long at sentences or
// words, into parts that say one thing each. A heading stays with what follows it.
func Passages(text string) []string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\x00", "")
	var out []string
	current := ""
	flush := func() {
		if p := strings.TrimSpace(current); p != "" {
			out = append(out, p)
		}
		current = ""
	}
	for _, paragraph := range strings.Split(text, "\n\n") {
		for _, piece := range pieces(strings.TrimSpace(paragraph)) {
			if utf8.RuneCountInString(current)+utf8.RuneCountInString(piece) > passageSize {
				flush()
			}
			current += piece + "\n\n"
		}
	}
	flush()
	return out
}

// pieces divides a long paragraph after sentences, else between words, else anywhere.
func pieces(s string) []string {
	var out []string
	for {
		head := beginning(s, passageSize)
		if head == s {
			break
		}
		cut := strings.LastIndexAny(head, ".!?\n。")
		if cut < len(head)/2 {
			cut = strings.LastIndex(head, " ")
		}
		if cut < len(head)/2 {
			cut = len(head) - 1
		}
		for cut++; cut < len(s) && !utf8.RuneStart(s[cut]); cut++ {
		}
		out = append(out, strings.TrimSpace(s[:cut]))
		s = strings.TrimSpace(s[cut:])
	}
	if s != "" {
		out = append(out, s)
	}
	return out
}
