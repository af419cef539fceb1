package sandbox

import (
	"fmt"
	"slices"

	"go.mau.fi/libsignal/ecc"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waVnameCert"
	"google.golang.org/protobuf/proto"
)

// Business makes an account one of the WhatsApp Business app. What is empty is not shown.
type Business struct {
	// Name is the verified name; required.
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Address     string   `json:"address,omitempty"`
	Email       string   `json:"email,omitempty"`
	Websites    []string `json:"websites,omitempty"`
	Category    string   `json:"category,omitempty"`
	// Timezone of the hours, as in the IANA database.
	Timezone string          `json:"timezone,omitempty"`
	Hours    []BusinessHours `json:"hours,omitempty"`
}

// BusinessHours is one day of the week.
type BusinessHours struct {
	Day   string `json:"day"`   // sun, mon, tue, wed, thu, fri or sat
	Mode  string `json:"mode"`  // specific_hours, open_24h or appointment_only
	Open  int    `json:"open"`  // minutes after midnight, for specific_hours
	Close int    `json:"close"` // minutes after midnight, for specific_hours
}

var (
	weekdays  = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	hourModes = []string{"specific_hours", "open_24h", "appointment_only"}
)

// check returns what is wrong with the profile.
func (p *Business) check() error {
	if p.Name == "" {
		return invalid("business.name", "A business needs a name.")
	}
	for _, day := range p.Hours {
		if !slices.Contains(weekdays, day.Day) || !slices.Contains(hourModes, day.Mode) {
			return invalid("business.hours", "Hours need a day (sun to sat) and a mode (specific_hours, open_24h or appointment_only).")
		}
	}
	return nil
}

// handleBusinessGet tells a business's profile. An account that is none has an empty answer.
func (c *conn) handleBusinessGet(n *waBinary.Node) {
	request, ok := child(n, "business_profile")
	if !ok {
		c.unsupported(n)
		return
	}
	var profiles []waBinary.Node
	c.s.mu.Lock()
	for _, asked := range request.GetChildrenByTag("profile") {
		jid, _ := attrJID(&asked, "jid")
		if a := c.s.accountOf(jid); a != nil && a.business != nil {
			profiles = append(profiles, waBinary.Node{
				Tag: "profile", Attrs: waBinary.Attrs{"jid": jid, "tag": fmt.Sprint(a.phone.advRawID)}, Content: a.business.nodes(),
			})
		}
	}
	c.s.mu.Unlock()
	c.result(n, waBinary.Node{
		Tag: "business_profile", Attrs: waBinary.Attrs{"v": attrString(request, "v")}, Content: profiles,
	})
}

func (p *Business) nodes() []waBinary.Node {
	var out []waBinary.Node
	add := func(tag, text string) {
		if text != "" {
			out = append(out, waBinary.Node{Tag: tag, Content: []byte(text)})
		}
	}
	add("address", p.Address)
	add("description", p.Description)
	add("email", p.Email)
	for _, site := range p.Websites {
		add("website", site)
	}
	if p.Category != "" {
		out = append(out, waBinary.Node{Tag: "categories", Content: []waBinary.Node{{
			Tag: "category", Attrs: waBinary.Attrs{"id": "1"}, Content: []byte(p.Category),
		}}})
	}
	if len(p.Hours) > 0 {
		days := make([]waBinary.Node, len(p.Hours))
		for i, day := range p.Hours {
			days[i] = waBinary.Node{Tag: "business_hours_config", Attrs: waBinary.Attrs{
				"day_of_week": day.Day, "mode": day.Mode,
			}}
			if day.Mode == "specific_hours" {
				days[i].Attrs["open_time"], days[i].Attrs["close_time"] = day.Open, day.Close
			}
		}
		out = append(out, waBinary.Node{
			Tag: "business_hours", Attrs: waBinary.Attrs{"timezone": p.Timezone}, Content: days,
		})
	}
	return append(out, waBinary.Node{Tag: "profile_options", Content: []waBinary.Node{
		{Tag: "commerce_experience", Content: []byte("none")},
	}})
}

// verifiedNameNode is the certificate of a business's name, signed by its
// phone. Callers hold Sandbox.mu.
func (a *account) verifiedNameNode() waBinary.Node {
	details, err := proto.Marshal(&waVnameCert.VerifiedNameCertificate_Details{
		Serial: proto.Uint64(uint64(a.phone.advRawID)), Issuer: proto.String("smb:wa"),
		VerifiedName: proto.String(a.business.Name),
	})
	if err != nil {
		panic(fmt.Errorf("sandbox: marshal verified name: %w", err))
	}
	signature := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*a.phone.identity.Priv), details)
	cert, err := proto.Marshal(&waVnameCert.VerifiedNameCertificate{Details: details, Signature: signature[:]})
	if err != nil {
		panic(fmt.Errorf("sandbox: marshal verified name: %w", err))
	}
	return waBinary.Node{Tag: "verified_name", Attrs: waBinary.Attrs{
		"v": 2, "verified_level": "unknown", "serial": fmt.Sprint(a.phone.advRawID),
		"host_storage": 1, "actual_actors": 1, "privacy_mode_ts": a.phone.createdAt.Unix(),
	}, Content: cert}
}

// setBusiness makes an account a business, or with nil a plain one. Callers hold s.mu.
func (s *Sandbox) setBusiness(b *batch, a *account, profile *Business) {
	a.business = profile
	a.phone.save(b)
}
