package sandbox

import (
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// rememberInterest notes that dev now holds the account's device list, in the
// form of jid. Callers hold s.mu.
func (a *account) rememberInterest(dev *device, jid types.JID) {
	if a.listHints == nil {
		a.listHints = make(map[*device]listForms)
	}
	forms := a.listHints[dev]
	if jid.Server == types.HiddenUserServer {
		forms.lid = true
	} else {
		forms.pn = true
	}
	a.listHints[dev] = forms
}

// forgetInterest drops what an unlinked device was interested in. Callers hold s.mu.
func (s *Sandbox) forgetInterest(dev *device) {
	for _, a := range s.accounts {
		delete(a.listHints, dev)
		delete(a.watchers, dev)
	}
}

// announceDevice tells those who hold the account's device list that a device
// was added or removed. Callers hold s.mu, with the list already changed.
func (s *Sandbox) announceDevice(b *batch, changed *device, change string) {
	a := changed.acct
	for holder, forms := range a.listHints {
		if holder == changed || holder.acct == a {
			continue
		}
		if forms.lid {
			s.enqueue(b, holder, s.deviceChange(a.lidJID(), changed, change))
		}
		if forms.pn {
			s.enqueue(b, holder, s.deviceChange(a.pn(), changed, change))
		}
	}
	for _, own := range a.devices {
		if own != changed && !own.isPhone() {
			s.enqueue(b, own, s.ownDevices(a))
		}
	}
}

// deviceChange is the notice for others. The hash is over the list as it is
// now, in the form the holder has it.
func (s *Sandbox) deviceChange(from types.JID, changed *device, change string) waBinary.Node {
	entry := waBinary.Node{Tag: "device", Attrs: waBinary.Attrs{"jid": changed.as(from)}}
	if change == "add" {
		entry.Attrs["key-index"] = changed.keyIndex
	}
	return waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": from, "type": "devices", "id": s.newID(), "t": s.unix(),
	}, Content: []waBinary.Node{{
		Tag:     change,
		Attrs:   waBinary.Attrs{"device_hash": deviceListHash(changed.acct.deviceJIDs(from))},
		Content: []waBinary.Node{entry},
	}}}
}

// ownDevices is the notice for the account's own devices: the whole list.
func (s *Sandbox) ownDevices(a *account) waBinary.Node {
	jids := a.deviceJIDs(a.pn())
	list := make([]waBinary.Node, len(jids))
	for i, jid := range jids {
		list[i] = waBinary.Node{Tag: "device", Attrs: waBinary.Attrs{"jid": jid}}
	}
	return waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": a.pn(), "type": "account_sync", "id": s.newID(), "t": s.unix(),
	}, Content: []waBinary.Node{{
		Tag: "devices", Attrs: waBinary.Attrs{"dhash": deviceListHash(jids)}, Content: list,
	}}}
}
