package quiet

import (
	"io"
	"sync"
)

type config struct {
	indent int
	pool   sync.Pool
}

// A stream's cfg is the one of the pool's owner. Encoder changes it, in
// streams of its own.
type stream struct {
	cfg *config
	out io.Writer
	err error
}

func newConfig(indent int) *config {
	c := &config{indent: indent}
	c.pool.New = func() any { return newStream(c, nil) }
	return c
}

func newStream(c *config, w io.Writer) *stream { return &stream{cfg: c, out: w} }

func (c *config) borrow(w io.Writer) *stream {
	s := c.pool.Get().(*stream)
	s.out = w
	return s
}

func (c *config) giveBack(s *stream) {
	s.out, s.err = nil, nil
	c.pool.Put(s)
}

func (s *stream) write(v string) {
	for range s.cfg.indent {
		_, s.err = io.WriteString(s.out, " ")
	}
	_, s.err = io.WriteString(s.out, v)
}

// An Encoder has a stream that no pool has.
type Encoder struct{ s *stream }

// NewEncoder makes an encoder.
func NewEncoder(w io.Writer) *Encoder { return &Encoder{s: newStream(newConfig(0), w)} }

// SetIndent makes a new configuration for this encoder.
func (e *Encoder) SetIndent(n int) { e.s.cfg = newConfig(n) }

// Encode writes v.
func (e *Encoder) Encode(v string) error {
	e.s.write(v)
	return e.s.err
}

func (c *config) print(w io.Writer, v string) error {
	s := c.borrow(w)
	defer c.giveBack(s)
	s.write(v)
	return s.err
}

// Print writes v.
func Print(w io.Writer, v string) error { return newConfig(2).print(w, v) }
