package after

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"
)

// Length asks before it gives the buffer back.
func Length(w io.Writer, line string) int {
	b := buffers.Get().(*bytes.Buffer)
	b.WriteString(line)
	w.Write(b.Bytes())
	n := b.Len()
	putBuffer(b)
	return n
}

// Either gives the buffer back on one way, and uses it on the other.
func Either(w io.Writer, keep bool) *bytes.Buffer {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString("either")
	w.Write(b.Bytes())
	if !keep {
		buffers.Put(b)
	}
	if keep {
		b.WriteByte('\n')
		return b
	}
	return nil
}

// Again takes a new one for each line.
func Again(w io.Writer, lines []string) {
	b := buffers.Get().(*bytes.Buffer)
	for _, line := range lines {
		b.Reset()
		b.WriteString(line)
		w.Write(b.Bytes())
		buffers.Put(b)
		b = buffers.Get().(*bytes.Buffer)
	}
	putBuffer(b)
}

// A shared is given back by the last who has it.
type shared struct {
	refs atomic.Int32
	data []byte
}

var all = sync.Pool{New: func() any { return new(shared) }}

func (s *shared) free() {
	if s.refs.Add(-1) > 0 {
		return
	}
	s.data = s.data[:0]
	all.Put(s)
}

// Twice lets go of one reference and uses the other.
func Twice(data []byte) int {
	s := all.Get().(*shared)
	s.refs.Store(2)
	s.data = append(s.data[:0], data...)
	s.free()
	n := len(s.data)
	s.free()
	return n
}

// Each gives back what is left of a list.
func Each(list []*bytes.Buffer, w io.Writer) {
	for _, b := range list {
		w.Write(b.Bytes())
		putBuffer(b)
	}
}

// Nil only asks whether there was one.
func Nil(b *bytes.Buffer) bool {
	if b != nil {
		putBuffer(b)
	}
	return b != nil
}

// A crew has workers, each of which knows its crew for good.
type crew struct {
	idle sync.Pool
	gone *sync.Cond
	n    int
}

type worker struct {
	crew *crew
	task chan func()
}

func newCrew() *crew {
	c := &crew{gone: sync.NewCond(new(sync.Mutex))}
	c.idle.New = func() any { return &worker{crew: c, task: make(chan func())} }
	return c
}

func (w *worker) run() {
	defer func() {
		w.crew.idle.Put(w)
		if v := recover(); v != nil {
			w.crew.n++
		}
		w.crew.gone.Signal()
	}()
	for f := range w.task {
		f()
	}
}

// Do has a worker do something.
func (c *crew) Do(f func()) {
	w := c.idle.Get().(*worker)
	go w.run()
	w.task <- f
}

// A frame is what a codec writes to; it may release it, too.
type frame struct {
	w    io.Writer
	data []byte
}

var frames = sync.Pool{New: func() any { return new(frame) }}

func (f *frame) Write(p []byte) (int, error) {
	f.data = append(f.data, p...)
	return len(p), nil
}

func (f *frame) Close() error {
	f.w, f.data = nil, nil
	frames.Put(f)
	return nil
}

type codec interface{ Encode(io.WriteCloser) error }

// Send has a frame filled by code that is given it as an interface.
func Send(w io.Writer, c codec) (err error) {
	f := newFrame(w)
	defer f.Close()
	if err = c.Encode(f); err != nil {
		return err
	}
	return f.flush()
}

func newFrame(w io.Writer) *frame {
	f := frames.Get().(*frame)
	f.w = w
	return f
}

func (f *frame) flush() error {
	_, err := f.w.Write(f.data)
	return err
}
