package message

import (
	"crypto/sha256"
	"strings"
	"time"
)

// Vote gives an incoming vote its words: what was sent are hashes, what they are, the
// poll says. A vote in a menu's poll is a choice.
func Vote(in *Inbound, poll Message, now time.Time) {
	if in.Type != PollVote || poll.Content.Poll == nil {
		return
	}
	in.Content.Vote = voted(poll.Content.Poll.Answers, in.VoteHashes)
	in.Text = strings.Join(in.Content.Vote, ", ")
	if menu := poll.Content.Options; menu != nil && !in.FromMe && menu.Open(poll.Timestamp, now) {
		if c := menu.Voted(in.Content.Vote); c != nil {
			in.Type, in.Content.Choice = Choice, c
		}
	}
}

func voted(answers []string, hashes [][]byte) []string {
	chosen := map[string]bool{}
	for _, h := range hashes {
		chosen[string(h)] = true
	}
	var out []string
	for _, a := range answers {
		if sum := sha256.Sum256([]byte(a)); chosen[string(sum[:])] {
			out = append(out, a)
		}
	}
	return out
}

// Choose takes an incoming text for the answer to a menu, where it is one. A menu that
// was answered takes another answer only from who quotes it.
func Choose(in *Inbound, menu Message, now time.Time) {
	o := menu.Content.Options
	if o == nil || menu.Direction != Outgoing || !o.Open(menu.Timestamp, now) || o.Answered != nil && in.Content.Quoted == nil {
		return
	}
	if c := o.Match(in.Text); c != nil {
		in.Type, in.Content.Choice = Choice, c
		in.Content.Target = targetOf(menu)
	}
}
