package app_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

type accountJSON struct {
	Status string
	Reason *string
	Error  *string `json:"error_message"`
}

func (l *linked) state(t *testing.T) (a accountJSON) {
	t.Helper()
	l.must(t, "GET", "/api/accounts/"+l.id, nil, &a)
	return a
}

// talks requires that the account sends and receives, each message once.
func (l *linked) talks(t *testing.T, customer *sandbox.Phone, text string) {
	t.Helper()
	var m messageJSON
	l.must(t, "POST", "/api/send", object{"number": customer.Number(), "message": text}, &m)
	l.await(t, m.ID, func(m messageJSON) bool { return m.Status == "delivered" })
	require.Equal(t, text, lastOf(texts(customer, l.phone.Number())))
	_, err := customer.Say(t.Context(), l.phone.Number(), "answer to "+text)
	require.NoError(t, err)
	eventually(t, "answer", func() bool {
		got := l.received(t)
		return len(got) > 0 && lastOf(got) == "answer to "+text
	})
}

// TestFaults has the network misbehave in each of its ways. The account ends in the
// documented status with its reason and words. What mends itself does; what needs a
// person is well again after one has reconnected it.
func TestFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start(t)
	admin := w.login(t)
	for name, c := range map[string]struct {
		faults         []sandbox.Fault
		status, reason string // empty: it is never told of
		words          string
		person         bool // somebody has to reconnect it
		codes          bool // and then scans a new code
	}{
		"drop_connection":   {faults: []sandbox.Fault{{Kind: sandbox.FaultDropConnection}}},
		"drop_before_ack":   {faults: []sandbox.Fault{{Kind: sandbox.FaultDropConnection, At: "before_ack"}}},
		"drop_before_taken": {faults: []sandbox.Fault{{Kind: sandbox.FaultDropConnection, At: "before_message"}}},
		"drop_after_ack":    {faults: []sandbox.Fault{{Kind: sandbox.FaultDropConnection, At: "after_ack"}}},
		"stream_error":      {faults: []sandbox.Fault{{Kind: sandbox.FaultStreamError}}},
		"no_ack":            {faults: []sandbox.Fault{{Kind: sandbox.FaultNoAck}}},
		"delay_ack":         {faults: []sandbox.Fault{{Kind: sandbox.FaultDelayAck, DelayMS: 1000}}},
		"duplicate_message": {faults: []sandbox.Fault{{Kind: sandbox.FaultDuplicateMessage}}},
		"corrupt_message":   {faults: []sandbox.Fault{{Kind: sandbox.FaultCorruptMessage}}},
		"latency":           {faults: []sandbox.Fault{{Kind: sandbox.FaultLatency, DelayMS: 200, ForMS: 3000}}},
		"refuse_connect": {
			faults: []sandbox.Fault{{Kind: sandbox.FaultRefuseConnect, ForMS: 9000}, {Kind: sandbox.FaultDropConnection}},
			status: "disconnected", reason: "connection_lost", words: "nothing has to be done",
		},
		"logged_out": {
			faults: []sandbox.Fault{{Kind: sandbox.FaultLoggedOut}},
			status: "auth_failed", reason: "logged_out", words: "scan a new code", person: true, codes: true,
		},
		"contested": {
			faults: []sandbox.Fault{{Kind: sandbox.FaultReplaced}},
			status: "disconnected", reason: "contested", words: "tries once more",
		},
		"replaced": {
			faults: []sandbox.Fault{{Kind: sandbox.FaultReplaced, Count: 2}},
			status: "disconnected", reason: "replaced", words: "Stop the other one, then reconnect", person: true,
		},
		"outdated": {
			faults: []sandbox.Fault{{Kind: sandbox.FaultOutdated, Count: 2}},
			status: "error", reason: "client_outdated", words: "Update Switchboard", person: true,
		},
		"temp_ban": {
			faults: []sandbox.Fault{{Kind: sandbox.FaultTempBan}},
			status: "error", reason: "temp_ban", words: "The block ends at", person: true,
		},
	} {
		l := w.link(t, admin, name)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			customer, err := w.box.AddPhone("", "Customer of "+name)
			require.NoError(t, err)
			l.talks(t, customer, "before")
			for _, f := range c.faults {
				f.Number = l.phone.Number()
				_, err := w.box.AddFault(f)
				require.NoError(t, err)
			}
			if c.status != "" {
				var a accountJSON
				eventually(t, c.status+" because of "+c.reason, func() bool {
					a = l.state(t)
					return a.Status == c.status && a.Reason != nil && *a.Reason == c.reason
				})
				require.Contains(t, *a.Error, c.words)
			}
			if c.person {
				for _, f := range w.box.Faults() {
					if f.Number == l.phone.Number() {
						require.NoError(t, w.box.EndFault(f.ID))
					}
				}
				admin.must(t, "POST", "/api/accounts/"+l.id+"/reconnect", nil, nil)
			}
			if c.codes {
				eventually(t, "new code", func() bool { return l.state(t).Status == "qr_ready" })
				return
			}
			l.talks(t, customer, "after")
			l.ready(t)
			require.Equal(t, []string{"before", "after"}, texts(customer, l.phone.Number()))
			require.Len(t, l.received(t), 2)
		})
	}
}

