package sandbox

import (
	"fmt"
	"math/rand/v2"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waWeb"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// generatedDays is how far made-up chats go back: beyond the three months that
// clients are given unasked.
const generatedDays = 200

var pastTexts = []string{
	"Good morning!", "Are you there?", "Yes, what is it?", "The parcel has arrived.", "Thank you very much.",
	"When do you open tomorrow?", "At nine.", "Could you send me the invoice again?", "I will, later today.",
	"See you on Friday.", "Sorry, I was on the train.", "No problem.", "How much is it?", "Let me look.",
}

// share is how many of the messages chat i has: the first ones, which are the
// busiest, have three times as many as the last ones.
func (g *GeneratedPast) share(i int) int {
	// Each has one; the rest is dealt by weights that fall evenly from 3 to 1.
	rest := g.Messages - g.Chats
	return 1 + g.dealt(rest, i+1) - g.dealt(rest, i)
}

// dealt is how many of rest go to the chats before chat i.
func (g *GeneratedPast) dealt(rest, i int) int {
	n := float64(g.Chats)
	part := (3*float64(i) - float64(i)*float64(i)/n) / (2 * n)
	return int(float64(rest)*part + 0.5)
}

// generated makes up chat i. Each message is a function of the seed, the chat
// and its place in it.
func (r *pastRecord) generated(i int) *chatPast {
	g := r.Generate
	number := fmt.Sprintf("4916%09d", (uint64(i)*7919+g.Seed%1_000_000*1009)%1_000_000_000)
	draw := rand.New(rand.NewPCG(g.Seed, uint64(i)))
	count := g.share(i)
	out := &chatPast{
		jid: types.NewJID("2"+number, types.HiddenUserServer), pn: types.NewJID(number, types.DefaultUserServer),
		name: fmt.Sprintf("%s %d", firstNames[draw.IntN(len(firstNames))], i+1), count: count,
		archived: draw.IntN(10) == 0, unread: draw.IntN(3),
	}
	// Chats end at different times, and go back from there at an even pace.
	last := r.Made.Add(-time.Duration(i) * generatedDays * 12 * time.Hour / time.Duration(g.Chats))
	pace := generatedDays * 12 * time.Hour / time.Duration(count)
	out.message = func(at int) *waWeb.WebMessageInfo {
		draw := rand.New(rand.NewPCG(g.Seed^0x9e3779b97f4a7c15, uint64(i)<<32|uint64(at)))
		id := fmt.Sprintf("3EB0%08X%08X", uint32(g.Seed)^uint32(i), uint32(at))
		text := pastTexts[draw.IntN(len(pastTexts))]
		return webMessage(out.jid, id, draw.IntN(2) == 0, "", last.Add(-pace*time.Duration(at)), &waE2E.Message{
			Conversation: proto.String(text),
		})
	}
	return out
}
