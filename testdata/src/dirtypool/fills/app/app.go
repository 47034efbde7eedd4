// Package app has others write into its pooled objects.
package app

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"

	"obslint.test/dirtypool/fills/render"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render returns the text of v.
func Render(v any) (string, error) {
	b := buffers.Get().(*bytes.Buffer) // want `the buffer from buffers may still hold what its last user put in, which the code on line 23 takes along; empty it after Get`
	defer buffers.Put(b)
	if err := render.JSON(b, v); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}

// Fresh returns the text of v, written to an emptied buffer.
func Fresh(v any) (string, error) {
	b := fresh.Get().(*bytes.Buffer)
	defer fresh.Put(b)
	if err := render.Fresh(b, v); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}

var fresh = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var records = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// ErrEmpty is returned for nothing.
var ErrEmpty = errors.New("nothing to say")

// Say records what say writes, and hands it on if all is well.
func Say(w io.Writer, say func(io.Writer) error) error {
	b := records.Get().(*bytes.Buffer)
	defer records.Put(b) // want `by the return on line 49, this Put gives back the buffer with what was put in, and the next user of records may take it along; empty it on every way`
	rec := render.Record(w, b)
	if err := say(rec); err != nil {
		return err
	}
	return rec.Flush()
}

// A Message is what comes in.
type Message struct {
	ID   int
	Name string
}

var messages = sync.Pool{New: func() any { return new(Message) }}

// Handle shows use what r has to say.
func Handle(r io.Reader, use func(id int, name string)) error {
	m := messages.Get().(*Message)
	defer messages.Put(m)
	if err := render.Bind(r, m); err != nil { // want `Bind leaves what its input does not name as the last user of this Message from messages decoded it; zero the Message first`
		return err
	}
	use(m.ID, m.Name)
	return nil
}
