// Package netbuf wraps connections. Two readers and writers are set only where
// the connection has them.
package netbuf

import (
	"io"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(Buffer) }}

// A Buffer reads from a connection.
type Buffer struct {
	conn     any
	ioReader io.Reader
	status   int
	readSize int
}

const readable = 1

// New returns a Buffer of conn.
func New(conn any) *Buffer {
	b := pool.Get().(*Buffer)
	b.conn = conn
	if r, ok := conn.(io.Reader); ok {
		b.ioReader = r
	}
	b.status = readable
	b.readSize = 0
	return b
}

// Read reads, if the connection can.
func (b *Buffer) Read(p []byte) (int, error) {
	if b.status&readable == 0 {
		return 0, io.ErrClosedPipe
	}
	if b.ioReader != nil {
		n, err := b.ioReader.Read(p)
		b.readSize += n
		return n, err
	}
	return 0, io.ErrNoProgress
}

// Release gives b back.
func (b *Buffer) Release() {
	b.zero()
	pool.Put(b)
}

func (b *Buffer) zero() { // want `zero leaves ioReader as the last user of the Buffer set it, and the next Get from pool may read it; zero it here too`
	b.conn = nil
	b.status = 0
	b.readSize = 0
}

var commands = sync.Pool{New: func() any { return new(command) }}

type command struct {
	kind int
	arg  string
}

// Run runs a command; the argument belongs to one kind.
func Run(kind int, arg string) string {
	c := commands.Get().(*command)
	defer commands.Put(c)
	c.kind = kind
	if kind == 1 {
		c.arg = arg
	}
	return c.text()
}

func (c *command) text() string {
	if c.kind == 1 {
		return c.arg
	}
	return "none"
}
