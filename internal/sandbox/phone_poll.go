package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/gcmutil"
	"go.mau.fi/whatsmeow/util/hkdfutil"
	"google.golang.org/protobuf/proto"
)

// voteKey is the key of a vote: it is made from the poll's secret, so that only
// those who got the poll can read who voted for what.
func voteKey(secret []byte, pollID string, author, voter types.JID) (key, additional []byte) {
	label := pollID + author.ToNonAD().String() + voter.ToNonAD().String() + "Poll Vote"
	return hkdfutil.SHA256(secret, nil, []byte(label), 32), fmt.Appendf(nil, "%s\x00%s", pollID, voter.ToNonAD())
}

// pollOf finds a poll of the history with its secret.
func (p *Phone) pollOf(id string) (m *message, poll *waE2E.PollCreationMessage, secret []byte) {
	if m = p.find(id); m == nil {
		return nil, nil, nil
	}
	content := &waE2E.Message{}
	if proto.Unmarshal(m.Proto, content) != nil {
		return nil, nil, nil
	}
	return m, pollIn(unwrap(content)), content.GetMessageContextInfo().GetMessageSecret()
}

// pollIn returns the poll of a content, whichever field it is in.
func pollIn(m *waE2E.Message) *waE2E.PollCreationMessage {
	for _, poll := range []*waE2E.PollCreationMessage{
		m.GetPollCreationMessage(), m.GetPollCreationMessageV2(), m.GetPollCreationMessageV3(),
		m.GetPollCreationMessageV5(), m.GetPollCreationMessageV6(),
	} {
		if poll != nil {
			return poll
		}
	}
	return nil
}

// voteContent encrypts a vote.
func (p *Phone) voteContent(chat types.JID, v *Vote) (*waE2E.Message, error) {
	key, m, err := p.keyOf(chat, v.Message)
	if err != nil {
		return nil, err
	}
	_, poll, secret := p.pollOf(v.Message)
	if poll == nil || secret == nil {
		return nil, conflict("Message %s is no poll.", v.Message)
	}
	if most := int(poll.GetSelectableOptionsCount()); most > 0 && len(v.Options) > most {
		return nil, invalid("vote", "This poll takes %d options at most.", most)
	}
	vote := &waE2E.PollVoteMessage{}
	for _, option := range v.Options {
		if !slices.Contains(optionNames(poll), option) {
			return nil, invalid("vote", "This poll has no option %q.", option)
		}
		sum := sha256.Sum256([]byte(option))
		vote.SelectedOptions = append(vote.SelectedOptions, sum[:])
	}
	plain, err := proto.Marshal(vote)
	if err != nil {
		return nil, fmt.Errorf("marshal vote: %w", err)
	}
	cipherKey, additional := voteKey(secret, m.ID, p.s.memberJID(chat, m.Sender), p.s.memberJID(chat, p.acct.number))
	iv := make([]byte, 12)
	_, _ = rand.Read(iv)
	sealed, err := gcmutil.Encrypt(cipherKey, iv, plain, additional)
	if err != nil {
		return nil, fmt.Errorf("encrypt vote: %w", err)
	}
	return &waE2E.Message{PollUpdateMessage: &waE2E.PollUpdateMessage{
		PollCreationMessageKey: key, Vote: &waE2E.PollEncValue{EncPayload: sealed, EncIV: iv},
		SenderTimestampMS: proto.Int64(time.Now().UnixMilli()),
	}}, nil
}

func optionNames(poll *waE2E.PollCreationMessage) []string {
	names := make([]string, len(poll.GetOptions()))
	for i, option := range poll.GetOptions() {
		names[i] = option.GetOptionName()
	}
	return names
}

// openVote decrypts a vote of an account. ok is false when the phone does not
// have the poll, or the vote is not authentic.
func (p *Phone) openVote(voter *account, update *waE2E.PollUpdateMessage) (selected []string, ok bool) {
	m, poll, secret := p.pollOf(update.GetPollCreationMessageKey().GetID())
	if poll == nil || secret == nil {
		return nil, false
	}
	p.s.mu.Lock()
	author := p.s.accounts[m.Sender]
	p.s.mu.Unlock()
	if author == nil {
		return nil, false
	}
	// Which form of each JID went into the key depends on how the chat was
	// addressed where the vote was given.
	for _, authorJID := range []types.JID{author.lidJID(), author.pn()} {
		for _, voterJID := range []types.JID{voter.lidJID(), voter.pn()} {
			key, additional := voteKey(secret, m.ID, authorJID, voterJID)
			plain, err := gcmutil.Decrypt(key, update.GetVote().GetEncIV(), update.GetVote().GetEncPayload(), additional)
			var vote waE2E.PollVoteMessage
			if err != nil || proto.Unmarshal(plain, &vote) != nil {
				continue
			}
			return selectedNames(poll, &vote), true
		}
	}
	return nil, false
}

func selectedNames(poll *waE2E.PollCreationMessage, vote *waE2E.PollVoteMessage) []string {
	var names []string
	for _, name := range optionNames(poll) {
		sum := sha256.Sum256([]byte(name))
		if slices.ContainsFunc(vote.GetSelectedOptions(), func(h []byte) bool { return string(h) == string(sum[:]) }) {
			names = append(names, name)
		}
	}
	return names
}
