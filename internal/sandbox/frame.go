package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/coder/websocket"
	"go.mau.fi/whatsmeow/socket"
)

// routingPrologue starts the optional routing header a client may send first:
// "ED", a version, and a 3-byte length.
var routingPrologue = []byte{'E', 'D', 0, 1}

var (
	errFrameTooLarge = errors.New("frame is too large")
	// errBrokenOff is a connection that ended, which is nobody's mistake.
	errBrokenOff = errors.New("connection broke off")
)

// nextFrame cuts one frame (3-byte big-endian length, then the data) off data.
// ok is false while the frame is not complete.
func nextFrame(data []byte) (frame, rest []byte, ok bool, err error) {
	if len(data) < socket.FrameLengthSize {
		return nil, data, false, nil
	}
	length := int(uint24(data))
	if length > maxStanza {
		return nil, data, false, errFrameTooLarge
	}
	body := data[socket.FrameLengthSize:]
	if len(body) < length {
		return nil, data, false, nil
	}
	return body[:length], body[length:], true, nil
}

func appendFrame(buf, data []byte) []byte {
	return append(append(buf, putUint24(uint32(len(data)))...), data...)
}

// readFrame returns the next frame. Frames and websocket messages need not coincide.
func (c *conn) readFrame(ctx context.Context) ([]byte, error) {
	for {
		frame, rest, ok, err := nextFrame(c.backlog)
		if err != nil {
			return nil, err
		}
		if ok {
			c.backlog = rest
			return frame, nil
		}
		if err = c.readMore(ctx); err != nil {
			return nil, err
		}
	}
}

func (c *conn) readMore(ctx context.Context) error {
	kind, data, err := c.ws.Read(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", errBrokenOff, err)
	}
	if kind != websocket.MessageBinary {
		return errors.New("websocket message is not binary")
	}
	c.backlog = append(c.backlog[:len(c.backlog):len(c.backlog)], data...)
	return nil
}

// readPrologue consumes the header that precedes the first frame.
func (c *conn) readPrologue(ctx context.Context) error {
	if err := c.readAtLeast(ctx, len(socket.WAConnHeader)); err != nil {
		return err
	}
	if bytes.HasPrefix(c.backlog, routingPrologue) {
		header := len(routingPrologue)
		if err := c.readAtLeast(ctx, header+socket.FrameLengthSize); err != nil {
			return err
		}
		header += socket.FrameLengthSize + int(uint24(c.backlog[header:]))
		if header > maxStanza {
			return errFrameTooLarge
		}
		if err := c.readAtLeast(ctx, header+len(socket.WAConnHeader)); err != nil {
			return err
		}
		c.backlog = c.backlog[header:]
	}
	if !bytes.HasPrefix(c.backlog, socket.WAConnHeader) {
		return fmt.Errorf("connection starts with %x instead of %x",
			c.backlog[:len(socket.WAConnHeader)], socket.WAConnHeader)
	}
	c.backlog = c.backlog[len(socket.WAConnHeader):]
	return nil
}

func (c *conn) readAtLeast(ctx context.Context, n int) error {
	for len(c.backlog) < n {
		if err := c.readMore(ctx); err != nil {
			return err
		}
	}
	return nil
}
