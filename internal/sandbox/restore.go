package sandbox

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// restore reads the state file. Buckets are read in the order they refer to each other.
func (s *Sandbox) restore() error {
	steps := []struct {
		bucket string
		fn     func(key string, value []byte) error
	}{
		{bucketPhones, func(_ string, v []byte) error { return s.restorePhone(v) }},
		{bucketDevices, func(_ string, v []byte) error { return s.restoreDevice(v) }},
		{bucketPreKeys, s.restorePreKeys},
		{bucketPreKeyHead, s.restorePreKeyHead},
		{bucketPhoneKeys, s.restorePhoneKey},
		{bucketSessions, func(k string, v []byte) error {
			s.restoreSignal(k, func(p *Phone) map[string][]byte { return p.sessions }, v)
			return nil
		}},
		{bucketSenderKeys, func(k string, v []byte) error {
			s.restoreSignal(k, func(p *Phone) map[string][]byte { return p.senderKeys }, v)
			return nil
		}},
		{bucketRouted, s.restoreRouted},
		{bucketQueues, s.restoreQueue},
		{bucketMessages, s.restoreHistory},
		{bucketBlobInfo, s.restoreBlobInfo},
		{bucketAppState, s.restorePatch},
		{bucketGroups, s.restoreGroup},
		{bucketPast, s.restorePast},
		{bucketNewsletters, s.restoreNewsletter},
		{bucketNewsPosts, s.restoreNewsPost},
		{bucketPictures, s.restorePicture},
		{bucketRules, s.restoreRule},
		{bucketPending, s.restorePending},
		{bucketAcquaintances, s.restoreAcquaintance},
	}
	for _, step := range steps {
		if err := s.journal.each(step.bucket, step.fn); err != nil {
			return fmt.Errorf("restore sandbox state: %w", err)
		}
	}
	for _, a := range s.accounts {
		for _, dev := range a.devices {
			dev.routed.sort()
		}
	}
	return nil
}

func (s *Sandbox) restoreDevice(raw []byte) error {
	var rec deviceRecord
	if err := json.Unmarshal(raw, &rec); err != nil {
		return fmt.Errorf("read device: %w", err)
	}
	if a := s.accounts[rec.Number]; a != nil {
		a.devices[rec.ID] = rec.device(a)
	}
	return nil
}

func (s *Sandbox) restorePreKeys(key string, raw []byte) error {
	if dev := s.deviceByKey(key); dev != nil {
		dev.preKeys.packed = raw
	}
	return nil
}

func (s *Sandbox) restorePreKeyHead(key string, raw []byte) error {
	if dev := s.deviceByKey(key); dev != nil {
		dev.preKeys.head = int(binary.BigEndian.Uint32(raw))
	}
	return nil
}

func (s *Sandbox) restorePhoneKey(key string, raw []byte) error {
	number, idText, _ := strings.Cut(key, "/")
	id, err := strconv.ParseUint(idText, 10, 32)
	if a := s.accounts[number]; a != nil && err == nil {
		a.phone.oneTimeKeys[uint32(id)] = [32]byte(raw)
		a.phone.lastPreKey = max(a.phone.lastPreKey, uint32(id))
	}
	return nil
}

func (s *Sandbox) restoreRouted(key string, raw []byte) error {
	name, id, _ := strings.Cut(key, "/")
	micros, err := strconv.ParseInt(string(raw), 10, 64)
	if dev := s.deviceByKey(name); dev != nil && err == nil {
		dev.routed.add(id, time.UnixMicro(micros))
	}
	return nil
}

func (s *Sandbox) restoreHistory(key string, raw []byte) error {
	number, _, _ := strings.Cut(key, "/")
	if a := s.accounts[number]; a != nil {
		return a.phone.restoreMessage(key, raw)
	}
	return nil
}
