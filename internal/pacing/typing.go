package pacing

import "time"

const (
	// usualLength is the length of text, in characters, for which typing takes exactly
	// the configured time.
	usualLength = 40
	// maxTyping keeps long texts from holding the lane: nobody watches longer.
	maxTyping = 12 * time.Second
	// maxReading bounds reading likewise.
	maxReading = 4 * time.Second
)

// Typing is how long to show "typing…" before a text of that many characters, at a
// configured time for a usual text; random in [0,1) varies it by up to 30 %.
func Typing(usual time.Duration, characters int, random float64) time.Duration {
	return min(effort(usual, characters, random), maxTyping)
}

// Reading is how long a person looks at what came in before answering: reading is about
// four times as fast as typing.
func Reading(usual time.Duration, characters int, random float64) time.Duration {
	return min(effort(usual, characters, random)/4, maxReading)
}

func effort(usual time.Duration, characters int, random float64) time.Duration {
	if usual <= 0 {
		return 0
	}
	share := float64(characters) / usualLength
	share = min(max(share, 0.5), 4)
	return time.Duration(float64(usual) * share * (0.7 + 0.6*random))
}
