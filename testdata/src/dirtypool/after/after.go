// Package after goes on to use what it has given back.
package after

import (
	"bytes"
	"io"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render copies the page out once its buffer has gone back.
func Render(w io.Writer, write func(io.Writer)) (string, error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	write(b)
	_, err := w.Write(b.Bytes())
	buffers.Put(b)
	return b.String(), err // want `the buffer is used here, but went back to buffers on line 18, and its next user may have it by now; put it back after its last use`
}

// Late empties a buffer that may be somebody else's.
func Late(w io.Writer, write func(io.Writer)) error {
	b := buffers.Get().(*bytes.Buffer)
	write(b)
	_, err := b.WriteTo(w)
	buffers.Put(b)
	b.Reset() // want `the buffer is used here, but went back to buffers on line 27, and its next user may have it by now`
	return err
}

type session struct {
	mu    sync.Mutex
	id    string
	count int
}

var sessions = sync.Pool{New: func() any { return new(session) }}

func (s *session) reset() { s.id, s.count = "", 0 }

func (s *session) release() {
	s.reset()
	sessions.Put(s)
}

func (s *session) close() {
	s.mu.Lock()
	s.release()
	s.mu.Unlock()
}

// Count reads the session behind a method that gives it back.
func Count(id string, add int) int {
	s := sessions.Get().(*session)
	s.id = id
	s.count += add
	s.close()
	return s.count // want `the session is used here, but went back to sessions on line 58, and its next user may have it by now`
}

// A Sized has pools of slices of several sizes.
type Sized struct {
	mu    sync.Mutex
	sizes []int
	pools []sync.Pool
	used  int
}

// Put takes a slice back, and then reads how long it is.
func (p *Sized) Put(b *[]byte) {
	for i, size := range p.sizes {
		if cap(*b) > size {
			continue
		}
		*b = (*b)[:0]
		p.pools[i].Put(b)
		break
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used -= cap(*b) // want `the slice is used here, but went back to pools on line 77, and its next user may have it by now`
}

func putBuffer(b *bytes.Buffer) {
	if b.Cap() > 1<<16 {
		return
	}
	b.Reset()
	buffers.Put(b)
}

// Log looks at the buffer that a helper drops or gives back.
func Log(w io.Writer, line string) int {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(line)
	w.Write(b.Bytes())
	putBuffer(b)
	return b.Len() // want `the buffer is used here, but went back to buffers on line 98, and its next user may have it by now`
}

// Notify says that it is done before it takes the line out of its buffer.
func Notify(line string, done func()) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(line)
	buffers.Put(b)
	done()
	return b.String() // want `the buffer is used here, but went back to buffers on line 107, and its next user may have it by now`
}

// Deferred reads what the buffer holds when it went back.
func Deferred(w io.Writer, line string) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		buffers.Put(b)
		if v := recover(); v != nil {
			w.Write(b.Bytes()) // want `the buffer is used here, but went back to buffers on line 117, and its next user may have it by now`
		}
	}()
	b.WriteString(line)
	w.Write(b.Bytes())
}

// Fill gives the buffer back where it fails, and then once more.
func Fill(w io.Writer, r io.Reader) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	if _, err := b.ReadFrom(r); err != nil {
		buffers.Put(b) // want `the buffer goes back to buffers here, and once more by the defer on line 130, so that two users may have it at a time; put it back once`
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Hold keeps the line in a buffer while something else is done.
func Hold(line string, meanwhile func()) string {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	b.WriteString(line)
	meanwhile()
	return b.String()
}
