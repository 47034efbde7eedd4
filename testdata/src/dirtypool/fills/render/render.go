// Package render writes into what it is given.
package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes v behind what is in buf.
func JSON(buf *bytes.Buffer, v any) error { return json.NewEncoder(buf).Encode(v) } // want JSON:"fills 0"

// Twice writes v two times behind what is in buf.
func Twice(buf *bytes.Buffer, v any) { // want Twice:"fills 0"
	text(buf, v)
	text(buf, v)
}

func text(buf *bytes.Buffer, v any) { fmt.Fprint(buf, v) }

// Fresh writes v to an emptied buf.
func Fresh(buf *bytes.Buffer, v any) error {
	buf.Reset()
	return json.NewEncoder(buf).Encode(v)
}

// A Recorder keeps what is written until it is flushed.
type Recorder struct {
	buf *bytes.Buffer
	to  io.Writer
}

// Record returns a Recorder that keeps what is written in buf.
func Record(to io.Writer, buf *bytes.Buffer) *Recorder { // want Record:"fills 1, keeps 1, drains 1"
	return &Recorder{buf: buf, to: to}
}

// Write adds p.
func (r *Recorder) Write(p []byte) (int, error) { return r.buf.Write(p) }

// Flush hands on what was written.
func (r *Recorder) Flush() error {
	_, err := r.buf.WriteTo(r.to)
	return err
}

// Bind decodes what r reads.
func Bind(r io.Reader, v any) error { return json.NewDecoder(r).Decode(v) } // want Bind:"decodes 1"
