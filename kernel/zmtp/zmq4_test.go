package zmtp

import (
	"context"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

// The notebook runner's library, at the other end of each kind.
func TestZmq4Client(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	subscribed := make(chan bool, 1)
	router := listen(t, ROUTER, Options{})
	go echo(router)
	publisher := listen(t, XPUB, Options{OnSubscribe: func([]byte, bool, func(Msg)) { subscribed <- true }})
	heart := listen(t, REP, Options{})
	for _, c := range []struct {
		client zmq4.Socket
		server *Socket
	}{
		{zmq4.NewDealer(ctx), router},
		{zmq4.NewSub(ctx), publisher},
		{zmq4.NewReq(ctx), heart},
	} {
		defer c.client.Close()
		if err := c.client.Dial(c.server.Addr()); err != nil {
			t.Fatalf("%s: %v", c.server.kind, err)
		}
		want := "stream hello"
		if c.server == publisher {
			if err := c.client.SetOption(zmq4.OptionSubscribe, "stream"); err != nil {
				t.Fatal(err)
			}
			<-subscribed
			publisher.Send(Msg{[]byte(want)})
		} else if err := c.client.Send(zmq4.NewMsgString(want)); err != nil {
			t.Fatalf("%s: %v", c.server.kind, err)
		}
		if got, err := c.client.Recv(); err != nil || string(got.Bytes()) != want {
			t.Errorf("%s: got %v, %v, want %q", c.server.kind, got, err, want)
		}
	}
}
