// Package media keeps the bytes of pictures and files: those of outgoing messages
// between accept and send, those of incoming ones after they were fetched. A media
// row is written with its message, or before an upload is kept; its bytes follow:
//
//	pending ──fetched, or kept──▶ ready
//	   └──gone at WhatsApp, or too often in vain──▶ failed
//
// The row comes first and names the store, so bytes without a row do not exist: what a
// crash leaves half kept is a pending row that nothing refers to, and Purge removes it
// with its bytes. On the way in, bytes pass through a staging folder, where they are
// counted and hashed; nothing holds a file in memory.
package media

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"
)

// Status is whether the bytes are here.
type Status string

// The statuses.
const (
	Pending Status = "pending"
	Ready   Status = "ready"
	Failed  Status = "failed"
)

// MaxSize is the most bytes of one file: WhatsApp's own limit for pictures and
// videos is 16 MB and for documents 2 GB; 100 MB passes through a small host.
const MaxSize = 100 << 20

// File is one media file.
type File struct {
	ID        uuid.UUID
	AccountID uuid.UUID
	Mimetype  string
	Filename  string
	Size      int64 // bytes; 0 while unknown
	SHA256    []byte
	Status    Status
	Store     string // the name of the store that has the bytes; empty while none has
	Previewed bool   // a small picture came with it; known of files of messages
	CreatedAt time.Time
}

// Pictured tells whether there is, or can be made, a thumbnail of the file.
func (f File) Pictured() bool {
	return f.Previewed || f.Status == Ready && f.Decodable()
}

// Decodable tells whether the file is a picture of a kind that is read here.
func (f File) Decodable() bool { return decodable[f.Mimetype] }

// decodable are the kinds of pictures that are read here.
var decodable = map[string]bool{"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true}

// Fetch is an incoming file that is owed: its bytes wait at WhatsApp.
type Fetch struct {
	File
	Source   []byte // what the Downloader needs to find and decrypt it
	Attempts int    // so far
}

// Downloader gets the bytes of an incoming file from WhatsApp, decrypted and
// verified. It fails with fault.NotFound when WhatsApp no longer has them.
type Downloader interface {
	Download(ctx context.Context, accountID uuid.UUID, source []byte, to io.Writer) error
	// AskAgain asks the account's phone to upload the file once more. The answer comes
	// later, to Service.Renewed, or never.
	AskAgain(ctx context.Context, accountID uuid.UUID, o Origin, source []byte) error
}

// Origin is the message that a file came with, by WhatsApp's addresses.
type Origin struct {
	WAID   string
	Chat   string
	Sender string // in groups
	FromMe bool
}

// Store keeps media rows.
type Store interface {
	CreateMedia(ctx context.Context, f File) error
	// MediaKept says that the bytes of an upload are in the store; NotFound when its row
	// is gone.
	MediaKept(ctx context.Context, id uuid.UUID) error
	Media(ctx context.Context, id uuid.UUID) (File, error)
	// MediaPreview is the small JPEG that came with a file; NotFound when none did.
	MediaPreview(ctx context.Context, id uuid.UUID) ([]byte, error)
	// DueFetches are the files to fetch now for the accounts that holder holds and
	// that are ready, at most limit, oldest first.
	DueFetches(ctx context.Context, holder uuid.UUID, now time.Time, limit int) ([]Fetch, error)
	// WantMedia has a file of a history fetched, which is not without being asked for;
	// false when it is due already.
	WantMedia(ctx context.Context, id uuid.UUID, now time.Time) (bool, error)
	// Origin is the message that a file came with; NotFound when there is none.
	Origin(ctx context.Context, id uuid.UUID) (Origin, error)
	// PendingFetch is the file of a message that is not here yet; NotFound when there is none.
	PendingFetch(ctx context.Context, accountID uuid.UUID, waID string) (Fetch, error)
	// Renew says that a file can be fetched now, by another source.
	Renew(ctx context.Context, id uuid.UUID, source []byte, now time.Time) error
	// FetchDone records the end of a fetch and returns the message it belongs to.
	FetchDone(ctx context.Context, f File) (messageID, chatID uuid.UUID, err error)
	// FetchLater records a failed attempt and when the next one is due.
	FetchLater(ctx context.Context, id uuid.UUID, next time.Time) error
	// UnusedMedia are uploads that no message refers to, older than before.
	UnusedMedia(ctx context.Context, before time.Time, limit int) ([]File, error)
	DeleteMedia(ctx context.Context, id uuid.UUID) error
	// MediaRemovals are accounts that are gone and whose files are still in the stores.
	MediaRemovals(ctx context.Context, limit int) ([]uuid.UUID, error)
	MediaRemoved(ctx context.Context, accountID uuid.UUID) error
}
