// Package escape renders with pooled memory.
package escape

import (
	"bytes"
	"fmt"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render returns the text for n.
func Render(n int) []byte {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	fmt.Fprintf(buf, "n=%d", n)
	return buf.Bytes() // want `the memory of the buffer is returned, but goes back to buffers on line 15, so that its next user overwrites what is here; copy it first`
}

// Text returns a copy.
func Text(n int) string {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	fmt.Fprintf(buf, "n=%d", n)
	return buf.String()
}

// Clone returns a copy.
func Clone(n int) []byte {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	fmt.Fprintf(buf, "n=%d", n)
	return bytes.Clone(buf.Bytes())
}

// Owned gives the buffer away when all is well, and back when not.
func Owned(n int) (_ *bytes.Buffer, err error) {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() {
		if err != nil {
			buffers.Put(buf)
		}
	}()
	buf.Reset()
	_, err = fmt.Fprintf(buf, "n=%d", n)
	return buf, err
}

var lines = sync.Pool{New: func() any { b := make([]byte, 0, 64); return &b }}

// A Message has a body.
type Message struct{ Body []byte }

// Fill sets the body of m.
func Fill(m *Message, n int) {
	p := lines.Get().(*[]byte)
	b := fmt.Appendf((*p)[:0], "n=%d", n)
	m.Body = append((*p)[:0], b...) // want `the memory of the slice is kept, but goes back to lines on line 62, so that its next user overwrites what is here; copy it first`
	lines.Put(p)
}

// Send sends the text for n.
func Send(ch chan<- []byte, n int) {
	p := lines.Get().(*[]byte)
	defer lines.Put(p)
	b := append((*p)[:0], fmt.Sprint("n=", n)...)
	ch <- b // want `the memory of the slice is sent away, but goes back to lines on line 68, so that its next user overwrites what is here; copy it first`
}

// A Note is pooled.
type Note struct{ Text string }

var notes = sync.Pool{New: func() any { return new(Note) }}

// Offer sends a note, if there is room for it.
func Offer(ch chan<- *Note, n int) {
	note := notes.Get().(*Note)
	defer notes.Put(note)
	note.Text = fmt.Sprint("n=", n)
	select { // want `the Note is sent away, but goes back to notes on line 81, so that its next user overwrites what is here; copy it first`
	case ch <- note:
	default:
	}
}
