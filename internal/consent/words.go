package consent

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// OptOutWords are the words that end a contact's consent unless an account has its own:
// what mobile networks ask for, and the same in the languages that WhatsApp is used in
// most. "Cancel" and "end" are not among them: customers say them about orders.
func OptOutWords() []string {
	return []string{
		"stop", "stop all", "stopall", "unsubscribe", "opt out", "optout", "remove me",
		"stopp", "abmelden", "abbestellen", // German
		"baja", "alto", "darme de baja", // Spanish
		"sair", "pare", "descadastrar", // Portuguese
		"arret", "arrêter", "désabonner", "desinscrire", // French
		"disiscrivi", "disiscrivimi", "cancellami", // Italian
		"afmelden", "wypisz", "стоп", "отписаться", "отписка", // Dutch, Polish, Russian
		"berhenti", "dur", "aboneliği iptal et", // Indonesian and Malay, Turkish
		"توقف", "إلغاء الاشتراك", "الغاء الاشتراك", // Arabic
		"रोकें", "बंद करें", // Hindi
		"退订", "退訂", "停止", "配信停止", "수신거부", "중지", // Chinese, Japanese, Korean
	}
}

// OptInWords are the words that take an opt-out back.
func OptInWords() []string {
	return []string{
		"start", "unstop", "subscribe", "opt in", "optin",
		"anmelden", "alta", "darme de alta", "cadastrar", "abonner", "iscrivimi", "aanmelden",
		"zapisz", "старт", "подписаться", "mulai", "başla", "اشترك", "शुरू", "开始", "開始", "시작",
	}
}

// Read tells what a message says about consent: only one whose whole text is one of the
// words says anything, however it is written.
func Read(text string, optOut, optIn []string) (State, bool) {
	said := plain(text)
	if said == "" {
		return "", false
	}
	is := func(w string) bool { return plain(w) == said }
	switch {
	case slices.ContainsFunc(optOut, is):
		return OptedOut, true
	case slices.ContainsFunc(optIn, is):
		return OptedIn, true
	}
	return "", false
}

// longest is more than any word has, in bytes: longer messages are not looked at.
const longest = 200

// plain is a text without case, accents, punctuation and extra spaces.
func plain(s string) string {
	if len(s) > longest {
		return ""
	}
	bare, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		return ""
	}
	words := strings.FieldsFunc(strings.ToLower(bare), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	return strings.Join(words, " ")
}
