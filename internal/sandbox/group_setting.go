package sandbox

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// The network's limits for a subject and a description, in characters.
const (
	maxGroupName  = 100
	maxGroupTopic = 2048
)

// groupTimers are the seconds after which a group may have its messages
// disappear: the apps offer 24 hours, 7 days and 90 days.
var groupTimers = []uint32{0, 86_400, 604_800, 7_776_000}

func checkName(name string) int {
	if length := utf8.RuneCountInString(name); length == 0 || length > maxGroupName {
		return 406
	}
	return 0
}

// adminSettings are the commands only admins may give, and lockedSettings those
// that others may give until the group is locked.
var (
	adminSettings = []string{
		"announcement", "not_announcement", "locked", "unlocked", "membership_approval_mode", "member_add_mode",
	}
	lockedSettings = []string{"subject", "description", "ephemeral", "not_ephemeral"}
)

// changeSetting applies a change to what the group is and tells its members. It
// returns an error code, or 0.
func (r *groupRequest) changeSetting(g *group) int {
	tag := r.node.Tag
	admin := g.admin(r.self.number)
	switch {
	case !slices.Contains(adminSettings, tag) && !slices.Contains(lockedSettings, tag):
		return codeUnsupported
	case slices.Contains(adminSettings, tag) && !admin, g.Locked && !admin:
		return 403
	}
	var notice waBinary.Node
	var code int
	switch tag {
	case "subject":
		notice, code = r.rename(g)
	case "description":
		notice, code = r.describe(g)
	default:
		if code = g.applySetting(r.node); code == 0 {
			notice = g.settingNotice(tag)
		}
	}
	if code != 0 {
		return code
	}
	g.save(r.b)
	r.s.announceGroup(r.b, g, r.self, notice, r.s.accountsIn(g))
	return 0
}

func (r *groupRequest) rename(g *group) (waBinary.Node, int) {
	name := nodeText(r.node)
	if code := checkName(name); code != 0 {
		return waBinary.Node{}, code
	}
	g.Name, g.NamedAt, g.NamedBy = name, time.Now().UTC(), r.self.number
	attrs := waBinary.Attrs{"subject": name, "s_t": g.NamedAt.Unix()}
	g.author(attrs, "s_o", r.self.as)
	return waBinary.Node{Tag: "subject", Attrs: attrs}, 0
}

// describe sets or deletes the description. A client that says which one it
// replaces is refused when somebody else was faster.
func (r *groupRequest) describe(g *group) (waBinary.Node, int) {
	text, id := string(content(r.node, "body")), attrString(r.node, "id")
	present := ""
	if g.Topic != nil {
		present = g.Topic.ID
	}
	switch prev := attrString(r.node, "prev"); {
	case prev != "" && prev != present:
		return waBinary.Node{}, 409
	case utf8.RuneCountInString(text) > maxGroupTopic:
		return waBinary.Node{}, 406
	}
	if id == "" {
		id = newMessageID()
	}
	n := waBinary.Node{Tag: "description", Attrs: waBinary.Attrs{"id": id}}
	if text == "" {
		g.Topic = nil
		n.Content = []waBinary.Node{{Tag: "delete"}}
		return n, 0
	}
	g.Topic = &groupTopic{ID: id, Text: text, By: r.self.number, At: time.Now().UTC()}
	n.Content = []waBinary.Node{{Tag: "body", Content: []byte(text)}}
	return n, 0
}

// applySetting takes one setting of a command, also of one that makes a group.
// What is no setting is left alone.
func (g *group) applySetting(n *waBinary.Node) int {
	switch n.Tag {
	case "announcement", "not_announcement":
		g.Announce = n.Tag == "announcement"
		g.SettingsVersion++
	case "locked", "unlocked":
		g.Locked = n.Tag == "locked"
	case "not_ephemeral":
		g.Timer = 0
	case "ephemeral":
		seconds, err := strconv.ParseUint(attrString(n, "expiration"), 10, 32)
		if err != nil || !slices.Contains(groupTimers, uint32(seconds)) {
			return 400
		}
		g.Timer = uint32(seconds)
	case "membership_approval_mode":
		mode, _ := child(n, "group_join")
		g.Approval = attrString(mode, "state") == "on"
		if !g.Approval {
			g.Requests = nil
		}
	case "member_add_mode":
		mode := types.GroupMemberAddMode(nodeText(n))
		if mode != types.GroupMemberAddModeAdmin && mode != types.GroupMemberAddModeAllMember {
			return 400
		}
		g.AdminsAdd = mode == types.GroupMemberAddModeAdmin
	}
	return 0
}

// settingNotice is what members are told of a setting that was just changed by
// the command tag.
func (g *group) settingNotice(tag string) waBinary.Node {
	n := waBinary.Node{Tag: tag}
	switch tag {
	case "announcement", "not_announcement":
		n.Attrs = waBinary.Attrs{"v_id": strconv.Itoa(g.SettingsVersion)}
	case "ephemeral", "not_ephemeral":
		n.Tag = "not_ephemeral"
		if g.Timer > 0 {
			n.Tag, n.Attrs = "ephemeral", waBinary.Attrs{"expiration": int(g.Timer)}
		}
	case "membership_approval_mode":
		return approvalNode(g.Approval)
	case "member_add_mode":
		n.Content = []byte(g.addMode())
	}
	return n
}

// nodeText is the content of a node, whichever way it was sent.
func nodeText(n *waBinary.Node) string {
	switch v := n.Content.(type) {
	case []byte:
		return string(v)
	case string:
		return v
	}
	return ""
}