// TestReachOutLimit follows an account that WhatsApp does not let write to strangers.
func TestReachOutLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start(t)
	admin := w.login(t)
	shop := w.link(t, admin, "Shop")
	stranger, err := w.box.AddPhone("", "Stranger")
	require.NoError(t, err)
	regular, err := w.box.AddPhone("", "Regular")
	require.NoError(t, err)
	shop.talks(t, regular, "hello")
	lock, err := w.box.AddFault(sandbox.Fault{Kind: sandbox.FaultReachOutLimit, Number: shop.phone.Number()})
	require.NoError(t, err)
	brake := func() any {
		return shop.graphQL(t, `query ($id: ID!) { account(id: $id) { brake { reason } } }`, object{"id": shop.id})["brake"]
	}
	require.Nil(t, brake())
	send := func(to *sandbox.Phone, text string) (m messageJSON) {
		shop.must(t, "POST", "/api/send", object{"number": to.Number(), "message": text}, &m)
		return m
	}
	refused := shop.await(t, send(stranger, "first").ID, func(m messageJSON) bool { return m.Status == "failed" })
	require.Equal(t, "reachout_timelock", *refused.ErrorCode)
	eventually(t, "brake", func() bool { return brake() != nil })
	require.Equal(t, object{"reason": "reachout_timelock"}, brake())

	held := send(stranger, "second")
	eventually(t, "message that the brake holds", func() bool {
		m := shop.graphQL(t, `query ($id: ID!) { message(id: $id) { status plan { reason } } }`, object{"id": held.ID})
		plan, _ := m["plan"].(object)
		return m["status"] == "queued" && plan["reason"] == "brake"
	})
	shop.talks(t, regular, "answers flow")

	require.NoError(t, w.box.EndFault(lock.ID))
	(&linked{client: admin, id: shop.id}).graphQL(t, `mutation ($id: ID!) { releaseBrake(input: {accountId: $id}) { account { id } } }`, object{"id": shop.id})
	require.Nil(t, brake())
	shop.await(t, held.ID, func(m messageJSON) bool { return m.Status == "delivered" })
	require.Equal(t, []string{"second"}, texts(stranger, shop.phone.Number()))

	// STOP fails what waits and refuses what is new.
	shop.graphQL(t, `mutation ($id: ID!) { pauseSending(input: {accountId: $id}) { account { id } } }`, object{"id": shop.id})
	waiting := send(regular, "an offer")
	_, err = regular.Say(t.Context(), shop.phone.Number(), "STOP")
	require.NoError(t, err)
	eventually(t, "refusal", func() bool {
		status, _ := shop.call("POST", "/api/send", object{"number": regular.Number(), "message": fmt.Sprint("offer ", time.Now())}, nil)
		return status == 409
	})
	shop.graphQL(t, `mutation ($id: ID!) { resumeSending(input: {accountId: $id}) { account { id } } }`, object{"id": shop.id})
	require.Equal(t, "opted_out", *shop.await(t, waiting.ID, func(m messageJSON) bool { return m.Status == "failed" }).ErrorCode)
	require.NotContains(t, texts(regular, shop.phone.Number()), "an offer")
}
