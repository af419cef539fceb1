package event

import "time"

// BrakeChanged says that messages to contacts who have never written are held, because WhatsApp is
// wary of the account, or that they go again.
type BrakeChanged struct {
	On     bool       `json:"on" example:"true"`
	Reason *string    `json:"reason" enum:"reachout_timelock,temp_ban,refusals" example:"reachout_timelock" doc:"reachout_timelock: WhatsApp limits writing to new contacts. temp_ban: the number was blocked for a while. refusals: WhatsApp refused many messages in a short time. Null when it is off."`
	Until  *time.Time `json:"until" doc:"When it ends by itself; null when it is off."`
}

// Unresponsive says that an account's connection stood and nothing answered on it. It is
// being opened anew.
type Unresponsive struct{}

// CaughtUp says that what waited at WhatsApp while the account was away has come in, and
// whether all of it did.
type CaughtUp struct {
	Came     int  `json:"came" example:"12" doc:"Messages that came in."`
	Expected int  `json:"expected" example:"12" doc:"Messages that WhatsApp had announced."`
	Gap      bool `json:"gap" doc:"True when less came than was announced: look at the phone for the rest."`
}

// ConsentChanged says what a contact has said about being written to.
type ConsentChanged struct {
	JID         string  `json:"jid" example:"4915112345678@s.whatsapp.net" doc:"The contact as WhatsApp addresses it."`
	PhoneNumber *string `json:"phone_number" example:"4915112345678" doc:"Null where WhatsApp hides the number."`
	LID         *string `json:"lid" example:"123456789012345@lid"`
	State       string  `json:"state" enum:"opted_in,opted_out" example:"opted_out" doc:"After opted_out nothing is accepted for the contact."`
	Source      string  `json:"source" enum:"message,api,dashboard" example:"message" doc:"message: the contact wrote one of the words."`
	Note        *string `json:"note" example:"STOP" doc:"What the contact wrote, or how the consent was given."`
}

// Kind is KindBrake.
func (BrakeChanged) Kind() string { return KindBrake }

// Kind is KindUnresponsive.
func (Unresponsive) Kind() string { return KindUnresponsive }

// Kind is KindCaughtUp.
func (CaughtUp) Kind() string { return KindCaughtUp }

// Kind is KindConsent.
func (ConsentChanged) Kind() string { return KindConsent }

// Facets are none: filters let it pass.
func (BrakeChanged) Facets() Facets { return Facets{} }

// Facets are none: filters let it pass.
func (Unresponsive) Facets() Facets { return Facets{} }

// Facets are none: filters let it pass.
func (CaughtUp) Facets() Facets { return Facets{} }

// Facets are none: filters let it pass.
func (ConsentChanged) Facets() Facets { return Facets{} }
