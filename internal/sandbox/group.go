package sandbox

import (
	"context"
	"errors"
	"net/http"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
)

type group struct{}

var errNoGroups = errors.New("groups are not there")

func (s *Sandbox) routeGroup(*batch, *device, types.JID, *waBinary.Node, time.Time, *waBinary.Node) error {
	return errNoGroups
}
func (s *Sandbox) routeGroupResend(*batch, *device, types.JID, *waBinary.Node, *waBinary.Node, time.Time) error {
	return errNoGroups
}
func (s *Sandbox) routeGroupReceipt(*batch, *device, types.JID, *waBinary.Node) error {
	return errNoGroups
}
func (s *Sandbox) groupMembers(types.JID, *account) []*account { return nil }
func (c *conn) handleGroupGet(n *waBinary.Node)                { c.unsupported(n) }
func (c *conn) handleGroupSet(n *waBinary.Node)                { c.unsupported(n) }
func (tx *signalTx) decryptGroup(context.Context, types.JID, *device, *waBinary.Node) ([]byte, error) {
	return nil, errNoGroups
}
func (tx *signalTx) withSenderKey(context.Context, types.JID, *device, []byte) ([]byte, error) {
	return nil, errNoGroups
}
func (p *Phone) learnSenderKey(context.Context, *signalTx, *incoming, *waE2E.Message) error {
	return nil
}
func (p *Phone) sealForGroup(context.Context, *signalTx, *batch, types.JID, *waE2E.Message) ([]waBinary.Node, error) {
	return nil, errNoGroups
}
func (s *Sandbox) restoreGroup(string, []byte) error                { return nil }
func (s *Sandbox) getGroups(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, []string{}) }
func (s *Sandbox) postGroup(r *http.Request) (reply, error)         { return reply{}, errNoGroups }
