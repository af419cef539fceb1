package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// The buckets of the state file.
const (
	bucketMeta       = "meta"         // authority
	bucketPhones     = "phones"       // number -> phoneRecord
	bucketDevices    = "devices"      // number:id -> deviceRecord
	bucketPreKeys    = "prekeys"      // number:id -> packed public keys
	bucketPreKeyHead = "prekey_heads" // number:id -> how many of them are used
	bucketQueues     = "queues"       // number:id/seq -> stanza
	bucketRouted     = "routed"       // number:id/message -> microseconds
	bucketSessions   = "sessions"     // number/address -> Signal session
	bucketSenderKeys = "sender_keys"  // number/group/address -> sender key
	bucketPhoneKeys  = "phone_keys"   // number/id -> private one-time pre-key
	bucketMessages   = "messages"     // number/seq -> storedMessage
	bucketBlobs      = "blobs"        // hash -> encrypted media
	bucketBlobInfo   = "blob_info"    // hash -> blobInfo
	bucketAppState   = "app_state"    // number/collection/version -> patch
	bucketGroups     = "groups"       // id -> groupRecord
	bucketPast       = "past"         // number/seq -> pastRecord

	bucketNewsletters = "newsletters"      // id -> newsletter
	bucketNewsPosts   = "newsletter_posts" // id/number -> newsPost
	bucketPictures    = "pictures"         // number or group JID -> picture
	bucketRules       = "rules"            // number/id -> Rule
	bucketPending     = "pending"          // number/message -> pendingAct

	bucketAcquaintances = "acquaintances" // from/to -> acquaintance
)

var buckets = []string{
	bucketMeta, bucketPhones, bucketDevices, bucketPreKeys, bucketPreKeyHead, bucketQueues,
	bucketRouted, bucketSessions, bucketSenderKeys, bucketPhoneKeys, bucketMessages, bucketBlobs,
	bucketBlobInfo, bucketAppState, bucketGroups, bucketPast,
	bucketNewsletters, bucketNewsPosts,
	bucketPictures, bucketAcquaintances, bucketRules, bucketPending,
}

// batch collects changes that become durable together.
type batch struct {
	ops        []op
	deliveries []delivery
}

type op struct {
	bucket, key string
	value       []byte // nil deletes
}

func (b *batch) put(bucket, key string, value []byte) {
	b.ops = append(b.ops, op{bucket, key, value})
}

// putJSON is put for records; they are our own structs and always marshal.
func (b *batch) putJSON(bucket, key string, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Errorf("sandbox: marshal %s record: %w", bucket, err))
	}
	b.put(bucket, key, raw)
}

func (b *batch) del(bucket, key string) {
	b.ops = append(b.ops, op{bucket, key, nil})
}

// journal is the write-behind copy of the state that lives in memory. With no
// file it accepts everything and keeps nothing.
//
// It never calls fsync: the page cache outlives a killed process, and a
// sandbox need not outlive a power cut.
type journal struct {
	db   *bbolt.DB
	reqs chan commitRequest
	done chan struct{}

	// gate is held for reading while a commit is handed over, so that close
	// never closes reqs under a sender.
	gate   sync.RWMutex
	closed bool
}

type commitRequest struct {
	ops    []op
	result chan error
}

var errClosed = errors.New("sandbox is closed")

// maxGroup bounds how many waiting commits share one transaction.
const maxGroup = 512

func openJournal(path string) (*journal, error) {
	if path == "" {
		return &journal{}, nil
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: 5 * time.Second, NoSync: true, NoGrowSync: true, NoFreelistSync: true,
		FreelistType: bbolt.FreelistMapType,
	})
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("open sandbox state %s: another process uses it", path)
	} else if err != nil {
		return nil, fmt.Errorf("open sandbox state %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare sandbox state %s: %w", path, err), db.Close())
	}
	j := &journal{db: db, reqs: make(chan commitRequest, maxGroup), done: make(chan struct{})}
	go j.run()
	return j, nil
}

// run is the one writer. Commits that wait while a transaction is written
// share the next one, so that a busy network pays for few of them.
func (j *journal) run() {
	defer close(j.done)
	for req := range j.reqs {
		group := []commitRequest{req}
	collect:
		for len(group) < maxGroup {
			select {
			case next, ok := <-j.reqs:
				if !ok {
					break collect
				}
				group = append(group, next)
			default:
				break collect
			}
		}
		err := j.db.Update(func(tx *bbolt.Tx) error {
			for _, r := range group {
				if err := apply(tx, r.ops); err != nil {
					return err
				}
			}
			return nil
		})
		for _, r := range group {
			r.result <- err
		}
	}
}

func apply(tx *bbolt.Tx, ops []op) error {
	for _, o := range ops {
		bucket := tx.Bucket([]byte(o.bucket))
		var err error
		if o.value == nil {
			err = bucket.Delete([]byte(o.key))
		} else {
			err = bucket.Put([]byte(o.key), o.value)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", o.bucket, err)
		}
	}
	return nil
}

// commit returns when the changes would survive a kill. They are applied all or not at all.
func (j *journal) commit(b *batch) error {
	if j.db == nil || len(b.ops) == 0 {
		return nil
	}
	req := commitRequest{ops: b.ops, result: make(chan error, 1)}
	j.gate.RLock()
	if j.closed {
		j.gate.RUnlock()
		return errClosed
	}
	j.reqs <- req
	j.gate.RUnlock()
	return <-req.result
}

// each calls fn for every entry of a bucket in key order. Key and value are
// fn's to keep.
func (j *journal) each(bucket string, fn func(key string, value []byte) error) error {
	if j.db == nil {
		return nil
	}
	return j.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucket)).ForEach(func(k, v []byte) error {
			return fn(string(k), append([]byte(nil), v...))
		})
	})
}

// get returns nil when there is no such entry.
func (j *journal) get(bucket, key string) []byte {
	if j.db == nil {
		return nil
	}
	var value []byte
	_ = j.db.View(func(tx *bbolt.Tx) error {
		if v := tx.Bucket([]byte(bucket)).Get([]byte(key)); v != nil {
			value = append([]byte{}, v...)
		}
		return nil
	})
	return value
}

// close writes what waits and releases the file. Commits after it fail.
func (j *journal) close() error {
	if j.db == nil {
		return nil
	}
	j.gate.Lock()
	if j.closed {
		j.gate.Unlock()
		return nil
	}
	j.closed = true
	close(j.reqs)
	j.gate.Unlock()
	<-j.done
	return j.db.Close()
}
