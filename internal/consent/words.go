package consent

import (
	"slices"
	"strings"
	"sync"
	"unicode"

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

// usual are the plain forms of the words that hold where an account has no own.
var usual = sync.OnceValue(func() (w struct{ out, in []string }) {
	w.out, w.in = plainAll(OptOutWords()), plainAll(OptInWords())
	return w
})

// Read tells what a message says about consent: only one whose whole text is one of the
// words says anything, however it is written. Words that are nil are the usual ones.
func Read(text string, optOut, optIn []string) (State, bool) {
	said := plain(text)
	if said == "" {
		return "", false
	}
	// Each message that comes in is read: the usual words are not made plain each time.
	out, in := usual().out, usual().in
	if optOut != nil {
		out = plainAll(optOut)
	}
	if optIn != nil {
		in = plainAll(optIn)
	}
	switch {
	case slices.Contains(out, said):
		return OptedOut, true
	case slices.Contains(in, said):
		return OptedIn, true
	}
	return "", false
}

// longest is more than any word has, in bytes: longer messages are not looked at.
const longest = 200

func plainAll(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = plain(w)
	}
	return out
}

// plain is a text without case, accents, punctuation and extra spaces.
func plain(s string) string {
	if len(s) > longest {
		return ""
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
	words := strings.FieldsFunc(strings.ToLower(norm.NFC.String(bare)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	return strings.Join(words, " ")
}
