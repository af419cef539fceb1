package sandbox

import "strings"

// Guide says how to point a client library at the sandbox.
type Guide struct {
	Library string `json:"library"`
	// Steps are to be taken before the library connects, in this order.
	Steps []string `json:"steps"`
}

// guides is the same for people and for programs. address is host:port.
func guides(address, root string) []Guide {
	return []Guide{{
		Library: "whatsmeow",
		Steps: []string{
			`key, _ := hex.DecodeString("` + root + `"); whatsmeow.WACertPubKey = [32]byte(key)`,
			`dial := func(ctx context.Context, network, _ string) (net.Conn, error) { return (&net.Dialer{}).DialContext(ctx, network, "` + address + `") }`,
			`web := &http.Client{Transport: &http.Transport{DialContext: dial, DialTLSContext: dial}}`,
			`client.SetPreLoginHTTPClient(web); client.SetWebsocketHTTPClient(web); client.SetMediaHTTPClient(web)`,
		},
	}, {
		Library: "Baileys",
		Steps: []string{
			`save ca_pem of /sandbox/info as ca.pem and start Node with NODE_EXTRA_CA_CERTS=ca.pem`,
			`import makeWASocket, { WA_CERT_DETAILS } from 'baileys'; WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from('` + root + `', 'hex')`,
			`makeWASocket({ waWebSocketUrl: 'ws://` + address + `/ws/chat', … })`,
			`downloadMediaMessage(message, 'buffer', { host: '` + address + `' })`,
		},
	}, {
		Library: "others",
		Steps: []string{
			`trust the root public key ` + root + ` as the issuer of the noise certificate chain`,
			`connect the websocket to ws://` + address + `/ws/chat`,
			`take media from https://` + address + `, with the CA of ca_pem, whatever host a URL names`,
		},
	}}
}

// Text is the guide as lines for a terminal.
func (g Guide) Text(indent string) string {
	return indent + g.Library + "\n" + indent + "  " + strings.Join(g.Steps, "\n"+indent+"  ") + "\n"
}
