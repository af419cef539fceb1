package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"switchboard/internal/sandbox/clientstore"
)

const (
	// crowd and crowdRate are what the sandbox has to carry, so that a load test
	// measures the product and not the sandbox.
	crowd     = 1000
	crowdRate = 500 // messages a second
	crowdTime = 20 * time.Second
	// linking is how many clients are linked side by side.
	linking = 8
)

// carried is what the sandbox did under the crowd.
type carried struct {
	clients int
	rate    float64   // messages acked a second
	ack     latencies // send until the network has it
	memory  int64     // RSS of the sandbox's process, in bytes
}

// benchSandbox connects a crowd of clients to a sandbox in a process of its own
// and has them write to each other. The clients run here, beside it.
func benchSandbox(ctx context.Context, binary string) (c carried, err error) {
	b, err := startBox(ctx, binary)
	if err != nil {
		return c, err
	}
	defer b.process.stop()
	dial, err := b.trust(ctx)
	if err != nil {
		return c, err
	}
	people := make([]person, crowd)
	defer func() {
		for _, p := range people {
			if p.client != nil {
				p.client.Disconnect()
			}
		}
	}()
	// Not a group with a context: connections outlive it.
	var group errgroup.Group
	group.SetLimit(linking)
	for i := range people {
		group.Go(func() (err error) {
			people[i], err = b.join(ctx, dial)
			return err
		})
	}
	if err = group.Wait(); err != nil {
		return c, fmt.Errorf("connect the crowd: %w", err)
	}
	c.clients = len(people)
	// The first message of a pair also starts their sessions: not what is measured.
	if _, err = talk(ctx, people, len(people)); err != nil {
		return c, err
	}
	began := time.Now()
	if c.ack, err = talk(ctx, people, int(crowdRate*crowdTime.Seconds())); err != nil {
		return c, err
	}
	c.rate = float64(len(c.ack)) / time.Since(began).Seconds()
	c.memory, err = b.process.rss()
	return c, err
}

// person is somebody with a phone and a linked client.
type person struct {
	number string
	client *whatsmeow.Client
}

// trust makes the library of this process trust the sandbox and says how to dial it.
func (b *box) trust(ctx context.Context) (func(context.Context, string, string) (net.Conn, error), error) {
	var info struct {
		WSURL string `json:"ws_url"`
		Root  string `json:"root_public_key"`
	}
	if err := b.call(ctx, http.MethodGet, "/sandbox/info", nil, &info); err != nil {
		return nil, err
	}
	root, err := hex.DecodeString(info.Root)
	if err != nil {
		return nil, err
	}
	copy(whatsmeow.WACertPubKey[:], root)
	u, err := url.Parse(info.WSURL)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", u.Host)
	}, nil
}

// join makes a phone and links a client to it.
func (b *box) join(ctx context.Context, dial func(context.Context, string, string) (net.Conn, error)) (person, error) {
	number, err := b.phone(ctx)
	if err != nil {
		return person{}, err
	}
	p := person{number: number, client: whatsmeow.NewClient(clientstore.NewDevice(), nil)}
	web := &http.Client{Transport: &http.Transport{DialContext: dial, DialTLSContext: dial}}
	p.client.SetPreLoginHTTPClient(web)
	p.client.SetWebsocketHTTPClient(web)
	p.client.SetMediaHTTPClient(web)
	codes, connected := make(chan string, 1), make(chan struct{})
	var once sync.Once
	p.client.AddEventHandler(func(evt any) {
		switch evt := evt.(type) {
		case *events.QR:
			codes <- evt.Codes[0]
		case *events.Connected:
			once.Do(func() { close(connected) })
		}
	})
	if err = p.client.ConnectContext(ctx); err != nil {
		return p, err
	}
	select {
	case code := <-codes:
		err = b.scan(ctx, number, code)
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return p, err
	}
	select {
	case <-connected:
		return p, nil
	case <-ctx.Done():
		return p, ctx.Err()
	}
}

// talk has everybody write to the next, n messages at the crowd's rate, and
// returns how long each took to be acked.
func talk(ctx context.Context, people []person, n int) (latencies, error) {
	began := time.Now()
	var mu sync.Mutex
	var took latencies
	group, ctx := errgroup.WithContext(ctx)
	for i := range n {
		// By the clock and not by a ticker: what was late is made up for.
		if err := rest(ctx, time.Until(began.Add(time.Duration(i)*time.Second/crowdRate))); err != nil {
			return nil, errors.Join(err, group.Wait())
		}
		from, to := people[i%len(people)], people[(i+1)%len(people)]
		group.Go(func() error {
			began := time.Now()
			_, err := from.client.SendMessage(ctx, types.NewJID(to.number, types.DefaultUserServer), &waE2E.Message{
				Conversation: proto.String(fmt.Sprintf("message %d, about as long as what people write to each other", i)),
			})
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(began))
			return err
		})
	}
	err := group.Wait()
	return took, err
}
