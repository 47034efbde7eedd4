// Package holders keeps pooled buffers in fields.
package holders

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

var kept = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// A Writer collects until it is closed.
type Writer struct {
	buf *bytes.Buffer
	to  io.Writer
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer {
	return &Writer{buf: kept.Get().(*bytes.Buffer), to: w} // want `the buffer from kept may still hold what its last user put in, which the code on line 28 takes along; empty it after Get`
}

func (w *Writer) Write(p []byte) (int, error) { return w.buf.Write(p) }

// Close hands on what was written.
func (w *Writer) Close() error {
	_, err := w.to.Write(w.buf.Bytes())
	kept.Put(w.buf)
	w.buf = nil
	return err
}

var emptied = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// A CleanWriter collects until it is closed.
type CleanWriter struct {
	buf *bytes.Buffer
	to  io.Writer
}

// NewCleanWriter returns a CleanWriter to w.
func NewCleanWriter(w io.Writer) *CleanWriter {
	return &CleanWriter{buf: emptied.Get().(*bytes.Buffer), to: w}
}

func (w *CleanWriter) Write(p []byte) (int, error) { return w.buf.Write(p) }

// Close hands on what was written.
func (w *CleanWriter) Close() error {
	_, err := w.to.Write(w.buf.Bytes())
	w.buf.Reset()
	emptied.Put(w.buf)
	w.buf = nil
	return err
}

var streams = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type stream struct {
	buf *bytes.Buffer
	to  io.Writer
}

func (s *stream) Write(p []byte) (int, error) { return s.buf.Write(p) }

func (s *stream) flush() error {
	_, err := s.buf.WriteTo(s.to)
	return err
}

// Copy sends what r reads in one piece.
func Copy(w io.Writer, r io.Reader) error {
	s := &stream{to: w}
	s.buf = streams.Get().(*bytes.Buffer)
	defer streams.Put(s.buf) // want `by the return on line 78, this Put gives back the buffer with what was put in, and the next user of streams may take it along; empty it on every way`
	if _, err := io.Copy(s, r); err != nil {
		return err
	}
	return s.flush()
}

// An encoder owns its buffer.
type encoder struct {
	buf  *bytes.Buffer
	tags map[string]string
}

var encoders = sync.Pool{New: func() any { return &encoder{buf: new(bytes.Buffer), tags: make(map[string]string)} }}

// Encode joins the words, and counts the tags.
func Encode(tags map[string]string, words ...string) (string, int) {
	e := encoders.Get().(*encoder) // want `an encoder from encoders may still hold the buf and tags of its last user: nothing resets them; do so after Get or before Put`
	defer encoders.Put(e)
	for k, v := range tags {
		e.tags[k] = v
	}
	for _, w := range words {
		e.buf.WriteString(w)
	}
	return e.buf.String(), count(e.tags)
}

func count(tags map[string]string) (n int) {
	for _, v := range tags {
		n += len(v)
	}
	return n
}

// Lines splits a text in a builder that is part of nothing else.
func Lines(text string) []string { return strings.Split(text, "\n") }
