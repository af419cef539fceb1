package sandbox

import (
	"strconv"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// ChangeMembers adds, removes, promotes or demotes members: action is add,
// remove, promote or demote. It fails when the phone may not, and for the first
// member with whom that is not possible; the others are changed by then.
func (p *Phone) ChangeMembers(id, action string, members []string) error {
	switch action {
	case "add", "remove", "promote", "demote":
	default:
		return invalid("action", "action is add, remove, promote or demote.")
	}
	node, err := p.s.participantsNode(action, members)
	if err != nil {
		return err
	}
	answer, err := p.inGroup(id, node, (*groupRequest).set)
	if err != nil {
		return err
	}
	return p.s.firstRefusal(answer)
}

func (s *Sandbox) participantsNode(tag string, members []string) (waBinary.Node, error) {
	accounts, err := s.findAccounts(members)
	if err != nil {
		return waBinary.Node{}, err
	}
	if len(accounts) == 0 {
		return waBinary.Node{}, invalid("members", "members is empty.")
	}
	nodes := make([]waBinary.Node, len(accounts))
	for i, a := range accounts {
		nodes[i] = waBinary.Node{Tag: "participant", Attrs: waBinary.Attrs{"jid": a.lidJID()}}
	}
	return waBinary.Node{Tag: tag, Content: nodes}, nil
}

// firstRefusal is the error of the first participant of an answer that has one.
func (s *Sandbox) firstRefusal(answer *waBinary.Node) error {
	for _, n := range answer.GetChildrenByTag("participant") {
		code, err := strconv.Atoi(attrText(&n, "error"))
		if err != nil || code == 0 {
			continue
		}
		jid, _ := attrJID(&n, "jid")
		s.mu.Lock()
		name := s.chatName(jid)
		s.mu.Unlock()
		if code == 403 {
			return conflict("%s does not let others add them to groups; they can be invited.", name)
		}
		return groupRefusal(code, name)
	}
	return nil
}

// attrText is an attribute of a node of our own, which may hold a number.
func attrText(n *waBinary.Node, key string) string {
	if v, ok := n.Attrs[key].(int); ok {
		return strconv.Itoa(v)
	}
	return attrString(n, key)
}

// LeaveGroup takes the phone out of a group. It fails when it is not in it.
func (p *Phone) LeaveGroup(id string) error {
	chat, err := p.s.findGroup(id)
	if err != nil {
		return err
	}
	answer, err := p.command(types.GroupServerJID, waBinary.Node{Tag: "leave", Content: []waBinary.Node{
		{Tag: "group", Attrs: waBinary.Attrs{"id": chat}},
	}}, (*groupRequest).set)
	if err != nil {
		return err
	}
	if left := firstChild(answer); left.Attrs["error"] != nil {
		return groupRefusal(404, p.acct.number)
	}
	return nil
}

// InviteLink returns the link by which people join a group; reset revokes it
// and makes another. It fails when the phone is no admin.
func (p *Phone) InviteLink(id string, reset bool) (string, error) {
	do := (*groupRequest).get
	if reset {
		do = (*groupRequest).set
	}
	answer, err := p.inGroup(id, waBinary.Node{Tag: "invite"}, do)
	if err != nil {
		return "", err
	}
	return inviteLinkPrefix + attrString(answer, "code"), nil
}

// JoinGroup joins by an invite link, or asks to. waiting says that an admin has
// to let the phone in first. It fails for a link that is unknown or revoked and
// when the phone is in the group already.
func (p *Phone) JoinGroup(link string) (id string, waiting bool, err error) {
	code := strings.TrimPrefix(strings.TrimSpace(link), inviteLinkPrefix)
	answer, err := p.command(types.GroupServerJID, waBinary.Node{
		Tag: "invite", Attrs: waBinary.Attrs{"code": code},
	}, (*groupRequest).set)
	if err != nil {
		return "", false, err
	}
	return attrString(answer, "jid"), answer.Tag == "membership_approval_request", nil
}

// AnswerRequests lets those who ask to join a group in, or turns them away. It
// fails when the phone is no admin, and for the first member who does not wait.
func (p *Phone) AnswerRequests(id string, approve bool, members []string) error {
	action := "reject"
	if approve {
		action = "approve"
	}
	node, err := p.s.participantsNode(action, members)
	if err != nil {
		return err
	}
	answer, err := p.inGroup(id, waBinary.Node{
		Tag: "membership_requests_action", Content: []waBinary.Node{node},
	}, (*groupRequest).set)
	if err != nil {
		return err
	}
	return p.s.firstRefusal(firstChild(answer))
}
