package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

// blobStore holds encrypted files by the hash of what is stored.
type blobStore struct {
	mu   sync.Mutex
	info map[string]blobInfo
	data map[string][]byte // without a state file
	// order and size are of what may be forgotten, oldest first: without a state
	// file memory is all there is.
	order []string
	size  int
	limit int
}

// maxMediaMemory is how much of people's files is kept without a state file. The
// real network forgets, too.
const maxMediaMemory = 512 << 20

// blobInfo says who may be concerned by a file; fault media_404 goes by it.
type blobInfo struct {
	Numbers []string `json:"numbers"`
}

// keep holds a file in memory and forgets the oldest of people's that do not
// fit; pictures and snapshots, which are nobody's, stay. Callers hold mu.
func (b *blobStore) keep(name string, data []byte, lasts bool) {
	if b.data[name] != nil {
		return
	}
	b.data[name] = data
	if lasts {
		return
	}
	b.order, b.size = append(b.order, name), b.size+len(data)
	for b.size > b.limit && len(b.order) > 1 {
		oldest := b.order[0]
		b.order = b.order[1:]
		b.forget(oldest)
	}
}

// forget drops a file, if it is still there. Callers hold mu.
func (b *blobStore) forget(name string) {
	if len(b.info[name].Numbers) > 0 {
		b.size -= len(b.data[name])
	}
	delete(b.info, name)
	delete(b.data, name)
}

func (s *Sandbox) putBlob(data []byte, numbers ...string) (hash [32]byte, err error) {
	hash = sha256.Sum256(data)
	name := hex.EncodeToString(hash[:])
	s.blobs.mu.Lock()
	info := s.blobs.info[name]
	for _, number := range numbers {
		if !slices.Contains(info.Numbers, number) {
			info.Numbers = append(slices.Clip(info.Numbers), number)
		}
	}
	s.blobs.info[name] = info
	if s.journal.db == nil {
		s.blobs.keep(name, data, len(info.Numbers) == 0)
	}
	s.blobs.mu.Unlock()
	var b batch
	b.put(bucketBlobs, name, data)
	b.putJSON(bucketBlobInfo, name, info)
	return hash, s.commit(&b)
}

// dropBlob deletes a file its one reader is done with: clients delete the
// history they have read. Other files have many readers, and stay.
func (s *Sandbox) dropBlob(name, kind string) error {
	if kind != mediaHistory {
		return nil
	}
	s.blobs.mu.Lock()
	s.blobs.forget(name)
	s.blobs.mu.Unlock()
	var b batch
	b.del(bucketBlobs, name)
	b.del(bucketBlobInfo, name)
	return s.commit(&b)
}

// blob returns the stored file and whom it concerns; ok is false when there is none.
func (s *Sandbox) blob(name string) (data []byte, info blobInfo, ok bool) {
	s.blobs.mu.Lock()
	info, ok = s.blobs.info[name]
	data = s.blobs.data[name]
	s.blobs.mu.Unlock()
	if ok && data == nil {
		data = s.journal.get(bucketBlobs, name)
	}
	return data, info, ok && data != nil
}

func (s *Sandbox) restoreBlobInfo(name string, raw []byte) error {
	var info blobInfo
	if err := json.Unmarshal(raw, &info); err != nil {
		return fmt.Errorf("read media: %w", err)
	}
	s.blobs.info[name] = info
	return nil
}
