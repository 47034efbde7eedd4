package carried

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

var details = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type indent struct{ w io.Writer }

func (i indent) Write(p []byte) (int, error) {
	return i.w.Write([]byte(strings.ReplaceAll(string(p), "\n", "\n  ")))
}

// Write writes an error's details, by way of a writer of its own.
func Write(w io.Writer, err error) {
	io.WriteString(indent{w}, err.Error())
}

// Details returns them.
func Details(err error) string {
	b := details.Get().(*bytes.Buffer) // want `the buffer from details may still hold what its last user put in, which the code on line 27 takes along; empty it after Get`
	Write(b, err)
	s := b.String()
	details.Put(b)
	return s
}

// Clean empties it first.
func Clean(err error) string {
	b := cleaned.Get().(*bytes.Buffer)
	b.Reset()
	Write(b, err)
	defer cleaned.Put(b)
	return b.String()
}

var cleaned = sync.Pool{New: func() any { return new(bytes.Buffer) }}
