package whatsapp

import (
	"context"
	"sync/atomic"
	"time"

	"go.mau.fi/whatsmeow/store"
)

// tidyBuffer is how often sent messages are removed that nobody can ask for again. The
// library means to do it every 12 hours, and does it with each message.
const tidyBuffer = 12 * time.Hour

// buffer is the library's store of what it has sent and received lately.
type buffer struct {
	store.EventBuffer
	tidied atomic.Int64 // Unix time
}

// DeleteOldOutgoingEvents removes what is too old to be asked for again, when it is time.
func (b *buffer) DeleteOldOutgoingEvents(ctx context.Context) error {
	last, now := b.tidied.Load(), time.Now()
	if now.Sub(time.Unix(last, 0)) < tidyBuffer || !b.tidied.CompareAndSwap(last, now.Unix()) {
		return nil
	}
	return b.EventBuffer.DeleteOldOutgoingEvents(ctx)
}
