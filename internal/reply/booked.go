package reply

import (
	"sync"

	"github.com/google/uuid"
)

// booked are the answers that are being thought or sent, which no usage tells of yet. It is
// memory only: another process does not see them, and starts with none.
type booked struct {
	mu    sync.Mutex
	chats map[uuid.UUID]uuid.UUID // account by chat
	turns map[uuid.UUID]*sync.RWMutex
}

func newBooked() *booked {
	return &booked{chats: map[uuid.UUID]uuid.UUID{}, turns: map[uuid.UUID]*sync.RWMutex{}}
}

// turn is the account's lock. Who looks at the budget holds it; who records what was used
// shares it until that is booked no more, so that nothing is counted twice or not at all.
func (b *booked) turn(account uuid.UUID) *sync.RWMutex {
	b.mu.Lock()
	defer b.mu.Unlock()
	turn := b.turns[account]
	if turn == nil {
		turn = &sync.RWMutex{}
		b.turns[account] = turn
	}
	return turn
}

func (b *booked) add(account, chat uuid.UUID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.chats[chat] = account
}

func (b *booked) release(chat uuid.UUID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.chats, chat)
}

// expected is what the answers of an account that are on their way will take: in tokens as
// much as its answers of today took on average; of the first ones only the longest is known.
func (b *booked) expected(account uuid.UUID, today Used, longest int) (u Used) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.chats {
		if a == account {
			u.Replies++
		}
	}
	u.Tokens = u.Replies * longest
	if today.Replies > 0 {
		u.Tokens = u.Replies * today.Tokens / today.Replies
	}
	return u
}
