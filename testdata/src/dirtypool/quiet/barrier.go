package quiet

import (
	"net"
	"sync"
)

// A barrier has room for the slices of one write. Its length stays.
type barrier struct{ bs [][]byte }

var barriers = sync.Pool{New: func() any { return &barrier{bs: make([][]byte, 32)} }}

type queue struct {
	mu  sync.Mutex
	all [][]byte
}

// into fills p, or a slice of its own where there is none.
func (q *queue) into(p [][]byte) [][]byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(p) == 0 {
		p = make([][]byte, len(q.all))
	}
	i := 0
	for ; i < len(p) && i < len(q.all); i++ {
		p[i] = q.all[i]
	}
	q.all = q.all[i:]
	return p[:i]
}

type writer struct {
	conn net.Conn
	q    queue
	out  *barrier
}

func newWriter(c net.Conn) *writer { return &writer{conn: c, out: barriers.Get().(*barrier)} }

func (w *writer) flush() error {
	bufs := net.Buffers(w.q.into(w.out.bs))
	_, err := bufs.WriteTo(w.conn)
	return err
}

func (w *writer) close() error {
	barriers.Put(w.out)
	w.out = nil
	return w.conn.Close()
}

// Send writes what there is.
func Send(c net.Conn, all ...[]byte) error {
	w := newWriter(c)
	w.q.all = all
	if err := w.flush(); err != nil {
		return err
	}
	return w.close()
}
