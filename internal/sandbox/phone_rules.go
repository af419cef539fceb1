package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxRules bounds how many rules a phone has: each is tried for each message.
const maxRules = 100

// automaticTime is how long it is remembered that a message was written by a
// rule: long enough to be delivered, so that two phones with rules do not
// answer each other for ever.
const automaticTime = time.Minute

// Rules lists what the phone does by itself, in the order the rules are tried.
func (p *Phone) Rules() []Rule {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	list := make([]Rule, len(p.rules))
	for i, r := range p.rules {
		list[i] = *r
	}
	return list
}

// AddRule has the phone do something by itself from now on, also after a
// restart. It fails for a rule that cannot be read or does nothing, and for the
// 101st.
func (p *Phone) AddRule(ctx context.Context, r Rule) (Rule, error) {
	if err := r.prepare(time.Now()); err != nil {
		return r, err
	}
	if r.From != "" {
		a, err := p.s.findAccount(r.From)
		if err != nil {
			return r, inField("from", err)
		}
		r.From = a.number
	}
	var b batch
	p.s.mu.Lock()
	if len(p.rules) >= maxRules {
		p.s.mu.Unlock()
		return r, conflict("This phone has %d rules already.", maxRules)
	}
	p.lastRule++
	r.ID, r.Fired = strconv.Itoa(p.lastRule), 0
	kept := r
	p.rules = append(p.rules, &kept)
	p.s.saveRule(&b, p, &kept)
	p.s.mu.Unlock()
	if err := p.s.commit(&b); err != nil {
		return r, err
	}
	p.keepHours(&kept)
	return r, nil
}

// RemoveRule ends a rule, or with "" all of them. It fails when there is no such
// rule. A phone that a rule has taken offline comes back.
func (p *Phone) RemoveRule(ctx context.Context, id string) error {
	var b batch
	removed, away, now := 0, false, time.Now()
	p.s.mu.Lock()
	p.rules = slices.DeleteFunc(p.rules, func(r *Rule) bool {
		if id != "" && r.ID != id {
			return false
		}
		removed++
		away = away || now.After(r.OfflineFrom) && now.Before(r.OfflineTo)
		b.del(bucketRules, ruleKey(p, r))
		return true
	})
	p.s.mu.Unlock()
	if id != "" && removed == 0 {
		return notFound("This phone has no rule %s.", id)
	}
	if err := p.s.commit(&b); err != nil {
		return err
	}
	if away {
		return p.SetOnline(ctx, true)
	}
	return nil
}

func ruleKey(p *Phone, r *Rule) string { return fmt.Sprintf("%s/%06s", p.acct.number, r.ID) }

func (s *Sandbox) saveRule(b *batch, p *Phone, r *Rule) { b.putJSON(bucketRules, ruleKey(p, r), r) }

func (s *Sandbox) restoreRule(key string, raw []byte) error {
	number, _, _ := strings.Cut(key, "/")
	r := &Rule{restored: true}
	if err := json.Unmarshal(raw, r); err != nil {
		return fmt.Errorf("read rule: %w", err)
	}
	if err := r.compile(); err != nil {
		return err
	}
	if a := s.accounts[number]; a != nil {
		a.phone.rules = append(a.phone.rules, r)
		id, _ := strconv.Atoi(r.ID)
		a.phone.lastRule = max(a.phone.lastRule, id)
	}
	return nil
}

// restoredRules lists the rules of a former run, whose hours are to be kept on.
func (p *Phone) restoredRules() (list []*Rule) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, r := range p.rules {
		if r.restored {
			list = append(list, r)
		}
	}
	return list
}

// obey applies the rules to a message the phone receives, and returns what is to
// be done once the batch is durable. Callers hold crypto.
func (p *Phone) obey(b *batch, m *message) (acts []*pendingAct) {
	if m.Direction != DirectionIn || m.Sender == p.acct.number {
		return nil
	}
	answered := false
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	_, automatic := p.s.automatic[m.ID]
	for _, r := range p.rules {
		reply, matches := r.answer(m.Sender, m.Text)
		if !matches || r.Reply == "" && r.ReadAfterMS == nil {
			continue
		}
		r.Fired++
		p.s.saveRule(b, p, r)
		if r.ReadAfterMS != nil {
			acts = append(acts, p.plan(b, pendingAct{Chat: m.Chat}, *r.ReadAfterMS))
		}
		if reply != "" && !answered && !automatic {
			answered = true
			acts = append(acts, p.plan(b, pendingAct{Chat: m.Chat, Reply: reply, Typing: r.Typing}, r.ReplyAfterMS))
		}
	}
	return acts
}

// keepHours takes the phone offline and back at a rule's times.
func (p *Phone) keepHours(r *Rule) {
	p.s.mu.Lock()
	from, to := r.OfflineFrom, r.OfflineTo
	p.s.mu.Unlock()
	if to.IsZero() {
		return
	}
	p.s.spawn(func() {
		if waitUntil(p.s.ctx, from) != nil || !p.hasRule(r) || p.SetOnline(p.s.ctx, false) != nil {
			return
		}
		if waitUntil(p.s.ctx, to) != nil || !p.hasRule(r) || p.SetOnline(p.s.ctx, true) != nil {
			return
		}
		p.hoursAreOver(r)
	})
}

// hoursAreOver ends the part of a rule that has been followed, so that a restart
// does not follow it again.
func (p *Phone) hoursAreOver(r *Rule) {
	var b batch
	p.s.mu.Lock()
	r.OfflineFrom, r.OfflineTo = time.Time{}, time.Time{}
	if r.Reply == "" && r.ReadAfterMS == nil {
		p.rules = slices.DeleteFunc(p.rules, func(held *Rule) bool { return held == r })
		b.del(bucketRules, ruleKey(p, r))
	} else {
		p.s.saveRule(&b, p, r)
	}
	p.s.mu.Unlock()
	_ = p.s.commit(&b) // commit has logged what is wrong
}

func (p *Phone) hasRule(r *Rule) bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return slices.Contains(p.rules, r)
}
