package kernel

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"starling/kernel/wire"
	"starling/kernel/zmtp"
)

const (
	// registerTimeout is how long whoever starts a kernel may take to hear of
	// its ports. A kernel that nobody knows of ends.
	registerTimeout = 10 * time.Second
	registerPause   = 50 * time.Millisecond // between attempts
)

// patience is the context of a registration.
func (k *kernel) patience() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeoutCause(context.Background(), registerTimeout,
		fmt.Errorf("no acknowledgement within %v", registerTimeout))
	go func() {
		select {
		case <-k.stopped:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// register tells whoever started the kernel its ports, and writes them into a
// file for other clients, which forget removes.
func (k *kernel) register(ctx context.Context, conn, bound wire.Connection, file string) (forget func(), err error) {
	bound = conn.Bound(bound.ShellPort, bound.IOPubPort, bound.StdinPort, bound.ControlPort, bound.HBPort)
	forget = func() {}
	if file != "" {
		beside := besideOf(file)
		if err := bound.WriteFile(beside); err != nil {
			return nil, fmt.Errorf("connection file: %w", err)
		}
		forget = func() { _ = os.Remove(beside) }
	}
	frames, err := k.codec.EncodeRegistration(conn, bound)
	if err == nil {
		err = k.call(ctx, conn, frames)
	}
	if err != nil {
		forget()
		return nil, err
	}
	return forget, nil
}

// besideOf names the connection file that belongs to a registration file.
func besideOf(file string) string {
	return strings.TrimSuffix(file, filepath.Ext(file)) + "-connection.json"
}

// call sends the registration until it is answered: the socket may not be there
// yet, and a connection may break. An answer that is wrong ends it.
func (k *kernel) call(ctx context.Context, conn wire.Connection, frames [][]byte) error {
	kind, endpoint := conn.Registration()
	said := ""
	for {
		answer, err := callOnce(ctx, zmtp.Kind(kind), endpoint, frames)
		if err == nil {
			if err := k.codec.CheckReceipt(conn, answer); err != nil {
				return fmt.Errorf("answer of %s: %w", endpoint, err)
			}
			return nil
		}
		select {
		case <-k.stopped: // which needs no acknowledgement
			return nil
		default:
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: %w", endpoint, context.Cause(ctx))
		}
		if err.Error() != said { // once, not at every attempt
			said = err.Error()
			k.logf("registration at %s: %s; trying again", endpoint, said)
		}
		select {
		case <-ctx.Done():
		case <-time.After(registerPause):
		}
	}
}

func callOnce(ctx context.Context, kind zmtp.Kind, endpoint string, frames [][]byte) (zmtp.Msg, error) {
	c, err := zmtp.Dial(ctx, kind, endpoint)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.Call(ctx, frames)
}
