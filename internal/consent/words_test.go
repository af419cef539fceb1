package consent_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/consent"
)

func TestRead(t *testing.T) {
	t.Parallel()
	out, in := consent.OptOutWords(), consent.OptInWords()
	for text, want := range map[string]consent.State{
		"STOP": consent.OptedOut, "stop": consent.OptedOut, " Stop! ": consent.OptedOut, "**STOP**": consent.OptedOut, "stop.": consent.OptedOut,
		"Stop  all": consent.OptedOut, "opt-out": consent.OptedOut, "Opt out": consent.OptedOut, "ＳＴＯＰ": consent.OptedOut,
		"Abbestellen": consent.OptedOut, "BAJA": consent.OptedOut, "dárme de baja": consent.OptedOut, "arrêt": consent.OptedOut, "ARRET": consent.OptedOut,
		"Desabonner": consent.OptedOut, "стоп": consent.OptedOut, "СТОП!!!": consent.OptedOut, "توقف": consent.OptedOut, "बंद करें": consent.OptedOut,
		"退订": consent.OptedOut, "수신거부": consent.OptedOut, "aboneliği iptal et": consent.OptedOut, "👉 STOP 👈": consent.OptedOut,
		"start": consent.OptedIn, "START!": consent.OptedIn, "Unstop": consent.OptedIn, "Başla": consent.OptedIn, "старт": consent.OptedIn,

		"": "", "   ": "", "!!!": "", "👍": "", "yes": "", "ok": "",
		"please stop by tomorrow": "", "don't stop": "", "where is the bus stop?": "", "I want to cancel my order": "", "cancel": "", "end": "",
		"stop start": "", "stopping": "", "s t o p": "", "bajar": "", "startup": "",
		strings.Repeat("stop ", 100): "", // longer than any word
	} {
		got, ok := consent.Read(text, out, in)
		require.Equal(t, want, got, "%q", text)
		require.Equal(t, want != "", ok, "%q", text)
	}
}

func TestRead_words_of_ones_own(t *testing.T) {
	t.Parallel()
	got, ok := consent.Read("Genug!", []string{"genug", "schluss jetzt"}, nil)
	require.True(t, ok)
	require.Equal(t, consent.OptedOut, got)
	_, ok = consent.Read("stop", []string{"genug"}, nil)
	require.False(t, ok, "instead of the usual ones")
	_, ok = consent.Read("stop", []string{}, []string{})
	require.False(t, ok, "none at all")
	got, _ = consent.Read("weiter", []string{"weiter"}, []string{"weiter"})
	require.Equal(t, consent.OptedOut, got, "in doubt nobody is written to")
}

// TestWords_are_understood holds that every word is read as what it is listed for, in any writing,
// and that none means both.
func TestWords_are_understood(t *testing.T) {
	t.Parallel()
	out, in := consent.OptOutWords(), consent.OptInWords()
	for want, words := range map[consent.State][]string{consent.OptedOut: out, consent.OptedIn: in} {
		for _, w := range words {
			for _, text := range []string{w, strings.ToUpper(w), " " + w + " \n", w + "!", "\"" + w + "\""} {
				got, ok := consent.Read(text, out, in)
				require.True(t, ok, "%q", text)
				require.Equal(t, want, got, "%q", text)
			}
		}
	}
}
