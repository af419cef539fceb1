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
	turns map[uuid.UUID]*sync.Mutex
}

func newBooked() *booked {
	return &booked{chats: map[uuid.UUID]uuid.UUID{}, turns: map[uuid.UUID]*sync.Mutex{}}
}

// lock has one chat of an account at a time look at the budget; what it returns unlocks.
func (b *booked) lock(account uuid.UUID) func() {
	b.mu.Lock()
	turn := b.turns[account]
	if turn == nil {
		turn = &sync.Mutex{}
		b.turns[account] = turn
	}
	b.mu.Unlock()
	turn.Lock()
	return turn.Unlock
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

// count is how many answers of an account are on their way.
func (b *booked) count(account uuid.UUID) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.chats {
		if a == account {
			n++
		}
	}
	return n
}
