package sandbox

import (
	"context"
	"unicode/utf8"
)

// Profile is what an account shows of itself, and to whom.
type Profile struct {
	Name      string            `json:"name"`
	About     string            `json:"about"`
	PictureID string            `json:"picture_id"` // "" = no picture
	Business  *Business         `json:"business"`   // null = a plain account
	Privacy   map[string]string `json:"privacy"`
	// Blocked lists the numbers of who is blocked.
	Blocked []string `json:"blocked"`
}

// ProfileChange is what SetProfile changes; what is nil stays.
type ProfileChange struct {
	About *string `json:"about"`
	// Picture is a JPEG; empty removes it.
	Picture *[]byte `json:"picture"`
	// Business makes the account a business; one without a name makes it plain again.
	Business *Business         `json:"business"`
	Privacy  map[string]string `json:"privacy"`
}

// Profile returns what the phone's account shows of itself.
func (p *Phone) Profile() Profile {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	out := Profile{
		Name: p.Name(), About: p.acct.about, PictureID: p.s.pictures[p.acct.number].ID, Business: p.acct.business,
		Privacy: map[string]string{}, Blocked: []string{},
	}
	for _, setting := range privacySettings {
		out.Privacy[setting.name] = p.acct.privacyOf(setting.name)
	}
	for _, jid := range p.acct.blocked {
		if a := p.s.accountOf(jid); a != nil {
			out.Blocked = append(out.Blocked, a.number)
		}
	}
	return out
}

// SetProfile changes what the account shows of itself and tells who may see it.
// It fails for a text that is too long, a picture that is no JPEG, a business
// without days or modes the network knows, and unknown privacy settings; then
// nothing is changed.
func (p *Phone) SetProfile(ctx context.Context, change ProfileChange) error {
	if err := change.check(); err != nil {
		return err
	}
	if err := p.requireOnline(); err != nil {
		return err
	}
	if change.Picture != nil {
		if err := p.changePicture(*change.Picture); err != nil {
			return err
		}
	}
	var b batch
	p.s.mu.Lock()
	if change.About != nil {
		p.s.setAbout(&b, p.acct, *change.About)
	}
	if change.Business != nil {
		profile := change.Business
		if profile.Name == "" {
			profile = nil
		}
		p.s.setBusiness(&b, p.acct, profile)
	}
	if len(change.Privacy) > 0 {
		p.s.setPrivacy(&b, p.acct, nil, change.Privacy)
	}
	p.s.mu.Unlock()
	return p.s.commit(&b)
}

func (change *ProfileChange) check() error {
	if change.About != nil && utf8.RuneCountInString(*change.About) > maxAbout {
		return invalid("about", "about has at most %d characters.", maxAbout)
	}
	for name, value := range change.Privacy {
		if !validPrivacy(name, value) {
			return invalid("privacy", "There is no privacy setting %s with the value %q.", name, value)
		}
	}
	if change.Business != nil && change.Business.Name != "" {
		return change.Business.check()
	}
	return nil
}

func (p *Phone) changePicture(jpeg []byte) error {
	if len(jpeg) == 0 {
		return p.s.removePicture(p.acct.pn(), p.acct, nil)
	}
	picture, err := p.s.newPicture(jpeg)
	if err != nil {
		return err
	}
	return p.s.setPicture(picture, p.acct.pn(), p.acct, nil)
}

// Block blocks somebody or ends that: nothing of theirs reaches the account
// while it lasts. It fails for an unknown number and for the own one.
func (p *Phone) Block(ctx context.Context, who string, blocked bool) error {
	target, err := p.s.findAccount(who)
	if err != nil {
		return inField("who", err)
	}
	if target == p.acct {
		return invalid("who", "A phone cannot block itself.")
	}
	if err = p.requireOnline(); err != nil {
		return err
	}
	action := "unblock"
	if blocked {
		action = "block"
	}
	var b batch
	p.s.mu.Lock()
	p.s.block(&b, p.acct, nil, target, action)
	p.s.mu.Unlock()
	return p.s.commit(&b)
}
